"""Files of posts to look up: a text a line, or an object a line with its text and its id."""

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, NamedTuple

from factcheck.formats import strict
from factcheck.formats.base import CLAIM_CHARACTERS, RECORD_BYTES, FormatError


class PostLine(NamedTuple):
    """A text of a file, and what it is called there: a text or a number, as it stood there.

    What has no name is called by the number of its line.
    """

    id: str | int
    text: str


def read(stream: BinaryIO) -> Iterator[PostLine]:
    """The posts of a file: JSON Lines where its first line begins with {, else plain lines.

    Blank lines are passed over. Raises FormatError, with the number of the line, for one that
    is not UTF-8, too long, no object, or has no text.
    """
    is_json: bool | None = None
    for number, raw in enumerate(iter(partial(stream.readline, RECORD_BYTES + 1), b""), 1):
        try:
            told = _decoded(raw, number)
            if not told:
                continue
            is_json = told.startswith("{") if is_json is None else is_json
            yield _object(told, number) if is_json else PostLine(str(number), _fitting(told))
        except FormatError as error:
            raise FormatError(f"line {number}: {error.message}") from None


def _decoded(raw: bytes, number: int) -> str:
    if len(raw) > RECORD_BYTES:
        raise FormatError(f"is longer than {RECORD_BYTES:,} bytes")
    try:
        return raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
    except UnicodeDecodeError:
        raise FormatError("is not UTF-8") from None


def _object(told: str, number: int) -> PostLine:
    value, _notes = strict.parse(told)
    if not isinstance(value, dict):
        raise FormatError("is no object")
    text, name = value.get("text"), value.get("id")
    if not isinstance(text, str):
        raise FormatError("has no text")
    if name is not None and (isinstance(name, bool) or not isinstance(name, str | int)):
        raise FormatError("its id is neither a text nor a whole number")
    return PostLine(str(number) if name is None else name, _fitting(text))


def _fitting(told: str) -> str:
    if len(told) > CLAIM_CHARACTERS:
        raise FormatError(f"its text is longer than {CLAIM_CHARACTERS:,} characters")
    return told
