"""The search rows of a whole database, made anew."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, select

from factcheck import indexing, vectors
from factcheck.db import Database
from factcheck.models import LogHead


@contextmanager
def alone(database: Database) -> Iterator[Connection]:
    """A transaction while nobody else writes, for what is derived: the log has no entry of it."""
    with database._translated(), database.engine(writing=True).begin() as connection:
        connection.execute(select(LogHead.seq).with_for_update())
        yield connection


def reindex(
    database: Database, progress: Callable[[int, int], None] = lambda _done, _of: None
) -> int:
    """Make all search rows anew, while nobody else writes. Returns how many there are.

    Vectors of texts that are gone are removed; the others stay, since only an embedder can make
    them (``storage.embedding``). Raises what writing to the database raises.
    """
    with alone(database) as connection:
        count = indexing.rebuild(connection, progress)
        vectors.prune_all(connection)
    return count
