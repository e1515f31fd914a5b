"""Statements of one sentence: each cue with its speaker and what was said."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from factcheck.extract import contents
from factcheck.extract.cores import cores
from factcheck.extract.languages import Language
from factcheck.extract.sentences import Sentence
from factcheck.extract.spans import Span
from factcheck.extract.subjects import Named
from factcheck.extract.tokens import Token


@dataclass(slots=True)
class Statement:
    """Somebody says something: what was said (in pieces), by whom, with which cue.

    ``said_in`` is the sentence of the cue, ``sentence`` the last one of the content; ``quoted``
    tells whether quotation marks stand in it, ``unsure`` what to look at closely.
    """

    content: list[Span]
    source: Span | None
    cue: Span | None
    kind: str
    said_in: int
    sentence: int
    quoted: bool
    unsure: list[str] = field(default_factory=list)


def statements(sentence: Sentence, number: int, language: Language) -> Iterator[Statement]:
    """The statements of a sentence, in order of their cues."""
    tokens = sentence.tokens
    found = list(cores(tokens, language))
    found = [core for at, core in enumerate(found) if contents.pieces(tokens, found, at, language)]
    for at, core in enumerate(found):
        pieces = contents.pieces(tokens, found, at, language)
        if pieces:
            yield Statement(
                [_span(tokens, piece) for piece in pieces],
                core.named and _span(tokens, core.named),
                _span(tokens, Named(core.cue.first, core.cue.last)),
                core.cue.kind,
                number,
                number,
                any(t.kind == "quote" for p in pieces for t in tokens[p.first : p.last + 1]),
            )


def _span(tokens: list[Token], named: Named) -> Span:
    return Span(tokens[named.first].start, tokens[named.last].end)


def announced(sentence: Sentence, number: int, language: Language) -> Statement | None:
    """The statement that a sentence announces with a colon at its end: "Ruiz said:"."""
    tokens = sentence.tokens
    if tokens[-1].low != ":":
        return None
    for core in reversed(list(cores(tokens, language))):
        if core.cue.kind in ("say", "tell", "quoted") and core.named is not None:
            cue = _span(tokens, Named(core.cue.first, core.cue.last))
            source = _span(tokens, core.named)
            return Statement([], source, cue, core.cue.kind, number, number, False)
    return None
