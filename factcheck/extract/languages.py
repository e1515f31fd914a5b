"""What the rules must know of a language: one data file each, read once."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property
from importlib import resources
from typing import Any, TypeVar

from factcheck.errors import Usage

_NONE: frozenset[str] = frozenset()
_LETTERS = re.compile(r"[^\W\d_]+")
_ENOUGH = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Words:
    """The small words that hold a sentence together; en.toml says what each list is for."""

    that: frozenset[str] = _NONE
    whether: frozenset[str] = _NONE
    joining: frozenset[str] = _NONE
    auxiliary: frozenset[str] = _NONE
    adverb: frozenset[str] = _NONE
    inverting: frozenset[str] = _NONE
    clitic: frozenset[str] = _NONE
    passive: frozenset[str] = _NONE
    negative: frozenset[str] = _NONE
    between: frozenset[str] = _NONE
    opening: frozenset[str] = _NONE
    infinitive: frozenset[str] = _NONE
    both: frozenset[str] = _NONE
    naming: frozenset[str] = _NONE
    links: frozenset[str] = _NONE
    particle_of: frozenset[str] = _NONE
    plain_subject: frozenset[str] = _NONE
    sure: frozenset[str] = _NONE
    takes_thing: frozenset[str] = _NONE
    asked: frozenset[str] = _NONE
    called: frozenset[str] = _NONE
    definite: frozenset[str] = _NONE
    indefinite: frozenset[str] = _NONE
    as_said: frozenset[str] = _NONE
    takes_to: frozenset[str] = _NONE
    leads_on: frozenset[str] = _NONE
    subject: frozenset[str] = _NONE
    object: frozenset[str] = _NONE
    relative: frozenset[str] = _NONE
    determiner: frozenset[str] = _NONE
    preposition: frozenset[str] = _NONE
    subordinate: frozenset[str] = _NONE
    conjunction: frozenset[str] = _NONE
    finite: frozenset[str] = _NONE
    time: frozenset[str] = _NONE
    setting: frozenset[str] = _NONE
    which: frozenset[str] = _NONE
    document: frozenset[str] = _NONE
    listener: frozenset[str] = _NONE
    abbreviation: frozenset[str] = _NONE


@dataclass(frozen=True, slots=True)
class People:
    """Words about persons: titles, roles, given names, and what only looks like a name."""

    title: frozenset[str] = _NONE
    role: frozenset[str] = _NONE
    male: frozenset[str] = _NONE
    female: frozenset[str] = _NONE
    body: frozenset[str] = _NONE
    several: frozenset[str] = _NONE
    plural: frozenset[str] = _NONE
    first_male: frozenset[str] = _NONE
    first_female: frozenset[str] = _NONE
    particle: frozenset[str] = _NONE
    other: frozenset[str] = _NONE


@dataclass(frozen=True, slots=True)
class Worth:
    """Words that make a sentence worth checking, or less so."""

    quantity: frozenset[str] = _NONE
    comparison: frozenset[str] = _NONE
    change: frozenset[str] = _NONE
    fact: frozenset[str] = _NONE
    time: frozenset[str] = _NONE
    topic: frozenset[str] = _NONE
    others: frozenset[str] = _NONE
    opinion: frozenset[str] = _NONE
    future: frozenset[str] = _NONE
    person: frozenset[str] = _NONE


@dataclass(frozen=True, eq=False)
class Language:
    """A language: its marks, cues, words and patterns.

    ``verbs`` gives the kind of each word that says something, ``participles`` are those
    of them that are no finite verbs.
    """

    code: str
    name: str
    opening: str
    closing: str
    straight: str
    single: tuple[tuple[str, str], ...]
    elision: bool
    agreement: bool
    verbs: Mapping[str, str]
    participles: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    according: tuple[tuple[str, ...], ...]
    words: Words
    people: People
    worth: Worth
    adverb_ends: tuple[str, ...]
    verb_ends: tuple[str, ...]
    gerund_ends: tuple[str, ...]
    hints: Mapping[str, re.Pattern[str]]
    about: frozenset[str]

    @cached_property
    def bare(self) -> frozenset[str]:
        """Verbs without an ending ("claim"), where a verb agrees with its subject."""
        if not self.agreement:
            return frozenset()
        return frozenset(
            word for word in self.verbs if not self.verbs.keys().isdisjoint(_with_s(word))
        )

    @cached_property
    def smallest(self) -> frozenset[str]:
        """The words that no text of the language is without."""
        return self.words.determiner | self.words.preposition | self.words.conjunction

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """Verbs that look like nouns: "claim", "claims"."""
        return self.bare | {form for word in self.bare for form in _with_s(word)}

    @cached_property
    def by_first_word(self) -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
        """Phrases that are cues and their kinds, longer ones first, by their first word."""
        found: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
        for kind, phrases in (("according", self.according), ("say", self.phrases)):
            for phrase in phrases:
                found[phrase[0]] = (*found.get(phrase[0], ()), (phrase, kind))
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """Given names of both kinds."""
        return self.people.first_male | self.people.first_female


def _with_s(word: str) -> tuple[str, str, str]:
    return f"{word}s", f"{word}es", f"{word[:-1]}ies"


T = TypeVar("T", Words, People, Worth)


def known() -> tuple[str, ...]:
    """The codes of the languages that have a data file."""
    folder = resources.files("factcheck.extract") / "languages"
    names = (file.name for file in folder.iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".toml")))


@cache
def language(code: str) -> Language:
    """The language of this code ("en", "es-MX"). Raises Usage that lists the known ones."""
    short = code.partition("-")[0].lower()
    if short not in known():
        raise Usage(f"no rules for the language {code!r}", hint=f"known: {', '.join(known())}")
    folder = resources.files("factcheck.extract") / "languages"
    told = tomllib.loads((folder / f"{short}.toml").read_text(encoding="utf-8"))
    return _language(short, told)


def likely(text: str, codes: Sequence[str]) -> str:
    """The language, of these, that a text seems to be in, by its small words; else the first.

    Languages without a data file here are not seen. Any string is taken.
    """
    words = _LETTERS.findall(text[:_ENOUGH].lower())
    counts = {
        code: sum(word in language(code).smallest for word in words)
        for code in codes
        if code in known()
    }
    best = max(counts, key=lambda code: counts[code], default=codes[0])
    return best if counts.get(best) else codes[0]


def _language(code: str, told: Mapping[str, Any]) -> Language:
    marks, cues, shapes = told["marks"], told["cues"], told["shapes"]
    verbs = {word: kind for kind in cues["finite"] for word in cues["finite"][kind].split()}
    loose = {word: kind for kind in cues["loose"] for word in cues["loose"][kind].split()}
    return Language(
        code=code,
        name=told["name"],
        opening=marks["opening"],
        closing=marks["closing"],
        straight=marks["straight"],
        single=tuple((opening, closing) for opening, closing in marks["single"]),
        elision=shapes.get("elision", False),
        agreement=shapes.get("agreement", False),
        verbs={**loose, **verbs},
        participles=frozenset(loose.keys() - verbs.keys()),
        phrases=_phrases(cues["phrases"]),
        according=_phrases(cues["according"]),
        words=_lists(Words, told["words"]),
        people=_lists(People, told["people"]),
        worth=_lists(Worth, told["worth"]),
        adverb_ends=tuple(shapes["adverb_ends"]),
        verb_ends=tuple(shapes["verb_ends"]),
        gerund_ends=tuple(shapes.get("gerund_ends", ())),
        hints={kind: _pattern(told["hints"][kind]) for kind in told["hints"]},
        about=frozenset(told["about"].split()),
    )


def _lists(kind: type[T], told: Mapping[str, str]) -> T:
    names = {each.name for each in fields(kind)}
    if unknown := told.keys() - names:
        raise ValueError(f"no such lists of words: {', '.join(sorted(unknown))}")
    return kind(**{name: frozenset(words.split()) for name, words in told.items()})


def _phrases(told: list[str]) -> tuple[tuple[str, ...], ...]:
    """The words of each phrase, longer ones first."""
    return tuple(sorted((tuple(one.split()) for one in told), key=len, reverse=True))


def _pattern(told: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(told)})(?!\w)", re.IGNORECASE)
