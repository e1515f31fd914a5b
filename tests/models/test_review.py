"""Reviews of others: which rows the table takes."""

import pytest

from factcheck import derived, vocabulary
from factcheck.db import Database
from factcheck.models import Review
from tests import raw
from tests.factories import make_claim, make_review


def test_what_a_review_concludes_is_a_word_of_the_vocabulary(db: Database) -> None:
    raw.takes_words(db, "review", "verdict", vocabulary.VERDICTS)
    assert raw.refusal(db, ("review", raw.row("review", verdict=None))) is None


def test_the_date_of_a_review_is_a_partial_date(db: Database) -> None:
    raw.takes_dates(db, "review", "published_on")


@pytest.mark.parametrize(
    ("column", "parent"),
    [("claim_id", "claim"), ("point_id", "rating_point"), ("import_run_id", "import_run")],
)
def test_what_a_review_refers_to_stays(db: Database, column: str, parent: str) -> None:
    raw.restricts(db, "review", column, parent)


def test_a_review_is_identified_by_address_and_wording(db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim = make_claim(session)
        one = make_review(session, claim, canonical_url="https://checks.example/1", wording="A b.")
        row = {"publisher": "EXAMPLE checks", "canonical_url": "https://checks.example/1"}
        assert one.identity == derived.review_identity(row | {"wording": "«a B»"})
        for other in (
            row | {"wording": "c"},
            row | {"wording": "a b", "canonical_url": "https://checks.example/2"},
            {"publisher": "Example checks", "wording": "a b"},
        ):
            assert one.identity != derived.review_identity(other)
        renamed = row | {"wording": "a b", "publisher": "Others"}
        assert one.identity == derived.review_identity(renamed)
        unplaced = {"publisher": "Example checks", "wording": "A, b"}
        spelt = unplaced | {"publisher": "EXAMPLE  checks"}
        assert derived.review_identity(unplaced) == derived.review_identity(spelt)
        others = unplaced | {"publisher": "Others"}
        assert derived.review_identity(unplaced) != derived.review_identity(others)


def test_one_identity_may_stand_twice(db: Database) -> None:
    one, other = raw.row("review", 1), raw.row("review", 2, identity="key-1")
    assert raw.refusal(db, ("review", one), ("review", other)) is None
    assert not Review.__table__.c.identity.unique
