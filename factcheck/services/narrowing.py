"""Which claims a filter means: the conditions of a list, driven by the table that serves best.

A list by speaker or tag is driven by the link table, whose derived columns repeat what the
claim's say; one by words by the search rows; all others by ``claim`` itself.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Table, and_, exists, or_, select
from sqlalchemy.orm import Session

from factcheck import days, text
from factcheck.days import partial_date
from factcheck.errors import NotFound
from factcheck.models import Claim
from factcheck.models.base import AnySelect
from factcheck.records import ClaimFilter, language, priority, word
from factcheck.services import tags
from factcheck.vocabulary import EVIDENCE_STATUSES, STAGES, VERDICTS

if TYPE_CHECKING:
    from factcheck.search.engine import Found

# Later than any day of a month or any month of a year, in the C collation.
_END = "~"


@dataclass
class Query:
    """A list being narrowed: the table that drives it, the id to order by, the conditions.

    ``where`` names the driver alone, ``of_claim`` the claim; ``implied`` are the
    conditions that the driver's derived columns stand for. ``rank`` and ``joined`` (the id as
    a join takes it) are there for words, and so is ``index``: the claims' own that answers the
    first condition on them.
    """

    driver: Any
    key: Any
    where: list[ColumnElement[bool]]
    notes: list[str]
    implied: tuple[ColumnElement[bool], ...] = ()
    rank: ColumnElement[float] | None = None
    joined: Any = None
    index: str | None = None
    of_claim: list[ColumnElement[bool]] = field(default_factory=list)

    def on(self, query: AnySelect) -> AnySelect:
        """A query of claims, narrowed."""
        if self.driver is not Claim:
            key = self.key if self.joined is None else self.joined
            query = query.select_from(self.driver).join(Claim, Claim.id == key)
        return query.where(*self.where, *self.of_claim)

    def ids(self) -> AnySelect:
        """The ids alone, for counting: from the driver's index where no condition needs more."""
        return (
            self.bare(select(self.key)) if self.of_claim else select(self.key).where(*self.where)
        )

    def bare(self, query: AnySelect) -> AnySelect:
        """A query of the driver's own columns, narrowed.

        Where one condition is all that is asked of the claims, SQLite is told to answer it
        from its index: a tenth of the pages, when the claims stand far apart.
        """
        if self.index is not None and len(self.of_claim) == 1:
            query = query.with_hint(Claim.__table__, f"INDEXED BY {self.index}", "sqlite")
        return self.on(query)


def narrow(session: Session, wanted: ClaimFilter, found: "Found | None" = None) -> Query:
    """The claims that a filter holds, of those ``found`` by their words where that is told.

    Raises Usage for an unknown word of a closed vocabulary, InvalidInput for a bad date.
    """
    query = _driver(session, wanted) if found is None else _by_words(session, wanted, found)
    _scope(query, wanted)
    query.of_claim += [
        condition
        for condition in _conditions(session, wanted, query.notes)
        if condition is not None
    ]
    return query


def _driver(session: Session, wanted: ClaimFilter) -> Query:
    """What the list walks: a tag's claims, a speaker's, or all of them."""
    if wanted.tags:
        return _by_tags(session, wanted)
    if wanted.speaker:
        return _by_speaker(session, wanted.speaker)
    return Query(Claim, Claim.id, [], [])


def _by_words(session: Session, wanted: ClaimFilter, found: "Found") -> Query:
    query = Query(found.table, found.number, [found.condition], [])
    query.rank, query.joined = found.rank, found.joined
    for tag_id in _tag_ids(session, wanted, query.notes):
        query.of_claim.append(_tagged(tag_id, Claim.id))
    if wanted.speaker:
        speaker_ids = _speaker_ids(session, wanted.speaker, query.notes)
        query.of_claim.append(_said_by(speaker_ids, Claim.id))
    return query


def _tag_ids(session: Session, wanted: ClaimFilter, notes: list[str]) -> list[int]:
    found = [(told, tags.named(session, told)) for told in wanted.tags]
    notes += [f"no claim has the tag {text.one_line(told)}" for told, tag in found if tag is None]
    return [tag.id if tag else 0 for _, tag in found]


def _by_tags(session: Session, wanted: ClaimFilter) -> Query:
    from factcheck.models import ClaimTag

    notes: list[str] = []
    ids = _tag_ids(session, wanted, notes)
    query = Query(
        driver=ClaimTag,
        key=ClaimTag.claim_id,
        where=[ClaimTag.tag_id == ids[0]],
        notes=notes,
        implied=(ClaimTag.removed == 0,),
    )
    for tag_id in ids[1:]:
        query.where.append(_tagged(tag_id, ClaimTag.claim_id))
    if wanted.speaker:
        speaker_ids = _speaker_ids(session, wanted.speaker, query.notes)
        query.where.append(_said_by(speaker_ids, query.key))
    return query


def _tagged(tag_id: int, claim_id: Any) -> ColumnElement[bool]:
    from factcheck.models import ClaimTag

    other = ClaimTag.__table__.alias()
    return exists().where(
        other.c.claim_id == claim_id, other.c.tag_id == tag_id, other.c.removed == 0
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


def _by_speaker(session: Session, told: str) -> Query:
    from factcheck.models import Appearance

    notes: list[str] = []
    ids = _speaker_ids(session, told, notes)
    if len(ids) != 1:
        return Query(Claim, Claim.id, [_said_by(ids, Claim.id)], notes)
    other = Appearance.__table__.alias()
    earlier = exists().where(
        other.c.claim_id == Appearance.claim_id,
        other.c.speaker_id == Appearance.speaker_id,
        other.c.withdrawn_because.is_(None),
        other.c.id < Appearance.id,
    )
    return Query(
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


def _scope(query: Query, wanted: ClaimFilter) -> None:
    """Tracked claims that are neither dropped nor merged, unless something else is asked for."""
    dropped = wanted.stage and word(wanted.stage, STAGES, "stage") == "dropped"
    words = isinstance(query.driver, Table)
    driver, where = (Claim, query.of_claim) if words else (query.driver, query.where)
    if wanted.unverified:
        where.append(driver.unverified == 1)
        query.index = "ix_claim_unverified_id" if words else None
    elif not (wanted.reference or wanted.everything or dropped):
        where.append(driver.listed == 1)
        query.index = "ix_claim_listed_id" if words else None
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
        _assigned(session, wanted.assignee, notes) if wanted.assignee is not None else None,
        _due_before(partial_date(wanted.due_before, "due before")) if wanted.due_before else None,
        _due_before(days.today()) if wanted.overdue else None,
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


def _due_before(day: str) -> ColumnElement[bool]:
    """To be done before then, and is not: what was published or dropped is due no more."""
    return and_(Claim.due_on < day, Claim.stage.not_in(("published", "dropped")))


def _assigned(session: Session, told: str, notes: list[str]) -> ColumnElement[bool]:
    """By the name as it was given to ``assign``; where nobody has it, who there is."""
    from factcheck.services import plans

    if told == "none":
        return Claim.assignee.is_(None)
    some = select(Claim.id).where(Claim.assignee == told).limit(1)
    if session.scalar(some) is None:
        known = ", ".join(map(text.one_line, plans.people(session, 10)))
        others = f"; there is work of: {known}" if known else ""
        notes.append(f"nothing is assigned to {text.one_line(told)}{others}")
    return Claim.assignee == told


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
