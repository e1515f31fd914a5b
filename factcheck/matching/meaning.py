"""Claims that are near in meaning: by vectors that an embedder of another package makes.

Optional. What it finds is joined with what is found by words (``candidates.joined``). An
embedder that fails breaks no match: it is told once, and words alone decide
(docs/decisions/0025).
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, func, select

from factcheck import text, vectors
from factcheck.errors import FactcheckError
from factcheck.models import Claim
from factcheck.vectors import Embedder

if TYPE_CHECKING:
    from numpy import ndarray

# So many of the nearest claims are candidates.
MOST = 50
# Of fewer vectors it cannot be said what is unusually near.
FEW = 100
# So many numbers of vectors are held in memory (two bytes each); more are read for each text.
HELD = 100_000_000


class Near(NamedTuple):
    """How near a claim is: the cosine of its nearest wording, and what that is worth.

    ``height`` tells by how many standard deviations it is above the mean of all wordings here:
    so embedders can be compared. None where too few are here to say.
    """

    cosine: float
    height: float | None


@dataclass
class Space:
    """The vectors of one embedder, as a session sees them."""

    connection: Connection
    embedder: Embedder
    total: int = 0
    held: "list[tuple[list[int], ndarray[Any, Any]]]" = field(default_factory=list)

    def __post_init__(self) -> None:
        self.total = vectors.count(self.connection, self.embedder.model)
        if self.total * self.embedder.dimension <= HELD:
            self.held = list(self._read())

    def _read(self) -> Any:
        return vectors.blocks(self.connection, self.embedder.model, self.embedder.dimension)

    def lacking(self) -> tuple[int, int]:
        """How many claims have no vector here, of how many."""
        here = select(func.count()).select_from(Claim).where(Claim.merged_into.is_(None))
        count = self.connection.scalar(here) or 0
        own = vectors.TABLE.c
        have = select(func.count(own.claim_id.distinct())).where(own.model == self.embedder.model)
        return max(count - (self.connection.scalar(have) or 0), 0), count

    def nearest(self, asked: "ndarray[Any, Any]", but: Collection[int] = ()) -> dict[int, Near]:
        """The claims nearest to a vector, the nearest first, at most ``MOST``; none of ``but``."""
        best: dict[int, float] = {}
        count, one, two = 0, 0.0, 0.0
        for claims, block in self.held or self._read():
            cosines = block.astype("f4") @ asked
            count += len(claims)
            one += float(cosines.sum())
            two += float((cosines * cosines).sum())
            for at in _best(cosines, MOST + 4 * len(but)):
                number, cosine = claims[at], float(cosines[at])
                if number not in but and cosine > best.get(number, 0.0):
                    best[number] = cosine
        mean = one / max(count, 1)
        spread = max(two / max(count, 1) - mean * mean, 0.0) ** 0.5
        ranked = sorted(best.items(), key=lambda found: (-found[1], found[0]))[:MOST]
        return {
            number: Near(cosine, (cosine - mean) / spread if count >= FEW and spread else None)
            for number, cosine in ranked
        }


def _best(cosines: "ndarray[Any, Any]", most: int) -> list[int]:
    """Where the highest numbers stand; some more than are asked for, as claims come twice."""
    import numpy

    wanted = min(4 * most, len(cosines))
    return [int(at) for at in numpy.argpartition(-cosines, wanted - 1)[:wanted]] if wanted else []


@dataclass
class Sense:
    """What a session knows of an embedder: its vectors, or that it failed; what is to be told."""

    space: Space | None = None
    broken: bool = False
    notices: list[str] = field(default_factory=list)


def near(
    connection: Connection, sense: Sense, embedder: Embedder, told: str, but: Collection[int]
) -> dict[int, Near]:
    """The nearest claims; none where the embedder fails, which is told once in ``sense``."""
    if sense.broken:
        return {}
    try:
        (asked,) = vectors.made(embedder, [told])
    except FactcheckError as error:
        sense.broken = True
        sense.notices.append(f"{error.message}: matches are by words alone")
        return {}
    if sense.space is None:
        sense.space = Space(connection, embedder)
        _told_lacking(sense, sense.space)
    return sense.space.nearest(asked, but)


def _told_lacking(sense: Sense, space: Space) -> None:
    missing, count = space.lacking()
    if missing:
        sense.notices.append(
            f"{missing:,} of {text.counted(count, 'claim')} "
            f"{'has' if missing == 1 else 'have'} no vector of {space.embedder.model} yet: "
            "factcheck db reindex --vectors"
        )
