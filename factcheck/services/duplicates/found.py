"""What was asked for, and the pairs that were found, as far as they are to be shown."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol, Self, TypeVar

from factcheck.matching import blocks, chance
from factcheck.matching.blocks import Near
from factcheck.views import DuplicatePage, DuplicateView

# Told how many are done, and of how many.
Tell = Callable[[int, int], None]
LIKELY = ("same", "likely")
BATCH = 500
_TYPED = {"claim": ("", ""), "speaker": ("speaker ", ""), "source": ("source ", "s")}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which pairs are wanted: at most ``limit``, those that are related only if asked for.

    ``everything``: the claims of the library are asked about, too.
    """

    limit: int | None = 20
    related: bool = False
    everything: bool = False


class Pair(NamedTuple):
    """Two records that may be one: the smaller id first."""

    one: int
    other: int
    near: Near

    @property
    def zone(self) -> str:
        """The word for how likely it is: "same", "likely", "related" or "new"."""
        return chance.zone(self.near.chance)


class Known(Protocol):
    """A record as it is compared: what it is called, and what others may share with it."""

    @property
    def uid(self) -> str:
        """The same in every copy."""

    @property
    def told(self) -> str:
        """What it is called."""

    def keys(self) -> set[str]:
        """What it may share with another one that is the same."""

    def near(self, other: Self) -> Near | None:
        """How likely they are one; None where nothing speaks for it."""


Record = TypeVar("Record", bound=Known)


def silent(_done: int, _total: int) -> None:
    """Nobody is told."""


def ordered(found: Iterable[Pair], asked: Asked) -> tuple[list[Pair], int]:
    """The pairs that are wanted, the best first; and how many more are related only."""
    wanted, related = [], 0
    for pair in found:
        if pair.zone in LIKELY or (asked.related and pair.zone == "related"):
            wanted.append(pair)
        elif pair.zone == "related":
            related += 1
    wanted.sort(key=lambda pair: (-pair.near.chance, pair.one, pair.other))
    return wanted, related


def view(kind: str, pair: Pair, uids: tuple[str, str], texts: tuple[str, str]) -> DuplicateView:
    """A pair as it is printed."""
    noun, letter = _TYPED[kind]
    return DuplicateView(
        kind=kind,
        id=pair.one,
        uid=uids[0],
        text=texts[0],
        other=pair.other,
        other_uid=uids[1],
        other_text=texts[1],
        probability=round(pair.near.chance, 4),
        zone=pair.zone,
        reasons=pair.near.reasons,
        warnings=pair.near.warnings,
        command=f"factcheck {noun}merge {letter}{pair.other} --into {letter}{pair.one}",
    )


def among(kind: str, known: Mapping[int, Record], asked: Asked, tell: Tell) -> DuplicatePage:
    """The pairs among some records, compared where they share a key that is rare enough."""
    looked: list[int] = [0]
    found, related = ordered(_compared(known, tell, looked), asked)
    shown = (
        view(
            kind,
            pair,
            (known[pair.one].uid, known[pair.other].uid),
            (known[pair.one].told, known[pair.other].told),
        )
        for pair in found[: asked.limit]
    )
    return DuplicatePage(tuple(shown), len(found), related, len(known), 0, looked[0])


def _compared(known: Mapping[int, Record], tell: Tell, looked: list[int]) -> Iterator[Pair]:
    places = {number: place for place, number in enumerate(sorted(known))}
    keys = {number: each.keys() for number, each in known.items()}
    for one, other in blocks.pairs(keys):
        tell(places[other], len(known))
        looked[0] += 1
        if near := known[one].near(known[other]):
            yield Pair(one, other, near)
