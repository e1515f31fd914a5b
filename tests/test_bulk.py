"""Many rows at once: written like single ones, and recorded like them."""

import copy
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from factcheck import bulk, derived, verify
from factcheck import text as words
from factcheck.db import Database
from factcheck.errors import FactcheckError, ReadOnly
from factcheck.history.record import Op, next_id, stored
from factcheck.history.replay import defaults
from factcheck.models import Change, Claim, Speaker, Tag, logged_table
from tests import raw
from tests.factories import make_claim


def test_many_rows_are_one_entry_with_a_change_for_each_root(db: Database) -> None:
    with db.transaction(by="ana") as session:
        first = next_id(session, "claim", 3)
        rows = [raw.row("claim", first + one, text=f"Claim {one}") for one in range(3)]
        bulk.insert_rows(session, "claim", rows)
    with db.reading() as session:
        changes = session.execute(select(Change.seq, Change.n, Change.root_uid)).all()
        assert sorted(tuple(one) for one in changes) == [
            (1, 1, "claim-1"),
            (1, 2, "claim-2"),
            (1, 3, "claim-3"),
        ]
        made = session.get_one(Claim, 2)
        assert (made.text, made.stage, made.listed) == ("Claim 1", "new", 1)
        assert made.text_key == words.key("claim 1")
    assert verify.verify(db).findings == ()


def test_no_rows_are_no_change(db: Database) -> None:
    with db.transaction(by="ana") as session:
        bulk.insert_rows(session, "claim", [])
        bulk.apply(session, [])
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Change)) == 0


def test_operations_are_done_in_their_order_and_recorded(db: Database) -> None:
    with db.transaction(by="ana") as session:
        for name in ("One", "Two"):
            row = raw.row("speaker", next_id(session, "speaker"), name=name)
            bulk.insert_rows(session, "speaker", [row])
    with db.transaction(by="ana") as session:
        two = session.get_one(Speaker, 2)
        row = stored(Speaker.__table__, two)  # type: ignore[arg-type]
        third = raw.row("speaker", next_id(session, "speaker"), name="Three")
        bulk.apply(
            session,
            [
                Op("delete", "speaker", 1, None, 1, "speaker-1"),
                Op("update", "speaker", 2, row | {"name": "Zwei", "kind": "person"}, 2),
                Op("insert", "speaker", 3, third, 3),
            ],
        )
        assert two.name == "Zwei"
    with db.reading() as session:
        columns = (Speaker.id, Speaker.name, Speaker.kind, Speaker.name_key)
        rows = session.execute(select(*columns).order_by(Speaker.id))
        assert [tuple(row) for row in rows] == [
            (2, "Zwei", "person", words.key("zwei")),
            (3, "Three", "unknown", words.key("three")),
        ]
    assert verify.verify(db).findings == ()


def test_an_update_leaves_what_is_derived_from_other_rows_alone(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
    with db.transaction(by="ana") as session:
        claim = session.get_one(Claim, 1)
        row = stored(Claim.__table__, claim)  # type: ignore[arg-type]
        assert "appearances" not in row
        bulk.apply(session, [Op("update", "claim", 1, row | {"why": "Asked."}, 1)])
        session.refresh(claim)
        assert (claim.why, claim.appearances, claim.speaker_id) == ("Asked.", 1, 1)
    assert verify.verify(db).findings == ()


def test_an_update_clears_what_the_row_does_not_name(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session, why="Asked.", priority=3)
    with db.transaction(by="ana") as session:
        row = stored(Claim.__table__, session.get_one(Claim, 1))  # type: ignore[arg-type]
        del row["why"], row["priority"]
        bulk.apply(session, [Op("update", "claim", 1, row, 1)])
        claim = session.get_one(Claim, 1)
        assert (claim.why, claim.priority) == (None, 1)


def test_a_row_is_completed_with_defaults_and_what_follows_from_it() -> None:
    whole = bulk.complete("tag", {"id": 1, "uid": "u", "name": "Élections"})
    assert whole == {
        "id": 1,
        "uid": "u",
        "name": "Élections",
        "name_key": derived.OF_ROW["tag"]["name_key"]({"name": "elections"}),
    }
    claim = bulk.complete("claim", raw.row("claim", tracked=0))
    assert (claim["tracked"], claim["stage"], claim["why"]) == (0, "new", None)
    assert set(claim) == set(Claim.__table__.c.keys())


def test_bulk_writes_within_a_transaction_alone(db: Database) -> None:
    with pytest.raises(ReadOnly), db.reading() as session:
        bulk.insert_rows(session, "tag", [raw.row("tag")])
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Tag)) == 0


def test_the_guard_is_up_again_after_a_bulk_write(db: Database) -> None:
    with db.transaction(by="ana") as session:
        bulk.insert_rows(session, "tag", [raw.row("tag", next_id(session, "tag"))])
        with pytest.raises(FactcheckError, match="tag is kept by the log"):
            session.query(Tag).delete()


# load


def loaded(session: Session, *records: Mapping[str, list[dict[str, Any]]]) -> None:
    """Hand these rows in as an import does, defaults included."""
    for record in records:
        for name, rows in record.items():
            rows[:] = [stored(logged_table(name), {**defaults(name), **row}) for row in rows]
            next_id(session, name, len(rows))
    bulk.load(session, records)


def a_claim(number: int = 1, **over: Any) -> dict[str, list[dict[str, Any]]]:
    home = {"claim_id": number}
    return {
        "claim": [raw.row("claim", number, **over)],
        "appearance": [raw.row("appearance", number, **home, speaker_id=1, said_on="2019-04")],
        "evidence": [raw.row("evidence", number, **home)],
        "claim_tag": [raw.row("claim_tag", number, **home)],
    }


def people() -> dict[str, list[dict[str, Any]]]:
    return {"speaker": [raw.row("speaker")], "tag": [raw.row("tag")]}


def test_what_was_loaded_is_as_if_it_had_been_added(db: Database) -> None:
    with db.transaction(by="ana") as session:
        loaded(session, people(), a_claim(1), a_claim(2, tracked=0, text="Another"))
    with db.reading() as session:
        one, two = session.scalars(select(Claim).order_by(Claim.id))
        assert (one.listed, one.unverified, two.listed) == (1, 1, 0)
        assert (one.appearance_id, one.speaker_id, one.said_on) == (1, 1, "2019-04")
        assert (one.disputes, one.evidence_status) == (1, "disputed")
        assert two.text_key == words.key("another")
        changes = session.execute(select(Change.root_kind, Change.root_uid).order_by(Change.n))
        assert [tuple(row) for row in changes] == [
            ("speaker", "speaker-1"),
            ("tag", "tag-1"),
            ("claim", "claim-1"),
            ("claim", "claim-2"),
        ]
    assert verify.verify(db).findings == ()


def test_rows_that_hang_on_older_claims_are_counted_at_the_end(db: Database) -> None:
    with db.transaction(by="ana") as session:
        uid = make_claim(session).uid
    with db.transaction(by="ana") as session:
        row = raw.row("evidence", claim_id=1, stance="refutes")
        loaded(session, {"evidence": [row]})
    with db.reading() as session:
        assert session.get_one(Claim, 1).refutes == 1
        assert session.scalar(select(Change.root_uid).where(Change.seq == 2)) == uid
    assert verify.verify(db).findings == ()


def test_rows_of_several_shapes_are_loaded_at_once(db: Database) -> None:
    """An engine that takes one shape at a time gets them apart."""
    rows = [raw.row("claim", n, text=f"Claim {n}") for n in range(1, 7)]
    for row in rows[::2]:
        row["context"] = "\\N\t\n\\."  # what COPY would take for its own signs
    with db.transaction(by="ana") as session:
        loaded(session, *({"claim": [row]} for row in rows))
    with db.reading() as session:
        found = session.execute(select(Claim.text, Claim.context).order_by(Claim.id))
        assert [tuple(row) for row in found] == [
            (f"Claim {n}", "\\N\t\n\\." if n % 2 else None) for n in range(1, 7)
        ]
    assert verify.verify(db).findings == ()


def test_rows_that_were_refused_are_as_they_were_handed_in(db: Database) -> None:
    """What is derived goes again, so that they may be tried one by one."""
    with db.transaction(by="ana") as session:
        records = [people(), a_claim(1), a_claim(2)]
        records[2]["claim"][0]["uid"] = "claim-1"
        with pytest.raises(IntegrityError), session.begin_nested():
            loaded(session, *records)
        before = copy.deepcopy(records)
        with pytest.raises(IntegrityError), session.begin_nested():
            bulk.load(session, records)
        assert records == before
        loaded(session, *records[:2])
    with db.reading() as session:
        assert session.scalars(select(Claim.id)).all() == [1]
    assert verify.verify(db).findings == ()


def test_nothing_loaded_is_no_change(db: Database) -> None:
    with db.transaction(by="ana") as session:
        bulk.load(session, [])
        bulk.load(session, [{}])
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Change)) == 0


def test_nothing_is_loaded_outside_of_a_transaction(db: Database) -> None:
    with pytest.raises(FactcheckError), db.reading() as session:
        bulk.load(session, [people()])
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Tag)) == 0
