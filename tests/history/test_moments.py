"""Moments: what a date, a time or a number means, and which entry was the last by then."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from factcheck import days
from factcheck.db import Database
from factcheck.errors import InvalidInput, NotFound
from factcheck.history import moments, record
from factcheck.models import Entry
from tests.factories import make_claim, noise


@pytest.mark.parametrize(
    ("told", "begins", "ends", "words"),
    [
        (
            "2019-05-01",
            "2019-05-01T00:00:00.000000Z",
            "2019-05-01T23:59:59.999999Z",
            "the end of 1 May 2019 (UTC)",
        ),
        (
            " 2020-02 ",
            "2020-02-01T00:00:00.000000Z",
            "2020-02-29T23:59:59.999999Z",
            "the end of February 2020 (UTC)",
        ),
        (
            "2019",
            "2019-01-01T00:00:00.000000Z",
            "2019-12-31T23:59:59.999999Z",
            "the end of 2019 (UTC)",
        ),
        (
            "2019-05-01T10:02",
            "2019-05-01T10:02:00.000000Z",
            "2019-05-01T10:02:59.999999Z",
            "2019-05-01 10:02 (UTC)",
        ),
        (
            "2019-05-01 01:02:03+0200",
            "2019-04-30T23:02:03.000000Z",
            "2019-04-30T23:02:03.999999Z",
            "2019-04-30 23:02:03 (UTC)",
        ),
        (
            "2019-05-01 10:02 UTC",
            "2019-05-01T10:02:00.000000Z",
            "2019-05-01T10:02:59.999999Z",
            "2019-05-01 10:02 (UTC)",
        ),
        (
            "2019-05-01T10:02:03.25z",
            "2019-05-01T10:02:03.250000Z",
            "2019-05-01T10:02:03.259999Z",
            "2019-05-01 10:02:03 (UTC)",
        ),
        (
            "2019-05-01T10:02:03.123456Z",
            "2019-05-01T10:02:03.123456Z",
            "2019-05-01T10:02:03.123456Z",
            "2019-05-01 10:02:03 (UTC)",
        ),
    ],
)
def test_what_was_told_is_a_stretch_of_time(told: str, begins: str, ends: str, words: str) -> None:
    assert moments.span(told) == moments.Span(begins, ends, words)


@pytest.mark.parametrize(
    "told",
    [
        *("", "soon", "2019-13", "2019-02-30", "0000", "2019-05-01T25:00", "2019-05-01T10:02.5"),
        *("0001-01-01T00:00+14:00", "9999-12-31T23:59-10:00", "2019-05-01T10:02:60", "٢٠١٩"),
    ],
)
def test_what_is_no_moment_is_refused(told: str) -> None:
    with pytest.raises(InvalidInput, match="is no date, time or entry of the log"):
        moments.span(told)


@pytest.mark.parametrize("told", ["2999-01-01", "2999", "2999-05"])
def test_what_is_still_to_come_is_refused(told: str) -> None:
    with pytest.raises(InvalidInput, match="is still to come"):
        moments.span(told)


def test_the_day_and_the_year_that_are_not_over_are_taken() -> None:
    today = record.now()
    assert moments.span(today[:10]).ends > today
    assert moments.span(today[:4]).ends > today


@given(st.datetimes(datetime(1970, 1, 1), datetime(2020, 1, 1)))  # noqa: DTZ001 - in UTC
def test_a_stretch_holds_its_own_time(at: datetime) -> None:
    told = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    for length in (4, 7, 10, 16, 19, 27):
        found = moments.span(told[:length])
        assert found.begins <= told <= found.ends


def test_the_last_entry_by_a_time_is_found(db: Database) -> None:
    for _ in range(5):
        with db.transaction(by="ana") as session:
            make_claim(session, f"An invented claim of {record.now()}")
    with db.reading() as session:
        connection = session.connection()
        times = list(session.scalars(select(Entry.at).order_by(Entry.seq)))
        assert moments.last_by(connection, "1970") == 0
        for seq, at in enumerate(times, 1):
            assert moments.last_by(connection, at) == seq
            assert moments.last_by(connection, at[:-1]) == seq - 1
            assert (
                str(moments.moment(connection, at)) == f"{at[:10]} {at[11:19]} (UTC), entry {seq}"
            )
            assert moments.time_of(connection, seq) == f"{at[:10]} {at[11:16]}"
        assert moments.moment(connection, "#4") == moments.Moment(
            4, "entry 4", days.clock().date().isoformat()
        )
        assert str(moments.moment(connection, " 4 ")) == "entry 4"
        assert str(moments.latest(connection)) == "now, entry 5"
        early = moments.moment(connection, "1999-12-31")
        assert str(early) == "the end of 31 December 1999 (UTC), before the first entry"


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("0", "there is no entry 0: the log ends at entry 1"),
        ("2", "there is no entry 2: the log ends at entry 1"),
        (
            "2019",
            "there is no entry 2019: the log ends at entry 1; for a date write 2019-12-31",
        ),
        ("9999999999", "there is no entry 9999999999: the log ends at entry 1"),
    ],
)
def test_an_entry_that_is_not_there_is_not_found(db: Database, told: str, message: str) -> None:
    with db.transaction(by="ana") as session:
        noise(session, 1)
    with db.reading() as session, pytest.raises(NotFound) as caught:
        moments.moment(session.connection(), told)
    assert caught.value.message == message
