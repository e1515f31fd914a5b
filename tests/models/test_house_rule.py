"""House rules: which rows the table takes."""

from factcheck.db import Database
from tests import raw


def test_a_rule_is_set_once(db: Database) -> None:
    first, second = raw.row("house_rule"), raw.row("house_rule", 2, rule="key-1")
    assert raw.refusal(db, ("house_rule", first), ("house_rule", second)) is not None


def test_it_may_lack_a_value_and_has_a_uid_of_its_own(db: Database) -> None:
    assert raw.refusal(db, ("house_rule", raw.row("house_rule", value=None))) is None
    assert "uid" in raw.refuses_twice(db, "house_rule", "uid")
