"""docs/postgresql.md on a server: its SQL and its commands, in the order of the page."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from factcheck import connections
from tests import postgres
from tests.conftest import run

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "postgresql.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sql|bash)\n(.*?)^```$", re.M | re.S)
ROLES = re.findall(r"CREATE ROLE (\w+)", PAGE)
# What is of a real server: its name and its certificate.
ELSEWHERE = re.compile(r"db\.example/(\w+)\?sslmode=verify-full&sslrootcert=system")

pytestmark = pytest.mark.postgres


@pytest.fixture
def server(postgres_server: postgres.Server) -> Iterator[postgres.Server]:
    """A server that has nothing of the page's when it is through."""
    yield postgres_server
    postgres_server.drop("checks")
    for role in ROLES:
        postgres_server.sql(f"DROP ROLE IF EXISTS {role}")


def done_on(server: postgres.Server, statements: str) -> None:
    """Run SQL as the administrator, who looks at the database of the page."""
    for statement in filter(str.strip, statements.split(";")):
        server.sql(statement, "checks" if "SELECT" in statement else "postgres")


def typed(line: str, patch: pytest.MonkeyPatch) -> None:
    """Run a line of the shell, as the person on the page does."""
    program, *words = shlex.split(os.path.expandvars(line))
    if program == "export":
        name, _, value = words[0].partition("=")
        patch.setenv(name, value)
    elif program == "factcheck":
        done = run(*words)
        assert done.code == 0, f"{line}\n{done.err}"
    else:
        assert program == "pip"


def test_the_page_works_as_it_is_written(
    server: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "backups").mkdir()
    page = ELSEWHERE.sub(rf"/\1?host={server.home}", PAGE)
    assert "db.example/checks?" not in page
    for kind, body in BLOCK.findall(page):
        if kind == "sql":
            done_on(server, body)
            continue
        for line in body.splitlines():
            typed(line, monkeypatch)
    assert list((tmp_path / "backups").glob("checks-*.dump"))


def test_the_page_names_what_every_session_sets() -> None:
    held = {**connections.postgres_policy(writing=True), **connections.postgres_patience()}
    row = re.compile(r"^\| `(\w+)`(.*?) \| (.*?) \|", re.M)
    rows = {name: f"{more} {value}" for name, more, value in row.findall(PAGE)}
    for name, value in held.items():
        where = "keepalives_idle" if name.startswith("keepalives") else name
        assert where in rows, name
        seconds = {"30000ms": "30", "30000": "30"}.get(value, value.removesuffix("s"))
        assert seconds in rows[where] or value in ("on", "off"), name


def test_the_page_names_every_place_of_the_hosts() -> None:
    for url in re.findall(r"postgresql://[^\s`'\")]+", PAGE):
        if "ROLE@" not in url:
            assert connections.parse(url).get_backend_name() == "postgresql"
