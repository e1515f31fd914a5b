"""The queue: which claim to work on next, and why.

The engine sums the score of every open claim and keeps the best; what it is the sum of comes
along, so that what is explained is what ranked. docs/decisions/0026 has the formula.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from factcheck import days, text
from factcheck.desk import QueueLine, QueuePage, QueueParts
from factcheck.errors import Usage
from factcheck.models import Claim, Speaker
from factcheck.records import ClaimFilter
from factcheck.services import lists, plans
from factcheck.services.narrowing import Query, narrow
from factcheck.views import of
from factcheck.vocabulary import PRIORITIES

# Points for a level of priority, and for one appearance after the first.
LEVEL, REPEAT, MOST_REPEATS = 100, 10, 5
# Points for a due date: it is past, or comes within so long.
OVERDUE, DUE = 200, (("1d", 150), ("7d", 100), ("30d", 50))
# Points for a verdict that wants another look.
RECHECK = 100
# Points for an age: the longest that is over counts.
AGE = (("1y", 50), ("180d", 40), ("90d", 30), ("30d", 20), ("7d", 10))
# Worth checking is a percentage: so much of it counts.
WORTH = 2


def page(
    session: Session,
    wanted: ClaimFilter = ClaimFilter(),  # noqa: B008 - frozen
    *,
    limit: int | None = 20,
    day: str | None = None,
) -> QueuePage:
    """The claims to work on next, of those that a filter holds; ``day`` is today unless told.

    In the queue are claims that we track and that are not verified nor published, those at
    checking or review, and those whose verdict wants another look. Raises Usage for a filter
    that asks for others, and what ``lists.page`` raises.
    """
    if wanted.reference or wanted.everything:
        raise Usage("the queue holds claims that we track: leave out the library")
    day = day or days.today()
    recheck = plans.wants_another_look(session, day)
    query = narrow(session, wanted)
    query.of_claim += [Claim.listed == 1, _is_open(recheck)]
    total = lists.counted(session, query.ids())
    found = _best(session, query, _parts(day, recheck), limit)
    return QueuePage(tuple(_line(row, day) for row in found), total, tuple(query.notes))


def _is_open(recheck: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(
        and_(Claim.unverified == 1, Claim.stage != "published"),
        Claim.stage.in_(("checking", "review")),
        recheck,
    )


def _parts(day: str, recheck: ColumnElement[bool]) -> dict[str, ColumnElement[int]]:
    """What the score is the sum of; the names are those of ``QueueParts``."""
    near = [(Claim.due_on <= days.later(day, span), points) for span, points in DUE]
    old = [(Claim.added_at <= f"{days.over_since(day, span)}~", points) for span, points in AGE]
    again = func.coalesce(Claim.appearances, 0) - 1
    return {
        "priority": Claim.priority * LEVEL,
        "due": case((Claim.due_on.is_(None), 0), (Claim.due_on < day, OVERDUE), *near, else_=0),
        "recheck": case((recheck, RECHECK), else_=0),
        "age": case(*old, else_=0),
        "repeats": case(
            (again > MOST_REPEATS, MOST_REPEATS * REPEAT), (again > 0, again * REPEAT), else_=0
        ),
        "worth": func.coalesce(Claim.worth, 0) // WORTH,
    }


def _best(
    session: Session, query: Query, parts: dict[str, ColumnElement[int]], limit: int | None
) -> list[Any]:
    """The rows with the highest scores, of those that tie the oldest first."""
    score: Any = sum(list(parts.values())[1:], parts["priority"])
    told = select(
        Claim,
        Speaker.name.label("speaker"),
        score.label("score"),
        *(part.label(f"points_{name}") for name, part in parts.items()),
    )
    found = query.on(told).outerjoin(Speaker, Speaker.id == Claim.speaker_id)
    return list(session.execute(found.order_by(score.desc(), Claim.id).limit(limit)))


def _line(row: Any, day: str) -> QueueLine:
    claim: Claim = row.Claim
    parts = QueueParts(**{name: getattr(row, f"points_{name}") for name in _NAMES})
    return of(
        QueueLine,
        claim,
        speaker=row.speaker,
        said_on=claim.said_on or None,
        priority=PRIORITIES[claim.priority],
        verdict=claim.content_verdict,
        score=row.score,
        parts=parts,
        reasons=tuple(_reasons(claim, parts, day)),
    )


_NAMES = tuple(QueueParts.__dataclass_fields__)


def _reasons(claim: Claim, parts: QueueParts, day: str) -> list[str]:
    """Why a claim stands where it does, in words, what counts most said first."""
    level, waited = PRIORITIES[claim.priority], days.between(days.of_time(claim.added_at), day)
    told = []
    if level != "normal":
        why = f": {text.one_line(claim.why)}" if claim.why else ""
        told.append((parts.priority, f"{level} priority{why}"))
    if claim.due_on and parts.due:
        told.append((parts.due, _due(claim.due_on, day)))
    if parts.recheck:
        told.append((parts.recheck, "its verdict wants another look"))
    if parts.age:
        told.append((parts.age, f"added {_ago(waited)}"))
    if parts.repeats:
        told.append((parts.repeats, f"said {claim.appearances:,} times"))
    if parts.worth:
        told.append((parts.worth, f"worth checking: {claim.worth} %"))
    found = [words for _points, words in sorted(told, key=lambda one: -one[0])]
    return found or ["added today" if waited < 1 else f"added {_ago(waited)}"]


def _due(due_on: str, day: str) -> str:
    left = days.between(day, due_on)
    if left < 0:
        return f"overdue by {text.counted(-left, 'day')}"
    return ("due today", "due tomorrow")[left] if left < 2 else f"due in {left} days"


def _ago(waited: int) -> str:
    for size, unit in ((365, "year"), (30, "month"), (7, "week")):
        if waited >= 2 * size or (size == 365 and waited >= size):
            return f"{text.counted(waited // size, unit)} ago"
    return f"{text.counted(waited, 'day')} ago"
