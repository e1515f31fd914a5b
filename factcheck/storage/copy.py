"""Copying a database by its log, to either engine: same uids, same ids, same entries, same head.

The log is taken over word for word; the rows are made from it as it is read, and what
is derived at the end. Batches are transactions, so that a copy that was stopped goes on
where it stopped, and one that is there already is brought up to date.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.orm import Session

from factcheck import bulk, catalog, derived, heads, indexing, schema, vectors
from factcheck.connections import Place, migrating_engine
from factcheck.db import SCHEMA, UNFINISHED, Database, compare_schema
from factcheck.errors import Conflict, Corrupt, InvalidInput, Unavailable, VerificationFailed
from factcheck.history import chain, head
from factcheck.history.replay import upcast
from factcheck.models import Change, Counter, Entry, LogHead
from factcheck.verify import verify

Row = dict[str, Any]
Progress = Callable[[int, int], None]
Sign = Callable[[Database, Connection], None]
# What one transaction of the target takes: so many entries, and about so many changes.
ENTRIES, CHANGES = 500, 5000
Batch = list[tuple[Row, list[Row]]]
Rows = dict[tuple[str, int], Row | None]


class Source(Protocol):
    """What can be copied: a database, or a dump that was read."""

    @property
    def place(self) -> str: ...

    def reading(self, *, unhurried: bool = ...) -> AbstractContextManager[Session]: ...


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied: how many entries now, how many were there before, and the head."""

    place: str
    entries: int
    before: int
    head: str


@dataclass
class _Window:
    """Rows that may be written together: each once, and none after one that is gone."""

    rows: Rows = field(default_factory=dict)
    gone: bool = False

    def takes(self, key: tuple[str, int], row: Row | None) -> bool:
        return key not in self.rows and not (self.gone and row is not None)

    def add(self, key: tuple[str, int], row: Row | None) -> None:
        self.rows[key] = row
        self.gone = self.gone or row is None


def nothing(_done: int, _total: int) -> None:
    """A progress that nobody looks at."""


def copy(
    source: Source, url: Place, progress: Progress = nothing, *, sign: Sign | None = None
) -> Copied:
    """Copy a database to a place where none is, or an earlier copy of it.

    ``progress`` hears how many changes are copied, and of how many. The copy is
    verified before it is reported. With ``sign``, which writes a last entry before the
    copy can be used, no finished copy may be there. Raises Conflict where the target has
    entries of its own, VerificationFailed where the copy is not what the log says.
    """
    with Database(url, schema_check=False) as target:
        if target.place == source.place:
            raise InvalidInput("a database cannot be copied onto itself")
        with source.reading() as session:
            uid = session.scalars(select(LogHead.database_uid)).one()
        _prepare(target, uid, anew=sign is not None)
        engine = migrating_engine(target.url)
        try:
            with target._translated():
                before = _start(engine, uid, source)
                counters = _follow(source, engine, progress)
                with engine.begin() as connection:
                    _finish(connection, counters)
                    _take_vectors(source, connection)
                    if sign is not None:
                        sign(target, connection)
        finally:
            engine.dispose()
    return _checked(url, before)


def _prepare(target: Database, uid: str, *, anew: bool) -> None:
    """See that the target holds our schema and nothing of its own; make it where it is missing."""
    try:
        found = schema.current(target)
    except (Unavailable, Corrupt):
        if target.path is not None and target.path.exists():
            raise  # a file of somebody else
        schema.create(target.url).close()
        return
    if found not in (SCHEMA, UNFINISHED):
        compare_schema(found, target.place)
    with target.reading() as session:
        head = session.execute(select(LogHead)).scalar_one()
        if head.seq and (head.database_uid != uid or (anew and found == SCHEMA)):
            raise Conflict(f"{target.place} holds a database already", hint="name a new place")


def _start(engine: Engine, uid: str, source: Source) -> int:
    """Mark the target as unfinished; say how many entries it has already."""
    with engine.begin() as connection:
        head = connection.execute(select(LogHead.seq, LogHead.hash).with_for_update()).one()
        if head.seq == 0:
            first = chain.genesis(uid)
            connection.execute(update(LogHead).values(database_uid=uid, hash=first))
        else:
            _require_prefix(source, head.seq, head.hash)
        catalog.mark(connection, UNFINISHED)
        return int(head.seq)


def _require_prefix(source: Source, seq: int, sealed: str) -> None:
    with source.reading() as session:
        if session.scalar(select(Entry.hash).where(Entry.seq == seq)) != sealed:
            raise Conflict(
                f"the copy has an entry {seq} that {source.place} does not have",
                hint="name a new place",
            )


def _follow(source: Source, engine: Engine, progress: Progress) -> dict[str, int]:
    """Copy batch after batch until the log has no more. Returns where the counters stand."""
    with engine.connect() as connection:
        at = connection.scalar(select(LogHead.seq)) or 0
        done = connection.scalar(select(func.count()).select_from(Change)) or 0
    while True:
        with source.reading(unhurried=True) as session:
            found = session.connection()
            total = found.scalar(select(func.count()).select_from(Change)) or 0
            batch = _batch(found, at)
            counters = found.execute(select(Counter.name, Counter.value)).all()
        progress(done, total)
        if not batch:
            return {row.name: row.value for row in counters}
        _require_all(source, batch, at)
        at = _write(engine, batch)
        done += sum(len(changes) for _, changes in batch)


def _require_all(source: Source, batch: Batch, after: int) -> None:
    for number, (entry, _changes) in enumerate(batch, after + 1):
        if entry["seq"] != number:
            raise VerificationFailed(
                f"the log of {source.place} lacks entry {number}",
                hint="factcheck db verify, there, says more",
            )


def _finish(connection: Connection, counters: dict[str, int]) -> None:
    """What the log does not say, and the mark that the copy may be used."""
    derived.derive(connection, None)
    indexing.rebuild(connection)
    for name, value in counters.items():
        connection.execute(update(Counter).where(Counter.name == name).values(value=value))
    catalog.mark(connection, SCHEMA)


def _take_vectors(source: Source, target: Connection) -> None:
    """The vectors, which only an embedder could make anew; a dump that was read has none."""
    if isinstance(source, Database):
        with source.reading(unhurried=True) as session:
            vectors.take_along(session.connection(), target)
        vectors.prune_all(target)


def _batch(connection: Connection, after: int) -> Batch:
    """The next entries of a log, each with its changes."""
    upto = _upto(connection, after)
    changes: dict[int, list[Row]] = {}
    query = select(Change.__table__).where(Change.seq > after, Change.seq <= upto)
    for row in connection.execute(query.order_by(Change.seq, Change.n)):
        changes.setdefault(row.seq, []).append(dict(row._mapping))
    entries = select(Entry.__table__).where(Entry.seq > after, Entry.seq <= upto)
    return [
        (dict(entry._mapping), changes.get(entry.seq, []))
        for entry in connection.execute(entries.order_by(Entry.seq))
    ]


def _upto(connection: Connection, after: int) -> int:
    """Where a batch ends: one entry at least, and no more changes than memory likes.

    By what is there: a gap in a damaged log is not its end.
    """
    following = select(Entry.seq).where(Entry.seq > after).order_by(Entry.seq).limit(ENTRIES)
    entry = following.subquery()
    sizes = (
        select(entry.c.seq, func.count(Change.n))
        .outerjoin(Change, Change.seq == entry.c.seq)
        .group_by(entry.c.seq)
        .order_by(entry.c.seq)
    )
    held, last = 0, after
    for seq, size in connection.execute(sizes):
        held, last = held + size, int(seq)
        if held >= CHANGES:
            break
    return last


def _write(engine: Engine, batch: Batch) -> int:
    """Put a batch into the target. Returns the number of its last entry."""
    with engine.begin() as connection:
        for entry, changes in batch:
            bulk.write_entry(connection, entry, changes)
        for rows in _windows(batch):
            bulk.write_rows(connection, rows)
        last = batch[-1][0]
        connection.execute(update(LogHead).values(seq=last["seq"], hash=last["hash"]))
    return int(last["seq"])


def _windows(batch: Batch) -> Iterator[Rows]:
    """What the entries did to rows, cut wherever the order of two writes matters."""
    window = _Window()
    for entry, changes in batch:
        for change in changes:
            for _op, table, row_id, row in json.loads(change["payload"] or "[]"):
                is_now = None if row is None else upcast(table, row, entry["schema_revision"])
                if not window.takes((table, row_id), is_now):
                    yield window.rows
                    window = _Window()
                window.add((table, row_id), is_now)
    yield window.rows


def _checked(url: Place, before: int) -> Copied:
    """The report of a copy that is what its log says. Raises VerificationFailed."""
    with Database(url) as copied:
        report = verify(copied)
        # That another copy of the database went its own way is no fault of this one.
        found = [one for one in report.findings if one.check != "heads"]
        if found:
            raise VerificationFailed(
                f"the copy at {copied.place} is not what its log says: {found[0].message}",
                hint="factcheck db verify, there and at the source, says more",
            )
        with copied.reading() as session, suppress(head.Lost, OSError):
            heads.keep(*head.seen(session.connection(), copied.place))
        return Copied(copied.place, report.entries - before, before, report.head)
