"""Lists of claims: one page in a fixed number of queries, filter and order from one index.

Which claims they are is told by ``narrowing``.
"""

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import Session

from factcheck import days
from factcheck.errors import InvalidInput, NotFound
from factcheck.models import Claim, Speaker
from factcheck.models.base import AnySelect
from factcheck.pages import ClaimLine, ClaimPage, Count, of
from factcheck.records import ClaimFilter, word
from factcheck.services import tags
from factcheck.services.narrowing import Query, narrow
from factcheck.vocabulary import PRIORITIES

if TYPE_CHECKING:
    from factcheck.search.engine import Found

COUNT_LIMIT = 10_000
# More are ranked only where somebody asks for that: it takes longer than the rest of a search.
RANKED = 2_000
# The orders that begin with what is first: by name, and what is due soonest.
RISING = ("speaker", "due")
SORTS = ("added", "said", "priority", "speaker", "due")


def page(
    session: Session,
    wanted: ClaimFilter,
    *,
    sort: str | None = None,
    reverse: bool = False,
    limit: int | None = 20,
    after: int | None = None,
    found: "Found | None" = None,
) -> ClaimPage:
    """One page of claims, newest first unless ``reverse``; ``after`` is the last id seen.

    ``found`` are those that hold the words of a search: they come by relevance unless there
    are too many to rank, or ``sort`` says otherwise.

    Raises Usage for an unknown word of a closed vocabulary, InvalidInput for a
    bad date, NotFound for a cursor that is no claim.
    """
    query = narrow(session, wanted, found)
    tracked = counted(session, select(Claim.id).where(Claim.listed == 1))
    total = tracked if (wanted, found) == (ClaimFilter(), None) else counted(session, query.ids())
    order = _order(sort, query, total)
    rows = _rows(session, query, order, reverse, limit, after)
    more = limit is not None and len(rows) > limit
    rows = rows[:limit] if more else rows
    held = tags.of(session, [row.id for row in rows])
    return ClaimPage(
        rows=tuple(_line(row, held.get(row.id, ())) for row in rows),
        total=total,
        tracked=tracked,
        library=counted(session, select(Claim.id).where(Claim.tracked == 0)),
        after=rows[-1].id if more and rows else None,
        notes=tuple(query.notes),
        sort=order,
    )


def _order(sort: str | None, query: Query, total: Count) -> str:
    """The order asked for; else by relevance, where there is one and not too much to rank."""
    if sort is None and query.rank is None:
        return "added"
    if sort is None:
        few = not total.more and total.number <= RANKED
        if not few:
            query.notes.append("too many to rank, so the newest come first")
        return "relevance" if few else "added"
    orders = SORTS if query.rank is None else ("relevance", *SORTS)
    return word(sort, orders, "order")


def count(session: Session, wanted: ClaimFilter, found: "Found | None" = None) -> int:
    """How many claims a filter holds, exactly."""
    query = narrow(session, wanted, found)
    rows = query.ids().subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def ids(session: Session, wanted: ClaimFilter) -> tuple[int, ...]:
    """The ids of all claims that a filter holds, in their order."""
    query = narrow(session, wanted)
    return tuple(session.scalars(query.ids().order_by(query.key)))


def counted(session: Session, query: AnySelect) -> Count:
    """How many rows a query has: exact up to a limit, and no more work than that."""
    rows = query.limit(COUNT_LIMIT + 1).subquery()
    number = session.scalar(select(func.count()).select_from(rows)) or 0
    return Count(min(number, COUNT_LIMIT), number > COUNT_LIMIT)


_COLUMNS = (
    Claim.id,
    Claim.uid,
    Claim.text,
    Speaker.name.label("speaker"),
    Claim.said_on,
    Claim.content_verdict,
    Claim.evidence_status,
    Claim.supports,
    Claim.refutes,
    Claim.mixed,
    Claim.disputes,
    Claim.attribution_verdict,
    Claim.attribution_status,
    Claim.stage,
    Claim.priority,
    Claim.language,
    Claim.appearances,
    Claim.tracked,
    Claim.unverified,
    Claim.added_at,
    Claim.added_by,
    Claim.assignee,
    Claim.due_on,
)


def _rows(
    session: Session,
    query: Query,
    sort: str,
    reverse: bool,
    limit: int | None,
    after: int | None,
) -> list[Any]:
    if sort == "relevance":
        return _ranked(session, query, reverse, limit, after)
    found = query.on(select(*_COLUMNS)).outerjoin(Speaker, Speaker.id == Claim.speaker_id)
    column = {
        "added": None,
        "said": Claim.said_on,
        "priority": Claim.priority,
        "speaker": func.coalesce(Speaker.name, ""),
        "due": func.coalesce(Claim.due_on, days.LAST),
    }[sort]
    keys = [query.key] if column is None else [column, query.key]
    rising = reverse != (sort in RISING)
    if after is not None:
        found = found.where(_beyond(session, keys, after, rising))
    ordered = found.order_by(*((key.asc() if rising else key.desc()) for key in keys))
    return list(session.execute(ordered.limit(None if limit is None else limit + 1)))


def _ranked(
    session: Session, query: Query, reverse: bool, limit: int | None, after: int | None
) -> list[Any]:
    """By relevance, of what ties the newest first: ranked once more for every page."""
    rank = query.rank.label("rank") if query.rank is not None else query.key
    ranked = query.bare(select(query.key, rank)).limit(COUNT_LIMIT)
    ids = [row[0] for row in session.execute(ranked.order_by(rank, query.key.desc()))]
    ids = ids[::-1] if reverse else ids
    if after is not None:
        if after not in ids:
            raise NotFound(f"claim {after} is none of these, to go on after")
        ids = ids[ids.index(after) + 1 :]
    ids = ids if limit is None else ids[: limit + 1]
    held: dict[int, Any] = {}
    for at in range(0, len(ids), 1000):
        rows = select(*_COLUMNS).outerjoin(Speaker, Speaker.id == Claim.speaker_id)
        rows = rows.where(Claim.id.in_(ids[at : at + 1000]))
        held |= {row.id: row for row in session.execute(rows)}
    return [held[number] for number in ids]


def _beyond(session: Session, keys: list[Any], after: int, rising: bool) -> ColumnElement[bool]:
    """Past the claim where the last page ended, in the order of this list."""
    if after < 0 or after > 2**31 - 1:
        raise InvalidInput("--after wants the id of the last claim of the page before")
    if len(keys) == 1:
        return keys[0] > after if rising else keys[0] < after  # type: ignore[no-any-return]
    last = session.scalar(
        select(keys[0])
        .select_from(Claim)
        .outerjoin(Speaker, Speaker.id == Claim.speaker_id)
        .where(Claim.id == after)
    )
    if last is None:
        raise NotFound(f"there is no claim {after} to go on after")
    here, there = tuple_(*keys), tuple_(last, after)
    return here > there if rising else here < there


def _line(row: Any, held: tuple[str, ...]) -> ClaimLine:
    return of(
        ClaimLine,
        row,
        said_on=row.said_on or None,
        verdict=row.content_verdict,
        attribution=row.attribution_verdict,
        priority=PRIORITIES[row.priority],
        tags=held,
        tracked=bool(row.tracked),
        unverified=bool(row.unverified),
    )
