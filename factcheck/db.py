"""A database and its transactions, on SQLite or PostgreSQL.

``Database(url)`` opens what is there and never makes one (``factcheck.schema``
does). ``transaction`` is the only way to write, ``reading`` to look.
"""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session as Session

from factcheck import __version__, heads, settings
from factcheck.dberrors import schema_missing, translate
from factcheck.errors import (
    Corrupt,
    FactcheckError,
    InvalidInput,
    ReadOnly,
    SchemaNewer,
    SchemaOlder,
    Unavailable,
)
from factcheck.records import stored_text

# The schema that this program reads and writes; a test holds it against migrations/.
SCHEMA = "0001"
# Marks a SQLite file as ours (PRAGMA application_id): "FCHK" in ASCII.
APPLICATION_ID = 0x4643484B
# How long a writer waits for another one.
BUSY_SECONDS: float = 30


def parse(url: str | os.PathLike[str]) -> URL:
    """A path or a database URL, as SQLAlchemy wants it. Raises InvalidInput."""
    told = os.fspath(url)
    if not told.strip():
        raise InvalidInput("the name of the database is empty")
    if told == ":memory:":
        raise InvalidInput("a database in memory would be lost: name a file")
    if "://" not in told:
        return URL.create("sqlite", database=str(Path(told).expanduser().absolute()))
    try:
        found = make_url(told)
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


class Database:
    """An opened database. Nothing is connected before the first transaction.

    >>> db = Database("checks.db")
    >>> with db.transaction(by="ana") as session:
    ...     claims.add(session, ClaimRecord("..."), by="ana")

    Raises InvalidInput for a URL that cannot be read. Every transaction raises
    an error of ``factcheck.errors`` for what the engine reports: Unavailable
    when nothing is there, Corrupt, SchemaOlder, SchemaNewer, Busy ...
    """

    def __init__(self, url: str | os.PathLike[str], *, schema_check: bool = True) -> None:
        self.url = parse(url)
        self.dialect = self.url.get_backend_name()
        self.place = shown(self.url)
        self.notices: list[str] = []
        self._schema_check = schema_check
        self._checked = False
        self._engines: dict[bool, Engine] = {}

    @property
    def path(self) -> Path | None:
        """The file, on SQLite."""
        return Path(str(self.url.database)) if self.dialect == "sqlite" else None

    def close(self) -> None:
        """Let go of all connections."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def engine(self, *, writing: bool) -> Engine:
        """The engine of the one or the other kind; readers cannot write."""
        if writing not in self._engines:
            make = _sqlite_engine if self.dialect == "sqlite" else postgres_engine
            self._engines[writing] = make(self.url, writing=writing)
            if writing:
                from factcheck.history.record import guard

                guard(self._engines[writing])
        return self._engines[writing]

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment of the database and cannot change it."""
        with self._translated(), Session(self.engine(writing=False)) as session:
            self._check(session)
            yield session

    @contextmanager
    def transaction(
        self,
        *,
        by: str,
        action: str = "change",
        reason: str | None = None,
        dry_run: bool = False,
    ) -> Iterator[Session]:
        """A session whose changes become one entry of the log, by this actor, or nothing.

        Takes the log's head first, so that one writer at a time is at work.
        ``reason`` goes into the entry; with ``dry_run`` all is undone at the end.
        Commits when the block ends well, and rolls back on any exception.
        """
        actor = stored_text(by, "the actor of a change")
        because = stored_text(reason, "the reason") if reason else None
        from factcheck.history import record

        with self._translated(), Session(self.engine(writing=True)) as session:
            self._check(session)
            record.watch(session)
            record.begin(session)
            yield session
            signature = record.Signature(
                actor=actor,
                login=self._login(session),
                program_version=__version__,
                schema_revision=SCHEMA,
                action=action,
                reason=because,
            )
            sealed = record.seal(session, signature)
            if dry_run or sealed is None:
                session.rollback()
                return
            uid, trusted = self._known_head(session)
            session.commit()
            if trusted:
                self._keep_head(uid, sealed)

    def _login(self, session: Session) -> str:
        if self.dialect == "postgresql":
            return f"{session.scalar(text('SELECT session_user'))} ({settings.login()})"
        return settings.login()

    def _known_head(self, session: Session) -> tuple[str, bool]:
        """The database's id, and whether the log still holds the head that was seen here."""
        from factcheck.models import Entry, LogHead

        uid: str = session.scalars(select(LogHead.database_uid)).one()
        for head in heads.known(uid):
            if head.place == self.place:
                found = session.scalar(select(Entry.hash).where(Entry.seq == head.seq))
                if found != head.hash:
                    self.notices.append(
                        f"the log no longer holds entry {head.seq} as it was seen here: "
                        "run factcheck db verify"
                    )
                    return uid, False
        return uid, True

    def _keep_head(self, uid: str, sealed: Any) -> None:
        from factcheck.history.record import now

        try:
            heads.keep(uid, heads.Head(self.place, sealed.seq, sealed.hash, now()))
        except OSError as error:
            self.notices.append(f"the head of the log could not be kept outside: {error}")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what the engine raises into an error of ours, by its code."""
        try:
            self._require_file()
            yield
        except FactcheckError:
            raise
        except (SQLAlchemyError, sqlite3.Error, UnicodeEncodeError, OverflowError) as error:
            raise translate(error, self.place, self.path) from error

    def _require_file(self) -> None:
        path = self.path
        if path is None:
            return
        try:
            mode = path.stat().st_mode
        except (FileNotFoundError, NotADirectoryError) as error:
            raise Unavailable(
                f"there is no database at {path}",
                hint=f"factcheck db init --db {quote_path(path)}",
            ) from error
        except PermissionError as error:
            raise ReadOnly(f"no permission to read {path}") from error
        except (OSError, ValueError) as error:
            raise Unavailable(f"{path} cannot be opened: {error}") from error
        if stat.S_ISDIR(mode):
            raise Unavailable(f"{path} is a folder, not a database")

    def _check(self, session: Session) -> None:
        """Once per Database: is it ours, and of this schema?"""
        if self._checked:
            return
        if self.dialect == "sqlite":
            found = session.scalar(text("PRAGMA application_id"))
            if found != APPLICATION_ID:
                raise Corrupt(f"{self.place} is not a factcheck database")
        if self._schema_check:
            compare_schema(self.revision(session), self.place)
        self._checked = True

    def journal(self, session: Session) -> str | None:
        """How SQLite keeps a transaction that is under way: ``delete`` or ``wal``."""
        if self.dialect != "sqlite":
            return None
        return str(session.scalar(text("PRAGMA journal_mode")))

    def revision(self, session: Session) -> str:
        """The schema that the database has. Raises Corrupt when it has none."""
        try:
            found = session.scalars(text("SELECT version_num FROM alembic_version")).all()
        except SQLAlchemyError as error:
            if schema_missing(error):
                raise Corrupt(
                    f"{self.place} holds no factcheck database",
                    hint="make one with: factcheck db init",
                ) from error
            raise
        if len(found) != 1:
            raise Corrupt(f"{self.place} names {len(found)} schemas, not one")
        return str(found[0])


def compare_schema(found: str, place: str) -> None:
    """Raise SchemaOlder or SchemaNewer unless the schema is this program's."""
    if found == SCHEMA:
        return
    if found.isdigit() and found < SCHEMA:
        raise SchemaOlder(
            f"{place} has schema {found}, this program needs {SCHEMA}",
            hint="run: factcheck db upgrade",
        )
    raise SchemaNewer(
        f"{place} has schema {found}, made by a newer program than this one ({SCHEMA})",
        hint="upgrade factcheck",
    )


def quote_path(path: Path) -> str:
    """A path as it can be pasted into a shell."""
    import shlex

    return shlex.quote(str(path))


def sqlite_connection(path: Path, *, writing: bool) -> sqlite3.Connection:
    """A connection to an existing file, never creating one, with our policy in force."""
    mode = "rw" if os.access(path, os.W_OK) else "ro"
    raw = sqlite3.connect(
        f"file:{quote(str(path))}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    for pragma in (
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        f"query_only={'OFF' if writing else 'ON'}",
    ):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _sqlite_engine(url: URL, *, writing: bool) -> Engine:
    path = Path(str(url.database))

    def connect() -> sqlite3.Connection:
        raw = sqlite_connection(path, writing=writing)
        if writing:
            mode = raw.execute("PRAGMA journal_mode").fetchone()[0]
            raw.execute(f"PRAGMA synchronous={'FULL' if mode == 'wal' else 'EXTRA'}")
        return raw

    engine = create_engine("sqlite://", creator=connect, hide_parameters=True)
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    event.listen(engine, "checkin", _end_transaction)
    return engine


def _end_transaction(raw: sqlite3.Connection | None, _record: Any) -> None:
    """A commit that failed leaves its transaction open, and SQLAlchemy does not end it."""
    if raw is not None and raw.in_transaction:
        raw.rollback()


def postgres_engine(url: URL, *, writing: bool) -> Engine:
    """An engine of PostgreSQL with our policy in force. Raises Unavailable without the driver."""
    level = "READ COMMITTED" if writing else "REPEATABLE READ"
    try:
        engine = create_engine(url, hide_parameters=True, isolation_level=level)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise Unavailable(
            "the PostgreSQL driver is not installed",
            hint="pip install 'factcheck[postgres]'",
        ) from error

    def configure(raw: Any, _record: Any) -> None:
        with raw.cursor() as cursor:
            cursor.execute("SET application_name = 'factcheck'")
            cursor.execute(f"SET default_transaction_read_only = {'off' if writing else 'on'}")
            cursor.execute(f"SET lock_timeout = '{round(BUSY_SECONDS * 1000)}ms'")
            cursor.execute("SET idle_in_transaction_session_timeout = '60s'")
        raw.commit()

    event.listen(engine, "connect", configure)
    return engine
