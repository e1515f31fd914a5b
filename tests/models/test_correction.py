"""Corrections: which rows the table takes."""

from factcheck import vocabulary
from factcheck.db import Database
from tests import raw


def test_the_kind_of_a_correction_is_a_word_of_the_vocabulary(db: Database) -> None:
    raw.takes_words(db, "correction", "kind", vocabulary.CORRECTIONS)


def test_a_corrected_claim_stays(db: Database) -> None:
    raw.restricts(db, "correction", "claim_id", "claim")


def test_a_correction_has_a_reason_and_a_uid_of_its_own(db: Database) -> None:
    assert raw.refusal(db, ("correction", raw.row("correction", reason=None))) is not None
    assert raw.refusal(db, ("correction", raw.row("correction", notice=None))) is None
    assert "uid" in raw.refuses_twice(db, "correction", "uid")
