"""Dates as people and programs spell them, as partial dates: never a day that was not told."""

import re
from functools import lru_cache

from factcheck import text
from factcheck.days import partial_date
from factcheck.errors import InvalidInput
from factcheck.formats.base import FormatError

_MONTHS = "january february march april may june july august september october november december"
_NUMBERS = {
    spelling: number
    for number, name in enumerate(_MONTHS.split(), 1)
    for spelling in (name, name[:3], name[:4])
}
_ISO = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ]\d{1,2}:\d{2}.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[T ].*)?")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_TWO_NUMBERS = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?: \d{1,2}:\d{2}.*)?")
_DAY_MONTH = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\.? )?([A-Za-z]{3,9})\.?,? (\d{4})")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


@lru_cache(4096)
def spelled_date(told: str) -> str:
    """The date as 2019, 2019-04 or 2019-04-30.

    Read are those forms (a time after them is dropped), 2020/10/09, 30.04.2019, "9 October
    2020", "Oct. 9, 2020", "October 2020", and 25/04/2019 or 04/25/2019. Raises FormatError for
    anything else, and for 04/05/2019, which may be either of two days.
    """
    told = told.strip()
    found = _iso(told) or _in_numbers(told) or _in_words(told) or told
    try:
        return partial_date(found)
    except InvalidInput:
        raise FormatError(
            f"{text.one_line(told)!r} is not a date", hint="write 2019, 2019-04 or 2019-04-30"
        ) from None


def _iso(told: str) -> str | None:
    if found := _ISO.fullmatch(told):
        return found.group(1)
    if found := _YEAR_FIRST.fullmatch(told):
        return _joined(*found.groups())
    return None


def _in_numbers(told: str) -> str | None:
    if found := _DOTTED.fullmatch(told):
        day, month, year = found.groups()
        return _joined(year, month, day)
    if found := _TWO_NUMBERS.fullmatch(told):
        first, _, second, year = found.groups()
        return _joined(year, *_month_and_day(told, year, int(first), int(second)))
    return None


def _month_and_day(told: str, year: str, first: int, second: int) -> tuple[int, int]:
    if first > 12 or first == second:
        return second, first
    if second > 12:
        return first, second
    either, other = _joined(year, first, second), _joined(year, second, first)
    raise FormatError(
        f"the date {text.one_line(told)!r} may be {either} or {other}", hint="write 2019-04-30"
    )


def _in_words(told: str) -> str | None:
    if found := _DAY_MONTH.fullmatch(told):
        day, month, year = found.groups()
    elif found := _MONTH_DAY.fullmatch(told):
        month, day, year = found.groups()
    else:
        return None
    number = _NUMBERS.get(month.lower())
    return _joined(year, number, *([day] if day else [])) if number else None


def _joined(year: str, *parts: str | int) -> str:
    return "-".join([year, *(f"{int(part):02}" for part in parts)])
