"""Files that hold files: gzip, zip, tar. Their members are read as they stream by."""

import gzip
import io
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast

from factcheck.formats.base import FormatError

# Of one member, unpacked; a bomb is stopped here.
MEMBER_BYTES = 4_000_000_000
RATIO = 200
_HEAD = 262_144


@dataclass(frozen=True, slots=True)
class Member:
    """One file: its name (of the whole, or within it), how it begins, and all of it."""

    name: str
    head: bytes
    stream: BinaryIO
    packed: bool = False


class _Capped(io.RawIOBase):
    """A stream that refuses to give more than is honest."""

    def __init__(self, inner: IO[bytes], most: int) -> None:
        self._inner, self._left = inner, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            data = self._inner.read(len(view))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError) as error:
            raise FormatError(f"cannot be unpacked: {error}") from error
        self._left -= len(data)
        if self._left < 0:
            raise FormatError("unpacks to more than may be read")
        view[: len(data)] = data
        return len(data)


class _Lent:
    """Somebody else's stream: it stays open when what reads from it is thrown away."""

    closed = False  # is asked for with every line

    def __init__(self, inner: object) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def close(self) -> None:
        """Whoever opened it closes it."""

    def _dealloc_warn(self, source: object) -> None:
        """Nothing was forgotten."""


def members(stream: BinaryIO, name: str, size: int | None = None) -> Iterator[Member]:
    """The files in a file: itself, or what an archive or a compressed file holds.

    Each is to be read before the next is asked for. Raises FormatError for an archive
    that is broken or a bomb.
    """
    most = MEMBER_BYTES if size is None else max(min(MEMBER_BYTES, size * RATIO), 50_000_000)
    peeked = _peeked(stream)
    head = peeked.peek(8)[:8]
    if head.startswith(b"\x1f\x8b"):
        inner = cast(IO[bytes], gzip.GzipFile(fileobj=peeked))
        yield from members(_peeked(_Capped(inner, most)), name.removesuffix(".gz"))
    elif head.startswith(b"PK\x03\x04"):
        yield from _zipped(peeked, most)
    elif _is_tar(peeked):
        yield from _tarred(peeked, most)
    else:
        yield Member(name, peeked.peek(_HEAD)[:_HEAD], cast(BinaryIO, peeked))


def _peeked(stream: IO[bytes] | io.RawIOBase) -> io.BufferedReader:
    return io.BufferedReader(cast(io.RawIOBase, _Lent(stream)), _HEAD)


def _is_tar(stream: io.BufferedReader) -> bool:
    return stream.peek(512)[257:262] == b"ustar"


def _tarred(stream: io.BufferedReader, most: int) -> Iterator[Member]:
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for each in archive:
                inner = archive.extractfile(each) if each.isfile() else None
                if inner is not None:
                    yield from _member(each.name, inner, most)
    except (tarfile.TarError, OSError) as error:
        raise FormatError(f"cannot be unpacked: {error}") from error


@contextmanager
def _seekable(stream: IO[bytes], most: int) -> Iterator[IO[bytes]]:
    """What comes through a pipe, in a temporary file: a zip is read from its end."""
    if stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as whole:
        shutil.copyfileobj(_Capped(stream, most), whole)
        whole.seek(0)
        yield whole


def _zipped(stream: io.BufferedReader, most: int) -> Iterator[Member]:
    try:
        with _seekable(stream, most) as whole, zipfile.ZipFile(whole) as archive:
            for each in archive.infolist():
                if not each.is_dir():
                    with archive.open(each) as inner:
                        yield from _member(each.filename, inner, most)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise FormatError(f"cannot be unpacked: {error}") from error


def _member(name: str, inner: IO[bytes], most: int) -> Iterator[Member]:
    told = _peeked(_Capped(inner, most))
    yield Member(name, told.peek(_HEAD)[:_HEAD], cast(BinaryIO, told), packed=True)
