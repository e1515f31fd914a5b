"""QueryError: what is wrong with a query, and at which of its characters."""

from factcheck import text
from factcheck.errors import Usage

_EXCERPT = 30
_BEFORE, _AFTER = 40, 30


class QueryError(Usage):
    """A query that cannot be read.

    ``position`` is the character it is about, counted from 0; the message counts from 1, as
    people do. ``hint`` is up to three lines: the query, a caret under that character, what to do.
    """

    def __init__(self, message: str, *, hint: str | None = None, position: int = 0) -> None:
        super().__init__(message, hint=hint)
        self.position = position


def unreadable(typed: str, position: int, what: str, advice: str) -> QueryError:
    """The error about a character of what was typed; the message is one line and fit to print."""
    there = text.one_line(_cut(typed, position, _EXCERPT))
    return QueryError(
        f"{what} at character {position + 1:,}: {there}",
        hint="\n".join((*_pointed(typed, position), advice)),
        position=position,
    )


def _cut(typed: str, start: int, length: int) -> str:
    end = start + length
    return typed[start:end] + "…" * (end < len(typed))


def _pointed(typed: str, position: int) -> tuple[str, str]:
    """The query around a character as one line, and a line with a caret under it."""
    first = max(position - _BEFORE, 0)
    before = "…" * (first > 0) + _shown(typed[first:position])
    return before + _shown(_cut(typed, position, _AFTER)), " " * _width(before) + "^"


def _shown(part: str) -> str:
    """Every blank, of whatever kind, is one blank, and the terminal obeys none of it."""
    return text.printable("".join(" " if char.isspace() else char for char in part))


def _width(shown: str) -> int:
    if shown.isascii():
        return len(shown)
    from wcwidth import wcswidth

    cells = wcswidth(shown)
    return cells if cells >= 0 else len(shown)
