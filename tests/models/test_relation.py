"""Relations: which rows the table takes."""

import pytest

from factcheck import vocabulary
from factcheck.db import Database
from tests import raw


def test_the_kind_of_a_relation_is_a_word_of_the_vocabulary(db: Database) -> None:
    raw.takes_words(db, "relation", "kind", vocabulary.RELATIONS)


def test_a_claim_has_no_relation_to_itself(db: Database) -> None:
    told = raw.refusal(db, ("relation", raw.row("relation", other_id=1)))
    assert told is not None
    assert "ck_relation_two_claims" in told


def test_a_relation_stands_once_unless_it_was_withdrawn(db: Database) -> None:
    assert "kind" in raw.refuses_twice(db, "relation", "kind")
    gone, fresh = raw.row("relation", 1, withdrawn_because="No."), raw.row("relation", 2)
    assert raw.refusal(db, ("relation", gone), ("relation", fresh)) is None
    back = raw.row("relation", 2, claim_id=2, other_id=1)
    assert raw.refusal(db, ("relation", raw.row("relation", 1)), ("relation", back)) is None


@pytest.mark.parametrize("column", ["claim_id", "other_id"])
def test_both_claims_stay(db: Database, column: str) -> None:
    raw.restricts(db, "relation", column, "claim")
