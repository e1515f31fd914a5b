"""The cells of a table: cleaned, and checked for the field that they are to give."""

import html
import re
from collections.abc import Callable, Mapping

from factcheck import records, text, urls
from factcheck.errors import FactcheckError
from factcheck.formats.base import CLAIM_CHARACTERS, FIELD_CHARACTERS, FormatError
from factcheck.formats.spelled_dates import spelled_date
from factcheck.vocabulary import SPEAKER_KINDS

_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]+);", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|a|span|div|li|ul|ol|h[1-6]|blockquote|q|sup|sub|font)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
# Addresses so plain that `urls.canonical`, which takes its time, need not be asked.
_LABEL = r"[a-z0-9](?:-?[a-z0-9]){0,30}"
_PLAIN_ADDRESS = re.compile(
    r"https?://(?![^/?#]*(?:archive|arquivo|webcache|timetravel|perma))"
    rf"(?:{_LABEL}\.){{1,5}}[a-z]{{2,15}}(?::\d{{1,4}})?(?:[/?#](?:(?!http)[!-~])*)?",
    re.IGNORECASE | re.ASCII,
)
_SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*://|(?:javascript|data|file|mailto):)", re.IGNORECASE)


def cleaned(name: str, column: str, cell: str, verbatim: bool) -> str:
    """The cell as it is kept for this field; "" when nothing is in it. Raises FormatError."""
    try:
        value = _clean(cell, verbatim)
        if len(value) > (CLAIM_CHARACTERS if name == "text" else FIELD_CHARACTERS):
            raise _too_long(name, value)
        check = _CHECKS.get(name)
        return check(value) if check and value else value
    except (ValueError, FactcheckError) as error:
        raise FormatError(f"{text.one_line(column)}: {_said(error)}") from error


def _clean(cell: str, verbatim: bool) -> str:
    if "'" in cell[:1]:
        cell = text.formula_plain(cell)
    if not verbatim and ("&" in cell or "<" in cell):
        cell = _TAG.sub(" ", _ENTITY.sub(_resolved, cell))
    if "\0" in cell:
        raise ValueError("contains a NUL character")
    if not cell.isascii():
        _whole(cell)
    return cell.strip()


def _resolved(entity: re.Match[str]) -> str:
    return html.unescape(entity.group())


def _whole(cell: str) -> None:
    try:
        cell.encode()
    except UnicodeEncodeError:
        raise ValueError("contains half a surrogate pair") from None


def _too_long(name: str, value: str) -> ValueError:
    most = CLAIM_CHARACTERS if name == "text" else FIELD_CHARACTERS
    what = "the claim" if name == "text" else "the field"
    return ValueError(f"{what} has {len(value):,} characters; at most {most:,} are read")


def _said(error: Exception) -> str:
    said = str(error)
    return f"{said} ({error.hint})" if isinstance(error, FormatError) and error.hint else said


def _address(told: str) -> str:
    if _PLAIN_ADDRESS.fullmatch(told):
        return told
    if not urls.is_url(told):
        raise ValueError(f"{_short(told)} is not an http(s) address")
    try:
        urls.canonical(told)
    except ValueError as error:
        raise ValueError(f"{_short(told)} {error}") from error
    return told


def _source(told: str) -> str:
    return _address(told) if _SCHEME.match(told) else told


def _site(told: str) -> str:
    return urls.site(_address(told)) if "//" in told else told.lower().removeprefix("www.")


def _kind(told: str) -> str:
    return records.word(told, SPEAKER_KINDS, "kind of speaker")


def _priority(told: str) -> str:
    return str(records.priority(told))


def _short(told: str) -> str:
    shown = text.one_line(told[:81])
    return repr(shown if len(told) <= 80 else shown[:80] + "…")


_CHECKS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("said_on", "published_on"), spelled_date),
    "source": _source,
    "url": _address,
    "site": _site,
    "language": records.language,
    "priority": _priority,
    "speaker_kind": _kind,
}
