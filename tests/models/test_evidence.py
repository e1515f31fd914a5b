"""Evidence: which rows the table takes."""

import pytest

from factcheck import vocabulary
from factcheck.db import Database
from tests import raw


@pytest.mark.parametrize(
    ("column", "allowed"), [("stance", vocabulary.STANCES), ("rank", vocabulary.RANKS)]
)
def test_a_column_of_words_takes_its_vocabulary_alone(
    db: Database, column: str, allowed: tuple[str, ...]
) -> None:
    raw.takes_words(db, "evidence", column, allowed)


def test_a_rank_may_be_missing_and_a_stance_may_not(db: Database) -> None:
    assert raw.refusal(db, ("evidence", raw.row("evidence", rank=None))) is None
    assert raw.refusal(db, ("evidence", raw.row("evidence", stance=None))) is not None


def test_the_date_of_retrieval_is_a_partial_date(db: Database) -> None:
    raw.takes_dates(db, "evidence", "retrieved_on")


def test_evidence_is_confidential_or_not(db: Database) -> None:
    raw.takes_flag(db, "evidence", "confidential")


def test_a_search_without_result_needs_a_note(db: Database) -> None:
    bare = raw.row("evidence", stance="no-result", note=None)
    told = raw.refusal(db, ("evidence", bare))
    assert told is not None
    assert "ck_evidence_searched" in told
    assert raw.refusal(db, ("evidence", bare | {"stance": "context"})) is None


@pytest.mark.parametrize(
    ("column", "parent"),
    [
        ("claim_id", "claim"),
        ("appearance_id", "appearance"),
        ("by_id", "speaker"),
        ("source_id", "source"),
    ],
)
def test_what_evidence_refers_to_stays(db: Database, column: str, parent: str) -> None:
    raw.restricts(db, "evidence", column, parent)
