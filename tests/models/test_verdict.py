"""Verdicts: which rows the table takes, and that one at most is in force."""

import pytest

from factcheck import vocabulary
from factcheck.db import Database
from tests import raw

ENDED = {"ended": "superseded", "ended_at": "2019-05-02T10:00:00.000000Z"}


def test_the_verdict_is_a_word_of_the_vocabulary(db: Database) -> None:
    raw.takes_words(db, "verdict", "verdict", vocabulary.VERDICTS)


@pytest.mark.parametrize("word", vocabulary.VERDICT_ENDS)
def test_a_verdict_ends_by_a_word_and_at_a_time(db: Database, word: str) -> None:
    row = raw.row("verdict") | ENDED | {"ended": word}
    assert raw.refusal(db, ("verdict", row)) is None
    for half in ({"ended": None}, {"ended_at": None}):
        told = raw.refusal(db, ("verdict", row | half))
        assert told is not None
        assert "ck_verdict_ended_at" in told


def test_a_verdict_ends_by_no_other_word(db: Database) -> None:
    told = raw.refusal(db, ("verdict", raw.row("verdict") | ENDED | {"ended": "gone"}))
    assert told is not None
    assert "ck_verdict_ended" in told


@pytest.mark.parametrize(
    "about", [{}, {"appearance_id": 1}], ids=["on the content", "on an appearance"]
)
def test_one_verdict_at_most_is_in_force(db: Database, about: dict[str, int]) -> None:
    one = raw.row("verdict", 1, **about)
    other = raw.row("verdict", 2, **(about | {"verdict": "refuted"}))
    told = raw.refusal(db, ("verdict", one), ("verdict", other))
    assert told is not None
    assert ("appearance_id" if about else "claim_id") in told
    assert raw.refusal(db, ("verdict", one | ENDED), ("verdict", other)) is None
    assert raw.refusal(db, ("verdict", one | ENDED), ("verdict", other | ENDED)) is None


def test_the_content_and_each_appearance_have_a_verdict_of_their_own(db: Database) -> None:
    rows = [
        raw.row("verdict", 1),
        raw.row("verdict", 2, appearance_id=1),
        raw.row("verdict", 3, appearance_id=2),
        raw.row("verdict", 4, claim_id=2),
    ]
    assert raw.refusal(db, *(("verdict", row) for row in rows)) is None


@pytest.mark.parametrize(
    ("column", "parent"),
    [("claim_id", "claim"), ("appearance_id", "appearance"), ("point_id", "rating_point")],
)
def test_what_a_verdict_refers_to_stays(db: Database, column: str, parent: str) -> None:
    raw.restricts(db, "verdict", column, parent)
