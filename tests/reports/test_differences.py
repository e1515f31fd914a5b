"""Differences in words and values: what is of the claim first, no row twice."""

from factcheck.db import Database
from factcheck.history.moments import Moment
from factcheck.history.read import RowChange
from factcheck.reports import differences
from factcheck.services.past import Difference

CLAIM, SPEAKER = ("claim", "c"), ("speaker", "s")


def test_rows_are_told_by_what_differs(db: Database) -> None:
    row = {"id": 1, "uid": "c", "text": "It rained", "stage": "new", "why": None}
    verdict = {"id": 1, "claim_id": 1, "verdict": "mixed", "reason": "so"}
    changes = (
        RowChange(SPEAKER, "speaker", 1, None, {"id": 1, "name": "Ana López"}),
        RowChange(CLAIM, "claim", 1, row, {**row, "why": "asked"}),
        RowChange(CLAIM, "verdict", 1, verdict, {**verdict, "ended": "superseded"}),
        RowChange(CLAIM, "verdict", 2, None, {**verdict, "id": 2, "verdict": "refuted"}),
    )
    with db.reading() as session:
        found = Difference(CLAIM, Moment(1, "", ""), Moment(2, "", ""), changes, ())
        told = differences.told(session, found)
    assert [(one.table, one.id, one.what) for one in told] == [
        ("claim", 1, "why: none -> asked"),
        ("verdict", 1, None),
        ("verdict", 2, "verdict: mixed -> refuted, because “so”"),
        ("speaker", 1, "new speaker Ana López"),
    ]
    assert (told[0].before, told[0].after) == ({"why": None}, {"why": "asked"})
    assert told[1].after == {"ended": "superseded"}
    assert told[3].before is None
