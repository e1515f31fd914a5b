"""The file of an import: opened, unpacked, its format seen, its records one by one."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from factcheck import text
from factcheck.errors import ReadOnly, Unavailable
from factcheck.formats import registry
from factcheck.formats.base import Format, FormatError, Found, Options, Refused
from factcheck.formats.containers import Member, members

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """The file: its name, its bytes, its size, and its hash where it can be read twice."""

    name: str
    stream: BinaryIO
    size: int | None
    sha256: str | None


@contextmanager
def opened(file: str | Path | BinaryIO, progress: Progress) -> Iterator[Source]:
    """A file as a source. Raises Unavailable or ReadOnly where it cannot be read."""
    if not isinstance(file, (str, Path)):
        name = str(getattr(file, "name", "-")).strip("<>")  # Python calls it <stdin>
        yield Source(text.one_line(name), file, None, None)
        return
    path = Path(file)
    with _open(path) as stream:
        size = path.stat().st_size
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        counted = cast(BinaryIO, _Counted(stream, size, progress))
        yield Source(text.one_line(path.name), counted, size, digest)


def _open(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise Unavailable(f"there is no file {path}") from error
    except IsADirectoryError as error:
        raise Unavailable(f"{path} is a folder, not a file") from error
    except PermissionError as error:
        raise ReadOnly(f"no permission to read {path}") from error
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or str(error)).lower()
        raise Unavailable(f"{path} cannot be opened: {why}") from error


class _Counted:
    """A file that tells how far it was read."""

    def __init__(self, inner: IO[bytes], size: int, progress: Progress) -> None:
        self._inner, self._size, self._progress = inner, size, progress

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def _tell(self, data: bytes) -> bytes:
        self._progress(self._inner.tell() // 1000, self._size // 1000)
        return data

    def read(self, size: int = -1) -> bytes:
        """As a file does."""
        return self._tell(self._inner.read(size))

    def readinto(self, buffer: Any) -> int:
        """As a file does."""
        count = self._inner.readinto(buffer)  # type: ignore[attr-defined]
        self._tell(b"")
        return int(count)


def read(
    source: Source, name: str | None, mapping: str | None, seen: Callable[[Format, Member], None]
) -> Iterator[Found | Refused]:
    """The records of a file, or of the files in it, with where they stand.

    ``name`` and ``mapping`` are what the person said of the format; ``seen`` hears which it is.
    """
    known = 0
    for member in members(source.stream, source.name, source.size):
        format = _format(member, name, mapping)
        if format is None:
            continue
        known += 1
        seen(format, member)
        options = Options(_mapping(mapping), member.name)
        for one in format.read(member.stream, options):
            yield _placed(one, member) if member.packed else one
    if not known:
        raise FormatError(f"{source.name}: no file in it is of a known format")


def _placed(one: Found | Refused, member: Member) -> Found | Refused:
    place = f"{member.name}: {one.place}"
    if isinstance(one, Refused):
        return Refused(place, one.reason, one.raw)
    return Found(place, one.record, one.raw, one.notes)


def _format(member: Member, name: str | None, mapping: str | None) -> Format | None:
    if name:
        return registry.reader(name)
    try:
        return registry.recognise(member.head, Path(member.name).suffix, mapped=bool(mapping))
    except FormatError as error:
        if member.packed:  # a README among the files is no mistake
            return None
        raise FormatError(f"{member.name} {error.message}", hint=error.hint) from error


def _mapping(told: str | None) -> dict[str, str]:
    if not told:
        return {}
    from factcheck.formats import mappings

    return mappings.parse(told)
