"""One JSON document of others: read strictly, repaired where that is safe."""

import json
import re
from typing import Any

from factcheck.formats.base import FormatError
from factcheck.formats.mending import TwoReadings, mended, unwrapped
from factcheck.formats.strict import check_depth, parse

_BETWEEN = re.compile(r"\s*(?:,\s*(?=\{))?")


def loads(text: str) -> tuple[Any, tuple[str, ...]]:
    """The value of a JSON document, and notes of what had to be repaired.

    Repaired are quotation marks, line breaks and control characters that should have been
    escaped, commas too many, and what was put around the document: byte order mark, HTML
    comment, CDATA, HTML escaping of it all. Several documents one after another become a
    list. Raises FormatError, with line and column, for what is still no JSON, where two
    readings are possible, for NaN, numbers that are too large, half surrogate pairs, and
    nesting deeper than ``base.DEPTH``.
    """
    try:
        return parse(text)
    except FormatError as error:
        try:
            return _repaired(text)
        except TwoReadings:
            raise
        except FormatError:
            raise error from None


def _repaired(text: str) -> tuple[Any, tuple[str, ...]]:
    text, notes = unwrapped(text)
    check_depth(text)
    for reading in (parse, _several, _mended):
        try:
            value, found = reading(text)
        except FormatError:
            if reading is _mended:
                raise
        else:
            return value, (*notes, *found)
    raise AssertionError  # pragma: no cover


def _mended(text: str) -> tuple[Any, tuple[str, ...]]:
    better, notes = mended(text)
    value, found = parse(better)
    if found and any("quotation" in note for note in notes):
        raise TwoReadings("two readings are possible: a repaired object has a key twice")
    return value, (*notes, *found)


def _several(text: str) -> tuple[Any, tuple[str, ...]]:
    """Documents one after another, with or without commas between them, as a list."""
    found: list[Any] = []
    notes: dict[str, None] = {}
    at = 0
    decoder = json.JSONDecoder()
    while at < len(text) or not found:
        try:
            _, end = decoder.raw_decode(text, at)
        except ValueError as error:
            raise FormatError(str(error)) from None
        value, more = parse(text[at:end])
        found.append(value)
        notes.update(dict.fromkeys(more))
        gap = _BETWEEN.match(text, end)
        at = gap.end() if gap else end
    notes[f"{len(found)} documents stand one after another"] = None
    return found, tuple(notes)
