"""Short ways into the extractor for its tests."""

from factcheck.extract import Proposal, propose
from factcheck.extract.languages import language
from factcheck.extract.quotes import paragraphs
from factcheck.extract.rules import read
from factcheck.extract.sentences import sentences
from factcheck.extract.tokens import Token

ENGLISH = language("en")

Told = tuple[str | None, str | None, tuple[str, ...]]


def said(text: str, code: str = "en") -> list[Told]:
    """Source, cue and pieces of what is said, as they are written."""
    _, found = read(text, language(code))
    return [
        (
            one.source and one.source.of(text),
            one.cue and one.cue.of(text),
            tuple(span.of(text) for span in one.content),
        )
        for one in found
    ]


def spoken(text: str, code: str = "en") -> list[tuple[str | None, str]]:
    """Who is meant, and what they say without its marks."""
    return [(one.speaker, one.statement) for one in propose(text, code)]


def only(text: str, code: str = "en") -> Proposal:
    """The one proposal of a text."""
    (found,) = propose(text, code)
    return found


def words(text: str, code: str = "en") -> list[Token]:
    """The tokens of the first sentence."""
    known = language(code)
    return next(iter(sentences(text, paragraphs(text, known), known))).tokens
