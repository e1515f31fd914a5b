"""Plain values out of what JSON-LD of others holds: clean texts, dates, numbers, addresses."""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from factcheck import records, text, urls
from factcheck.errors import InvalidInput
from factcheck.formats.base import FIELD_CHARACTERS, FormatError
from factcheck.formats.spelled_dates import spelled_date

_MARKUP = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--[^<>]*--)>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]*>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" *\n\s*")
_UNPADDED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?=\D|\Z)")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? ", re.IGNORECASE)
_TIME = re.compile(r",? (?:at )?\d{1,2}:\d{2}.*")
_SEVERAL = re.compile(r"(?:^|[\s,;|]+(?:and\s+)?)(?=https?:/)", re.IGNORECASE)
_ONE_SLASH = re.compile(r"(https?:)/(?=[^/])", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_LONGEST_SHORT = 200


def clean(told: str) -> str:
    """A text without tags, entities, control characters and blanks too many; lines stay."""
    bare = _MARKUP.sub("", _BREAK.sub("\n", told)) if "<" in told else told
    bare = html.unescape(bare).replace("\r\n", "\n")
    bare = _BLANKS.sub(" ", _CONTROL.sub(" ", bare))
    return _LINES.sub("\n", bare).strip()


def words(value: Any, *fields: str) -> str | None:
    """The first text that a value holds: itself, its @value, one of its fields, its first."""
    return next(all_words(value, *fields), None)


def all_words(value: Any, *fields: str) -> Iterator[str]:
    """Every text of a value, clean, without empty ones: those of a list, or its own."""
    if isinstance(value, str):
        if len(value) <= FIELD_CHARACTERS and (cleaned := clean(value)):
            yield cleaned
    elif isinstance(value, list):
        for each in value:
            yield from all_words(each, *fields)
    elif isinstance(value, dict):
        held = (found for name in ("@value", *fields) for found in all_words(value.get(name)))
        yield from _first(held)
    elif number := number_text(value):
        yield number


def _first(found: Iterator[str]) -> Iterator[str]:
    for each in found:
        yield each
        return


def number_text(value: Any) -> str | None:
    """A number as it was written; None for anything that is neither number nor short text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return number_text(value[0]) if value else None
    if isinstance(value, dict):
        return number_text(value.get("@value"))
    if isinstance(value, str) and len(value) <= _LONGEST_SHORT:
        return clean(value) or None
    return None


def day(value: Any, notes: dict[str, None], what: str) -> str | None:
    """A date as precise as it was told; one that cannot be read is left out with a note."""
    told = words(value)
    if told is None:
        return None
    bare = _WEEKDAY.sub("", told[:_LONGEST_SHORT], count=1)
    if found := _UNPADDED.match(bare):
        bare = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    else:
        bare = _TIME.sub("", bare) if not bare[:4].isdigit() else bare
    try:
        return spelled_date(bare)
    except FormatError:
        notes[f"{what} was left out: {shown(told)} is no date, or may be two"] = None
        return None


def language(value: Any, notes: dict[str, None]) -> str | None:
    """A language tag in small letters; what is none is left out with a note."""
    told = words(value, "alternateName", "identifier", "name")
    if told is None:
        return None
    try:
        return records.language(told)
    except InvalidInput:
        notes[f"the language was left out: {shown(told)} is no language tag"] = None
        return None


def addresses(value: Any, notes: dict[str, None], *fields: str) -> list[str]:
    """The web addresses that a value holds: a text with one or several, an object, a list.

    What is no http(s) address, and one that cannot be, is left out with a note. An address
    is never split in itself.
    """
    found: dict[str, None] = {}
    for told in _texts(value, ("url", "@id", "contentUrl", "sameAs", *fields)):
        if told.strip():
            found.update(dict.fromkeys(_split(told, notes)))
    return list(found)


def _texts(value: Any, fields: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, fields)
    elif isinstance(value, dict):
        for name in fields:
            if value.get(name):
                yield from _texts(value[name], fields)
                return


def _split(told: str, notes: dict[str, None]) -> Iterator[str]:
    first, *rest = _SEVERAL.split(html.unescape(told).strip())
    for part in [first, *rest] if first else rest:
        part = part.strip(" ,;\t\n\r")
        address, *after = part.split(maxsplit=1) or [""]
        if fit := fit_address(address):
            yield fit
            if after and after[0] != "and":
                notes[f"left out after an address: {shown(after[0])}"] = None
        elif part:
            notes[f"left out: {shown(part)} is no web address"] = None


def fit_address(told: str) -> str | None:
    """An address that can be stored, slashes that it lost put back; None when there is none."""
    address = _ONE_SLASH.sub(r"\1//", told, count=1) if _ONE_SLASH.match(told) else told
    if canonical(address) is None:
        return None
    if urls.archived(address):
        address = address[:8] + _ONE_SLASH.sub(r"\1//", address[8:])
    return address


def page_address(value: Any, notes: dict[str, None]) -> str | None:
    """The one address of a page; also one that lost its scheme, with a note."""
    for told in _texts(value, ("url", "@id")):
        bare = html.unescape(told).strip()
        if fit := fit_address(bare):
            return fit
        if _WITHOUT_SCHEME.fullmatch(bare) and (fit := fit_address(f"https://{bare}")):
            notes[f"the address had no https:// before it: {shown(bare)}"] = None
            return fit
        if bare:
            notes[f"the address was left out: {shown(bare)} is no web address"] = None
    return None


@lru_cache(1024)
def canonical(address: str) -> str | None:
    """The form by which an address is found again; None for what is no web address."""
    try:
        return urls.canonical(address)
    except ValueError:
        return None


def same_site(one: str, other: str) -> bool:
    """Whether two fit addresses are of one host, copies in an archive being of what they copy."""
    return urlsplit(canonical(one) or one).netloc == urlsplit(canonical(other) or other).netloc


@lru_cache(1024)
def site(address: str | None) -> str | None:
    """The bare domain of an address that was found fit; None without one."""
    try:
        return urls.site(address) if address else None
    except ValueError:
        return None


def same_address(one: str, other: str | None) -> bool:
    """Whether two fit addresses are one page."""
    return other is not None and canonical(one) == canonical(other)


def shown(told: str) -> str:
    """A text of others within a note: short, on one line, harmless."""
    line = text.one_line(told[:80])
    return f"“{line[:60]}…”" if len(line) > 60 else f"“{line}”"
