"""Sentences of a paragraph. A quotation within one does not end it unless it ends with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.extract.languages import Language
from factcheck.extract.quotes import Paragraph
from factcheck.extract.tokens import Token, tokens

_FINAL = ".?!…"
_CLOSING = "\"”’'»)]"


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of a sentence; ``opens`` where it is the first of its paragraph."""

    tokens: list[Token]
    paragraph: int
    opens: bool

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def sentences(text: str, paragraphs: list[Paragraph], language: Language) -> Iterator[Sentence]:
    """All sentences of the paragraphs, in order."""
    for number, paragraph in enumerate(paragraphs):
        found = tokens(text, paragraph.start, paragraph.end, paragraph.quotes, language)
        begin = 0
        for at in range(len(found)):
            if at + 1 == len(found) or _ends(found, at, language):
                yield Sentence(found[begin : at + 1], number, begin == 0)
                begin = at + 1


def _ends(found: list[Token], at: int, language: Language) -> bool:
    token, after = found[at], found[at + 1]
    if token.kind == "quote":
        return _ends_with_quote(found, at, language)
    if token.kind == "word":
        return _is_dotted_end(token, after, language)
    if token.low in ")]" and at:
        return found[at - 1].low in _FINAL and found[at - 1].kind == "mark" and _begins(after)
    return token.low in _FINAL and _begins(after) and not _in_brackets(found, at)


def _in_brackets(found: list[Token], at: int) -> bool:
    """Whether a bracket is open that closes soon."""
    before = [one.low for one in found[max(0, at - 8) : at] if one.low in "()"]
    after = [one.low for one in found[at + 1 : at + 8] if one.low in "()"]
    return before[-1:] == ["("] and after[:1] == [")"]


def _begins(token: Token) -> bool:
    return token.kind == "quote" or token.is_capitalised or token.text[0].isdigit()


def _is_dotted_end(token: Token, after: Token, language: Language) -> bool:
    """Whether "U.S." ends the sentence: the next word is one that begins sentences."""
    if not token.text.endswith(".") or not after.is_capitalised:
        return False
    words = language.words
    return after.low in words.determiner | words.subject | words.conjunction


def _ends_with_quote(found: list[Token], at: int, language: Language) -> bool:
    body = found[at].text.rstrip(_CLOSING)
    after = found[at + 1]
    if body[-1:] not in _FINAL or not _begins(after):
        return False
    if after.kind == "quote" or body.endswith("."):
        return True
    return not _says(found, at + 1, language)


def _says(found: list[Token], at: int, language: Language) -> bool:
    """Whether here stands who said it: "Ana Ruiz said", "Mr. Ruiz, a farmer, said"."""
    for token in found[at : at + 12]:
        if token.low in language.verbs:
            return True
        if token.kind == "quote" or token.low in language.words.finite:
            return False
        if token.low in _FINAL and token.low != ".":
            return False
    return False
