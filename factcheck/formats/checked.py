"""Whether a record of our own format is of the shape that it has (``formats.shape``)."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from factcheck import urls, vocabulary
from factcheck.errors import InvalidInput
from factcheck.formats.base import CLAIM_CHARACTERS, FormatError
from factcheck.formats.shape import CHILDREN, KEYS, LINES, LISTS, Key, Line
from factcheck.records import partial_date


@cache
def _allowed(kind: str) -> tuple[dict[str, Key], frozenset[str]]:
    keys = {key.name: key for key in KEYS[kind]}
    return keys, frozenset(name for name, key in keys.items() if key.needed and not key.private)


# A row's keys in their order, and what is held under them: what was right once, and need
# only be compared. The rest of the check is for values that are words, dates or numbers.
_SHAPES: dict[tuple[str, ...], tuple[tuple[type, ...], tuple[Key, ...]]] = {}
_MOST_SHAPES = 10_000


def check(line: Line) -> None:
    """Raise FormatError where a record is not of the shape that this format has."""
    kind = line.get("type")
    if kind not in LINES:
        raise FormatError(f"is of no known type ({kind!r})")
    hanging = {*LISTS.get(kind, ()), *(CHILDREN if kind == "claim" else ()), "type", "versions"}
    _check_row(kind, line, hanging)
    if kind == "claim":
        _check_claim(line)
    for name in LISTS.get(kind, ()):
        _check_list(kind, name, line.get(name, []))
    versions = line.get("versions", [])
    if type(versions) is not list or not all(_HASH.fullmatch(str(one)) for one in versions):
        raise FormatError("versions: is not a list of hashes")


_HASH = re.compile(r"[0-9a-f]{16}")
_NOTHING: frozenset[str] = frozenset()


def _check_row(kind: str, row: Any, hanging: Iterable[str] = _NOTHING) -> None:
    if type(row) is not dict:
        raise FormatError(f"{kind}: is no object")
    shape = _SHAPES.get((kind, *row))
    types = tuple(map(type, row.values()))
    if shape is None or shape[0] != types or "" in row.values():
        _check_slowly(kind, row, hanging)
        if len(_SHAPES) < _MOST_SHAPES:
            _SHAPES[kind, *row] = types, _checked_each_time(kind, row)
        return
    for key in shape[1]:
        value = row[key.name]
        if key.kind == "flag":
            if not 0 <= value <= 1:
                _check_value(kind, key, value)
        elif type(key.kind) is tuple:
            if value not in key.kind:
                _check_value(kind, key, value)
        else:
            _check_value(kind, key, value)


def _checked_each_time(kind: str, row: Mapping[str, Any]) -> tuple[Key, ...]:
    keys = _allowed(kind)[0]
    found = (keys[name] for name in row if name in keys)
    return tuple(key for key in found if key.kind not in ("text", "uid"))


def _check_slowly(kind: str, row: Line, hanging: Iterable[str]) -> None:
    keys, needed = _allowed(kind)
    if not needed <= row.keys():
        missing = ", ".join(sorted(needed - row.keys()))
        raise FormatError(f"{kind}: lacks {missing}")
    for name, value in row.items():
        key = keys.get(name)
        if key is None:
            if name in hanging:
                continue
            raise FormatError(f"{kind}: has an unknown key {name!r}")
        _check_value(kind, key, value)


def _check_value(kind: str, key: Key, value: Any) -> None:
    """The slow way, for what is not plainly right."""
    told = f"{kind}: {key.name}"
    if key.kind == "number":
        if type(value) is not int or not 0 <= value < 2**31:
            raise FormatError(f"{told}: is not a whole number")
    elif key.kind == "flag":
        if value not in (0, 1) or type(value) is not int:
            raise FormatError(f"{told}: is neither 0 nor 1")
    elif key.kind == "point":
        if type(value) is not list or [type(one) for one in value] != [str, str]:
            raise FormatError(f"{told}: is not a scale and a label")
    elif type(value) is not str:
        raise FormatError(f"{told}: is not a text")
    elif not value:
        raise FormatError(f"{told}: is empty")
    elif key.kind == "url":
        if not urls.is_url(value):
            raise FormatError(f"{told}: is not an http or https address")
    elif key.kind == "date":
        if _date(value) != value:
            raise FormatError(f"{told}: {value!r} is not a date")
    elif isinstance(key.kind, tuple) and value not in key.kind:
        raise FormatError(f"{told}: is none of {', '.join(key.kind)}")


@lru_cache(65_536)
def _date(told: str) -> str | None:
    try:
        return partial_date(told)
    except InvalidInput:
        return None


def _check_claim(line: Line) -> None:
    if len(line["text"]) > CLAIM_CHARACTERS:
        raise FormatError(f"claim: text: is longer than {CLAIM_CHARACTERS:,} characters")
    if line["priority"] >= len(vocabulary.PRIORITIES):
        raise FormatError("claim: priority: is none of 0 to 3")
    said = set()
    for name, kind in CHILDREN.items():
        rows = line.get(name)
        if rows is None:
            continue
        if type(rows) is not list:
            raise FormatError(f"claim: {name}: is no list")
        for row in rows:
            _check_row(kind, row)
            if kind == "appearance":
                said.add(row["uid"])
            elif "appearance" in row and row["appearance"] not in said:
                raise FormatError(f"{kind}: appearance: is none of this claim")
            elif kind == "evidence" and row["stance"] == "no-result" and "note" not in row:
                raise FormatError("evidence: no-result needs a note of what was searched")
            elif kind == "verdict" and ("ended" in row) != ("ended_at" in row):
                raise FormatError("verdict: ended and ended_at go together")


def _check_list(kind: str, name: str, rows: Any) -> None:
    if type(rows) is not list:
        raise FormatError(f"{kind}: {name}: is no list")
    for row in rows:
        if name == "points":
            _check_row("point", row)
        elif kind == "speaker":
            _check_row("alias", row)
        elif type(row) is not str or not row:
            raise FormatError(f"{kind}: {name}: is not a text")
