"""Fixtures: a new database on each engine for every test, and the command line in-process."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck import plugins, schema
from factcheck.db import Database
from tests import engines, expected, kept, postgres, statements
from tests.long import LONG

REQUIRED = "FACTCHECK_REQUIRE_POSTGRES"
MEMORY = Path("/dev/shm")
ROOMY = 4 * 2**30


def pytest_configure(config: pytest.Config) -> None:
    """Databases of tests live in memory where there is room: waiting for disks tests nothing."""
    config.pluginmanager.register(engines.Watch(), "engines")
    if config.option.basetemp or not os.access(MEMORY, os.W_OK):
        return
    if shutil.disk_usage(MEMORY).free > ROOMY:
        config.option.basetemp = tempfile.mkdtemp(prefix="factcheck-tests-", dir=MEMORY)
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))


def pytest_collection_finish() -> None:
    """What was collected stays to the end: it need not be gone through for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


expected.share()
if not LONG:
    statements.share()
    kept.share()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test sees the account's own files or settings."""
    for name in list(os.environ):
        if name.startswith("FACTCHECK_") and name not in (REQUIRED, "FACTCHECK_DATA"):
            monkeypatch.delenv(name)
    for name in ("DATA", "STATE", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name.lower()))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FACTCHECK_USER", "ana")
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("VISUAL", "EDITOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


Brought = Callable[[str, dict[str, str]], None]


@pytest.fixture
def brought(monkeypatch: pytest.MonkeyPatch) -> Iterator[Brought]:
    """A function that has another package bring things, by group: name -> module:thing."""
    groups: dict[str, dict[str, str]] = {}

    def found(*, group: str) -> list[EntryPoint]:
        return [EntryPoint(name, home, group) for name, home in groups.get(group, {}).items()]

    def forget() -> None:
        plugins.known.cache_clear()
        plugins.load.cache_clear()

    def bring(group: str, things: dict[str, str]) -> None:
        groups[group] = things
        forget()

    monkeypatch.setattr(plugins, "entry_points", found)
    forget()
    yield bring
    forget()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database to copy, since making one takes longer than copying it."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    schema.create(path).close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A server with an empty database called ``template`` to copy."""
    programs = postgres.programs()
    if programs is None:
        if os.environ.get(REQUIRED):
            pytest.fail("PostgreSQL's server programs were not found")
        pytest.skip("PostgreSQL's server programs were not found")
    server = postgres.Server(programs)
    try:
        schema.create(server.create("template")).close()
        kept.keeper.host = str(server.home)
        yield server
    finally:
        server.stop()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """An empty factcheck database in a file of its own."""
    path = tmp_path / "checks.db"
    shutil.copy(sqlite_template, path)
    return str(path)


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """An empty factcheck database on the server, the same one again while it can be emptied."""
    lent = postgres_server.borrow("template")
    yield lent
    postgres_server.give_back(lent)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> str:
    """The name of an engine: every test that asks for it runs on both."""
    name: str = request.param
    return name


@pytest.fixture
def url(engine: str, request: pytest.FixtureRequest) -> str:
    """An empty factcheck database, on each engine."""
    found: str = request.getfixturevalue("sqlite_url" if engine == "sqlite" else "postgres_url")
    return found


@pytest.fixture
def db(url: str) -> Iterator[Database]:
    """That database, opened."""
    with Database(url) as database:
        yield database


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    """One transaction by ana that is sealed and committed when the test ends well."""
    with db.transaction(by="ana") as opened:
        yield opened


@dataclass(frozen=True)
class Result:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Cli = Callable[..., Result]


@pytest.fixture
def cli(url: str, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command in-process on that database: ``cli("list", "--json")``."""
    monkeypatch.setenv("FACTCHECK_DB", url)
    return run


def run(*args: str, stdin: str | None = None) -> Result:
    """Run a command in-process, without a terminal."""
    import typer.testing

    from factcheck.cli import output
    from factcheck.cli.main import app

    output._mode[:] = ["auto"]  # as in a process of its own
    testing: Any = typer.testing
    if not hasattr(testing._get_command, "cache_info"):  # building the commands takes longest
        testing._get_command = cache(testing._get_command)
    done = testing.CliRunner().invoke(app, list(args), input=stdin, prog_name="factcheck")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Result(done.exit_code, done.stdout, done.stderr)
