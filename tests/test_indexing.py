"""The search rows: what follows from the claims, in every transaction and on both engines."""

import json
from collections import deque
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select

from factcheck import indexing, verify
from factcheck.db import Database
from factcheck.errors import Corrupt
from factcheck.indexing import GAP, Document, documents
from factcheck.services import evidence, notes, speakers, undo
from tests import tampering
from tests.conftest import run
from tests.factories import make_claim, make_evidence, make_review
from tests.tampering import behind

HIGHEST = 2**31 - 1


def held(db: Database) -> dict[int, tuple[str, ...]]:
    """The search rows as they are stored."""
    with db.reading() as session:
        own, number = indexing.table(session.connection())
        rows = session.execute(select(own).order_by(number))
        return {row[0]: tuple(row[1:]) for row in rows}


def words(db: Database, claim: int) -> set[str]:
    """The words by which a claim is found, those that are confidential with a mark."""
    with db.reading() as session:
        (told,) = indexing.read(session.connection(), [claim])
    assert claim in held(db)
    return {*told.claim.split(), *told.rest.split(), *(f"!{word}" for word in told.hidden.split())}


def clean(db: Database) -> bool:
    return verify.verify(db).findings == ()


def test_a_claim_is_found_by_all_that_is_said_of_it(db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim = make_claim(session, "The aeroplane was waiting", context="In Caracas")
        make_evidence(session, claim, note="Flight trackers showed nothing", by="Nicolás Maduro")
        make_review(session, claim, title="Was Maduro leaving?", wording="He never left")
    found = words(db, 1)
    assert {"aeroplan", "wait", "caraca", "mike", "pompeo", "tracker", "nicola", "never"} <= found
    assert {GAP, "§en"} <= found
    assert clean(db)


def test_what_is_confidential_stands_apart(db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim = make_claim(session)
        make_evidence(session, claim, note="Harbour master", confidential=True, by="Zoe Quiet")
        notes.add(session, claim, "Ask the pilot", by="ana", confidential=True)
        notes.add(session, claim, "Ask the tower", by="ana")
    found = words(db, 1)
    assert {"!harbour", "!master", "!zoe", "!pilot", "tower"} <= found
    assert not {"harbour", "master", "zoe", "pilot"} & found
    assert clean(db)


def test_what_was_withdrawn_is_not_searched(db: Database) -> None:
    with db.transaction(by="ana") as session:
        item = make_evidence(session, make_claim(session), note="Helicopters")
        number = item.id
    assert "helicopt" in words(db, 1)
    with db.transaction(by="ana") as session:
        evidence.withdraw(session, evidence.get(session, number), "A mistake")
    assert "helicopt" not in words(db, 1)
    with db.transaction(by="ana") as session:
        undo.undo(session, by="ana")
    assert "helicopt" in words(db, 1)
    assert clean(db)


def test_a_speaker_s_new_name_is_found_at_once(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
        make_claim(session, "Another", speaker="Somebody")
    before = held(db)
    with db.transaction(by="ana") as session:
        speakers.edit(session, speakers.get(session, "Mike Pompeo"), {"name": "Michael Pompeo"})
    assert "michael" in words(db, 1)
    assert "mike" in words(db, 1), "the earlier name is kept as an alias"
    assert held(db)[2] == before[2]
    assert clean(db)


def test_a_claim_that_is_gone_has_no_row(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
    with db.transaction(by="ana") as session:
        undo.undo(session, by="ana")
    assert held(db) == {}
    assert clean(db)


def damage(connection: Connection, how: str) -> None:
    own, number = indexing.table(connection)
    if how == "lost":
        connection.execute(delete(own).where(number == 1))
    elif how == "of nothing":
        indexing.write(connection, [Document(99, "a", "b", "c")])
    else:
        connection.execute(delete(own).where(number == 1))
        indexing.write(connection, [Document(1, "other", "words", "")])


@pytest.mark.parametrize("how", ["lost", "of nothing", "other"])
def test_what_does_not_follow_from_the_claims_is_found(db: Database, how: str) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
        make_claim(session, "Another")
    with db.engine(writing=True).begin() as connection:
        damage(connection, how)
    (finding,) = verify.verify(db).findings
    assert finding.check == "search"
    number = 99 if how == "of nothing" else 1
    assert finding.message == f"claim {number} is not found by its words: factcheck db reindex"


def test_an_absurd_number_is_one_finding_more(db: Database) -> None:
    """Whatever walks over the claims walks over what is there, not from number to number."""
    with db.transaction(by="ana") as session:
        make_claim(session)
    with db.engine(writing=True).begin() as connection:
        indexing.write(connection, [Document(HIGHEST, "a", "b", "c")])
        assert list(indexing.strays(connection)) == [HIGHEST]
    with behind(db) as raw:
        raw.run("UPDATE claim SET id = ?", HIGHEST)
    with db.reading() as session:
        assert list(indexing.every(session.connection())) == [[HIGHEST]]
        assert list(indexing.strays(session.connection())) == [HIGHEST, 1]
    assert {one.check for one in verify.verify(db).findings} >= {"state", "search"}


@pytest.fixture
def disordered(sqlite_url: str) -> Path:
    """A damaged file, in which a read of the claims from the first on comes to lower numbers."""
    path = Path(sqlite_url)
    with Database(path) as db, db.transaction(by="ana") as session:
        for number in range(4):
            make_claim(session, f"Claim {number} {'words ' * 300}")
    tampering.disorder(path, "claim")
    return path


def test_claims_that_are_in_no_order_are_not_walked_for_ever(
    disordered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Database(disordered) as db, db.reading() as session:
        connection = session.connection()
        with pytest.raises(Corrupt, match="rows of claim are not in the order") as caught:
            deque(islice(indexing.every(connection), 100))
        assert caught.value.hint == "restore it from a backup; factcheck db verify says more"
        monkeypatch.setattr(indexing, "BATCH", 1)
        assert len(list(islice(indexing.every(connection), 100))) < 5


def test_damage_that_sqlite_does_not_notice_is_reported(
    disordered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTCHECK_DB", str(disordered))
    done = run("db", "verify", "--json")
    found = {one["check"]: one["message"] for one in json.loads(done.out)["findings"]}
    assert done.code == 12
    assert "integrity" in found
    assert "rows of claim are not in the order of their numbers" in found["search"]
    for command in (("db", "reindex"), ("duplicates", "--all")):
        done = run(*command)
        assert (done.code, done.out) == (10, "")
        assert done.err.count("error: ") == 1
        assert "restore it from a backup; factcheck db verify says more" in done.err
    assert run("doctor").code == 0


def test_batches_are_no_seams(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    with db.transaction(by="ana") as session:
        for number in range(5):
            make_claim(session, f"Claim {number}", speaker=f"Speaker {number}")
    before = held(db)
    with db.engine(writing=True).begin() as connection:
        assert indexing.rebuild(connection) == 5
    assert held(db) == before
    assert clean(db)
    with db.reading() as session:
        assert sorted(indexing.texts(session.connection(), range(1, 6))) == [1, 2, 3, 4, 5]


def test_more_than_anybody_reads_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "MOST_TOKENS", 3)
    monkeypatch.setattr(indexing, "MOST_CHARACTERS", 12)

    class Row:
        id, text, context, language = 1, "a b c d", "five six seven eight", None
        merged_into = None

    (found,) = documents({"claim": [Row()]}, {})
    assert found == Document(1, "a b c", "five six sev § §en", "")


def test_a_heap_of_long_words_is_no_reason_to_refuse_a_claim(db: Database) -> None:
    """PostgreSQL takes no more than a megabyte of words, and no word of two thousand bytes."""
    heap = " ".join("é" * 50 + str(number) for number in range(20_000))
    with db.transaction(by="ana") as session:
        make_claim(session, context=heap)
        make_claim(session, "x" * 60_000)
    assert clean(db)
    assert sum(map(len, held(db)[1])) < 1_500_000


def test_a_vector_has_places_and_fields() -> None:
    told = indexing.vector(Document(1, "a b § a", "c", "d"))
    assert told == "'a':1A,4A 'b':2A 'c':6B 'd':8C"
    often = indexing.vector(Document(1, "x " * 300, "", ""))
    assert often.count(",") == 254


def test_the_language_of_a_claim_makes_its_words(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session, "Las elecciones", language="es", speaker=None, quote=None)
        make_claim(session, "選挙の結果", language="ja", speaker=None, quote=None)
    assert {"eleccion", "§es"} <= words(db, 1)
    assert {"選挙", "結果", "§0"} <= words(db, 2)
    assert clean(db)
