"""JSON read strictly: nothing that our own JSON could not hold, and never too deep."""

import json
import math
import re
from typing import Any, NoReturn

from factcheck.formats.base import DEPTH, FormatError

DIGITS = 4300
_TOKEN = re.compile(r'[{}\[\]]|"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


class Number(float):
    """A number with a fraction or an exponent, which is shown as it was written."""

    told: str

    def __new__(cls, told: str) -> "Number":
        """The number of a JSON text. Raises ValueError when it is too large."""
        made = super().__new__(cls, told)
        if math.isinf(made):
            raise ValueError("a number is too large")
        made.told = told
        return made

    def __str__(self) -> str:
        return self.told


def parse(text: str) -> tuple[Any, tuple[str, ...]]:
    """The value of a JSON text, and notes: keys that an object has twice (the last wins).

    Raises FormatError, with line and column where they are known, for anything that is not
    valid JSON, is nested deeper than ``base.DEPTH``, or has NaN, Infinity, a number that is
    too large, or half a surrogate pair in it.
    """
    check_depth(text)
    notes: dict[str, None] = {}
    try:
        value = json.loads(
            text,
            object_pairs_hook=lambda pairs: _object(pairs, notes),
            parse_constant=_constant,
            parse_float=Number,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        raise FormatError(
            f"line {error.lineno}, column {error.colno}: {error.msg[:1].lower()}{error.msg[1:]}"
        ) from None
    except ValueError as error:
        raise FormatError(str(error)) from None
    _check_surrogates(text, value)
    return value, tuple(notes)


def check_depth(text: str) -> None:
    """Raise FormatError for a text that a JSON parser would nest deeper than ``base.DEPTH``."""
    if text.count("[") + text.count("{") <= DEPTH:
        return
    depth = 0
    for found in _TOKEN.finditer(text):
        first = text[found.start()]
        depth += (first in "{[") - (first in "}]")
        if depth > DEPTH:
            raise FormatError(f"{position(text, found.start())}: nested deeper than {DEPTH}")


def position(text: str, at: int) -> str:
    """Where a character stands, for people: "line 3, column 14"."""
    return f"line {text.count(chr(10), 0, at) + 1}, column {at - text.rfind(chr(10), 0, at)}"


def _object(pairs: list[tuple[str, Any]], notes: dict[str, None]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                notes[f"the key {json.dumps(key[:60])} stands twice: the last one counts"] = None
            seen.add(key)
    return made


def _constant(told: str) -> NoReturn:
    raise ValueError(f"{told} is no number in JSON")


def _integer(told: str) -> int:
    if len(told) > DIGITS:
        raise ValueError(f"a number has more than {DIGITS:,} digits")
    return int(told)


def _check_surrogates(text: str, value: Any) -> None:
    suspect = _SURROGATE.search(text)
    if suspect is None:
        return
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        where = position(text, suspect.start())
        raise FormatError(f"{where}: half a surrogate pair, or bytes that are not UTF-8") from None
