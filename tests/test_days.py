"""Days and spans: what people write, and calendars as they are."""

import calendar
import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck import days
from factcheck.errors import InvalidInput

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(date.isoformat)
SPANS = st.tuples(st.integers(1, 99), st.sampled_from("dwmy")).map(lambda one: f"{one[0]}{one[1]}")


@pytest.mark.parametrize(
    ("day", "span", "wanted"),
    [
        ("2019-01-31", "1m", "2019-02-28"),
        ("2020-01-31", "1m", "2020-02-29"),
        ("2019-03-31", "6m", "2019-09-30"),
        ("2019-12-31", "2m", "2020-02-29"),
        ("2020-02-29", "1y", "2021-02-28"),
        ("2019-04-30", "2w", "2019-05-14"),
        ("2019-04-30", "1d", "2019-05-01"),
        ("9999-12-01", "1m", days.LAST),
        ("9999-12-01", "90d", days.LAST),
    ],
)
def test_a_span_later_keeps_to_the_calendar(day: str, span: str, wanted: str) -> None:
    assert days.later(day, span) == wanted


@given(DAYS, SPANS)
def test_what_is_over_since_is_the_last_day_that_had_its_time(day: str, span: str) -> None:
    last = days.over_since(day, span)
    assert days.later(last, span) <= day
    after = (date.fromisoformat(last) + timedelta(1)).isoformat()
    assert days.later(after, span) > day


def test_short_months_are_over_sooner() -> None:
    assert days.over_since("2019-02-28", "1m") == "2019-01-31"
    assert days.over_since("2019-02-27", "1m") == "2019-01-27"


def test_at_the_ends_of_the_calendar_nothing_overflows() -> None:
    assert days.over_since("0001-01-05", "1y") == "0001-01-01"
    assert days.over_since(days.LAST, "1d") == days.LAST


@pytest.mark.parametrize(
    ("told", "wanted"),
    [("6m", "6m"), (" 6 Months ", "6m"), ("1 year", "1y"), ("090d", "90d"), ("2 weeks", "2w")],
)
def test_spans_are_read_as_people_write_them(told: str, wanted: str) -> None:
    assert days.span(told, "every") == wanted
    assert days.is_span(wanted)
    assert days.is_span(told) == (told == wanted)


@pytest.mark.parametrize("told", ["", "6", "m", "0m", "-1m", "101y", "1201m", "soon", "never"])
def test_what_is_no_span_is_refused(told: str) -> None:
    with pytest.raises(InvalidInput, match=r"every: .* is no span of time"):
        days.span(told, "every")
    assert not days.is_span(told)


def test_spans_are_spoken_in_words() -> None:
    told = [days.spoken(one) for one in ("1d", "2w", "6m", "1y")]
    assert told == ["1 day", "2 weeks", "6 months", "1 year"]


def test_a_due_day_may_be_told_from_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda: "2019-04-30")
    table = {
        "today": "2019-04-30",
        "Tomorrow": "2019-05-01",
        "3d": "2019-05-03",
        "1 week": "2019-05-07",
        " 2019-06-01 ": "2019-06-01",
    }
    assert {told: days.due(told, "due") for told in table} == table
    for told in ("2019-05", "2019-02-30", "soon", "20190430", "2019-W18-2"):
        with pytest.raises(InvalidInput, match=r"due: .* is not a day") as wrong:
            days.due(told, "due")
        assert "tomorrow" in str(wrong.value.hint)


def test_today_is_the_calendars_day(monkeypatch: pytest.MonkeyPatch) -> None:
    assert abs(days.between(days.today(), date.today().isoformat())) <= 1  # noqa: DTZ011
    monkeypatch.setattr(days, "clock", lambda: datetime(2019, 4, 30, 12, tzinfo=UTC))
    assert days.today() == "2019-04-30"


# partial dates


@given(st.dates(), st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]))
def test_a_date_is_kept_as_precise_as_it_was_told(day: date, shape: str) -> None:
    parts = day.isoformat().split("-")[: shape.count("%")]
    told = "-".join(parts)
    assert days.partial_date(f" {told}\n") == told


@given(st.integers(0, 9999), st.integers(0, 99), st.integers(0, 99))
def test_a_day_that_the_calendar_does_not_have_is_refused(year: int, month: int, day: int) -> None:
    told = f"{year:04}-{month:02}-{day:02}"
    there = (
        year > 0 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(max(year, 1), month)[1]
    )
    if there:
        assert days.partial_date(told) == told
    else:
        with pytest.raises(InvalidInput, match=rf"^said on: '{told}' is not a date$"):
            days.partial_date(told, "said on")


@pytest.mark.parametrize(
    "wrong",
    [
        *("", "19", "20190", "2019-4", "2019-13", "2019-00", "2019-02-29", "2019-04-31"),
        *("0000", "2019-04-30T10:00", "30.4.2019", "2019/04/30", "-2019", "2019-", "２０１９"),
        *("٢٠١٩", "yesterday", "2019 -04", "2019-04-30Z", "2019\n-04"),
    ],
)
def test_what_is_no_partial_date_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidInput, match="is not a date") as caught:
        days.partial_date(wrong)
    assert caught.value.hint == "write 2019, 2019-04 or 2019-04-30"


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_is_a_partial_date_or_is_refused(told: str) -> None:
    with contextlib.suppress(InvalidInput):
        found = days.partial_date(told)
        assert found == told.strip()
        assert found.isascii()
        assert len(found) in (4, 7, 10)


@pytest.mark.parametrize(
    ("told", "spoken"),
    [
        ("2019-04-30", "30 April 2019"),
        ("2019-04-01", "1 April 2019"),
        ("2019-04", "April 2019"),
        ("2019", "2019"),
        ("", "date unknown"),
        (None, "date unknown"),
    ],
)
def test_a_date_is_spoken_in_words(told: str | None, spoken: str) -> None:
    assert days.spoken_date(told) == spoken
