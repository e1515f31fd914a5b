"""What others' ratings mean: as a person said, else as shipped; a scale is taken in once."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck.exchange.inserting import Numbers, insert
from factcheck.exchange.rated import Rated
from factcheck.history.record import add as new
from factcheck.models import RatingPoint, RatingScale
from factcheck.services import scales
from factcheck.services.scales import PERSON


def rated(session: Session) -> Rated:
    session.flush()
    return Rated(session, Numbers(session))


def review(rating: str | None, publisher: str = "PolitiFact", **told: Any) -> dict[str, Any]:
    return {"publisher": publisher, "rating": rating, "publisher_site": "politifact.com"} | told


@pytest.mark.parametrize(
    ("rating", "verdict"), [("False", "refuted"), ("Half-True", "mixed"), ("TRUE", "supported")]
)
def test_a_shipped_scale_is_taken_in_when_it_is_first_used(
    session: Session, rating: str, verdict: str
) -> None:
    found = rated(session)
    assert found.new.tables == {}
    judged = found.judge(review(rating))
    assert judged["verdict"] == verdict
    assert found.judge(review(rating)) == judged
    assert len(found.new.tables["rating_scale"]) == 1
    assert judged["point_id"] in {row.id for row in found.new.tables["rating_point"]}
    assert insert(session, [found.new]) == {}
    again = rated(session)
    assert again.judge(review(rating)) == judged
    assert again.new.tables == {}


def test_what_a_person_said_wins(session: Session) -> None:
    point = scales.point(session, "politifact: False")
    point.verdict, point.confidence = "mixed", PERSON
    judged = rated(session).judge(review("False"))
    assert judged == {"point_id": point.id, "verdict": "mixed", "confidence": PERSON}


def test_a_scale_of_ones_own_is_found_by_the_publisher(session: Session) -> None:
    scale = new(session, RatingScale(name="The Desk", title="The Desk"))
    point = RatingPoint(scale_id=scale.id, label="Baffling", verdict="mixed", confidence=PERSON)
    new(session, point)
    told = review("baffling", publisher="the desk", publisher_site="desk.example")
    judged = rated(session).judge(told)
    assert (judged["point_id"], judged["verdict"]) == (point.id, "mixed")


def test_an_unknown_publisher_is_judged_by_the_words_alone(session: Session) -> None:
    found = rated(session)
    told = review("False", publisher="Nobody Known", publisher_site="nobody.example")
    judged = found.judge(told)
    assert judged["point_id"] is None
    assert judged["verdict"] in ("refuted", None)
    assert found.new.tables == {}
    assert found.judge(review(None, publisher="Nobody Known", publisher_site=None)) == {
        "point_id": None,
        "verdict": None,
        "confidence": None,
    }
