"""Databases that are filled once, and copied for each further test: on either engine.

The services and commands that fill a database have tests of their own; that a test needs
somebody's claims to begin with is no reason to have them typed in again.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from factcheck import heads
from factcheck.connections import Place
from factcheck.db import Database
from factcheck.history.record import now

Made = TypeVar("Made")


@dataclass(frozen=True)
class Contents:
    """Everything that a database holds, and where its log ends."""

    file: bytes
    tables: dict[str, bytes]
    uid: str
    seq: int
    hash: str


_kept: dict[tuple[str, str], tuple[Contents, Any]] = {}


def once(url: Place, fill: Callable[[], Made]) -> Made:
    """Fill an empty database by calling ``fill``, or any with what that made before.

    Returns what ``fill`` returned then. A function of one name fills every database alike.
    """
    return _once(url, f"{fill.__module__}.{fill.__qualname__}", fill)


def database(db: Database, fill: Callable[..., object], *told: object) -> Database:
    """The same for a database that is open, which is returned: ``fill(db, *told)``."""
    for engine in db._engines.values():
        engine.dispose()  # what a connection has in its memory is no longer what is there
    _once(db.url, f"{fill.__module__}.{fill.__qualname__}{told}", lambda: fill(db, *told))
    return db


def _once(url: Place, name: str, fill: Callable[[], Made]) -> Made:
    with Database(url) as db:
        key = (db.dialect, name)
        if key not in _kept:
            made = fill()
            _kept[key] = (_read(db), made)
            return made
        contents, again = _kept[key]
        _write(db, contents)
        _remember(contents, db.place)
    return again  # type: ignore[no-any-return]


_HEAD = "SELECT database_uid, seq, hash FROM log_head"


def _read(db: Database) -> Contents:
    if db.path is not None:
        with closing(sqlite3.connect(db.path)) as raw:
            return Contents(raw.serialize(), {}, *raw.execute(_HEAD).fetchone())
    with _owner(db) as raw:
        tables = {name: _copied(raw, name) for name in _tables(raw)}
        return Contents(b"", tables, *raw.execute(_HEAD).fetchone())


def _write(db: Database, contents: Contents) -> None:
    if db.path is not None:
        Path(db.path).write_bytes(contents.file)
        return
    with _owner(db) as raw:
        emptied = "; ".join(f'DELETE FROM "{name}"' for name in contents.tables)
        # No triggers, no foreign keys.
        raw.execute(f"SET LOCAL session_replication_role = replica; {emptied}")
        for name, rows in contents.tables.items():
            if rows:
                with raw.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                    copy.write(rows)


def _remember(contents: Contents, place: str) -> None:
    """The head that the program would have kept, and no later one of what is gone."""
    shutil.rmtree(heads.folder(contents.uid), ignore_errors=True)
    heads.keep(contents.uid, heads.Head(place, contents.seq, contents.hash, now()))


@contextmanager
def _owner(db: Database) -> Iterator[Any]:
    """A transaction of the driver's own."""
    pooled = db.engine(writing=True).raw_connection()
    try:
        with pooled.driver_connection.transaction():  # type: ignore[union-attr]
            yield pooled.driver_connection
    finally:
        pooled.close()


def _tables(raw: Any) -> list[str]:
    """All but Alembic's own."""
    found = raw.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return sorted({name for (name,) in found} - {"alembic_version"})


def _copied(raw: Any, name: str) -> bytes:
    with raw.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:
        return b"".join(bytes(block) for block in copy)
