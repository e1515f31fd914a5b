"""Many rows at once: written like single ones, and recorded like them."""

import pytest
from sqlalchemy import func, select

from factcheck import bulk, derived, verify
from factcheck import text as words
from factcheck.db import Database
from factcheck.errors import FactcheckError, ReadOnly
from factcheck.history.record import Op, next_id, stored
from factcheck.models import Change, Claim, Speaker, Tag
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
