"""Records that are known here by another uid: by what they are, not by what they are called."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.exchange import unifying
from factcheck.exchange.inserting import Bundle, Numbers, insert
from factcheck.formats.base import Found, Person
from factcheck.loading import row_class
from factcheck.models import Source, Speaker, Tag
from factcheck.services import scales, sources, speakers
from tests import filled
from tests.exchange.carried import Line, sound, take, written


def known(session: Session) -> None:
    speakers.alias(session, speakers.resolve(session, "Ana"), "Q1", "wikidata")
    sources.resolve(session, "https://example.org/1")
    sources.resolve(session, "call: Ana")
    session.add(Tag(name="Flights"))
    scales.scale(session, "politifact")


def fill(db: Database) -> None:
    with db.transaction(by="ana") as session:
        known(session)


@pytest.fixture(autouse=True)
def _filled(db: Database) -> None:
    filled.database(db, fill)


def page(uid: str, url: str) -> Line:
    canonical = "https://example.org/" + url.rpartition("/")[2]
    told = {"kind": "page", "url": url, "canonical_url": canonical}
    return {"type": "source", "uid": uid, **told}


@pytest.mark.parametrize(
    "line",
    [
        {"type": "speaker", "uid": "x", "name": "ANA", "kind": "person"},
        {
            "type": "speaker",
            "uid": "x",
            "name": "Ana Lima",
            "kind": "person",
            "aliases": [{"scheme": "wikidata", "value": "Q1"}],
        },
        page("x", "http://www.example.org/1"),
        {"type": "source", "uid": "x", "kind": "call", "title": "ana"},
        {"type": "tag", "uid": "x", "name": "FLIGHTS"},
        {"type": "scale", "uid": "x", "name": "PolitiFact", "title": "Ours"},
    ],
)
def test_what_is_here_is_found_and_stays_as_it_is(db: Database, line: Line) -> None:
    done = take(db, written(line))
    assert done.results() == ["unchanged"]
    assert done.reasons()[0].startswith("known here as ")
    sound(db)


@pytest.mark.parametrize(
    "line",
    [
        {"type": "speaker", "uid": "x", "name": "Anna", "kind": "person"},
        page("x", "https://example.org/2"),
        {"type": "source", "uid": "x", "kind": "person", "title": "Ana"},
        {"type": "tag", "uid": "x", "name": "Flight"},
        {"type": "scale", "uid": "x", "name": "Snopes", "title": "Snopes"},
    ],
)
def test_what_is_not_here_is_new(db: Database, line: Line) -> None:
    assert take(db, written(line)).results() == ["created"]
    sound(db)


def test_another_person_of_the_name_gets_another_name(db: Database) -> None:
    other = {"type": "speaker", "uid": "x", "name": "Ana", "kind": "person"}
    other["aliases"] = [{"scheme": "wikidata", "value": "Q2"}]  # type: ignore[assignment]
    assert take(db, written(other)).results() == ["created"]
    with db.reading() as session:
        found = session.execute(select(Speaker.uid, Speaker.name).order_by(Speaker.id)).all()
        assert tuple(found[-1]) == ("x", "Ana (wikidata Q2)")
    assert take(db, written(other)).results() == ["refused"]  # the name is ours: both changed
    sound(db)


def test_the_address_of_a_merged_source_leads_to_the_one_that_stands(db: Database) -> None:
    with db.transaction(by="ana") as session:
        session.get_one(Source, 1).merged_into = 2
    done = take(db, written(page("x", "https://example.org/1")))
    assert done.reasons() == ["known here as source 2"]
    with db.transaction(by="ana") as session:  # one that stands comes first
        session.add(Source(kind="page", **dict.fromkeys(ADDRESS, "https://example.org/1")))
    done = take(db, written(page("y", "https://example.org/1")))
    assert done.reasons() == ["known here as source 3"]


ADDRESS = ("url", "canonical_url")


def test_what_they_are_here_is_kept_for_the_lines_that_follow(session: Session) -> None:
    same: dict[str, str] = {}
    line = {"uid": "x", "name": "flights"}
    (outcome,) = unifying.unify(session, same, "tag", [Found("line 2", line, b"")])
    assert outcome.result == "unchanged"
    assert same == {"x": session.get_one(Tag, 1).uid}
    assert list(unifying.unify(session, same, "claim", [Found("line 3", line, b"")])) == []


def test_a_speaker_of_a_line_is_a_person() -> None:
    aliases = [{"value": "Annie"}, {"scheme": "wikidata", "value": "Q1"}]
    line = {"name": "Ana", "kind": "person", "description": "Mayor", "aliases": aliases}
    assert unifying.person(line) == Person("Ana", "person", "Mayor", (("wikidata", "Q1"),))


def test_new_tags_are_made_once(session: Session) -> None:
    numbers = Numbers(session)
    tags = unifying.Tags(session, ["flights", "New", "NEW"], numbers)
    bundle = Bundle("line 2", {"claim": [row_class("claim")(id=9)]})
    tags.put(bundle, ["flights", "NEW", "New"], 9, held={5})
    assert [row.tag_id for row in bundle.tables["claim_tag"]] == [1, 2]
    assert [row.name for row in tags.new.tables["tag"]] == ["NEW"]
    assert insert(session, [tags.new]) == {}
    numbers.used([tags.new])
