"""Statements are compiled once in a run for each engine, not once for each database.

A test has a database of its own, and SQLAlchemy keeps what it compiled by database: without
this a third of the time of all tests would go into making the same SQL again. What a statement
says never depends on the database, and a long run (``FACTCHECK_LONG=1``) shares nothing.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

SIZE = 3000


class Compiled:
    """What SQLAlchemy wants of a cache; a dialect is known by its name alone."""

    def __init__(self) -> None:
        self._kept: LRUCache[Any, Any] = LRUCache(SIZE)

    def get(self, key: tuple[Any, ...]) -> Any:
        """What was compiled before, or None."""
        return self._kept.get(_named(key))

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        self._kept[_named(key)] = compiled


def _named(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *statement = key
    return (dialect.name, *statement)


def share() -> None:
    """From now on all connections of this process use one cache."""
    compiled = Compiled()

    def use(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled)

    event.listen(Engine, "engine_connect", use)
