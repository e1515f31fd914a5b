"""A broken record ends where it can be told."""

from io import BytesIO
from typing import Any

import pytest

from factcheck.formats.pieces import values


def read(told: str | bytes) -> list[tuple[str, Any]]:
    raw = told if isinstance(told, bytes) else told.encode()
    return [(p.place, str(p.error) if p.error else p.value) for p in values(BytesIO(raw))]


@pytest.mark.parametrize(
    "broken",
    [
        '{"a": }',
        '{"a": "x", "b" "y"}',
        '{"a": "\\ud800"}',
        '{"a": NaN}',
        '{"a": ' + "[" * 200 + "]" * 200 + "}",
        '{"a": ["x" y, "z"]}',
        '{"a": "he said "x}',
        "garbage",
    ],
)
def test_the_siblings_of_a_broken_record_are_read(broken: str) -> None:
    for before, after in (("[", "]"), ('{"k": 1, "claims": [', '], "z": 2}')):
        found = read(f'{before}{{"n": 1}}, {broken}, {{"n": 2}}, {{"n": 3}}{after}')
        good = [value for _, value in found if isinstance(value, dict)]
        assert good == [{"n": 1}, {"n": 2}, {"n": 3}]
        assert len(found) == 4
    lines = read(f'{{"n": 1}}\n{broken}\n{{"n": 2}}')
    assert [value for _, value in lines if isinstance(value, dict)] == [{"n": 1}, {"n": 2}]


def test_hostile_files_take_no_time() -> None:
    for told in ('[{"a": "5" x"},' * 3000, "{" * 200_000, '[{"a": ' + "{}" * 50_000):
        assert read(told)
