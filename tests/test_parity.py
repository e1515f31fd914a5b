"""What a person or a program sees is the same on both engines, to the byte and in order."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from factcheck import bulk, schema
from factcheck.db import Database
from factcheck.formats import registry
from factcheck.history.record import next_id
from factcheck.models import new_uid
from factcheck.storage.copy import copy
from tests import postgres, stories
from tests.conftest import run
from tests.long import LONG

FORMATS = ("table", "json", *(("csv",) if LONG else ()))  # csv has the rows of json
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("list", "--all", "--limit", "0"),
    ("list", "--unverified", "--limit", "3"),
    ("list", "--sort", "said"),
    ("list", "--sort", "priority", "--limit", "2"),
    ("list", "--tag", "venezuela"),
    ("list", "--speaker", "Mike Pompeo"),
    ("list", "--count"),
    ("list", "--sort", "due", "--assignee", "none", "--limit", "5"),
    ("next", "--limit", "0"),
    ("next", "--explain", "--speaker", "Mike Pompeo"),
    ("recheck",),
    ("recheck", "--until", "9y"),
    ("due",),
    ("house", "list"),
    ("view", "list"),
    ("show", "1"),
    ("show", "3"),
    ("history", "--limit", "0"),
    ("history", "2"),
    ("history", "--by", "ben", "--limit", "4"),
    ("tag",),
    ("evidence", "show", "e1"),
    ("speaker", "list"),
    ("speaker", "show", "1"),
    ("source", "list"),
    ("source", "show", "s1"),
    ("db", "verify"),
    ("db", "current"),
    ("show", "9999"),
    ("list", "--tag", "never heard of"),
    ("speaker", "show", "Nobody at all"),
    ("undo", "--dry-run"),
    ("merge", "3", "--into", "1", "--keep", "1", "--dry-run"),
    ("merge", "1", "--into", "1", "--dry-run"),
    ("speaker", "merge", "3", "--into", "1", "--dry-run"),
    ("source", "merge", "2", "--into", "1", "--dry-run"),
    ("scale", "list"),
    ("scale", "show", "politifact"),
    ("scale", "show", "never heard of"),
    ("scale", "unmapped"),
)
# What goes out, and what is asked of an import: these have formats of their own.
EXCHANGE: tuple[tuple[str, ...], ...] = (
    *(("export", "--all", "--format", name) for name in (*registry.WRITERS, "jsonl", "markdown")),
    ("export", "--public"),
    ("export", "1", "3", "--format", "csv", "--raw"),
    ("export", "9999"),
    ("import", "list"),
    ("import", "list", "--json"),
    ("import", "undo", "1", "--dry-run"),
    ("import", "undo", "1", "--rest", "--dry-run", "--json"),
    ("import", "undo", "9999"),
)


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: postgres.Server
) -> Iterator[tuple[str, str]]:
    """The same database on both engines: a history, and an entry with more roots than a query."""
    folder = tmp_path_factory.mktemp("pair")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        with stories.unsynced(schema.create(folder / "checks.db")) as database:
            stories.fill(database)
            stories.tell(database, seed=2, length=40)
            with database.transaction(by="ana", action="add many") as session:
                first = next_id(session, "speaker", 1200)
                names = (f"Invented {number * 7 % 1200}" for number in range(1200))
                rows = [
                    {"id": first + at, "uid": new_uid(), "name": name, "kind": "person"}
                    for at, name in enumerate(names)
                ]
                bulk.insert_rows(session, "speaker", rows)
            name = f"pair{uuid4().hex}"
            url = postgres_server.create(name)
            copy(database, url)
    yield str(folder / "checks.db"), url
    postgres_server.drop(name)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.postgres
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_both_engines_say_the_same(
    words: tuple[str, ...], pair: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for form in FORMATS:
        if form != "table" and words[:1] in (("list",),) and "--count" in words:
            continue
        said = []
        for url in pair:
            done = run(*words, "--format", form, "--db", url)
            with Database(url) as database:
                told = (done.out + done.err).replace(database.place, "HERE")
            said.append((done.code, told))
        assert said[0] == said[1]


@pytest.mark.postgres
@pytest.mark.parametrize("words", EXCHANGE, ids=" ".join)
def test_both_engines_export_the_same_and_know_the_same_imports(
    words: tuple[str, ...], pair: tuple[str, str]
) -> None:
    said = [run(*words, "--db", url) for url in pair]
    assert said[0] == said[1]
    assert said[0].out or said[0].code


@pytest.mark.postgres
def test_both_engines_go_on_alike(pair: tuple[str, str], tmp_path: Path) -> None:
    """The same steps on the two halves of a pair give the same ids, refusals and rows."""
    steps: list[list[bool]] = []
    for url in pair:
        with Database(url) as database:
            steps.append([])
            stories.tell(database, seed=77, length=25, after=partial(steps[-1].append, True))
    assert steps[0] == steps[1]
    said = [
        run("list", "--all", "--json", "--columns", "id,text,evidence_status", "--db", url)
        for url in pair
    ]
    assert said[0].out == said[1].out
