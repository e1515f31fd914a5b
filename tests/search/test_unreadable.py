"""Errors about a query: one line that names the character, and a caret under it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import Usage
from factcheck.search.unreadable import QueryError, unreadable

any_text = st.text(alphabet=st.characters(exclude_categories=()), min_size=1)


def test_an_error_counts_from_one_for_people_and_from_nought_for_programs() -> None:
    error = unreadable('venezuela "all options', 10, "unclosed quote", "close it")
    assert isinstance(error, Usage)
    assert (error.exit_code, error.code, error.position) == (2, "usage", 10)
    assert error.message == 'unclosed quote at character 11: "all options'
    assert error.hint == 'venezuela "all options\n          ^\nclose it'


def test_an_error_can_be_made_like_any_other() -> None:
    error = QueryError("what", hint="what to do")
    assert (error.message, error.hint, error.position) == ("what", "what to do", 0)


@pytest.mark.parametrize(
    ("typed", "at", "line", "caret"),
    [
        ("a b", 2, "a b", "  ^"),
        ("a\t\nb", 3, "a  b", "   ^"),
        ("a\u2028b\x85c", 4, "a b c", "    ^"),
        ("日本 b", 3, "日本 b", "     ^"),
        ("e\u0301 b", 3, "e\u0301 b", "  ^"),
        ("\x1b b", 2, "<U+001B> b", "         ^"),
        ("\u202eб b", 3, "<U+202E>б b", " " * 10 + "^"),
        ("x" * 41 + "y" * 31, 41, "…" + "x" * 40 + "y" * 30 + "…", " " * 41 + "^"),
        ("x" * 40 + "y" * 30, 40, "x" * 40 + "y" * 30, " " * 40 + "^"),
    ],
)
def test_the_caret_stands_under_the_character(typed: str, at: int, line: str, caret: str) -> None:
    assert unreadable(typed, at, "what", "advice").hint == f"{line}\n{caret}\nadvice"


def test_the_message_is_short() -> None:
    error = unreadable("a" * 1_500, 1_000, "what", "advice")
    assert error.message == f"what at character 1,001: {'a' * 30}…"


@given(any_text, st.data())
def test_any_character_of_any_text_can_be_pointed_at(typed: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(typed) - 1))
    error = unreadable(typed, at, "what", "advice")
    assert error.hint is not None
    shown, caret, advice = error.hint.split("\n")
    assert caret.strip(" ") == "^"
    assert len((error.message + shown).splitlines()) == 1
    assert advice == "advice"
