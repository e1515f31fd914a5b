"""Our own JSON Lines: everything that a database holds but its log (docs/formats.md).

One record a line, UTF-8, keys in a fixed order, what is unknown left out. Records that
others refer to stand before them; they are named by their uid. ``versions`` are the
hashes of what a record was before: who holds one of these holds an earlier version.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, BinaryIO

from factcheck import vocabulary
from factcheck.errors import InvalidInput
from factcheck.formats.base import (
    CLAIM_CHARACTERS,
    FIELD_CHARACTERS,
    RECORD_BYTES,
    FormatError,
    Found,
    Options,
    Refused,
)
from factcheck.records import partial_date

VERSION = 1
HEAD = '{"format":"factcheck","version":1}'
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a record: its name, the column it stands for, and what it may hold.

    ``kind`` is "text", "number", "date", "flag", "uid" (of another record or row),
    "point" (a scale's uid and a label), or the words that are allowed.
    """

    name: str
    column: str
    kind: str | tuple[str, ...] = "text"
    needed: bool = False
    private: bool = False


def _keys(told: str, **kinds: str | tuple[str, ...]) -> tuple[Key, ...]:
    """``!name`` is needed, ``~name`` is not for the public, ``name=column`` names its column."""
    found = []
    for word in told.split():
        name, _, column = word.lstrip("!~").partition("=")
        marks = word[: len(word) - len(word.lstrip("!~"))]
        kind = kinds.get(name, "text")
        found.append(Key(name, column or name, kind, "!" in marks, "~" in marks))
    return tuple(found)


# The tables that hang on a claim: the key under which they stand in its line.
CHILDREN = {
    "appearances": "appearance",
    "evidence": "evidence",
    "verdicts": "verdict",
    "reviews": "review",
    "notes": "note",
    "corrections": "correction",
}
KEYS: dict[str, tuple[Key, ...]] = {
    "speaker": _keys(
        "id !uid !name !kind description", id="number", kind=vocabulary.SPEAKER_KINDS
    ),
    "alias": _keys("scheme !value"),
    "source": _keys(
        "id !uid !kind title url canonical_url publisher published_on archive_url description",
        id="number",
        kind=vocabulary.SOURCE_KINDS,
        published_on="date",
    ),
    "tag": _keys("id !uid !name", id="number"),
    "scale": _keys("id !uid !name !title origin", id="number"),
    "point": _keys("!label value verdict confidence", verdict=vocabulary.VERDICTS),
    "claim": _keys(
        "id !uid !text context language !tracked !stage !priority ~why !added_at ~!added_by",
        id="number",
        tracked="flag",
        stage=vocabulary.STAGES,
        priority="number",
    ),
    "appearance": _keys(
        "id !uid speaker=speaker_id source=source_id said_on quote locator archive_url "
        "!added_at ~!added_by ~withdrawn_because",
        id="number",
        speaker="uid",
        source="uid",
        said_on="date",
    ),
    "evidence": _keys(
        "id !uid appearance=appearance_id !stance by=by_id source=source_id quote locator note "
        "retrieved_on rank !confidential ~independence_group archive_url !added_at ~!added_by "
        "~withdrawn_because",
        id="number",
        appearance="uid",
        by="uid",
        source="uid",
        stance=vocabulary.STANCES,
        retrieved_on="date",
        rank=vocabulary.RANKS,
        confidential="flag",
    ),
    "verdict": _keys(
        "id !uid appearance=appearance_id !verdict !reason !text_sha256 point=point_id !ruled_at "
        "~!ruled_by ended ended_at ~ended_because",
        id="number",
        appearance="uid",
        verdict=vocabulary.VERDICTS,
        point="point",
        ended=vocabulary.VERDICT_ENDS,
    ),
    "review": _keys(
        "id !uid !publisher publisher_site url canonical_url title wording rating rating_value "
        "rating_best rating_worst point=point_id verdict confidence published_on language "
        "licence raw content_sha256 !added_at ~withdrawn_because",
        id="number",
        point="point",
        verdict=vocabulary.VERDICTS,
        published_on="date",
    ),
    "note": _keys(
        "id !uid !text !confidential !added_at !added_by withdrawn_because",
        id="number",
        confidential="flag",
    ),
    "correction": _keys(
        "id !uid !kind !reason notice !made_at ~!made_by",
        id="number",
        kind=vocabulary.CORRECTIONS,
    ),
    "relation": _keys(
        "id !uid !claim=claim_id !other=other_id !kind because !added_at ~!added_by "
        "~withdrawn_because",
        id="number",
        claim="uid",
        other="uid",
        kind=vocabulary.RELATIONS,
    ),
    "merge": _keys("!kind !uid !into", kind=("claim", "speaker", "source"), uid="uid", into="uid"),
}
# The kinds of lines, in the order in which they are written.
LINES = ("speaker", "source", "tag", "scale", "claim", "relation", "merge")
TABLES = {"scale": "rating_scale", "point": "rating_point", "alias": "speaker_alias"}
# What hangs on a record and has no uid of its own.
LISTS = {"speaker": ("aliases",), "scale": ("points",), "claim": ("aliases", "tags")}


def table_of(kind: str) -> str:
    """The table in which records of a kind are stored."""
    return TABLES.get(kind, kind)


def content_hash(line: Mapping[str, Any]) -> str:
    """What a record says, as a hash: the same in every copy, whatever the numbers there."""
    told = {
        name: sorted((_bare(one) for one in value), key=_sorted) if type(value) is list else value
        for name, value in line.items()
        if name not in ("id", "versions")
    }
    return hashlib.sha256(_sorted(told).encode()).hexdigest()[:16]


def _bare(one: Any) -> Any:
    if not isinstance(one, dict):
        return one
    return {name: value for name, value in one.items() if name != "id"}


_sorted = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode


# reading


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
        number = 0
        while raw := stream.readline(RECORD_BYTES + 1):
            number += 1
            if len(raw) > RECORD_BYTES and not raw.endswith(b"\n"):
                _skip_line(stream)
                yield Refused(f"line {number}", f"is longer than {RECORD_BYTES:,} bytes")
                continue
            if not raw.strip():
                continue
            try:
                line = parse(raw)
                if "format" in line:
                    _require_version(line)
                    continue
                check(line)
            except FormatError as error:
                if "newer" in str(error):
                    raise
                yield Refused(f"line {number}", str(error), raw)
            else:
                yield Found(f"line {number}", line, raw)


def _skip_line(stream: BinaryIO) -> None:
    while (more := stream.readline(RECORD_BYTES)) and not more.endswith(b"\n"):
        pass


def _require_version(line: Line) -> None:
    version = line.get("version")
    if line["format"] != "factcheck" or type(version) is not int or version < 1:
        raise FormatError("is no heading of this format")
    if version > VERSION:
        raise FormatError(f"was written by a newer factcheck (format version {version})")


# NUL, or half a surrogate pair, as JSON may hide them.
_NUL = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


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
    odd = b"\\u" in raw and _NUL.search(raw)
    if odd or len(raw) > FIELD_CHARACTERS:
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


@cache
def _allowed(kind: str) -> tuple[dict[str, Key], frozenset[str]]:
    keys = {key.name: key for key in KEYS[kind]}
    return keys, frozenset(name for name, key in keys.items() if key.needed)


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
