"""Restoring: a verified backup becomes a database in a new place, and its log says so."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from factcheck import heads, verify
from factcheck.connections import journal_mode
from factcheck.db import Database
from factcheck.errors import Conflict, Corrupt, SchemaNewer, Unavailable, VerificationFailed
from factcheck.history import read
from factcheck.reports import changes
from factcheck.services import undo
from factcheck.storage.backup import backup
from factcheck.storage.restore import restore
from tests import stories
from tests.factories import make_claim

if TYPE_CHECKING:
    from tests.storage.conftest import Fresh


def last_entry(database: Database) -> read.LogEntry:
    with database.reading() as session:
        return read.entries(session.connection(), limit=1)[0]


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_restored_database_holds_everything_and_says_so(
    source: Database, to: str, tmp_path: Path, fresh: Fresh
) -> None:
    made = backup(source, tmp_path / "kept")
    place = fresh(to)
    done = restore(made.path, place, by="ben")
    with Database(place) as restored:
        assert stories.state(restored) == stories.state(source)
        report = verify.verify(restored)
        assert (report.findings, report.head_known) == ((), True)
        assert (done.place, done.entries, done.head) == (
            restored.place,
            made.entries,
            report.head,
        )
        entry = last_entry(restored)
        assert (entry.action, entry.actor, entry.changes) == ("restored", "ben", ())
        assert entry.reason == f"from kept, whose log ends at entry {made.entries}"
        with restored.reading() as session:
            (told,) = changes.tell(session, [entry])
        assert told.sentences == (f"restored the database {entry.reason}",)
        with restored.transaction(by="ana") as session:
            assert make_claim(session).id > 4
    assert done.seen == 0


def test_the_entry_of_a_restore_cannot_be_taken_back(
    source: Database, tmp_path: Path, fresh: Fresh
) -> None:
    place = fresh("sqlite")
    restore(backup(source, tmp_path / "kept").path, place, by="ana")
    with Database(place) as restored:
        seq = last_entry(restored).seq
        with pytest.raises(Conflict, match=r"\(restored\) changed nothing to take back"):
            take_back(restored, seq)
        done = take_back(restored, None)
        assert done.entry.seq < seq


def take_back(database: Database, seq: int | None) -> undo.Undone:
    with database.transaction(by="ana") as session:
        return undo.undo(session, by="ana", seq=seq)


def test_two_restored_databases_and_the_first_one_do_not_accuse_each_other(
    source: Database, tmp_path: Path, fresh: Fresh
) -> None:
    made = backup(source, tmp_path / "kept")
    places = [fresh("sqlite"), fresh("sqlite")]
    for place in places:
        restore(made.path, place, by="ana")
    for database in (source, *(Database(place) for place in places)):
        with database.transaction(by="ana") as session:
            make_claim(session, "One more")
        assert verify.verify(database).findings == ()
        database.close()


def test_what_was_seen_there_before_is_told(
    source: Database, tmp_path: Path, fresh: Fresh
) -> None:
    made = backup(source, tmp_path / "kept")
    place = fresh("sqlite")
    restore(made.path, place, by="ana")
    with Database(place) as restored:
        for number in range(3):
            with restored.transaction(by="ana") as session:
                make_claim(session, f"Later {number}")
    Path(place).unlink()
    again = restore(made.path, place, by="ana")
    assert again.seen == made.entries + 4
    with Database(place) as restored:
        assert verify.verify(restored).findings == ()


def test_the_place_must_be_new(
    source: Database, engine: str, tmp_path: Path, fresh: Fresh
) -> None:
    made = backup(source, tmp_path / "kept")
    before = stories.state(source)
    with pytest.raises(Conflict):
        restore(made.path, source.url, by="ana")
    assert stories.state(source) == before
    with pytest.raises(Unavailable, match="there is no folder"):
        restore(made.path, tmp_path / "none" / "x.db", by="ana")
    mine = tmp_path / "mine.txt"
    mine.write_text("my work")
    with pytest.raises((Conflict, Corrupt)):
        restore(made.path, mine, by="ana")
    assert mine.read_text() == "my work"


@pytest.mark.parametrize("content", [b"", b"a text", b"SQLite format 3\x00 and rubbish" * 40])
def test_what_is_no_backup_is_refused(content: bytes, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_bytes(content)
    with pytest.raises(Corrupt):
        restore(wrong, tmp_path / "new.db", by="ana")
    with pytest.raises(Unavailable, match="cannot be read: no such file"):
        restore(tmp_path / "none", tmp_path / "new.db", by="ana")
    assert [path.name for path in tmp_path.glob("*new*")] == []


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_forged_backup_is_refused(
    source: Database, to: str, tmp_path: Path, fresh: Fresh
) -> None:
    with source.engine(writing=True).begin() as connection:
        connection.execute(text("UPDATE claim SET context = 'forged' WHERE id = 1"))
    with pytest.raises(VerificationFailed):
        backup(source, tmp_path / "kept")
    place = fresh(to)
    with pytest.raises(VerificationFailed, match="claim 1 differs from the log") as caught:
        restore(tmp_path / "kept.unverified", place, by="ana")
    assert caught.value.hint == "nothing was restored; look for another backup"
    with Database(place) as nothing, pytest.raises((Unavailable, Corrupt)), nothing.reading():
        pytest.fail("something was restored")


def test_a_trigger_of_somebody_else_is_refused(story: Path, tmp_path: Path) -> None:
    evil = Path(shutil.copy(story, tmp_path / "evil.db"))
    with sqlite3.connect(evil) as raw:
        raw.execute("CREATE TRIGGER evil AFTER INSERT ON claim BEGIN SELECT 1; END")
    raw.close()
    with pytest.raises(VerificationFailed, match="trigger evil does not belong here"):
        restore(evil, tmp_path / "new.db", by="ana")
    assert not (tmp_path / "new.db").exists()


def test_a_backup_of_a_newer_program_is_refused(story: Path, tmp_path: Path) -> None:
    newer = Path(shutil.copy(story, tmp_path / "newer.db"))
    with sqlite3.connect(newer) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(SchemaNewer):
        restore(newer, tmp_path / "new.db", by="ana")
    assert not (tmp_path / "new.db").exists()


def test_a_restored_file_is_private_and_kept_as_new_ones_are(story: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    restore(story, new, by="ana")
    assert new.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(new) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == (journal_mode(),)
    raw.close()
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []
    known: Any = [json.loads(path.read_text()) for path in heads_folder(new).glob("*.json")]
    assert [one["restored"] for one in known if one["place"] == str(new)] != [0]


def heads_folder(path: Path) -> Path:
    with Database(path) as database:
        return heads.folder(verify.verify(database).database_uid)
