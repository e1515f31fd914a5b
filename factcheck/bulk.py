"""Writing many rows at once: the only place with executemany into logged tables.

What is written here goes through ``history.record`` like everything else, but for
``write_entry`` and ``write_rows``, which copy what a log holds already.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, update
from sqlalchemy.orm import Session

from factcheck import fresh
from factcheck.connections import write_many
from factcheck.derived import OF_ROW
from factcheck.history import chain
from factcheck.history.record import Op, record, record_new, recording, stored, stored_columns
from factcheck.history.replay import defaults
from factcheck.models import Change, Entry, logged, logged_table, root_of

Row = dict[str, Any]


def insert_rows(session: Session, table: str, rows: list[Row]) -> None:
    """Insert whole new rows of one table, ids and uids given, and record them."""
    insert_tables(session, {table: rows})


def insert_tables(session: Session, tables: Mapping[str, list[Row]]) -> None:
    """Insert whole new rows of several tables and record them, in one change for each root."""
    ops: list[Op] = []
    for table, rows in tables.items():
        if not rows:
            continue
        shape, (_kind, home) = logged_table(table), root_of(table)
        whole = [complete(table, row) for row in rows]
        with recording(session):
            session.connection().execute(insert(shape), whole)
        ops += [Op("insert", table, row["id"], stored(shape, row), row[home]) for row in whole]
    record(session, ops)


def load(session: Session, records: Sequence[Mapping[str, list[Row]]]) -> None:
    """Insert whole new rows, by table and by record, as fast as the engine takes them.

    Rows name all their stored columns that are not NULL, defaults included. A new claim
    comes with everything that hangs on it, in one record: what is derived is computed
    here. Rows that hang on other claims are counted to them at the end of the transaction.
    """
    session.flush()
    connection = session.connection()
    tables: dict[str, list[Row]] = {name: [] for name in logged()}
    for one in records:
        for name, rows in one.items():
            tables[name] += rows
    payloads = _payloads(records)
    try:
        fresh.derive(records)
        for name, rows in tables.items():
            for column, compute in OF_ROW.get(name, {}).items():
                for row in rows:
                    row[column] = compute(row)
            if rows:
                _write(connection, logged_table(name), rows)
    except BaseException:
        _forget_derived(tables)
        raise
    record_new(session, payloads, {row["id"] for row in tables["claim"]})


def _payloads(
    records: Iterable[Mapping[str, list[Row]]],
) -> list[tuple[tuple[str, int], str | None, str]]:
    """What the log is to hold of each root: the root, its uid where it is new, the payload.

    This is told before anything derived is in the rows.
    """
    found = []
    for one in records:
        roots: dict[tuple[str, int], list[list[Any]]] = {}
        uids: dict[tuple[str, int], str] = {}
        for name, rows in one.items():
            kind, home = root_of(name)
            for row in rows:
                number = row["id"]
                root = (kind, row[home])
                op = ["insert", name, number, row]
                held = roots.get(root)
                if held is None:
                    roots[root] = [op]
                else:
                    held.append(op)
                if home == "id":
                    uids[root] = row["uid"]
        found += [(root, uids.get(root), chain.canonical(ops)) for root, ops in roots.items()]
    return found


def _forget_derived(tables: Mapping[str, list[Row]]) -> None:
    """Have the rows be as they were handed in: they may be tried again."""
    for name, rows in tables.items():
        kept = stored_columns(logged_table(name))
        for row in rows:
            for column in row.keys() - set(kept):
                del row[column]


def _write(connection: Connection, table: Table, rows: list[Row]) -> None:
    """These rows: by COPY on PostgreSQL, by executemany on SQLite, those of one shape at once."""
    if connection.dialect.name == "postgresql":
        names = [column.name for column in table.c]
        write_many(connection, table.name, names, [tuple(map(row.get, names)) for row in rows])
        return
    shapes: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        shape = tuple(row)
        held = shapes.get(shape)
        if held is None:
            shapes[shape] = [row]
        else:
            held.append(row)
    for columns, alike in shapes.items():
        write_many(connection, table.name, columns, [tuple(row.values()) for row in alike])


def apply(session: Session, ops: Iterable[Op]) -> None:
    """Do what the operations say, in their order, and record them.

    ``insert`` and ``update`` carry the whole row as the log keeps it.
    """
    session.flush()
    done = list(ops)
    connection = session.connection()
    with recording(session):
        for (op, table), group in groupby(done, key=lambda one: (one.op, one.table)):
            shape = logged_table(table)
            batch = list(group)
            if op == "delete":
                gone = delete(shape).where(shape.c.id == bindparam("row_id"))
                connection.execute(gone, [{"row_id": one.id} for one in batch])
            elif op == "insert":
                connection.execute(
                    insert(shape), [complete(table, one.row or {}) for one in batch]
                )
            else:
                changed = update(shape).where(shape.c.id == bindparam("row_id"))
                for one in batch:
                    values = _logged_values(table, complete(table, one.row or {}))
                    connection.execute(changed.values(values), {"row_id": one.id})
    record(session, done)
    session.expire_all()


def write_entry(
    connection: Connection, entry: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]
) -> None:
    """Put an entry of another copy of this log, with its changes, at the end of this one."""
    if changes:
        connection.execute(insert(Change), [dict(change) for change in changes])
    connection.execute(insert(Entry), dict(entry))


def write_rows(connection: Connection, rows: Mapping[tuple[str, int], Row | None]) -> None:
    """Bring rows to where the log has brought them; None where the row is gone.

    Each row is named once. Rows of one table are written in the order given, then what
    is gone is deleted in that order.
    """
    by_table: dict[str, list[Row]] = {}
    for (table, _), row in rows.items():
        if row is not None:
            by_table.setdefault(table, []).append(complete(table, row))
    for table, written in by_table.items():
        connection.execute(_upsert(table, connection.dialect.name), written)
    for (table, row_id), row in rows.items():
        if row is None:
            shape = logged_table(table)
            connection.execute(delete(shape).where(shape.c.id == row_id))


@cache
def _upsert(table: str, dialect: str) -> Any:
    """INSERT, or UPDATE where the id is there: the same words on both engines."""
    from sqlalchemy.dialects import postgresql, sqlite

    shape = logged_table(table)
    fresh: Any = (sqlite if dialect == "sqlite" else postgresql).insert(shape)
    names = [column.name for column in shape.c if column.name != "id"]
    wanted = {name: fresh.excluded[name] for name in names}
    return fresh.on_conflict_do_update(index_elements=["id"], set_=wanted)


def complete(table: str, row: Mapping[str, Any]) -> Row:
    """A row with every column: defaults where it says nothing, derived ones computed."""
    whole: Row = {**defaults(table), **row}
    for column, compute in OF_ROW.get(table, {}).items():
        whole[column] = compute(whole)
    return whole


def _logged_values(table: str, whole: Row) -> Row:
    """All but the id and what the set-based derivation fills in."""
    shape = logged_table(table)
    names = {*stored_columns(shape), *OF_ROW.get(table, {})} - {"id"}
    return {name: whole[name] for name in names}
