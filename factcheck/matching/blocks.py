"""Which of many things are worth comparing: those that have a rare key in common.

Nothing is compared with everything. A key that more than ``MOST`` things share tells little and
is left out, so a thing is compared with at most ``MOST`` others for each of its keys, and memory
grows with the number of keys.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

MOST = 30


class Near(NamedTuple):
    """How likely two things are one, from 0 to 1, why, and what speaks against it."""

    chance: float
    reasons: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    def but(self, warning: str, left: float) -> "Near":
        """The same with one thing more that speaks against it, and what it leaves."""
        return Near(self.chance * left, self.reasons, (*self.warnings, warning))


def pairs(keys: Mapping[int, Collection[str]], most: int = MOST) -> Iterator[tuple[int, int]]:
    """Each pair of numbers that have a key in common which at most ``most`` of them have.

    Each pair comes once, the smaller number first.
    """
    sizes = Counter(key for held in keys.values() for key in set(held))
    blocks: dict[str, list[int]] = defaultdict(list)
    for number in sorted(keys):
        telling = [key for key in set(keys[number]) if 1 < sizes[key] <= most]
        for other in sorted({other for key in telling for other in blocks[key]}):
            yield other, number
        for key in telling:
            blocks[key].append(number)
