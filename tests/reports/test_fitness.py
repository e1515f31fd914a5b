"""Waivers and corrections in words."""

from typing import Any

import pytest

from factcheck.history.read import RowChange
from factcheck.reports.fitness import correction, waiver

WAIVER = {"rule": "no-date", "reason": "nobody knows"}
CORRECTION = {"kind": "typo", "reason": "a slip", "notice": "A letter was missing."}


def change(table: str, before: Any, after: Any) -> RowChange:
    return RowChange(("claim", "u"), table, 4, before, after)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (None, WAIVER, "no-date waived, because “nobody knows”"),
        (
            WAIVER,
            {**WAIVER, "lifted_because": "known now"},
            "no-date counts again, because “known now”",
        ),
        (WAIVER, None, "took back: no-date waived"),
        (
            {**WAIVER, "lifted_because": "x"},
            WAIVER,
            "no-date waived again, because “nobody knows”",
        ),
    ],
)
def test_a_waiver(before: Any, after: Any, words: str) -> None:
    assert waiver(change("waiver", before, after), [], None) == words


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            *(None, CORRECTION),
            "correction c4 (typo): “A letter was missing.”, because “a slip”",
        ),
        (
            *(None, {"kind": "typo", "reason": "a slip"}),
            "correction c4 (typo), because “a slip”",
        ),
        (
            *(CORRECTION, None),
            "took out correction c4 (typo): “A letter was missing.”, because “a slip”",
        ),
    ],
)
def test_a_correction(before: Any, after: Any, words: str) -> None:
    assert correction(change("correction", before, after), [], None) == words
