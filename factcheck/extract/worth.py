"""How much a sentence is worth checking: a hint for the order of work, never a filter.

Each feature that a reader sees in the sentence adds to the score or takes from it, by weights
that stand here, and is named. ``training`` learns other weights from sentences that were judged.
"""

import math
import re
from typing import NamedTuple

from factcheck.extract.languages import Language, language

_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_FIGURE = re.compile(r"\d")
_START = -2.9
_WEIGHTS = {
    "a figure": 1.5,
    "a quantity": 1.3,
    "a change or an act": 0.8,
    "states a fact": 0.7,
    "a public matter": 0.6,
    "a comparison": 0.5,
    "a time": 0.5,
    "about others": 0.5,
    "a name": 0.4,
    "much is told": 0.3,
    "about me and you": -0.4,
    "about the future": -0.5,
    "an opinion": -0.7,
    "too short": -0.8,
    "a question": -1.8,
}
_SHORT, _LONG = 6, 18


class Worthiness(NamedTuple):
    """A score from 0 to 1, and the features that made it, the weightiest first."""

    score: float
    because: tuple[str, ...]


def worth(sentence: str, code: str = "en") -> Worthiness:
    """How much a sentence is worth checking, and why. Raises Usage for an unknown language."""
    return worthiness(sentence, language(code))


def worthiness(sentence: str, words: Language) -> Worthiness:
    """The same where the words of the language are at hand."""
    found = features(sentence, words)
    total = _START + sum(_WEIGHTS[name] for name in found)
    ordered = sorted(found, key=lambda name: -abs(_WEIGHTS[name]))
    return Worthiness(round(1 / (1 + math.exp(-total)), 3), tuple(ordered))


def features(sentence: str, words: Language) -> list[str]:
    """The features that a reader sees in a sentence, by name."""
    told = _WORD.findall(sentence)
    low = {word.lower().replace("’", "'") for word in told}
    lists = words.worth
    found = {
        "a figure": _FIGURE.search(sentence) is not None,
        "a quantity": not low.isdisjoint(lists.quantity),
        "a comparison": not low.isdisjoint(lists.comparison),
        "a name": any(word[0].isupper() and word not in ("I", "I'm", "I've") for word in told[1:]),
        "states a fact": not low.isdisjoint(lists.fact),
        "a public matter": not low.isdisjoint(lists.topic),
        "an opinion": not low.isdisjoint(lists.opinion),
        "about the future": not low.isdisjoint(lists.future),
        "about me and you": not low.isdisjoint(lists.person),
        "a question": sentence.rstrip(" \"'”’»)").endswith("?"),
        "too short": len(told) < _SHORT,
        "a change or an act": not low.isdisjoint(lists.change),
        "a time": not low.isdisjoint(lists.time),
        "about others": not low.isdisjoint(lists.others),
        "much is told": len(told) > _LONG,
    }
    return [name for name, holds in found.items() if holds]
