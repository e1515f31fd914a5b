"""Verdicts: at most one in force per question, superseded or withdrawn, never overwritten."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.errors import Conflict, RuleBroken
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import Claim, Evidence, RatingPoint, RatingScale, Verdict
from factcheck.records import VerdictRecord, stored_text
from factcheck.services import appearances, claims, scales
from factcheck.views import VerdictView, of


def in_force(session: Session, claim: Claim, appearance_id: int | None) -> Verdict | None:
    """The verdict in force on the content (None) or on an appearance."""
    about = (
        Verdict.appearance_id.is_(None)
        if appearance_id is None
        else Verdict.appearance_id == appearance_id
    )
    query = select(Verdict).where(Verdict.claim_id == claim.id, Verdict.ended.is_(None), about)
    return session.scalars(query).first()


def give(session: Session, claim: Claim, record: VerdictRecord, *, by: str) -> Verdict:
    """Rule on a claim. The verdict in force until now is superseded and kept.

    Raises RuleBroken for a claim of the library, Conflict when the same
    verdict with the same reason is in force.
    """
    claims.require_tracked(claim)
    about = appearances.asked(session, claim, said=record.said, number=record.appearance)
    appearance_id = about.id if about else None
    point = scales.point(session, record.rating) if record.rating else None
    former = in_force(session, claim, appearance_id)
    at = now()
    if former is not None:
        held = (former.verdict, former.reason, former.point_id, former.text_sha256)
        ruled = (record.verdict, record.reason, point.id if point else None)
        if held == (*ruled, text.digest(claim.text)):
            raise Conflict(f"this verdict on claim {claim.id} is in force already")
        former.ended, former.ended_at = "superseded", at
        session.flush()
    made = new(
        session,
        Verdict(
            claim_id=claim.id,
            appearance_id=appearance_id,
            verdict=record.verdict,
            reason=record.reason,
            text_sha256=text.digest(claim.text),
            point_id=point.id if point else None,
            ruled_at=at,
            ruled_by=by,
        ),
    )
    session.flush()
    return made


def withdraw(
    session: Session,
    claim: Claim,
    because: str,
    *,
    said: bool = False,
    appearance: int | None = None,
) -> Verdict:
    """Withdraw the verdict in force, with a reason. Raises RuleBroken when there is none."""
    about = appearances.asked(session, claim, said=said, number=appearance)
    found = in_force(session, claim, about.id if about else None)
    if found is None:
        raise RuleBroken(f"claim {claim.id} has no verdict in force to withdraw")
    found.ended, found.ended_at = "withdrawn", now()
    found.ended_because = stored_text(because, "the reason")
    session.flush()
    return found


def objections(session: Session, verdict: Verdict) -> list[str]:
    """What on file speaks against a verdict, in words; empty when nothing does."""
    about = (
        Evidence.appearance_id.is_(None)
        if verdict.appearance_id is None
        else Evidence.appearance_id == verdict.appearance_id
    )
    query = select(Evidence.id, Evidence.stance).where(
        Evidence.claim_id == verdict.claim_id, Evidence.withdrawn_because.is_(None), about
    )
    held: dict[str, list[str]] = {}
    for item_id, stance in session.execute(query.order_by(Evidence.id)):
        held.setdefault(stance, []).append(f"e{item_id}")
    what = "the content" if verdict.appearance_id is None else "the attribution"
    return [*against(verdict.verdict, held, what), *_rated(session, verdict)]


def against(verdict: str, held: dict[str, list[str]], what: str) -> list[str]:
    """What evidence, by its stances, speaks against a verdict on a question, in words."""
    if not held:
        return [f"there is no evidence on file about {what}"]
    lacks = {"supported": ("supports", "refutes"), "refuted": ("refutes", "supports")}
    if verdict in lacks:
        wanted, against = lacks[verdict]
        clauses = [] if wanted in held else [f"no evidence {wanted} {what}"]
        for stance in (against, "mixed", "disputes", "no-result"):
            counts = stance == against or wanted not in held
            if stance in held and counts and not (stance == "disputes" and verdict == "refuted"):
                clauses.append(f"{_WORDS[stance]} {_ids(held[stance])}")
        return ["; ".join(clauses)] if clauses else []
    if verdict == "mixed" and not held.keys() & {"supports", "refutes", "mixed"}:
        return [f"no evidence supports or refutes {what}"]
    if verdict == "mixed" and not ("mixed" in held or {"supports", "refutes"} <= held.keys()):
        return [f"the evidence on file about {what} speaks for one side only"]
    if verdict == "insufficient" and ("supports" in held) != ("refutes" in held):
        stance = "supports" if "supports" in held else "refutes"
        return [f"evidence on file {stance} {what} {_ids(held[stance])}"]
    return []


_WORDS = {
    "supports": "evidence supports it",
    "refutes": "evidence refutes it",
    "mixed": "evidence is mixed",
    "disputes": "it is disputed",
    "no-result": "a search found nothing",
}


def _ids(ids: list[str]) -> str:
    return f"[{', '.join(ids)}]"


def _rated(session: Session, verdict: Verdict) -> list[str]:
    point = session.get(RatingPoint, verdict.point_id) if verdict.point_id else None
    if point is None or point.verdict in (None, verdict.verdict):
        return []
    return [f"the rating {point.label} usually means {point.verdict}"]


def views(session: Session, condition: object) -> list[VerdictView]:
    """Verdicts that meet a condition, oldest first, in one query."""
    query = (
        select(Verdict, Claim.text, RatingPoint.label, RatingScale.name)
        .join(Claim, Claim.id == Verdict.claim_id)
        .outerjoin(RatingPoint, RatingPoint.id == Verdict.point_id)
        .outerjoin(RatingScale, RatingScale.id == RatingPoint.scale_id)
        .where(condition)  # type: ignore[arg-type]
        .order_by(Verdict.id)
    )
    return [
        of(
            VerdictView,
            one,
            claim=one.claim_id,
            about="attribution" if one.appearance_id else "content",
            appearance=one.appearance_id,
            rating=label,
            scale=scale,
            reworded_since=text.digest(wording) != one.text_sha256,
        )
        for one, wording, label, scale in session.execute(query)
    ]


def view(session: Session, verdict: Verdict) -> VerdictView:
    """One verdict as it is printed."""
    return views(session, Verdict.id == verdict.id)[0]
