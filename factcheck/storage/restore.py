"""Restoring a backup into a new place. The log of the restored database says so."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from factcheck import heads, schema
from factcheck.connections import Place
from factcheck.db import SCHEMA, Database, compare_schema
from factcheck.errors import Corrupt, Unavailable, VerificationFailed
from factcheck.files import partial, publish, require_new
from factcheck.history import head
from factcheck.history.record import RESTORED, now, remark
from factcheck.records import stored_text
from factcheck.storage.backup import copy_file
from factcheck.storage.copy import Progress, Sign, Source, copy, nothing
from factcheck.storage.dump import MAGIC, Dump
from factcheck.verify import Report, check_file, check_rows

SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: where, how many entries, the head; and the last entry once seen there.

    ``seen`` is higher than ``entries`` where the backup is older than what was lost.
    """

    place: str
    entries: int
    head: str
    seen: int


def restore(
    path: str | os.PathLike[str], to: Place, *, by: str, progress: Progress = nothing
) -> Restored:
    """Verify a backup, and make a database of it where none is, with an entry that says so.

    Raises Corrupt for a file that is no backup, VerificationFailed for one that is not
    what its log says, Conflict where the place is taken.
    """
    backup, by = Path(path).expanduser().absolute(), stored_text(by, "the actor of a change")
    kind = _kind(backup)
    with Database(to, schema_check=False) as target:
        place, file = target.place, target.path
    if kind == "dump":
        with Dump(backup) as read:
            with read.reading() as session:
                report = check_rows(session.connection(), [], str(backup), read.revision)
            _require_clean(report, backup)
            compare_schema(read.revision, str(backup))
            return _by_the_log(read, report, to, place, by, progress)
    if file is not None:
        return _file_to_file(backup, file, by, progress)
    report = check_file(backup, [], str(backup))
    _require_clean(report, backup)
    with Database(backup) as source:
        return _by_the_log(source, report, to, place, by, progress)


def _kind(backup: Path) -> str:
    try:
        with backup.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        raise Unavailable(f"{backup} cannot be read: {(error.strerror or '').lower()}") from error
    if start == SQLITE:
        return "file"
    if start[:5] == MAGIC:
        return "dump"
    raise Corrupt(f"{backup} is no backup of a factcheck database")


def _file_to_file(backup: Path, target: Path, by: str, progress: Progress) -> Restored:
    require_new(target)
    with partial(target.parent) as fresh:
        _copied(backup, fresh, progress, target)
        report = check_file(fresh, [], str(backup))
        _require_clean(report, backup)
        if report.schema != SCHEMA:
            schema.upgrade(fresh)
        schema.set_journal(fresh)
        before = _seen_at(report, str(target))
        with Database(fresh) as restored, restored.engine(writing=True).begin() as connection:
            restored.place = str(target)  # as it will be known
            _sign(by, backup, report)(restored, connection)
        publish(fresh, target)
    return _restored(Database(target), report, before)


def _copied(backup: Path, fresh: Path, progress: Progress, target: Path) -> None:
    try:
        copy_file(backup, fresh, progress, named=target)
    except Corrupt as damage:
        damage.hint = "nothing was restored; look for another backup"
        raise


def _by_the_log(
    source: Source, report: Report, to: Place, place: str, by: str, progress: Progress
) -> Restored:
    before = _seen_at(report, place)
    copy(source, to, progress, sign=_sign(by, Path(source.place), report))
    return _restored(Database(to), report, before)


def _require_clean(report: Report, backup: Path) -> None:
    if not report.clean:
        raise VerificationFailed(
            f"{backup} is not what its log says: {report.findings[0].message}",
            hint="nothing was restored; look for another backup",
        )


def _sign(by: str, backup: Path, report: Report) -> Sign:
    """Writes the entry that says what was restored, and expects its head from now on.

    The head is kept before anybody can see the database: it would else be accused, if we
    were stopped in between, of having lost what was seen at that place before.
    """
    reason = f"from {backup.name}, whose log ends at entry {report.entries}"

    def write(restored: Database, connection: Connection) -> None:
        by_whom = restored.signature(connection, by, action=RESTORED, reason=reason)
        end = remark(connection, by_whom)
        kept = heads.Head(restored.place, end.seq, end.hash, now(), restored=end.seq)
        with suppress(OSError):
            heads.keep(report.database_uid, kept, anew=True)

    return write


def _seen_at(report: Report, place: str) -> int:
    """The last entry that was ever seen at a place, 0 where none was."""
    known = heads.known(report.database_uid)
    return max((one.seq for one in known if one.place == place), default=0)


def _restored(database: Database, report: Report, seen: int) -> Restored:
    with database, database.reading() as session:
        _uid, end = head.current(session.connection())
    return Restored(database.place, report.entries, f"{end.seq}:{end.hash}", seen)
