"""Claims: which rows the tables take."""

import pytest

from factcheck import text, vocabulary
from factcheck.db import Database
from factcheck.history.record import add, now
from factcheck.models import Claim, ClaimAlias
from tests import raw


@pytest.mark.parametrize(
    ("column", "allowed"),
    [
        ("stage", vocabulary.STAGES),
        ("content_verdict", vocabulary.VERDICTS),
        ("attribution_verdict", vocabulary.VERDICTS),
        ("evidence_status", vocabulary.EVIDENCE_STATUSES),
        ("attribution_status", vocabulary.EVIDENCE_STATUSES),
    ],
)
def test_a_column_of_words_takes_its_vocabulary_alone(
    db: Database, column: str, allowed: tuple[str, ...]
) -> None:
    raw.takes_words(db, "claim", column, allowed)


@pytest.mark.parametrize("column", ["tracked", "listed", "unverified"])
def test_a_flag_is_nought_or_one(db: Database, column: str) -> None:
    raw.takes_flag(db, "claim", column)


def test_a_priority_is_a_place_in_the_vocabulary(db: Database) -> None:
    last = len(vocabulary.PRIORITIES) - 1
    for wrong in (-1, last + 1):
        raw.takes_only(db, "claim", "priority", range(last + 1), wrong)


def test_two_claims_may_say_the_same_but_have_a_uid_each(db: Database) -> None:
    one, other = raw.row("claim", 1), raw.row("claim", 2, text_key="key-1")
    assert raw.refusal(db, ("claim", one), ("claim", other)) is None
    assert "uid" in raw.refuses_twice(db, "claim", "uid")


def test_a_claim_that_others_refer_to_stays(db: Database) -> None:
    raw.restricts(db, "claim", "merged_into", "claim")
    raw.restricts(db, "claim_alias", "claim_id", "claim")


def test_an_alias_was_removed_or_not(db: Database) -> None:
    raw.takes_flag(db, "claim_alias", "removed")


def test_a_claim_needs_its_text(db: Database) -> None:
    told = raw.refusal(db, ("claim", raw.row("claim", text=None)))
    assert told is not None
    assert "text" in told


def test_a_new_claim_is_tracked_new_and_of_normal_priority(db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim = add(session, Claim(text="The Earth is FLAT.", added_at=now(), added_by="ana"))
        alias = add(session, ClaimAlias(claim_id=claim.id, text="«Flat is the Earth»"))
        session.flush()
        assert (claim.tracked, claim.stage, claim.priority) == (1, "new", 1)
        assert claim.text_key == text.key("the earth is flat")
        assert alias.text_key == text.key("flat is the earth")
