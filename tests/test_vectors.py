"""Vectors of wordings: made, kept, found again, and gone with their text."""

import sys
from typing import Any

import numpy
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from factcheck import text, vectors, verify
from factcheck.db import Database
from factcheck.errors import InvalidInput, Unavailable
from factcheck.history.record import add as new
from factcheck.models import Claim, ClaimAlias, Entry, Review
from factcheck.services import claims, undo
from factcheck.services.merging.claims import merge
from factcheck.storage import embedding
from factcheck.storage.reindex import reindex
from tests import filled
from tests.embedders import Grams, Odd, Others
from tests.factories import make_claim, make_review

PLAIN: dict[str, Any] = {"speaker": None, "source": None, "said_on": None, "quote": None}
ONE, TWO = "The doctor drove the car", "A child ate bread"


def fill(db: Database) -> None:
    with db.transaction(by="ana") as session:
        one = make_claim(session, ONE, **PLAIN)
        new(session, ClaimAlias(claim_id=one.id, text="A doctor at the wheel"))
        make_review(session, one, title="Did the doctor drive?")
        make_claim(session, TWO, **PLAIN)
    embedding.fill(db, Grams())


@pytest.fixture
def desk(db: Database) -> Database:
    """Claim 1 with another wording and a title, claim 2; all with vectors."""
    return filled.database(db, fill)


def held(db: Database, model: str = "grams-1") -> list[tuple[int, str]]:
    with db.reading() as session:
        own = vectors.TABLE.c
        query = select(own.claim_id, own.text_sha256).where(own.model == model)
        return [(one, digest[:6]) for one, digest in session.execute(query.order_by(*own))]


def digests(*told: tuple[int, str]) -> list[tuple[int, str]]:
    return sorted((number, text.digest(each)[:6]) for number, each in told)


EVERYTHING = ((1, ONE), (1, "A doctor at the wheel"), (1, "Did the doctor drive?"), (2, TWO))


# made


def test_vectors_are_of_unit_length_and_those_of_no_words_are_nought() -> None:
    found = vectors.made(Grams(), [ONE, ""])
    assert found.shape == (2, 64)
    assert numpy.linalg.norm(found, axis=1).tolist() == pytest.approx([1, 0])
    kept = vectors.packed(found)
    assert [len(one) for one in kept] == [128, 128]
    assert vectors.unpacked(kept, 64) == pytest.approx(found, abs=1e-3)


@pytest.mark.parametrize(
    ("gives", "why"),
    [
        ([[1.0] * 64], r"^grams-1 gave 1 x 64 numbers, not 2 x 64$"),
        ([[1.0] * 3] * 2, r"^grams-1 gave 2 x 3 numbers, not 2 x 64$"),
        ([1.0, 2.0], r"^grams-1 gave 2 numbers, not 2 x 64$"),
        ([[float("nan")] * 64] * 2, "not finite"),
        ([[float("inf")] * 64] * 2, "not finite"),
        ("words", "gave no vectors of numbers"),
        ([[1.0], [1.0, 2.0]], "gave no vectors of numbers"),
        (None, "numbers, not 2 x 64"),
    ],
)
def test_what_is_no_vector_is_refused(gives: object, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        vectors.made(Odd(gives), ["one", "two"])


def test_without_numpy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(Unavailable, match="numpy, which is not installed") as caught:
        vectors.made(Grams(), ["one"])
    assert caught.value.hint == "pip install 'factcheck[dense]'"


# kept


def test_every_wording_of_a_claim_has_a_vector(desk: Database) -> None:
    assert held(desk) == digests(*EVERYTHING)
    assert verify.verify(desk).findings == ()


def test_they_are_read_block_by_block(desk: Database) -> None:
    with desk.reading() as session:
        connection = session.connection()
        for size in (1, 3, 100):
            blocks = list(vectors.blocks(connection, "grams-1", 64, size))
            assert [one for claims, _ in blocks for one in claims] == [1, 1, 1, 2]
            assert sum(len(block) for _, block in blocks) == 4
        assert list(vectors.blocks(connection, "other", 64)) == []
        assert [len(block) for _, block in vectors.blocks(connection, "grams-1", 32)] == [0]
        assert vectors.count(connection, "grams-1") == 4


def test_the_same_wording_is_not_made_twice(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        make_claim(session, "Did the doctor drive?", **PLAIN)

    class Sleeping(Grams):
        def __call__(self, texts: Any) -> Any:
            raise AssertionError(texts)

    assert embedding.fill(desk, Sleeping()).made == 1
    assert held(desk) == digests(*EVERYTHING, (3, "Did the doctor drive?"))


# gone with their text


def reworded(session: Session) -> None:
    session.get_one(Claim, 1).text = "Reworded"


def removed(session: Session) -> None:
    session.scalars(select(ClaimAlias)).one().removed = 1


def merged(session: Session) -> None:
    merge(session, [claims.get(session, 2)], claims.get(session, 1))


def retitled(session: Session) -> None:
    session.scalars(select(Review)).one().title = None


@pytest.mark.parametrize(
    ("work", "gone"),
    [
        (reworded, (1, ONE)),
        (removed, (1, "A doctor at the wheel")),
        (retitled, (1, "Did the doctor drive?")),
        (merged, (2, TWO)),
    ],
)
def test_a_vector_goes_with_its_text_in_the_same_transaction(
    desk: Database, work: Any, gone: tuple[int, str]
) -> None:
    with desk.transaction(by="ana") as session:
        work(session)
    assert held(desk) == digests(*(one for one in EVERYTHING if one != gone))
    assert verify.verify(desk).findings == ()


def test_what_is_undone_takes_its_vectors_along(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        undo.undo(session, by="ana")
    assert held(desk) == []
    assert verify.verify(desk).findings == ()


def test_what_does_not_touch_a_text_leaves_the_vectors_alone(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        claims.get(session, 1).priority = 3
    assert held(desk) == digests(*EVERYTHING)


# strays


def intruded(db: Database, *statements: Any) -> None:
    with db.engine(writing=True).begin() as connection:
        for one in statements:
            connection.execute(one)


def test_strays_are_found_and_removed(desk: Database) -> None:
    own = vectors.TABLE
    one = {"model": "grams-1", "vector": b"\0" * 128}
    intruded(
        desk,
        own.insert().values(claim_id=1, text_sha256="f" * 64, **one),
        own.insert().values(claim_id=99, text_sha256=text.digest(ONE), **one),
        update(own).where(own.c.claim_id == 2).values(vector=b"odd"),
    )
    found = [one.message for one in verify.verify(desk).findings]
    assert found == [
        f"claim {number} has a stray vector: factcheck db reindex" for number in (1, 2, 99)
    ]
    assert reindex(desk) == 2
    assert held(desk) == digests(*EVERYTHING[:3])
    assert verify.verify(desk).findings == ()


def test_a_missing_vector_is_no_finding(desk: Database) -> None:
    intruded(desk, delete(vectors.TABLE))
    assert verify.verify(desk).findings == ()


def test_the_log_knows_nothing_of_vectors(desk: Database) -> None:
    embedding.fill(desk, Others())
    with desk.reading() as session:
        assert session.scalars(select(Entry.seq)).all() == [1]
    with desk.engine(writing=True).begin() as connection:
        assert vectors.forget(connection, "others-1") == 4
    assert (held(desk), len(held(desk, "others-1"))) == ([], 4)
