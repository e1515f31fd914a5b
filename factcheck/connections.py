"""Where a database is, and connections to it with our policy in force.

docs/decisions/0012 says why the policy is as it is; ``factcheck db info`` shows it.
"""

import os
import random
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from factcheck.errors import Corrupt, InvalidInput, ReadOnly, Unavailable

# Marks a SQLite file as ours (PRAGMA application_id): "FCHK" in ASCII.
APPLICATION_ID = 0x4643484B
# How long a writer waits for another one.
BUSY_SECONDS: float = 30
# How long a statement may take on a server, unless the work is known to be long.
STATEMENT_SECONDS = 60
# How long a server may take to answer a new connection.
CONNECT_SECONDS = 10
# How long nothing may be heard of its machine (by TCP, whatever the server is doing): one that
# lost its power hangs up on nobody.
SILENT_SECONDS = 30

# A path, or a URL as text or parsed.
Place = str | os.PathLike[str] | URL

SQLITE_POLICY = {
    "foreign_keys": "ON",
    "recursive_triggers": "ON",
    "trusted_schema": "OFF",
    "cell_size_check": "ON",
}


def parse(url: Place) -> URL:
    """A path or a database URL, as SQLAlchemy wants it. Raises InvalidInput."""
    if isinstance(url, URL):
        return url
    try:
        return _parsed(os.fspath(url))
    except FileNotFoundError as error:
        raise Unavailable("the current folder is gone", hint="cd to another one") from error


def _parsed(told: str) -> URL:
    if not told.strip():
        raise InvalidInput("the name of the database is empty")
    if told == ":memory:":
        raise InvalidInput("a database in memory would be lost: name a file")
    if "://" not in told:
        return URL.create("sqlite", database=str(Path(told).expanduser().absolute()))
    try:
        found = _several_hosts(told)
    except (ArgumentError, ValueError) as error:
        raise InvalidInput("the database URL cannot be read") from error
    if found.drivername in ("postgresql", "postgres"):
        found = found.set(drivername="postgresql+psycopg")
    if found.get_backend_name() not in ("sqlite", "postgresql"):
        raise InvalidInput(
            f"factcheck keeps its data in SQLite or PostgreSQL, not in {found.drivername}"
        )
    if found.get_backend_name() == "sqlite":
        if not found.database or found.database == ":memory:":
            raise InvalidInput("a database in memory would be lost: name a file")
        found = URL.create("sqlite", database=str(Path(found.database).absolute()))
    return found


def _several_hosts(told: str) -> URL:
    """``//user@one:5432,two/name``, as libpq writes it, is ``?host=one,two&port=5432,``."""
    scheme, _, rest = told.partition("://")
    authority = re.split("[/?]", rest, maxsplit=1)[0]
    account, at, hosts = authority.rpartition("@")
    if "," not in hosts:
        return make_url(told)
    each = [make_url(f"{scheme}://{host}") for host in hosts.split(",")]
    bare = make_url(f"{scheme}://{account}{at}{rest.removeprefix(authority)}")
    named = ",".join(unquote(one.host or "") for one in each)
    ports = ",".join(str(one.port or "") for one in each)
    return bare.update_query_dict({"host": named, "port": ports})


def hosts(url: URL) -> int:
    """How many servers a URL names: with several, one may take over from another."""
    named = url.query.get("host", url.host or "")
    return len(named.split(",") if isinstance(named, str) else named)


def shown(url: URL) -> str:
    """The database as it may be printed: the path, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    safe = url.difference_update_query([key for key in url.query if "pass" in key.lower()])
    return safe.set(password=None).render_as_string()


def journal_mode() -> str:
    """``wal`` where SQLite is free of its WAL-reset bug, else ``delete``.

    Fixed in 3.51.3, and in 3.44.6 and 3.50.7 (sqlite.org/changes.html).
    """
    version = sqlite3.sqlite_version_info
    mended = version >= (3, 51, 3) or any(
        version[:2] == branch[:2] and version >= branch for branch in ((3, 44, 6), (3, 50, 7))
    )
    return "wal" if mended else "delete"


def sqlite_connection(path: Path, *, writing: bool) -> sqlite3.Connection:
    """A connection to an existing file, never creating one, with our policy in force.

    Raises ReadOnly when it is to write and the file or its folder may not be written.
    """
    if writing:
        require_writable(path)
    raw = sqlite3.connect(
        f"file:{quote(str(path))}?{_mode(path)}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _set_policy(raw, writing=writing)
    except BaseException:
        raw.close()
        raise
    return raw


def _set_policy(raw: sqlite3.Connection, *, writing: bool) -> None:
    for name, value in SQLITE_POLICY.items():
        raw.execute(f"PRAGMA {name}={value}")
    raw.execute("PRAGMA cache_size=-32768")  # KiB, taken as they are needed
    raw.execute(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
    if writing:
        mode = raw.execute("PRAGMA journal_mode").fetchone()[0]
        raw.execute(f"PRAGMA synchronous={'FULL' if mode == 'wal' else 'EXTRA'}")


def require_writable(path: Path) -> None:
    """Raise ReadOnly unless the file may be written, and its folder: the journal stands there."""
    if not os.access(path, os.R_OK):
        raise ReadOnly(f"no permission to read {path}")
    if not os.access(path, os.W_OK):
        raise ReadOnly(f"{path} can be read but not written")
    if not os.access(path.parent, os.W_OK):
        raise ReadOnly(
            f"the folder {path.parent} may not be written, where SQLite needs its journal"
        )


def _mode(path: Path) -> str:
    """How SQLite is to open the file.

    In a folder that may not be written, a file with a write-ahead log cannot be opened
    at all, unless SQLite is told that nothing changes it: true while no log is there.
    """
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "mode=rw"
    log = path.with_name(path.name + "-wal")
    if _uses_wal(path) and not os.access(path.parent, os.W_OK) and not log.exists():
        return "mode=ro&immutable=1"
    return "mode=ro"


def _uses_wal(path: Path) -> bool:
    """Byte 18 of a SQLite file tells (sqlite.org/fileformat2.html, section 1.3.3)."""
    try:
        with path.open("rb") as file:
            return file.read(19)[18:] == b"\x02"
    except OSError:
        return False


def pause(attempt: int) -> None:
    """Sleep a random while, longer with each attempt, so that two who collide part ways."""
    time.sleep(random.uniform(0.005, min(0.02 * 2**attempt, 1)))  # noqa: S311 - no secret


def sqlite_engine(url: URL, *, writing: bool) -> Engine:
    """An engine of SQLite: whoever writes takes the lock when the transaction begins."""
    path = Path(str(url.database))
    return _begun(lambda: sqlite_connection(path, writing=writing), writing=writing)


def migrating_engine(url: URL) -> Engine:
    """An engine for migrations: foreign keys are off, and no statement is cut short."""
    if url.get_backend_name() == "postgresql":
        return postgres_engine(url, writing=True, unhurried=True)
    path = Path(str(url.database))

    def connect() -> sqlite3.Connection:
        raw = sqlite_connection(path, writing=True)
        raw.execute("PRAGMA foreign_keys=OFF")  # in a transaction it would do nothing
        return raw

    return _begun(connect, writing=True)


def _begun(connect: Callable[[], sqlite3.Connection], *, writing: bool) -> Engine:
    engine = create_engine("sqlite://", creator=connect, hide_parameters=True)
    engine.dialect.statement_compiler = _Hinting

    def begin(connection: Connection) -> None:
        bounded = connection.get_execution_options().get(BOUNDED, False)
        if connection.info.get(BOUNDED, False) != bounded:
            connection.info[BOUNDED] = bounded
            connection.exec_driver_sql(f"PRAGMA temp_store={'MEMORY' if bounded else 'DEFAULT'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", _end_transaction)
    return engine


class _Hinting(SQLiteCompiler):
    """Writes the hints of ``Select.with_hint``, which SQLAlchemy leaves out for SQLite."""

    def get_from_hint_text(self, _table: Any, text: str | None) -> str | None:
        return text


def _end_transaction(raw: sqlite3.Connection | None, _record: Any) -> None:
    """A commit that failed leaves its transaction open, and SQLAlchemy does not end it."""
    if raw is not None and raw.in_transaction:
        raw.rollback()


def postgres_policy(*, writing: bool, unhurried: bool = False) -> dict[str, str]:
    """The settings of a session on the server."""
    return {
        "application_name": "factcheck",
        "default_transaction_read_only": "off" if writing else "on",
        "lock_timeout": f"{round(BUSY_SECONDS * 1000)}ms",
        "statement_timeout": "0" if unhurried else f"{STATEMENT_SECONDS}s",
        "idle_in_transaction_session_timeout": "0" if unhurried else "60s",
    }


def postgres_patience() -> dict[str, str]:
    """What libpq is told of waiting, unless the URL says otherwise."""
    return {
        "connect_timeout": str(CONNECT_SECONDS),
        "keepalives_idle": str(SILENT_SECONDS // 3),
        "keepalives_interval": str(SILENT_SECONDS // 6),
        "keepalives_count": "4",
        "tcp_user_timeout": str(SILENT_SECONDS * 1000),
    }


def postgres_engine(url: URL, *, writing: bool, unhurried: bool = False) -> Engine:
    """An engine of PostgreSQL with our policy in force.

    Whoever writes looks for the primary among the hosts that the URL names; readers
    heed its ``target_session_attrs``. Raises Unavailable without the driver.
    """
    level = "READ COMMITTED" if writing else "REPEATABLE READ"
    if hosts(url) > 1 and (writing or "target_session_attrs" not in url.query):
        url = url.update_query_dict({"target_session_attrs": "read-write"})
    url = url.update_query_dict({**postgres_patience(), **url.query})
    try:
        engine = create_engine(url, hide_parameters=True, isolation_level=level)
    except (ArgumentError, ValueError) as error:
        raise InvalidInput("the database URL cannot be read") from error
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise Unavailable(
            "the PostgreSQL driver is not installed",
            hint="pip install 'factcheck[postgres]'",
        ) from error
    settings = postgres_policy(writing=writing, unhurried=unhurried)
    calls = ", ".join("set_config(%s, %s, false)" for _ in settings)
    values = [part for pair in settings.items() for part in pair]

    def configure(raw: Any, _record: Any) -> None:
        encoding = raw.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise Unavailable(
                f"{shown(url)} keeps its texts as {encoding}, not as UTF8",
                hint="make another one: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0",
            )
        with raw.cursor() as cursor:
            cursor.execute(f"SELECT {calls}", values)
        raw.commit()

    event.listen(engine, "connect", configure, insert=True)  # before anything is asked
    return engine


# The option of an engine whose transactions change few rows in each statement: what SQLite needs
# to take one back it keeps in memory then, not in a file (docs/decisions/0034).
BOUNDED = "factcheck_bounded"


def walk(connection: Connection, query: Any, size: int) -> Iterator[list[Any]]:
    """The rows of a SELECT, so many at a time, by its first column: a number that is unique.

    Between two batches the connection is free for other statements. Raises Corrupt where
    the numbers do not rise: after a damaged index the same batches would come for ever.
    """
    number = query.selected_columns[0]
    last = 0
    while True:
        part = connection.execute(query.where(number > last).order_by(number).limit(size)).all()
        if not part:
            return
        for row in part:
            if row[0] <= last:
                raise Corrupt(
                    f"the rows of {number.table.name} are not in the order of their numbers: "
                    f"{row[0]} comes after {last}",
                    hint="restore it from a backup; factcheck db verify says more",
                )
            last = row[0]
        yield list(part)
