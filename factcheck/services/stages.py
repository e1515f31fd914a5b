"""Stages: where the work on a claim stands, apart from what we conclude.

new, checking, review, published; or dropped. What each asks for is checked when a claim
comes to it, never before and never after: evidence may be withdrawn, and lint says so.
"""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.errors import RuleBroken
from factcheck.history.record import now
from factcheck.models import Claim, Evidence, Verdict
from factcheck.records import stored_text, word
from factcheck.services import claims, house, lint, verdicts
from factcheck.vocabulary import STAGES


def move(
    session: Session, claim: Claim, stage: str, *, by: str, because: str | None = None
) -> bool:
    """Have the work on a claim stand at a stage. False when it stood there already.

    Raises RuleBroken, with what to type, where the claim lacks what the stage asks for: a
    review needs evidence, publishing a verdict on the content (and what the house rules ask
    for), dropping a claim or taking it back from publication a reason.
    """
    wanted = word(stage, STAGES, "stage")
    claims.require_ours(claim, "stage")
    if claim.stage == wanted:
        return False
    if because is not None:
        because = stored_text(because, "the reason")
    if because is None and wanted == "dropped":
        raise _unreasoned(claim, wanted, f"dropping claim {claim.id} needs a reason")
    if because is None and claim.stage == "published":
        told = f"claim {claim.id} was published: taking it back to {wanted} needs a reason"
        raise _unreasoned(claim, wanted, told)
    if wanted == "review":
        _require_evidence(session, claim)
    if wanted == "published":
        for require in PUBLISHING:
            require(session, claim, by)
        claim.published_at = claim.published_at or now()
    claim.stage = wanted
    session.flush()
    return True


def _unreasoned(claim: Claim, wanted: str, told: str) -> RuleBroken:
    return RuleBroken(told, hint=f'factcheck stage {claim.id} {wanted} --because "..."')


def _require_evidence(session: Session, claim: Claim) -> None:
    query = select(Evidence.id).where(
        Evidence.claim_id == claim.id, Evidence.withdrawn_because.is_(None)
    )
    if session.scalars(query.limit(1)).first() is None:
        raise RuleBroken(
            f"claim {claim.id} has no evidence on file to review",
            hint=f'factcheck mark {claim.id} supports|refutes|disputes "..." --source URL\n'
            f'a search that found nothing counts: factcheck mark {claim.id} no-result "..."',
        )


def _verdict(session: Session, claim: Claim) -> Verdict:
    found = verdicts.in_force(session, claim, None)
    if found is None:
        raise RuleBroken(
            f"claim {claim.id} has no verdict on its content to publish",
            hint=f'factcheck verdict {claim.id} VERDICT --because "..."',
        )
    return found


def _require_verdict(session: Session, claim: Claim, _by: str) -> None:
    _verdict(session, claim)


def _require_review(session: Session, claim: Claim, _by: str) -> None:
    if claim.stage != "review" and house.value(session, "review-before-publish"):
        raise RuleBroken(
            f"claim {claim.id} is at {claim.stage}, and the house publishes out of review only",
            hint=f"factcheck stage {claim.id} review",
        )


def _require_second_person(session: Session, claim: Claim, by: str) -> None:
    if not house.value(session, "second-person"):
        return
    ruled_by = _verdict(session, claim).ruled_by
    if text.fold(ruled_by) == text.fold(by):
        raise RuleBroken(
            f"{by} ruled on claim {claim.id}, and the house has somebody else publish it",
            hint=f"another person types: factcheck stage {claim.id} published",
        )


def _require_fit(session: Session, claim: Claim, _by: str) -> None:
    if house.value(session, "lint-before-publish"):
        lint.require_fit(session, claim)


# What a claim must meet to be published, one after another.
PUBLISHING: tuple[Callable[[Session, Claim, str], None], ...] = (
    _require_verdict,
    _require_review,
    _require_second_person,
    _require_fit,
)
