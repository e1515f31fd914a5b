"""Reading the log: entries, newest first, with every row before and after."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select, tuple_

from factcheck.history import redactions
from factcheck.models import Change, Entry
from factcheck.models.base import AnySelect

Row = dict[str, Any]
Root = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row as it was before an entry and after it; None where there was no row."""

    root: Root
    table: str
    id: int
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the log with what it changed. ``undone_by`` names the entry that took it back.

    ``redacted`` is true where a payload was blanked by order: what stands in its place is told.
    """

    seq: int
    at: str
    actor: str
    login: str
    action: str
    reason: str | None
    undoes: int | None
    undone_by: int | None
    changes: tuple[RowChange, ...]
    redacted: bool = False

    @property
    def takeable(self) -> "LogEntry":
        """It without what an undo leaves: the ledger keeps corrections while their claim stays."""
        fresh = {one.id for one in self.changes if one.table == "claim" and one.before is None}
        left = (
            one
            for one in self.changes
            if one.table != "correction"
            or one.before is not None
            or (one.after or {}).get("claim_id") in fresh
        )
        return replace(self, changes=tuple(left))


def entries(
    connection: Connection,
    *,
    root: Root | None = None,
    actor: str | None = None,
    seq: int | None = None,
    between: tuple[int, int | None] = (0, None),
    limit: int | None = None,
) -> list[LogEntry]:
    """Entries, newest first: of one root, by one actor, one number, or all.

    ``between`` two numbers: newer than the one, and older than the other where that is told.
    """
    query = _narrowed(select(Entry), root, actor, seq).order_by(Entry.seq.desc())
    after, before = between
    query = query.where(Entry.seq > after) if after else query
    query = query if before is None else query.where(Entry.seq < before)
    rows = connection.execute(query.limit(limit)).all()
    if not rows:
        return []
    seqs = [row.seq for row in rows]
    changed, redacted = _changes(connection, seqs, root)
    undone = undone_by(connection, seqs)
    return [
        LogEntry(
            seq=row.seq,
            at=row.at,
            actor=row.actor,
            login=row.login,
            action=row.action,
            reason=row.reason,
            undoes=row.undoes,
            undone_by=undone.get(row.seq),
            changes=tuple(changed.get(row.seq, ())),
            redacted=row.seq in redacted,
        )
        for row in rows
    ]


def _narrowed(
    query: AnySelect,
    root: Root | None,
    actor: str | None,
    seq: int | None,
) -> AnySelect:
    if root is not None:
        touched = select(Change.seq).where(Change.root_kind == root[0], Change.root_uid == root[1])
        query = query.where(Entry.seq.in_(touched))
    if actor is not None:
        query = query.where(Entry.actor == actor)
    if seq is not None:
        query = query.where(Entry.seq == seq)
    return query


def undone_by(connection: Connection, seqs: Iterable[int]) -> dict[int, int]:
    """Of these entries, those that are taken back, each with the undo that stands."""
    undone: dict[int, int] = {}
    undos = select(Entry.seq, Entry.undoes).where(Entry.undoes.is_not(None))
    for seq, target in connection.execute(undos.order_by(Entry.seq.desc())):
        if seq not in undone:  # newest first, so that whether this undo stands is known
            undone.setdefault(target or 0, seq)
    return {seq: undone[seq] for seq in seqs if seq in undone}


def _changes(
    connection: Connection, seqs: list[int], root: Root | None
) -> tuple[dict[int, list[RowChange]], set[int]]:
    wanted = set(seqs)
    roots = [root] if root else _roots(connection, wanted)
    found: dict[int, dict[tuple[str, int], RowChange]] = {}
    places: dict[int, dict[tuple[str, int], int]] = {}
    redacted: set[int] = set()
    state: dict[tuple[Root, str, int], Row | None] = {}
    blanked = redactions.read(connection)
    for change in of_roots(connection, roots, max(seqs)):
        where, place = (change.root_kind, change.root_uid), (change.seq, change.n)
        if change.payload is None and place not in blanked.stand_ins:
            redacted.add(change.seq)
        payload, _schema = blanked.payload(place, change.payload)
        for _op, table, row_id, after in json.loads(payload):
            before = state.get((where, table, row_id))
            state[where, table, row_id] = after
            if change.seq in wanted:
                rows = found.setdefault(change.seq, {})
                if (earlier := rows.get((table, row_id))) is not None:
                    before = earlier.before
                rows[table, row_id] = RowChange(where, table, row_id, before, after)
                places.setdefault(change.seq, {}).setdefault((table, row_id), change.n)
    ordered = {
        seq: [rows[key] for key in sorted(rows, key=places[seq].__getitem__)]
        for seq, rows in found.items()
    }
    return ordered, redacted & wanted


def _roots(connection: Connection, wanted: set[int]) -> list[Root]:
    """The roots that these entries touched. By range: a list of numbers has a limit."""
    query = (
        select(Change.seq, Change.root_kind, Change.root_uid)
        .where(Change.seq.between(min(wanted), max(wanted)))
        .order_by(Change.seq, Change.n)
    )
    rows = (row for row in connection.execute(query) if row.seq in wanted)
    return list(dict.fromkeys((row.root_kind, row.root_uid) for row in rows))


def of_roots(connection: Connection, roots: list[Root], upto: int) -> Iterator[Any]:
    """The changes of these roots up to an entry, in their order."""
    for at in range(0, len(roots), 500):
        yield from connection.execute(
            select(Change.seq, Change.n, Change.root_kind, Change.root_uid, Change.payload)
            .where(
                tuple_(Change.root_kind, Change.root_uid).in_(roots[at : at + 500]),
                Change.seq <= upto,
            )
            .order_by(Change.seq, Change.n)
        )


def last_touched(connection: Connection, root: Root) -> int:
    """The number of the last entry that touched this root; 0 if none did."""
    query = (
        select(Change.seq)
        .where(Change.root_kind == root[0], Change.root_uid == root[1])
        .order_by(Change.seq.desc())
        .limit(1)
    )
    return connection.scalar(query) or 0
