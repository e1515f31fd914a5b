"""Lines of a table as bytes, and the rows that they hold, each by itself.

One broken row never harms those after it: a quotation mark that is not closed costs its own
line only, and bytes that are no text cost their row.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from factcheck.formats.base import RECORD_BYTES, FormatError

_BLOCK = 1 << 16
_KEPT = 10_000  # so much is kept of a row that is longer than any may be
_LINES = 100_000  # a cell of more lines is a quotation that somebody forgot to close
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UNCLOSED = "a quotation mark is opened and not closed"
_STRAY = "a carriage return stands outside quotation marks"


class Row(NamedTuple):
    """A row: the number of its first line, its cells, its bytes, its text, what is wrong."""

    line: int
    cells: list[str]
    raw: bytes
    text: str
    reason: str = ""


class Lines:
    """The lines of a file as UTF-8 without byte order mark; any may be put back.

    UTF-16 with its byte order mark is recoded. A file that has carriage returns only gets
    line feeds. A line longer than RECORD_BYTES comes as its beginning, one byte too long.
    """

    def __init__(self, stream: BinaryIO) -> None:
        head = stream.read(_BLOCK)
        self._readline = io.BufferedReader(_recoder(head, stream), _BLOCK).readline
        self._waiting: deque[bytes] = deque()
        self.number = 0
        self.prefix: re.Pattern[bytes] | None = None

    def begin(self) -> bytes:
        """The next line, where a row is to begin: without the prefix of rows, if there is one."""
        line = self.next()
        return self.prefix.sub(b"", line, count=1) if self.prefix else line

    def next(self) -> bytes:
        """The next line with its end; nothing at the end of the file."""
        line = self._waiting.popleft() if self._waiting else self._read()
        self.number += bool(line)
        return line

    def back(self, lines: Sequence[bytes]) -> None:
        """Put lines back: they come again."""
        self._waiting.extendleft(reversed(lines))
        self.number -= len(lines)

    def _read(self) -> bytes:
        line = self._readline(RECORD_BYTES + 1)
        rest = line
        while len(rest) > RECORD_BYTES and not rest.endswith(b"\n"):
            rest = self._readline(RECORD_BYTES + 1)
            if len(rest) <= RECORD_BYTES:
                break
        return line


class _Blocks(io.RawIOBase):
    """The head and then the rest of a stream, block by block."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._pending = self.converted(head)
        self._stream = stream
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]  # a buffer
        while not self._pending and not self._ended:
            block = self._stream.read(_BLOCK)
            self._ended = not block
            self._pending = self.converted(block)
        size = min(len(into), len(self._pending))
        into[:size] = self._pending[:size]
        self._pending = self._pending[size:]
        return size

    def converted(self, block: bytes) -> bytes:
        """The bytes of a block as they are handed on; the last block is empty."""
        return block


class _FromUtf16(_Blocks):
    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-16")("surrogatepass")
        super().__init__(head, stream)

    def converted(self, block: bytes) -> bytes:
        try:
            decoded = self._decoder.decode(block, final=not block)
        except UnicodeDecodeError:
            decoded = "\ufffd"
        return decoded.encode("utf-8", "surrogatepass")


class _WithLineFeeds(_Blocks):
    def converted(self, block: bytes) -> bytes:
        return block.replace(b"\r", b"\n")


def _recoder(head: bytes, stream: BinaryIO) -> _Blocks:
    if head.startswith(_UTF16):
        return _FromUtf16(head, stream)
    head = head.removeprefix(codecs.BOM_UTF8)
    if b"\r" in head and b"\n" not in head:
        return _WithLineFeeds(head, stream)
    return _Blocks(head, stream)


class _OneLine:
    """Parses single lines by the rules of CSV, and knows whether a quotation stayed open."""

    def __init__(self, delimiter: str) -> None:
        self._line: str | None = None
        self.open = False
        self._reader = csv.reader(self, delimiter=delimiter)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line, self._line = self._line, None
        if line is None:
            self.open = True
            raise StopIteration
        return line

    def cells(self, line: str) -> list[str]:
        """The cells of a line; none where a carriage return stands outside quotation marks."""
        self.open, self._line = False, line
        try:
            return next(self._reader)
        except csv.Error:
            return []


def split(line: str, delimiter: str) -> list[str]:
    """The cells of one line by the rules of CSV."""
    _allow_long_fields()
    return _OneLine(delimiter).cells(line)


def _allow_long_fields() -> None:
    if csv.field_size_limit() < RECORD_BYTES:
        csv.field_size_limit(RECORD_BYTES)


def unquoted(lines: Lines, delimiter: str) -> Iterator[Row]:
    """The rows of a file in which quotation marks mean nothing: one a line."""
    while raw := lines.begin():
        if raw.isspace():
            continue
        line, reason = _decoded(raw)
        yield Row(lines.number, line.split(delimiter), _bare(raw), line, reason)


def quoted(lines: Lines, delimiter: str, width: int = 0) -> Iterator[Row]:
    """The rows of a CSV file. A row of ``width`` cells is whole; 0 when that is not known."""
    _allow_long_fields()
    single = _OneLine(delimiter)
    while raw := lines.begin():
        if raw.isspace():
            continue
        line, reason = _decoded(raw)
        if b'"' not in raw or reason.startswith("longer"):
            yield Row(lines.number, line.split(delimiter), _bare(raw), line, reason)
            continue
        cells = single.cells(line)
        if single.open:
            yield _over_lines(lines, raw, single, delimiter, width)
        else:
            yield Row(lines.number, cells, _bare(raw), line, reason or _STRAY * (not cells))


def _over_lines(lines: Lines, first: bytes, single: _OneLine, by: str, width: int) -> Row:
    """The row that begins with a line whose quotation stays open."""
    number = lines.number
    taken = [first]
    try:
        cells = next(csv.reader(_taking(lines, taken), delimiter=by, strict=True))
    except csv.Error:
        cells = []
    if not cells or (width and len(cells) != width and _swallowed(taken, single, width)):
        lines.back(taken[1:])
        line, reason = _decoded(first)
        return Row(number, [], _bare(first), line, reason or UNCLOSED)
    line, reason = _decoded(b"".join(taken))
    return Row(number, cells, _bare(b"".join(taken)), line, reason)


def _taking(lines: Lines, taken: list[bytes]) -> Iterator[str]:
    """The first line and then those after it, as long as they are no more than one row may be."""
    yield taken[0].decode("utf-8", "surrogateescape")
    size = len(taken[0])
    while raw := lines.next():
        taken.append(raw)
        size += len(raw)
        if size > RECORD_BYTES or len(taken) > _LINES:
            return
        yield raw.decode("utf-8", "surrogateescape")


def _swallowed(taken: Sequence[bytes], single: _OneLine, width: int) -> bool:
    """Whether a line after the first is a whole row by itself."""
    texts = (raw.decode("utf-8", "surrogateescape") for raw in taken[1:])
    return any(len(single.cells(line)) == width and not single.open for line in texts)


def _bare(raw: bytes) -> bytes:
    return raw[:_KEPT] if len(raw) > RECORD_BYTES else raw.rstrip(b"\r\n")


def _decoded(raw: bytes) -> tuple[str, str]:
    """The text of a row without its end, and what is wrong with it."""
    if len(raw) > RECORD_BYTES:
        return "", f"longer than {RECORD_BYTES:,} bytes; only its beginning is kept"
    try:
        return raw.decode().rstrip("\r\n"), ""
    except UnicodeDecodeError as error:
        found = raw.decode("utf-8", "surrogateescape").rstrip("\r\n")
        return found, _not_utf8(raw, error.start)


def _not_utf8(raw: bytes, at: int) -> str:
    if raw[at] == 0xED and raw[at + 1 : at + 2] >= b"\xa0":
        return "contains half a surrogate pair"
    return f"byte 0x{raw[at]:02X} at place {at + 1} of the row is not UTF-8; save it as UTF-8"


def header(lines: Lines, delimiter: str) -> Row:
    """The first row, whose cells name the columns. Raises FormatError."""
    found = next(quoted(lines, delimiter), None)
    if found is None:
        raise FormatError("the file is empty")
    if found.reason:
        raise FormatError(f"the names of the columns cannot be read: {found.reason}")
    return found
