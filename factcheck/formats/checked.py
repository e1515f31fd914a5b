"""Whether a record of our own format is of the shape that it has (``formats.shape``).

What ``formats.typed`` decodes is of that shape: ``check`` says in our own words what is wrong
with the rest, and ``require_sense`` looks at what no type can tell.
"""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any

from factcheck import days, urls, vocabulary
from factcheck.days import partial_date
from factcheck.errors import InvalidInput
from factcheck.formats.base import CLAIM_CHARACTERS, FormatError
from factcheck.formats.shape import CHILDREN, HANGING, KEYS, LINES, LISTS, MERGED, Key, Line
from factcheck.shaped import Shaped


@cache
def _keys(kind: str) -> dict[str, Key]:
    return {key.name: key for key in KEYS[kind]}


@cache
def _needed(kind: str) -> tuple[str, ...]:
    return tuple(key.name for key in KEYS[kind] if key.needed and not key.private)


def check(line: Line) -> None:
    """Raise FormatError where a record has keys or values of another shape than the format's."""
    kind = line.get("type")
    if kind not in LINES:
        raise FormatError(f"is of no known type ({kind!r})")
    hanging = {*LISTS.get(kind, ()), *(CHILDREN if kind == "claim" else ()), "type", "versions"}
    if kind in MERGED:
        hanging.add("merged_into")
        _check_value(kind, _MERGED_INTO, line.get("merged_into", "nothing"))
    _check_row(kind, line, hanging)
    if kind == "claim":
        for name, child in CHILDREN.items():
            _check_rows(kind, name, line.get(name, []), child)
    for name in LISTS.get(kind, ()):
        _check_list(kind, name, line.get(name, []))
    versions = line.get("versions", [])
    if type(versions) is not list or not all(map(_is_hash, versions)):
        raise FormatError("versions: is not a list of hashes")


_MERGED_INTO = Key("merged_into", "merged_into", "uid")
_HEXADECIMAL = frozenset("0123456789abcdef")


def _is_hash(told: Any) -> bool:
    return type(told) is str and len(told) == 16 and _HEXADECIMAL.issuperset(told)


def _check_row(kind: str, row: Any, hanging: Iterable[str] = ()) -> None:
    if type(row) is not dict:
        raise FormatError(f"{kind}: is no object")
    keys = _keys(kind)
    for name, value in row.items():
        key = keys.get(name)
        if key is not None:
            _check_value(kind, key, value)
        elif name not in hanging:
            raise FormatError(f"{kind}: has an unknown key {name!r}")
    for name in _needed(kind):
        if name not in row:
            raise FormatError(f"{kind}: lacks {name}")


def _check_rows(kind: str, name: str, rows: Any, child: str) -> None:
    if type(rows) is not list:
        raise FormatError(f"{kind}: {name}: is no list")
    for row in rows:
        _check_row(child, row)


def _check_value(kind: str, key: Key, value: Any) -> None:
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
    elif isinstance(key.kind, tuple) and value not in key.kind:
        raise FormatError(f"{told}: is none of {', '.join(key.kind)}")


def _check_list(kind: str, name: str, rows: Any) -> None:
    if name == "points":
        _check_rows(kind, name, rows, "point")
    elif kind == "speaker":
        _check_rows(kind, name, rows, "alias")
    elif type(rows) is not list:
        raise FormatError(f"{kind}: {name}: is no list")
    elif not all(type(row) is str and row for row in rows):
        raise FormatError(f"{kind}: {name}: is not a text")


# what no type can tell


def require_sense(record: Shaped) -> None:
    """Raise FormatError where a record of the right shape says what cannot be.

    A date or an address is none, parts do not fit together.
    """
    kind = record.kind_of
    if _LOOKED_AT[kind]:
        _require_row(record)
    for name in _LOOKED_THROUGH[kind]:
        for row in getattr(record, name) or ():
            _require_row(row)
    if kind == "claim":
        _require_claim(record)


@lru_cache(65_536)
def _is_date(told: str) -> bool:
    try:
        return partial_date(told) == told
    except InvalidInput:
        return False


@lru_cache(65_536)
def _is_url(told: str) -> bool:
    return urls.is_url(told)


_SENSE: dict[Any, tuple[Callable[[str], bool], str]] = {
    "day": (
        lambda told: len(told) == len("2019-04-30") and _is_date(told),
        "{value!r} is not a day",
    ),
    "date": (_is_date, "{value!r} is not a date"),
    "url": (_is_url, "is not an http or https address"),
}
# Of each kind the columns that must make sense.
_LOOKED_AT = {
    kind: tuple((key, key.column, *_SENSE[key.kind]) for key in keys if key.kind in _SENSE)
    for kind, keys in KEYS.items()
}
_LOOKED_THROUGH = {
    kind: [name for name, child in HANGING.get(kind, {}).items() if _LOOKED_AT[child]]
    for kind in LINES
}


def _require_row(row: Shaped) -> None:
    for key, column, makes_sense, otherwise in _LOOKED_AT[row.kind_of]:
        value = getattr(row, column)
        if value is not None and not makes_sense(value):
            raise FormatError(f"{row.kind_of}: {key.name}: {otherwise.format(value=value)}")


def _require_claim(claim: Any) -> None:
    if len(claim.text) > CLAIM_CHARACTERS:
        raise FormatError(f"claim: text: is longer than {CLAIM_CHARACTERS:,} characters")
    if (claim.worth or 0) > 100:
        raise FormatError("claim: worth: is no percentage")
    if claim.recheck_every not in (None, days.NEVER) and not days.is_span(claim.recheck_every):
        raise FormatError("claim: recheck_every: is no span of time")
    if claim.priority >= len(vocabulary.PRIORITIES):
        raise FormatError("claim: priority: is none of 0 to 3")
    said = {row.uid for row in claim.appearances or ()}
    for row in claim.evidence or ():
        _require_appearance(row, said)
        if row.stance == "no-result" and row.note is None:
            raise FormatError("evidence: no-result needs a note of what was searched")
    for row in claim.verdicts or ():
        _require_appearance(row, said)
        if (row.ended is None) != (row.ended_at is None):
            raise FormatError("verdict: ended and ended_at go together")


def _require_appearance(row: Any, said: set[str]) -> None:
    if row.appearance_id is not None and row.appearance_id not in said:
        raise FormatError(f"{row.kind_of}: appearance: is none of this claim")
