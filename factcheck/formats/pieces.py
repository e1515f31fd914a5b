"""The records of a JSON file, one by one, however the file holds them.

JSON Lines, an array, an object with an array of records in it, one object, or several of
these one after another. A broken record is isolated: those after it are still read.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from factcheck.formats import base
from factcheck.formats.base import FormatError
from factcheck.formats.buffer import Buffer
from factcheck.formats.document import loads
from factcheck.formats.extent import balanced_end, end_of, some_end

# The arrays whose elements are the records, where they stand in the outermost object.
CONTAINERS = frozenset({"claims", "dataFeedElement", "@graph", "results", "itemListElement"})
_COMMAS = "there is not one comma before it"
_TOO_LONG = "longer than {:,} characters"
_BLANK = re.compile(r"\s*")
_MEMBER = re.compile(r'\s*(?:,\s*)?("[^"\\]*(?:\\.[^"\\]*)*")\s*:\s*', re.DOTALL)
_NEXT_LINE = re.compile(r"[^\n]*\n\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One record of a file: where it stands ("line 3", "claims[12]"), its value or its error.

    Elements are counted from 0, as in a path. ``raw`` is the record's text as it stood;
    bytes that were not UTF-8 are half surrogates in it, which
    ``raw.encode("utf-8", "surrogateescape")`` gives back.
    """

    place: str
    value: Any
    raw: str
    notes: tuple[str, ...] = ()
    error: FormatError | None = None


def values(stream: BinaryIO) -> Iterator[Piece]:
    """The records of a JSON file, in order, never more than one of them in memory.

    These are the lines of JSON Lines, the elements of an array, those of the arrays
    ``CONTAINERS`` of an object, or else the one object. What cannot be read comes with its
    error. Raises FormatError only for a file longer than ``base.DOCUMENT_BYTES``.
    """
    yield from values_of(Buffer(stream))


def values_of(buffer: Buffer) -> Iterator[Piece]:
    """As ``values``, of a file of which reading has begun."""
    if _by_lines(buffer):
        yield from _lines(buffer)
    else:
        yield from _Documents(buffer).pieces()


def _read(place: str, raw: str) -> Piece:
    if len(raw) > base.RECORD_BYTES:
        return _failed(place, raw[:1000], _TOO_LONG.format(base.RECORD_BYTES))
    try:
        value, notes = loads(raw)
    except FormatError as error:
        return Piece(place, None, raw, (), error)
    return Piece(place, value, raw, notes)


def _failed(place: str, raw: str, why: str) -> Piece:
    return Piece(place, None, raw, (), FormatError(why))


def _by_lines(buffer: Buffer) -> bool:
    """Whether the first line is a record of its own, and another one begins the next."""
    buffer.next_character()
    while not (second := _NEXT_LINE.match(buffer.text)):
        if len(buffer.text) > base.RECORD_BYTES or not buffer.more():
            return False
    first = buffer.text[: second.end()].strip()
    following = buffer.text[second.end()]
    if first.startswith("{") and following == "{" and first[-1] not in "[:,":
        return True
    return following != "," and _is_json(first)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _lines(buffer: Buffer) -> Iterator[Piece]:
    number = 1 + buffer.lines
    while True:
        end = buffer.text.find("\n")
        if end < 0 and len(buffer.text) > base.RECORD_BYTES:
            yield _too_long(buffer, f"line {number}")
            continue
        if end < 0 and buffer.more():
            continue
        line = buffer.drop(end + 1 if end >= 0 else len(buffer.text)).strip()
        if line:
            yield _read(f"line {number}", line)
        number += 1
        if end < 0:
            return


def _too_long(buffer: Buffer, place: str) -> Piece:
    """Pass over a line that is too long, to its end."""
    raw = buffer.text[:1000]
    while "\n" not in buffer.text:
        buffer.drop(len(buffer.text))
        if not buffer.more():
            break
    buffer.drop(max(buffer.text.find("\n"), 0))
    return _failed(place, raw, _TOO_LONG.format(base.RECORD_BYTES))


class _Documents:
    """Documents one after another: usually one."""

    def __init__(self, buffer: Buffer) -> None:
        self._buffer = buffer
        self._number = 0

    def pieces(self) -> Iterator[Piece]:
        while first := self._buffer.next_character():
            if first == "," and self._number:
                self._buffer.drop(1)
                continue
            self._number += 1
            if first == "[":
                self._buffer.drop(1)
                yield from self._elements("")
            elif first == "{":
                yield from self._object()
            else:
                yield from self._rest()

    def _place(self, path: str) -> str:
        if self._number > 1:
            return f"document {self._number}" + (f", {path}" if path else "")
        return path or "document"

    def _rest(self) -> Iterator[Piece]:
        """What is left, read as one document: what is wrapped, or no JSON at all."""
        while len(self._buffer.text) <= base.RECORD_BYTES and self._buffer.more():
            pass
        piece = _read(self._place(""), self._buffer.drop(len(self._buffer.text)))
        while self._buffer.more():
            self._buffer.drop(len(self._buffer.text))
        yield from _expanded(piece)

    def _object(self) -> Iterator[Piece]:
        """An object: its containers' elements one by one, else itself."""
        at, seen = 1, False
        while True:
            member = self._member(at)
            if member is None:
                break
            value = member.end()
            key = member[1][1:-1]
            if key in CONTAINERS and self._buffer.text[value : value + 1] == "[":
                self._buffer.drop(value + 1)
                yield from self._elements(key)
                at, seen = 0, True
            else:
                at = end_of(self._buffer, value)
                if at < 0:
                    break
        yield from self._closed(at, seen)

    def _member(self, at: int) -> re.Match[str] | None:
        """The next key with the first character of its value, if there is one."""
        buffer = self._buffer
        while True:
            found = _MEMBER.match(buffer.text, at)
            if found and found.end() < len(buffer.text):
                return found
            rest = buffer.text[at : at + 200].lstrip()
            if rest[:1] == "}" or (rest and rest[0] not in ',"') or self._long(at):
                return None
            if not buffer.more():
                return None

    def _long(self, at: int) -> bool:
        return len(self._buffer.text) - at > base.RECORD_BYTES

    def _closed(self, at: int, seen: bool) -> Iterator[Piece]:
        """The end of an object: nothing more, or all of it as one record."""
        buffer = self._buffer
        blank = _BLANK.match(buffer.text, at) if at >= 0 else None
        end = blank.end() if blank else -1
        if end >= 0 and buffer.text[end : end + 1] == "}":
            raw = buffer.drop(end + 1)
            if not seen:
                yield _read(self._place(""), raw)
        elif seen:
            if buffer.next_character():
                yield from self._rest()
            else:
                yield _failed(self._place(""), "", "the file ends within an object")
        else:
            yield from self._rest()

    def _elements(self, key: str) -> Iterator[Piece]:
        """The elements of an array whose bracket was passed, and the bracket that ends it."""
        index = commas = 0
        while True:
            first = self._buffer.next_character()
            if first == "]":
                self._buffer.drop(1)
                return
            if first == ",":
                self._buffer.drop(1)
                commas += 1
                continue
            if not first:
                yield _failed(self._place(key), "", "the file ends within a list")
                return
            piece = self._element(self._place(f"{key}[{index}]"))
            wrong = commas != (index > 0)
            yield replace(piece, notes=(*piece.notes, _COMMAS)) if wrong else piece
            index += 1
            commas = 0

    def _element(self, place: str) -> Piece:
        """One element: up to where its braces are in pairs, else up to where JSON ends it."""
        buffer = self._buffer
        balanced = balanced_end(buffer) if buffer.text.startswith("{") else -1
        if balanced > 0 and not (piece := _read(place, buffer.text[:balanced])).error:
            buffer.drop(balanced)
            return piece
        end = end_of(buffer, 0)
        if end > 0 and (balanced < 0 or not _read(place, buffer.text[:end]).error):
            return _read(place, buffer.drop(end))
        buffer.wasted += len(buffer.text)
        end = balanced if balanced > 0 else some_end(buffer)
        if end > base.RECORD_BYTES - 1:
            return _failed(place, buffer.drop(end)[:1000], _TOO_LONG.format(base.RECORD_BYTES))
        return _read(place, buffer.drop(end).strip())


def _expanded(piece: Piece) -> Iterator[Piece]:
    """The records within a document that had to be read as a whole."""
    value = piece.value
    lists = {"": value} if isinstance(value, list) else _containers(value)
    if not lists:
        yield piece
    for key, found in lists.items():
        for index, each in enumerate(found):
            raw = json.dumps(each, ensure_ascii=False)
            yield Piece(f"{key}[{index}]", each, raw, piece.notes)


def _containers(value: Any) -> dict[str, list[Any]]:
    members = value.items() if isinstance(value, dict) else ()
    return {key: each for key, each in members if key in CONTAINERS and isinstance(each, list)}
