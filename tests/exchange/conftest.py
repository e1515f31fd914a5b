"""Databases that records are carried between: as many as a test wants, on each engine."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from factcheck.db import Database
from factcheck.history import chain
from tests import filled, postgres, stories
from tests.exchange.carried import export, take, work
from tests.exchange.laptops import has_begun
from tests.factories import make_claim, noise

Another = Callable[[], Database]


@pytest.fixture
def another(
    engine: str, request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path
) -> Iterator[Another]:
    """Opens one more empty database on the engine, at every call."""
    made: list[tuple[Database, str]] = []

    def opened() -> Database:
        name = f"another{uuid4().hex[:8]}"
        if engine == "sqlite":
            url = str(shutil.copy(sqlite_template, tmp_path / f"{name}.db"))
        else:
            server: postgres.Server = request.getfixturevalue("postgres_server")
            url = server.borrow("template")
        made.append((stories.opened(url), url))
        _named(made[-1][0], name)
        return made[-1][0]

    yield opened
    for database, url in made:
        database.close()
        if engine == "postgresql":
            server = request.getfixturevalue("postgres_server")
            server.give_back(url)


@pytest.fixture
def b(db: Database, another: Another) -> Database:
    """A second laptop; it has the claim that the first one began, and claims of its own."""

    def has_it_too(other: Database) -> None:
        work(other, lambda session: noise(session, 3))
        take(other, export(db, "jsonl", 1))

    filled.database(db, has_begun)
    return filled.database(another(), has_it_too)


@pytest.fixture
def strangers(db: Database, another: Another) -> Database:
    """A second laptop that knows the speaker and the source already, before the claim comes."""
    filled.database(db, has_begun)
    return filled.database(another(), knows_them)


def knows_them(db: Database) -> None:
    work(
        db,
        lambda session: make_claim(
            session, "Another claim", source="http://www.example.org/interview/", tags=("flights",)
        ),
    )


def _named(database: Database, uid: str) -> None:
    """Give a copy of the template a log of its own: by its uid the logs are told apart."""
    with database.engine(writing=True).begin() as connection:
        start = {"uid": uid, "hash": chain.genesis(uid)}
        connection.execute(text("UPDATE log_head SET database_uid = :uid, hash = :hash"), start)
