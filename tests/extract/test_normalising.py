"""The form in which an article is kept."""

from hypothesis import given
from hypothesis import strategies as st

from factcheck.extract import normalised
from factcheck.text import digest


def test_line_ends_are_plain_and_control_characters_go() -> None:
    assert normalised("\ufeffOne\r\nTwo\rThree\u2028Four\0 \u00a0\nFive\ud800") == (
        "One\nTwo\nThree\nFour\nFive"
    )


def test_letters_and_marks_stay_as_they_are() -> None:
    assert normalised("“Ñandú”\t—  two blanks") == "“Ñandú”\t—  two blanks"


@given(st.text(alphabet=st.characters()))
def test_twice_is_once_and_every_result_has_a_digest(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once
    assert len(digest(once)) == 64
