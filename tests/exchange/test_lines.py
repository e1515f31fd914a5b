"""Records as lines: what is known in a fixed order, whatever is in the texts."""

import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.exchange import lines
from factcheck.exchange.lines import Scope
from factcheck.formats.checked import check
from factcheck.formats.own import parse
from factcheck.formats.shape import CHILDREN, KEYS
from factcheck.models import Claim
from factcheck.records import VerdictRecord
from factcheck.services import claims, notes, speakers, verdicts
from tests import filled, stories
from tests.exchange.carried import Line, export, lines_of, take, work, written
from tests.exchange.conftest import Another
from tests.factories import make_claim, make_relation, noise

TEXTS = (
    'quotes " and \\ and /',
    "line\nbreaks\r\nand\ttabs",
    "Ñandú, Москва, 北京, عبد الله, 🧭, e\u0301",
    "\u2028\u2029\u0085\ufeff\u200b",
    "\x01\x1f\x7f",
    "null",
    "{}[]:,",
    "'; DROP TABLE claim; --",
    "%s ? :name \\N \\u0041",
)


def line(db: Database, kind: str = "claim", number: int = 1, *, public: bool = False) -> Line:
    with db.reading() as session:
        (found,) = lines.records(session, kind, [number], public=public)
        return dict(found)


@pytest.mark.parametrize("told", TEXTS)
def test_every_text_is_told_as_it_stands(db: Database, another: Another, told: str) -> None:
    def odd(session: Session) -> None:
        claim = make_claim(session, "A claim")
        claim.context = claim.why = told
        notes.add(session, claim, f"x{told}x", by="ana")

    work(db, odd)
    found = line(db)
    assert (found["context"], found["why"]) == (told, told)
    assert found["notes"][0]["text"] == f"x{told}x"
    raw = export(db)
    other = another()
    assert set(take(other, raw).results()) == {"created"}
    assert export(other) == raw


def test_a_uid_of_a_strange_file_is_told_as_it_stands(db: Database) -> None:
    """It may be any text: no quote in it ends the line's own."""
    odd = 'a","text":"\\'
    told = {"type": "speaker", "uid": odd, "name": "Ana", "kind": "person"}
    said = {"uid": f"{odd}1", "speaker": odd, "added_at": "2019", "added_by": "ana"}
    claim = {"type": "claim", "uid": f"{odd}2", "text": "So", "tracked": 1, "stage": "new"}
    claim |= {"priority": 1, "added_at": "2019", "added_by": "ana", "appearances": [said]}
    assert take(db, written(told, claim)).results() == ["created"] * 2
    assert line(db)["uid"] == f"{odd}2"
    assert line(db)["appearances"][0]["speaker"] == odd


def test_lines_are_compact_json_in_utf8(db: Database) -> None:
    work(db, lambda session: make_claim(session, "Ñandú “é” 🧭"))
    for raw in export(db).splitlines():
        told = json.dumps(json.loads(raw), ensure_ascii=False, separators=(",", ":"))
        assert raw.decode() == told


def test_keys_stand_in_their_order_and_nothing_is_null(db: Database) -> None:
    filled.database(db, stories.fill)
    for found in lines_of(export(db)):
        _in_order(found["type"], found)
        for key, child in {**CHILDREN, "aliases": "alias", "points": "point"}.items():
            for row in found.get(key, ()):
                if isinstance(row, dict):
                    _in_order(child, row)


def _in_order(kind: str, row: dict[str, Any]) -> None:
    assert None not in row.values()
    names = [name for name in row if name in {key.name for key in KEYS[kind]}]
    assert names == [key.name for key in KEYS[kind] if key.name in row]


def test_every_line_is_one_that_can_be_read(db: Database) -> None:
    filled.database(db, stories.fill)
    for raw in export(db).splitlines()[1:]:
        check(parse(raw))


def test_rows_stand_with_the_record_they_hang_on(db: Database) -> None:
    def several(session: Session) -> None:
        for number in range(3):
            claim = make_claim(session, f"Claim {number}", tags=("b", "a"))
            for count in range(number):
                notes.add(session, claim, f"{number}-{count}", by="ana")
        speakers.alias(session, speakers.get(session, "Mike Pompeo"), "Q1", "wikidata")
        speakers.alias(session, speakers.get(session, "Mike Pompeo"), "Pompeo")

    work(db, several)
    found = lines_of(export(db), "claim")
    assert [[one["text"] for one in each.get("notes", ())] for each in found] == [
        [],
        ["1-0"],
        ["2-0", "2-1"],
    ]
    assert [each["tags"] for each in found] == [["a", "b"]] * 3
    assert line(db, "speaker")["aliases"] == [
        {"value": "Q1", "scheme": "wikidata"},
        {"value": "Pompeo"},
    ]


def test_references_are_uids_and_points_have_their_scale(db: Database) -> None:
    def rated(session: Session) -> None:
        claim = make_claim(session)
        record = VerdictRecord("refuted", "so", rating="politifact: Half True")
        verdicts.give(session, claim, record, by="ana")

    work(db, rated)
    found = line(db)
    assert found["verdicts"][0]["point"] == [line(db, "scale")["uid"], "Half True"]
    assert found["appearances"][0]["speaker"] == line(db, "speaker")["uid"]
    assert found["appearances"][0]["source"] == line(db, "source")["uid"]


def test_some_records_are_those_asked_for(db: Database) -> None:
    work(db, lambda session: noise(session, 4))
    with db.reading() as session:
        found = [one["id"] for one in lines.records(session, "claim", [4, 2])]
    assert found == [2, 4]


def test_a_public_line_shows_no_private_key(db: Database) -> None:
    work(db, lambda session: make_claim(session, why="Asked."))
    work(db, lambda session: claims.edit(session, claims.get(session, 1), {"why": "Why not?"}))
    private = {key.name for key in KEYS["claim"] if key.private}
    planned = {"assignee", "due_on", "recheck_every", "rechecked_at", "worth"}
    assert private == {"why", "added_by", *planned}
    assert private - planned <= line(db).keys()
    shown = line(db, public=True)
    assert not (private | {"versions", "notes"}) & shown.keys()


def test_relations_are_told_where_both_claims_are(db: Database) -> None:
    def related(session: Session) -> None:
        noise(session, 3)
        one, two, three = (session.get_one(Claim, n) for n in (1, 2, 3))
        make_relation(session, one, two)
        make_relation(session, three, one, "narrows")

    work(db, related)
    assert [one["kind"] for one in lines_of(export(db), "relation")] == ["denies", "narrows"]
    assert [one["kind"] for one in lines_of(export(db, "jsonl", 1, 3), "relation")] == ["narrows"]
    assert lines_of(export(db, "jsonl", 2, 3), "relation") == []


def test_merges_stand_last(db: Database) -> None:
    work(db, lambda session: noise(session, 2))
    work(db, lambda session: setattr(session.get_one(Claim, 2), "merged_into", 1))
    one, two = (each["uid"] for each in lines_of(export(db), "claim"))
    told = {"type": "merge", "kind": "claim", "uid": two, "into": one}
    assert lines_of(export(db))[-1] == told


def test_a_scope_is_everything_unless_told_otherwise() -> None:
    assert Scope() == Scope(None, public=False)
