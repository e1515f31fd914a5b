"""Restoring a backup into a new place. The log of the restored database says so."""

import os
from dataclasses import dataclass
from pathlib import Path

from factcheck import heads, schema
from factcheck.connections import Place
from factcheck.db import SCHEMA, Database, compare_schema
from factcheck.errors import Corrupt, Unavailable, VerificationFailed
from factcheck.history.record import RESTORED, now
from factcheck.storage.backup import copy_file, partial, publish, require_new
from factcheck.storage.copy import Progress, copy, nothing
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
    backup = Path(path).expanduser().absolute()
    kind = _kind(backup)
    with Database(to, schema_check=False) as target:
        place = target.place
        if kind == "file" and target.path is not None:
            return _file_to_file(backup, target.path, by, progress)
    if kind == "file":
        report = check_file(backup, [], str(backup))
        _require_clean(report, backup)
        seen = _seen(report, place)
        with Database(backup) as source:
            copy(source, to, progress, anew=True)
    else:
        with Dump(backup) as read:
            with read.reading() as session:
                report = check_rows(session.connection(), [], str(backup), read.revision)
            _require_clean(report, backup)
            compare_schema(read.revision, str(backup))
            seen = _seen(report, place)
            copy(read, to, progress, anew=True)
    with Database(to) as restored:
        return _sign(restored, by, backup, report, seen)


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
        copy_file(backup, fresh, progress)
        report = check_file(fresh, [], str(backup))
        _require_clean(report, backup)
        if report.schema != SCHEMA:
            schema.upgrade(fresh)
        schema.set_journal(fresh)
        with Database(fresh) as restored:
            restored.place = str(target)  # as it will be known
            signed = _sign(restored, by, backup, report, _seen(report, str(target)))
        publish(fresh, target)
    return signed


def _require_clean(report: Report, backup: Path) -> None:
    if not report.clean:
        raise VerificationFailed(
            f"{backup} is not what its log says: {report.findings[0].message}",
            hint="nothing was restored; look for another backup",
        )


def _seen(report: Report, place: str) -> int:
    """The last entry that was ever seen at a place, 0 where none was."""
    known = heads.known(report.database_uid)
    return max((head.seq for head in known if head.place == place), default=0)


def _sign(restored: Database, by: str, backup: Path, report: Report, seen: int) -> Restored:
    """Write the entry that says what was restored, and expect its head from now on."""
    reason = f"from {backup.name}, whose log ends at entry {report.entries}"
    uid, sealed = restored.remark(by=by, action=RESTORED, reason=reason)
    head = heads.Head(restored.place, sealed.seq, sealed.hash, now(), restored=sealed.seq)
    heads.keep(uid, head, anew=True)
    return Restored(restored.place, report.entries, f"{sealed.seq}:{sealed.hash}", seen)
