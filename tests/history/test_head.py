"""The end of a log, as it is kept outside for the place where it was seen."""

import pytest

from factcheck import heads, verify
from factcheck.db import Database
from factcheck.history import head, record
from factcheck.history.record import RESTORED, EntryHead
from tests.factories import make_claim


def remark(db: Database) -> EntryHead:
    with db.engine(writing=True).begin() as connection:
        by = db.signature(connection, "ana", action=RESTORED, reason="from a file")
        return record.remark(connection, by)


def write(db: Database, told: str = "A claim") -> None:
    with db.transaction(by="ana") as session:
        make_claim(session, told)


def test_an_empty_log_ends_before_its_first_entry(db: Database) -> None:
    with db.reading() as session:
        uid, end = head.current(session.connection())
        assert (end.seq, len(end.hash)) == (0, 64)
        assert head.last_restored(session.connection()) == 0
    assert uid == verify.verify(db).database_uid


def test_a_head_is_seen_for_a_place(db: Database) -> None:
    write(db)
    with db.reading() as session:
        uid, found = head.seen(session.connection(), "somewhere")
        assert (found.place, found.seq, found.restored) == ("somewhere", 1, 0)
        assert heads.known(uid)[0].hash == found.hash


def test_an_entry_may_say_what_was_done_to_the_whole(db: Database) -> None:
    write(db)
    sealed = remark(db)
    report = verify.verify(db)
    assert (report.findings, report.entries, report.head) == ((), 2, f"2:{sealed.hash}")
    write(db, "Another")
    assert verify.verify(db).findings == ()


def test_the_first_head_at_a_place_knows_of_a_restore_before(db: Database) -> None:
    remark(db)
    for number in range(2):
        write(db, f"Claim {number}")
    (found,) = heads.known(verify.verify(db).database_uid)
    assert (found.seq, found.restored) == (3, 1)
    with db.reading() as session:
        assert head.seen(session.connection(), db.place)[1].restored == 1
        assert head.seen(session.connection(), "elsewhere")[1].restored == 1


def test_a_log_that_lost_its_end_is_told(db: Database) -> None:
    write(db)
    uid = verify.verify(db).database_uid
    heads.keep(uid, heads.Head(db.place, 7, "x", "2019-05-01"))
    with db.reading() as session, pytest.raises(head.Lost) as caught:
        head.seen(session.connection(), db.place)
    assert caught.value.seq == 7
