"""The search rows of a whole database, made anew."""

from collections.abc import Callable

from sqlalchemy import select

from factcheck import indexing
from factcheck.db import Database
from factcheck.models import LogHead


def reindex(
    database: Database, progress: Callable[[int, int], None] = lambda _done, _of: None
) -> int:
    """Make all search rows anew, while nobody else writes. Returns how many there are.

    They are derived, so the log has no entry of it. Raises what writing to the database raises.
    """
    with database._translated(), database.engine(writing=True).begin() as connection:
        connection.execute(select(LogHead.seq).with_for_update())
        return indexing.rebuild(connection, progress)
