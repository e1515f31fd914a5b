"""At the door of an import: records that are likely claims which are here already."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from factcheck import text
from factcheck.errors import RuleBroken
from factcheck.exchange.outcome import Near, Outcome
from factcheck.formats.base import ClaimFound, Found
from factcheck.matching.small_words import small
from factcheck.services import matching

# Of two records of a file that share so much of the shorter one, the second is looked up when
# the first is in the database.
_MUCH = 1 / 3


class Like(str):
    """An answer: the record is the claim that the record at this place of the file is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Door:
    """What to do with a new claim that is likely here: "add" it, "link" it, "stop" (refuse) it.

    ``decided`` are answers for single records, by their place in the file: one of these words,
    the id of the claim to link it to, or ``Like`` the record of another place.
    """

    policy: str = "add"
    decided: Mapping[str, str | int] = field(default_factory=dict)
    _became: dict[str, int] = field(default_factory=dict)
    _made: dict[int, str] = field(default_factory=dict)

    def near(self, session: Session, told: ClaimFound) -> tuple[Near, ...]:
        """The claims that are the same or likely the same, those of this file among them."""
        found = matching.checked(session, told.text, limit=3, language=told.language)
        return tuple(
            Near(
                *(one.id, one.zone, one.probability, one.text, bool(one.warnings)),
                self._made.get(one.id),
            )
            for one in matching.zones(found, "same", "likely")
        )

    def into(self, place: str, near: tuple[Near, ...]) -> int | None:
        """The claim to link a record to; None where it is a new one. Raises RuleBroken to stop."""
        answer = self.decided.get(place, self.policy)
        if isinstance(answer, Like):
            if answer not in self._became:
                raise RuleBroken(f"{answer}, which it is linked to, was not taken")
            return self._became[answer]
        if isinstance(answer, int):
            if answer not in [one.claim for one in near]:
                raise RuleBroken(f"claim {answer} is no longer likely the same")
            return answer
        if not near:
            return None
        if answer == "stop":
            raise RuleBroken(str(near[0]))
        return near[0].claim if answer == "link" else None

    def took(self, outcomes: Iterable[Outcome]) -> None:
        """Keep in mind what became of records: later ones may be like them."""
        for one in outcomes:
            if one.claim is not None:
                self._became[one.place] = one.claim
                if one.result == "created":
                    self._made.setdefault(one.claim, one.place)


def apart(found: list[Found]) -> Iterator[list[Found]]:
    """The records in runs, in their order; none has much in common with one of its own run."""
    run: list[Found] = []
    holders: dict[str, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for one in found:
        words = _words(one.record)
        shared = Counter(place for word in words for place in holders[word])
        if any(many >= _MUCH * min(len(words), sizes[place]) for place, many in shared.items()):
            yield run
            run, sizes = [], []
            holders.clear()
        for word in words:
            holders[word].append(len(run))
        run.append(one)
        sizes.append(len(words))
    if run:
        yield run


def _words(told: ClaimFound) -> set[str]:
    stems = text.stems(told.language)
    tokens = set(text.tokens(told.text, stems))
    return tokens - small(stems) or tokens
