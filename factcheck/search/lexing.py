"""A query cut into its pieces: words, phrases, filters, and the signs between them.

One pass from left to right, in time that grows with the length alone.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from factcheck.search import filters
from factcheck.search.filters import Told
from factcheck.search.nodes import Phrase, Span, Word
from factcheck.search.unreadable import unreadable

# Those that text.fold takes for one. An apostrophe, of whatever kind, is part of a word.
_QUOTES = frozenset('"“”„‟«»＂')
_QUOTE = re.compile(f"[{''.join(_QUOTES)}]")
_ADDRESSES = ("doi", "mailto", "tel", "urn")
_NEVER_IN_NAMES = frozenset("./@")
_LETTERS_BEFORE_STAR = 2


class Sign(NamedTuple):
    """What stands between terms: ``(``, ``)``, ``-``, ``OR`` or ``AND``."""

    text: str
    span: Span


Piece = Word | Phrase | Told | Sign


def pieces(typed: str) -> Iterator[Piece]:
    """What was typed, piece by piece; none of blanks alone.

    Raises QueryError for an unclosed quote, a ``-`` or ``*`` out of place, an unknown filter, a
    filter without a value.
    """
    at = 0
    while at < len(typed):
        if typed[at].isspace():
            at += 1
            continue
        piece = _piece(typed, at)
        yield piece
        at = piece.span[1]


def _piece(typed: str, at: int) -> Piece:
    char = typed[at]
    if char in "()":
        return Sign(char, (at, at + 1))
    if char == "-":
        return _minus(typed, at)
    if char in _QUOTES:
        inside, end = _quoted(typed, at)
        return Phrase(inside, (at, end))
    return _run(typed, at)


def _minus(typed: str, at: int) -> Sign:
    if at and not (typed[at - 1].isspace() or typed[at - 1] == "("):
        raise unreadable(typed, at, "no blank before -", "write a blank before it, or quotes")
    if _blank(typed, at + 1) or typed[at + 1] in ")-":
        raise unreadable(
            typed,
            at,
            "- that leaves nothing out",
            "write -word without a blank between, or the - in quotes",
        )
    return Sign("-", (at, at + 1))


def _blank(typed: str, at: int) -> bool:
    """Whether nothing stands there: a blank, or the end."""
    return at == len(typed) or typed[at].isspace()


def _quoted(typed: str, at: int) -> tuple[str, int]:
    """What stands between the quote at this place and the next one, and where that ends."""
    closing = _QUOTE.search(typed, at + 1)
    if closing is None:
        raise unreadable(typed, at, "unclosed quote", "close it, or leave it out")
    inside = typed[at + 1 : closing.start()]
    if not inside.strip():
        raise unreadable(typed, at, "nothing between the quotes", "leave them out")
    return inside, closing.end()


def _run(typed: str, at: int) -> Piece:
    """What stands without a blank, a quote or a parenthesis: a word, a filter, OR, AND."""
    end = _run_end(typed, at)
    run = typed[at:end]
    if run in ("OR", "AND"):
        return Sign(run, (at, end))
    name, colon, rest = run.partition(":")
    if colon:
        wanted = filters.known(name)
        if wanted:
            return _filter(typed, wanted, (at, at + len(name) + 1), end)
        if not _is_plain(name, rest):
            raise filters.unknown(typed, at, name)
    return _word(typed, at, end)


def _run_end(typed: str, at: int) -> int:
    """An address keeps its parentheses: ``https://x.org/wiki/Sucre_(estado)`` is one word."""
    start, opened, address = at, 0, False
    while at < len(typed) and not typed[at].isspace() and typed[at] not in _QUOTES:
        if typed[at] in "()":
            address = address or "://" in typed[start:at]
            if not address or (typed[at] == ")" and not opened):
                break
            opened += 1 if typed[at] == "(" else -1
        at += 1
    if opened:
        opening = typed.index("(", start)
        advice = "close it, or write the address in quotes"
        raise unreadable(typed, opening, "unclosed parenthesis", advice)
    return at


def _is_plain(name: str, rest: str) -> bool:
    """Whether a word with a colon is an address (x.org:80, mailto:...) or like a time (12:30)."""
    if not name:
        return False
    if rest.startswith("//") or name.lower() in _ADDRESSES or not _NEVER_IN_NAMES.isdisjoint(name):
        return True
    between_digits = name[-1].isdigit() and rest[:1].isdigit()
    return between_digits or not any(map(str.isalpha, name))


def _filter(typed: str, name: str, place: Span, end: int) -> Told:
    """``place`` is that of the name with its colon, ``end`` that of what stands with it."""
    start, at = place
    value = typed[at:end]
    if not value and typed[at : at + 1] in _QUOTES:
        value, end = _quoted(typed, at)
    elif value.endswith("*"):
        raise unreadable(typed, end - 1, "* in a filter", "leave it out, or write it in quotes")
    if not value:
        advice = f"write it without a blank between: {name}:..., or the word in quotes"
        raise unreadable(typed, start, "filter without a value", advice)
    if not _blank(typed, end) and typed[end] != ")":
        raise unreadable(typed, end, "no blank after a filter", f'quote the value: {name}:"..."')
    return Told(name, value, at, (start, end))


def _word(typed: str, at: int, end: int) -> Word:
    star = typed.find("*", at, end)
    if star < 0:
        return Word(typed[at:end], False, (at, end))
    letters = sum(map(str.isalnum, typed[at:star]))
    if star < end - 1 or letters < _LETTERS_BEFORE_STAR:
        advice = "it ends a word of at least 2 letters (venez*); in quotes it is plain text"
        raise unreadable(typed, star, "* out of place", advice)
    return Word(typed[at:star], True, (at, end))
