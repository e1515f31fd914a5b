"""Plans: who works on a claim, by when, how urgent it is, and when it wants another look."""

from sqlalchemy import ColumnElement, and_, case, exists, false, func, select
from sqlalchemy.orm import Session, aliased

from factcheck import days, text
from factcheck.desk import PlanView, RecheckView
from factcheck.errors import InvalidInput, RuleBroken
from factcheck.history.record import now
from factcheck.models import Claim, Speaker, Verdict
from factcheck.records import priority as priority_of
from factcheck.records import stored_text
from factcheck.services import claims, house, verdicts
from factcheck.views import of
from factcheck.vocabulary import PRIORITIES

# What stands for the house rule where a claim says how often it wants another look.
HOUSE = "house"


def assign(session: Session, claim: Claim, who: str | None) -> bool:
    """Give a claim to somebody (None: to nobody). False when that was so already."""
    claims.require_ours(claim, "assignee")
    wanted = None
    if who is not None:
        wanted = text.one_line(stored_text(who, "whom it is assigned to"))
        if wanted.isdecimal():
            raise InvalidInput(f"{wanted} is a number, not a name to assign to")
    return _set(session, claim, assignee=wanted)


def due(session: Session, claim: Claim, day: str | None) -> bool:
    """Say by which day the work on a claim is to be done (None: no day). False when it was said.

    A day is 2019-04-30, today, tomorrow, or a span from today (3d). Raises InvalidInput.
    """
    claims.require_ours(claim, "due date")
    return _set(session, claim, due_on=None if day is None else days.due(day, "due"))


def priority(session: Session, claim: Claim, told: str, why: str | None = None) -> bool:
    """Say how urgent a claim is, and why. False when that was so already.

    A priority other than normal needs a why: the one told, or the one that the claim has.
    """
    claims.require_ours(claim, "priority")
    wanted = priority_of(told)
    if why is None and claim.why is None and PRIORITIES[wanted] != "normal":
        level = PRIORITIES[wanted]
        raise RuleBroken(
            f"claim {claim.id}: a priority of {level} needs a why",
            hint=f'factcheck priority {claim.id} {level} --why "..."',
        )
    reason = claim.why if why is None else stored_text(why, "why")
    return _set(session, claim, priority=wanted, why=reason)


def recheck(session: Session, claim: Claim, every: str) -> bool:
    """Say how often the verdict on a claim wants another look. False when that was so already.

    ``every`` is a span (6m), "never", or "house" for what the house rule says.
    """
    claims.require_ours(claim, "recheck")
    told = every.strip().lower()
    wanted = None if told == HOUSE else told
    if wanted not in (None, days.NEVER):
        wanted = days.span(told, "every")
    return _set(session, claim, recheck_every=wanted)


def rechecked(session: Session, claim: Claim) -> None:
    """Say that the verdict was looked at again and stands. Raises RuleBroken without one."""
    claims.require_ours(claim, "recheck")
    if verdicts.in_force(session, claim, None) is None:
        raise RuleBroken(
            f"claim {claim.id} has no verdict on its content to look at again",
            hint=f'factcheck verdict {claim.id} VERDICT --because "..."',
        )
    _set(session, claim, rechecked_at=now())


def _set(session: Session, claim: Claim, **told: str | int | None) -> bool:
    changed = {name: value for name, value in told.items() if getattr(claim, name) != value}
    for name, value in changed.items():
        setattr(claim, name, value)
    session.flush()
    return bool(changed)


def view(claim: Claim) -> PlanView:
    """The plan of a claim as it is printed."""
    return of(PlanView, claim, priority=PRIORITIES[claim.priority])


def people(session: Session, limit: int = 50) -> list[str]:
    """The names to which claims are assigned."""
    query = select(Claim.assignee).where(Claim.assignee.is_not(None)).distinct()
    return [str(one) for one in session.scalars(query.order_by(Claim.assignee).limit(limit))]


def wants_another_look(session: Session, day: str) -> ColumnElement[bool]:
    """The condition on a claim that its verdict has had its time by this day.

    As long as the claim says, else the house; from the ruling, or the last look after it.
    """
    told = select(Claim.recheck_every).where(Claim.recheck_every.is_not(None)).distinct()
    spans = {str(one): str(one) for one in session.scalars(told) if days.is_span(str(one))}
    if isinstance(of_house := house.value(session, "recheck-every"), str):
        spans[HOUSE] = of_house
    if not spans:
        return false()
    ends = {own: f"{days.over_since(day, span)}~" for own, span in spans.items()}
    end = case(ends, value=func.coalesce(Claim.recheck_every, HOUSE))
    ruled = aliased(Verdict)
    had_its_time = exists().where(
        ruled.claim_id == Claim.id,
        ruled.appearance_id.is_(None),
        ruled.ended.is_(None),
        ruled.ruled_at <= end,
        func.coalesce(Claim.rechecked_at, "") <= end,
    )
    return and_(Claim.content_verdict.is_not(None), had_its_time)


def rechecks(
    session: Session, *, day: str | None = None, limit: int | None = 20
) -> tuple[list[RecheckView], int]:
    """The claims whose verdict wants another look, the longest untouched first; and how many.

    ``day`` is today unless told: an earlier or later one asks what wanted it, or will, by then.
    """
    day = day or days.today()
    again = Claim.rechecked_at
    last = case((again > Verdict.ruled_at, again), else_=Verdict.ruled_at)
    query = (
        select(Claim, Verdict.verdict, Verdict.ruled_at, Speaker.name)
        .join(Verdict, Verdict.claim_id == Claim.id)
        .outerjoin(Speaker, Speaker.id == Claim.speaker_id)
        .where(
            Verdict.appearance_id.is_(None),
            Verdict.ended.is_(None),
            Claim.listed == 1,
            wants_another_look(session, day),
        )
    )
    number = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    found = session.execute(query.order_by(last, Claim.id).limit(limit))
    of_house = str(house.value(session, "recheck-every"))
    return [
        _recheck(claim, verdict, ruled_at, speaker, of_house)
        for claim, verdict, ruled_at, speaker in found
    ], number


def _recheck(
    claim: Claim, verdict: str, ruled_at: str, speaker: str | None, of_house: str
) -> RecheckView:
    every = claim.recheck_every or of_house
    last = days.of_time(max(ruled_at, claim.rechecked_at or ""))
    return of(
        RecheckView,
        claim,
        speaker=speaker,
        verdict=verdict,
        ruled_at=ruled_at,
        every=every,
        of_house=claim.recheck_every is None,
        since=days.later(last, every),
    )
