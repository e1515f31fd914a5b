"""Rating scales: data, taken in when first used."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck.errors import NotFound
from factcheck.history.record import add as new
from factcheck.models import RatingPoint, RatingScale
from factcheck.services import scales
from factcheck.vocabulary import VERDICTS


def test_every_shipped_scale_is_whole() -> None:
    shipped = scales.shipped()
    assert {"general", "politifact", "snopes"} < set(shipped)
    assert list(shipped) == sorted(shipped)
    for scale in shipped.values():
        assert scale["title"]
        assert scale["origin"].startswith("https://") or scale["name"] == "general"
        labels = [point["label"] for point in scale["point"]]
        assert len(labels) == len(set(labels)) > 3
        assert {point["verdict"] for point in scale["point"]} <= set(VERDICTS)


def test_a_shipped_scale_is_taken_in_once(session: Session) -> None:
    first = scales.scale(session, " PolitiFact ")
    assert (first.name, first.title) == ("politifact", "PolitiFact Truth-O-Meter")
    assert scales.scale(session, "POLITIFACT") is first
    assert session.scalar(select(func.count()).select_from(RatingScale)) == 1
    points = session.scalars(select(RatingPoint).order_by(RatingPoint.id)).all()
    assert [(one.scale_id, one.label, one.verdict) for one in points] == [
        (first.id, point["label"], point["verdict"])
        for point in scales.shipped()["politifact"]["point"]
    ]


def test_a_scale_of_ones_own_goes_before_and_is_named_with_the_others(session: Session) -> None:
    own = new(session, RatingScale(name="Cotejo", title="Cotejo.info"))
    new(session, RatingPoint(scale_id=own.id, label="Engañoso: sí", verdict=None))
    session.flush()
    assert scales.point(session, "cotejo: enganoso: SI").label == "Engañoso: sí"
    with pytest.raises(NotFound, match="there is no rating scale stars") as caught:
        scales.scale(session, "stars")
    assert caught.value.hint == f"known: {', '.join(sorted({'Cotejo', *scales.shipped()}))}"


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
    names = ", ".join(scales.shipped())
    assert caught.value.hint == f'write "SCALE: LABEL"; scales: {names}'
