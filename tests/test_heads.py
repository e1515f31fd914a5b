"""The heads of logs, kept outside: never going back, and never in the way of a commit."""

import json
import shutil
import stat
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlalchemy import text

from factcheck import heads
from factcheck.db import Database
from factcheck.heads import Head
from factcheck.models import LogHead
from tests.factories import make_claim, noise

UID = "0190a000-0000-7000-8000-000000000000"


def head(seq: int = 3, place: str = "/here/checks.db", digest: str = "ab12") -> Head:
    return Head(place, seq, digest, "2019-05-01T10:02:00.000000Z")


def test_a_head_that_was_kept_is_known() -> None:
    assert heads.known(UID) == []
    heads.keep(UID, head())
    assert heads.known(UID) == [head()]
    assert heads.known("another") == []


def test_a_head_goes_forward_and_never_back() -> None:
    for seq, digest in ((3, "three"), (2, "two"), (3, "other"), (5, "five"), (4, "four")):
        heads.keep(UID, head(seq, digest=digest))
    assert heads.known(UID) == [head(5, digest="five")]


def test_a_head_may_be_kept_anew_where_another_log_stands() -> None:
    heads.keep(UID, head(9))
    restored = Head("/here/checks.db", 4, "new", "2019-05-02", restored=4)
    heads.keep(UID, restored, anew=True)
    assert heads.known(UID) == [restored]


def test_a_head_written_before_restoring_was_thought_of_is_read() -> None:
    heads.keep(UID, head())
    (path,) = heads.folder(UID).glob("*.json")
    told = json.loads(path.read_text())
    del told["restored"]
    path.write_text(json.dumps(told))
    assert heads.known(UID) == [head()]


def test_each_place_of_a_database_has_a_head_of_its_own() -> None:
    heads.keep(UID, head(3, place="/here"))
    heads.keep(UID, head(2, place="/thère/copy.db"))
    assert sorted(heads.known(UID), key=lambda one: one.seq) == [
        head(2, place="/thère/copy.db"),
        head(3, place="/here"),
    ]


def test_heads_stand_in_the_state_folder_of_the_user_alone(home: Path) -> None:
    heads.keep(UID, head())
    folder = heads.folder(UID)
    assert folder == home / "state" / "factcheck" / "heads" / UID
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    names = sorted(path.suffix or path.name for path in folder.iterdir())
    assert names == [".json", ".lock"]


@pytest.mark.parametrize(
    "written",
    [
        *(b"", b"{", b"null", b"[]", b"\xff\xfe", b'{"place": "/here"}'),
        json.dumps(asdict(head()) | {"seq": "3"}).encode(),
        json.dumps(asdict(head()) | {"seq": True}).encode(),
        json.dumps(asdict(head()) | {"seq": 10**30}).encode(),
        json.dumps(asdict(head()) | {"seq": -1}).encode(),
        json.dumps(asdict(head()) | {"hash": None}).encode(),
        json.dumps(asdict(head()) | {"more": 1}).encode(),
    ],
)
def test_a_file_that_is_no_head_is_passed_over_and_replaced(written: bytes) -> None:
    heads.keep(UID, head())
    [path] = heads.folder(UID).glob("*.json")
    path.write_bytes(written)
    heads.keep(UID, head(7, place="/elsewhere"))
    assert heads.known(UID) == [head(7, place="/elsewhere")]
    heads.keep(UID, head(1))
    assert sorted(one.seq for one in heads.known(UID)) == [1, 7]


def test_a_state_folder_that_cannot_be_made_raises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _block(tmp_path, monkeypatch)
    with pytest.raises(OSError, match="blocked"):
        heads.keep(UID, head())
    assert heads.known(UID) == []


def _block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a file where the state folder should be: even root cannot write there."""
    (tmp_path / "blocked").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "blocked"))


# what a database does with them


def write(db: Database, wording: str = "A claim") -> None:
    with db.transaction(by="ana") as session:
        make_claim(session, wording)


def log_head(db: Database) -> tuple[str, int, str]:
    with db.reading() as session:
        found = session.query(LogHead).one()
        return found.database_uid, found.seq, found.hash


def test_every_commit_keeps_the_head_outside(db: Database) -> None:
    for wording in ("One", "Two"):
        write(db, wording)
        uid, seq, digest = log_head(db)
        [kept] = heads.known(uid)
        assert (kept.place, kept.seq, kept.hash) == (db.place, seq, digest)
    assert seq == 2
    assert db.notices == []


def fail(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session, "Three")
        raise RuntimeError


def test_what_is_not_committed_moves_no_head(db: Database) -> None:
    write(db)
    uid, _, _ = log_head(db)
    before = heads.known(uid)
    with db.transaction(by="ana", dry_run=True) as session:
        make_claim(session, "Two")
    with pytest.raises(RuntimeError):
        fail(db)
    with db.transaction(by="ana"):
        pass
    assert heads.known(uid) == before


def test_a_head_that_cannot_be_kept_is_told_and_the_commit_stands(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _block(tmp_path, monkeypatch)
    write(db)
    [notice] = db.notices
    assert notice.startswith("the head of the log could not be kept outside in ")
    assert log_head(db)[1] == 1


def test_a_cut_tail_is_told_at_the_next_write_and_the_known_head_is_kept(
    sqlite_url: str, tmp_path: Path
) -> None:
    with Database(sqlite_url) as db:
        write(db, "One")
        shutil.copy(sqlite_url, tmp_path / "earlier.db")
        write(db, "Two")
        write(db, "Three")
        uid, seq, digest = log_head(db)
    shutil.copy(tmp_path / "earlier.db", sqlite_url)
    with Database(sqlite_url) as db:
        write(db, "Another second")
        assert db.notices == [
            "the log no longer holds entry 3 as it was seen here: run factcheck db verify"
        ]
        with db.transaction(by="ana") as session:
            noise(session, 1)
        write(db, "Past the third")
        assert len(db.notices) == 3
        assert log_head(db)[1] == 4
    assert [(one.seq, one.hash) for one in heads.known(uid)] == [(seq, digest)]


def test_a_log_that_was_written_anew_is_told(db: Database) -> None:
    write(db)
    uid, seq, _ = log_head(db)
    [path] = heads.folder(uid).glob("*.json")
    path.write_text(json.dumps(asdict(head(seq, place=db.place, digest="another"))))
    write(db, "Two")
    assert len(db.notices) == 1
    assert [one.hash for one in heads.known(uid)] == ["another"]


def test_a_copy_elsewhere_has_a_head_of_its_own(sqlite_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with Database(sqlite_url) as db:
        write(db, "One")
        shutil.copy(sqlite_url, copy)
        write(db, "Two")
        uid, _, _ = log_head(db)
    with Database(copy) as other:
        write(other, "Not two")
        assert other.notices == []
    assert {(one.place, one.seq) for one in heads.known(uid)} == {
        (sqlite_url, 2),
        (str(copy), 2),
    }


def test_no_head_is_read_from_the_database_itself(db: Database) -> None:
    write(db)
    with db.engine(writing=True).begin() as connection:
        connection.execute(text("UPDATE log_head SET seq = 1"))
    assert len(heads.known(log_head(db)[0])) == 1
