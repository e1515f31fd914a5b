"""A database and its transactions, on SQLite or PostgreSQL.

``Database(url)`` opens what is there and never makes one (``factcheck.schema``
does). ``transaction`` is the way to write, ``reading`` to look; ``write`` runs a
function as one transaction and begins again where the engine asks for it.
"""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as Session

from factcheck import __version__, connections, heads, settings
from factcheck.connections import APPLICATION_ID, Place
from factcheck.dberrors import connection_lost, schema_missing, translate
from factcheck.errors import (
    Corrupt,
    FactcheckError,
    ReadOnly,
    SchemaNewer,
    SchemaOlder,
    Unavailable,
)
from factcheck.records import stored_text

if TYPE_CHECKING:
    from factcheck.history.record import Signature

# The schema that this program reads and writes; a test holds it against migrations/.
SCHEMA = "0005"
# What stands in its place while a copy is under way (factcheck.storage).
UNFINISHED = "unfinished copy"
# How often a transaction is begun again before its error is told.
ATTEMPTS = 5

Result = TypeVar("Result")


class Database:
    """An opened database. Nothing is connected before the first transaction.

    >>> db = Database("checks.db")
    >>> with db.transaction(by="ana") as session:
    ...     claims.add(session, ClaimRecord("..."), by="ana")

    Raises InvalidInput for a URL that cannot be read. Every transaction raises
    an error of ``factcheck.errors`` for what the engine reports: Unavailable
    when nothing is there, Corrupt, SchemaOlder, SchemaNewer, Busy ...
    """

    def __init__(self, url: Place, *, schema_check: bool = True) -> None:
        self.url = connections.parse(url)
        self.dialect = self.url.get_backend_name()
        self.place = connections.shown(self.url)
        self.notices: list[str] = []
        self._schema_check = schema_check
        self._checked = False
        self._file: tuple[int, int] | None = None
        self._engines: dict[tuple[int, bool], Engine] = {}

    @property
    def path(self) -> Path | None:
        """The file, on SQLite."""
        return Path(str(self.url.database)) if self.dialect == "sqlite" else None

    def close(self) -> None:
        """Let go of all connections."""
        for (process, _), engine in self._engines.items():
            engine.dispose(close=process == os.getpid())
        self._engines.clear()
        self._file = None

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def engine(self, *, writing: bool) -> Engine:
        """The engine of the one or the other kind; readers cannot write.

        A forked process gets its own: no connection may be used by two.
        """
        key = (os.getpid(), writing)
        if key not in self._engines:
            sqlite = self.dialect == "sqlite"
            make = connections.sqlite_engine if sqlite else connections.postgres_engine
            self._engines[key] = make(self.url, writing=writing)
            if writing:
                from factcheck.history.watch import guard

                guard(self._engines[key])
        return self._engines[key]

    @contextmanager
    def reading(self, *, unhurried: bool = False) -> Iterator[Session]:
        """A session that sees one moment of the database and cannot change it.

        ``unhurried`` is for work that may take long: no limit on the server cuts it short.
        """
        with self._translated(), self._opened(writing=False) as session:
            if unhurried:
                self._take_time(session)
            yield session

    @contextmanager
    def transaction(
        self,
        *,
        by: str,
        action: str = "change",
        reason: str | None = None,
        dry_run: bool = False,
        bounded: bool = False,
    ) -> Iterator[Session]:
        """A session whose changes become one entry of the log, by this actor, or nothing.

        Takes the log's head first, so that one writer at a time is at work.
        ``reason`` goes into the entry; with ``dry_run`` all is undone at the end; ``bounded`` is
        for work of which no statement changes more than some hundred rows: it is faster.
        Commits when the block ends well, and rolls back on any exception. Raises RuleBroken
        where what the public reads of a published claim would change without a correction
        (``services.corrections.declare``).
        """
        actor = stored_text(by, "the actor of a change")
        because = stored_text(reason, "the reason") if reason else None
        from factcheck.history import ledger, record

        with self._translated(), self._opened(writing=True, bounded=bounded) as session:
            yield session
            ledger.settle(session, actor)
            connection = session.connection()
            by_whom = self.signature(connection, actor, action=action, reason=because)
            sealed = record.seal(session, by_whom)
            if dry_run or sealed is None:
                session.rollback()
                return
            kept = self._seen(connection)
            self._commit(session, sealed)
            if kept is not None:
                self._keep_head(*kept)

    def write(
        self,
        work: Callable[[Session], Result],
        *,
        by: str,
        action: str = "change",
        reason: str | None = None,
    ) -> Result:
        """What ``work(session)`` returns, done in one transaction.

        Where the engine asks to begin again (a serialisation failure, a deadlock, a
        connection that was lost before the commit), all is rolled back and ``work``
        runs again, with a random pause. Nothing is ever done twice: after a commit
        that was not answered the log tells whether it holds the entry.

        >>> db.write(lambda session: claims.add(session, record, by="ana").id, by="ana")
        """
        for attempt in range(ATTEMPTS):
            try:
                with self.transaction(by=by, action=action, reason=reason) as session:
                    done = work(session)
            except FactcheckError as failure:
                if not failure.again or attempt == ATTEMPTS - 1:
                    raise
            else:
                return done
            connections.pause(attempt)
        raise AssertionError("the last attempt returns or raises")

    def _opened(self, *, writing: bool, bounded: bool = False) -> Session:
        """A session whose transaction has begun, the head of the log taken for a writer.

        Waits for other writers, and for the next primary where the URL names several
        hosts; a connection that was lost while nobody used it is replaced.
        """
        deadline = monotonic() + connections.BUSY_SECONDS
        for attempt in count():
            engine = self.engine(writing=writing)
            if bounded:
                engine = engine.execution_options(**{connections.BOUNDED: True})
            session = Session(engine)
            try:
                self._begin(session, writing=writing)
            except BaseException as error:
                session.close()
                if monotonic() > deadline or not self._may_pass(error, attempt):
                    raise
            else:
                return session
            connections.pause(attempt)
        raise AssertionError("counting has no end")

    def _may_pass(self, error: BaseException, attempt: int) -> bool:
        """Whether trying again is likely to help."""
        if not isinstance(error, (SQLAlchemyError, sqlite3.Error)):
            return False
        failure = translate(error, self.place, self.path)
        if isinstance(failure, Unavailable) and connections.hosts(self.url) < 2:
            return attempt == 0 and connection_lost(error)
        return failure.retryable

    def _begin(self, session: Session, *, writing: bool) -> None:
        self._check(session)
        if writing:
            from factcheck.history import record, watch

            watch.watch(session)
            record.begin(session)

    def _take_time(self, session: Session) -> None:
        if self.dialect == "postgresql":
            for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
                session.execute(text(f"SET LOCAL {name} = 0"))

    def _commit(self, session: Session, sealed: Any) -> None:
        """Commit; where the answer was lost, ask the log whether it holds the entry."""
        self._require_file()
        try:
            session.commit()
        except SQLAlchemyError as error:
            if not connection_lost(error) or not self._holds(sealed):
                raise
        self._require_file()

    def _holds(self, sealed: Any) -> bool:
        from factcheck.models import Entry

        try:
            with self._opened(writing=True) as session:
                found = session.scalar(select(Entry.hash).where(Entry.seq == sealed.seq))
        except (FactcheckError, SQLAlchemyError) as error:
            raise Unavailable(
                f"the connection was lost while saving: whether entry {sealed.seq} was saved "
                "is not known",
                hint="look at factcheck history before you do it again",
            ) from error
        return bool(found == sealed.hash)

    def signature(
        self, connection: Connection, actor: str, *, action: str, reason: str | None
    ) -> "Signature":
        """Who signs an entry that is written over this connection."""
        from factcheck.history.record import Signature

        login = settings.login()
        if self.dialect == "postgresql":
            login = f"{connection.scalar(text('SELECT session_user'))} ({login})"
        return Signature(
            actor=actor,
            login=login,
            program_version=__version__,
            schema_revision=SCHEMA,
            action=action,
            reason=reason,
        )

    def _seen(self, connection: Connection) -> tuple[str, heads.Head] | None:
        """The head to be kept outside; None where the log lost the one that was seen here."""
        from factcheck.history import head

        try:
            return head.seen(connection, self.place)
        except head.Lost as lost:
            self.notices.append(
                f"the log no longer holds entry {lost.seq} as it was seen here: "
                "run factcheck db verify"
            )
            return None

    def _keep_head(self, uid: str, head: heads.Head) -> None:
        try:
            heads.keep(uid, head)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            where = f" in {error.filename}" if error.filename else ""
            self.notices.append(f"the head of the log could not be kept outside{where}: {why}")

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
            found = path.stat()
        except (FileNotFoundError, NotADirectoryError) as error:
            if self._file is not None:
                raise self._moved() from error
            raise Unavailable(
                f"there is no database at {path}",
                hint=f"factcheck db init --db {quote_path(path)}",
            ) from error
        except PermissionError as error:
            raise ReadOnly(f"no permission to read {path}") from error
        except (OSError, ValueError) as error:
            raise Unavailable(f"{path} cannot be opened: {error}") from error
        if stat.S_ISDIR(found.st_mode):
            raise Unavailable(f"{path} is a folder, not a database")
        file = (found.st_dev, found.st_ino)
        if self._file not in (None, file):
            raise self._moved()
        self._file = file

    def _moved(self) -> ReadOnly:
        return ReadOnly(
            f"{self.place} was moved or replaced while it was open",
            hint="nothing is written to it any more; close it and open it again",
        )

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
    if found == UNFINISHED:
        raise Unavailable(
            f"{place} is a copy that was not finished",
            hint="run the same factcheck db copy again: it goes on where it stopped",
        )
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
