"""The heads of logs, kept outside of the databases they belong to.

A chain cannot see that its own tail was cut off, or that all of it was written
anew. So the number and hash of the last entry are kept in the user's state
folder, one small file per database and place, written after each commit.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a log as it was seen: where, which entry, its hash, and when.

    ``restored`` is the entry by which the log at that place became one of its own, when
    it was restored from a backup; 0 where it never was.
    """

    place: str
    seq: int
    hash: str
    at: str
    restored: int = 0


_KINDS = {"place": str, "seq": int, "hash": str, "at": str, "restored": int}


def folder(database_uid: str) -> Path:
    """Where the heads of a database are kept; its id names a folder there and nowhere else."""
    import platformdirs

    if not _UUID.fullmatch(database_uid):  # forged: it must not lead out of the folder
        database_uid = hashlib.sha256(database_uid.encode(errors="replace")).hexdigest()
    return Path(platformdirs.user_state_dir("factcheck")) / "heads" / database_uid


def keep(database_uid: str, head: Head, *, anew: bool = False) -> None:
    """Remember a head, unless a later one of the same place is known. Raises OSError.

    ``anew`` forgets a later one: another log stands there now, and says so itself.
    """
    home = folder(database_uid)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = home / (hashlib.sha256(head.place.encode()).hexdigest()[:16] + ".json")
    with _alone(home):
        known = _read(path)
        if known is not None and known.seq >= head.seq and not anew:
            return
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(head), ensure_ascii=False) + "\n", encoding="utf-8")
        fresh.replace(path)


def known(database_uid: str) -> list[Head]:
    """Every head of this database that was seen from this account, of any place."""
    home = folder(database_uid)
    found = (_read(path) for path in sorted(home.glob("*.json")))
    return [head for head in found if head is not None]


def _read(path: Path) -> Head | None:
    try:
        head = Head(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    # A file that somebody else wrote must not stop a commit that is made already.
    right = all(type(getattr(head, name)) is kind for name, kind in _KINDS.items())
    return head if right and 0 < head.seq < 2**31 else None


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One writer at a time, where the system has file locks."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows: the last writer wins
        yield
        return
    handle = os.open(home / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
