"""The state of any moment, made again from the log alone."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    Table,
    create_engine,
    delete,
    event,
    insert,
    select,
    tuple_,
)
from sqlalchemy.pool import StaticPool

from factcheck.derived import OF_ROW, derive
from factcheck.history import redactions
from factcheck.models import Change, Entry, logged, logged_table
from factcheck.models.base import AnySelect

Row = dict[str, Any]
Root = tuple[str, str]
Operation = tuple[str, str, int, Row | None]
Upcast = Callable[[Row], Row | None]

# What a migration did to rows written before it: {revision: {table: row -> row}}, in
# the order of the revisions. A new column with a default needs none.
UPCASTS: dict[str, dict[str, Upcast]] = {}

BATCH = 2000
ROOTS = 400  # how many roots one query names


@cache
def bare_tables() -> dict[str, Table]:
    """The logged tables with their columns alone: rows may come in any order.

    The one index is for ``derive``, which would else compare every appearance with
    every item of evidence.
    """
    metadata = MetaData()
    return {
        name: Table(
            name,
            metadata,
            *(
                Column(
                    column.name,
                    column.type,
                    primary_key=column.primary_key,
                    index=column.name == "appearance_id" and "derived" not in column.info,
                )
                for column in model.__table__.c
            ),
        )
        for name, model in logged().items()
    }


@cache
def defaults(table: str) -> Row:
    """What a column means that a payload does not name: its default, else NULL. Read only."""
    return {column.name: getattr(column.default, "arg", None) for column in logged_table(table).c}


def upcast(table: str, row: Row, revision: str) -> Row:
    """A logged row in today's shape."""
    for later, changed in UPCASTS.items():
        if later > revision and table in changed:
            row = changed[table](row) or row
    return row


def operations(
    connection: Connection, upto: int | None = None, roots: Collection[Root] | None = None
) -> Iterator[Operation]:
    """Every ``(op, table, id, row)`` of the log in order, rows in today's shape.

    ``roots`` are few: only what was done to these. Where a payload was blanked by order, what
    stands in its place is told there.
    """
    blanked = redactions.read(connection)
    for seq, n, payload, revision in _told(connection, upto, roots):
        told, revision = blanked.payload((seq, n), payload, revision)
        for op, table, row_id, row in json.loads(told):
            if row is not None:
                row = upcast(table, row, revision)
            yield op, table, row_id, row


def _told(
    connection: Connection, upto: int | None, roots: Collection[Root] | None
) -> Iterable[tuple[int, int, str | None, str]]:
    query = select(Change.seq, Change.n, Change.payload, Entry.schema_revision)
    query = query.join(Entry, Entry.seq == Change.seq).order_by(Change.seq, Change.n)
    if upto is not None:
        query = query.where(Change.seq <= upto)
    if roots is None:
        return stream(connection, query)
    found: list[Any] = []
    told = sorted(roots)
    for at in range(0, len(told), ROOTS):
        part = tuple_(Change.root_kind, Change.root_uid).in_(told[at : at + ROOTS])
        found += connection.execute(query.where(part)).all()
    return sorted(found, key=lambda row: (row.seq, row.n))


def replay(
    connection: Connection, upto: int | None = None, roots: Collection[Root] | None = None
) -> Engine:
    """A private SQLite database that holds the state as it was after entry ``upto``.

    ``roots`` are few: only these records and what hangs on them. Derived columns are filled
    in too. The caller disposes of the engine.
    """
    engine = _temporary()
    tables = bare_tables()
    with engine.begin() as target:
        for table in tables.values():
            table.create(target)
        _fill(target, operations(connection, upto, roots))
        derive(target, None)
    return engine


def _temporary() -> Engine:
    """A SQLite database in memory that spills to a temporary file when it grows."""
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(""), poolclass=StaticPool)
    event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA synchronous=OFF"))
    return engine


def _fill(target: Connection, ops: Iterator[Operation]) -> None:
    """Write the last word on every row, in batches."""
    tables = bare_tables()
    shapes = {name: defaults(name) for name in tables}
    held: dict[tuple[str, int], Row | None] = {}
    for _op, table, row_id, row in ops:
        held[table, row_id] = row
        if len(held) >= BATCH:
            _write(target, held, shapes)
            held = {}
    _write(target, held, shapes)


def _write(
    target: Connection, held: dict[tuple[str, int], Row | None], shapes: dict[str, Row]
) -> None:
    by_table: dict[str, list[tuple[int, Row | None]]] = {}
    for (name, row_id), row in held.items():
        by_table.setdefault(name, []).append((row_id, row))
    for name, rows in by_table.items():
        table = bare_tables()[name]
        ids = [row_id for row_id, _ in rows]
        target.execute(delete(table).where(table.c.id.in_(ids)))
        fresh = [_whole(name, row, shapes[name]) for _, row in rows if row is not None]
        if fresh:
            target.execute(insert(table), fresh)


def _whole(name: str, row: Row, shape: Row) -> Row:
    whole = {**shape, **row}
    for column, compute in OF_ROW.get(name, {}).items():
        whole[column] = compute(whole)
    return whole


def rows(
    connection: Connection, table: Table, columns: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """These columns of a table by id, streaming."""
    query = select(*(table.c[name] for name in columns)).order_by(table.c.id)
    for row in stream(connection, query):
        yield tuple(row)


def stream(connection: Connection, query: AnySelect) -> Iterator[Any]:
    """The rows of a query, fetched in batches."""
    yield from connection.execute(query, execution_options={"yield_per": BATCH})
