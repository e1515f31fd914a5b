"""The work in numbers: claims by verdict, speaker, tag and more, how long it took, what waits.

Each group of numbers is one or two queries over the claims that a filter holds, whatever their
number; only the times to a verdict are looked at one by one, since a median needs them all.
"""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Label, Select, case, func, or_, select
from sqlalchemy.orm import Session

from factcheck import days, text, urls
from factcheck.errors import Usage
from factcheck.history.moments import FORM
from factcheck.models import (
    Appearance,
    Claim,
    ClaimTag,
    Correction,
    Evidence,
    Review,
    Source,
    Speaker,
    Tag,
    Verdict,
)
from factcheck.models.base import AnySelect
from factcheck.records import ClaimFilter
from factcheck.services.narrowing import narrow
from factcheck.vocabulary import CORRECTIONS, EVIDENCE_STATUSES, PRIORITIES, STAGES, VERDICTS

TOP = 10
_AGES = (("under a week", 7), ("under a month", 30), ("under 3 months", 91), ("under a year", 365))
_OLDEST = "a year and more"


@dataclass(frozen=True, slots=True)
class Row:
    """One number: ``by`` what it is counted, the ``name`` of the group, how many there are.

    Of claims it is told how many have which verdict; ``open`` have none (of others' reviews:
    their rating is not mapped to one). None where that says nothing. A time is a number of days.
    """

    by: str
    name: str
    number: float
    supported: int | None = None
    refuted: int | None = None
    mixed: int | None = None
    insufficient: int | None = None
    not_checkable: int | None = None
    open: int | None = None

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """What the group is made of, as words and numbers; none where that is not told."""
        if self.open is None:
            return ()
        last = "unmapped" if self.by == "publisher" else "open"
        words = (*(key.replace("_", "-") for key in VERDICT_KEYS[:-1]), last)
        return tuple(
            (word, getattr(self, key)) for word, key in zip(words, VERDICT_KEYS, strict=True)
        )


VERDICT_KEYS = tuple(each.name for each in fields(Row))[3:]


@dataclass(frozen=True, slots=True)
class Group:
    """Numbers of one kind: what they are called, the rows, and how many more groups there are."""

    by: str
    title: str
    rows: tuple[Row, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Numbers:
    """All groups that were asked for, over so many claims, with notes on what was not found."""

    claims: int
    groups: tuple[Group, ...]
    notes: tuple[str, ...]

    @property
    def rows(self) -> list[Row]:
        """All rows, in the order of the groups."""
        return [row for group in self.groups for row in group.rows]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is counted: a query of the ids of claims, and how many groups are wanted."""

    session: Session
    ids: Select[Any]
    most: int | None


def numbers(
    session: Session,
    wanted: ClaimFilter = ClaimFilter(),  # noqa: B008 - frozen
    *,
    by: str | None = None,
    most: int | None = TOP,
) -> Numbers:
    """The numbers of the claims that a filter holds: all groups, or that of ``by`` alone.

    ``most`` groups of each kind, the largest first; None for all. Reviews by publisher are
    counted in the library where the filter names neither it nor everything. Raises Usage for
    an unknown ``by``.
    """
    names = [_known(by)] if by is not None else list(GROUPS)
    query = narrow(session, wanted)
    asked = _Asked(session, query.ids(), most)
    library = wanted if wanted.everything else replace(wanted, reference=True, unverified=False)
    theirs = _Asked(session, narrow(session, library).ids(), most)
    told = (GROUPS[name][1](theirs if name == "publisher" else asked) for name in names)
    return Numbers(
        claims=_count(asked),
        groups=tuple(
            Group(name, GROUPS[name][0], *found) for name, found in zip(names, told, strict=True)
        ),
        notes=tuple(dict.fromkeys(query.notes)),
    )


def _known(by: str) -> str:
    name = by.strip().lower().replace("_", "-").replace(" ", "-")
    if name not in GROUPS:
        raise Usage(
            f"nothing is counted by {text.one_line(by)}", hint=f"--by: {', '.join(GROUPS)}"
        )
    return name


Found = tuple[tuple[Row, ...], int]


def _count(asked: _Asked) -> int:
    rows = asked.ids.subquery()
    return asked.session.scalar(select(func.count()).select_from(rows)) or 0


# words of closed vocabularies, in their order


def _words(
    by: str, column: Any, words: Iterable[Any], names: Iterable[str] | None = None
) -> Callable[[_Asked], Found]:
    pairs = list(zip(told := list(words), names or told, strict=True))

    def count(asked: _Asked) -> Found:
        grouped = select(column, func.count()).where(Claim.id.in_(asked.ids)).group_by(column)
        held = _held(asked, grouped)
        return tuple(Row(by, str(name), held[key]) for key, name in pairs if key in held), 0

    return count


def _held(asked: _Asked, grouped: AnySelect) -> dict[Any, int]:
    return {key: number for key, number in asked.session.execute(grouped)}  # noqa: C416


def _sized(values: Select[Any]) -> Select[Any]:
    """How often each value of a query's one column is there."""
    told = values.subquery()
    (value,) = told.c
    return select(value, func.count()).group_by(value)


# groups of claims, the largest first, each with its verdicts


Names = Callable[[Session, Iterable[Any]], dict[Any, str]]


def _themselves(_session: Session, keys: Iterable[Any]) -> dict[Any, str]:
    return {key: str(key) for key in keys}


def _largest(
    by: str, grouped: Callable[[_Asked], Select[Any]], names: Names = _themselves
) -> Callable[[_Asked], Found]:
    """``grouped`` gives pairs: what a group is known by, and the id of a claim that is in it."""

    def count(asked: _Asked) -> Found:
        pairs = grouped(asked).distinct().subquery()
        name, claim = pairs.c.name, pairs.c.claim
        session = asked.session
        total = session.scalar(select(func.count(name.distinct()))) or 0
        sized = select(name, func.count().label("size")).group_by(name)
        sized = sized.order_by(func.count().desc(), name).limit(asked.most)
        sizes = {row.name: row.size for row in session.execute(sized)}
        top = sized.subquery()
        ruled = (
            select(name, Claim.content_verdict, func.count())
            .join(top, top.c.name == name)
            .join(Claim, Claim.id == claim)
            .group_by(name, Claim.content_verdict)
        )
        held: dict[Any, dict[str, int]] = {one: dict.fromkeys(VERDICT_KEYS, 0) for one in sizes}
        for one, verdict, number in session.execute(ruled):
            held[one][(verdict or "open").replace("-", "_")] = number
        called = names(session, sizes)
        rows = tuple(Row(by, called[one], size, **held[one]) for one, size in sizes.items())
        return rows, total - len(rows)

    return count


def _named(column: Any) -> Label[Any]:
    return column.label("name")  # type: ignore[no-any-return]


def _speakers(asked: _Asked) -> Select[Any]:
    return (
        select(_named(Speaker.name), Claim.id.label("claim"))
        .join(Speaker, Speaker.id == Claim.speaker_id)
        .where(Claim.id.in_(asked.ids))
    )


def _parties(asked: _Asked) -> Select[Any]:
    return (
        select(_named(Speaker.party), Claim.id.label("claim"))
        .join(Speaker, Speaker.id == Claim.speaker_id)
        .where(Claim.id.in_(asked.ids), Speaker.party.is_not(None))
    )


def _tags(asked: _Asked) -> Select[Any]:
    return (
        select(_named(Tag.name), ClaimTag.claim_id.label("claim"))
        .join(Tag, Tag.id == ClaimTag.tag_id)
        .where(ClaimTag.claim_id.in_(asked.ids), ClaimTag.removed == 0)
    )


def _sources(asked: _Asked) -> Select[Any]:
    """Where claims appeared, or evidence is from: a confidential source by that alone."""
    secret = Source.confidential_because.is_not(None)
    told = [
        select(_named(case((hidden, _SECRET), else_=Source.id)), model.claim_id.label("claim"))
        .join(Source, Source.id == model.source_id)
        .where(model.claim_id.in_(asked.ids), model.withdrawn_because.is_(None))
        for model, hidden in (
            (Appearance, secret),
            (Evidence, or_(secret, Evidence.confidential == 1)),
        )
    ]
    both = told[0].union(told[1]).subquery()
    return select(both.c.name, both.c.claim)


_SECRET = 0  # in the place of the id of a source


def _source_names(session: Session, keys: Iterable[int]) -> dict[int, str]:
    query = select(Source.id, Source.title, Source.url).where(Source.id.in_(list(keys)))
    found = {one: title or urls.show(url or "") for one, title, url in session.execute(query)}
    return {**found, _SECRET: "confidential sources"}


def _languages(asked: _Asked) -> Select[Any]:
    query = select(_named(Claim.language), Claim.id.label("claim"))
    return query.where(Claim.id.in_(asked.ids), Claim.language.is_not(None))


def _publishers(asked: _Asked) -> Found:
    """Reviews of others by who published them, with what their ratings mean in our words."""
    standing = (Review.claim_id.in_(asked.ids), Review.withdrawn_because.is_(None))
    grouped = select(Review.publisher, func.count()).where(*standing).group_by(Review.publisher)
    sized = grouped.order_by(func.count().desc(), Review.publisher).limit(asked.most)
    sizes: dict[str, int] = _held(asked, sized)
    total = select(func.count(Review.publisher.distinct())).where(*standing)
    meant = (
        select(Review.publisher, Review.verdict, func.count())
        .where(*standing, Review.publisher.in_(sizes))
        .group_by(Review.publisher, Review.verdict)
    )
    held = {one: dict.fromkeys(VERDICT_KEYS, 0) for one in sizes}
    for one, verdict, number in asked.session.execute(meant):
        held[one][(verdict or "open").replace("-", "_")] = number
    rows = tuple(Row("publisher", one, size, **held[one]) for one, size in sizes.items())
    return rows, (asked.session.scalar(total) or 0) - len(rows)


# times


def _ages(asked: _Asked) -> Found:
    """The claims without a verdict, by how long ago they were added."""
    now = days.clock()
    bounds = [(name, (now - timedelta(days=days)).strftime(FORM)) for name, days in _AGES]
    age = case(*((Claim.added_at > since, name) for name, since in bounds), else_=_OLDEST)
    waiting = select(age).where(Claim.id.in_(asked.ids), Claim.unverified == 1)
    held = _held(asked, _sized(waiting))
    names = (*(name for name, _days in _AGES), _OLDEST)
    return tuple(Row("age", name, held[name]) for name in names if name in held), 0


def _times(asked: _Asked) -> Found:
    """Days from when a claim was added to its first verdict on the content: quartiles."""
    first = (
        select(Claim.added_at, func.min(Verdict.ruled_at))
        .join(Verdict, Verdict.claim_id == Claim.id)
        .where(Claim.id.in_(asked.ids), Verdict.appearance_id.is_(None))
        .group_by(Claim.id, Claim.added_at)
    )
    days = array("d")
    for added, ruled in asked.session.execute(first, execution_options={"yield_per": 2000}):
        since = datetime.strptime(ruled, FORM) - datetime.strptime(added, FORM)  # noqa: DTZ007
        days.append(max(since.total_seconds(), 0) / 86400)
    if not days:
        return (), 0
    told = sorted(days)
    return tuple(Row("time", name, round(quantile(told, at), 2)) for name, at in _QUARTILES), 0


_QUARTILES = (("a quarter within", 0.25), ("half within", 0.5), ("three quarters within", 0.75))


def quantile(told: list[float], share: float) -> float:
    """The value below which this share of sorted values lies, between two by proportion."""
    at = (len(told) - 1) * share
    low = int(at)
    high = min(low + 1, len(told) - 1)
    return told[low] + (told[high] - told[low]) * (at - low)


def _corrections(asked: _Asked) -> Found:
    """Corrections by the year in which they were made, and of what kind."""
    made = select(func.substr(Correction.made_at, 1, 4).concat(" ").concat(Correction.kind))
    held = _held(asked, _sized(made.where(Correction.claim_id.in_(asked.ids))))

    def order(told: str) -> tuple[str, int]:
        return told[:4], CORRECTIONS.index(told[5:])

    return tuple(Row("correction", told, held[told]) for told in sorted(held, key=order)), 0


GROUPS: dict[str, tuple[str, Callable[[_Asked], Found]]] = {
    "verdict": (
        "Verdicts",
        _words("verdict", Claim.content_verdict, (*VERDICTS, None), (*VERDICTS, "none")),
    ),
    "evidence": ("Evidence", _words("evidence", Claim.evidence_status, EVIDENCE_STATUSES)),
    "stage": ("Stages", _words("stage", Claim.stage, STAGES)),
    "priority": (
        "Priorities",
        _words("priority", Claim.priority, range(len(PRIORITIES)), PRIORITIES),
    ),
    "age": ("Open, by age", _ages),
    "time": ("Days to the first verdict", _times),
    "speaker": ("Speakers", _largest("speaker", _speakers)),
    "party": ("Parties", _largest("party", _parties)),
    "tag": ("Tags", _largest("tag", _tags)),
    "source": ("Sources", _largest("source", _sources, _source_names)),
    "language": ("Languages", _largest("language", _languages)),
    "publisher": ("Reviews by publisher", _publishers),
    "correction": ("Corrections", _corrections),
}
