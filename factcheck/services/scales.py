"""Rating scales: shipped as TOML files, taken into the database when first used.

What a person says a label means is kept with the confidence ``person`` and holds for all
reviews of that publisher, those that are here already and those still to come.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck import bulk, ratings, text
from factcheck.errors import NotFound
from factcheck.history.record import Op, stored
from factcheck.history.record import add as new
from factcheck.models import RatingPoint, RatingScale, Review
from factcheck.ratings import Scale
from factcheck.records import stored_text, word
from factcheck.vocabulary import VERDICTS

PERSON = "person"
BATCH = 1000


@dataclass(frozen=True, slots=True)
class ScaleView:
    """A scale: its labels, and how many reviews were rated by it. ``shipped``: comes with us."""

    name: str
    title: str
    origin: str | None
    shipped: bool
    labels: int
    reviews: int


@dataclass(frozen=True, slots=True)
class LabelView:
    """A label of a scale: what it means, how sure that is, and how many reviews bear it."""

    scale: str
    label: str
    verdict: str | None
    confidence: str | None
    reviews: int


@dataclass(frozen=True, slots=True)
class UnmappedView:
    """A label of reviews that is not understood; ``claim`` is one that was rated so.

    ``verdict`` is what the number beside the label lets one suppose.
    """

    publisher: str
    label: str
    reviews: int
    claim: int
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Mapped:
    """A label that a person has mapped, and how many reviews followed."""

    scale: str
    label: str
    verdict: str | None
    reviews: int


def scale(session: Session, name: str) -> RatingScale:
    """The scale of this name. Raises NotFound that names similar ones."""
    found = _held(session, name)
    if found is not None:
        return found
    wanted = _shipped(name)
    if wanted is None:
        near = _near(name, {*ratings.shipped(), *session.scalars(select(RatingScale.name))})
        raise NotFound(
            f"there is no rating scale {text.one_line(name)}",
            hint=f"similar: {near}" if near else "factcheck scale list shows them all",
        )
    return take_in(session, wanted)


def _held(session: Session, name: str) -> RatingScale | None:
    key = text.key(name)
    return session.scalar(select(RatingScale).where(RatingScale.name_key == key))


def _shipped(name: str) -> Scale | None:
    key = text.key(name)
    return next((one for one in ratings.shipped().values() if text.key(one.name) == key), None)


def _near(told: str, names: set[str]) -> str:
    from difflib import get_close_matches

    return ", ".join(get_close_matches(told.strip().lower(), sorted(names), 3))


def take_in(session: Session, wanted: Scale) -> RatingScale:
    """A shipped scale as one of the database."""
    told, points = as_rows(wanted)
    made = new(session, RatingScale(**told))
    for row in points:
        new(session, RatingPoint(scale_id=made.id, **row))
    session.flush()
    return made


def as_rows(wanted: Scale) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A shipped scale and its labels as rows, but for their ids."""
    names = ("label", "value", "verdict", "confidence")
    points = [{name: getattr(one, name) for name in names} for one in wanted.points]
    return {"name": wanted.name, "title": wanted.title, "origin": wanted.origin}, points


def point(session: Session, told: str) -> RatingPoint:
    """The label ``SCALE: LABEL`` names. Raises NotFound that lists what there is."""
    name, colon, label = told.partition(":")
    if not colon:
        raise NotFound(
            f"{text.one_line(told)!r} names no scale",
            hint='write "SCALE: LABEL"; factcheck scale list shows the scales',
        )
    of = scale(session, name)
    points = _points(session, of)
    key = text.key(label)
    for one in points:
        if one.label_key == key:
            return one
    raise NotFound(
        f"the scale {of.name} has no label {text.one_line(label)}",
        hint=f"its labels: {', '.join(one.label for one in points)}",
    )


def _points(session: Session, of: RatingScale) -> list[RatingPoint]:
    query = select(RatingPoint).where(RatingPoint.scale_id == of.id).order_by(RatingPoint.id)
    return list(session.scalars(query))


# what there is


def listing(session: Session) -> list[ScaleView]:
    """Every scale, shipped or of this database, by name."""
    counted: dict[str, int] = {}
    for publisher, site, count in _publishers(session):
        name = _name_of(publisher, site)
        counted[name] = counted.get(name, 0) + count
    query = (
        select(RatingScale, func.count(RatingPoint.id))
        .outerjoin(RatingPoint, RatingPoint.scale_id == RatingScale.id)
        .group_by(RatingScale.id)
    )
    shipped, found = ratings.shipped(), {}
    for one, labels in session.execute(query):
        ours = one.name in shipped
        number = counted.get(ratings.plain_key(one.name), 0)
        found[one.name] = ScaleView(one.name, one.title, one.origin, ours, labels, number)
    for name, each in shipped.items():
        number = counted.get(ratings.plain_key(name), 0)
        view = ScaleView(name, each.title, each.origin, True, len(each.points), number)
        found.setdefault(name, view)
    return [found[name] for name in sorted(found)]


def _publishers(session: Session) -> list[tuple[str, str | None, int]]:
    query = (
        select(Review.publisher, Review.publisher_site, func.count())
        .where(Review.withdrawn_because.is_(None))
        .group_by(Review.publisher, Review.publisher_site)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def _name_of(publisher: str, site: str | None) -> str:
    """The scale by which a publisher rates: a shipped one, else one of its own name."""
    found = ratings.scale_for(publisher, site)
    return ratings.plain_key(found.name if found else publisher)


def labels(session: Session, name: str) -> list[LabelView]:
    """The labels of a scale, with how many reviews bear each. Raises NotFound."""
    held, shipped = _held(session, name), _shipped(name)
    if held is None and shipped is None:
        scale(session, name)
    counted: dict[str, int] = {}
    for rating, count in _rated(session, held.name if held else (shipped.name if shipped else "")):
        label = _label_of(rating, shipped)
        counted[label] = counted.get(label, 0) + count
    points: list[Any] = _points(session, held) if held else list(shipped.points if shipped else ())
    own = held.name if held else name
    return [
        LabelView(
            own,
            one.label,
            one.verdict,
            one.confidence,
            counted.get(ratings.plain_key(one.label), 0),
        )
        for one in points
    ]


def _label_of(rating: str, shipped: Scale | None) -> str:
    """The label of which a rating is a spelling, as labels are compared."""
    forms = ratings.label_forms(rating)
    for form in forms:
        if shipped and form in shipped.labels:
            return ratings.plain_key(shipped.labels[form].label)
    return forms[0] if forms else ""


def _rated(session: Session, name: str) -> Iterator[tuple[str, int]]:
    """The ratings of the publishers of a scale, as they were written, and how often."""
    key = ratings.plain_key(name)
    publishers = [told for told, site, _ in _publishers(session) if _name_of(told, site) == key]
    for at in range(0, len(publishers), BATCH):
        query = (
            select(Review.rating, func.count())
            .where(
                Review.publisher.in_(publishers[at : at + BATCH]),
                Review.rating.is_not(None),
                Review.withdrawn_because.is_(None),
            )
            .group_by(Review.rating)
        )
        for rating, count in session.execute(query):
            yield str(rating), count


def unmapped(session: Session, limit: int | None = None) -> list[UnmappedView]:
    """Labels of reviews that are not understood, those that most reviews bear first."""
    sure = func.coalesce(Review.confidence, "").in_(("high", "medium", PERSON))
    understood = Review.point_id.is_not(None) | sure
    count = func.count()
    query = (
        select(
            Review.publisher,
            Review.rating,
            count,
            func.min(Review.claim_id),
            func.max(Review.verdict),
        )
        .where(Review.rating.is_not(None), Review.withdrawn_because.is_(None), ~understood)
        .group_by(Review.publisher, Review.rating)
        .order_by(count.desc(), Review.publisher, Review.rating)
    )
    found = session.execute(query.limit(limit))
    return [UnmappedView(row[0], row[1] or "", row[2], row[3], row[4]) for row in found]


# what a person says


def map_label(session: Session, publisher: str, label: str, verdict: str) -> Mapped:
    """Say what a publisher's label means ("none": nothing about truth); its reviews follow.

    ``publisher`` is a publisher's name or site, or a scale. Raises Usage for an unknown verdict.
    """
    publisher, label = stored_text(publisher, "the publisher"), stored_text(label, "the label")
    wanted = None if verdict.strip().lower() == "none" else word(verdict, VERDICTS, "verdict")
    of = _scale_of(session, publisher)
    made = _say(session, of, label, wanted)
    followed = list(_following(session, of, label))
    for row in followed:
        row |= {"point_id": made.id, "confidence": PERSON}
        row.pop("verdict", None)
        if wanted:
            row["verdict"] = wanted
    ops = [Op("update", "review", row["id"], row, row["claim_id"]) for row in followed]
    bulk.apply(session, ops)
    return Mapped(of.name, made.label, wanted, len(ops))


def _scale_of(session: Session, told: str) -> RatingScale:
    shipped = ratings.scale_for(told, told) or _shipped(told)
    name = shipped.name if shipped else told
    found = _held(session, name)
    if found is not None:
        return found
    if shipped is not None:
        return take_in(session, shipped)
    made = new(session, RatingScale(name=name, title=name))
    session.flush()
    return made


def _say(session: Session, of: RatingScale, label: str, verdict: str | None) -> RatingPoint:
    key, forms = text.key(label), ratings.label_forms(label)
    points = _points(session, of)
    same = [one for one in points if one.label_key == key]
    alike = [one for one in points if ratings.plain_key(one.label) in forms]
    found = next(iter((*same, *alike)), None)
    if found is None:
        found = new(session, RatingPoint(scale_id=of.id, label=label))
    found.verdict, found.confidence = verdict, PERSON
    session.flush()
    return found


def _following(session: Session, of: RatingScale, label: str) -> Iterator[dict[str, Any]]:
    """The reviews of the publishers of a scale that bear a label, however it was written."""
    wanted = set(ratings.label_forms(label))
    own: Any = Review.__table__
    key = ratings.plain_key(of.name)
    publishers = {told for told, site, _ in _publishers(session) if _name_of(told, site) == key}
    spellings = [
        rating
        for rating, _ in _rated(session, of.name)
        if wanted & set(ratings.label_forms(rating))
    ]
    for at in range(0, len(spellings), BATCH):
        query = select(own).where(
            own.c.rating.in_(spellings[at : at + BATCH]), own.c.withdrawn_because.is_(None)
        )
        for row in session.execute(query.order_by(own.c.id)):
            if row.publisher in publishers:
                yield stored(own, dict(row._mapping))
