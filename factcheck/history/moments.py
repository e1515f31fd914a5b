"""Moments of the log: a date, a time or the number of an entry, and the entry that they mean.

A date means the end of that day in UTC, a time of minutes the end of that minute: what was
done by then is in it.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, select

from factcheck import text
from factcheck.days import spoken_date
from factcheck.errors import InvalidInput, NotFound
from factcheck.history.record import now
from factcheck.models import Entry, LogHead

_ENTRY = re.compile(r"#?(\d{1,10})")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(\.\d{1,6})?\s?(Z|UTC|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
FORM = "%Y-%m-%dT%H:%M:%S.%fZ"
_HINT = "write 2019-04-30, 2019-04, 2019-05-01T10:02 or the number of an entry of history"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time as it was told: its first and its last microsecond, in UTC."""

    begins: str
    ends: str
    words: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of the log: the last entry that was made by then (0: none), and its words.

    ``day`` is the one (in UTC) on which it is looked at what was late by then.
    """

    entry: int
    words: str
    day: str

    def __str__(self) -> str:
        if not self.entry:
            return f"{self.words}, before the first entry"
        last = f"entry {self.entry}"
        return last if self.words == last else f"{self.words}, {last}"


def span(told: str) -> Span:
    """A year, a month, a day or a time as a stretch of time. Raises InvalidInput.

    What has not begun is refused: nothing is known of it yet.
    """
    wanted = told.strip()
    try:
        found = _day(wanted) or _time(wanted)
    except (ValueError, OverflowError):
        found = None
    if found is None or not wanted.isascii():
        raise InvalidInput(
            f"{text.one_line(told)!r} is no date, time or entry of the log", hint=_HINT
        )
    if found.begins > now():
        raise InvalidInput(f"{wanted} is still to come", hint="times are in UTC")
    return found


def _day(told: str) -> Span | None:
    parts = _DATE.fullmatch(told)
    if parts is None:
        return None
    year, month, day = (int(part) if part else None for part in parts.groups())
    last = date(year or 0, month or 12, day or 28)
    if day is None:
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    first, end = date(last.year, month or 1, day or 1), last
    return Span(
        f"{first}T00:00:00.000000Z",
        f"{end}T23:59:59.999999Z",
        f"the end of {spoken_date(told)} (UTC)",
    )


def _time(told: str) -> Span | None:
    parts = _TIME.fullmatch(told)
    if parts is None or (parts[4] and not parts[3]):
        return None
    zone = (parts[5] or "Z").upper().replace("UTC", "Z")
    moment = f"{parts[1]}T{parts[2]}{parts[3] or ':00'}{(parts[4] or '.0').ljust(7, '0')}{zone}"
    begins = datetime.fromisoformat(moment).astimezone(UTC)
    length = timedelta(minutes=1) if not parts[3] else timedelta(seconds=1)
    if parts[4]:
        length = timedelta(microseconds=10 ** (7 - len(parts[4])))
    words = f"{begins:%Y-%m-%d %H:%M}" + (f":{begins:%S}" if parts[3] else "")
    ends = begins + length - timedelta(microseconds=1)
    return Span(begins.strftime(FORM), ends.strftime(FORM), f"{words} (UTC)")


def moment(connection: Connection, told: str) -> Moment:
    """The moment that a date, a time or the number of an entry means.

    Raises InvalidInput for what is none or still to come, NotFound for an entry that is not there.
    """
    if by_number := _ENTRY.fullmatch(told.strip()):
        return _numbered(connection, int(by_number[1]))
    found = span(told)
    return Moment(last_by(connection, found.ends), found.words, min(found.ends, now())[:10])


def latest(connection: Connection) -> Moment:
    """Now."""
    return Moment(_end(connection), "now", now()[:10])


def _numbered(connection: Connection, number: int) -> Moment:
    end = _end(connection)
    if not 0 < number <= end:
        year = f"; for a date write {number}-12-31" if 1000 <= number <= 9999 else ""
        raise NotFound(
            f"there is no entry {number}: the log ends at entry {end}{year}",
            hint="factcheck history",
        )
    return Moment(number, f"entry {number}", time_of(connection, number)[:10])


def _end(connection: Connection) -> int:
    return connection.scalar(select(LogHead.seq)) or 0


def last_by(connection: Connection, until: str) -> int:
    """The last entry that was made by a time of the log; 0 where none was.

    Entries are in the order of their times, so it takes as many looks as a number has bits.
    """
    low, high = 0, _end(connection)
    while low < high:
        middle = (low + high + 1) // 2
        at = connection.scalar(select(Entry.at).where(Entry.seq == middle)) or ""
        low, high = (middle, high) if at <= until else (low, middle - 1)
    return low


def time_of(connection: Connection, seq: int) -> str:
    """When an entry was made, to the minute: 2019-05-01 10:02."""
    at = connection.scalar(select(Entry.at).where(Entry.seq == seq)) or ""
    return f"{at[:10]} {at[11:16]}"
