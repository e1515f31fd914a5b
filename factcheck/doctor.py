"""Is this installation sound? One finding for each thing that has to be right."""

import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from factcheck import __version__, catalog, connections, heads, schema, settings
from factcheck.connections import Place
from factcheck.db import SCHEMA, Database
from factcheck.errors import FactcheckError, Unavailable
from factcheck.storage import dump

LIBRARIES = ("SQLAlchemy", "alembic", "typer")
# Less than this beside a database is worth a word.
FREE_BYTES = 200 * 2**20


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at; ``ok``, a ``note`` or ``wrong``; and what to know of it."""

    what: str
    state: str
    told: str
    failure: FactcheckError | None = None


def examine(place: Place) -> list[Finding]:
    """Look over the program, its libraries, its folders and the database at a place."""
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _program,
        _sqlite,
        lambda: _postgres(connections.parse(place).get_backend_name() == "postgresql"),
        _migrations,
        _folders,
        lambda: _database(place),
    )
    return [finding for look in looks for finding in look()]


def _ok(what: str, told: str) -> Finding:
    return Finding(what, "ok", told)


def _note(what: str, told: str) -> Finding:
    return Finding(what, "note", told)


def _program() -> Iterator[Finding]:
    yield _ok("factcheck", f"{__version__}, Python {platform.python_version()}")
    found = ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)
    yield _ok("libraries", found)
    if sys.stdout.encoding.lower().replace("-", "") != "utf8":
        yield _note("terminal", f"its encoding is {sys.stdout.encoding}: set LANG to C.UTF-8")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"


def _sqlite() -> Iterator[Finding]:
    if connections.journal_mode() == "wal":
        yield _ok("SQLite", f"{sqlite3.sqlite_version}: new files use a write-ahead log")
    else:
        yield _note(
            "SQLite",
            f"{sqlite3.sqlite_version} has the WAL-reset bug (mended in 3.51.3): "
            "new files use a rollback journal, which is not touched by it",
        )


def _postgres(wanted: bool) -> Iterator[Finding]:
    driver = _version("psycopg")
    if driver != "missing":
        yield _ok("PostgreSQL driver", f"psycopg {driver}")
    else:
        advice = "not installed: pip install 'factcheck[postgres]'"
        failure = Unavailable("the PostgreSQL driver is not installed") if wanted else None
        yield Finding("PostgreSQL driver", "wrong" if wanted else "note", advice, failure)
    try:
        yield _ok("pg_dump", dump.program("pg_dump"))
    except Unavailable:
        yield _note("pg_dump", "not found: backups of PostgreSQL need its client programs")


def _migrations() -> Iterator[Finding]:
    try:
        folder = schema.migrations_folder()
    except Unavailable as failure:
        yield Finding("migrations", "wrong", "missing: install factcheck again", failure)
    else:
        yield _ok("migrations", f"up to schema {SCHEMA}, in {folder}")


def _folders() -> Iterator[Finding]:
    config = settings.config_path()
    yield _ok("config file", f"{config}{'' if config.exists() else ' (none yet)'}")
    folder = heads.folder("").parent
    if _may_write(folder):
        yield _ok("heads of logs", f"kept in {folder}")
    else:
        yield _note("heads of logs", f"{folder} may not be written: a cut log goes unseen")


def _may_write(folder: Path) -> bool:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return os.access(there, os.W_OK)


def _database(place: Place) -> Iterator[Finding]:
    with Database(place) as database:
        if database.path is not None and not database.path.exists():
            yield _note("database", f"none yet at {database.place}")
            return
        try:
            with database.reading() as session:
                held = catalog.in_force(session.connection())
        except FactcheckError as failure:
            yield Finding("database", "wrong", failure.message, failure)
            return
        yield _ok("database", f"{database.place}, schema {SCHEMA}")
        yield from _server(held) if database.path is None else _file(database.path)


def _file(path: Path) -> Iterator[Finding]:
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        yield _note("permissions", f"{mode:04o}: others may read it; chmod 600 {path}")
    else:
        yield _ok("permissions", f"{mode:04o}")
    try:
        connections.require_writable(path)
    except FactcheckError as failure:
        yield _note("writing", failure.message)
    free = shutil.disk_usage(path.parent).free
    make = _ok if free >= max(FREE_BYTES, 2 * path.stat().st_size) else _note
    yield make("disk", f"{free:,} bytes are free; the database has {path.stat().st_size:,}")


def _server(held: dict[str, str]) -> Iterator[Finding]:
    told = f"{held['server']}, as {held['role']} ({held['kind']})"
    yield _ok("server", told)
    for name, meaning in (
        ("fsync", "a crash of its machine may lose what was saved"),
        ("synchronous_commit", "a crash may lose the last changes, though they were acknowledged"),
        ("data_checksums", "damage on its disk goes unseen until it is read"),
    ):
        if held[name] == "off":
            yield _note(name, f"off: {meaning}")
    if held["kind"] != "application":
        yield _note("role", "owns the tables and could change the log: docs/postgresql.md")
