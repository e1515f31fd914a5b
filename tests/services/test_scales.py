"""Rating scales: data, taken in when first used; and what a person says a label means."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck import ratings
from factcheck.errors import InvalidInput, NotFound, Usage
from factcheck.history.record import add as new
from factcheck.models import Claim, RatingPoint, RatingScale, Review
from factcheck.services import scales
from factcheck.services.scales import LabelView, Mapped, ScaleView, UnmappedView
from tests.factories import make_claim, make_review


def rate(session: Session, *told: tuple[str, str], **over: object) -> list[Review]:
    """Reviews of a claim: publisher and label of each."""
    count = session.scalar(select(func.count()).select_from(Claim))
    claim = make_claim(session, f"A claim of others, number {count}")
    made = []
    for at, (publisher, rating) in enumerate(told):
        url = f"https://checks.example/{claim.id}/{at}"
        one = {"publisher": publisher, "rating": rating, "url": url}
        made.append(make_review(session, claim, **(one | over)))
    return made


# scales and their labels


def test_a_shipped_scale_is_taken_in_once(session: Session) -> None:
    first = scales.scale(session, " PolitiFact ")
    assert (first.name, first.title) == ("politifact", "PolitiFact Truth-O-Meter")
    assert scales.scale(session, "POLITIFACT") is first
    assert session.scalar(select(func.count()).select_from(RatingScale)) == 1
    points = session.scalars(select(RatingPoint).order_by(RatingPoint.id)).all()
    names = ("label", "value", "verdict", "confidence")
    assert [[getattr(one, name) for name in names] for one in points] == [
        [getattr(one, name) for name in names] for one in ratings.shipped()["politifact"].points
    ]
    assert {one.scale_id for one in points} == {first.id}


def test_a_scale_of_ones_own_is_named_with_similar_ones(session: Session) -> None:
    own = new(session, RatingScale(name="Cotejo", title="Cotejo.info"))
    new(session, RatingPoint(scale_id=own.id, label="Engañoso: sí", verdict=None))
    session.flush()
    assert scales.point(session, "cotejo: enganoso: SI").label == "Engañoso: sí"
    for told, hint in (
        ("Kotejo", "similar: Cotejo"),
        ("snope", "similar: snopes"),
        ("qqq", "factcheck scale list shows them all"),
    ):
        with pytest.raises(NotFound, match=f"there is no rating scale {told}") as caught:
            scales.scale(session, told)
        assert caught.value.hint == hint


def test_a_label_is_found_under_every_spelling_within_its_scale(session: Session) -> None:
    true = scales.point(session, "snopes: TRUE")
    assert (true.label, true.verdict) == ("True", "supported")
    other = scales.point(session, "politifact:true")
    assert other.id != true.id
    assert scales.point(session, "snopes:  “true.”") is true
    assert scales.point(session, "snopes: Mixture").verdict == "mixed"


def test_an_unknown_label_is_answered_with_those_there_are(session: Session) -> None:
    with pytest.raises(NotFound) as caught:
        scales.point(session, "politifact: Mixture")
    assert caught.value.message == "the scale politifact has no label Mixture"
    assert str(caught.value.hint).startswith("its labels: True, Mostly True, Half True, ")
    with pytest.raises(NotFound) as caught:
        scales.point(session, "Half True")
    assert caught.value.message == "'Half True' names no scale"
    assert caught.value.hint == 'write "SCALE: LABEL"; factcheck scale list shows the scales'


def test_every_scale_is_listed_with_its_reviews(session: Session) -> None:
    rate(session, ("PolitiFact", "True"), ("Other", "Odd"), ("The Quill", "Odd"))
    rate(session, ("a name", "False"), ("Snopes.com", "False"), publisher_site="www.snopes.com")
    gone = rate(session, ("PolitiFact", "False"))[0]
    gone.withdrawn_because = "of another claim"
    scales.map_label(session, "The Quill", "Odd", "mixed")
    session.flush()
    found = {one.name: one for one in scales.listing(session)}
    assert list(found) == sorted({*ratings.shipped(), "The Quill"})
    told = ratings.shipped()["snopes"]
    assert found["snopes"] == ScaleView(
        "snopes", told.title, told.origin, True, len(told.points), 2
    )
    assert found["The Quill"] == ScaleView("The Quill", "The Quill", None, False, 1, 1)
    assert {name for name, one in found.items() if one.reviews} == {
        *("politifact", "snopes", "The Quill"),
    }
    assert found["politifact"].reviews == 1


def test_the_labels_of_a_scale_are_shown_with_their_reviews(session: Session) -> None:
    rate(session, ("PolitiFact", "half true"), ("PolitiFact", "Half-True"), ("Other", "Half True"))
    for _ in range(2):  # as shipped, then as one of the database
        found = scales.labels(session, "politifact")
        assert found[2] == LabelView("politifact", "Half True", "mixed", "high", 2)
        assert sum(one.reviews for one in found) == 2
        scales.scale(session, "politifact")
    with pytest.raises(NotFound, match="there is no rating scale Other"):
        scales.labels(session, "Other")


def test_what_is_not_understood_is_listed_in_a_fixed_order(session: Session) -> None:
    rate(session, ("B", "Odd"), ("B", "odd"), ("A", "Odd"), ("B", "Odd"))
    rate(session, ("A", "A number"), verdict="supported", confidence="low")
    for sure in ("high", "medium", "person"):
        rate(session, ("A", f"Known {sure}"), verdict="mixed", confidence=sure)
    known = scales.point(session, "politifact: True")
    rate(session, ("PolitiFact", "True"), point_id=known.id)
    rate(session, ("C", "Odd"))[0].withdrawn_because = "a mistake"
    rate(session, ("C", "Odd"), rating=None)
    session.flush()
    whole = [
        UnmappedView("B", "Odd", 2, 1, None),
        UnmappedView("A", "A number", 1, 2, "supported"),
        UnmappedView("A", "Odd", 1, 1, None),
        UnmappedView("B", "odd", 1, 1, None),
    ]
    assert scales.unmapped(session) == whole
    assert scales.unmapped(session, 2) == whole[:2]


# what a person says


def test_a_label_that_is_mapped_holds_for_all_spellings_of_one_publisher(
    session: Session,
) -> None:
    owls = "Four owls"
    told = (("Quill", owls), ("QUILL", "four owls!"), ("Ink", owls), ("Quill", owls))
    one, other, third, gone = rate(session, *told)
    gone.withdrawn_because = "a mistake"
    session.flush()
    made = scales.map_label(session, "quill", "Four Owls", "Refuted")
    assert made == Mapped("quill", "Four Owls", "refuted", 2)
    point = session.scalars(select(RatingPoint)).one()
    assert (point.label, point.verdict, point.confidence) == ("Four Owls", "refuted", "person")
    for review in (one, other):
        session.refresh(review)
        assert (review.point_id, review.verdict, review.confidence) == (
            *(point.id, "refuted", "person"),
        )
    for review in (third, gone):
        session.refresh(review)
        assert (review.point_id, review.verdict) == (None, None)


def test_a_label_that_is_mapped_again_is_one_label(session: Session) -> None:
    [review] = rate(session, ("PolitiFact", "Half True"))
    for label, verdict in (("half-true", "refuted"), ("Half True", "none")):
        made = scales.map_label(session, "politifact.com", label, verdict)
        meant = None if verdict == "none" else verdict
        assert made == Mapped("politifact", "Half True", meant, 1)
        session.refresh(review)
        assert (review.verdict, review.confidence) == (meant, "person")
    shipped = len(ratings.shipped()["politifact"].points)
    assert session.scalar(select(func.count()).select_from(RatingPoint)) == shipped


def test_a_scale_is_named_by_its_publisher_its_site_or_itself(session: Session) -> None:
    named = {
        scales.map_label(session, told, f"Odd {at}", "mixed").scale
        for at, told in enumerate(("Snopes", "snopes.com", "www.snopes.com", "snopes"))
    }
    assert named == {"snopes"}
    assert session.scalar(select(func.count()).select_from(RatingScale)) == 1


def test_what_cannot_be_mapped(session: Session) -> None:
    for told, error, message in (
        (("X", "Odd", "true"), Usage, "unknown verdict: true"),
        (("X", " ", "mixed"), InvalidInput, "the label is empty"),
        (("", "Odd", "mixed"), InvalidInput, "the publisher is empty"),
        (("X", "a\0b", "mixed"), InvalidInput, "NUL"),
    ):
        with pytest.raises(error, match=message):
            scales.map_label(session, *told)
    assert session.scalar(select(func.count()).select_from(RatingScale)) == 0


def test_other_spellings_count_to_their_label(session: Session) -> None:
    claim = make_claim(session)
    for number, rating in enumerate(("pants-fire", "Pants on Fire", "barely-true", "???", "Odd")):
        make_review(
            session,
            claim,
            publisher="PolitiFact",
            rating=rating,
            canonical_url=f"https://checks.example/{number}",
        )
    found = {one.label: one.reviews for one in scales.labels(session, "politifact")}
    assert (found["Pants on Fire"], found["Mostly False"], found["True"]) == (2, 1, 0)
