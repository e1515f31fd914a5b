"""Both engines find the same, and nothing that is typed reaches them as syntax."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from factcheck import indexing, text
from factcheck.db import Database
from factcheck.indexing import GAP, Document
from factcheck.search import engine, sqlite
from factcheck.search.query import QueryError, parse
from tests import filled
from tests.factories import make_claim, make_evidence, make_review
from tests.long import LONG

EXAMPLES = 10_000 if LONG else 50


def hits(session: Session, typed: str, *, confidential: bool = False) -> list[int]:
    words = engine.understood(session.connection(), parse(typed).node)
    found = engine.found(session.connection(), words, confidential=confidential)
    if found is None:
        return []
    return sorted(session.scalars(select(found.number).where(found.condition)))


def fill(db: Database) -> None:
    with db.transaction(by="ana") as session:
        plane = make_claim(session)
        make_evidence(session, plane, note="Denied it on state television", by="Nicolás Maduro")
        make_evidence(session, plane, "context", note="Only the pilot knew", confidential=True)
        other = make_claim(session, "All options are on the table", speaker="Ana Example")
        make_review(session, other, title="Are all planes on tables?")
        make_claim(session, "Las elecciones de abril", language="es", speaker="Zoe Muñoz")
        make_claim(session, "選挙は四月です", language="ja", speaker=None)


@pytest.fixture
def desk(db: Database) -> Database:
    return filled.database(db, fill)


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


# single tokens

DOCUMENTS = (
    Document(1, "plane or plane", "moscow § §en", "pilot"),
    Document(2, "moscow § or not", "§ §es", ""),
    Document(3, "near", "plane § §0", "plane"),
    Document(5, "東京 é हिन्दी 2020 and", "§ §en", "plane"),
)


def put(connection: Connection, told: Sequence[Document] = DOCUMENTS) -> None:
    indexing.write(connection, told)


def test_tokens_are_counted_in_all_fields(db: Database) -> None:
    with db.engine(writing=True).begin() as connection:
        put(connection)
        tokens = ("plane", "moscow", "or", "not", "near", "and", "東京", "हिन्दी", "none", "*")
        found = engine.dialect(connection).counts(connection, tokens, 5)
    assert [found.pop(one) for one in ("plane", "moscow", "or")] == [3, 2, 2]
    assert found == dict.fromkeys(("not", "near", "and", "東京", "हिन्दी"), 1)


def test_tokens_are_counted_as_the_rows_stand(db: Database) -> None:
    with db.engine(writing=True).begin() as connection:
        put(connection)
        table, number = indexing.table(connection)
        connection.execute(table.delete().where(number == 3))
        assert engine.dialect(connection).counts(connection, ["plane", "near"], 5) == {"plane": 2}
        assert engine.dialect(connection).counts(connection, [], 5) == {}


def test_of_very_common_tokens_it_is_estimated_how_many_hold_them(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite from the rows that were counted; a server counts them all."""
    monkeypatch.setattr(sqlite, "COUNTED", 3)
    with db.engine(writing=True).begin() as connection:
        told = ["and rare", "and", "some", "and", "some", "and and", "rare"]
        put(connection, [Document(at, word, "", "") for at, word in enumerate(told, 1)])
        found = engine.dialect(connection).counts(connection, ["and", "rare", "some"], len(told))
        assert found == {"and": 5 if db.dialect == "sqlite" else 4, "rare": 2, "some": 2}
        monkeypatch.setattr(sqlite, "COUNTED", 2)
        found = engine.dialect(connection).counts(connection, ["rare"], 1)
        assert found == {"rare": 2}, "never fewer than were counted"


def test_any_number_of_tokens_may_be_asked_for(db: Database) -> None:
    tokens = [f"word{at}" for at in range(250)]
    with db.engine(writing=True).begin() as connection:
        put(connection, [Document(at, word, "", "") for at, word in enumerate(tokens, 1)])
        own = engine.dialect(connection)
        assert own.counts(connection, tokens, 250) == dict.fromkeys(tokens, 1)
        told = own.holders(connection, tokens, "claim", 9)
        assert [list(ids) for ids in told] == [[at] for at in range(1, 251)]


@pytest.mark.parametrize(
    ("token", "field", "most", "found"),
    [
        ("plane", "claim", 9, [1]),
        ("plane", "rest", 9, [3]),
        ("plane", "hidden", 9, [5, 3]),
        ("or", "claim", 9, [2, 1]),
        ("or", "claim", 1, [2]),
        ("or", "claim", 0, []),
        ("moscow", "claim", 9, [2]),
        ("pla", "claim", 9, []),
        ("東京", "claim", 9, [5]),
        ("none", "claim", 9, []),
    ],
)
def test_holders_are_the_newest_claims_with_a_token_in_a_field(
    db: Database, token: str, field: str, most: int, found: list[int]
) -> None:
    with db.engine(writing=True).begin() as connection:
        put(connection)
        own = engine.dialect(connection)
        told = own.holders(connection, [token, "not", token], field, most)
        assert list(map(list, told))[::2] == [found, found]
        assert list(own.holders(connection, [], field, most)) == []


def test_what_rows_hold_is_read_back(db: Database) -> None:
    with db.engine(writing=True).begin() as connection:
        put(connection)
        own = engine.dialect(connection)
        assert own.held(connection, [2, 3, 5, 77], "claim") == {
            2: ("moscow § or not", "es"),
            3: ("near", "0"),
            5: ("東京 é हिन्दी 2020 and", "en"),
        }
        assert own.held(connection, [1], "hidden") == {1: ("pilot", "en")}


@pytest.fixture
def both(sqlite_url: str, postgres_url: str) -> Iterator[list[Database]]:
    """A database of each engine."""
    with ExitStack() as opened:
        yield [opened.enter_context(Database(url)) for url in (sqlite_url, postgres_url)]


LANGUAGES = st.sampled_from([None, "en", "es", "de", "ja", "ru", "hi"])
ODD = st.sampled_from(
    [
        *("plane", "Planes", "1,000", "l'avion", "選挙は四月です", "हिन्दी", "Ελλάδα", "§", "'"),
        *("\\", ":", '"', "a:1A", "&", "\x01", "İ", "ß", "ﬁ", "𝔘", "\u0301", "e\u0301", "\n"),
    ]
)
STORED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
ANY = st.lists(ODD | STORED, max_size=9).map(" ".join)
CLAIM = st.tuples(ANY, st.lists(ANY, max_size=3), LANGUAGES)


def documents(claims: Sequence[tuple[str, list[str], str | None]]) -> list[Document]:
    rows = [
        SimpleNamespace(
            id=number, text=told, context=told[:9], language=language, merged_into=None
        )
        for number, (told, _aliases, language) in enumerate(claims, 1)
    ]
    aliases = [
        SimpleNamespace(claim_id=number, text=alias, removed=0)
        for number, (_told, known, _language) in enumerate(claims, 1)
        for alias in known
    ]
    return list(indexing.documents({"claim": rows, "claim_alias": aliases}, {}))


def split(told: str) -> list[list[str]]:
    return [part.split() for part in told.split(GAP) if part.split()]


@given(st.lists(CLAIM, min_size=1, max_size=4))
@settings(
    max_examples=EXAMPLES // 2,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_both_engines_tell_the_same_of_any_claims(
    both: list[Database], claims: list[tuple[str, list[str], str | None]]
) -> None:
    told = documents(claims)
    tokens = sorted({word for one in told for word in one.claim.split()} - {GAP})
    of_claims = {
        word: [one.id for one in reversed(told) if word in one.claim.split()] for word in tokens
    }
    in_all = {
        word: sum(word in (*one.claim.split(), *one.rest.split()) for one in told)
        for word in tokens
    }
    expected = {
        one.id: (split(one.claim), text.stems(language))
        for one, (_told, _aliases, language) in zip(told, claims, strict=True)
    }
    for db in both:
        with db.engine(writing=True).connect() as connection:
            put(connection, told)
            own = engine.dialect(connection)
            assert own.counts(connection, tokens, len(told)) == in_all
            held = dict(zip(tokens, own.holders(connection, tokens, "claim", 9), strict=True))
            assert {word: list(ids) for word, ids in held.items()} == of_claims
            parts = own.held(connection, list(expected), "claim")
            read = {number: (split(part), stems) for number, (part, stems) in parts.items()}
            assert read == expected
            connection.rollback()
