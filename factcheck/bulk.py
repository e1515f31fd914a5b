"""Doing what is told of many rows that a log knows, at once.

What is written here goes through ``history.record`` like everything else, but for
``write_entry`` and ``write_rows``, which copy what a log holds already.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from factcheck.derived import OF_ROW
from factcheck.history.record import Op, record, recording, stored, stored_columns, writing_of
from factcheck.history.replay import defaults
from factcheck.models import Change, Entry, logged_table, root_of

Row = dict[str, Any]
BATCH = 1000


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


def apply(session: Session, ops: Iterable[Op]) -> None:
    """Do what the operations say, in their order, and record them.

    ``insert`` and ``update`` carry the whole row as the log keeps it.
    """
    session.flush()
    done = list(ops)
    connection = session.connection()
    writing_of(session).published |= _published(connection, done)
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


def _published(connection: Connection, ops: list[Op]) -> set[int]:
    """The claims that are published so far, of those that are written anew or go."""
    claim = logged_table("claim")
    ids = [op.id for op in ops if op.table == "claim" and op.op != "insert"]
    query = select(claim.c.id).where(claim.c.published_at.is_not(None))
    return {
        row_id
        for at in range(0, len(ids), BATCH)
        for row_id in connection.scalars(query.where(claim.c.id.in_(ids[at : at + BATCH])))
    }


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
