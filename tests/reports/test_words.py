"""What texts and sources are called in a sentence."""

import pytest

from factcheck.reports.words import quoted, source_name


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("so", "“so”"),
        (None, "“”"),
        ("two\nlines", "“two lines”"),
        ("x" * 60, f"“{'x' * 60}”"),
        ("x" * 61, f"“{'x' * 59}…”"),
    ],
)
def test_a_text_is_quoted_and_cut_where_it_is_long(told: str | None, shown: str) -> None:
    assert quoted(told) == shown


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"title": "An interview", "url": "https://example.org"}, "An interview"),
        ({"title": None, "url": "https://www.example.org/a"}, "example.org/a"),
        ({}, "unknown"),
    ],
)
def test_a_source_is_called_by_its_title_else_its_address(
    row: dict[str, str | None], name: str
) -> None:
    assert source_name(row) == name
