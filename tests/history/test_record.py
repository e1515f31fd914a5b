"""The one door into the log: what is written, by whom, and what is refused."""

import json
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from factcheck import bulk, services, text, verify
from factcheck.db import SCHEMA, Database
from factcheck.errors import FactcheckError
from factcheck.history import chain, read, record
from factcheck.models import (
    Appearance,
    Change,
    Claim,
    Counter,
    Entry,
    Evidence,
    Note,
    Speaker,
    Tag,
)
from factcheck.records import ClaimRecord
from tests import factories


def _changes(db: Database, seq: int) -> list[Any]:
    with db.reading() as session:
        found = session.execute(select(Change).where(Change.seq == seq).order_by(Change.n))
        return [change for (change,) in found]


def _entries(db: Database) -> list[read.LogEntry]:
    with db.reading() as session:
        return read.entries(session.connection())[::-1]


def test_a_transaction_becomes_one_entry_with_one_change_for_each_root(db: Database) -> None:
    with db.transaction(by=" ana ", action="add", reason="asked by the desk") as session:
        claim = factories.make_claim(session, tags=("venezuela",))
        uid = claim.uid
    with db.reading() as session:
        entry = session.scalars(select(Entry)).one()
        assert (entry.seq, entry.actor, entry.action) == (1, "ana", "add")
        assert (entry.reason, entry.undoes, entry.schema_revision) == (
            "asked by the desk",
            None,
            SCHEMA,
        )
        roots = session.execute(select(Change.root_kind, Change.root_uid)).all()
    kinds = [kind for kind, _ in roots]
    assert set(kinds) == {"claim", "speaker", "source", "tag"}
    assert ("claim", uid) in [tuple(root) for root in roots]


def test_a_payload_is_the_whole_row_without_derived_columns_and_nulls(db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim = services.claims.add(session, ClaimRecord("A claim"), by="ana")
        uid, added_at = claim.uid, claim.added_at
    (change,) = _changes(db, 1)
    assert change.payload == chain.canonical(
        [
            [
                "insert",
                "claim",
                1,
                {
                    "added_at": added_at,
                    "added_by": "ana",
                    "id": 1,
                    "priority": 1,
                    "stage": "new",
                    "text": "A claim",
                    "tracked": 1,
                    "uid": uid,
                },
            ]
        ]
    )
    assert len(change.salt) == 32
    assert change.sha256 == chain.payload_hash(change.salt, change.payload)


def test_updates_and_deletes_are_recorded_in_their_order(db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim = factories.make_claim(session)
        services.notes.add(session, claim, "call back", by="ana")
    with db.transaction(by="ana") as session:
        found = session.get_one(Note, 1)
        found.text = "called"
        session.flush()
        session.delete(found)
    ops = [json.loads(change.payload) for change in _changes(db, 2)]
    assert [[op[:3] for op in each] for each in ops] == [
        [["update", "note", 1]],
        [["delete", "note", 1]],
    ]
    assert ops[0][0][3]["text"] == "called"
    assert ops[1][0][3] is None


def test_a_value_set_to_what_it_was_is_no_change(db: Database) -> None:
    with db.transaction(by="ana") as session:
        factories.make_claim(session)
    with db.transaction(by="ana") as session:
        claim = session.get_one(Claim, 1)
        claim.stage, claim.supports = "new", 7
        session.flush()
        session.rollback()
    assert [entry.seq for entry in _entries(db)] == [1]


def test_a_transaction_that_writes_nothing_leaves_no_entry(db: Database) -> None:
    with db.transaction(by="ana") as session:
        session.scalars(select(Claim)).all()
    assert _entries(db) == []


def test_a_dry_run_leaves_nothing_and_gives_its_ids_back(db: Database) -> None:
    with db.transaction(by="ana", dry_run=True) as session:
        assert factories.make_claim(session).id == 1
    with db.transaction(by="ana") as session:
        assert factories.make_claim(session).id == 1
    assert len(_entries(db)) == 1


def test_what_a_savepoint_takes_back_is_not_in_the_log(db: Database) -> None:
    with db.transaction(by="ana") as session:
        factories.make_claim(session)
        before = session.scalar(select(Counter.value).where(Counter.name == "note"))
        inner = session.begin_nested()
        services.notes.add(session, session.get_one(Claim, 1), "never", by="ana")
        inner.rollback()
        assert session.scalar(select(Counter.value).where(Counter.name == "note")) == before == 0
    payloads = [change.payload for change in _changes(db, 1)]
    assert payloads
    assert not any('"note"' in payload for payload in payloads)


def test_time_never_runs_backwards(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    told = ["2019-05-02", "2019-05-01", "2019-05-01", "2019-05-03"]
    for number, day in enumerate(told):
        monkeypatch.setattr(record, "now", lambda day=day: f"{day}T00:00:00.000000Z")
        with db.transaction(by="ana") as session:
            record.add(session, Tag(name=f"tag {number}"))
    days = [entry.at[:10] for entry in _entries(db)]
    assert days == ["2019-05-02", "2019-05-02", "2019-05-02", "2019-05-03"]


def test_the_clock_is_utc_to_the_microsecond() -> None:
    assert len(record.now()) == len("2019-05-01T10:02:00.000000Z")
    assert record.now().endswith("Z")
    assert record.now() <= record.now()


def test_ids_come_in_rows_and_are_never_given_twice(db: Database) -> None:
    with db.transaction(by="ana") as session:
        assert record.next_id(session, "tag") == 1
        assert record.next_id(session, "tag", 5) == 2
        assert record.next_id(session, "tag") == 7
        assert record.next_id(session, "note") == 1


@pytest.mark.parametrize(
    "statement",
    [
        insert(Tag).values(id=9, uid="u", name="x", name_key="x"),
        update(Claim).values(why="x"),
        delete(Speaker),
    ],
)
def test_core_statements_on_logged_tables_are_refused(db: Database, statement: Any) -> None:
    with db.transaction(by="ana") as session:
        factories.make_claim(session)
    with db.transaction(by="ana") as session:
        with pytest.raises(FactcheckError, match="is kept by the log"):
            session.execute(statement)
        record.add(session, Tag(name="written lawfully"))
        session.flush()
        with pytest.raises(FactcheckError, match="is kept by the log"):
            session.connection().execute(statement)


def test_nothing_is_written_outside_of_a_transaction(db: Database) -> None:
    with db.reading() as session, pytest.raises(FactcheckError, match="outside of"):
        record.writing_of(session)


def test_rows_in_bulk_are_recorded_like_any_other(db: Database) -> None:
    rows = [{"id": n, "uid": f"u{n}", "name": f"Tag {n}"} for n in (1, 2)]
    with db.transaction(by="ana") as session:
        bulk.insert_rows(session, "tag", [])
        record.next_id(session, "tag", 2)
        bulk.insert_rows(session, "tag", rows)
    assert [json.loads(change.payload) for change in _changes(db, 1)] == [
        [["insert", "tag", row["id"], row]] for row in rows
    ]
    with db.reading() as session:
        keys = session.scalars(select(Tag.name_key).order_by(Tag.id)).all()
    assert keys == [text.key("Tag 1"), text.key("Tag 2")]


def test_a_change_to_what_hangs_on_a_root_bears_the_roots_uid(db: Database) -> None:
    with db.transaction(by="ana") as session:
        uid = factories.make_claim(session).uid
    with db.transaction(by="ben") as session:
        services.notes.add(session, session.get_one(Claim, 1), "call back", by="ben")
    (change,) = _changes(db, 2)
    assert (change.root_kind, change.root_uid) == ("claim", uid)


def test_recording_nothing_writes_nothing(session: Session) -> None:
    record.record(session, [])
    assert session.scalars(select(Change)).all() == []


@pytest.mark.parametrize(("kind", "table"), [("claim", "claim"), ("import", "import_run")])
def test_a_kind_of_root_has_its_table(kind: str, table: str) -> None:
    assert record.root_table(kind).name == table


def test_an_unknown_kind_of_root_is_our_bug() -> None:
    with pytest.raises(FactcheckError, match="no root is called planet"):
        record.root_table("planet")


def test_a_row_that_moves_leaves_one_root_and_comes_to_the_other(db: Database) -> None:
    """What the log has of a claim is all that ever hung on it."""
    with db.transaction(by="ana") as session:
        one = factories.make_claim(session)
        other = factories.make_claim(session, "Another claim")
        factories.make_evidence(session, one, said=True)
        roots = [("claim", claim.uid) for claim in (one, other)]
    with db.transaction(by="ana") as session:
        said, item = session.get_one(Appearance, 1), session.get_one(Evidence, 1)
        said.claim_id = item.claim_id = 2
    with db.reading() as session:
        connection = session.connection()
        query = select(Change.n, Change.root_uid, Change.payload).where(Change.seq == 2)
        told = [
            (
                n,
                uid,
                [(op, table, row_id) for op, table, row_id, _row in json.loads(payload or "")],
            )
            for n, uid, payload in connection.execute(query.order_by(Change.n))
        ]
        # What refers to another row leaves before it: so the log can be followed in order.
        rows = [("evidence", 1), ("appearance", 1)]
        assert told == [
            (1, roots[0][1], [("delete", *row) for row in rows]),
            (2, roots[1][1], [("insert", *row) for row in rows[::-1]]),
        ]
        moved = read.entries(connection, seq=2)[0].changes
        homes = [((one.before or {})["claim_id"], (one.after or {})["claim_id"]) for one in moved]
        assert homes == [(1, 2), (1, 2)]
        assert {one.root for one in moved} == {roots[1]}
        (left,) = read.entries(connection, root=roots[0], limit=1)
        assert {(one.table, one.after) for one in left.changes} == {
            ("appearance", None),
            ("evidence", None),
        }
        claim = session.get_one(Claim, 1)
        assert (claim.appearances, claim.appearance_id) == (0, None)
    assert verify.verify(db).clean
