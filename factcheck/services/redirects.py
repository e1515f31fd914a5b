"""Records that were merged into another one: their ids and names lead to that one.

Who asks for a merged record gets the one that stands. What was followed is kept with the
session, so that the edge can say it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from factcheck.errors import Corrupt, RuleBroken

Row = TypeVar("Row", bound=Any)
_LETTER = {"source": "s"}


@dataclass(frozen=True, slots=True)
class Redirect:
    """A record that was asked for, and the one that it leads to."""

    kind: str
    asked: int
    found: int

    def __str__(self) -> str:
        asked, found = (name(self.kind, one) for one in (self.asked, self.found))
        return f"{asked} was merged into {found}"


def name(kind: str, row_id: int) -> str:
    """A record as people name it: "claim 3", "source s3"."""
    return f"{kind} {_LETTER.get(kind, '')}{row_id}"


def follow(session: Session, found: Row | None) -> Row | None:
    """The record, or the one that it leads to."""
    if found is None:
        return None
    stands = standing(session, found)
    if stands is not found:
        followed(session).append(Redirect(found.__tablename__, found.id, stands.id))
    return stands


def standing(session: Session, asked: Row) -> Row:
    """The record that stands for this one now; itself where it was not merged.

    Raises Corrupt where it leads to no record, or round in a circle: no merge does that.
    """
    found, passed = asked, {asked.id}
    while found.merged_into is not None:
        into: Row | None = session.get(type(asked), found.merged_into)
        if into is None or into.id in passed:
            raise Corrupt(
                f"{name(asked.__tablename__, asked.id)} was merged into no record that stands",
                hint="factcheck db verify says more",
            )
        found = into
        passed.add(found.id)
    return found


def followed(session: Session) -> list[Redirect]:
    """What was followed in this session so far."""
    kept: list[Redirect] = session.info.setdefault("redirects", [])
    return kept


def itself(session: Session, look: Callable[[], Row]) -> Row:
    """What ``look`` finds. Raises RuleBroken when that leads to another record."""
    before = len(followed(session))
    found = look()
    if len(followed(session)) > before:
        passed = followed(session)[-1]
        del followed(session)[before:]
        raise RuleBroken(
            f"{passed} already",
            hint=f"name {name(passed.kind, passed.found)} instead",
        )
    return found
