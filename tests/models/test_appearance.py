"""Appearances: which rows the table takes."""

import pytest

from factcheck.db import Database
from tests import raw


def test_the_date_of_an_appearance_is_a_partial_date(db: Database) -> None:
    raw.takes_dates(db, "appearance", "said_on")


@pytest.mark.parametrize("column", ["listed", "unverified"])
def test_a_flag_is_nought_or_one(db: Database, column: str) -> None:
    raw.takes_flag(db, "appearance", column)


@pytest.mark.parametrize(
    ("column", "parent"),
    [("claim_id", "claim"), ("speaker_id", "speaker"), ("source_id", "source")],
)
def test_what_an_appearance_refers_to_stays(db: Database, column: str, parent: str) -> None:
    raw.restricts(db, "appearance", column, parent)


def test_a_uid_is_taken_once(db: Database) -> None:
    assert "uid" in raw.refuses_twice(db, "appearance", "uid")
