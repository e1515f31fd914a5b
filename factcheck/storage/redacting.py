"""A redaction carried out to the end: the entry, and then the files, written anew."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from factcheck import catalog, heads
from factcheck.db import Database
from factcheck.errors import FactcheckError
from factcheck.history.record import writing_of
from factcheck.history.redactions import ACTION
from factcheck.models import LogHead
from factcheck.services import redactable, redaction
from factcheck.services.redaction import Plan


@dataclass(frozen=True, slots=True)
class Redacted:
    """What was done: the entry that names the order (None: there was nothing to do).

    ``left`` says what could not be done, in words. ``places`` are copies and backups that were
    seen of this database, which no command reaches from here.
    """

    entry: int | None
    left: str | None
    places: tuple[str, ...]


def redact(database: Database, planned: Plan, order: str, *, by: str) -> Redacted:
    """Carry out a plan of ``services.redaction.plan``, in a transaction of its own.

    Afterwards nothing of it is in the database's files: rows, log, search rows, journal, free
    pages. Where the files could not be written anew, what was asked is saved all the same, and
    the same call again does the rest. Raises ReadOnly where the role may not blank the log.
    """
    reason = redaction.reason(order, planned)
    entry = None
    if not planned.nothing:
        with database.transaction(by=by, action=_action(planned), reason=reason) as session:
            catalog.overwrite_deleted(session.connection())
            redaction.redact(session, planned)
            entry = writing_of(session).seq
    return Redacted(entry, _rewritten(database), copies(database))


def _action(planned: Plan) -> str:
    """What the log calls it: redact claim 1, e3."""
    rows = dict.fromkeys(redactable.called(*one.key) for one in planned.fields)
    named = list(rows)[:NAMED]
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return f"{ACTION}{', '.join(named)}{more}"


NAMED = 5


def _rewritten(database: Database) -> str | None:
    database.close()  # our own connections would be in the way
    try:
        return catalog.rewrite(database)
    except FactcheckError as error:
        return f"the files could not be written anew: {error.message}"


def copies(database: Database) -> tuple[str, ...]:
    """Where this database was seen besides: its copies and backups, those that still are there.

    Of other accounts and machines nothing is known.
    """
    with database.reading() as session:
        uid = session.scalars(select(LogHead.database_uid)).one()
    found = (head.place for head in heads.known(uid) if head.place != database.place)
    return tuple(sorted(one for one in found if "://" in one or Path(one).exists()))
