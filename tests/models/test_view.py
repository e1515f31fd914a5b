"""Saved views: which rows the table takes."""

from factcheck.db import Database
from tests import raw


def test_a_name_is_taken_once_until_its_view_is_removed(db: Database) -> None:
    first, second = raw.row("view"), raw.row("view", 2, name_key="key-1")
    assert raw.refusal(db, ("view", first), ("view", second)) is not None
    assert raw.refusal(db, ("view", first | {"removed": 1}), ("view", second)) is None
    raw.takes_flag(db, "view", "removed")


def test_it_has_filters_and_a_uid_of_its_own(db: Database) -> None:
    assert raw.refusal(db, ("view", raw.row("view", filters=None))) is not None
    assert "uid" in raw.refuses_twice(db, "view", "uid")
