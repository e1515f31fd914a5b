"""Outreach: which rows the table takes."""

from factcheck.db import Database
from tests import raw

DATES = ("2019", "2019-04", "2019-04-30", None)


def test_dates_keep_their_precision_but_a_deadline_is_a_day(db: Database) -> None:
    raw.takes_only(db, "outreach", "asked_on", DATES[:3], "lately")
    raw.takes_only(db, "outreach", "answered_on", DATES, "at last")
    raw.takes_only(db, "outreach", "deadline", DATES[2:], "2019-04")


def test_it_is_confidential_or_not(db: Database) -> None:
    raw.takes_flag(db, "outreach", "confidential")


def test_a_claim_about_which_somebody_was_asked_stays(db: Database) -> None:
    raw.restricts(db, "outreach", "claim_id", "claim")
    raw.restricts(db, "outreach", "speaker_id", "speaker")


def test_it_says_whom_and_has_a_uid_of_its_own(db: Database) -> None:
    assert raw.refusal(db, ("outreach", raw.row("outreach", whom=None))) is not None
    assert "uid" in raw.refuses_twice(db, "outreach", "uid")
