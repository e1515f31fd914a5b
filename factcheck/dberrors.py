"""What the engines report, as errors of ours: by the driver's code, never by its class alone.

SQLite: https://www.sqlite.org/rescode.html. PostgreSQL: appendix A of its manual.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from factcheck.errors import (
    Busy,
    Conflict,
    Corrupt,
    FactcheckError,
    InvalidInput,
    ReadOnly,
    SchemaMismatch,
    StorageFailed,
    Unavailable,
)

_BUSY = "another process is writing to {place}; try again"
_FULL = "the disk cannot take it: nothing was saved to {place}"
_READ_ONLY = "{place} can be read but not written"
_DAMAGED = "{place} is damaged or not a factcheck database: do not write to it"
_TAKEN = "a record like this exists already, or another one still refers to it"
_APPEND_ONLY = "{place} refused a change of its log, which is append-only; run factcheck db verify"
_SILENT = "the server of {place} does not answer"
_CLOSED = "the server of {place} closed the connection"
_NO_PRIMARY = "no server of {place} takes changes"
_PASSING = {_SILENT, _CLOSED, _NO_PRIMARY}  # a moment later they may be gone

# Primary result codes of SQLite (the extended code & 0xff).
_SQLITE: dict[int, tuple[type[FactcheckError], str]] = {
    3: (ReadOnly, _READ_ONLY),
    5: (Busy, _BUSY),
    6: (Busy, _BUSY),
    8: (ReadOnly, _READ_ONLY),
    9: (Busy, "interrupted before {place} answered"),
    10: (StorageFailed, _FULL),
    11: (Corrupt, _DAMAGED),
    13: (StorageFailed, _FULL),
    14: (Unavailable, "{place} cannot be opened"),
    18: (InvalidInput, "a value is too large for the database"),
    23: (ReadOnly, "no permission on {place}"),
    26: (Corrupt, _DAMAGED),
}
_SQLITE_EXTENDED: dict[int, tuple[type[FactcheckError], str]] = {
    275: (InvalidInput, "a value is not allowed in its column"),
    1299: (InvalidInput, "a value is missing"),
    787: (Conflict, _TAKEN),
    1555: (Conflict, _TAKEN),
    1811: (Conflict, _APPEND_ONLY),
    2067: (Conflict, _TAKEN),
}

# SQLSTATE, whole or by class.
_SQLSTATE: dict[str, tuple[type[FactcheckError], str]] = {
    "22": (InvalidInput, "a value does not fit its column"),
    "23502": (InvalidInput, "a value is missing"),
    "23514": (InvalidInput, "a value is not allowed in its column"),
    "23": (Conflict, _TAKEN),
    "54": (InvalidInput, "a value is too large for the database"),
    "25006": (ReadOnly, _READ_ONLY),
    "25P03": (Unavailable, _CLOSED),
    "42501": (ReadOnly, "no permission on {place}"),
    "42P07": (Conflict, "{place} holds other tables of these names"),
    "42P01": (SchemaMismatch, "{place} lacks a table of this program"),
    "3F000": (SchemaMismatch, "{place} lacks the schema of this program"),
    "55000": (Conflict, _APPEND_ONLY),
    "55P03": (Busy, _BUSY),
    "40001": (Busy, _BUSY),
    "40P01": (Busy, _BUSY),
    "57014": (Busy, "{place} took too long to answer"),
    "57": (Unavailable, _CLOSED),
    "08": (Unavailable, _SILENT),
    "53300": (Unavailable, "the server of {place} has no connection left"),
    "53100": (StorageFailed, _FULL),
    "58030": (StorageFailed, _FULL),
    "28": (Unavailable, "the server of {place} refused the login"),
    "3D000": (Unavailable, "there is no database {place}"),
    "XX001": (Corrupt, _DAMAGED),
    "XX002": (Corrupt, _DAMAGED),
}

# A serialisation failure and a deadlock; on SQLite a snapshot that grew old.
_UNDONE = {"40001", "40P01"}
_SNAPSHOT = 517


def translate(error: Exception, place: str, path: Path | None) -> FactcheckError:
    """The error of ours for what an engine raised at this place."""
    found = _known(error, path)
    if found is None:
        return FactcheckError(f"unexpected database error ({type(error).__name__})")
    cls, message = found
    made = cls(message.format(place=place), hint=_hint(cls, path))
    made.again = begin_again(error)
    made.retryable = cls.retryable or made.again or message in _PASSING
    return made


def _hint(cls: type[FactcheckError], path: Path | None) -> str | None:
    if cls is Corrupt:
        return "restore it from a backup; factcheck db verify says more"
    return _free(path) if cls is StorageFailed and path is not None else None


def begin_again(error: Exception) -> bool:
    """Whether the whole transaction was undone and may simply be run once more."""
    raised: Any = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(raised, sqlite3.Error):
        return getattr(raised, "sqlite_errorcode", None) == _SNAPSHOT
    return getattr(raised, "sqlstate", None) in _UNDONE or connection_lost(error)


def connection_lost(error: BaseException) -> bool:
    """Whether a connection that was open went away."""
    return isinstance(error, DBAPIError) and error.connection_invalidated


def _known(error: Exception, path: Path | None) -> tuple[type[FactcheckError], str] | None:
    if isinstance(error, UnicodeEncodeError):
        return InvalidInput, "a text contains half a surrogate pair"
    if isinstance(error, OverflowError):
        return InvalidInput, "a number is too large"
    raised: Any = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(raised, sqlite3.Error):
        return _of_sqlite(raised, path)
    if hasattr(raised, "sqlstate"):
        return _of_postgres(raised)
    return None


def _of_sqlite(
    raised: sqlite3.Error, path: Path | None
) -> tuple[type[FactcheckError], str] | None:
    code = getattr(raised, "sqlite_errorcode", None)
    if code is None:
        return None
    if code & 0xFF == 14 and path is not None and not os.access(path, os.R_OK):
        return ReadOnly, "no permission to read {place}"
    if schema_missing(raised):
        return SchemaMismatch, "{place} lacks a table of this program"
    return _SQLITE_EXTENDED.get(code) or _SQLITE.get(code & 0xFF)


def _of_postgres(raised: Any) -> tuple[type[FactcheckError], str] | None:
    state = raised.sqlstate
    if state is None:
        # A failed connection carries no SQLSTATE; other errors without one are about values.
        if type(raised).__name__ == "OperationalError":
            return Unavailable, _why_no_connection(str(raised))
        return InvalidInput, "a value cannot be stored"
    return _SQLSTATE.get(state) or _SQLSTATE.get(state[:2])


def _why_no_connection(told: str) -> str:
    reasons = {
        "password authentication failed": "the server of {place} refused the login",
        "no password supplied": "the server of {place} wants a password",
        "does not exist": "there is no such database or role: {place}",
        "session is read-only": _NO_PRIMARY,
    }
    for sign, message in reasons.items():
        if sign in told:
            return message
    return _SILENT


def _free(path: Path) -> str | None:
    try:
        found = os.statvfs(path.parent)
    except (OSError, AttributeError):
        return None
    return f"{found.f_bavail * found.f_frsize} bytes are free there"


def schema_missing(error: Exception) -> bool:
    """Whether an engine said that a table is missing."""
    raised: Any = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(raised, sqlite3.Error):
        return getattr(raised, "sqlite_errorcode", None) == 1 and "no such table" in str(raised)
    return getattr(raised, "sqlstate", None) in ("42P01", "3F000")
