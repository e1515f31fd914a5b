"""Waivers: findings that the desk saw and lets stand, with the reason, until they are lifted."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.errors import Conflict, RuleBroken
from factcheck.fitness import WaiverView
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import Claim, Waiver
from factcheck.pages import of as shown
from factcheck.records import stored_text, word
from factcheck.services import claims
from factcheck.services.lint.registry import RULES


def waive(session: Session, claim: Claim, rule: str, because: str, *, by: str) -> Waiver:
    """Have findings of a rule on a claim not count. They stay visible, with the reason.

    Raises Usage for an unknown rule, RuleBroken for a claim of the library, Conflict where
    the rule is waived already.
    """
    claims.require_tracked(claim)
    rule = word(rule, tuple(RULES), "rule")
    held = _standing(session, claim, rule)
    if held is not None:
        raise Conflict(
            f"{rule} is waived for claim {claim.id} already, by {held.waived_by}",
            hint=f'factcheck lint lift {claim.id} {rule} --because "..."',
        )
    made = new(
        session,
        Waiver(
            claim_id=claim.id,
            rule=rule,
            reason=stored_text(because, "the reason"),
            waived_at=now(),
            waived_by=by,
        ),
    )
    session.flush()
    return made


def lift(session: Session, claim: Claim, rule: str, because: str) -> Waiver:
    """Have findings of a rule count again. Raises RuleBroken where it is not waived.

    A rule that this release does not know may be lifted as well.
    """
    wanted = rule.strip().lower().replace("_", "-")
    held = _standing(session, claim, wanted)
    if held is None:
        wanted = word(rule, tuple(RULES), "rule")
        raise RuleBroken(f"{wanted} is not waived for claim {claim.id}")
    held.lifted_because = stored_text(because, "the reason")
    session.flush()
    return held


def _standing(session: Session, claim: Claim, rule: str) -> Waiver | None:
    query = select(Waiver).where(
        Waiver.claim_id == claim.id, Waiver.rule == rule, Waiver.lifted_because.is_(None)
    )
    return session.scalars(query).first()


def view(waiver: Waiver) -> WaiverView:
    """A waiver as it is printed."""
    return shown(WaiverView, waiver, claim=waiver.claim_id)


def of(session: Session, claim: Claim) -> list[WaiverView]:
    """The waivers of a claim, oldest first, lifted ones too."""
    query = select(Waiver).where(Waiver.claim_id == claim.id).order_by(Waiver.id)
    return [view(one) for one in session.scalars(query)]
