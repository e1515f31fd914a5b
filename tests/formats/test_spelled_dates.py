"""Dates as they are spelled: every form once, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.formats.base import FormatError
from factcheck.formats.spelled_dates import spelled_date


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("2019", "2019"),
        ("2019-04", "2019-04"),
        (" 2019-04-30 ", "2019-04-30"),
        ("2019-04-30T10:00:00Z", "2019-04-30"),
        ("2020-10-07 20:05", "2020-10-07"),
        ("2017-03-01 20:30:17 UTC", "2017-03-01"),
        ("2019-04-30T10:00:00+0100", "2019-04-30"),
        ("30.04.2019", "2019-04-30"),
        ("3. 4. 2019", "2019-04-03"),
        ("9 October 2020", "2020-10-09"),
        ("9 oct 2020", "2020-10-09"),
        ("1st May 2020", "2020-05-01"),
        ("October 9, 2020", "2020-10-09"),
        ("Sept. 9, 2020", "2020-09-09"),
        ("October 2020", "2020-10"),
        ("2020/10/09", "2020-10-09"),
        ("25/04/2019", "2019-04-25"),
        ("04/25/2019", "2019-04-25"),
        ("04/25/2019 10:30", "2019-04-25"),
        ("5/5/2019", "2019-05-05"),
        ("25-8-2020", "2020-08-25"),
    ],
)
def test_a_date_keeps_its_precision(told: str, wanted: str) -> None:
    assert spelled_date(told) == wanted


@pytest.mark.parametrize(
    "told", ["soon", "2019-13", "31.02.2019", "9 Brumaire 2020", "Foo 3, 2020", "32 May 2020", ""]
)
def test_what_is_no_date_is_refused(told: str) -> None:
    with pytest.raises(FormatError, match="is not a date"):
        spelled_date(told)


@pytest.mark.parametrize("told", ["04/05/2019", "4-5-2019", "04/05/2019 10:00"])
def test_a_date_that_may_be_two_days_is_refused(told: str) -> None:
    with pytest.raises(FormatError, match="may be 2019-04-05 or 2019-05-04"):
        spelled_date(told)


@given(st.text())
def test_any_text_is_a_date_or_refused(told: str) -> None:
    try:
        found = spelled_date(told)
    except FormatError:
        return
    assert spelled_date(found) == found
