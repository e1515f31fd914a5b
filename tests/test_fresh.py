"""What is derived of new claims in Python is what SQL derives of the same rows."""

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import bulk, derived, fresh, verify
from factcheck.db import Database
from factcheck.history.record import next_id
from factcheck.loading import load, row_class
from factcheck.models import Claim, logged_table
from factcheck.vocabulary import EVIDENCE_STATUSES, STAGES, STANCES, VERDICT_ENDS, VERDICTS
from tests import raw
from tests.factories import as_row
from tests.long import LONG

EXAMPLES = 2000 if LONG else 15
SPEAKERS, TAGS = 3, 3
Record = dict[str, list[Any]]
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Ids:
    """The ids of a load, counted for each table."""

    def __init__(self) -> None:
        self.last: Counter[str] = Counter()

    def row(self, table: str, **told: Any) -> Any:
        """A row as an import hands it in: defaults included, no NULLs, nothing derived."""
        self.last[table] += 1
        return as_row(table, {**raw.row(table, self.last[table]), **told})


withdrawn = st.sampled_from([None, None, None, "A mistake"])
dates = st.sampled_from([None, "2019", "2019-04", "2019-04-30"])


@st.composite
def records(draw: st.DrawFn, ids: Ids) -> Record:
    """A claim with everything that hangs on it, as the constraints allow it."""
    claim = ids.row("claim", tracked=draw(st.integers(0, 1)), stage=draw(st.sampled_from(STAGES)))
    home = {"claim_id": claim.id}
    said = [
        ids.row(
            "appearance",
            **home,
            speaker_id=draw(st.none() | st.integers(1, SPEAKERS)),
            said_on=draw(dates),
            withdrawn_because=draw(withdrawn),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    about = st.sampled_from([None, *(one.id for one in said)])
    evidence = [
        ids.row(
            "evidence",
            **home,
            stance=draw(st.sampled_from(STANCES)),
            appearance_id=draw(about),
            withdrawn_because=draw(withdrawn),
        )
        for _ in range(draw(st.integers(0, 5)))
    ]
    in_force: set[int | None] = set()
    verdicts = []
    for _ in range(draw(st.integers(0, 4))):
        on, ended = draw(about), draw(st.sampled_from([None, *VERDICT_ENDS]))
        if ended is None and on in in_force:
            ended = "superseded"
        in_force |= {on} if ended is None else set()
        told = {"ended": ended, "ended_at": ended and "2019-05-02T00:00:00.000000Z"}
        word = draw(st.sampled_from(VERDICTS))
        verdicts.append(ids.row("verdict", **home, appearance_id=on, verdict=word, **told))
    tags = [
        ids.row("claim_tag", **home, tag_id=number, removed=draw(st.integers(0, 1)))
        for number in range(1, draw(st.integers(0, TAGS)) + 1)
    ]
    draw(st.randoms(use_true_random=False)).shuffle(said)  # no order of rows is promised
    found = {"appearance": said, "evidence": evidence, "verdict": verdicts, "claim_tag": tags}
    return {"claim": [claim], **{name: rows for name, rows in found.items() if rows}}


def shared(ids: Ids) -> Record:
    return {
        "speaker": [ids.row("speaker", name=f"Speaker {n}") for n in range(SPEAKERS)],
        "tag": [ids.row("tag", name=f"tag {n}") for n in range(TAGS)],
    }


def disagreements(session: Session) -> list[tuple[Any, ...]]:
    """Where the columns are not what SQL makes of the rows."""
    found: list[tuple[Any, ...]] = []
    for model, expected in derived.EXPECTED:
        wanted = expected(False)
        own = model.__table__
        held = {row.id: row for row in session.execute(select(own))}
        rows = session.execute(wanted).all()
        assert len(rows) == len(held)
        found += [
            (own.name, row.id, name, getattr(held[row.id], name), value)
            for row in rows
            for name, value in row._mapping.items()
            if getattr(held[row.id], name) != value
        ]
    return found


@given(st.data())
@SETTINGS
def test_python_derives_what_sql_derives(db: Database, data: st.DataObject) -> None:
    ids = Ids()
    told = [shared(ids), *(data.draw(records(ids)) for _ in range(data.draw(st.integers(1, 3))))]
    with db.transaction(by="ana", dry_run=True) as session:
        load(session, told)
        assert disagreements(session) == []


def test_the_comparison_sees_what_is_not_right(db: Database) -> None:
    """The property above would fail: each derived column of a claim is looked at."""
    ids = Ids()
    claim = ids.row("claim")
    one = ids.row("evidence", claim_id=claim.id, stance="supports")
    with db.transaction(by="ana", dry_run=True) as session:
        load(session, [shared(ids), {"claim": [claim]}])
        bulk.insert_rows(session, "evidence", [dict(one)])  # not derived before the end
        assert {found[2] for found in disagreements(session)} == {"supports", "evidence_status"}


def test_what_was_loaded_is_verified(db: Database) -> None:
    ids = Ids()
    told = [shared(ids)]

    @given(st.data())
    @settings(max_examples=30, deadline=None, derandomize=True, database=None)
    def draw(data: st.DataObject) -> None:
        told.append(data.draw(records(ids)))

    draw()
    with db.transaction(by="ana") as session:
        load(session, told)
        for table, last in ids.last.items():
            next_id(session, table, last)
    assert verify.verify(db).findings == ()
    with db.reading() as session:
        statuses = set(session.scalars(select(Claim.evidence_status)))
    assert len(statuses) > 3
    assert statuses <= set(EVIDENCE_STATUSES)


def test_a_merged_claim_is_in_no_list() -> None:
    row = row_class("claim")(id=1, tracked=1, stage="new", merged_into=2)
    assert fresh.derive([{"claim": [row]}])["claim"][1][:2] == (0, 0)


def test_of_rows_without_their_claim_nothing_is_told() -> None:
    row = row_class("appearance")(id=1, claim_id=7, speaker_id=1)
    told = fresh.derive([{"appearance": [row], "speaker": [row_class("speaker")(id=1)]}])
    assert told == {"claim": {}, "appearance": {}, "claim_tag": {}}


def test_the_columns_are_those_that_are_derived() -> None:
    for name, columns in fresh.COLUMNS.items():
        known = {column.name for column in logged_table(name).c if "derived" in column.info}
        assert set(columns) | set(derived.OF_ROW.get(name, ())) == known
