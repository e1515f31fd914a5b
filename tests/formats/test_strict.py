"""JSON is read strictly."""

import json

import pytest

from factcheck.formats.base import FormatError
from factcheck.formats.document import loads


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("NaN", "NaN is no number"),
        ("[-Infinity]", "no number"),
        ("1e999", "too large"),
        ("1" * 5000, "4,300 digits"),
        ('"\\ud800"', "line 1, column 2: half a surrogate"),
        ("[" * 100_000, "nested deeper"),
        ('{"a":' * 5000, "nested deeper"),
        ('{"a":\n  }', "line 2, column 3: expecting value"),
        ('{"a', "line 1"),
        ('{"a": "b', "line 1"),
        ("[,]", "line 1"),
        ("", "line 1, column 1"),
        ('{"a": 1}}', "extra data"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(told: str, why: str) -> None:
    with pytest.raises(FormatError, match=why):
        loads(told)


def test_numbers_show_as_they_were_written() -> None:
    (number, pair), _ = loads('[3.50, "\\ud83d\\ude00"]')
    assert (str(number), number, json.dumps(number), pair) == ("3.50", 3.5, "3.5", "😀")
