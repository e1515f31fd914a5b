"""Words that say that somebody says something: "has since denied", "according to"."""

from collections.abc import Iterator
from typing import NamedTuple

from factcheck.extract.languages import Language
from factcheck.extract.tokens import DASHES, Token

_LONGEST_GROUP = 7


class Cue(NamedTuple):
    """A cue by its first and last token; ``verb`` is the one that decides the kind.

    ``loose``: another verb bears the sentence ("..., saying that").
    """

    first: int
    last: int
    verb: int
    kind: str
    loose: bool = False


def cues(tokens: list[Token], language: Language) -> Iterator[Cue]:
    """The cues of a sentence, from left to right, none within another."""
    done = 0
    for at, token in enumerate(tokens):
        if at < done or token.kind != "word":
            continue
        found = _phrase(tokens, at, language) or _verb(tokens, at, done, language)
        if found:
            done = found.last + 1
            yield found


def _phrase(tokens: list[Token], at: int, language: Language) -> Cue | None:
    for phrase, kind in language.by_first_word.get(tokens[at].low, ()):
        if not _stands(tokens, at, phrase):
            continue
        last = at + len(phrase) - 1
        if kind == "according":
            return Cue(at, last, at, kind)
        loose = phrase[0] in language.participles or phrase[0].endswith(language.gerund_ends)
        first = at if loose else _group_start(tokens, at, 0, language)
        return Cue(first, last, at, kind, loose)
    return None


def _stands(tokens: list[Token], at: int, phrase: tuple[str, ...]) -> bool:
    return [one.low for one in tokens[at : at + len(phrase)]] == list(phrase)


def _verb(tokens: list[Token], at: int, done: int, language: Language) -> Cue | None:
    token = tokens[at]
    kind = language.verbs.get(token.low)
    if kind is None or (token.is_capitalised and at and tokens[at - 1].kind != "quote"):
        return None
    first = _group_start(tokens, at, done, language)
    helping = {one.low for one in tokens[first:at]}
    loose = token.low in language.participles
    progressive = loose and not language.words.passive.isdisjoint(helping)  # "was saying"
    passive = not loose and not language.words.passive.isdisjoint(helping)  # "was told"
    negated = not language.words.negative.isdisjoint(helping)
    if passive or negated or _is_wished_for(tokens, at, language):
        return None
    if _is_noun(tokens, first, at, language):
        return None
    return Cue(first, at, at, kind, loose and not progressive)


def _group_start(tokens: list[Token], at: int, done: int, language: Language) -> int:
    """The first token of the verb's group: its auxiliaries and adverbs."""
    first = at
    while first > max(done, at - _LONGEST_GROUP) and _helps(tokens[first - 1], language):
        first -= 1
    return first


def _helps(token: Token, language: Language) -> bool:
    if token.kind != "word" or token.is_capitalised:
        return False
    words = language.words
    if token.low in words.auxiliary or token.low in words.adverb:
        return True
    return len(token.low) > 4 and token.low.endswith(language.adverb_ends)


def _is_noun(tokens: list[Token], first: int, at: int, language: Language) -> bool:
    """Whether the word is a noun here ("the report", "his claims"), as its neighbours tell."""
    words, word = language.words, tokens[at].low
    if word in words.sure:
        return first > 0 and tokens[first - 1].low in words.definite | words.indefinite
    doubtful = word in language.doubtful
    if doubtful and _reads_as_noun(tokens, at, language):
        return True
    if first < at and tokens[at - 1].low in words.auxiliary:
        return False
    if first == 0:
        return at == 0 and word not in language.participles
    before = tokens[first - 1]
    if before.kind != "word":
        return doubtful and not _is_after_said(before)
    if before.low in words.determiner and before.low not in words.subject:
        return True
    if first == at and (before.low.endswith(("'s", "s'")) or before.text[0].isdigit()):
        return before.low != "'s"
    if before.low in words.preposition and before.low not in words.infinitive:
        return word not in language.participles
    return doubtful and not _agrees(tokens, first - 1, word, language)


def _reads_as_noun(tokens: list[Token], at: int, language: Language) -> bool:
    """Whether what follows a word that may be a noun cannot follow a verb."""
    if at + 1 == len(tokens):
        return False
    after, words = tokens[at + 1], language.words
    if after.low in words.finite:
        return True
    if tokens[at].low in language.bare:
        office = after.low in language.people.title and after.is_capitalised
        return office or after.low in words.links
    if after.kind == "mark" and after.low in ".!?" and at and not tokens[at - 1].is_capitalised:
        return True
    relative = after.low in words.relative and after.low not in words.that
    small = words.both | words.preposition | words.opening
    return relative or after.low in small


def _is_after_said(token: Token) -> bool:
    return token.kind == "quote" or token.low in (",", ")", "%") or token.low in DASHES


def _agrees(tokens: list[Token], at: int, verb: str, language: Language) -> bool:
    """Whether the word before fits the number of the verb: "they claim", "she claims"."""
    words, people, subject = language.words, language.people, tokens[at]
    if subject.low in words.relative or subject.low in words.joining:
        return True
    if subject.low in words.adverb | words.infinitive | words.object - words.subject:
        return True
    if len(subject.low) > 4 and subject.low.endswith(language.verb_ends):
        return True  # "those who were asked say"
    plural = subject.low in people.plural or subject.low in people.several
    plural = plural or (subject.low.endswith("s") and not subject.low.endswith(("ss", "us", "'s")))
    if verb in language.bare:
        plural = plural or _has_plural(tokens[max(0, at - 4) : at], language)
        return plural or subject.low in words.plain_subject
    if subject.low in words.subject or subject.is_capitalised:
        return subject.low not in words.plain_subject
    return not plural and _has_head(tokens, at, language)


def _has_plural(before: list[Token], language: Language) -> bool:
    """Whether two are joined, or several persons stand, a little before the verb."""
    people = language.people
    return any(
        one.low in language.words.both
        or one.low in people.several
        or (one.low in people.role and one.low.endswith("s"))
        for one in before
    )


def _has_head(tokens: list[Token], at: int, language: Language) -> bool:
    """Whether an article or a name begins the noun that ends here."""
    before = tokens[max(0, at - 5) : at]
    return any(
        one.is_capitalised or one.low in language.words.determiner or one.low.endswith("'s")
        for one in before
    )


def _is_wished_for(tokens: list[Token], at: int, language: Language) -> bool:
    """Whether it is only wished for or declined ("refused to say"), not "went on to say"."""
    if not at or tokens[at - 1].low not in language.words.infinitive:
        return False
    return at < 2 or tokens[at - 2].low not in language.words.leads_on
