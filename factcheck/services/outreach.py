"""Outreach: whom we asked about a claim, by when an answer was wanted, and what came."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.desk import OutreachRecord, OutreachView, happened
from factcheck.errors import InvalidInput, NotFound, RuleBroken
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import Claim, Outreach
from factcheck.records import stored_text
from factcheck.services import claims, speakers
from factcheck.views import of as shown


def ask(session: Session, claim: Claim, record: OutreachRecord, *, by: str) -> Outreach:
    """Put on file that somebody was asked. Who is a speaker on file is known as that one."""
    claims.require_ours(claim, "outreach")
    speaker = speakers.named(session, record.whom)
    made = new(
        session,
        Outreach(
            claim_id=claim.id,
            whom=record.whom,
            speaker_id=speaker.id if speaker else None,
            channel=record.channel,
            question=record.question,
            asked_on=record.asked_on,
            deadline=record.deadline,
            confidential=int(record.confidential),
            added_at=now(),
            added_by=by,
        ),
    )
    session.flush()
    return made


def get(session: Session, claim: Claim, outreach_id: int | None = None) -> Outreach:
    """A question about a claim by its id; without one the only one that waits for an answer.

    Raises NotFound, or RuleBroken where none waits or several do.
    """
    if outreach_id is not None:
        found = session.get(Outreach, outreach_id)
        if found is None or found.claim_id != claim.id:
            raise NotFound(f"claim {claim.id} has no question o{outreach_id} to anybody")
        return found
    waiting = [one for one in _on(session, claim) if state(one) == "waiting"]
    if not waiting:
        raise RuleBroken(
            f"nobody who was asked about claim {claim.id} has still to answer",
            hint=f"factcheck ask {claim.id} --whom NAME --channel mail --deadline DATE",
        )
    if len(waiting) > 1:
        raise RuleBroken(
            f"{len(waiting)} questions about claim {claim.id} wait for an answer: say which",
            hint="\n".join(f'factcheck answer {claim.id} o{one.id} "..."' for one in waiting),
        )
    return waiting[0]


def answer(
    session: Session, claim: Claim, asked: Outreach, told: str | None, *, on: str | None = None
) -> Outreach:
    """Put an answer on file; None where it was that there will be no comment.

    ``on`` is when it came, today unless told. Raises RuleBroken where an answer is on file
    already or the question was withdrawn, InvalidInput for an answer before the question.
    """
    held = state(asked)
    if held != "waiting":
        raise RuleBroken(
            f"o{asked.id} was {held} already",
            hint=f"factcheck show {claim.id}, or a new question: factcheck ask {claim.id} ...",
        )
    day = happened(on, "answered on")
    if day < asked.asked_on[: len(day)]:
        raise InvalidInput(f"o{asked.id} was asked on {asked.asked_on}, after {day}")
    asked.answer = None if told is None else stored_text(told, "the answer")
    asked.answered_on = day
    session.flush()
    return asked


def withdraw(session: Session, asked: Outreach, because: str) -> Outreach:
    """Withdraw a question, with a reason. Raises RuleBroken if it was already."""
    if asked.withdrawn_because is not None:
        raise RuleBroken(f"o{asked.id} was withdrawn already")
    asked.withdrawn_because = stored_text(because, "the reason")
    session.flush()
    return asked


def state(asked: Outreach) -> str:
    """Where it stands: waiting, answered, declined (no comment) or withdrawn."""
    if asked.withdrawn_because is not None:
        return "withdrawn"
    if asked.answered_on is None:
        return "waiting"
    return "declined" if asked.answer is None else "answered"


def view(asked: Outreach) -> OutreachView:
    """A question as it is printed."""
    return shown(
        OutreachView,
        asked,
        claim=asked.claim_id,
        speaker=asked.speaker_id,
        state=state(asked),
        confidential=bool(asked.confidential),
    )


def of(session: Session, claim: Claim) -> list[OutreachView]:
    """Whom we asked about a claim, oldest first, withdrawn questions too."""
    return [view(one) for one in _on(session, claim)]


def _on(session: Session, claim: Claim) -> Sequence[Outreach]:
    query = select(Outreach).where(Outreach.claim_id == claim.id).order_by(Outreach.id)
    return session.scalars(query).all()
