"""Quotations in a text, whichever marks they bear, and where marks are missing or unbalanced."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from factcheck.extract.languages import Language

Role = Literal["open", "close", "either"]

_PARAGRAPH = re.compile(r"[^\n]*[^\s][^\n]*")
_SENTENCE_BEGINS = re.compile(r"[.?!…]\s+(?=[^\W\d_])")
_BRACKETS = "([{—–-/"
_LONGEST_SINGLE = 1000
_LONGEST_CUE = 8


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its marks. ``mended``: one of these had to be supplied.

    ``runs_on``: it has no closing mark because the next paragraph goes on with it.
    """

    start: int
    end: int
    mended: bool = False
    runs_on: bool = False


class Paragraph(NamedTuple):
    """A line of the text that is not empty, with the quotations in it."""

    start: int
    end: int
    quotes: tuple[Quote, ...]


class _Mark(NamedTuple):
    at: int
    end: int
    role: Role


@cache
def _marks_pattern(language: Language) -> re.Pattern[str]:
    marks = language.opening + language.closing + language.straight
    return re.compile(f"[{re.escape(marks)}]|''|``")


def paragraphs(text: str, language: Language) -> list[Paragraph]:
    """The paragraphs of a text with their quotations, in order, none inside another.

    A quotation that is never closed ends with its paragraph, or goes on in the next one where
    that begins with an opening mark; one that is never opened begins with the sentence after
    the quotation before it, else with its paragraph.
    """
    spans = [_trimmed(match) for match in _PARAGRAPH.finditer(text)]
    found = []
    for at, (start, end) in enumerate(spans):
        after = spans[at + 1][0] if at + 1 < len(spans) else None
        goes_on = after is not None and _opens(text, after, language)
        quotes = list(_double(text, start, end, goes_on, language))
        if not quotes:
            quotes = list(_single(text, start, end, language))
        found.append(Paragraph(start, end, tuple(quotes)))
    return found


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    told = match.group()
    start = match.start() + len(told) - len(told.lstrip())
    return start, match.start() + len(told.rstrip())


def _opens(text: str, at: int, language: Language) -> bool:
    return text[at] in language.opening + language.straight or text[at : at + 2] in ("``", "''")


def _double(text: str, start: int, end: int, goes_on: bool, language: Language) -> Iterator[Quote]:
    """The state machine: what each mark does depends on whether a quotation is open."""
    opened: int | None = None
    depth = 0
    done = start
    for mark in _marks(text, start, end, language):
        if opened is None:
            if mark.role == "close":
                yield Quote(_missed_opening(text, done, mark.at), mark.end, mended=True)
                done = mark.end
            else:
                opened, depth = mark.at, 0
        elif mark.role == "open":
            if _ended_before(text, opened, mark.at):
                ended = _ended_before(text, opened, mark.at)
                yield Quote(opened, _before_cue(text, opened, ended, language), mended=True)
                opened = mark.at
            else:
                depth += 1
        elif depth and mark.role == "close":
            depth -= 1
        else:
            yield Quote(opened, mark.end)
            done, opened = mark.end, None
    if opened is not None:
        yield _unclosed(text, opened, end, goes_on, language)


def _marks(text: str, start: int, end: int, language: Language) -> Iterator[_Mark]:
    for match in _marks_pattern(language).finditer(text, start, end):
        before = text[match.start() - 1] if match.start() > start else " "
        after = text[match.end()] if match.end() < end else " "
        role = _role(match.group(), before, after, language)
        yield _Mark(match.start(), match.end(), role)


def _role(mark: str, before: str, after: str, language: Language) -> Role:
    """What a mark does: its shape says it, and its neighbours where the shape is mistaken."""
    left = before.isspace() or before in _BRACKETS
    right = after.isspace() or not (after.isalnum() or after in "$£€[(‘'…")
    if mark == "``":
        return "open"
    may_open, may_close = mark in language.opening, mark in language.closing
    if may_open != may_close:
        if may_open:
            return "close" if right and not left else "open"
        return "open" if left and not right else "close"
    if left and not right:
        return "open"
    return "close" if right and not left else "either"


def _missed_opening(text: str, done: int, closing: int) -> int:
    """Where a quotation begins whose opening mark is missing."""
    at = done
    before = text[done - 1 : done]
    if before and not before.isspace():  # something was quoted before: begin with a sentence
        found = _SENTENCE_BEGINS.search(text, max(done - 2, 0), closing)
        at = found.end() if found else done
    while at < closing and text[at].isspace():
        at += 1
    return at


def _ended_before(text: str, opened: int, at: int) -> int:
    """The end of a sentence that ends right before this place, else 0."""
    body = text[opened:at].rstrip()
    return opened + len(body) if len(body) > 1 and body[-1] in ".?!" else 0


def _before_cue(text: str, opened: int, end: int, language: Language) -> int:
    """Where a quotation without its closing mark ends: before ", Ruiz said." at its end."""
    body = text[opened:end].rstrip(".?! ")
    comma = max(body.rfind(mark) for mark in ",?!")
    tail = body[comma + 1 :].lower().split()
    if comma < 1 or not 2 <= len(tail) <= _LONGEST_CUE:
        return end
    says = tail[0] in language.verbs or tail[-1] in language.verbs
    return opened + comma + 1 if says else end


def _unclosed(text: str, opened: int, end: int, goes_on: bool, language: Language) -> Quote:
    cut = _before_cue(text, opened, end, language)
    if goes_on and cut == end:
        return Quote(opened, end, runs_on=True)
    return Quote(opened, cut, mended=True)


@cache
def _single_patterns(language: Language) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(
            rf"(?:(?<=[\s(\[—–])|(?<![\s\S])){opening}(?=[^\W_])[^\n{opening}]{{2,{_LONGEST_SINGLE}}}?"
            rf"(?<=[\w.,?!…]){closing}(?![\w])"
            if opening != closing
            else rf"(?:(?<=[\s(\[—–])|(?<![\s\S])){opening}(?=[^\W_])[^\n]{{2,{_LONGEST_SINGLE}}}?"
            rf"(?:(?<=[.,?!…]){closing}(?!\w)|(?<=[^\Ws]){closing}(?=[\s.,;:?!)]|\Z))"
        )
        for opening, closing in language.single
    )


def _single(text: str, start: int, end: int, language: Language) -> Iterator[Quote]:
    """Quotations in single marks, where a paragraph has no others."""
    told = text[start:end]
    for pattern in _single_patterns(language):
        found = [Quote(start + one.start(), start + one.end()) for one in pattern.finditer(told)]
        if found:
            yield from found
            return
