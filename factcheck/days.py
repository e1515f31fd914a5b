"""Days: which one it is, spans of days as people write them, and dates as precise as they are.

Dates are texts that keep their precision: 2019, 2019-04 or 2019-04-30 (ISO 8601, calendar
dates of reduced precision).
"""

import calendar
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta

from factcheck import text
from factcheck.errors import InvalidInput

UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
FIRST, LAST = "0001-01-01", "9999-12-31"
NEVER = "never"
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_SPAN = re.compile(r"(\d{1,5})\s*(d|w|m|y|days?|weeks?|months?|years?)")
# No span is longer than so many of its unit: a hundred years.
_MOST = {"d": 36525, "w": 5218, "m": 1200, "y": 100}


def clock() -> datetime:
    """The time, in UTC; all that depends on it asks here."""
    return datetime.now(UTC)


_seen: ContextVar[str | None] = ContextVar("seen", default=None)


def today() -> str:
    """The day it is where the program runs; while the past is looked at, the day it is seen on."""
    return _seen.get() or clock().astimezone().date().isoformat()


@contextmanager
def seen_on(day: str | None) -> Iterator[None]:
    """Have what is late be told as of this day; None: as of today."""
    before = _seen.set(day)
    try:
        yield
    finally:
        _seen.reset(before)


def partial_date(told: str, field_name: str = "date") -> str:
    """A date as precise as it was told. Raises InvalidInput for anything else."""
    wanted = told.strip()
    if not _is_date(wanted):
        raise InvalidInput(
            f"{field_name}: {text.one_line(told)!r} is not a date",
            hint="write 2019, 2019-04 or 2019-04-30",
        )
    return wanted


def _is_date(told: str) -> bool:
    found = _DATE.fullmatch(told)
    if not found or not told.isascii():
        return False
    try:
        date(*(int(part) if part else 1 for part in found.groups()))
    except ValueError:
        return False
    return True


def spoken_date(told: str | None) -> str:
    """A partial date in words: 30 April 2019, April 2019, 2019."""
    if not told:
        return "date unknown"
    parts = told.split("-")
    if len(parts) > 1:
        parts[1] = calendar.month_name[int(parts[1])]
    if len(parts) > 2:
        parts[2] = str(int(parts[2]))
    return " ".join(reversed(parts))


def whole(told: str, what: str) -> str:
    """A whole day, 2019-04-30. Raises InvalidInput for anything else."""
    wanted = told.strip()
    try:
        if date.fromisoformat(wanted).isoformat() == wanted:
            return wanted
    except ValueError:
        pass
    raise InvalidInput(
        f"{what}: {text.one_line(told)!r} is not a day", hint="write a whole date: 2019-04-30"
    )


def of_time(at: str) -> str:
    """The day of a time of the work; the first of all where a file told us nonsense."""
    try:
        return date.fromisoformat(at[:10]).isoformat()
    except ValueError:
        return FIRST


def due(told: str, what: str) -> str:
    """A day as people say when something is due: 2019-04-30, today, tomorrow, or 3d from today."""
    wanted = told.strip().lower()
    if wanted in ("today", "tomorrow"):
        return later(today(), "1d") if wanted == "tomorrow" else today()
    if _SPAN.fullmatch(wanted):
        return later(today(), span(wanted, what))
    try:
        return whole(wanted, what)
    except InvalidInput as error:
        raise InvalidInput(
            error.message, hint="write a whole date (2019-04-30), today, tomorrow, or 3d from now"
        ) from error


def span(told: str, what: str) -> str:
    """A span in its short form: 90d, 2w, 6m, 1y. Raises InvalidInput for anything else."""
    found = _SPAN.fullmatch(told.strip().lower())
    if found and 0 < int(found[1]) <= _MOST[found[2][0]]:
        return f"{int(found[1])}{found[2][0]}"
    raise InvalidInput(
        f"{what}: {text.one_line(told)!r} is no span of time", hint="write 90d, 2w, 6m or 1y"
    )


def is_span(told: str) -> bool:
    """Whether this is a span in its short form."""
    try:
        return span(told, "span") == told
    except InvalidInput:
        return False


def spoken(told: str) -> str:
    """A span in words: 6 months."""
    return text.counted(int(told[:-1]), UNITS[told[-1]])


def later(day: str, told: str) -> str:
    """The day so long after another; where a month is too short its last day (31 January + 1m)."""
    return _moved(day, told, 1)


def over_since(day: str, told: str) -> str:
    """The last day whose span is over on ``day``: what began then or before has had its time."""
    found = date.fromisoformat(_moved(day, told, -1))
    while found < date.max and later((found + timedelta(1)).isoformat(), told) <= day:
        found += timedelta(1)
    return found.isoformat()


def _moved(day: str, told: str, sign: int) -> str:
    start, number, unit = date.fromisoformat(day), int(told[:-1]) * sign, told[-1]
    try:
        if unit in "dw":
            return (start + timedelta(number * (7 if unit == "w" else 1))).isoformat()
        months = start.year * 12 + start.month - 1 + number * (12 if unit == "y" else 1)
        year, month = months // 12, months % 12 + 1
        last = calendar.monthrange(year, month)[1]
        return start.replace(year=year, month=month, day=min(start.day, last)).isoformat()
    except (OverflowError, ValueError):
        return LAST if sign > 0 else FIRST


def between(day: str, other: str) -> int:
    """How many days from one day to another."""
    return (date.fromisoformat(other) - date.fromisoformat(day)).days
