"""Quotations without a cue of their own, and transcripts ("RUIZ: ...")."""

from factcheck.extract.sentences import Sentence
from factcheck.extract.spans import Span
from factcheck.extract.statements import Statement

_ALMOST = 0.5
_SHORTEST = 30
_LONGEST_NAME = 3


def is_quoted_alone(sentence: Sentence) -> bool:
    """Whether a sentence is nothing but quotations."""
    return all(t.kind == "quote" or (t.kind == "mark" and t.low in ".,…") for t in sentence.tokens)


def is_mostly_quoted(sentence: Sentence) -> bool:
    """Whether quotations are the larger part of a sentence."""
    quoted = sum(t.end - t.start for t in sentence.tokens if t.kind == "quote")
    return quoted > _ALMOST * (sentence.end - sentence.start)


def passages(sentence: Sentence) -> list[Span]:
    """The quotations of a sentence, with the words that lead to them."""
    if is_quoted_alone(sentence):
        return [Span(t.start, t.end) for t in sentence.tokens if t.kind == "quote"]
    end = sentence.tokens[-1].start if sentence.tokens[-1].kind == "mark" else sentence.end
    return [Span(sentence.start, end)]


def goes_on(statement: Statement, sentence: Sentence, sentences: list[Sentence]) -> bool:
    """Whether a quotation without a cue goes on with this statement."""
    if not statement.quoted:
        return False
    apart = sentence.paragraph - sentences[statement.sentence].paragraph
    return apart == 0 or (apart == 1 and is_quoted_alone(sentence))


def transcribed(sentence: Sentence, number: int) -> Statement | None:
    """The statement of a line such as "RUIZ: We will win."."""
    tokens = sentence.tokens
    colon = next((at for at, one in enumerate(tokens[: _LONGEST_NAME + 1]) if one.low == ":"), 0)
    if not sentence.opens or not 0 < colon < len(tokens) - 1:
        return None
    if not all(one.text.isupper() and len(one.text) > 1 for one in tokens[:colon]):
        return None
    source = Span(tokens[0].start, tokens[colon - 1].end)
    cue = Span(tokens[colon].start, tokens[colon].end)
    content = Span(tokens[colon + 1].start, sentence.end)
    return Statement([content], source, cue, "colon", number, number, True)


def alone(sentence: Sentence, number: int) -> list[Statement]:
    """A quotation by nobody known, where it is long enough to be a statement."""
    found = passages(sentence)
    if not is_quoted_alone(sentence) or found[0].end - found[0].start < _SHORTEST:
        return []
    return [Statement(found, None, None, "none", number, number, True, ["no cue"])]
