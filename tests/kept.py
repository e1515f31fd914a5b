"""Connections to the database that tests borrow on the server are kept from test to test.

A test opens several, and each one costs the server a new process, which looks up anew what
tables there are: together a fifth of the time of a test. Whatever a session set, locked or
made for itself is taken back before another one has the connection. A long run
(``FACTCHECK_LONG=1``) keeps none, and so does every database that is not one to borrow.
"""

import os
import select
from collections import defaultdict
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event

# What the name of a database begins with that is lent to one test after the other.
LENT = "lent"
# How many are kept of those that were opened alike.
ENOUGH = 4
_RESET = (
    "RESET ALL; RESET SESSION AUTHORIZATION; UNLISTEN *; CLOSE ALL;"
    " SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES"
)


class Keeper:
    """What psycopg asks of a pool: whoever closes a connection hands it back here."""

    close_returns = True

    def __init__(self) -> None:
        # The server of all tests: those that stop one have a server of their own.
        self.host: str | None = None
        self._free: defaultdict[tuple[Any, ...], list[Any]] = defaultdict(list)
        self._alike: WeakKeyDictionary[Any, tuple[Any, ...]] = WeakKeyDictionary()

    def connect(self, _dialect: Any, _record: Any, told: Any, named: dict[str, Any]) -> Any:
        """For SQLAlchemy: a connection as it is new, or None for another kind of database."""
        if named.get("host") != self.host or not str(named.get("dbname")).startswith(LENT):
            return None
        import psycopg

        ours = {name: value for name, value in named.items() if name != "context"}
        theirs = {name: value for name, value in os.environ.items() if name.startswith("PG")}
        alike = (os.getpid(), *sorted(ours.items()), *sorted(theirs.items()))
        while self._free[alike]:
            connection = self._free[alike].pop()
            if quiet(connection):
                return connection
            self._end(connection)
        connection = psycopg.connect(*told, **named)
        connection._pool = self
        self._alike[connection] = alike
        return connection

    def putconn(self, connection: Any) -> None:
        """What psycopg does instead of closing it."""
        alike = self._alike[connection]
        free = self._free[alike]
        if connection in free:
            return
        if alike[0] == os.getpid() and len(free) < ENOUGH and _cleared(connection):
            free.append(connection)
        else:
            self._end(connection)

    def forget(self) -> None:
        """Close all that nobody uses."""
        for free in self._free.values():
            for connection in free:
                self._end(connection)
            free.clear()

    def _end(self, connection: Any) -> None:
        del self._alike[connection]
        connection._pool = None
        connection.close()


def _cleared(connection: Any) -> bool:
    """Have it be as a new one; False where that cannot be, as in the middle of something."""
    import psycopg
    from psycopg.pq import TransactionStatus

    if connection.info.transaction_status != TransactionStatus.IDLE:
        return False
    connection._notice_handlers.clear()
    try:
        connection.isolation_level = connection.read_only = connection.deferrable = None
        connection.autocommit = True
        connection.execute(_RESET)
        connection.autocommit = False
    except psycopg.Error:  # the server ended it
        return False
    return True


def quiet(connection: Any) -> bool:
    """Whether the server said nothing since: all that it could say is that it ended it."""
    return not connection.closed and not select.select([connection.fileno()], [], [], 0)[0]


keeper = Keeper()


def share() -> None:
    """From now on every engine of this process asks for what is kept."""
    event.listen(Engine, "do_connect", keeper.connect)
