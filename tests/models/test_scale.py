"""Rating scales: which rows the tables take."""

from factcheck import text, vocabulary
from factcheck.db import Database
from factcheck.history.record import add
from factcheck.models import RatingPoint, RatingScale
from tests import raw


def test_a_point_means_a_verdict_or_nothing_yet(db: Database) -> None:
    raw.takes_words(db, "rating_point", "verdict", vocabulary.VERDICTS)
    assert raw.refusal(db, ("rating_point", raw.row("rating_point", verdict=None))) is None


def test_a_scale_is_there_once(db: Database) -> None:
    assert "name_key" in raw.refuses_twice(db, "rating_scale", "name_key")
    assert "uid" in raw.refuses_twice(db, "rating_scale", "uid")


def test_a_label_stands_once_on_a_scale_and_on_others_too(db: Database) -> None:
    assert "label_key" in raw.refuses_twice(db, "rating_point", "label_key")
    one, other = raw.row("rating_point", 1), raw.row("rating_point", 2, label_key="key-1")
    elsewhere = other | {"scale_id": 2}
    assert raw.refusal(db, ("rating_point", one), ("rating_point", elsewhere)) is None


def test_a_scale_with_points_stays(db: Database) -> None:
    raw.restricts(db, "rating_point", "scale_id", "rating_scale")


def test_scales_and_labels_are_found_by_their_folded_names(db: Database) -> None:
    with db.transaction(by="ana") as session:
        scale = add(session, RatingScale(name="PolitiFact", title="PolitiFact"))
        point = add(session, RatingPoint(scale_id=scale.id, label="Pants on Fire!"))
        session.flush()
        assert scale.name_key == text.key("politifact")
        assert point.label_key == text.key("pants on fire")
