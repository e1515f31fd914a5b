"""New records, many at once: as if they had been added one by one, and recorded like them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from factcheck import indexing, loading, verify
from factcheck import text as words
from factcheck.db import Database
from factcheck.errors import FactcheckError
from factcheck.history import chain
from factcheck.history.record import next_id, stored_columns
from factcheck.loading import Known, load, row_class
from factcheck.models import Change, Claim, Tag, logged, logged_table
from factcheck.shaped import Shaped
from tests import raw
from tests.factories import as_row, make_claim

Record = dict[str, list[dict[str, Any]]]


def shaped(record: Record) -> dict[str, list[Shaped]]:
    """Rows as an import hands them in, defaults included."""
    return {name: [as_row(name, row) for row in rows] for name, rows in record.items()}


def loaded(session: Session, *records: Record) -> None:
    for record in records:
        for name, rows in record.items():
            next_id(session, name, len(rows))
    load(session, [shaped(record) for record in records])


def a_claim(number: int = 1, **over: Any) -> Record:
    home = {"claim_id": number}
    return {
        "claim": [raw.row("claim", number, **over)],
        "appearance": [raw.row("appearance", number, **home, speaker_id=1, said_on="2019-04")],
        "evidence": [raw.row("evidence", number, **home)],
        "claim_tag": [raw.row("claim_tag", number, **home)],
    }


def people() -> Record:
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


def test_what_is_not_told_is_null(db: Database) -> None:
    """Also in a column of which another row of the batch says something."""
    with db.transaction(by="ana") as session:
        loaded(session, people(), a_claim(1, worth=70, why="asked for"), a_claim(2), a_claim(3))
    with db.reading() as session:
        absent = select(Claim.id).where(Claim.worth.is_(None), Claim.why.is_(None))
        assert session.scalars(absent.order_by(Claim.id)).all() == [2, 3]
        assert session.get_one(Claim, 1).worth == 70
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


@pytest.mark.parametrize("count", [1, 9, 10, 99, 100, 123])
def test_so_many_rows_as_there_are_stand_in_their_order(count: int, db: Database) -> None:
    """However many of them an engine takes in one statement."""
    rows = [raw.row("tag", n, name=f"Tag {n}") for n in range(1, count + 1)]
    with db.transaction(by="ana") as session:
        loaded(session, {"tag": rows})
    with db.reading() as session:
        assert session.scalars(select(Tag.name).order_by(Tag.id)).all() == [
            row["name"] for row in rows
        ]
        assert session.scalar(select(func.count()).select_from(Change)) == count
    assert verify.verify(db).findings == ()


def test_rows_that_were_refused_are_as_they_were_handed_in(db: Database) -> None:
    """They may be tried one by one."""
    with db.transaction(by="ana") as session:
        told = [people(), a_claim(1), a_claim(2)]
        told[2]["claim"][0]["uid"] = "claim-1"
        records, before = ([shaped(one) for one in told] for _ in range(2))
        with pytest.raises(IntegrityError), session.begin_nested():
            load(session, records)
        assert records == before
        loaded(session, *told[:2])
    with db.reading() as session:
        assert session.scalars(select(Claim.id)).all() == [1]
    assert verify.verify(db).findings == ()


def test_nothing_loaded_is_no_change(db: Database) -> None:
    with db.transaction(by="ana") as session:
        load(session, [])
        load(session, [{}])
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Change)) == 0


def test_nothing_is_loaded_outside_of_a_transaction(db: Database) -> None:
    with pytest.raises(FactcheckError), db.reading() as session:
        load(session, [shaped(people())])
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Tag)) == 0


def test_names_are_asked_for_once(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[set[Any]] = []

    def names_of(_connection: Any, speakers: set[Any]) -> dict[int, list[str]]:
        asked.append(speakers)
        return {number: [f"Name {number}"] for number in speakers if number}

    monkeypatch.setattr(indexing, "names_of", names_of)
    said, heard = as_row("appearance", {"speaker_id": 1, "source_id": 1}), as_row("evidence", {})
    with db.reading() as session:
        known, connection = Known(), session.connection()
        assert known.of(connection, [said], [heard]) == ({1: ["Name 1"]}, set())
        known.of(connection, [said], [heard])
        monkeypatch.setattr(Known, "MOST", 0)
        known.of(connection, [said], [])
    assert [one - {None} for one in asked] == [{1}, set(), {1}]


def test_new_speakers_and_sources_need_not_be_asked_for(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "names_of", lambda _connection, ids: dict.fromkeys(ids - {None}))
    new: Record = {
        "speaker": [raw.row("speaker", 1, name="Ana"), raw.row("speaker", 2, name="Ben")],
        "speaker_alias": [
            raw.row("speaker_alias", 1, speaker_id=1, value="A. N.", scheme=None),
            raw.row("speaker_alias", 2, speaker_id=1, value="Q1", scheme="wikidata"),
            raw.row("speaker_alias", 3, speaker_id=1, value="Anna", scheme=None, removed=1),
            raw.row("speaker_alias", 4, speaker_id=9, value="Nobody", scheme=None),
        ],
        "source": [raw.row("source", 1), raw.row("source", 2, confidential_because="so")],
    }
    known = Known()
    known.add(shaped(new))
    said = [as_row("appearance", {"speaker_id": 1, "source_id": 2})]
    with db.reading() as session:
        told = known.of(session.connection(), said, ())
    assert told == ({1: ["Ana", "A. N."], 2: ["Ben"]}, {2})


def test_which_sources_are_confidential_is_asked_for_once(db: Database) -> None:
    with db.transaction(by="ana") as session:
        loaded(session, {"source": [raw.row("source", 1, confidential_because="so")]})
        known, said = Known(), [as_row("appearance", {"source_id": 1})]
        for _ in range(2):
            assert known.of(session.connection(), said, ()) == ({}, {1})


# rows, and how the log tells of them


def test_a_row_has_the_columns_that_the_log_keeps() -> None:
    for name in logged():
        columns = row_class(name).__struct_fields__
        assert columns == tuple(sorted(stored_columns(logged_table(name))))
        assert row_class(name).kind_of == name


values = st.none() | st.integers(-(2**31), 2**63 - 1) | st.text(st.characters(codec="utf-8"))


@given(st.dictionaries(st.sampled_from(row_class("review").__struct_fields__), values))
def test_a_payload_is_written_as_the_log_writes_json(told: dict[str, Any]) -> None:
    row = row_class("review")(**told)
    whole = {name: value for name, value in told.items() if value is not None}
    written = loading.encode([("insert", "review", 1, row)])
    assert written == chain.canonical([["insert", "review", 1, whole]])
    assert json.loads(written)[0][3] == whole
