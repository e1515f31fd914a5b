"""Taking back what an entry of the log did, as a new entry."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from factcheck import bulk
from factcheck.errors import Conflict, NotFound
from factcheck.history import read
from factcheck.history.read import LogEntry, RowChange
from factcheck.history.record import Op, stored, writing_of
from factcheck.history.replay import defaults
from factcheck.models import Entry, logged


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: the entry, and the number of the entry that took it back."""

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
    if entry.redacted:
        raise Conflict(f"entry {entry.seq} was redacted: what it did cannot be read any more")
    _require_untouched(session, entry)
    ops = _backwards(entry)
    _require_unreferenced(session, entry, ops)
    writing = writing_of(session)
    writing.undoes = entry.seq
    try:
        bulk.apply(session, ops)
    except IntegrityError as error:
        raise Conflict(f"entry {entry.seq} cannot be taken back: a later change rests on it") from error
    return Undone(entry, writing.seq)


def _entry(session: Session, seq: int) -> LogEntry:
    found = read.entries(session.connection(), seq=seq) if 0 < seq < 2**31 else []
    if not found:
        raise NotFound(f"there is no entry {seq}", hint="factcheck history")
    return found[0]


def _last(session: Session, by: str) -> LogEntry:
    """The actor's last entry that is no undo and that stands."""
    query = (
        select(Entry.seq)
        .where(Entry.actor == by, Entry.undoes.is_(None))
        .order_by(Entry.seq.desc())
    )
    seqs = list(session.scalars(query))
    undone = read.undone_by(session.connection(), seqs)
    for seq in seqs:
        if seq not in undone:
            return _entry(session, seq)
    raise NotFound(f"{by} has no change to take back", hint="factcheck history")


def _require_untouched(session: Session, entry: LogEntry) -> None:
    for change in entry.changes:
        if _now(session, change) != _whole(change.table, change.after):
            raise _in_the_way(session, entry, change)


def _now(session: Session, change: RowChange) -> dict[str, Any] | None:
    table: Any = logged()[change.table].__table__
    row = session.execute(select(table).where(table.c.id == change.id)).first()
    return None if row is None else _whole(change.table, stored(table, dict(row._mapping)))


def _whole(table: str, row: dict[str, Any] | None) -> dict[str, Any] | None:
    """A row with its defaults, so that an older payload compares with today's."""
    if row is None:
        return None
    columns = logged()[table].__table__
    return stored(columns, {**defaults(table), **row})  # type: ignore[arg-type]


def _in_the_way(session: Session, entry: LogEntry, change: RowChange) -> Conflict:
    later = _later(session, change.root, entry.seq, change.table, change.id)
    what = f"entry {later.seq} ({later.action} by {later.actor})" if later else "a later change"
    hint = f"take that back first: factcheck undo {later.seq}" if later else None
    return Conflict(
        f"entry {entry.seq} cannot be taken back: {what} touched the same things", hint=hint
    )


def _later(
    session: Session, root: read.Root, seq: int, table: str, row_id: int
) -> LogEntry | None:
    """The last entry after ``seq`` that wrote this row and stands."""
    for entry in read.entries(session.connection(), root=root):
        if entry.seq <= seq:
            return None
        wrote = any((one.table, one.id) == (table, row_id) for one in entry.changes)
        if wrote and entry.undone_by is None:
            return entry
    return None


def _backwards(entry: LogEntry) -> list[Op]:
    """Deletes first (what hangs before what it hangs on), then updates, then inserts."""
    place = {name: number for number, name in enumerate(logged())}
    ops = [_reverse(change) for change in entry.changes if change.before != change.after]
    rank = {"delete": 0, "update": 1, "insert": 2}

    def order(op: Op) -> tuple[int, int, int]:
        depth = place[op.table]
        return rank[op.op], -depth if op.op == "delete" else depth, op.id

    return sorted(ops, key=order)


def _reverse(change: RowChange) -> Op:
    home = logged()[change.table].__root__
    row = change.after or change.before
    assert home is not None
    assert row is not None
    op = "delete" if change.before is None else "insert" if change.after is None else "update"
    return Op(op, change.table, change.id, change.before, row[home[1]], change.root[1])


def _require_unreferenced(session: Session, entry: LogEntry, ops: list[Op]) -> None:
    """No row that stays may refer to one that goes."""
    going: dict[str, set[int]] = {}
    for op in ops:
        if op.op == "delete":
            going.setdefault(op.table, set()).add(op.id)
    for table in (model.__table__ for model in logged().values()):
        for key in table.foreign_keys:  # type: ignore[attr-defined]
            ids = going.get(key.column.table.name, set())
            if not ids:
                continue
            query = select(table.c.id).where(key.parent.in_(ids))
            staying = set(session.scalars(query)) - going.get(table.name, set())  # type: ignore[attr-defined]
            if staying:
                raise _rests_on(session, entry, table.name, min(staying))  # type: ignore[attr-defined]


def _rests_on(session: Session, entry: LogEntry, table: str, row_id: int) -> Conflict:
    home = logged()[table].__root__
    assert home is not None
    shape: Any = logged()[table].__table__
    root_id = session.scalar(select(shape.c[home[1]]).where(shape.c.id == row_id))
    roots: Any = next(
        model.__table__ for model in logged().values() if model.__root__ == (home[0], "id")
    )
    uid = session.scalar(select(roots.c.uid).where(roots.c.id == root_id))
    change = RowChange((home[0], str(uid)), table, row_id, None, None)
    return _in_the_way(session, entry, change)
