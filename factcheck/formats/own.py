"""Our own JSON Lines: everything that a database holds but its log (docs/formats.md).

One record a line, UTF-8, keys in a fixed order, what is unknown left out. Records that
others refer to stand before them; they are named by their uid. ``versions`` are the
hashes of what a record was before: who holds one of these holds an earlier version.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from factcheck import urls
from factcheck.formats.base import (
    FIELD_CHARACTERS,
    RECORD_BYTES,
    FormatError,
    Found,
    Options,
    Refused,
)
from factcheck.formats.checked import check, require_sense
from factcheck.formats.shape import VERSION, Line
from factcheck.formats.typed import decode, typed
from factcheck.shaped import Shaped


class Newer(FormatError):
    """A file that a newer program wrote."""


class Own:
    """The format, as ``Format`` says."""

    name = "jsonl"
    about = "our own JSON Lines: everything, without loss"
    suffixes = (".jsonl", ".ndjson")

    def fits(self, head: bytes) -> bool:
        """It begins with its own name."""
        return (
            head.lstrip(b"\xef\xbb\xbf \t\r\n")
            .replace(b" ", b"")
            .startswith(b'{"format":"factcheck"')
        )

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Found | Refused]:  # noqa: ARG002
        """Its records, checked for shape and words. Raises FormatError for a newer version."""
        number, readline = 0, stream.readline
        while raw := readline(RECORD_BYTES + 1):
            number += 1
            if len(raw) > RECORD_BYTES and not raw.endswith(b"\n"):
                _skip_line(stream)
                yield Refused(f"line {number}", f"is longer than {RECORD_BYTES:,} bytes")
                continue
            if raw.isspace():
                continue
            try:
                record = read_record(raw)
            except Newer:
                raise
            except FormatError as error:
                yield Refused(f"line {number}", str(error), raw)
            else:
                if record is not None:
                    yield Found(f"line {number}", record, raw)


def read_record(raw: bytes) -> Shaped | None:
    """The record of a line; None for a heading. Raises FormatError."""
    if len(raw) > FIELD_CHARACTERS or (b"\\u" in raw and _ODD.search(raw)):
        record = _read_slowly(raw)
    else:
        try:
            record = decode(raw)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            record = _read_slowly(raw)
    if record is not None:
        require_sense(record)
        if record.kind_of == "source":
            _complete(record)
    return record


def _complete(source: Any) -> None:
    """The address by which a source is found, where only the other one is told."""
    if source.url is not None and source.canonical_url is None:
        try:
            source.canonical_url = urls.canonical(source.url)
        except ValueError as error:
            raise FormatError(f"the source's address {error}") from error


def _read_slowly(raw: bytes) -> Shaped | None:
    """As ``read_record``; what is wrong is told in our own words."""
    line = parse(raw)
    if "format" in line:
        _require_version(line)
        return None
    check(line)
    return typed(line)


def _skip_line(stream: BinaryIO) -> None:
    while (more := stream.readline(RECORD_BYTES)) and not more.endswith(b"\n"):
        pass


def _require_version(line: Line) -> None:
    version = line.get("version")
    if line["format"] != "factcheck" or type(version) is not int or version < 1:
        raise FormatError("is no heading of this format")
    if version > VERSION:
        raise Newer(f"was written by a newer factcheck (format version {version})")


# NUL, or half a surrogate pair, as JSON may hide them.
_ODD = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def parse(raw: bytes) -> Line:
    """One line as an object. Raises FormatError that says what is wrong."""
    try:
        line = _decode(raw.decode().lstrip("\ufeff"))
    except RecursionError as error:
        raise FormatError("is nested too deeply") from error
    except ValueError as error:
        raise FormatError(f"is not JSON in UTF-8: {error}") from error
    if not isinstance(line, dict):
        raise FormatError("is no object")
    _require_storable(line)
    return line


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


_decode = json.JSONDecoder(parse_constant=_no_constant).decode


def _require_storable(value: Any) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise FormatError("contains a NUL character")
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise FormatError("contains half a surrogate pair")
        if len(value) > FIELD_CHARACTERS:
            raise FormatError(f"has a text of more than {FIELD_CHARACTERS:,} characters")
    elif isinstance(value, dict):
        for name, held in value.items():
            _require_storable(name)
            _require_storable(held)
    elif isinstance(value, list):
        for held in value:
            _require_storable(held)
