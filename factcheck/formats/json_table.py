"""Tables that are written as JSON: an array or lines of flat objects, one claim each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from factcheck.formats.base import FormatError, Found, Options, Refused
from factcheck.formats.mappings import Columns, claim, recognise
from factcheck.formats.pieces import Piece, values
from factcheck.formats.table import left_out

_KEY = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:')
_OBJECT = re.compile(r"\s*\[?\s*\{([^{}]*)")
# Keys of formats that are no tables, though they have texts of claims too.
_OTHERS = frozenset(
    {"@type", "@context", "@graph", "claimReview", "claimReviewed", "claims", "questions"}
)


@dataclass(frozen=True, slots=True)
class JsonTable:
    """Flat objects whose keys are the columns."""

    name: str = "json-table"
    about: str = "objects with a claim each: a JSON array, or one a line"
    suffixes: tuple[str, ...] = (".json", ".jsonl", ".ndjson")

    def fits(self, head: bytes) -> bool:
        """Whether the first object has keys that are understood, and none of other formats."""
        found = _OBJECT.match(head.decode("utf-8-sig", "replace"))
        keys = tuple(dict.fromkeys(_KEY.findall(found.group(1)))) if found else ()
        if not keys or _OTHERS & set(keys):
            return False
        try:
            recognise(keys, {})
        except FormatError:
            return False
        return True

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Found | Refused]:
        """The claims of the objects. Raises FormatError when the first is not understood."""
        columns: Columns | None = None
        notes: tuple[str, ...] = ()
        for piece in values(stream):
            if columns is None and isinstance(piece.value, dict) and not piece.error:
                columns = recognise(tuple(piece.value), options.mapping)
                notes = left_out(columns)
            found = _record(piece, columns, notes)
            if isinstance(found, Found):
                notes = ()
            yield found


JSON_TABLE = JsonTable()


def _record(piece: Piece, columns: Columns | None, notes: tuple[str, ...]) -> Found | Refused:
    try:
        if piece.error:
            raise piece.error
        if columns is None or not isinstance(piece.value, dict):
            raise FormatError("not an object with a claim")  # noqa: TRY301  # one way to refuse
        record = claim(_Row(piece.value), columns)
    except FormatError as error:
        raw = piece.raw.encode("utf-8", "surrogateescape")
        return Refused(piece.place, error.message, raw)
    return Found(piece.place, record, piece.raw, (*piece.notes, *notes))


class _Row(dict[str, str]):
    """The values of an object as texts; what is not there is empty."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__({name: _text(value) for name, value in values.items()})

    def __missing__(self, name: str) -> str:
        return ""


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(filter(None, map(_text, value)))
    if value is None or isinstance(value, dict):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
