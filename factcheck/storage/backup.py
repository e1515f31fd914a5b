"""Backups of live databases by the engine's own means, verified before they are reported."""

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import select

from factcheck import catalog, files, heads
from factcheck.connections import sqlite_connection
from factcheck.db import Database
from factcheck.dberrors import translate
from factcheck.errors import Conflict, VerificationFailed
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
    with files.partial(folder) as fresh:
        if database.path is not None:
            copy_file(database.path, fresh, progress, named=folder / (name or "a backup"))
        else:
            write(database.url, _schema_name(database), fresh, database.place)
        report = _report(database, fresh, known)
        target = folder / (name or _name(database, report))
        if not report.clean:
            kept = target.with_name(target.name + ".unverified")
            files.publish(fresh, kept)
            raise VerificationFailed(
                f"the backup is not what its log says: {report.findings[0].message}",
                hint=f"it is kept as {kept}; factcheck db verify tells more of the database",
            )
        target = _named(fresh, target) if name is None else _published(fresh, target)
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
    files.require_new(path)
    return path.parent, path.name


def _name(database: Database, report: Report) -> str:
    seq, _, sealed = report.head.partition(":")
    stem = database.path.stem if database.path else database.url.database
    return f"{stem}-{seq}-{sealed[:8]}{'.db' if database.path else '.dump'}"


def _published(fresh: Path, target: Path) -> Path:
    files.publish(fresh, target)
    return target


def _named(fresh: Path, first: Path) -> Path:
    """Publish it under this name, or with a number where others have that already."""
    for number in count(2):
        with suppress(Conflict):
            return _published(fresh, first)
        first = first.with_stem(f"{first.stem.removesuffix(f'-{number - 1}')}-{number}")
    raise AssertionError("counting has no end")


def _schema_name(database: Database) -> str:
    with database.reading() as session:
        return catalog.name(session.connection())


def _report(database: Database, fresh: Path, known: list[heads.Head]) -> Report:
    """What is found in a backup: it must hold every head that was seen of the database."""
    if database.path is not None:
        return check_file(fresh, known, database.place)
    with Dump(fresh) as read, read.reading() as session:
        return check_rows(session.connection(), known, database.place, read.revision)


def copy_file(
    source: Path, target: Path, progress: Progress = nothing, *, named: Path | None = None
) -> None:
    """Copy a SQLite database that may be in use, as of one moment, into an empty file.

    ``named`` is what the file is to be called in the end, as errors name it.
    """
    place, path = str(source), source
    try:
        with closing(sqlite_connection(source, writing=False)) as raw:
            # Held while the pages are copied: else every writer would make it begin again.
            raw.execute("BEGIN")
            raw.execute("SELECT count(*) FROM sqlite_master")
            place, path = str(named or target), target
            with closing(sqlite3.connect(target)) as copied:
                raw.backup(
                    copied,
                    pages=PAGES,
                    progress=lambda _status, left, total: progress(total - left, total),
                )
                copied.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise translate(error, place, path) from error
