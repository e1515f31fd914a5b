"""Persons in a text: where they are named, with which titles, and whether "he" fits."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from factcheck.extract.languages import Language
from factcheck.extract.sentences import Sentence
from factcheck.extract.tokens import Token

Gender = Literal["male", "female"]

_LONGEST = 5
_GENITIVES = ("'s", "s'")


class Mention(NamedTuple):
    """A person in the text: the name without titles, or the noun that stands for one.

    ``titles`` are the words for an office that stand beside the name; ``leads`` tells whether
    it is the first of its sentence.
    """

    name: str
    start: int
    sentence: int
    gender: Gender | None
    titles: frozenset[str]
    leads: bool
    named: bool = True


def mentions(
    sentences: list[Sentence], speaking: frozenset[str], language: Language
) -> Iterator[Mention]:
    """Every person who is named in full, or with a title, outside of quotations.

    ``speaking`` are the surnames of those who say something: persons, whatever they are called.
    """
    for number, sentence in enumerate(sentences):
        leads = True
        for mention in _in_sentence(sentence.tokens, number, speaking, language):
            yield mention._replace(leads=leads)
            leads = False


def _in_sentence(
    tokens: list[Token], number: int, speaking: frozenset[str], language: Language
) -> Iterator[Mention]:
    at = named = 0
    while at < len(tokens):
        end = run_end(tokens, at, language)
        found = _person(tokens, at, end, number, speaking, language) if end > at else None
        end = max(end, at + 1)
        if found:
            named = end
        elif not (named and named == end - 2 and tokens[named].low == ","):  # no apposition
            found, end = _office(tokens, end - 1, number, language)
        if found:
            yield found
        at = end


def run_end(tokens: list[Token], at: int, language: Language) -> int:
    """The end of the capitalised words that begin here; ``at`` where none does."""
    end = at
    while end < len(tokens):
        token = tokens[end]
        if not token.is_capitalised and not _is_particle(tokens, at, end, language):
            break
        end += 1
        if token.low.endswith(_GENITIVES):
            break
    return end


def _is_particle(tokens: list[Token], at: int, end: int, language: Language) -> bool:
    """Whether this is the "de" of a name."""
    if end == at or end + 1 == len(tokens) or not tokens[end + 1].is_capitalised:
        return False
    return tokens[end].low in language.people.particle


def bare_name(tokens: list[Token], language: Language) -> list[Token]:
    """The words of a name without titles and without what is nobody's name."""
    people = language.people
    first = 0
    for at, token in enumerate(tokens):
        if token.low in people.title or token.low in people.role or token.low in people.other:
            first = at + 1
    return list(tokens[first:])


def spelled(tokens: list[Token]) -> str:
    """A name as it is written, without the "'s" at its end."""
    told = " ".join(token.text for token in tokens)
    return told[:-2] if told.lower().replace("’", "'").endswith("'s") else told


def gender(words: frozenset[str], language: Language) -> Gender | None:
    """Whether "he" or "she" fits to these words."""
    people = language.people
    male = words & people.male or words & people.first_male
    female = words & people.female or words & people.first_female
    if bool(male) == bool(female):
        return None
    return "male" if male else "female"


def _person(
    tokens: list[Token],
    at: int,
    end: int,
    number: int,
    speaking: frozenset[str],
    language: Language,
) -> Mention | None:
    run = tokens[at:end]
    name = bare_name(run, language)
    if not name or len(name) > _LONGEST:
        return None
    before = [token for token in tokens[max(0, at - 2) : at] if token.kind == "word"]
    words = frozenset(token.low for token in [*before, *run])
    people = language.people
    titles = words & (people.title | people.role)
    known = name[0].low in language.names or spelled(name).lower().rpartition(" ")[2] in speaking
    if not known and not words & (people.title if len(name) == 1 else titles):
        return None
    return Mention(
        spelled(name), run[0].start, number, gender(words, language), titles, leads=False
    )


def _office(
    tokens: list[Token], at: int, number: int, language: Language
) -> tuple[Mention | None, int]:
    """A noun that stands for one person, "Venezuela's defense minister", and where it ends."""
    words, people = language.words, language.people
    if tokens[at].low not in words.determiner and not tokens[at].low.endswith(_GENITIVES):
        return None, at + 1
    for end in range(at + 1, min(at + _LONGEST, len(tokens))):
        token = tokens[end]
        if token.kind != "word" or token.is_capitalised or token.low in words.finite:
            break
        if token.low in people.role and not _goes_on(tokens, end, language):
            if token.low.endswith("s") or token.low in people.several | people.body:
                break
            return _officer(
                tokens[_genitive_start(tokens, at) : end + 1], number, language
            ), end + 1
    return None, at + 1


def _officer(tokens: list[Token], number: int, language: Language) -> Mention:
    told = " ".join(one.text for one in tokens)
    low = frozenset(one.low for one in tokens)
    fits = gender(low, language)
    return Mention(told, tokens[0].start, number, fits, low, leads=False, named=False)


def _goes_on(tokens: list[Token], at: int, language: Language) -> bool:
    """Whether the noun has another one, or a name, right after it."""
    if at + 1 >= len(tokens):
        return False
    after = tokens[at + 1]
    return after.is_capitalised or after.low in language.people.role


def _genitive_start(tokens: list[Token], at: int) -> int:
    while at > 0 and tokens[at].is_capitalised and tokens[at - 1].is_capitalised:
        at -= 1
    return at
