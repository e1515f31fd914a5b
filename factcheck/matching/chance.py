"""How likely it is that a text repeats a claim, and the words for that.

The chance is a logistic function of four numbers, fitted to posts of which half had their
claim in the database and half had it removed (docs/decisions/0021). It is a help for the eye
and no ruling: that two texts are the same claim is for a person to say.
"""

import math
from typing import NamedTuple

from factcheck.matching.alike import Likeness

ZONES = ("same", "likely", "related", "new")
# From which chance on a match is in a zone: "same" was set where 95 in 100 were right.
SAME, LIKELY, RELATED = 0.72, 0.4, 0.1
# Of a text that is told in the very words of the claim, at least.
VERBATIM = 0.99


class Weights(NamedTuple):
    """What the chance is made of, beside a constant."""

    constant: float
    letters: float
    lead: float
    shared: float
    covered: float


WEIGHTS = Weights(-3.7, 0.85, 4.4, 0.15, 1.8)


class Nearer(NamedTuple):
    """What the chance is made of where an embedder tells how near in meaning a claim is."""

    constant: float
    lead: float
    covered: float
    height: float


NEARER = Nearer(-5.0, 2.3, 0.6, 0.67)


def of(likeness: Likeness, lead: float, height: float | None = None) -> float:
    """The chance, from 0 to 1; ``lead`` is that of the score over the best of another claim.

    ``height`` tells how unusually near in meaning the two are (``meaning.Near``), where that is
    known.
    """
    told: tuple[float, ...] = (1.0, likeness.letters, lead, likeness.shared, likeness.covered)
    weights: tuple[float, ...] = WEIGHTS
    if height is not None:
        told, weights = (1.0, lead, likeness.covered, height), NEARER
    total = sum(weight * value for weight, value in zip(weights, told, strict=True))
    return 1 / (1 + math.exp(-total))


def zone(chance: float) -> str:
    """The zone of a chance: "same", "likely", "related" or "new"."""
    for name, least in (("same", SAME), ("likely", LIKELY), ("related", RELATED)):
        if chance >= least:
            return name
    return "new"


def told(zone: str, chance: float, *, differs: bool) -> str:
    """What to say of a claim in one of the first two zones: "is likely the same (0.71)".

    ``differs``: numbers, names or a "not" part ways, so that it may be quite another.
    """
    word = "may be" if differs else "is" if zone == "same" else "is likely"
    return f"{word} the same ({chance:.2f})"
