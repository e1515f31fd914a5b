"""What a session flushes is recorded, and nothing reaches a logged table by another way."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import FactcheckError
from factcheck.history import record
from factcheck.models import Change, Claim, Note, Tag
from tests.factories import make_claim


def changes(session: Session) -> int:
    """How many changes there are."""
    return session.scalar(select(func.count()).select_from(Change)) or 0


def test_a_flush_is_recorded_at_once(db: Database) -> None:
    with db.transaction(by="ana") as session:
        session.add(Tag(name="aldea"))
        session.flush()
        assert changes(session) == 1


def test_statements_on_logged_tables_are_refused(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
    with (
        pytest.raises(FactcheckError, match="claim is kept by the log"),
        db.transaction(by="ana") as session,
    ):
        session.execute(update(Claim).values(why="nobody said"))
    with db.reading() as session:
        assert session.scalar(select(Claim.why)) is None


def test_a_flush_that_fails_leaves_the_guard_in_place(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
    with db.transaction(by="ana") as session:
        claim = session.get_one(Claim, 1)
        uid = claim.uid
        nested = session.begin_nested()
        session.add(Claim(text="Another", uid=uid, added_at="2019", added_by="ana"))
        with pytest.raises(IntegrityError):
            session.flush()
        nested.rollback()
        with pytest.raises(FactcheckError, match="note is kept by the log"):
            session.execute(update(Note).values(text="x"))


def test_changes_that_wait_are_there_when_the_entry_is_sealed(db: Database) -> None:
    with db.transaction(by="ana") as session:
        record.hold(session)
        session.add(Tag(name="aldea"))
        session.flush()
        assert changes(session) == 0
    with db.reading() as session:
        assert changes(session) == 1
