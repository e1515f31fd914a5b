"""Redaction to the end: a canary in every text column, and afterwards in no byte of anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import catalog, heads, indexing
from factcheck.db import Database
from factcheck.errors import Busy, Conflict, ReadOnly
from factcheck.history import past
from factcheck.history.replay import operations
from factcheck.models import Entry, LogHead, all_models, logged_table
from factcheck.services import claims, redactable, redaction, show, undo
from factcheck.storage import backup, redacting
from factcheck.storage.copy import copy
from factcheck.verify import verify
from tests import filled, postgres, stories

if TYPE_CHECKING:
    from tests.storage.conftest import Fresh

ORDER = "Court of Aldea, 12/2019, 3 May 2019"


def canary(table: str, name: str) -> str:
    """A text that stands nowhere else, of one word, so that the search rows hold it as well."""
    return f"zq{table}{name}xj".replace("_", "")


def secretive(session: Any) -> None:
    """A canary in every text that can be redacted."""
    for table, names in redactable.FIELDS.items():
        shape = logged_table(table)
        model: Any = all_models()[table]
        for number, row in enumerate(session.scalars(select(model).order_by(shape.c.id))):
            for name in names:
                told = canary(table, name)
                if (table, name) == ("view", "filters"):
                    told = '{"speaker":"' + told + '"}'
                elif name in ("url", "archive_url"):
                    told = f"https://{told}{number}.example/"
                elif number and (table, name) in redactable._NAMES:
                    continue
                setattr(row, name, told)
            if table in ("source", "review"):
                row.canonical_url = row.url


@pytest.fixture
def secret(url: str) -> Iterator[Database]:
    """A database with a canary everywhere, changed once more, so that the log has it often."""
    with stories.opened(url) as db:
        yield filled.database(db, fill)


def fill(db: Database) -> None:
    stories.fill(db)
    with db.transaction(by="ana", action="edit") as session:
        secretive(session)
    with db.transaction(by="ana", action="edit") as session:
        claim = claims.get(session, 1)
        claims.edit(session, claim, {"priority": "3"})


def everything(db: Database) -> list[redaction.Field]:
    with db.reading() as session:
        return [
            redaction.Field(table, row_id, name)
            for table, names in redactable.FIELDS.items()
            for row_id in session.scalars(select(logged_table(table).c.id))
            for name in names
        ]


def carried_out(db: Database, asked: list[redaction.Field], **how: bool) -> redacting.Redacted:
    with db.reading() as session:
        planned = redaction.plan(session, asked, **how)
    return redacting.redact(db, planned, ORDER, by="ana")


def stored(db: Database) -> bytes:
    """All bytes that the database's files hold, its heads too; on a server, all rows as text."""
    found = b""
    if db.path is not None:
        for path in sorted(db.path.parent.glob(f"{db.path.name}*")):
            found += path.read_bytes()
    else:
        with db.reading() as session:
            for model in all_models().values():
                for row in session.execute(select(model.__table__)):
                    found += repr(tuple(row)).encode()
            for row in session.execute(select(indexing.POSTGRES)):
                found += repr(tuple(row)).encode()
    with db.reading() as session:
        uid = session.scalars(select(LogHead.database_uid)).one()
    for path in heads.folder(uid).glob("*"):
        found += path.read_bytes()
    return found


def canaries(told: bytes) -> set[str]:
    all_of_them = {
        canary(table, name) for table, names in redactable.FIELDS.items() for name in names
    }
    return {one for one in all_of_them if one.encode() in told.lower()}


def test_a_canary_in_every_text_leaves_nothing(secret: Database) -> None:
    names = {canary(table, name) for table, told in redactable.FIELDS.items() for name in told}
    assert canaries(stored(secret)) == names
    done = carried_out(secret, everything(secret))
    assert done.left is None
    assert canaries(stored(secret)) == set()
    assert verify(secret).findings == ()


def test_earlier_states_show_the_mark_and_keep_all_else(secret: Database) -> None:
    """Every state, but for the texts that went, is the one that was kept."""
    with secret.reading() as session:
        connection = session.connection()
        last = session.scalar(select(Entry.seq).order_by(Entry.seq.desc()).limit(1)) or 0
        kept = {seq: states(connection, seq) for seq in range(1, last + 1, 7)}
    carried_out(secret, everything(secret))
    with secret.reading() as session:
        for seq, state in kept.items():
            told = states(session.connection(), seq)
            assert {key: plain(row) for key, row in told.items()} == {
                key: plain(row) for key, row in state.items()
            }
        then = past.everything(session.connection(), last)
        with Session(then) as state_then:
            assert show.claim(state_then, 1).text == "[redacted claim 1]"
        then.dispose()


def states(connection: Any, seq: int) -> dict[tuple[str, int], dict[str, Any]]:
    held: dict[tuple[str, int], dict[str, Any]] = {}
    for _op, table, row_id, row in operations(connection, seq):
        if row is None:
            held.pop((table, row_id), None)
        else:
            held[table, row_id] = {"table": table, **row}
    return held


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """All of a row that no redaction takes."""
    table = row["table"]
    names = redactable.FIELDS.get(table, ())
    gone = {*redactable.columns(table, names), "versions", "text_sha256"}
    return {name: value for name, value in row.items() if name not in gone}


def test_a_copy_is_whole_and_holds_nothing_of_it(
    secret: Database, fresh: Fresh, engine: str
) -> None:
    second = fresh(engine)
    carried_out(secret, everything(secret))
    copy(secret, second)
    with Database(second) as copied:
        assert canaries(stored(copied)) == set()
        assert stories.state(copied) == stories.state(secret)
        assert verify(copied).findings == ()


def test_an_earlier_copy_is_blanked_when_it_is_brought_up_to_date(
    secret: Database, fresh: Fresh, engine: str
) -> None:
    second = fresh(engine)
    copy(secret, second)
    done = carried_out(secret, everything(secret))
    with Database(second) as copied:
        assert copied.place in done.places
        assert canaries(stored(copied))
    copy(secret, second)
    with Database(second) as copied:
        assert canaries(stored(copied)) == set()
        assert stories.state(copied) == stories.state(secret)


def test_a_redaction_and_what_it_blanked_cannot_be_taken_back(secret: Database) -> None:
    done = carried_out(secret, [redaction.Field("claim", 1, "text")])
    assert done.entry is not None
    for seq, told in (
        (done.entry, f"entry {done.entry} is a redaction by order, which cannot be taken back"),
        (done.entry - 1, f"entry {done.entry - 1} was redacted: what it did cannot be read"),
        (None, f"entry {done.entry} is a redaction by order"),
    ):
        with pytest.raises(Conflict, match=told), secret.transaction(by="ana") as session:
            undo.undo(session, by="ana", seq=seq)


def test_one_field_goes_and_then_another_and_no_more(secret: Database) -> None:
    """The second redaction blanks what stands in for what the first one blanked."""
    names = canaries(stored(secret))
    for name in ("context", "why"):
        done = carried_out(secret, [redaction.Field("claim", 1, name)], everywhere=True)
        names -= {canary("claim", name)}
        assert canaries(stored(secret)) == names
        assert verify(secret).findings == ()
        with secret.reading() as session:
            blanked = past.blanked(session.connection(), None, 10**6)
            assert max(blanked.values()) == done.entry
    again = carried_out(secret, [redaction.Field("claim", 1, "why")])
    assert again.entry is None


def test_what_was_changed_meanwhile_is_looked_at_again(secret: Database) -> None:
    with secret.reading() as session:
        planned = redaction.plan(session, [redaction.Field("claim", 1, "why")])
    with secret.transaction(by="ben") as session:
        claims.edit(session, claims.get(session, 1), {"why": "something else"})
    with pytest.raises(Conflict, match="was changed meanwhile"):
        redacting.redact(secret, planned, ORDER, by="ana")
    assert canary("claim", "why") in canaries(stored(secret))


def test_copies_and_backups_that_were_seen_are_told(secret: Database, tmp_path: Path) -> None:
    kept = backup.backup(secret, tmp_path).path
    assert redacting.copies(secret) == (str(kept),)
    kept.unlink()
    assert redacting.copies(secret) == ()


def test_files_that_cannot_be_written_anew_are_told_and_done_the_next_time(
    secret: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_database: Database) -> None:
        raise Busy("another process is writing")

    asked = [redaction.Field("note", 1, "text")]
    with monkeypatch.context() as patched:
        patched.setattr(catalog, "rewrite", busy)
        done = carried_out(secret, asked)
    assert done.entry is not None
    assert done.left == "the files could not be written anew: another process is writing"
    again = carried_out(secret, asked)
    assert (again.entry, again.left) == (None, None)


@pytest.mark.postgres
def test_who_does_not_own_the_tables_may_not_blank_the_log(
    postgres_url: str, postgres_server: postgres.Server
) -> None:
    from sqlalchemy import make_url

    with stories.opened(postgres_url) as db:
        stories.tell(db, 5, 5)
        make_role(db)
        url = make_url(postgres_url).set(username="desk")
    with Database(url) as db:
        with db.reading() as session:
            planned = redaction.plan(session, [redaction.Field("claim", 1, "text")])
        with pytest.raises(ReadOnly):
            redacting.redact(db, planned, ORDER, by="ana")
        assert "owner" in str(catalog.rewrite(db))


def make_role(db: Database) -> None:
    with db.engine(writing=True).begin() as connection:
        connection.exec_driver_sql(
            "DO $$ BEGIN CREATE ROLE desk LOGIN; EXCEPTION WHEN duplicate_object THEN END $$"
        )
    catalog.grant(db, "desk")
