"""At the door of an import: records that are likely claims which are here already."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from factcheck.errors import RuleBroken
from factcheck.exchange.outcome import Near
from factcheck.formats.base import ClaimFound
from factcheck.services import matching


@dataclass(frozen=True, slots=True)
class Door:
    """What to do with a new claim that is likely here: "add" it, "link" it, "stop" (refuse) it.

    ``decided`` are answers for single records, by their place in the file: one of these words,
    or the id of the claim to link it to.
    """

    policy: str = "add"
    decided: Mapping[str, str | int] = field(default_factory=dict)

    def near(self, session: Session, told: ClaimFound) -> tuple[Near, ...]:
        """The claims that are the same or likely the same."""
        found = matching.checked(session, told.text, limit=3, language=told.language)
        return tuple(
            Near(one.id, one.zone, one.probability, one.text, bool(one.warnings))
            for one in matching.zones(found, "same", "likely")
        )

    def into(self, place: str, near: tuple[Near, ...]) -> int | None:
        """The claim to link a record to; None where it is a new one. Raises RuleBroken to stop."""
        answer = self.decided.get(place, self.policy)
        if isinstance(answer, int):
            if answer not in [one.claim for one in near]:
                raise RuleBroken(f"claim {answer} is no longer likely the same")
            return answer
        if not near:
            return None
        if answer == "stop":
            raise RuleBroken(str(near[0]))
        return near[0].claim if answer == "link" else None
