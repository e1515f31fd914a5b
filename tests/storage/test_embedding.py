"""Vectors are made where they are missing, and what was made stays where somebody stops it."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from factcheck import vectors
from factcheck.db import Database
from factcheck.errors import InvalidInput
from factcheck.models import Claim
from factcheck.storage import embedding
from factcheck.storage.copy import copy
from factcheck.storage.embedding import Filled, fill
from factcheck.verify import verify
from tests.embedders import Grams, Odd, Others
from tests.factories import make_claim
from tests.storage.conftest import Fresh

PLAIN: dict[str, Any] = {"speaker": None, "source": None, "said_on": None, "quote": None}


@pytest.fixture
def desk(db: Database) -> Database:
    with db.transaction(by="ana") as session:
        for number in range(5):
            make_claim(session, f"Claim number {number}", **PLAIN)
    return db


def count(db: Database, model: str = "grams-1") -> int:
    with db.reading() as session:
        return vectors.count(session.connection(), model)


def test_what_is_missing_is_made_and_nothing_else(
    desk: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("factcheck.indexing.BATCH", 2)
    told: list[tuple[int, int]] = []
    assert fill(desk, Grams(), lambda *done: told.append(done)) == Filled(5, 0)
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert fill(desk, Grams()) == Filled(0, 0)
    with desk.transaction(by="ana") as session:
        session.get_one(Claim, 2).text = "Reworded"
    assert count(desk) == 4
    assert fill(desk, Grams()) == Filled(1, 0)


def test_nothing_is_to_be_done_where_nothing_is(db: Database) -> None:
    assert fill(db, Grams()) == Filled()


class Stopping(Grams):
    """Somebody presses Ctrl-C while it makes the second lot."""

    calls = 0

    def __call__(self, texts: Sequence[str]) -> list[list[float]]:
        self.calls += 1
        if self.calls == 2:
            raise KeyboardInterrupt
        return super().__call__(texts)


def test_who_stops_it_goes_on_there(desk: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "TEXTS", 2)
    with pytest.raises(KeyboardInterrupt):
        fill(desk, Stopping())
    assert count(desk) == 2
    assert verify(desk).findings == ()
    assert fill(desk, Grams()).made == 3


def test_an_embedder_that_gives_something_else_writes_nothing(desk: Database) -> None:
    with pytest.raises(InvalidInput, match="not 5 x 64"):
        fill(desk, Odd([[1.0]]))
    assert count(desk) == 0


class Slow(Grams):
    """While it works somebody rewords a claim and takes another away."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def __call__(self, texts: Sequence[str]) -> list[list[float]]:
        with self.db.transaction(by="ben") as session:
            session.get_one(Claim, 2).text = "Reworded meanwhile"
        return super().__call__(texts)


def test_no_transaction_is_open_while_the_embedder_works(desk: Database) -> None:
    with Database(desk.url) as other:
        assert fill(desk, Slow(other)) == Filled(4, 0)
    assert verify(desk).findings == ()
    assert fill(desk, Grams()).made == 1


def test_those_of_other_models_stay_unless_only_one_is_wanted(desk: Database) -> None:
    fill(desk, Others())
    assert fill(desk, Grams()) == Filled(5, 0)
    assert (count(desk), count(desk, "others-1")) == (5, 5)
    assert fill(desk, Grams(), only=True) == Filled(0, 5)
    assert (count(desk), count(desk, "others-1")) == (5, 0)


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_copy_takes_them_along(
    desk: Database, to: str, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    second_url = fresh(to)
    monkeypatch.setattr(vectors, "BATCH", 2)
    fill(desk, Grams())
    copy(desk, second_url)
    with Database(second_url) as copied, desk.reading() as session, copied.reading() as other:
        query = select(vectors.TABLE).order_by(*vectors.TABLE.c)
        mine, theirs = (
            [(*row[:3], bytes(row.vector)) for row in each.execute(query)]
            for each in (session, other)
        )
        assert mine == theirs
        assert len(mine) == 5
    with desk.transaction(by="ana") as session:
        session.get_one(Claim, 2).text = "Reworded"
    copy(desk, second_url)
    with Database(second_url) as copied:
        assert count(copied) == 4
        assert verify(copied).findings == ()
