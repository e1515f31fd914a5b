"""Remarks that speak about a claim: denials, "no evidence", "reportedly", "debunked"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.extract import subjects
from factcheck.extract.grouping import content_words
from factcheck.extract.languages import Language
from factcheck.extract.sentences import Sentence
from factcheck.extract.spans import Span
from factcheck.extract.statements import Statement

_FAR = 6  # sentences over which a remark reaches back
_ENOUGH = 1.0
_NAMED, _MENTIONED, _CALLED, _APART = 2.0, 1.5, 1.25, 0.25
_MOST_SHARED = 3
_CLAUSE = 4  # words of a claim, before what hangs on it
_NEAR = 4  # words before and after a remark that may name a claim
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark in the article.

    ``statement`` is the place of the statement that it is or stands in, ``concerns`` the place
    of the one it speaks about; ``by`` is who makes it, None for the article.
    """

    kind: str
    at: Span
    by: str | None
    statement: int | None
    concerns: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """What was read of an article so far."""

    text: str
    sentences: list[Sentence]
    statements: list[Statement]
    speakers: list[str | None]
    words: list[frozenset[str]]
    language: Language


def remarks(said: Said) -> Iterator[Remark]:
    """All remarks outside of quotations that speak about a statement, or are a denial."""
    for number, sentence in enumerate(said.sentences):
        for kind, at in _found(said, sentence):
            own = _own(said, at, number)
            if own is not None and kind == "denial" and _hangs_on(said, own, at):
                by = _by(said, kind, at, sentence)
                yield Remark(kind, at, by, None, own)
                continue
            by = said.speakers[own] if own is not None else _by(said, kind, at, sentence)
            concerns = _hedged(said, at) if kind == "hedge" else _meant(said, at, number, own, by)
            if concerns is not None or (kind == "denial" and own is not None):
                yield Remark(kind, at, by, own, concerns)


def _found(said: Said, sentence: Sentence) -> Iterator[tuple[str, Span]]:
    quoted = [Span(token.start, token.end) for token in sentence.tokens if token.kind == "quote"]
    for kind, pattern in said.language.hints.items():
        for match in pattern.finditer(said.text, sentence.start, sentence.end):
            at = Span(match.start(), match.end())
            if not any(at.meets(one) for one in quoted):
                yield kind, at
                break


def _own(said: Said, at: Span, number: int) -> int | None:
    """The statement that the remark is the cue of, or that it stands in."""
    for place, one in enumerate(said.statements):
        if one.said_in == number and one.cue is not None and one.cue.meets(at):
            return place
    return _hedged(said, at)


def _hangs_on(said: Said, place: int, at: Span) -> bool:
    """Whether a denial stands in an insertion: "it fell, a figure that Lee later disputed"."""
    one = said.statements[place]
    if one.cue is not None and one.cue.meets(at):
        return False
    told = said.text[one.content[0].start : at.start]
    before, comma, after = told.partition(",")
    if not comma or len(before.split()) < _CLAUSE:
        return False
    words = said.language.words
    return not any(word.lower() in words.that | words.joining for word in _WORD.findall(after))


def _hedged(said: Said, at: Span) -> int | None:
    """The statement whose words the remark is among, the innermost one."""
    around = [
        (span.end - span.start, place)
        for place, one in enumerate(said.statements)
        for span in one.content
        if span.meets(at)
    ]
    return min(around)[1] if around else None


def _by(said: Said, kind: str, at: Span, sentence: Sentence) -> str | None:
    """Who denies, where no statement tells it."""
    if kind != "denial":
        return None
    tokens, words = sentence.tokens, said.language.words
    place = next((n for n, one in enumerate(tokens) if one.end > at.start), 0)
    while place and tokens[place - 1].low in words.adverb | words.auxiliary:
        place -= 1
    named = subjects.before(tokens, place, said.language)
    if named is None:
        return None
    told = said.text[tokens[named.first].start : tokens[named.last].end]
    known = (one for one in said.speakers if one and told.endswith(_surname(one)))
    return next(known, told)


def _meant(said: Said, at: Span, number: int, own: int | None, by: str | None) -> int | None:
    """The earlier statement of somebody else that a remark speaks about."""
    sentence = said.sentences[number]
    best: tuple[float, int] | None = None
    for place, one in enumerate(said.statements):
        apart = number - one.said_in
        if place == own or one.kind == "deny" or not 0 <= apart <= _FAR:
            continue
        if one.content[0].start >= at.start or (by and said.speakers[place] == by):
            continue
        score = _closeness(said, place, sentence, at, by) - _APART * apart
        if score >= _ENOUGH and (best is None or score >= best[0]):
            best = (score, place)
    return best and best[1]


def _closeness(said: Said, place: int, sentence: Sentence, at: Span, by: str | None) -> float:
    """How much speaks for it that a remark is about a statement."""
    rest = said.text[at.start : sentence.end]
    before = said.text[sentence.start : at.start]
    shared = len(content_words(rest, said.language) & said.words[place])
    score = float(min(shared, _MOST_SHARED))
    speaker = said.speakers[place]
    if speaker and speaker != by and _surname(speaker) in before + rest:
        score += _NAMED
    told = " ".join(span.of(said.text) for span in said.statements[place].content)
    if by and _surname(by) in told:
        score += _MENTIONED
    near = [
        *_WORD.findall(before)[-_NEAR:],
        *_WORD.findall(rest)[: len(_WORD.findall(at.of(said.text))) + _NEAR],
    ]
    if any(word.lower() in said.language.about for word in near):
        score += _CALLED
    return score


def _surname(name: str) -> str:
    return name.rpartition(" ")[2]
