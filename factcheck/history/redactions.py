"""Payloads that were blanked by order, and what stands in their place.

The entry of a redaction names in its reason every change that it blanked, and its own first
changes are these again, without what was to go: so the log can be followed as before, and
every earlier state be made again, but for what nobody may read any more.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from factcheck.models import Change, Entry

ACTION = "redact "
# Set in a session that redacts: what it changes is the order's, and nobody's correction.
REDACTING = "redacting"
_MARK = "; blanked: "
_NAME = re.compile(r"(\d{1,10})/(\d{1,10})")
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Redactions:
    """What was blanked, by the place of each change: entry and number.

    ``instead`` holds the payload that stands in for a blanked one, and its schema; ``stand_ins``
    are the places of those, which are no changes of their own; ``by`` the entry that did it.
    """

    instead: dict[Place, tuple[str, str]]
    stand_ins: frozenset[Place]
    by: dict[Place, int]

    def payload(self, place: Place, told: str | None, schema: str = "") -> tuple[str, str]:
        """What a change says, and in which schema: its own words, or what stands in for them."""
        if place in self.stand_ins:
            return "[]", schema
        return (told, schema) if told is not None else self.instead.get(place, ("[]", schema))


def reason(order: str, blanked: Iterable[Place]) -> str:
    """The reason of the entry: the order, and the changes that it blanked."""
    return order + _MARK + " ".join(f"{seq}/{n}" for seq, n in blanked)


def order(told: str) -> str:
    """The order alone."""
    return told.rpartition(_MARK)[0] or told


def named(told: str | None) -> list[Place]:
    """The changes that a reason names as blanked, in their order."""
    _order, mark, names = (told or "").rpartition(_MARK)
    return [(int(seq), int(n)) for seq, n in _NAME.findall(names)] if mark else []


def is_one(action: str) -> bool:
    """Whether an entry of this action is a redaction."""
    return action.startswith(ACTION)


def entries(connection: Connection) -> list[int]:
    """The entries that are redactions."""
    query = select(Entry.seq).where(Entry.action.like(f"{ACTION}%"))
    return list(connection.scalars(query.order_by(Entry.seq)))


def read(connection: Connection) -> Redactions:
    """All redactions of a log, by the last one of each change."""
    query = (
        select(Entry.seq, Entry.reason, Entry.schema_revision)
        .where(Entry.action.like(f"{ACTION}%"))
        .order_by(Entry.seq.desc())
    )
    instead: dict[Place, tuple[str, str]] = {}
    by: dict[Place, int] = {}
    stand_ins: set[Place] = set()
    for seq, told, schema in connection.execute(query).all():
        names = named(told)
        payloads = _payloads(connection, seq, len(names))
        for number, place in enumerate(names, 1):
            own = (seq, number)
            stand_ins.add(own)
            by[place] = seq
            payload = payloads.get(number)
            if payload is not None:
                instead[place] = (payload, schema)
            elif own in instead:  # blanked in its turn: newest first, so that is known
                instead[place], by[place] = instead[own], by[own]
    return Redactions(instead, frozenset(stand_ins), by)


def _payloads(connection: Connection, seq: int, count: int) -> dict[int, str | None]:
    query = select(Change.n, Change.payload).where(Change.seq == seq, Change.n <= count)
    return {n: payload for n, payload in connection.execute(query)}  # noqa: C416


def blank(connection: Connection, places: Sequence[Place]) -> None:
    """Take payload and salt of these changes away: the one thing that the log lets happen to it.

    Raises what the engine does where the role may not.
    """
    for seq, n in places:
        connection.execute(
            update(Change)
            .where(Change.seq == seq, Change.n == n, Change.payload.is_not(None))
            .values(payload=None, salt=None)
        )
