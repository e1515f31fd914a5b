"""Everything that ``db verify`` checks, over the whole database."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from factcheck import catalog, heads, indexing, schema, vectors
from factcheck.db import SCHEMA, Database
from factcheck.dberrors import translate
from factcheck.errors import Busy, Corrupt, Unavailable
from factcheck.heads import Head
from factcheck.history import verify as log
from factcheck.history.verify import Finding, KnownHead
from factcheck.models import Change, Entry, LogHead
from factcheck.models.base import AnySelect


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked and what was found; the log's end, and whether a head of it is known.

    ``checks`` names what was carried out: "schema" is missing where the role may not make
    a schema to compare with, on PostgreSQL.
    """

    findings: tuple[Finding, ...]
    checks: tuple[str, ...]
    entries: int
    changes: int
    head: str
    head_known: bool
    schema: str
    database_uid: str

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


Checks = dict[str, Callable[[], Iterable[Finding]]]


def _silent(_check: str) -> None:
    """A progress that nobody hears."""


def verify(database: Database, progress: Callable[[str], None] = _silent) -> Report:
    """Check a database in one moment of it; ``progress`` hears the name of each check.

    Raises what opening it raises; what the checks find is in the report.
    """
    with database.reading(unhurried=True) as session:
        connection = session.connection()
        uid = str(_asked(connection, select(LogHead.database_uid)) or "")
        seen = _Seen(heads.known(uid), database.place)
        checks = {**_of_engine(connection, SCHEMA), **_of_rows(connection, seen, SCHEMA)}
        checks |= _of_index(connection, SCHEMA)
        return _report(connection, checks, seen, SCHEMA, progress)


def check_file(path: Path, known: list[Head], place: str) -> Report:
    """Check a SQLite file that stands for the database at ``place``; it may have an older schema.

    Rows can be held against the log only where the schema is this program's.
    """
    seen = _Seen(known, place)
    with Database(path, schema_check=False) as database:
        revision = schema.upgradable(database)
        with database.reading() as session:
            connection = session.connection()
            checks = {**_of_engine(connection, revision), **_of_rows(connection, seen, revision)}
            checks |= _of_index(connection, revision)
            return _report(connection, checks, seen, revision, _silent)


def check_rows(connection: Connection, known: list[Head], place: str, revision: str) -> Report:
    """Check tables that were read from somewhere, by their log alone."""
    seen = _Seen(known, place)
    return _report(connection, _of_rows(connection, seen, revision), seen, revision, _silent)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The heads that were seen of a log, and which place it is of."""

    heads: list[Head]
    place: str

    @property
    def here(self) -> bool:
        return any(head.place == self.place for head in self.heads)


def _of_engine(connection: Connection, revision: str) -> Checks:
    """What the engine finds, and whether tables, triggers and indexes are the migrations'."""
    checks: Checks = {"integrity": lambda: _told("integrity", catalog.damage(connection))}
    if catalog.can_compare(connection):
        checks["schema"] = lambda: _told("schema", schema.differences(connection, revision))
    return checks


def _of_rows(connection: Connection, seen: _Seen, revision: str) -> Checks:
    """The log by itself, and the rows against it."""
    known = [KnownHead(head.place, head.seq, head.hash, head.restored) for head in seen.heads]
    checks: Checks = {
        "chain": lambda: log.check_chain(connection),
        "heads": lambda: log.check_heads(connection, known, seen.place),
    }
    if revision == SCHEMA:
        checks["state"] = lambda: log.check_state(connection)
        checks["derived"] = lambda: log.check_derived(connection)
        checks["counters"] = lambda: log.check_counters(connection)
    return checks


def _of_index(connection: Connection, revision: str) -> Checks:
    """The search rows, which only a whole database has."""
    if revision != SCHEMA:
        return {}
    return {"search": lambda: _unfound(connection), "vectors": lambda: _stray(connection)}


def _stray(connection: Connection) -> Iterator[Finding]:
    for claim in vectors.strays(connection):
        yield Finding("vectors", f"claim {claim} has a stray vector: factcheck db reindex")


def _unfound(connection: Connection) -> Iterator[Finding]:
    for claim in indexing.strays(connection):
        yield Finding("search", f"claim {claim} is not found by its words: factcheck db reindex")


def _report(
    connection: Connection,
    checks: Checks,
    seen: _Seen,
    revision: str,
    progress: Callable[[str], None],
) -> Report:
    findings: list[Finding] = []
    for name, check in checks.items():
        progress(name)
        findings += _run(connection, name, check)
    return Report(
        findings=tuple(findings),
        checks=tuple(checks),
        entries=_asked(connection, select(func.count()).select_from(Entry)) or 0,
        changes=_asked(connection, select(func.count()).select_from(Change)) or 0,
        head=_head(connection),
        head_known=seen.here,
        schema=revision,
        database_uid=str(_asked(connection, select(LogHead.database_uid)) or ""),
    )


def _run(
    connection: Connection, name: str, check: Callable[[], Iterable[Finding]]
) -> list[Finding]:
    """A check that cannot be carried out on what is there has found something."""
    try:
        with connection.begin_nested():
            return list(check())
    except SQLAlchemyError as error:
        failure = translate(error, "the database", None)
        if isinstance(failure, (Busy, Unavailable)):  # says nothing of the database itself
            raise
        return [Finding(name, f"the check could not be carried out: {type(error).__name__}")]
    except Corrupt as error:
        return [Finding(name, error.message)]
    except Exception as error:  # forged contents must not keep the other checks from their work
        return [Finding(name, f"the check could not be carried out: {type(error).__name__}")]


def _told(check: str, lines: list[str]) -> Iterator[Finding]:
    for line in lines:
        yield Finding(check, line)


def _asked(connection: Connection, query: AnySelect) -> Any:
    """The first value; None where the table is gone, which the schema check tells."""
    try:
        with connection.begin_nested():
            return connection.scalar(query)
    except SQLAlchemyError:
        return None


def _head(connection: Connection) -> str:
    seq, sealed = (_asked(connection, select(column)) for column in (LogHead.seq, LogHead.hash))
    return "none" if seq is None else f"{seq}:{sealed}"
