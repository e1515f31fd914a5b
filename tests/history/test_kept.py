"""Rows of the ledger of corrections: nothing rewrites one, or takes one out."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import bulk
from factcheck.db import Database
from factcheck.errors import RuleBroken
from factcheck.history.record import Op, stored
from factcheck.models import Correction, logged_table
from factcheck.records import CorrectionRecord
from factcheck.services import claims, corrections
from tests.factories import make_claim, publish


@pytest.fixture
def desk(db: Database) -> Database:
    """A published claim with one correction, and a second claim."""
    with db.transaction(by="ana") as session:
        made = make_claim(session)
        publish(session, made)
        make_claim(session, "Another claim", source=None)
    with db.transaction(by="ana") as session:
        record = CorrectionRecord("typo", "a slip", "It is spelt otherwise.")
        corrections.add(session, claims.get(session, 1), record, by="ana")
    return db


def _reword(session: Session) -> None:
    session.get_one(Correction, 1).notice = "All was well."


def _take_out(session: Session) -> None:
    session.delete(session.get_one(Correction, 1))


def _forge(session: Session) -> None:
    table = logged_table("correction")
    row = stored(table, dict(session.execute(select(table)).one()._mapping))
    bulk.apply(session, [Op("update", "correction", 1, {**row, "notice": "Forged."}, 1)])


@pytest.mark.parametrize("work", [_reword, _take_out, _forge])
def test_what_the_public_was_told_stays(desk: Database, work: Callable[[Session], None]) -> None:
    with (
        pytest.raises(
            RuleBroken, match="c1 is a correction, and what the public was told"
        ) as told,
        desk.transaction(by="ben") as session,
    ):
        work(session)
    assert told.value.hint == (
        'if it was wrong: factcheck correct 1 KIND --because "..." --notice "..."'
    )
    with desk.reading() as session:
        assert session.get_one(Correction, 1).notice == "It is spelt otherwise."


def test_a_correction_may_move_with_its_claim(desk: Database) -> None:
    with desk.transaction(by="ben") as session:
        session.get_one(Correction, 1).claim_id = 2
    with desk.reading() as session:
        assert session.get_one(Correction, 1).claim_id == 2
