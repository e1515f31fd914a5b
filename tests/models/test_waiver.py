"""Waivers: which rows the table takes."""

from factcheck.db import Database
from tests import raw


def test_a_rule_is_waived_once_at_a_time(db: Database) -> None:
    first, second = raw.row("waiver"), raw.row("waiver", 2, rule="key-1")
    assert raw.refusal(db, ("waiver", first), ("waiver", second)) is not None
    lifted = first | {"lifted_because": "A second source was found"}
    assert raw.refusal(db, ("claim", raw.row("claim")), ("waiver", lifted)) is None
    assert raw.refusal(db, ("waiver", lifted), ("waiver", second)) is None


def test_a_claim_with_waivers_stays(db: Database) -> None:
    raw.restricts(db, "waiver", "claim_id", "claim")


def test_it_has_a_reason_and_a_uid_of_its_own(db: Database) -> None:
    assert raw.refusal(db, ("waiver", raw.row("waiver", reason=None))) is not None
    assert "uid" in raw.refuses_twice(db, "waiver", "uid")
