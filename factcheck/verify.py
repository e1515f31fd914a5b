"""Everything that ``db verify`` checks, over the whole database."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from factcheck import heads, schema
from factcheck.db import Database
from factcheck.history import verify as log
from factcheck.history.verify import Finding, KnownHead
from factcheck.models import Change, Entry, LogHead
from factcheck.models.base import AnySelect


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked and what was found; the log's end, and whether a head of it is known."""

    findings: tuple[Finding, ...]
    checks: tuple[str, ...]
    entries: int
    changes: int
    head: str
    head_known: bool

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def verify(database: Database, progress: Callable[[str], None] = lambda _check: None) -> Report:
    """Check a database in one moment of it; ``progress`` hears the name of each check.

    Raises what opening it raises; what the checks find is in the report.
    """
    with database.reading() as session:
        connection = session.connection()
        uid = _asked(connection, select(LogHead.database_uid)) or ""
        known = [KnownHead(head.place, head.seq, head.hash) for head in heads.known(str(uid))]
        here = [head for head in known if head.place == database.place]
        checks: dict[str, Callable[[], Iterable[Finding]]] = {
            "integrity": lambda: _told("integrity", schema.integrity(connection)),
            "schema": lambda: _told("schema", schema.differences(connection)),
            "chain": lambda: log.check_chain(connection),
            "heads": lambda: log.check_heads(connection, known, database.place),
            "state": lambda: log.check_state(connection),
            "derived": lambda: log.check_derived(connection),
            "counters": lambda: log.check_counters(connection),
        }
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
            head_known=bool(here),
        )


def _run(
    connection: Connection, name: str, check: Callable[[], Iterable[Finding]]
) -> list[Finding]:
    """A check that cannot be carried out on what is there has found something."""
    try:
        with connection.begin_nested():
            return list(check())
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
