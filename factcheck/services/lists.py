"""Lists of claims: one page in a fixed number of queries, filter and order from one index.

A list by speaker or tag is driven by the link table, whose derived columns
repeat what the claim's say; all others by ``claim`` itself.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.errors import InvalidInput, NotFound
from factcheck.models import Claim, Speaker
from factcheck.models.base import AnySelect
from factcheck.pages import ClaimLine, ClaimPage, Count, of
from factcheck.records import ClaimFilter, language, partial_date, priority, word
from factcheck.services import tags
from factcheck.vocabulary import EVIDENCE_STATUSES, PRIORITIES, STAGES, VERDICTS

COUNT_LIMIT = 10_000
SORTS = ("added", "said", "priority", "speaker")
# Later than any day of a month or any month of a year, in the C collation.
_END = "~"


@dataclass
class _Query:
    """A list being narrowed: the table that drives it, the id to order by, the conditions.

    ``where`` names the driver alone, ``of_claim`` the claim; ``implied`` are the
    conditions that the driver's derived columns stand for.
    """

    driver: Any
    key: Any
    where: list[ColumnElement[bool]]
    notes: list[str]
    implied: tuple[ColumnElement[bool], ...] = ()
    of_claim: list[ColumnElement[bool]] = field(default_factory=list)

    def on(self, query: AnySelect) -> AnySelect:
        if self.driver is not Claim:
            query = query.select_from(self.driver).join(Claim, Claim.id == self.key)
        return query.where(*self.where, *self.of_claim)

    def ids(self) -> AnySelect:
        """The ids alone, for counting: from the driver's index where no condition needs more."""
        query = select(self.key)
        return self.on(query) if self.of_claim else query.where(*self.where)


def page(
    session: Session,
    wanted: ClaimFilter,
    *,
    sort: str = "added",
    reverse: bool = False,
    limit: int | None = 20,
    after: int | None = None,
) -> ClaimPage:
    """One page of claims, newest first unless ``reverse``; ``after`` is the last id seen.

    Raises Usage for an unknown word of a closed vocabulary, InvalidInput for a
    bad date, NotFound for a cursor that is no claim.
    """
    query = _narrow(session, wanted)
    rows = _rows(session, query, word(sort, SORTS, "order"), reverse, limit, after)
    more = limit is not None and len(rows) > limit
    rows = rows[:limit] if more else rows
    held = tags.of(session, [row.id for row in rows])
    tracked = _count(session, select(Claim.id).where(Claim.listed == 1))
    return ClaimPage(
        rows=tuple(_line(row, held.get(row.id, ())) for row in rows),
        total=tracked if wanted == ClaimFilter() else _count(session, query.ids()),
        tracked=tracked,
        library=_count(session, select(Claim.id).where(Claim.tracked == 0)),
        after=rows[-1].id if more and rows else None,
        notes=tuple(query.notes),
    )


def count(session: Session, wanted: ClaimFilter) -> int:
    """How many claims a filter holds, exactly."""
    query = _narrow(session, wanted)
    rows = query.ids().subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def ids(session: Session, wanted: ClaimFilter) -> tuple[int, ...]:
    """The ids of all claims that a filter holds, in their order."""
    query = _narrow(session, wanted)
    return tuple(session.scalars(query.ids().order_by(query.key)))


def _count(session: Session, query: AnySelect) -> Count:
    """Exact up to the limit, and no more work than that."""
    rows = query.limit(COUNT_LIMIT + 1).subquery()
    number = session.scalar(select(func.count()).select_from(rows)) or 0
    return Count(min(number, COUNT_LIMIT), number > COUNT_LIMIT)


def _narrow(session: Session, wanted: ClaimFilter) -> _Query:
    query = _driver(session, wanted)
    _scope(query, wanted)
    query.of_claim += [
        condition
        for condition in _conditions(session, wanted, query.notes)
        if condition is not None
    ]
    return query


def _driver(session: Session, wanted: ClaimFilter) -> _Query:
    """What the list walks: a tag's claims, a speaker's, or all of them."""
    if wanted.tags:
        return _by_tags(session, wanted)
    if wanted.speaker:
        return _by_speaker(session, wanted.speaker)
    return _Query(Claim, Claim.id, [], [])


def _by_tags(session: Session, wanted: ClaimFilter) -> _Query:
    from factcheck.models import ClaimTag

    found = [(told, tags.named(session, told)) for told in wanted.tags]
    notes = [f"no claim has the tag {text.one_line(told)}" for told, tag in found if tag is None]
    ids = [tag.id if tag else 0 for _, tag in found]
    query = _Query(
        driver=ClaimTag,
        key=ClaimTag.claim_id,
        where=[ClaimTag.tag_id == ids[0]],
        notes=notes,
        implied=(ClaimTag.removed == 0,),
    )
    for tag_id in ids[1:]:
        query.where.append(_tagged(tag_id))
    if wanted.speaker:
        speaker_ids = _speaker_ids(session, wanted.speaker, query.notes)
        query.where.append(_said_by(speaker_ids, query.key))
    return query


def _tagged(tag_id: int) -> ColumnElement[bool]:
    from factcheck.models import ClaimTag

    other = ClaimTag.__table__.alias()
    return exists().where(
        other.c.claim_id == ClaimTag.claim_id, other.c.tag_id == tag_id, other.c.removed == 0
    )


def _speaker_ids(session: Session, told: str, notes: list[str]) -> list[int]:
    from factcheck.services import speakers

    found = speakers.matching(session, told)
    if not found:
        near = ", ".join(speakers.similar(session, told))
        notes.append(
            f"no speaker is called {text.one_line(told)}" + (f"; similar: {near}" if near else "")
        )
    elif len(found) > 1 or text.key(found[0].name) != text.key(told):
        notes.append(f"speaker: {', '.join(one.name for one in found[:5])}")
    return [one.id for one in found]


def _by_speaker(session: Session, told: str) -> _Query:
    from factcheck.models import Appearance

    notes: list[str] = []
    ids = _speaker_ids(session, told, notes)
    if len(ids) != 1:
        return _Query(Claim, Claim.id, [_said_by(ids, Claim.id)], notes)
    other = Appearance.__table__.alias()
    earlier = exists().where(
        other.c.claim_id == Appearance.claim_id,
        other.c.speaker_id == Appearance.speaker_id,
        other.c.withdrawn_because.is_(None),
        other.c.id < Appearance.id,
    )
    return _Query(
        driver=Appearance,
        key=Appearance.claim_id,
        where=[Appearance.speaker_id == ids[0]],
        notes=notes,
        implied=(Appearance.withdrawn_because.is_(None), ~earlier),
    )


def _said_by(speaker_ids: list[int], claim_id: Any) -> ColumnElement[bool]:
    from factcheck.models import Appearance

    said = select(Appearance.claim_id).where(
        Appearance.speaker_id.in_(speaker_ids), Appearance.withdrawn_because.is_(None)
    )
    found: ColumnElement[bool] = claim_id.in_(said)
    return found


def _scope(query: _Query, wanted: ClaimFilter) -> None:
    """Tracked claims that are neither dropped nor merged, unless something else is asked for."""
    dropped = wanted.stage and word(wanted.stage, STAGES, "stage") == "dropped"
    if wanted.unverified:
        query.where.append(query.driver.unverified == 1)
    elif not (wanted.reference or wanted.everything or dropped):
        query.where.append(query.driver.listed == 1)
    else:
        query.where += query.implied
        if wanted.reference:
            query.of_claim += [Claim.tracked == 0, Claim.merged_into.is_(None)]
        elif not wanted.everything:
            query.of_claim += [Claim.tracked == 1, Claim.merged_into.is_(None)]


def _conditions(
    session: Session, wanted: ClaimFilter, notes: list[str]
) -> list[ColumnElement[bool] | None]:
    return [
        _verdict(Claim.content_verdict, wanted.verdict),
        _verdict(Claim.attribution_verdict, wanted.attribution),
        _status(wanted.evidence_status),
        Claim.stage == word(wanted.stage, STAGES, "stage") if wanted.stage else None,
        Claim.priority == priority(wanted.priority) if wanted.priority is not None else None,
        Claim.language == language(wanted.language) if wanted.language else None,
        _said_since(wanted.said_since),
        _said_until(wanted.said_until),
        Claim.added_at >= _added(wanted.added_since, "added since")
        if wanted.added_since
        else None,
        Claim.added_at <= _added(wanted.added_until, "added until") + _END
        if wanted.added_until
        else None,
        _at_source(session, wanted.source, notes) if wanted.source else None,
    ]


def _verdict(column: Any, told: str | None) -> ColumnElement[bool] | None:
    if told is None:
        return None
    wanted = word(told, (*VERDICTS, "none"), "verdict")
    found: ColumnElement[bool] = column.is_(None) if wanted == "none" else column == wanted
    return found


def _status(told: str | None) -> ColumnElement[bool] | None:
    """``disputed`` also finds "supporting, disputed": each word of a status counts."""
    if told is None:
        return None
    if told in EVIDENCE_STATUSES and ", " in told:
        return Claim.evidence_status == told
    single = tuple(one for one in EVIDENCE_STATUSES if ", " not in one)
    wanted = word(told, single, "evidence status")
    return Claim.evidence_status.in_(
        [one for one in EVIDENCE_STATUSES if wanted in one.split(", ")]
    )


def _said_since(told: str | None) -> ColumnElement[bool] | None:
    """A claim of "2019" may be of any day of 2019: it stays unless it must be earlier."""
    if told is None:
        return None
    day = partial_date(told, "said since")
    wider = [day[:length] for length in (4, 7) if len(day) > length]
    return or_(Claim.said_on >= day, Claim.said_on.in_(wider)) if wider else Claim.said_on >= day


def _said_until(told: str | None) -> ColumnElement[bool] | None:
    if told is None:
        return None
    return and_(Claim.said_on <= partial_date(told, "said until") + _END, Claim.said_on != "")


def _added(told: str, what: str) -> str:
    return partial_date(told, what)


def _at_source(session: Session, told: str, notes: list[str]) -> ColumnElement[bool]:
    from factcheck.models import Appearance, Evidence
    from factcheck.services import sources

    try:
        source_id = sources.get(session, told).id
    except NotFound:
        source_id = 0
        notes.append(f"there is no source {text.one_line(told)}")
    return or_(
        *(
            Claim.id.in_(
                select(model.claim_id).where(
                    model.source_id == source_id, model.withdrawn_because.is_(None)
                )
            )
            for model in (Appearance, Evidence)
        )
    )


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
)


def _rows(
    session: Session,
    query: _Query,
    sort: str,
    reverse: bool,
    limit: int | None,
    after: int | None,
) -> list[Any]:
    found = query.on(select(*_COLUMNS)).outerjoin(Speaker, Speaker.id == Claim.speaker_id)
    column = {
        "added": None,
        "said": Claim.said_on,
        "priority": Claim.priority,
        "speaker": func.coalesce(Speaker.name, ""),
    }[sort]
    keys = [query.key] if column is None else [column, query.key]
    rising = reverse != (sort == "speaker")
    if after is not None:
        found = found.where(_beyond(session, keys, after, rising))
    ordered = found.order_by(*((key.asc() if rising else key.desc()) for key in keys))
    return list(session.execute(ordered.limit(None if limit is None else limit + 1)))


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
