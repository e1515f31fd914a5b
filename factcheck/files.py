"""Files that are there whole or not at all, and that never replace another one."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from factcheck.errors import Conflict, ReadOnly, Unavailable


def require_new(path: Path) -> None:
    """Raise Conflict when something is there, Unavailable when nothing can be."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except PermissionError as error:
        raise ReadOnly(f"no permission to look into {path.parent}") from error
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or str(error)).lower()
        raise Unavailable(f"{path} cannot be opened: {why}") from error
    else:
        raise Conflict(f"{path} exists already", hint="name a new file")
    if not path.parent.is_dir():
        raise Unavailable(f"there is no folder {path.parent}", hint="make the folder first")


@contextmanager
def partial(folder: Path) -> Iterator[Path]:
    """An empty private file in the folder, which goes unless it was published.

    Raises ReadOnly where no file may be made.
    """
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
    _sync(fresh)
    try:
        target.hardlink_to(fresh)  # unlike a rename it overwrites nothing
    except FileExistsError as error:
        raise Conflict(f"{target} exists already", hint="name a new file") from error
    except OSError:  # a file system without hard links
        require_new(target)
        fresh.rename(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    """Have the disk hold what was written, of a file or of the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
