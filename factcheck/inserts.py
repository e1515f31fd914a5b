"""Many new rows into a table, as fast as the engine takes them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

# Fewer rows than this are not worth a COPY.
_FEW = 20


def write_many(
    connection: Connection, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert many rows as fast as the engine takes them: COPY, or one prepared statement."""
    if not rows:
        return
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite or len(rows) < _FEW:
        told = _insert(table, tuple(names), "?" if on_sqlite else "%s")
        connection.exec_driver_sql(told, list(rows))
        return
    driver: Any = connection.connection.driver_connection
    told = f"COPY {table} ({', '.join(names)}) FROM STDIN"
    with (
        _as_sqlalchemy_tells(connection, told),
        driver.cursor() as cursor,
        cursor.copy(told) as copy,
    ):
        for row in rows:
            copy.write_row(row)


@contextmanager
def _as_sqlalchemy_tells(connection: Connection, statement: str) -> Iterator[None]:
    """What goes past SQLAlchemy fails as if it had not: callers wait for its errors."""
    dialect = connection.dialect
    driver: Any = dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        raw: Any = connection.connection.driver_connection
        raise DBAPIError.instance(
            statement,
            None,
            error,
            driver.Error,
            hide_parameters=True,
            connection_invalidated=dialect.is_disconnect(error, raw, None),
            dialect=dialect,
        ) from error


def write_columns(
    connection: Connection,
    table: str,
    columns: Mapping[str, Sequence[Any]],
    lacking: Collection[str] = (),
) -> None:
    """Insert many rows as ``write_many`` does, from what they say column by column.

    ``lacking`` names the columns in which None stands. On SQLite many rows are one statement:
    what it does for each, as opening every index of the table, takes longer than to put a row
    in (docs/decisions/0034). Where one row cannot be written, those before it may stay: whoever
    calls takes back the transaction, or the savepoint.
    """
    names = tuple(columns)
    if connection.dialect.name != "sqlite":
        write_many(connection, table, names, list(zip(*columns.values(), strict=True)))
        return
    told = [_bound(rows) if name in lacking else rows for name, rows in columns.items()]
    values = chain.from_iterable(zip(*told, strict=True))
    left = len(told[0])
    for size in _TOGETHER:
        times, left = divmod(left, size)
        if times:
            rows = [tuple(islice(values, size * len(names))) for _ in range(times)]
            connection.exec_driver_sql(_insert(table, names, "?", size, " OR FAIL"), rows)


# How many rows one statement takes on SQLite, which knows 32,766 values in one.
_TOGETHER = (100, 10, 1)


@cache
def _insert(
    table: str, names: Sequence[str], mark: str, rows: int = 1, otherwise: str = ""
) -> str:
    one = f"({', '.join([mark] * len(names))})"
    told = ", ".join([one] * rows)
    return f"INSERT{otherwise} INTO {table} ({', '.join(names)}) VALUES {told}"


# SQLite knows no NaN and stores NULL. For each None Python 3.11 looks for an adapter first,
# which takes longer than all else that it does with a value (docs/decisions/0033).
_NULL = float("nan")


def _bound(told: Sequence[Any]) -> list[Any]:
    return [_NULL if one is None else one for one in told]
