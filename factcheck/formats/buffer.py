"""A stream of bytes as text, read piece by piece and forgotten once it is used."""

import codecs
import re
from typing import BinaryIO

from factcheck.formats import base
from factcheck.formats.base import FormatError

_FIRST = 65_536
_WASTE = 8_000_000
_IMPATIENT = 8_192
_BLANK = re.compile(r"\s*")


class Buffer:
    """``text`` is a window on the file that begins where reading has come to.

    ``more`` makes it longer, ``drop`` passes over what was used; neither copies more than
    the window. UTF-8, or UTF-16 with a byte order mark; byte order marks are passed over.
    Bytes that are not UTF-8 become half surrogates, which no record may have.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._read_bytes = 0
        self._ended = False
        first = self._read(_FIRST)
        self._decoder = codecs.getincrementaldecoder(_encoding(first))("surrogateescape")
        self._held = self._decoder.decode(first, final=self._ended).removeprefix("\ufeff")
        self._start = 0
        self._end = len(self._held)
        self._size = _FIRST
        self.lines = 0
        self.wasted = 0
        self.text = self._held

    @property
    def complete(self) -> bool:
        """Whether the window reaches to the end of the file."""
        return self._ended and self._end == len(self._held)

    @property
    def patience(self) -> int:
        """How far to look for the end of a record: less once much was looked through in vain."""
        return base.RECORD_BYTES if self.wasted < _WASTE else _IMPATIENT

    def more(self) -> bool:
        """Make the window longer, by ever larger steps; False at the end of the file.

        Raises FormatError when the file is longer than ``base.DOCUMENT_BYTES``.
        """
        if self.complete:
            return False
        if self._end == len(self._held):
            read = self._decoder.decode(self._read(self._size), final=self._ended)
            self._held = self._held[self._start :] + read
            self._end -= self._start
            self._start = 0
        self._end = min(self._end + self._size, len(self._held))
        self._size *= 2
        self.text = self._held[self._start : self._end]
        return True

    def drop(self, characters: int) -> str:
        """Pass over so many characters; what they were."""
        gone = self.text[:characters]
        self.lines += gone.count("\n")
        self._start += len(gone)
        self._size = _FIRST
        self._end = max(self._start, min(self._end, self._start + _FIRST))
        self.text = self._held[self._start : self._end]
        return gone

    def next_character(self) -> str:
        """Pass over blanks; the character after them, or nothing at the end."""
        while True:
            blank = _BLANK.match(self.text)
            self.drop(blank.end() if blank else 0)
            if self.text or not self.more():
                return self.text[:1]

    def _read(self, size: int) -> bytes:
        read = self._stream.read(size)
        self._ended = not read
        self._read_bytes += len(read)
        if self._read_bytes > base.DOCUMENT_BYTES:
            raise FormatError(f"the file is longer than {base.DOCUMENT_BYTES:,} bytes")
        return read


def _encoding(first: bytes) -> str:
    return "utf-16" if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
