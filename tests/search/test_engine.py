"""Both engines find the same, and nothing that is typed reaches them as syntax."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.search import engine
from factcheck.search.query import QueryError, parse
from tests.factories import make_claim, make_evidence, make_review
from tests.long import LONG

EXAMPLES = 10_000 if LONG else 150


def hits(session: Session, typed: str, *, confidential: bool = False) -> list[int]:
    words = engine.understood(session.connection(), parse(typed).node)
    found = engine.found(session.connection(), words, confidential=confidential)
    if found is None:
        return []
    return sorted(session.scalars(select(found.number).where(found.condition)))


@pytest.fixture
def desk(db: Database) -> Database:
    with db.transaction(by="ana") as session:
        plane = make_claim(session)
        make_evidence(session, plane, note="Denied it on state television", by="Nicolás Maduro")
        make_evidence(session, plane, "context", note="Only the pilot knew", confidential=True)
        other = make_claim(session, "All options are on the table", speaker="Ana Example")
        make_review(session, other, title="Are all planes on tables?")
        make_claim(session, "Las elecciones de abril", language="es", speaker="Zoe Muñoz")
        make_claim(session, "選挙は四月です", language="ja", speaker=None)
    return db


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("maduro", [1]),
        ("NICOLÁS leaving", [1]),
        ("plane", [1, 2]),
        ("plane -russia", [2]),
        ("plane russia", [1]),
        ("plane OR elecciones", [1, 2, 3]),
        ("(plane russia) OR elección", [1, 3]),
        ('"on the table"', [2]),
        ('"table on"', []),
        ('"state television"', [1]),
        ("elec*", [3]),
        ("mike pompeo", [1]),
        ("munoz", [3]),
        ("選挙", [4]),
        ("月", [4]),
        ("april 30", [1]),
        ("abril", [3]),
        ("pilot", []),
        ("plane -pilot", [1, 2]),
        ("nothing", []),
        ("… OR plane", [1, 2]),
    ],
)
def test_the_same_is_found_on_both_engines(desk: Database, typed: str, found: list[int]) -> None:
    with desk.reading() as session:
        assert hits(session, typed) == found


def test_confidential_texts_are_found_by_those_who_ask(desk: Database) -> None:
    with desk.reading() as session:
        assert hits(session, "pilot", confidential=True) == [1]
        assert hits(session, "plane -pilot", confidential=True) == [2]


def test_what_must_not_occur_alone_is_everything_else(desk: Database) -> None:
    with desk.reading() as session:
        assert hits(session, "-plane speaker:x") == [3, 4]
        assert hits(session, "speaker:x") == []


def test_the_languages_of_the_claims_are_known(desk: Database) -> None:
    with desk.reading() as session:
        assert engine.stems(session.connection()) == ("en", "es", "0")


def test_an_empty_database_has_no_words(db: Database) -> None:
    with db.reading() as session:
        assert engine.stems(session.connection()) == ()
        assert hits(session, "plane") == []


SYNTAX = st.sampled_from(
    [
        *('"', "'", "*", "(", ")", " OR ", " AND ", " NOT ", "NEAR", ":", "-", "^", "+", "{", "}"),
        *("|", "&", "!", "<->", "\\", "%", ";", "--", "plane", "claim", "speaker:", "§", "\0"),
        "\ud800",
    ]
)
TYPED = st.lists(SYNTAX | st.text(max_size=5), max_size=8).map("".join)


@given(TYPED)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nothing_that_is_typed_is_syntax(desk: Database, typed: str) -> None:
    with desk.reading() as session:
        try:
            found = hits(session, typed)
        except QueryError:
            return
        assert set(found) <= {1, 2, 3, 4}
