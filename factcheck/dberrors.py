"""What the engines report, as errors of ours: by the driver's code, never by its class alone.

SQLite: https://www.sqlite.org/rescode.html. PostgreSQL: appendix A of its manual.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound

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
_DISK = "the disk of {place} failed: nothing was saved"
_READ_ONLY = "{place} can be read but not written"
_DAMAGED = "{place} is damaged or not a factcheck database: do not write to it"
_TAKEN = "a record like this exists already, or another one still refers to it"
_APPEND_ONLY = "{place} refused a change of its log, which is append-only; run factcheck db verify"
_LACKS = "{place} lacks a table, column or index of this program"
_REFUSED = "the server of {place} refused the login"
_NO_ROOM = "the server of {place} has no connection left"
_SILENT = "the server of {place} does not answer"
_CLOSED = "the server of {place} closed the connection"
_NO_PRIMARY = "no server of {place} takes changes"
_RESTARTING = "the server of {place} is starting or stopping"
_PASSING = {_SILENT, _CLOSED, _NO_PRIMARY, _RESTARTING}  # a moment later they may be gone

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
    266: (StorageFailed, _DISK),
    522: (StorageFailed, _DISK),
    776: (
        ReadOnly,
        "a change of {place} was cut off: somebody who may write must open it first",
    ),
    275: (InvalidInput, "a value is not allowed in its column"),
    1299: (InvalidInput, "a value is missing"),
    787: (Conflict, _TAKEN),
    1555: (Conflict, _TAKEN),
    1811: (Conflict, _APPEND_ONLY),
    2067: (Conflict, _TAKEN),
}

# SQLSTATE, whole or by class.
_SQLSTATE: dict[str, tuple[type[FactcheckError], str]] = {
    "22003": (InvalidInput, "a number is too large"),
    "22": (InvalidInput, "a value does not fit its column"),
    "23502": (InvalidInput, "a value is missing"),
    "23514": (InvalidInput, "a value is not allowed in its column"),
    "23": (Conflict, _TAKEN),
    "54": (InvalidInput, "a value is too large for the database"),
    "25006": (ReadOnly, _READ_ONLY),
    "25P03": (Unavailable, _CLOSED),
    "42501": (ReadOnly, "no permission on {place}"),
    "42P07": (Conflict, "{place} holds other tables of these names"),
    "42P01": (SchemaMismatch, _LACKS),
    "42703": (SchemaMismatch, _LACKS),
    "3F000": (SchemaMismatch, "{place} has no schema that its search_path names"),
    "55000": (Conflict, _APPEND_ONLY),
    "55P03": (Busy, _BUSY),
    "40001": (Busy, _BUSY),
    "40P01": (Busy, _BUSY),
    "57014": (Busy, "{place} took too long to answer"),
    "57": (Unavailable, _CLOSED),
    "08": (Unavailable, _SILENT),
    "53300": (Unavailable, _NO_ROOM),
    "53100": (StorageFailed, _FULL),
    "53": (StorageFailed, "the server of {place} is short of memory or disk"),
    "58P01": (Corrupt, _DAMAGED),
    "58": (StorageFailed, _DISK),
    "28": (Unavailable, _REFUSED),
    "3D000": (Unavailable, "there is no database {place}"),
    "XX001": (Corrupt, _DAMAGED),
    "XX002": (Corrupt, _DAMAGED),
}

# A connection that was not made has no SQLSTATE, only words of the server or of libpq.
_OPTION = "the server or the driver does not know an option in the URL of {place}"
_WORDS: dict[str, tuple[type[FactcheckError], str]] = {
    " authentication failed for ": (Unavailable, _REFUSED),
    "pg_hba.conf": (Unavailable, _REFUSED),
    "is not permitted to log in": (Unavailable, _REFUSED),
    "certificate": (Unavailable, "the certificates for {place} are missing or not trusted"),
    "does not support SSL": (Unavailable, "the server of {place} offers no encryption"),
    "no password supplied": (Unavailable, "the server of {place} wants a password"),
    "does not exist": (Unavailable, "there is no such database or role: {place}"),
    "permission denied for database": (ReadOnly, "no permission on {place}"),
    "too many connections": (Unavailable, _NO_ROOM),
    "too many clients": (Unavailable, _NO_ROOM),
    "connection slots are reserved": (Unavailable, _NO_ROOM),
    "not currently accepting connections": (Unavailable, "{place} takes no connections"),
    "the database system is ": (Unavailable, _RESTARTING),
    "session is read-only": (Unavailable, _NO_PRIMARY),
    "not in hot standby mode": (Unavailable, "no standby of {place} answers"),
    "server closed the connection": (Unavailable, _CLOSED),
    "unrecognized configuration parameter": (InvalidInput, _OPTION),
    "invalid port number": (InvalidInput, _OPTION),
    " value: ": (InvalidInput, _OPTION),  # invalid sslmode value: "nonsense"
    "FATAL": (Unavailable, "the server of {place} refused the connection"),
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
    made = cls(message.format(place=place), hint=_hint(cls, message, path))
    made.again = begin_again(error)
    made.retryable = cls.retryable or made.again or message in _PASSING
    return made


def _hint(cls: type[FactcheckError], message: str, path: Path | None) -> str | None:
    if cls is Corrupt:
        return "restore it from a backup; factcheck db verify says more"
    return _free(path) if message == _FULL and path is not None else None


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
    if isinstance(error, (NoResultFound, MultipleResultsFound)):
        # Services answer for what a person names: this is a row that every database has.
        return Corrupt, _DAMAGED
    raised: Any = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(raised, sqlite3.Error):
        return _of_sqlite(raised, path)
    if hasattr(raised, "sqlstate"):
        return _of_postgres(raised, connecting=getattr(error, "statement", "") is None)
    return None


def _of_sqlite(
    raised: sqlite3.Error, path: Path | None
) -> tuple[type[FactcheckError], str] | None:
    code = getattr(raised, "sqlite_errorcode", None)
    if code is None:
        return None
    if code & 0xFF in (10, 14) and path is not None and (found := _why_not_opened(path)):
        return found
    if _lacks_something(raised):
        return SchemaMismatch, _LACKS
    if any(sign in str(raised) for sign in _INDEX_DAMAGED):
        return Corrupt, _DAMAGED
    return _SQLITE_EXTENDED.get(code) or _SQLITE.get(code & 0xFF)


# What FTS5 says, with no code of its own, where the tables below the index are not its own.
_INDEX_DAMAGED = ("invalid fts5 file format", "vtable constructor failed")


def _why_not_opened(path: Path) -> tuple[type[FactcheckError], str] | None:
    """What the file system says where SQLite says that a file cannot be opened or read."""
    try:
        if not path.is_file():
            return Unavailable, "{place} is not a file"
        if not os.access(path, os.R_OK):
            return ReadOnly, "no permission to read {place}"
        if _beside(path, "-wal").exists() and not os.access(path.parent, os.W_OK):
            return ReadOnly, "{place} has a log beside it, and its folder may not be written"
        return (StorageFailed, _FULL) if _no_names_left(path) else None
    except (OSError, AttributeError):  # Windows has no statvfs
        return None


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _no_names_left(path: Path) -> bool:
    """Whether the file system holds as many files as it can: a journal would be one more."""
    found = os.statvfs(path.parent)
    return found.f_files > 0 and found.f_ffree == 0


def _of_postgres(raised: Any, *, connecting: bool) -> tuple[type[FactcheckError], str] | None:
    state = raised.sqlstate
    if state is not None:
        return _SQLSTATE.get(state) or _SQLSTATE.get(state[:2])
    # A failed connection carries no SQLSTATE; other errors without one are about values.
    if any(cls.__name__ == "OperationalError" for cls in type(raised).__mro__):
        return _why_no_connection(str(raised))
    return InvalidInput, _OPTION if connecting else "a value cannot be stored"


def _why_no_connection(told: str) -> tuple[type[FactcheckError], str]:
    for sign, found in _WORDS.items():
        if sign in told:
            return found
    return Unavailable, _SILENT


def _free(path: Path) -> str | None:
    try:
        found = os.statvfs(path.parent)
    except (OSError, AttributeError):
        return None
    return f"{found.f_bavail * found.f_frsize} bytes are free there"


def _lacks_something(raised: sqlite3.Error) -> bool:
    """Whether a table, column or index is missing. SQLite has one code for what it cannot read."""
    signs = ("no such table", "no such column", "has no column named", "no such index")
    code = getattr(raised, "sqlite_errorcode", None)
    return code == 1 and any(sign in str(raised) for sign in signs)


def schema_missing(error: Exception) -> bool:
    """Whether an engine said that a table is missing."""
    raised: Any = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(raised, sqlite3.Error):
        return getattr(raised, "sqlite_errorcode", None) == 1 and "no such table" in str(raised)
    return getattr(raised, "sqlstate", None) in ("42P01", "3F000")
