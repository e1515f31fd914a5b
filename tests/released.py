"""A database of every released schema, with rows in every table: python -m tests.released

Writes the one of the current schema into tests/fixtures, for each engine, as SQL; to be
run once, before the release. Those of earlier schemas are never written again: programs
of today must upgrade them.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from factcheck import schema
from factcheck.connections import APPLICATION_ID
from factcheck.db import SCHEMA
from factcheck.storage.copy import copy
from factcheck.storage.dump import program
from tests import postgres, stories

FOLDER = Path(__file__).parent / "fixtures"
# A virtual table is dumped as what it is made of: its rows are told in its own words instead.
_OF_SEARCH = re.compile(
    r"CREATE TABLE '?search_(?!vector)|INSERT INTO \"search(?!_vector)"
    r"|INSERT INTO sqlite_master|PRAGMA writable_schema"
)
_SESSION = ("\\restrict", "\\unrestrict", "SET ", "SELECT pg_catalog.set_config", "--")


def files(engine: str) -> list[Path]:
    """The fixtures of an engine, oldest first."""
    return sorted(FOLDER.glob(f"schema-*.{engine}.sql"))


def load(fixture: Path, url: str) -> None:
    """Make the database of a fixture: a new file, or in an empty database of a server."""
    told = fixture.read_text(encoding="utf-8")
    if ".sqlite." in fixture.name:
        with closing(sqlite3.connect(url)) as raw:
            raw.executescript(told)
        return
    import psycopg

    where = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(where) as connection:
        connection.execute(told.encode())


def write() -> list[Path]:
    """Write the fixtures of the current schema."""
    FOLDER.mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp())
    os.environ["XDG_STATE_HOME"] = str(home)
    found = postgres.programs()
    assert found is not None
    server = postgres.Server(found)
    try:
        with schema.create(home / "checks.db") as database:
            stories.fill(database)
            stories.tell(database, seed=1, length=25)
            url = server.create("released")
            copy(database, url)
        made = {"sqlite": _sqlite(home / "checks.db"), "postgresql": _postgres(server, "released")}
    finally:
        server.stop()
        shutil.rmtree(home)
    written = []
    for engine, told in made.items():
        written.append(FOLDER / f"schema-{SCHEMA}.{engine}.sql")
        written[-1].write_text(told, encoding="utf-8")
    return written


def _sqlite(path: Path) -> str:
    with closing(sqlite3.connect(path)) as raw:
        kept = [line for line in raw.iterdump() if not _OF_SEARCH.match(line)]
        virtual = "SELECT sql || ';' FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'"
        rows = (
            "SELECT printf('INSERT INTO search (rowid, claim, rest, hidden)"
            " VALUES (%d, %Q, %Q, %Q);', rowid, claim, rest, hidden) FROM search ORDER BY rowid"
        )
        search = [told for query in (virtual, rows) for (told,) in raw.execute(query)]
        return "\n".join([f"PRAGMA application_id={APPLICATION_ID};", *kept, *search, ""])


def _postgres(server: postgres.Server, name: str) -> str:
    options = ("--inserts", "--no-owner", "--no-privileges", "--schema=public")
    command: list[Any] = [program("pg_dump"), "-h", server.home, "-U", "postgres", *options]
    done = subprocess.run([*command, name], check=True, capture_output=True, text=True)
    kept = [line for line in done.stdout.split("\n") if line and not line.startswith(_SESSION)]
    kept = [line for line in kept if not line.startswith("CREATE SCHEMA public")]
    return "\n".join(["SET check_function_bodies = false;", *kept, ""])


if __name__ == "__main__":
    print("\n".join(map(str, write())), file=sys.stdout)  # noqa: T201 - a program
