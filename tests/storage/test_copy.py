"""Copies by the log: the same database, whichever way it went, and nothing half done in use."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text, update

from factcheck import bulk, heads, verify
from factcheck.db import SCHEMA, UNFINISHED, Database
from factcheck.errors import Conflict, Corrupt, InvalidInput, Unavailable, VerificationFailed
from factcheck.history import replay
from factcheck.history.redactions import Redactions
from factcheck.models import Change, Claim, Counter, Entry, LogHead, Source, Speaker
from factcheck.records import ClaimRecord, EvidenceRecord
from factcheck.services import claims, evidence, merging, undo
from factcheck.storage import copy as copying
from factcheck.storage.copy import copy
from tests import filled, second, stories
from tests.factories import make_claim
from tests.tampering import behind

if TYPE_CHECKING:
    from pathlib import Path

    from tests.storage.conftest import Fresh

Everything = dict[str, Any]


def everything(database: Database) -> Everything:
    """Every row of every table that is to be the same in a copy."""
    found: Everything = stories.state(database)
    with database.reading() as session:
        for model in (Entry, Change, Counter, LogHead):
            table = model.__table__
            rows = session.execute(select(table).order_by(*table.primary_key))
            found[model.__tablename__] = [tuple(row) for row in rows]
    return found


def head(database: Database) -> str:
    return verify.verify(database).head


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_copy_is_the_same_database(source: Database, to: str, fresh: Fresh) -> None:
    url = fresh(to)
    done = copy(source, url)
    with Database(url) as copied:
        assert everything(copied) == everything(source)
        report = verify.verify(copied)
    assert (report.findings, report.head_known) == ((), True)
    assert (done.before, done.entries, done.head) == (0, report.entries, report.head)
    assert done.place == copied.place
    assert verify.verify(source).findings == ()


def test_there_and_back_again(source: Database, engine: str, fresh: Fresh) -> None:
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[engine]
    there, back = fresh(other), fresh(engine)
    copy(source, there)
    with Database(there) as copied:
        copy(copied, back)
    with Database(back) as returned:
        assert everything(returned) == everything(source)


def test_ids_go_on_in_a_copy_where_they_would_have_gone_on(
    source: Database, engine: str, fresh: Fresh
) -> None:
    url = fresh(engine)
    copy(source, url)
    ids = []
    for database in (source, Database(url)):
        with database, database.transaction(by="ana") as session:
            ids.append(make_claim(session, "One more").id)
    assert ids[0] == ids[1] > 4


def test_an_empty_database_is_copied_too(db: Database, engine: str, fresh: Fresh) -> None:
    url = fresh(engine)
    done = copy(db, url)
    assert (done.entries, done.before) == (0, 0)
    with Database(url) as copied:
        assert everything(copied) == everything(db)


def test_a_copy_is_brought_up_to_date(source: Database, engine: str, fresh: Fresh) -> None:
    url = fresh(engine)
    first = copy(source, url)
    assert copy(source, url).entries == 0
    stories.tell(source, seed=8, length=12)
    second = copy(source, url)
    assert second.before == first.entries
    assert second.entries > 0
    with Database(url) as copied:
        assert everything(copied) == everything(source)


def test_what_was_merged_taken_back_and_merged_again_is_copied(
    db: Database, engine: str, fresh: Fresh
) -> None:
    """Rows that go from one claim to another leave nothing behind that refers to them."""
    filled.database(db, stories.fill)
    kinds: Any = ((merging.claims, Claim), (merging.speakers, Speaker), (merging.sources, Source))
    for service, model in kinds:
        with db.transaction(by="zoe") as session:
            one, into = session.get_one(model, 1), session.get_one(model, 2)
            service.merge(session, [one], into, **({"keep": one} if model is Claim else {}))
        with db.transaction(by="zoe") as session:
            taken = undo.undo(session, by="zoe")
        with db.transaction(by="zoe") as session:
            undo.undo(session, by="zoe", seq=taken.seq)
    for name in ("sqlite", engine):
        url = fresh(name)
        copy(db, url)
        with Database(url) as copied:
            assert everything(copied) == everything(db)


def test_a_copy_goes_on_where_it_stopped_and_is_not_used_before(
    source: Database, engine: str, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "ENTRIES", 7)
    url, told = fresh(engine), []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(source, url, stop)
    with Database(url) as half:
        with pytest.raises(Unavailable, match="a copy that was not finished") as caught:
            make_one(half)
        assert (
            caught.value.hint
            == "run the same factcheck db copy again: it goes on where it stopped"
        )
    monkeypatch.setattr(copying, "ENTRIES", 500)
    done = copy(source, url)
    assert done.before == 21
    with Database(url) as copied:
        assert everything(copied) == everything(source)
    assert [one[0] for one in told] == sorted(one[0] for one in told)
    assert {total for _, total in told} == {len(everything(source)["change"])}


def make_one(database: Database, told: str = "Made here") -> None:
    with database.transaction(by="ana") as session:
        make_claim(session, told)


def test_a_batch_ends_where_there_are_many_changes(
    source: Database, engine: str, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "CHANGES", 1)
    told: list[int] = []
    url = fresh(engine)
    copy(source, url, lambda done, _: told.append(done))
    assert len(set(told)) == len({row[0] for row in everything(source)["change"]}) + 1
    with Database(url) as copied:
        assert everything(copied) == everything(source)


def test_what_is_written_meanwhile_is_copied_too(
    source: Database, engine: str, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "ENTRIES", 30)
    more = iter(range(3))

    def write(_done: int, _total: int) -> None:
        if (number := next(more, None)) is not None:
            make_one(source, f"Meanwhile {number}")

    url = fresh(engine)
    copy(source, url, write)
    with Database(url) as copied:
        assert everything(copied) == everything(source)


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_every_order_of_two_writes_survives(db: Database, to: str, fresh: Fresh) -> None:
    """A speaker that nothing refers to any more is taken out in the batch that let go of it."""

    with db.transaction(by="ana") as session:
        record = ClaimRecord("A claim", "Ana", "page: One")
        number = claims.add(session, record, by="ana").id
    with db.transaction(by="ana") as session:
        told = EvidenceRecord("disputes", "no", by="Somebody new")
        evidence.mark(session, session.get_one(Claim, number), told, by="ana")
    for seq in (None, 3, None, 5):
        with db.transaction(by="ana") as session:
            undo.undo(session, by="ana", seq=seq)
    url = fresh(to)
    copy(db, url)
    with Database(url) as copied:
        assert everything(copied) == everything(db)


def test_a_window_takes_a_row_once_and_nothing_after_what_is_gone() -> None:
    entry = {"schema_revision": SCHEMA}

    def change(*ops: tuple[str, int, bool]) -> dict[str, Any]:
        rows = [
            ["x", table, row_id, {"id": row_id} if stays else None] for table, row_id, stays in ops
        ]
        return {"seq": 1, "n": 1, "payload": json.dumps(rows)}

    batch = [
        (entry, [change(("tag", 1, True), ("tag", 2, True)), change(("claim", 1, True))]),
        (entry, [change(("tag", 1, True), ("tag", 3, False))]),
        (
            entry,
            [change(("tag", 4, False), ("tag", 5, True)), {"seq": 1, "n": 2, "payload": None}],
        ),
    ]
    found = [list(window) for window in copying._windows(batch, Redactions({}, frozenset(), {}))]
    assert found == [
        [("tag", 1), ("tag", 2), ("claim", 1)],
        [("tag", 1), ("tag", 3), ("tag", 4)],
        [("tag", 5)],
    ]


def test_nothing_of_somebody_else_is_touched(
    source: Database, engine: str, fresh: Fresh, tmp_path: Path
) -> None:
    url = fresh(engine)
    with pytest.raises(InvalidInput, match="onto itself"):
        copy(source, source.url)
    other = fresh(engine)
    copy(source, other)
    with Database(other) as diverged:
        make_one(diverged, "Elsewhere")
    make_one(source)
    with pytest.raises(Conflict, match="the copy has an entry"):
        copy(source, other)
    mine = tmp_path / "mine.txt"
    mine.write_text("my work")
    with pytest.raises(Corrupt):
        copy(source, mine)
    assert mine.read_text() == "my work"
    copy(source, url)
    with pytest.raises(Conflict, match="holds a database already"):
        copy(source, url, sign=lambda _target, _connection: None)


def test_another_database_is_not_overwritten(db: Database, story: Path) -> None:
    make_one(db)
    with Database(story) as told, pytest.raises(Conflict, match="holds a database already"):
        copy(told, db.url)
    assert len(stories.state(db)["claim"]) == 1


def test_a_target_of_another_schema_is_refused(db: Database, story: Path) -> None:
    with db.engine(writing=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with Database(story) as told, pytest.raises(Exception, match="made by a newer program"):
        copy(told, db.url)


def test_a_copy_that_is_not_what_its_log_says_is_told(
    source: Database, engine: str, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = bulk.write_rows

    def forget(connection: Any, rows: Any) -> None:
        real(connection, {key: row for key, row in rows.items() if key[0] != "note"})

    monkeypatch.setattr(bulk, "write_rows", forget)
    with pytest.raises(VerificationFailed, match="is not what its log says"):
        copy(source, fresh(engine))


def test_a_gap_in_a_log_is_not_taken_for_its_end(
    source: Database, engine: str, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it is: a copy that ended before it would look whole."""
    monkeypatch.setattr(copying, "ENTRIES", 2)
    with behind(source) as raw:
        for table in ("change", "entry"):
            raw.run(f"DELETE FROM {table} WHERE seq BETWEEN 5 AND 9")
    with pytest.raises(VerificationFailed, match="lacks entry 5"):
        copy(source, fresh(engine))


def test_older_payloads_arrive_in_todays_shape(
    source: Database, engine: str, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The made-up second schema wrote every claim's language in capitals."""

    def loud(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "language": (row.get("language") or "en").upper()}

    monkeypatch.setitem(replay.UPCASTS, second.REVISION, {"claim": loud})
    url = fresh(engine)
    with source.engine(writing=True).begin() as connection:
        connection.info["factcheck_recording"] = True
        for row_id, language in connection.execute(select(Claim.id, Claim.language)).all():
            now_is = (language or "en").upper()
            connection.execute(update(Claim).where(Claim.id == row_id).values(language=now_is))
    copy(source, url)
    with Database(url) as copied:
        assert everything(copied) == everything(source)
        assert {row[5] for row in stories.state(copied)["claim"]} <= {"EN", "ES"}


def test_the_unfinished_mark_is_no_revision() -> None:
    assert not UNFINISHED.isdigit()
    assert heads.known("nothing") == []
