"""How alike a text and a claim are: what they share, in numbers, and one score made of these.

The claim is what the search index holds of it: the tokens of its text and of its other
wordings, part by part. So the score is the same on both engines. docs/decisions/0021 tells
where the formula comes from, and ``bench/matching.py tune`` finds its weights again.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from factcheck import text
from factcheck.matching.small_words import small

Part = Sequence[str]
# Okapi BM25 (Robertson and Zaragoza 2009); what a claim with a title and a wording holds stands
# for the mean length, so that a score does not hang on what else is in the database.
_K1, _B, _USUAL_LENGTH = 1.2, 0.5, 25
# Words of one family begin alike: so many letters at least, and this part of both.
_STEM, _FAMILY = 4, 0.6


class Likeness(NamedTuple):
    """What a text and a claim share; each number is 0 where they share nothing.

    All are 1 at most, but the two logarithms, and ``begun``: several words of the claim may
    begin like one of the text.

    ``rank``: BM25, as a part of that of the best candidate. ``letters``: groups of three letters
    shared (Dice), the mean of the two wordings that fit best. ``inside``: how far the shorter
    one is held in the longer, by the same groups. ``rarest``: how rare the rarest shared word is.
    ``begun``: words that only begin alike. ``phrases``: the logarithm of 1 + the pairs of
    neighbouring words. ``told``: how much of a wording of the claim the text holds. ``names``:
    how many of the text's names and numbers the claim holds. ``covered``: how much of the text
    the claim holds; and ``shared``: the logarithm of 1 + the weight of the shared words.
    """

    rank: float
    letters: float
    inside: float
    rarest: float
    begun: float
    phrases: float
    told: float
    names: float
    covered: float
    shared: float


# The weights of the score; those of the last two, which only the chance uses, are 0.
WEIGHTS = Likeness(1.4, 1.0, 0.5, 0.85, 2.4, 0.1, 0.5, 0.1, 0.0, 0.0)


class Question:
    """A text that claims are compared with, under one way of stemming.

    ``tokens`` are all of it, ``hints`` tokens that count for the rank alone, ``names`` those
    that are names or numbers; ``weigh`` tells how rare a token is, ``most`` how rare one can be.
    """

    def __init__(
        self,
        tokens: Part,
        weigh: Callable[[str], float],
        most: float,
        *,
        stems: str,
        hints: Iterable[str] = (),
        names: Iterable[str] = (),
    ) -> None:
        self.stems = stems
        self.tokens = tuple(tokens)
        self._small = small(stems)
        content = [one for one in tokens if one not in self._small] or list(tokens)
        self.weights = {one: weigh(one) for one in content}
        self.ranked = self.weights | {
            one: weigh(one) for one in hints if one not in self.weights and one not in self._small
        }
        self._most = most
        self._total = sum(self.weights.values()) or 1.0
        self._letters = trigrams(tokens)
        self._pairs = set(pairwise(tokens))
        self._names = {one for one in names if one in self.weights}
        self._named = sum(self.weights[one] for one in self._names) or 1.0
        self._families: dict[str, list[str]] = defaultdict(list)
        for one in self.weights:
            if len(one) >= _STEM:
                self._families[one[:_STEM]].append(one)

    def divided(self, parts: Iterable[Part]) -> tuple[list[str], list[str]]:
        """The words of the text that a claim holds, and those it lacks; the rarest first."""
        held = {token for part in parts for token in part}
        ranked = sorted(self.weights, key=lambda one: -self.weights[one])
        return [one for one in ranked if one in held], [one for one in ranked if one not in held]

    def alike(self, told: str) -> float:
        """How alike a single wording is to the text, by groups of three letters (Dice)."""
        yours = trigrams(text.tokens(told, self.stems))
        return 2 * len(self._letters & yours) / (len(self._letters) + len(yours) or 1)

    def bm25(self, parts: Sequence[Part]) -> float:
        """How well a claim fits, by the words alone."""
        counts: dict[str, int] = {}
        length = 0.0
        ranked = self.ranked
        for part in parts:
            length += len(part)
            for one in part:
                if one in ranked:
                    counts[one] = counts.get(one, 0) + 1
        length *= 2 / max(len(parts), 2)
        norm = _K1 * (1 - _B + _B * length / _USUAL_LENGTH)
        return sum(ranked[one] * many * (_K1 + 1) / (many + norm) for one, many in counts.items())

    def likeness(self, parts: Sequence[Part], rank: float) -> Likeness:
        """What the text shares with a claim; ``rank`` is given."""
        held = {token for part in parts for token in part}
        found = [one for one in self.weights if one in held]
        weight = sum(self.weights[one] for one in found)
        letters, inside = self._of_letters(parts)
        return Likeness(
            rank=rank,
            letters=letters,
            inside=inside,
            rarest=max((self.weights[one] for one in found), default=0.0) / self._most,
            begun=self._begun(held, found) / self._total,
            phrases=math.log1p(len(self._pairs & _pairs(parts))),
            told=max((self._told(part) for part in parts), default=0.0),
            names=sum(self.weights[one] for one in self._names & held) / self._named,
            covered=weight / self._total,
            shared=math.log1p(weight),
        )

    def _of_letters(self, parts: Sequence[Part]) -> tuple[float, float]:
        alike, inside = [], 0.0
        mine = self._letters
        for part in parts:
            yours = trigrams(part)
            both = len(mine & yours)
            alike.append(2 * both / (len(mine) + len(yours)))
            inside = max(inside, both / min(len(mine), len(yours)))
        best = sorted(alike, reverse=True)[:2]
        return (sum(best) / len(best) if best else 0.0), inside

    def _begun(self, held: set[str], found: list[str]) -> float:
        """The weight of words that share their beginning with one of the claim."""
        total = 0.0
        for theirs in held:
            if theirs in self.weights:
                continue
            for mine in self._families.get(theirs[:_STEM], ()):
                if mine not in found:
                    near = 2 * _beginning(mine, theirs) / (len(mine) + len(theirs))
                    total += self.weights[mine] * near if near >= _FAMILY else 0.0
        return total

    def _told(self, part: Part) -> float:
        own = {one for one in part if one not in self._small} or set(part)
        return sum(one in self.weights for one in own) / len(own) if own else 0.0


def score(one: Likeness) -> float:
    """One number for how alike they are: the weighted sum."""
    return sum(value * weight for value, weight in zip(one, WEIGHTS, strict=True))


def trigrams(tokens: Part) -> set[str]:
    """The groups of three letters in a text, its words with blanks between and around them."""
    told = f" {' '.join(tokens)} "
    return {told[at : at + 3] for at in range(len(told) - 2)}


def _pairs(parts: Iterable[Part]) -> set[tuple[str, str]]:
    return {pair for part in parts for pair in pairwise(part)}


def _beginning(one: str, other: str) -> int:
    """How many letters two words begin with in common."""
    count = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        count += 1
    return count
