"""Backups: of a database in use, by the engine's own means, and reported when verified."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from factcheck import heads, verify
from factcheck.db import Database
from factcheck.errors import (
    Conflict,
    Corrupt,
    StorageFailed,
    Unavailable,
    VerificationFailed,
)
from factcheck.storage import backup as backing
from factcheck.storage.backup import backup, copy_file
from factcheck.storage.restore import restore
from tests import stories
from tests.factories import make_claim

if TYPE_CHECKING:
    from tests.storage.conftest import Fresh


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if "partial" in path.name]


def test_a_backup_is_named_for_where_its_log_ends_and_private(
    source: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    report = verify.verify(source)
    before = os.umask(0)
    try:
        made = backup(source)
    finally:
        os.umask(before)
    seq, _, sealed = report.head.partition(":")
    end = ".db" if source.path else ".dump"
    stem = "checks" if source.path else source.url.database
    assert made.path == tmp_path / f"{stem}-{seq}-{sealed[:8]}{end}"
    assert (made.entries, made.head, made.size) == (
        report.entries,
        report.head,
        made.path.stat().st_size,
    )
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert left_over(tmp_path) == []
    assert backup(source).path.name == f"{stem}-{seq}-{sealed[:8]}-2{end}"


def test_a_backup_holds_everything(source: Database, tmp_path: Path, fresh: Fresh) -> None:
    made = backup(source, tmp_path / "kept")
    place = fresh("sqlite")
    restore(made.path, place, by="ana")
    with Database(place) as restored:
        assert stories.state(restored) == stories.state(source)


def test_a_backup_goes_into_a_folder_or_a_new_file(source: Database, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    made = backup(source, folder)
    assert made.path.parent == folder
    assert backup(source, folder / "mine").path == folder / "mine"
    before = (folder / "mine").read_bytes()
    with pytest.raises(Conflict, match="exists already"):
        backup(source, folder / "mine")
    assert (folder / "mine").read_bytes() == before
    with pytest.raises(Unavailable, match="there is no folder"):
        backup(source, folder / "none" / "mine")


def test_a_backup_knows_its_head(sqlite_url: str, tmp_path: Path) -> None:
    with Database(sqlite_url) as database:
        backup(database, tmp_path / "empty.db")
        with database.transaction(by="ana") as session:
            make_claim(session)
        made = backup(database, tmp_path / "kept.db")
        uid = verify.verify(database).database_uid
    places = {head.place: head.seq for head in heads.known(uid)}
    assert places == {sqlite_url: 1, str(made.path): 1}
    with Database(made.path) as kept:
        assert verify.verify(kept).findings == ()


def test_a_backup_of_what_is_not_what_its_log_says_is_kept_and_told(
    source: Database, tmp_path: Path
) -> None:
    with source.engine(writing=True).begin() as connection:
        connection.execute(text("UPDATE claim SET context = 'forged' WHERE id = 1"))
    with pytest.raises(VerificationFailed, match="claim 1 differs from the log") as caught:
        backup(source, tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
    kept = tmp_path / "kept.unverified"
    assert kept.stat().st_size > 0
    assert str(kept) in str(caught.value.hint)
    assert left_over(tmp_path) == []


def test_a_log_that_was_cut_is_noticed(source: Database, tmp_path: Path) -> None:
    uid = verify.verify(source).database_uid
    later = heads.Head(source.place, 10_000, "x" * 64, "2019-05-01T10:02:00.000000Z")
    heads.keep(uid, later)
    with pytest.raises(VerificationFailed, match="but entry 10000 was seen here"):
        backup(source, tmp_path / "kept")


def test_a_backup_during_a_write_is_of_the_moment_before(source: Database, tmp_path: Path) -> None:
    entries = verify.verify(source).entries
    with Database(source.url) as other, other.transaction(by="ana") as session:
        make_claim(session, "Not yet")
        session.flush()
        assert backup(source, tmp_path / "kept").entries == entries


def test_a_file_is_copied_page_by_page(story: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    target = tmp_path / "copy.db"
    backing.PAGES, before = 20, backing.PAGES
    try:
        copy_file(story, target, lambda done, total: told.append((done, total)))
    finally:
        backing.PAGES = before
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_a_wal_file_becomes_one_file(story: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(story, tmp_path / "wal.db"))
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA journal_mode=WAL")
    with Database(path) as database:
        with database.transaction(by="ana") as session:
            make_claim(session, "In the write-ahead log")
        made = backup(database, tmp_path / "kept.db")
    raw.close()
    with sqlite3.connect(made.path) as kept:
        assert kept.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        wanted = "SELECT count(*) FROM claim WHERE text = 'In the write-ahead log'"
        assert kept.execute(wanted).fetchone() == (1,)
    kept.close()


def test_a_full_disk_leaves_nothing(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sqlite3.connect

    class Full(sqlite3.Connection):
        def execute(self, sql: str, *rest: object) -> sqlite3.Cursor:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = 13
            raise error

    def connect(where: object, *rest: object, **options: object) -> sqlite3.Connection:
        if "partial" in str(where) and "mode=" not in str(where):
            options["factory"] = Full
        return real(where, *rest, **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(sqlite3, "connect", connect)
    with Database(story) as database, pytest.raises(StorageFailed):
        backup(database, tmp_path / "kept.db")
    assert list(tmp_path.glob("*kept*")) == []
    assert left_over(tmp_path) == []


def test_what_is_damaged_is_not_backed_up_as_sound(story: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(story, tmp_path / "damaged.db"))
    with path.open("r+b") as file:
        file.seek(4096 * 20)
        file.write(b"\x00" * 4096)
    with Database(path) as database, pytest.raises((VerificationFailed, Corrupt)):
        backup(database, tmp_path / "kept.db")
    assert not (tmp_path / "kept.db").exists()
