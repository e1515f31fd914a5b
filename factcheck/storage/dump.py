"""PostgreSQL's own dumps: made by ``pg_dump``, and read back without any server.

A dump is read into private tables in SQLite, so that it can be verified like a database,
and restored by its log to either engine.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any

from sqlalchemy import URL, Column, Connection, Integer, MetaData, Table, create_engine, insert
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from factcheck import connections
from factcheck.errors import (
    Busy,
    Corrupt,
    FactcheckError,
    ReadOnly,
    StorageFailed,
    Unavailable,
)
from factcheck.history.replay import bare_tables
from factcheck.models import Change, Counter, Entry, LogHead

MAGIC = b"PGDMP"
_BATCH = 2000
_COPY = re.compile(r"^COPY (?:\S+\.)?\"?(\w+)\"? \((.*)\) FROM stdin;$")
# What COPY writes with a backslash (manual, COPY, text format).
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_ESCAPED = re.compile(r"\\(.)")


def program(name: str) -> str:
    """One of PostgreSQL's client programs. Raises Unavailable where it is not installed."""
    found = shutil.which(name) or max(
        map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default=None
    )
    if found is None:
        raise Unavailable(
            f"PostgreSQL's program {name} was not found",
            hint="install its client programs; or copy all of it to a file: factcheck db copy",
        )
    return found


def write(url: URL, schema: str, path: Path, place: str) -> None:
    """Dump the tables of a live database into a file, as of one moment.

    Raises Unavailable, or StorageFailed, with what ``pg_dump`` said.
    """
    from psycopg.conninfo import make_conninfo

    wanted = url.get_dialect()().create_connect_args(url)[1]
    secrets = {"PGPASSWORD": str(wanted.pop("password"))} if "password" in wanted else {}
    where = make_conninfo(**wanted)
    options = (
        *("--format=custom", "--no-password", f"--schema={schema}", f"--file={path}"),
        f"--lock-wait-timeout={round(connections.BUSY_SECONDS * 1000)}",
    )
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [program("pg_dump"), *options, f"--dbname={where}"],
        env={**os.environ, **secrets},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise _failed("pg_dump", done.stderr, place)


# What pg_dump says, for it tells no SQLSTATE.
_SIGNS: dict[str, tuple[type[FactcheckError], str]] = {
    "No space left": (StorageFailed, "the disk cannot take it: no backup was made of {place}"),
    "File too large": (StorageFailed, "the disk cannot take it: no backup was made of {place}"),
    "permission denied": (ReadOnly, "no permission to read all of {place}"),
    "lock timeout": (Busy, "another process is writing to {place}; try again"),
    "statement timeout": (Busy, "another process is writing to {place}; try again"),
    "could not obtain lock": (Busy, "another process is writing to {place}; try again"),
    "invalid page": (Corrupt, "{place} is damaged: do not write to it"),
}


def _failed(name: str, told: str, place: str) -> FactcheckError:
    for sign, (cls, message) in _SIGNS.items():
        if sign in told:
            return cls(message.format(place=place))
    lines = [line for line in told.splitlines() if "error" in line] or ["it said nothing"]
    return Unavailable(f"{name} failed on {place}: {lines[0].removeprefix(f'{name}: error: ')}")


class Dump:
    """A dump, read into private tables; it can be read like a database."""

    def __init__(self, path: Path) -> None:
        self.place = str(path)
        self._engine = create_engine(
            "sqlite://", creator=lambda: sqlite3.connect(""), poolclass=StaticPool
        )
        self.revision = ""
        with self._engine.begin() as connection:
            for table in _tables().values():
                table.create(connection)
            self._load(connection, path)

    def close(self) -> None:
        """Forget what was read."""
        self._engine.dispose()

    def __enter__(self) -> "Dump":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def reading(self, *, unhurried: bool = True) -> Iterator[Session]:  # noqa: ARG002
        """A session over what was read, as ``Database.reading`` gives it."""
        with Session(self._engine) as session:
            yield session

    def _load(self, connection: Connection, path: Path) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as told:
            _read_back(path, told)
            told.seek(0)
            for name, columns, rows in _blocks(told):
                if name == "alembic_version":
                    self.revision = next((str(row[0]) for row in rows), "")
                elif name in _tables():
                    _insert(connection, _tables()[name], columns, rows)
        if not self.revision:
            raise Corrupt(f"{path} holds no factcheck database")


def _read_back(path: Path, into: IO[str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [program("pg_restore"), "--data-only", "--file=-", str(path)],
        stdout=into,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = done.stderr.splitlines() or ["it said nothing"]
        raise Corrupt(f"{path} cannot be read back: {said[0]}")


@cache
def _tables() -> dict[str, Table]:
    """Every table with its columns alone: the logged ones, and those of the log."""
    metadata = MetaData()
    log = {
        model.__tablename__: Table(
            model.__tablename__,
            metadata,
            *(
                Column(one.name, one.type, primary_key=one.primary_key)
                for one in model.__table__.c
            ),
        )
        for model in (Change, Counter, Entry, LogHead)
    }
    return {**bare_tables(), **log}


def _blocks(stream: IO[str]) -> Iterator[tuple[str, list[str], Iterator[list[str | None]]]]:
    """The tables of a dump: name, columns and rows, which are to be read before the next one."""
    while line := stream.readline():
        if head := _COPY.match(line):
            columns = [name.strip().strip('"') for name in head[2].split(",")]
            rows = _rows(stream)
            yield head[1], columns, rows
            deque(rows, maxlen=0)  # what nobody read


def _rows(stream: IO[str]) -> Iterator[list[str | None]]:
    while (line := stream.readline()) and line != "\\.\n":
        yield [_value(told) for told in line.rstrip("\n").split("\t")]


def _value(told: str) -> str | None:
    if told == "\\N":
        return None
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), told)


def _insert(
    connection: Connection, table: Table, columns: list[str], rows: Iterator[list[str | None]]
) -> None:
    known = [(at, name) for at, name in enumerate(columns) if name in table.c]
    numbers = {name for _, name in known if isinstance(table.c[name].type, Integer)}
    held: list[dict[str, Any]] = []
    for row in rows:
        values: dict[str, Any] = {name: row[at] for at, name in known}
        for name in numbers:
            values[name] = None if values[name] is None else int(values[name])
        held.append(values)
        if len(held) >= _BATCH:
            connection.execute(insert(table), held)
            held = []
    if held:
        connection.execute(insert(table), held)
