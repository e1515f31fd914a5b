"""Where the words of a query stand in a text: what to highlight, and how much to show of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from factcheck import text
from factcheck.search.terms import Words

Span = tuple[int, int]
# Letters and digits, and in other scripts the signs that hang on them.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u1fff\u2c00-\u2fff\u3040-\uffff])+")
WIDTH = 160


@dataclass(frozen=True, slots=True)
class Snippet:
    """A part of a text with the places of what was found in it; "…" where it was cut."""

    text: str
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """The tokens to look for: whole ones, and beginnings; ``number`` of them are asked for."""

    whole: frozenset[str]
    begun: tuple[str, ...]
    number: int

    @classmethod
    def of(cls, words: Iterable[Words]) -> "Sought":
        """Those of a query."""
        held = list(words)
        whole = {token for one in held for told in one.whole for token in told}
        whole |= {token for one in held for told in one.begun for token in told[:-1]}
        number = sum(max(map(len, (*one.whole, *one.begun)), default=0) for one in held)
        begun = tuple({told[-1] for one in held for told in one.begun})
        return cls(frozenset(whole), begun, number)

    def found(self, told: str, language: str | None) -> list[Span]:
        """Where they stand in a text."""
        return [
            word.span()
            for word in _WORD.finditer(told)
            if any(map(self._is_meant, text.tokens(word.group(), language)))
            or (self.begun and any(map(self._begins, text.tokens(word.group(), text.UNSTEMMED))))
        ]

    def _is_meant(self, token: str) -> bool:
        return token in self.whole or self._begins(token)

    def _begins(self, token: str) -> bool:
        return token.startswith(self.begun)


def snippet(told: str, marks: list[Span], width: int = WIDTH) -> Snippet:
    """The part of a text, at most so wide, in which most of the marks stand."""
    if len(told) <= width:
        return Snippet(told, tuple(marks))
    begin = max(marks, key=lambda mark: _held(marks, mark[0], width))[0] if marks else 0
    begin = max(0, min(begin - width // 5, len(told) - width))
    end = begin + width
    if begin:
        begin = told.find(" ", begin, begin + 20) + 1 or begin
    if end < len(told):
        end = max(told.rfind(" ", end - 20, end), begin) if " " in told[end - 20 : end] else end
    before = "…" if begin else ""
    shift = len(before) - begin
    kept = tuple((a + shift, b + shift) for a, b in marks if a >= begin and b <= end)
    return Snippet(before + told[begin:end] + ("…" if end < len(told) else ""), kept)


def _held(marks: list[Span], begin: int, width: int) -> int:
    return sum(begin <= mark[0] and mark[1] <= begin + width * 4 // 5 for mark in marks)
