"""The end of a log as it is to be kept outside, for the place where it was seen."""

from sqlalchemy import Connection, func, select

from factcheck import heads
from factcheck.heads import Head
from factcheck.history.record import RESTORED, EntryHead, now
from factcheck.models import Entry, LogHead


class Lost(Exception):
    """The log does not hold the entry any more whose head was kept; ``seq`` is its number."""

    def __init__(self, seq: int) -> None:
        super().__init__(seq)
        self.seq = seq


def current(connection: Connection) -> tuple[str, EntryHead]:
    """The id of the database, and where its log ends."""
    row = connection.execute(select(LogHead.database_uid, LogHead.seq, LogHead.hash)).one()
    return row.database_uid, EntryHead(row.seq, row.hash)


def seen(connection: Connection, place: str) -> tuple[str, Head]:
    """The id of the database, and its head as it is to be kept for a place.

    Raises Lost when the log does not hold the head that was kept before.
    """
    uid, end = current(connection)
    restored = None
    for head in heads.known(uid):
        if head.place == place:
            if connection.scalar(select(Entry.hash).where(Entry.seq == head.seq)) != head.hash:
                raise Lost(head.seq)
            restored = head.restored
    if restored is None:  # the first head at this place
        restored = last_restored(connection)
    return uid, Head(place, end.seq, end.hash, now(), restored)


def last_restored(connection: Connection) -> int:
    """The entry with which the database last began to go its own way; 0 where none did."""
    query = select(func.max(Entry.seq)).where(Entry.action == RESTORED)
    return connection.scalar(query) or 0
