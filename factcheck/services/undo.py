"""Taking back what an entry of the log did, as a new entry."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from factcheck import bulk
from factcheck.errors import Conflict, NotFound
from factcheck.history import read, redactions
from factcheck.history.read import LogEntry, RowChange
from factcheck.history.record import RESTORED, Op, root_table, stored, writing_of
from factcheck.history.replay import defaults
from factcheck.models import Entry, logged, logged_table, root_of


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, as an entry without what stays, and the entry that took it back."""

    entry: LogEntry
    seq: int


def undo(session: Session, *, by: str, seq: int | None = None) -> Undone:
    """Take back an entry, by default the actor's last one that stands.

    The rows become again what they were before it. Undoing an undo does it
    again. Raises NotFound when there is nothing to take back, Conflict (naming
    the entry) when a later change touched the same things.
    """
    entry = _entry(session, seq) if seq is not None else _last(session, by)
    if entry.undone_by is not None:
        raise Conflict(
            f"entry {entry.seq} was taken back already, by entry {entry.undone_by}",
            hint=f"to do it again: factcheck undo {entry.undone_by}",
        )
    if redactions.is_one(entry.action):
        raise Conflict(f"entry {entry.seq} is a redaction by order, which cannot be taken back")
    if entry.redacted:
        raise Conflict(f"entry {entry.seq} was redacted: what it did cannot be read any more")
    if not entry.changes:
        raise Conflict(f"entry {entry.seq} ({entry.action}) changed nothing to take back")
    _require_untouched(session, entry)
    ops = _backwards(entry)
    if not ops:
        raise _told_the_public(entry)
    _require_unreferenced(session, entry, ops)
    _require_present(session, entry, ops)
    writing = writing_of(session)
    writing.undoes = entry.seq
    try:
        bulk.apply(session, ops)
    except IntegrityError as error:
        raise Conflict(
            f"entry {entry.seq} cannot be taken back: a later change rests on it"
        ) from error
    return Undone(entry.takeable, writing.seq)


def _entry(session: Session, seq: int) -> LogEntry:
    found = read.entries(session.connection(), seq=seq) if 0 < seq < 2**31 else []
    if not found:
        raise NotFound(f"there is no entry {seq}", hint="factcheck history")
    return found[0]


def _last(session: Session, by: str) -> LogEntry:
    """The actor's last entry that is no undo and that stands."""
    query = (
        select(Entry.seq)
        .where(Entry.actor == by, Entry.undoes.is_(None), Entry.action != RESTORED)
        .order_by(Entry.seq.desc())
    )
    seqs = list(session.scalars(query))
    undone = read.undone_by(session.connection(), seqs)
    for seq in seqs:
        if seq not in undone:
            return _entry(session, seq)
    raise NotFound(f"{by} has no change to take back", hint="factcheck history")


def _require_untouched(session: Session, entry: LogEntry) -> None:
    connection = session.connection()
    roots = {change.root for change in entry.changes}
    later = {root for root in roots if read.last_touched(connection, root) > entry.seq}
    for change in entry.changes:
        if _now(session, change) != _whole(change.table, change.after):
            raise _in_the_way(session, entry, change)
        if change.root in later and any(
            one.undoes is None for one in _later(session, change, entry.seq)
        ):  # even if the row is what it was: two changes may have met in the middle
            raise _in_the_way(session, entry, change)


def _now(session: Session, change: RowChange) -> dict[str, Any] | None:
    table = logged_table(change.table)
    row = session.execute(select(table).where(table.c.id == change.id)).first()
    return None if row is None else _whole(change.table, stored(table, dict(row._mapping)))


def _whole(table: str, row: dict[str, Any] | None) -> dict[str, Any] | None:
    """A row with its defaults, so that an older payload compares with today's."""
    if row is None:
        return None
    return stored(logged_table(table), {**defaults(table), **row})


def _in_the_way(session: Session, entry: LogEntry, change: RowChange) -> Conflict:
    later = next(_later(session, change, entry.seq), None)
    what = f"entry {later.seq} ({later.action} by {later.actor})" if later else "a later change"
    hint = f"take that back first: factcheck undo {later.seq}" if later else None
    return Conflict(
        f"entry {entry.seq} cannot be taken back: {what} touched the same things", hint=hint
    )


def _later(session: Session, change: RowChange, seq: int) -> Iterator[LogEntry]:
    """The entries after ``seq`` that wrote this row and stand, newest first."""
    for entry in read.entries(session.connection(), root=change.root):
        wrote = any((one.table, one.id) == (change.table, change.id) for one in entry.changes)
        if entry.seq > seq and wrote and entry.undone_by is None:
            yield entry


def _backwards(entry: LogEntry) -> list[Op]:
    """What hangs before what it hangs on: so no row that goes is still referred to.

    Of one table deletes come first, since they make room, then what ends or moves away;
    inserts come last of all.
    """
    place = {name: number for number, name in enumerate(logged())}
    ops = kept_corrections(
        _reverse(change) for change in entry.changes if change.before != change.after
    )

    def order(op: Op) -> tuple[bool, int, str, bool, bool, int]:
        comes, depth = op.op == "insert", place[op.table]
        stays = not any((op.row or {}).get(name) for name in _ENDS), op.left is None
        return comes, depth if comes else -depth, op.op, *stays, op.id

    return sorted(ops, key=order)


def kept_corrections(ops: Iterable[Op]) -> list[Op]:
    """These operations, but that no correction goes while its claim stays: the public read it."""
    told = list(ops)
    gone = {op.id for op in told if (op.op, op.table) == ("delete", "claim")}
    return [
        op for op in told if (op.op, op.table) != ("delete", "correction") or op.root_id in gone
    ]


def _told_the_public(entry: LogEntry) -> Conflict:
    change = entry.changes[0]
    claim = (change.after or {}).get("claim_id", "CLAIM")
    return Conflict(
        f"entry {entry.seq} is a correction, and what the public was told stays in the ledger",
        hint=f'if it was wrong: factcheck correct {claim} KIND --because "..." --notice "..."',
    )


# A row with one of these is not among those of which there is only one of a kind.
_ENDS = ("ended", "withdrawn_because", "removed", "merged_into")


def _reverse(change: RowChange) -> Op:
    home = root_of(change.table)[1]
    before, after = (row or {} for row in (change.before, change.after))
    if before and after and before[home] != after[home]:
        return Op("update", change.table, change.id, before, before[home], left=after[home])
    op = "delete" if not before else "insert" if not after else "update"
    row = after or before
    return Op(op, change.table, change.id, change.before, row[home], change.root[1])


def _require_unreferenced(session: Session, entry: LogEntry, ops: list[Op]) -> None:
    """No row that stays may refer to one that goes, or that moves to another root."""
    going: dict[str, set[int]] = {}
    rewritten: dict[str, set[int]] = {}
    for op in ops:
        rewritten.setdefault(op.table, set()).add(op.id)
        if op.op == "delete" or op.left is not None:
            going.setdefault(op.table, set()).add(op.id)
    for table in map(logged_table, logged()):
        for key in table.foreign_keys:
            ids = going.get(key.column.table.name, set())
            if not ids:
                continue
            query = select(table.c.id).where(key.parent.in_(ids))
            staying = set(session.scalars(query)) - rewritten.get(table.name, set())
            if staying:
                raise _rests_on(session, entry, table.name, min(staying))


def _require_present(session: Session, entry: LogEntry, ops: list[Op]) -> None:
    """No row that comes back may refer to one that an undo took away."""
    coming = {(op.table, op.id) for op in ops if op.op == "insert"}
    for op in ops:
        for key in logged_table(op.table).foreign_keys:
            table, row_id = key.column.table, (op.row or {}).get(key.parent.name)
            if row_id is None or (table.name, row_id) in coming:
                continue
            if session.scalar(select(table.c.id).where(table.c.id == row_id)) is None:
                raise _gone(session, entry, table.name, row_id)


def _gone(session: Session, entry: LogEntry, table: str, row_id: int) -> Conflict:
    """Names the undo that took the row away: only an undo removes one."""
    connection = session.connection()
    undos = select(Entry.seq).where(Entry.undoes.is_not(None)).order_by(Entry.seq.desc())
    for seq in session.scalars(undos):
        changes = read.entries(connection, seq=seq)[0].changes
        if any((one.table, one.id, one.after) == (table, row_id, None) for one in changes):
            break
    return Conflict(
        f"entry {entry.seq} cannot be taken back: it needs {table} {row_id}, "
        f"which entry {seq} took away",
        hint=f"take that back first: factcheck undo {seq}",
    )


def _rests_on(session: Session, entry: LogEntry, table: str, row_id: int) -> Conflict:
    (kind, column), shape = root_of(table), logged_table(table)
    roots = root_table(kind)
    query = select(roots.c.uid).join(shape, shape.c[column] == roots.c.id)
    if roots is shape:
        query = select(roots.c.uid)
    uid = session.scalar(query.where(shape.c.id == row_id))
    change = RowChange((kind, str(uid)), table, row_id, None, None)
    return _in_the_way(session, entry, change)
