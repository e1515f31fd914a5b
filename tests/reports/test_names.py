"""What rows are called, now or in entries where they are gone (tests/reports/test_changes.py)."""

from factcheck.db import Database
from factcheck.history.read import LogEntry, RowChange
from factcheck.reports.names import Names
from tests.factories import make_claim

CLAIM = ("claim", "c")


def entry(*changes: RowChange) -> LogEntry:
    return LogEntry(1, "", "ana", "", "act", None, None, None, changes)


def test_rows_that_are_gone_are_called_as_the_entry_has_them(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
        gone = RowChange(("speaker", "s"), "speaker", 9, {"id": 9, "name": "Ana\nLópez"}, None)
        made = RowChange(CLAIM, "claim", 1, None, {"id": 1, "text": "It rained"})
        said = RowChange(CLAIM, "appearance", 1, None, {"claim_id": 1, "speaker_id": 1})
        told = entry(gone, made, said)
        names = Names(session, [told])
    assert names.of("speaker", 9) == "Ana López"
    assert names.of("speaker", 1) == "Mike Pompeo"
    assert names.of("tag", 7) == "tag 7"
    assert names.claim_id(CLAIM) == 1
    assert names.claims_of(told) == (1,)
    assert names.said({"speaker_id": 1, "said_on": "2019-04"}) == ", by Mike Pompeo, April 2019"
    assert names.said({}) == ""


def test_values_are_told_as_people_write_them(db: Database) -> None:
    with db.reading() as session:
        names = Names(session, [])
    told = {
        ("why", None): "none",
        ("priority", 2): "high",
        ("confidential", 1): "yes",
        ("removed", 0): "no",
        ("why", "two words"): "“two words”",
        ("kind", "person"): "person",
        ("speaker_id", 4): "speaker 4",
    }
    assert {key: names.value(*key) for key in told} == told
