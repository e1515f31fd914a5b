"""Internal notes: which rows the table takes."""

from factcheck.db import Database
from tests import raw


def test_a_note_is_confidential_or_not(db: Database) -> None:
    raw.takes_flag(db, "note", "confidential")


def test_a_claim_with_notes_stays(db: Database) -> None:
    raw.restricts(db, "note", "claim_id", "claim")


def test_a_note_has_a_text_and_a_uid_of_its_own(db: Database) -> None:
    assert raw.refusal(db, ("note", raw.row("note", text=None))) is not None
    assert "uid" in raw.refuses_twice(db, "note", "uid")
