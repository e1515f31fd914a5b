"""Checking the log: the chain, the heads kept outside, and "state equals replay".

Each check yields findings in words; none means that all is well. What a chain
cannot see by itself (its own tail cut off, all of it written anew) is what the
heads kept outside are for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, func, select

from factcheck.derived import EXPECTED, OF_ROW
from factcheck.history import chain
from factcheck.history.record import RESTORED, stored_columns
from factcheck.history.replay import bare_tables, operations, replay, rows, stream
from factcheck.models import Change, Counter, Entry, LogHead, logged, logged_table


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be: which check saw it, and what it saw."""

    check: str
    message: str


@dataclass(frozen=True, slots=True)
class KnownHead:
    """A head kept outside of the database: where, which entry, and its hash.

    From entry ``restored`` on, the log at that place is one of its own (0: it never was).
    """

    place: str
    seq: int
    hash: str
    restored: int = 0


def check_chain(connection: Connection) -> Iterator[Finding]:
    """Numbers without a gap, every link, every hash, every payload, and the head."""
    head = connection.execute(select(LogHead)).all()
    if len(head) != 1:
        yield Finding("head", f"log_head holds {len(head)} rows, not one")
        return
    previous, seq, at = chain.genesis(head[0].database_uid), 0, ""
    changes = _changes_by_entry(connection)
    pending = next(changes, None)
    redacted: list[tuple[int, int]] = []
    for entry in stream(connection, select(Entry).order_by(Entry.seq)):
        seq += 1
        if entry.seq != seq:
            yield Finding("chain", f"entry {seq} is missing (entry {entry.seq} comes next)")
            seq = entry.seq
        while pending and pending[0] < entry.seq:
            yield Finding("chain", f"changes of entry {pending[0]} without the entry")
            pending = next(changes, None)
        own: list[Row[Any]] = []
        if pending and pending[0] == entry.seq:
            own, pending = pending[1], next(changes, None)
        yield from _check_entry(entry, own, previous, at)
        redacted.extend((change.seq, change.n) for change in own if change.payload is None)
        previous, at = entry.hash, entry.at
    while pending:
        yield Finding("chain", f"changes of entry {pending[0]} without the entry")
        pending = next(changes, None)
    if (head[0].seq, head[0].hash) != (seq, previous):
        yield Finding("head", f"log_head says entry {head[0].seq}, the log ends at entry {seq}")
    yield from _check_redactions(connection, redacted)


def _check_entry(
    entry: Row[Any], own: list[Row[Any]], previous: str, at: str
) -> Iterator[Finding]:
    fields = {name: getattr(entry, name) for name in chain.EntryFields.__slots__}
    if entry.prev != previous:
        yield Finding("chain", f"entry {entry.seq} does not follow from the one before it")
    if entry.hash != chain.EntryFields(**fields).hash():
        yield Finding("chain", f"entry {entry.seq} was altered: its hash does not fit")
    if entry.at < at:
        yield Finding("chain", f"entry {entry.seq} is dated before the one before it")
    listed = [(change.n, change.root_kind, change.root_uid, change.sha256) for change in own]
    if entry.changes_sha256 != chain.changes_hash(listed):
        yield Finding("chain", f"the changes of entry {entry.seq} are not those it sealed")
    for change in own:
        if change.payload is None and change.salt is None:
            continue
        if change.payload is None or change.salt is None or _altered(change):
            yield Finding("chain", f"change {change.n} of entry {entry.seq} was altered")


def _altered(change: Row[Any]) -> bool:
    return bool(chain.payload_hash(change.salt, change.payload) != change.sha256)


def _check_redactions(
    connection: Connection, redacted: list[tuple[int, int]]
) -> Iterator[Finding]:
    """A blanked payload needs a later entry that names the order."""
    if not redacted:
        return
    query = select(Entry.seq, Entry.reason).where(Entry.action.like("redact %"))
    orders = [(order.seq, (order.reason or "").split()) for order in connection.execute(query)]
    for seq, n in redacted:
        if not any(later > seq and f"{seq}/{n}" in named for later, named in orders):
            yield Finding("chain", f"change {n} of entry {seq} was blanked without an order")


def _changes_by_entry(connection: Connection) -> Iterator[tuple[int, list[Row[Any]]]]:
    query = select(Change).order_by(Change.seq, Change.n)
    for seq, group in groupby(stream(connection, query), key=lambda change: change.seq):
        yield seq, list(group)


def check_heads(connection: Connection, known: list[KnownHead], place: str) -> Iterator[Finding]:
    """The log contains every head that was seen of it at this place.

    A head of another place is compared where both logs are still the same one: neither
    was restored from a backup before that entry.
    """
    restored = connection.scalar(select(func.min(Entry.seq)).where(Entry.action == RESTORED))
    for head in known:
        found = connection.scalar(select(Entry.hash).where(Entry.seq == head.seq))
        if found == head.hash or (found is None and head.place != place):
            continue
        if head.place != place:
            if head.restored or (restored and restored <= head.seq):
                continue
            yield Finding("heads", f"entry {head.seq} differs from the copy at {head.place}")
        elif found is None:
            last = connection.scalar(select(func.max(Entry.seq))) or 0
            yield Finding(
                "heads", f"the log ends at entry {last}, but entry {head.seq} was seen here"
            )
        else:
            yield Finding("heads", f"entry {head.seq} is not the one that was seen here")


def check_state(connection: Connection) -> Iterator[Finding]:
    """Every row is what the log says it is, and there is no row that the log does not know."""
    engine = replay(connection)
    try:
        with engine.connect() as replayed:
            for name in logged():
                yield from _compare(connection, replayed, name)
    finally:
        engine.dispose()


def _compare(connection: Connection, replayed: Connection, name: str) -> Iterator[Finding]:
    table = logged_table(name)
    columns = stored_columns(table)
    is_now = rows(connection, table, columns)
    should = rows(replayed, bare_tables()[name], columns)
    have, want = next(is_now, None), next(should, None)
    while have or want:
        if have and (want is None or have[0] < want[0]):
            yield Finding("state", f"{name} {have[0]} is in no entry of the log")
            have = next(is_now, None)
        elif want and (have is None or want[0] < have[0]):
            yield Finding("state", f"{name} {want[0]} is gone, though the log has it")
            want = next(should, None)
        elif have and want:
            if have != want:
                pairs = zip(columns, have, want, strict=True)
                differ = [column for column, now, then in pairs if now != then]
                yield Finding("state", f"{name} {have[0]} differs from the log: {_and(differ)}")
            have, want = next(is_now, None), next(should, None)


def check_derived(connection: Connection) -> Iterator[Finding]:
    """Every derived column is what follows from the rows."""
    for model, expected in EXPECTED:
        table = model.__table__
        wanted = expected(False).subquery()
        names = [name for name in wanted.c.keys() if name != "id"]  # noqa: SIM118
        pairs = [(table.c[name], wanted.c[name]) for name in names]
        query = (
            select(table.c.id, *(now.label(f"now_{now.name}") for now, _ in pairs))
            .add_columns(*(then.label(f"then_{now.name}") for now, then in pairs))
            .join(wanted, wanted.c.id == table.c.id)
            .order_by(table.c.id)
        )
        for row in stream(connection, query):
            held = row._mapping
            differ = [name for name in names if held[f"now_{name}"] != held[f"then_{name}"]]
            if differ:
                yield Finding("derived", f"{table.name} {row.id} is not derived: {_and(differ)}")
    for name, computed in OF_ROW.items():
        for row in stream(connection, select(logged_table(name))):
            values = row._mapping
            differ = [key for key, compute in computed.items() if values[key] != compute(values)]
            if differ:
                yield Finding("derived", f"{name} {row.id} is not derived: {_and(differ)}")


def check_counters(connection: Connection) -> Iterator[Finding]:
    """Every counter stands at the highest id that the log ever gave out.

    Where a payload was blanked by order, the ids in it are not known any more: then a
    counter may stand higher, never lower.
    """
    blanked = connection.scalar(select(Change.seq).where(Change.payload.is_(None)).limit(1))
    highest = dict.fromkeys(logged(), 0)
    for _op, table, row_id, _row in operations(connection):
        highest[table] = max(highest[table], row_id)
    held = {row.name: row.value for row in connection.execute(select(Counter.name, Counter.value))}
    for name in sorted({*highest, *held}):
        now, least = held.get(name), highest.get(name)
        if now != least and not (blanked and now and least is not None and now > least):
            yield Finding(
                "counters", f"counter {name} is {held.get(name)}, the log says {highest.get(name)}"
            )


def _and(names: list[str]) -> str:
    return ", ".join(names)
