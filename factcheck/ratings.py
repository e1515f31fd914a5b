"""Ratings of others, read in our words: scales as data, labels in many spellings, numbers.

A publisher's own scale goes before the plain words of the general one, and a label before a
number. What is not understood is said to be so, never guessed.
"""

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from factcheck import text

Confidence = Literal["high", "medium", "low"]
How = Literal["scale", "general", "number", "not understood"]
_LOWER: Mapping[Confidence | None, Confidence | None] = {"high": "medium", "medium": "low"}
_GENERAL = "general"

_PUNCTUATION = re.compile(r"[\"'`.,;:!?()\[\]{}…।。、，！？：*_/\-؟،]+")
_BEFORE = re.compile(r"\A[^\w]+")
_PREFIX = re.compile(
    r"\A(?:[^:\n]{0,40}?\b)?(?:ratings?|verdict|rated|conclusion|result|fact[- ]?check|claim is"
    r"|our ruling|ruling|status|valoraci[oó]n|classifica[cç][aã]o|calificaci[oó]n|bewertung"
    r"|note|ocena|oordeel|veredicto)\s*(?:[:=–—]|\s-\s)\s*",
    re.IGNORECASE,
)
_FIRST_PHRASE = re.compile(r"[.:,;!–—(|]| - ")


@dataclass(frozen=True, slots=True)
class Point:
    """One label of a scale. ``verdict`` None: understood, but no statement about truth.

    ``prefixes`` are beginnings of labels that are sentences; ``only`` are words that have
    this meaning in one language alone.
    """

    label: str
    verdict: str | None
    aliases: tuple[str, ...] = ()
    value: str | None = None
    confidence: Confidence = "high"
    prefixes: tuple[str, ...] = ()
    only: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """A publisher's labels. ``publishers`` are the names and sites by which it is known."""

    name: str
    title: str
    origin: str
    publishers: tuple[str, ...]
    points: tuple[Point, ...]
    labels: Mapping[str, Point] = field(init=False, compare=False, repr=False)
    beginnings: tuple[tuple[str, Point], ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        found: dict[str, Point] = {}
        for key, point in _spellings(self.points):
            if found.setdefault(key, point) is not point:
                raise ValueError(f"the scale {self.name} has the label {key!r} twice")
        starts = ((plain_key(start), point) for point in self.points for start in point.prefixes)
        longest_first = sorted(starts, key=lambda one: -len(one[0]))
        object.__setattr__(self, "labels", found)
        object.__setattr__(self, "beginnings", tuple(longest_first))


def _spellings(points: Iterable[Point]) -> Iterator[tuple[str, Point]]:
    for point in points:
        keys = {plain_key(spelling) for spelling in (point.label, *point.aliases)}
        keys |= {f"{language}:{plain_key(spelling)}" for language, spelling in point.only}
        for key in keys:
            yield key, point


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rating says in our words, how sure that is, and what it was read from."""

    verdict: str | None
    confidence: Confidence | None
    how: How


_NOT_UNDERSTOOD = Judged(None, None, "not understood")


@cache
def shipped() -> dict[str, Scale]:
    """The scales that come with the program, by name."""
    folder = resources.files("factcheck") / "scales"
    files = (file for file in folder.iterdir() if file.name.endswith(".toml"))
    found = (_scale(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)
    return {scale.name: scale for scale in sorted(found, key=lambda one: one.name)}


def _scale(told: Mapping[str, Any]) -> Scale:
    """A scale as its file tells it; ``beside`` are the labels that say nothing about truth."""
    sure = told.get("confidence", "high")
    points = (*told["point"], *told.get("beside", ()))
    return Scale(
        told["name"],
        told["title"],
        told["origin"],
        tuple(told.get("publishers", ())),
        tuple(_point(point, sure) for point in points),
    )


def _point(told: Mapping[str, Any], sure: Confidence) -> Point:
    only = told.get("only", {})
    return Point(
        told["label"],
        told.get("verdict"),
        tuple(told.get("aliases", ())),
        told.get("value"),
        told.get("confidence", sure),
        tuple(told.get("prefixes", ())),
        tuple((language, word) for language, words in only.items() for word in words),
    )


@cache
def _publishers() -> dict[str, str]:
    """The name of the scale of each publisher, by name or site."""
    return {
        plain_key(each): scale.name for scale in shipped().values() for each in scale.publishers
    }


def scale_for(publisher: str | None, site: str | None) -> Scale | None:
    """The shipped scale of this publisher, by its site (a subdomain counts) or its name."""
    known = _publishers()
    for told in (*_domains(site or ""), publisher or ""):
        if name := known.get(plain_key(told)):
            return shipped()[name]
    return None


def _domains(site: str) -> Iterator[str]:
    parts = site.strip().lower().split(".")
    for at in range(len(parts) - 1):
        yield ".".join(parts[at:])


# What is longer is no label: it is not compared as a whole, nor remembered.
LONGEST = 400


def plain_key(told: str) -> str:
    """The form in which labels are compared: folded, and punctuation counts as a blank."""
    return _plain_key(told[:LONGEST])


@lru_cache(8192)
def _plain_key(told: str) -> str:
    return " ".join(_PUNCTUATION.sub(" ", text.fold(told.replace("_", " "))).split())


def label_forms(label: str) -> tuple[str, ...]:
    """What the label may be once its trappings are gone, the most complete form first.

    Case, accents, punctuation and slugs ("pants-fire", "half_true") make no difference; what
    stands before the label proper ("Rating: False", ": false") goes, and so do signs.
    """
    return _label_forms(label[:LONGEST])


@lru_cache(8192)
def _label_forms(label: str) -> tuple[str, ...]:
    bare = _BEFORE.sub("", label)
    forms = (plain_key(form) for form in (label, bare, _PREFIX.sub("", bare, count=1)))
    return tuple(dict.fromkeys(form for form in forms if form))


def judge(
    label: str | None,
    value: object = None,
    best: object = None,
    worst: object = None,
    *,
    scale: Scale | None = None,
    language: str | None = None,
) -> Judged:
    """What a rating says, from its label if that is understood, else from its number.

    A number alone is never sure ("low"). When both are there and contradict each other, the
    label wins and is one step less sure. Never raises.
    """
    fraction, _ = numeric(value, best, worst)
    judged = _by_label(label or "", scale, language)
    if judged is _NOT_UNDERSTOOD:
        return _NOT_UNDERSTOOD if fraction is None else Judged(_of(fraction), "low", "number")
    if fraction is not None and {judged.verdict, _of(fraction)} == {"supported", "refuted"}:
        return Judged(judged.verdict, _LOWER.get(judged.confidence, "low"), judged.how)
    return judged


def _by_label(label: str, scale: Scale | None, language: str | None) -> Judged:
    forms = label_forms(label)
    general = shipped()[_GENERAL]
    if scale and (point := _point_of(scale, forms, language)):
        return Judged(point.verdict, point.confidence, "scale")
    if scale and (point := _beginning(scale, forms)):
        return Judged(point.verdict, _LOWER.get(point.confidence, "low"), "scale")
    if point := _point_of(general, forms, language):
        return Judged(point.verdict, point.confidence, "general")
    return _by_first_phrase(label, (scale, general), language)


def _by_first_phrase(
    label: str, scales: tuple[Scale | None, Scale], language: str | None
) -> Judged:
    """ "False. The picture is old" is understood by its first words, but not surely."""
    bare = _PREFIX.sub("", _BEFORE.sub("", label), count=1)
    phrase = _FIRST_PHRASE.split(bare, maxsplit=1)[0]
    if phrase != bare:
        for scale in filter(None, scales):
            if point := _point_of(scale, label_forms(phrase), language):
                return Judged(point.verdict, "low", "general" if scale is scales[1] else "scale")
    return _NOT_UNDERSTOOD


def _point_of(scale: Scale, forms: tuple[str, ...], language: str | None) -> Point | None:
    spoken = (language or "").partition("-")[0].lower()
    for form in forms:
        if point := scale.labels.get(form) or scale.labels.get(f"{spoken}:{form}"):
            return point
    return None


def _beginning(scale: Scale, forms: tuple[str, ...]) -> Point | None:
    for start, point in scale.beginnings:
        if any(f"{form} ".startswith(f"{start} ") for form in forms):
            return point
    return None


def numeric(value: object, best: object, worst: object) -> tuple[float | None, str | None]:
    """Where the number stands between the worst (0) and the best (1), and what is odd about it.

    The scale may be inverted; a missing best is 5 and a missing worst 1, as in schema.org.
    None for no number and for a scale without extent, such as -1, -1, -1 for a label of one's
    own. What lies outside the scale is moved to its end. Never raises.
    """
    if _blank(value):
        return None, None
    number, top, bottom = (
        _number(value),
        _number(5 if _blank(best) else best),
        _number(1 if _blank(worst) else worst),
    )
    if number is None or top is None or bottom is None:
        return None, "the rating's value, best or worst is not a number"
    if top == bottom:
        return None, "the rating's best and worst are the same"
    fraction = (number - bottom) / (top - bottom)
    if not math.isfinite(fraction):
        return None, "the rating's numbers are too large"
    if not 0 <= fraction <= 1:
        return min(max(fraction, 0.0), 1.0), "the rating's value is outside its scale"
    return fraction, None


def _blank(told: object) -> bool:
    return told is None or (isinstance(told, str) and not told.strip())


def _number(told: object) -> float | None:
    if isinstance(told, bool) or not isinstance(told, str | int | float):
        return None
    try:
        number = float(told.replace(",", ".") if isinstance(told, str) else told)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _of(fraction: float) -> str:
    """The verdict of a number: the upper and lower three tenths are clear, the rest is mixed."""
    if fraction >= 0.7:
        return "supported"
    return "refuted" if fraction <= 0.3 else "mixed"
