"""Corrections: declared, added, listed."""

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import Conflict, InvalidInput, RuleBroken, Usage
from factcheck.models import Claim
from factcheck.records import CorrectionRecord
from factcheck.services import claims, corrections, undo
from factcheck.services.corrections import Wanted
from tests.factories import make_claim, make_verdict, publish

TYPO = CorrectionRecord("typo", "a slip of the pen")


@pytest.fixture
def desk(db: Database) -> Database:
    """Claims 1 and 2 are published, claim 3 is not."""
    with db.transaction(by="ana") as session:
        for text in ("One", "Two", "Three"):
            make_claim(session, text, source=text)
        for number in (1, 2):
            make_verdict(session, one(session, number))
            publish(session, one(session, number))
    return db


def one(session: Session, number: int) -> Claim:
    return session.get_one(Claim, number)


def test_what_is_declared_is_written_when_the_transaction_ends(desk: Database) -> None:
    record = CorrectionRecord("Keeps_Verdict", " a reader wrote ", " We had it wrong. ")
    with desk.transaction(by="ben") as session:
        corrections.declare(session, record)
        claims.edit(session, one(session, 1), {"text": "One, then"})
        assert corrections.of_claim(session, one(session, 1)) == []
    with desk.reading() as session:
        (told,) = corrections.of_claim(session, one(session, 1))
        assert corrections.of_claim(session, one(session, 2)) == []
    assert (told.kind, told.reason, told.notice) == (
        *("keeps-verdict", "a reader wrote", "We had it wrong."),
    )
    assert (told.claim, told.text, told.made_by) == (1, "One, then", "ben")
    assert (told.before, told.after) == ("claim: One", "claim: One, then")


def test_an_error_of_the_article_alone_changes_nothing_stored(desk: Database) -> None:
    with desk.transaction(by="ben") as session:
        made = corrections.add(session, one(session, 1), TYPO, by="ben")
        told = corrections.view(session, made)
    assert (told.kind, told.notice, told.before, told.after) == ("typo", None, None, None)
    with desk.transaction(by="ben") as session:
        with pytest.raises(RuleBroken, match="claim 3 was never published"):
            corrections.add(session, one(session, 3), TYPO, by="ben")
        changed = CorrectionRecord("changes-verdict", "x", "y")
        with pytest.raises(RuleBroken, match="a verdict changes by a new verdict"):
            corrections.add(session, one(session, 1), changed, by="ben")


def test_a_correction_alone_cannot_be_taken_back(desk: Database) -> None:
    with desk.transaction(by="ben", action="correct") as session:
        corrections.add(session, one(session, 1), TYPO, by="ben")
    with (
        pytest.raises(Conflict, match="entry 2 is a correction, and what the public") as failure,
        desk.transaction(by="ben") as session,
    ):
        undo.undo(session, by="ben")
    assert "factcheck correct 1 KIND" in str(failure.value.hint)


def test_the_newest_come_first_a_page_at_a_time(desk: Database) -> None:
    with desk.transaction(by="ben") as session:
        for number in (1, 2, 1):
            corrections.add(session, one(session, number), TYPO, by="ben")
        told = CorrectionRecord("clarification", "asked", "It was meant so.")
        corrections.add(session, one(session, 2), told, by="ben")

    def ids(wanted: Wanted | None = None, **more: int | None) -> tuple[list[int], int, int | None]:
        with desk.reading() as session:
            page = corrections.page(session, wanted or Wanted(), **more)
        return [row.id for row in page.rows], page.total, page.after

    assert ids() == ([4, 3, 2, 1], 4, None)
    assert ids(limit=2) == ([4, 3], 4, 3)
    assert ids(limit=2, after=3) == ([2, 1], 4, None)
    assert ids(limit=None) == ([4, 3, 2, 1], 4, None)
    assert ids(limit=0)[0] == []
    assert ids(Wanted(claim=1)) == ([3, 1], 2, None)
    assert ids(Wanted(kind="Clarification")) == ids(Wanted(noticed=True)) == ([4], 1, None)
    assert ids(Wanted(since="2019", until="2998"))[1] == 4
    assert ids(Wanted(since="2999"))[1] == ids(Wanted(until="2018"))[1] == 0
    with pytest.raises(Usage, match="unknown kind of correction"):
        ids(Wanted(kind="update"))
    with pytest.raises(InvalidInput, match="since: 'May' is not a date"):
        ids(Wanted(since="May"))


@pytest.mark.parametrize(
    ("kind", "reason", "notice", "error"),
    [
        ("update", "x", "y", Usage),
        ("typo", " ", None, InvalidInput),
        ("retraction", "x", None, InvalidInput),
        ("keeps-verdict", "x", "  ", InvalidInput),
    ],
)
def test_half_a_correction_is_none(
    kind: str, reason: str, notice: str | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        CorrectionRecord(kind, reason, notice)
