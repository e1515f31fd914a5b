"""Words, marks and quotations of a passage, each with its place in the text."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal, NamedTuple

from factcheck.extract.languages import Language
from factcheck.extract.quotes import Quote

Kind = Literal["word", "mark", "quote"]

DASHES = frozenset(("—", "–", "―", "--", "-"))

_URL = r"(?:https?://|www\.)[^\s\"”’<>]+|"
_REST = r"|\.\.\.|--+|[^\w\s]|_"
_LETTER = r"[^\W_]"
_WORD = (
    rf"(?:[^\W\d_]-)?(?:[^\W\d_]\.){{2,}}|{_LETTER}(?:{_LETTER}|[-&](?={_LETTER})"
    rf"|[’'](?={_LETTER})|(?<=\d)[.,:](?=\d))*"
)
_ELIDED = r"(?:[^\W\d_]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu)[’'](?=[^\W\d_])|"
_TITLE_WORDS = 5


class Token(NamedTuple):
    """A word, a punctuation mark, or a whole quotation (its words are not looked into).

    ``low`` is the form in which it is compared.
    """

    text: str
    low: str
    start: int
    end: int
    kind: Kind
    is_capitalised: bool = False


@cache
def _pattern(elision: bool) -> re.Pattern[str]:
    return re.compile(_URL + (_ELIDED if elision else "") + _WORD + _REST)


def tokens(
    text: str, start: int, end: int, quotes: Iterable[Quote], language: Language
) -> list[Token]:
    """The tokens of text[start:end]; each quotation in it is one, but for titles of works."""
    found: list[Token] = []
    at = start
    for quote in quotes:
        found += _plain(text, at, quote.start, language)
        found += _quoted(text, quote, language)
        at = quote.end
    found += _plain(text, at, end, language)
    return found


def _plain(text: str, start: int, end: int, language: Language) -> Iterator[Token]:
    last: Token | None = None
    for match in _pattern(language.elision).finditer(text, start, end):
        word = match.group()
        if word == "." and last is not None and _is_abbreviation(last, match.start(), language):
            last = last._replace(text=f"{last.text}.", end=match.end())
            continue
        if last is not None:
            yield from _split(last, language)
        last = _token(word, match.start(), match.end())
    if last is not None:
        yield from _split(last, language)


def _token(word: str, start: int, end: int) -> Token:
    if not word[0].isalnum():
        return Token(word, word, start, end, "mark")
    low = word.lower()
    return Token(word, low.replace("’", "'"), start, end, "word", low != word)


def _split(token: Token, language: Language) -> tuple[Token, ...]:
    """The two words of "she's" and of "dit-il"; a genitive ("Ruiz's") stays one."""
    low = token.low
    if len(low) != len(token.text):
        return (token,)
    words = language.words
    at, skipped = low.find("'"), 0
    if at < 0 or (low[:at] not in words.subject and low[:at] not in words.relative):
        at, skipped = low.rfind("-"), 1
        if at < 0 or low[at + 1 :] not in words.clitic:
            return (token,)
    head, tail = token.text[:at], token.text[at + skipped :]
    return (
        _token(head, token.start, token.start + at),
        Token(tail, low[at + skipped :], token.start + at + skipped, token.end, "word"),
    )


def _is_abbreviation(token: Token, at: int, language: Language) -> bool:
    if token.end != at or not token.is_capitalised:
        return False
    return token.low.rpartition("-")[2] in language.words.abbreviation or (
        len(token.low) == 1 and token.low != "i"
    )


def _quoted(text: str, quote: Quote, language: Language) -> Iterator[Token]:
    told = text[quote.start : quote.end]
    if not _is_title(told, language):
        yield Token(told, '"', quote.start, quote.end, "quote")
        return
    body = told.rstrip("\"”’'»")
    comma = body.endswith(",")
    cut = quote.end - (len(told) - len(body) + comma)
    yield Token(told, told.lower(), quote.start, cut, "word", is_capitalised=True)
    if comma:
        yield Token(",", ",", cut, cut + 1, "mark")


def _is_title(told: str, language: Language) -> bool:
    """Whether every word of a short quotation is capitalised: “Meet the Press,” not a sentence."""
    words = re.findall(r"[^\W_]+(?:[’'][^\W_]+)*", told)
    if not 2 <= len(words) <= _TITLE_WORDS or re.search(r"[.?!]\W*$", told):
        return False
    small = language.words.determiner | language.words.preposition | language.words.both
    if words[0].lower() in language.words.subject - language.words.determiner:
        return False
    return words[0][0].isupper() and all(word[0].isupper() or word in small for word in words)
