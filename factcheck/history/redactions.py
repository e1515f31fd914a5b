"""Payloads that were blanked by order, and what stands in their place.

The entry of a redaction names in its reason every change that it blanked, and its own first
changes are these again, without what was to go: so the log can be followed as before, and
every earlier state be made again, but for what nobody may read any more.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from factcheck.models import Change, Entry

ACTION = "redact "
REDACTED = "[redacted]"
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


def read(connection: Connection) -> Redactions:
    """All redactions of a log, by the last one of each change."""
    query = (
        select(Entry.seq, Entry.reason, Entry.schema_revision)
        .where(Entry.action.like(f"{ACTION}%"))
        .order_by(Entry.seq.desc())
    )
    found = Redactions({}, frozenset(), {})
    places: set[Place] = set()
    for seq, told, revision in connection.execute(query).all():
        names = named(told)
        payloads = _payloads(connection, seq, len(names))
        for number, place in enumerate(names, 1):
            own = (seq, number)
            places.add(own)
            found.by[place] = seq
            if payloads.get(number) is not None:
                found.instead[place] = (payloads[number] or "", revision)
            elif own in found.instead:  # blanked in its turn: newest first, so that is known
                found.instead[place] = found.instead[own]
    return Redactions(found.instead, frozenset(places), found.by)


def _payloads(connection: Connection, seq: int, count: int) -> dict[int, str | None]:
    query = select(Change.n, Change.payload).where(Change.seq == seq, Change.n <= count)
    return {n: payload for n, payload in connection.execute(query)}  # noqa: C416
