"""Replay: the state after any entry, from the log alone."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from factcheck import services
from factcheck.db import SCHEMA, Database
from factcheck.history import replay
from factcheck.models import Change, Claim, Entry
from factcheck.records import ClaimRecord
from tests import factories, filled, stories
from tests.long import seeds


def replayed(db: Database, upto: int | None = None) -> stories.Dump:
    with db.reading() as session:
        engine = replay.replay(session.connection(), upto)
        with engine.connect() as connection:
            found = stories.dump(connection)
        engine.dispose()
    return found


def last(db: Database) -> int:
    with db.reading() as session:
        return session.scalar(select(func.max(Entry.seq))) or 0


@pytest.mark.parametrize("seed", seeds(3, 30))
def test_replay_up_to_a_step_gives_the_state_after_it(url: str, seed: int) -> None:
    """Derived columns too, undos and redos included."""
    seen: dict[int, stories.Dump] = {}
    with stories.opened(url) as db:
        stories.tell(db, 1000 + seed, 12, lambda: seen.update({last(db): stories.state(db)}))
        assert len(seen) > 5
        for seq, state in seen.items():
            assert replayed(db, seq) == state, seq
        assert replayed(db) == stories.state(db)
        assert not any(replayed(db, 0).values())


def test_replay_gives_the_state_of_every_table(db: Database) -> None:
    with stories.unsynced(db):
        filled.database(db, stories.fill)
        assert replayed(db) == stories.state(db)
        assert all(stories.state(db).values())


def test_replay_in_small_batches_gives_the_same(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that are written again in a later batch, and rows that go."""
    with stories.opened(url) as db:
        stories.tell(db, 77, 25)
        whole = replayed(db)
        monkeypatch.setattr(replay, "BATCH", 2)
        assert replayed(db) == whole == stories.state(db)


def _older_payload(db: Database, change: Callable[[str], str]) -> None:
    """The log as an older program would have written it."""
    with db.engine(writing=True).begin() as connection:
        payload = connection.scalar(select(Change.payload).where(Change.seq == 1))
        if db.dialect == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER change_no_update")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.execute(
            Change.__table__.update().values(payload=change(payload or ""))  # type: ignore[attr-defined]
        )


def _add(db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim = services.claims.add(session, ClaimRecord("A claim", priority=1), by="ana")
        assert claim.id == 1


def test_a_column_that_a_payload_does_not_name_has_its_default(url: str) -> None:
    with stories.opened(url) as db:
        _add(db)
        _older_payload(
            db,
            lambda told: (
                told.replace('"priority":1,', "")
                .replace('"stage":"new",', "")
                .replace(',"tracked":1', "")
            ),
        )
        with db.reading() as session:
            ((_, _, _, row),) = replay.operations(session.connection())
        assert row is not None
        assert not {"priority", "stage", "tracked"} & set(row)
        assert replayed(db) == stories.state(db)


def test_rows_of_older_revisions_are_brought_to_todays_shape(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This schema called the text "wording", and the next one shouted."""
    next_one, after = (f"{int(SCHEMA) + step:04}" for step in (1, 2))

    def rename(row: replay.Row) -> replay.Row:
        return {"text": row.pop("wording"), **row}

    def calm(row: replay.Row) -> None:
        row["text"] = row["text"].capitalize()

    with stories.opened(url) as db:
        _add(db)
        _older_payload(db, lambda told: told.replace('"text":"A claim"', '"wording":"A CLAIM"'))
        monkeypatch.setattr(
            replay,
            "UPCASTS",
            {
                SCHEMA: {"claim": lambda row: row.clear()},
                next_one: {"claim": rename, "note": lambda row: row.clear()},
                after: {"claim": calm},
            },
        )
        assert replayed(db) == stories.state(db)


def test_upcasts_are_for_rows_of_earlier_revisions_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "UPCASTS", {"0002": {"claim": lambda row: {**row, "new": 1}}})
    assert replay.upcast("claim", {}, "0001") == {"new": 1}
    assert replay.upcast("claim", {}, "0002") == {}
    assert replay.upcast("claim", {}, "0003") == {}
    assert replay.upcast("note", {}, "0001") == {}


def test_operations_stop_where_they_are_told_to(db: Database) -> None:
    for number in range(3):
        with db.transaction(by="ana") as session:
            factories.make_claim(session, f"claim {number}", speaker=None, source=None)
    with db.reading() as session:
        connection = session.connection()
        counted = [len(list(replay.operations(connection, seq))) for seq in (0, 1, 2, 3, None)]
    assert counted == [0, 2, 4, 6, 6]


def test_defaults_are_those_of_the_tables() -> None:
    assert replay.defaults("claim")["stage"] == "new"
    assert replay.defaults("claim")["why"] is None
    assert set(replay.defaults("claim")) == {column.name for column in Claim.__table__.c}
