"""What every format speaks: records that compare by what they say, and errors of ours."""

import pytest

from factcheck.errors import InvalidInput
from factcheck.formats import base
from factcheck.formats.base import (
    AppearanceFound,
    ClaimFound,
    FormatError,
    Found,
    Options,
    Person,
    Refused,
    ReviewFound,
)
from factcheck.formats.registry import READERS, readers


def test_a_format_error_is_a_mistake_in_the_input() -> None:
    error = FormatError("is none of these", hint="say which")
    assert isinstance(error, InvalidInput)
    assert (error.message, error.hint) == ("is none of these", "say which")


@pytest.mark.parametrize(
    "told",
    [
        {"speaker": Person("Ana")},
        {"source": "https://example.org"},
        {"said_on": "2019"},
        {"quote": "so"},
        {"locator": "p. 3"},
    ],
)
def test_an_appearance_is_something_as_soon_as_anything_is_known(told: dict[str, str]) -> None:
    assert AppearanceFound(**told)  # type: ignore[arg-type]
    assert not AppearanceFound()


def test_records_are_the_same_when_they_say_the_same() -> None:
    def made() -> ClaimFound:
        said = AppearanceFound(Person("Ana", ids=(("wikidata", "Q1"),)), said_on="2019")
        return ClaimFound("It is so", appearances=(said,), reviews=(ReviewFound("Checks"),))

    assert made() == made()
    assert len({made(), made(), ClaimFound("It is so")}) == 2


def test_what_a_file_does_not_say_is_left_open() -> None:
    told = ClaimFound("It is so")
    assert (told.tracked, told.priority, told.reviews, told.tags) == (None, 1, (), ())
    assert Options().mapping == {}
    assert Found("line 1", told, "raw").notes == ()
    assert Refused("line 1", "is wrong").raw == b""


def test_the_limits_let_every_honest_record_through() -> None:
    assert base.CLAIM_CHARACTERS < base.FIELD_CHARACTERS < base.RECORD_BYTES < base.DOCUMENT_BYTES


def test_every_reader_says_what_it_is() -> None:
    found = list(readers())
    assert {one.name for one in found} == set(READERS)
    for one in found:
        assert one.about
        assert all(suffix.startswith(".") for suffix in one.suffixes), one.name
