"""Cells: what goes from them, and what each field refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck import urls
from factcheck.formats.base import CLAIM_CHARACTERS, FIELD_CHARACTERS, FormatError
from factcheck.formats.cells import _PLAIN_ADDRESS, cleaned


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("  plain ", "plain"),
        ("'=SUM(A1)", "=SUM(A1)"),
        ("'tis so", "'tis so"),
        ("Fish &amp; chips&nbsp;", "Fish & chips"),
        ("AT&T &copy right", "AT&T &copy right"),
        ("<p>One<br/>two</p>", "One two"),
        ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
        ("<p> </p>", ""),
    ],
)
def test_a_cell_is_cleaned(cell: str, wanted: str) -> None:
    assert cleaned("text", "claim", cell, False) == wanted


def test_nothing_in_a_table_of_ours_is_html() -> None:
    assert cleaned("text", "claim", "a &amp; <b>b</b>", True) == "a &amp; <b>b</b>"


@pytest.mark.parametrize(
    ("field", "cell", "wanted"),
    [
        ("url", "https://example.org/a?b=1&amp;c=2", "https://example.org/a?b=1&c=2"),
        ("url", "https://example.org/?u=http://b.org/", "https://example.org/?u=http://b.org/"),
        ("source", "Evening News", "Evening News"),
        ("source", "https://example.org/a", "https://example.org/a"),
        ("site", "https://www.example.org/a", "example.org"),
        ("site", "WWW.Example.org", "example.org"),
        ("language", "pt_BR", "pt-br"),
        ("priority", "high", "2"),
        ("speaker_kind", "Organization", "organization"),
        ("said_on", "9 October 2020", "2020-10-09"),
    ],
)
def test_fields_have_their_forms(field: str, cell: str, wanted: str) -> None:
    assert cleaned(field, "x", cell, False) == wanted


@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        ("text", "a\0b", "x: contains a NUL character"),
        ("text", "a\ud800", "x: contains half a surrogate pair"),
        ("text", "a" * (CLAIM_CHARACTERS + 1), "x: the claim has 65,537 characters"),
        ("context", "a" * (FIELD_CHARACTERS + 1), "x: the field has 5,000,001 characters"),
        ("url", "javascript:alert(1)", "is not an http(s) address"),
        ("url", "x" * 200, "…' is not an http(s) address"),
        ("url", "https://exa mple.org/", "has a blank"),
        ("url", "https://me:secret@example.org/", "has a user name or password"),
        ("source", "ftp://example.org/", "is not an http(s) address"),
        ("source", "data:text/html,x", "is not an http(s) address"),
        ("language", "plain English", "is not a language tag"),
        ("priority", "whenever", "unknown priority"),
        ("speaker_kind", "robot", "unknown kind of speaker"),
        ("said_on", "04/05/2019", "may be 2019-04-05 or 2019-05-04"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_column(
    field: str, cell: str, reason: str
) -> None:
    with pytest.raises(FormatError) as caught:
        cleaned(field, "x", cell, False)
    assert caught.value.message.startswith("x: ")
    assert reason in caught.value.message


@given(st.from_regex(_PLAIN_ADDRESS, fullmatch=True))
def test_a_plain_address_is_one_that_can_be_stored(told: str) -> None:
    assert urls.canonical(told)
    assert cleaned("url", "x", told, True) == told
