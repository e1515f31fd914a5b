"""Stages: what each asks for, and what the house asks besides."""

import pytest
from sqlalchemy.orm import Session

from factcheck.errors import InvalidInput, RuleBroken, Usage
from factcheck.models import Claim
from factcheck.services import evidence, house, stages, verdicts
from tests.factories import make_claim, make_evidence, make_verdict, noise


def move(
    session: Session, claim: Claim, stage: str, because: str | None = None, by: str = "ben"
) -> bool:
    return stages.move(session, claim, stage, by=by, because=because)


def refusal(session: Session, claim: Claim, stage: str, by: str = "ben") -> tuple[str, str]:
    """Why a claim may not come to a stage, and what to type; it stays where it was."""
    before = (claim.stage, claim.published_at)
    with pytest.raises(RuleBroken) as refused:
        move(session, claim, stage, by=by)
    assert (claim.stage, claim.published_at) == before
    return refused.value.message, str(refused.value.hint)


def test_work_begins_by_a_word(session: Session) -> None:
    others = noise(session, 1)
    claim = make_claim(session)
    assert move(session, claim, "Checking") is True
    assert move(session, claim, "checking") is False
    assert (claim.stage, others[0].stage) == ("checking", "new")
    with pytest.raises(Usage, match="unknown stage: done"):
        move(session, claim, "done")


def test_a_review_needs_evidence_that_stands(session: Session) -> None:
    noise(session, 1)
    claim = make_claim(session)
    told, hint = refusal(session, claim, "review")
    assert told == f"claim {claim.id} has no evidence on file to review"
    assert hint.startswith(f"factcheck mark {claim.id} supports|refutes|disputes")
    made = make_evidence(session, claim, "no-result")
    evidence.withdraw(session, made, "a mix-up")
    refusal(session, claim, "review")
    make_evidence(session, claim, "supports", said=True)
    assert move(session, claim, "review") is True


def test_publishing_needs_a_verdict_on_the_content(session: Session) -> None:
    claim = make_claim(session)
    make_verdict(session, claim, "supported", said=True)
    told, hint = refusal(session, claim, "published")
    assert told == f"claim {claim.id} has no verdict on its content to publish"
    assert hint == f'factcheck verdict {claim.id} VERDICT --because "..."'
    make_verdict(session, claim, "refuted")
    assert move(session, claim, "published") is True


def test_the_first_publication_is_kept_whatever_becomes_of_the_claim(session: Session) -> None:
    claim = make_claim(session)
    make_verdict(session, claim, "refuted")
    move(session, claim, "published")
    first = claim.published_at
    assert first is not None
    told, hint = refusal(session, claim, "checking")
    assert told == f"claim {claim.id} was published: taking it back to checking needs a reason"
    assert hint == f'factcheck stage {claim.id} checking --because "..."'
    assert move(session, claim, "checking", "a reader sent a document") is True
    verdicts.withdraw(session, claim, "the document")
    refusal(session, claim, "published")
    make_verdict(session, claim, "mixed")
    move(session, claim, "published")
    assert (claim.stage, claim.published_at) == ("published", first)


def test_dropping_needs_a_reason(session: Session) -> None:
    claim = make_claim(session)
    told, hint = refusal(session, claim, "dropped")
    assert told == f"dropping claim {claim.id} needs a reason"
    assert hint == f'factcheck stage {claim.id} dropped --because "..."'
    with pytest.raises(InvalidInput, match="the reason is empty"):
        move(session, claim, "dropped", " ")
    assert move(session, claim, "dropped", "nobody repeats it") is True
    assert move(session, claim, "new") is True


def test_a_house_of_two_has_somebody_else_publish(session: Session) -> None:
    claim = make_claim(session)
    make_verdict(session, claim, "refuted")
    house.put(session, "second-person", "yes")
    told, hint = refusal(session, claim, "published", by="ANA")
    assert told == (f"ANA ruled on claim {claim.id}, and the house has somebody else publish it")
    assert hint == f"another person types: factcheck stage {claim.id} published"
    assert move(session, claim, "published", by="ben") is True


def test_a_house_may_publish_out_of_review_only(session: Session) -> None:
    claim = make_claim(session)
    make_verdict(session, claim, "refuted")
    house.put(session, "review-before-publish", "yes")
    told, hint = refusal(session, claim, "published")
    assert told == f"claim {claim.id} is at new, and the house publishes out of review only"
    assert hint == f"factcheck stage {claim.id} review"
    make_evidence(session, claim, "refutes")
    move(session, claim, "review")
    assert move(session, claim, "published") is True


def test_the_library_and_what_was_merged_have_no_stage_of_ours(session: Session) -> None:
    claim, other = make_claim(session), make_claim(session, "Another one")
    claim.tracked = 0
    told, hint = refusal(session, claim, "checking")
    assert told == f"claim {claim.id} is a reference of the library: it takes no stage of ours"
    assert hint == f"to work on it: factcheck track {claim.id}"
    other.merged_into = claim.id
    told, _hint = refusal(session, other, "checking")
    assert told == f"claim {other.id} was merged into claim {claim.id}"
