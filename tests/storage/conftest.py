"""Databases with a history, and new places, on either engine."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from factcheck import schema
from factcheck.db import Database
from factcheck.storage.copy import copy
from tests import postgres, stories

Fresh = Callable[[str], str]


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history with edits, tags, undos and redos, in every table; not to be written."""
    path = tmp_path_factory.mktemp("story") / "checks.db"
    with stories.unsynced(schema.create(path)) as db:
        stories.fill(db)
        stories.tell(db, seed=3, length=60)
    return path


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fresh]:
    """Names a place on an engine where nothing is yet."""
    made: list[str] = []

    def name(engine: str) -> str:
        if engine == "sqlite":
            return str(tmp_path / f"fresh{uuid4().hex[:6]}.db")
        server: postgres.Server = request.getfixturevalue("postgres_server")
        made.append(f"fresh{uuid4().hex}")
        return server.create(made[-1])

    yield name
    for one in made:
        server = request.getfixturevalue("postgres_server")
        server.drop(one)


@pytest.fixture(scope="session")
def story_on_postgres(story: Path, postgres_server: postgres.Server) -> str:
    """The name of a database on the server with that history, to make others of."""
    with Database(story) as told:
        copy(told, postgres_server.create("story"))
    return "story"


@pytest.fixture
def source(
    engine: str, story: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Database]:
    """That history, on each engine, in a database of the test's own."""
    if engine == "sqlite":
        with stories.opened(shutil.copy(story, tmp_path / "checks.db")) as database:
            yield database
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    template, name = request.getfixturevalue("story_on_postgres"), f"told{uuid4().hex}"
    with Database(server.create(name, template)) as database:
        yield database
    server.drop(name)
