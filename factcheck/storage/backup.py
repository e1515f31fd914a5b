"""Backups of live databases by the engine's own means, verified before they are reported."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from sqlalchemy import select

from factcheck import catalog, heads
from factcheck.connections import sqlite_connection
from factcheck.db import Database
from factcheck.dberrors import translate
from factcheck.errors import Conflict, ReadOnly, Unavailable, VerificationFailed
from factcheck.history.record import now
from factcheck.models import LogHead
from factcheck.storage.copy import Progress, nothing
from factcheck.storage.dump import Dump, write
from factcheck.verify import Report, check_file, check_rows

PAGES = 2000


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified backup: where it is, its size in bytes, its entries and where its log ends."""

    path: Path
    size: int
    entries: int
    head: str


def backup(
    database: Database, to: str | os.PathLike[str] | None = None, progress: Progress = nothing
) -> Backup:
    """Make a backup of a database that may be in use, and verify it.

    ``to`` is a new file, or a folder; by default the folder of the database (on
    PostgreSQL the current one), under a name that tells where its log ends. The copying
    may be long: ``progress`` hears how many pages are done, and of how many. Raises
    Conflict when the file is there, VerificationFailed when what was copied is not what
    its log says: then it is kept beside, marked as unverified.
    """
    with database.reading() as session:
        uid = session.scalars(select(LogHead.database_uid)).one()
    known = [head for head in heads.known(uid) if head.place == database.place]
    folder, name = _where(database, to)
    with partial(folder) as fresh:
        if database.path is not None:
            copy_file(database.path, fresh, progress)
        else:
            write(database.url, _schema_name(database), fresh, database.place)
        report = _report(database, fresh, known)
        target = folder / name if name else _free_name(folder, _name(database, report))
        if not report.clean:
            kept = target.with_name(target.name + ".unverified")
            publish(fresh, kept)
            raise VerificationFailed(
                f"the backup is not what its log says: {report.findings[0].message}",
                hint=f"it is kept as {kept}; factcheck db verify tells more of the database",
            )
        publish(fresh, target)
    seq, _, sealed = report.head.partition(":")
    if int(seq):
        heads.keep(uid, heads.Head(str(target), int(seq), sealed, now()))
    return Backup(target, target.stat().st_size, report.entries, report.head)


def _where(database: Database, to: str | os.PathLike[str] | None) -> tuple[Path, str | None]:
    """The folder, and the name if one was given. Raises Conflict, Unavailable."""
    if to is None:
        return (database.path.parent if database.path else Path.cwd()), None
    path = Path(to).expanduser().absolute()
    if path.is_dir():
        return path, None
    require_new(path)
    return path.parent, path.name


def _name(database: Database, report: Report) -> str:
    seq, _, sealed = report.head.partition(":")
    stem = database.path.stem if database.path else database.url.database
    return f"{stem}-{seq}-{sealed[:8]}{'.db' if database.path else '.dump'}"


def _free_name(folder: Path, name: str) -> Path:
    """The name, with a number where others have it already."""
    first = folder / name
    names = (first.with_stem(f"{first.stem}-{number}") for number in count(2))
    return next(path for path in chain([first], names) if not os.path.lexists(path))


def _schema_name(database: Database) -> str:
    with database.reading() as session:
        return catalog.name(session.connection())


def _report(database: Database, fresh: Path, known: list[heads.Head]) -> Report:
    """What is found in a backup: it must hold every head that was seen of the database."""
    if database.path is not None:
        return check_file(fresh, known, database.place)
    with Dump(fresh) as read, read.reading() as session:
        return check_rows(session.connection(), known, database.place, read.revision)


def copy_file(source: Path, target: Path, progress: Progress = nothing) -> None:
    """Copy a SQLite database that may be in use, as of one moment, into an empty file."""
    place, path = str(source), source
    try:
        with closing(sqlite_connection(source, writing=False)) as raw:
            # Held while the pages are copied: else every writer would make it begin again.
            raw.execute("BEGIN")
            raw.execute("SELECT count(*) FROM sqlite_master")
            place, path = str(target), target
            with closing(sqlite3.connect(target)) as copied:
                raw.backup(
                    copied,
                    pages=PAGES,
                    progress=lambda _status, left, total: progress(total - left, total),
                )
                copied.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise translate(error, place, path) from error


def require_new(path: Path) -> None:
    """Raise Conflict when something is there, Unavailable when its folder is not."""
    if os.path.lexists(path):
        raise Conflict(f"{path} exists already", hint="name a new file")
    if not path.parent.is_dir():
        raise Unavailable(f"there is no folder {path.parent}", hint="make the folder first")


@contextmanager
def partial(folder: Path) -> Iterator[Path]:
    """An empty private file in the folder, which goes unless it was published."""
    try:
        handle, name = tempfile.mkstemp(prefix=".factcheck-", suffix=".partial", dir=folder)
    except PermissionError as error:
        raise ReadOnly(f"no permission to make a file in {folder}") from error
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            Path(name + end).unlink(missing_ok=True)


def publish(fresh: Path, target: Path) -> None:
    """Give a finished file its name, for good. Raises Conflict when the name is taken."""
    handle = os.open(fresh, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        target.hardlink_to(fresh)  # unlike a rename it overwrites nothing
    except FileExistsError as error:
        raise Conflict(f"{target} exists already", hint="name a new file") from error
    except OSError:  # a file system without hard links
        require_new(target)
        fresh.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
