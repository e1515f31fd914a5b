"""How likely two claims are one that is there twice.

This is not the chance of a match. A post that is asked about may well repeat a claim in words
of its own; of the claims in a database few are there twice, and many are about the same thing.
So here only what both say counts, and where numbers, names or a "not" part ways, the two are
hardly one. ``bench/twins.py`` finds the numbers again (docs/decisions/0021).
"""

import math
from collections.abc import Collection, Iterable, Mapping

from factcheck.matching.alike import Part, trigrams
from factcheck.matching.small_words import small

# Two texts of which less is common, counted in words, are not compared any further.
LEAST = 0.25
# Of the score, so much is by words; the rest by groups of three letters.
_BY_WORDS = 0.6
# The score from which on two claims are as likely one as not, and how steep it is there.
_EVEN, _STEEP = 0.67, 7.0
# What each thing in which they differ takes away; and where anything differs it is no more than
# this, related at best: "2019" and "2020" are all that two claims may differ in.
_DIFFERENT, _DOUBTFUL = 1.0, 0.35


def may_be(one: Part, other: Part, stems: str) -> bool:
    """Whether two texts, as tokens, have enough words in common to be looked at."""
    mine, yours = _content(one, stems), _content(other, stems)
    return 2 * len(mine & yours) >= LEAST * (len(mine) + len(yours))


def score(one: Part, other: Part, weights: Mapping[str, float], stems: str) -> float:
    """How much of two texts is common to both, from 0 to 1: by their words, by their letters.

    The texts are tokens, not empty; ``weights`` tells how rare each of them is.
    """
    mine, yours = _content(one, stems), _content(other, stems)
    both = 2 * _weight(mine & yours, weights) / (_weight(mine, weights) + _weight(yours, weights))
    return _BY_WORDS * both + (1 - _BY_WORDS) * _by_letters(one, other)


def chance(score: float, differences: Collection[str] = ()) -> float:
    """How likely the two are one, from 0 to 1, by the score and by what differs."""
    told = _STEEP * (score - _EVEN) - _DIFFERENT * len(differences)
    return min(1 / (1 + math.exp(-told)), _DOUBTFUL if differences else 1.0)


def _content(tokens: Part, stems: str) -> set[str]:
    return set(tokens) - small(stems) or set(tokens)


def _weight(tokens: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(one, 1.0) for one in tokens)


def _by_letters(one: Part, other: Part) -> float:
    mine, yours = trigrams(one), trigrams(other)
    return 2 * len(mine & yours) / (len(mine) + len(yours))
