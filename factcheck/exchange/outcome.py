"""What became of the records of an import."""

from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from factcheck.matching import chance

RESULTS = ("created", "updated", "unchanged", "refused")


class Outcome(NamedTuple):
    """What became of one record: where it stood, the result, why, and which claim it is now.

    ``result`` is one of ``RESULTS``; ``reason`` says why it was refused, or what else is to
    be known; ``raw`` is the record as it stood, where it was refused; ``near`` are the claims
    here that it likely is.
    """

    place: str
    result: str
    reason: str | None = None
    claim: int | None = None
    notes: tuple[str, ...] = ()
    raw: str | bytes = b""
    near: "tuple[Near, ...]" = ()


class Near(NamedTuple):
    """A claim that a record likely is; ``differs`` where numbers, names or a "not" part ways.

    ``place`` is that of the record which made it, where it is of the same file.
    """

    claim: int
    zone: str
    probability: float
    text: str
    differs: bool = False
    place: str | None = None

    @property
    def named(self) -> str:
        """What it is called: "claim 7", or "line 2 of this file"."""
        return f"{self.place} of this file" if self.place else f"claim {self.claim}"

    def __str__(self) -> str:
        likely = chance.told(self.zone, self.probability, differs=self.differs)
        return f"{self.named} {likely}"


@dataclass
class Tally:
    """The outcomes of a run, counted."""

    results: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, *outcomes: Outcome) -> None:
        """Count one more, or many."""
        self.results.update(map(attrgetter("result"), outcomes))
        self.reasons.update([one.reason or "" for one in outcomes if one.result == "refused"])
        self.notes.update([note for one in outcomes if one.notes for note in one.notes])

    @property
    def records(self) -> int:
        """How many records were looked at."""
        return sum(self.results[result] for result in RESULTS)
