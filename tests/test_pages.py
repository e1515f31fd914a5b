"""Rows of lists, and how a view is built from a row."""

from dataclasses import dataclass

import pytest

from factcheck.pages import Count, of


@dataclass(frozen=True)
class Seen:
    id: int
    name: str


class Row:
    id = 7
    name = "as stored"


def test_a_view_takes_from_the_row_what_it_is_not_told() -> None:
    assert of(Seen, Row()) == Seen(7, "as stored")
    assert of(Seen, Row(), name="as told") == Seen(7, "as told")


def test_a_view_of_a_row_without_the_field_is_an_error() -> None:
    with pytest.raises(AttributeError):
        of(Seen, object())


def test_a_count_says_when_there_are_more() -> None:
    assert str(Count(312)) == "312"
    assert str(Count(10_000)) == "10,000"
    assert str(Count(10_000, more=True)) == "more than 10,000"
