"""Each shape of file gives its records, one by one."""

import os
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from factcheck.formats.pieces import values

DATA = Path(os.environ.get("FACTCHECK_DATA", Path(__file__).parents[2].parent / "shared" / "data"))


def read(told: str | bytes) -> list[tuple[str, Any]]:
    raw = told if isinstance(told, bytes) else told.encode()
    return [(p.place, str(p.error) if p.error else p.value) for p in values(BytesIO(raw))]


def test_each_shape_of_file_gives_its_records() -> None:
    assert read('{"a": 1}\n\n{"b": 2}\nnull\n') == [
        ("line 1", {"a": 1}),
        ("line 3", {"b": 2}),
        ("line 4", None),
    ]
    assert read('[{"a": 1}, "s", null, 3]') == [
        ("[0]", {"a": 1}),
        ("[1]", "s"),
        ("[2]", None),
        ("[3]", 3),
    ]
    assert read('{"n": {"x": [1]}, "claims": [{"a": 1}], "m": "s", "results": [2]}') == [
        ("claims[0]", {"a": 1}),
        ("results[0]", 2),
    ]
    assert read('{"a": 1}') == [("document", {"a": 1})]
    assert read("{}") == [("document", {})]
    assert read(" ") == read("[]") == read('{"claims": []}') == []
    assert read('{"a":\n1}\n{"claims": [2]}') == [
        ("document", {"a": 1}),
        ("document 2, claims[0]", 2),
    ]
    assert read("1\n2") == [("line 1", 1), ("line 2", 2)]
    assert read("[1]\n[2]") == [("line 1", [1]), ("line 2", [2])]
    assert read('{"a": "é"}'.encode("utf-16")) == [("document", {"a": "é"})]
    assert read('<!-- [{"a": 1}] -->') == [("[0]", {"a": 1})]
    assert read('{"x": "a "b" c", "claims": [{"a": 1}]}') == [("claims[0]", {"a": 1})]
    assert read("12") == [("document", 12)]


def test_a_broken_record_is_repaired_on_its_own() -> None:
    found = list(values(BytesIO(b'[{"a": "a 5" pipe"}, {"a": "x } "y" z"}, {"b": 1}]')))
    assert [piece.value for piece in found] == [{"a": 'a 5" pipe'}, {"a": 'x } "y" z'}, {"b": 1}]
    assert [len(piece.notes) for piece in found] == [1, 1, 0]


def test_wrong_commas_and_missing_ends_are_told() -> None:
    first, second = values(BytesIO(b'[{"a": 1} {"b": 2}]'))
    assert (first.notes, len(second.notes)) == ((), 1)
    assert read('[{"a": 1}')[-1] == ("document", "the file ends within a list")
    assert read('{"claims": [1]')[-1] == ("document", "the file ends within an object")
    assert "expecting value" in read('{"claims": [1] x')[-1][1]


def test_all_snopes_stories_are_read() -> None:
    path = DATA / "import" / "snopes-2020.tar.gz"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    count = repaired = 0
    with tarfile.open(path) as tar:
        for member in tar.getmembers():
            file = tar.extractfile(member)
            for piece in values(BytesIO(file.read())) if file else ():
                assert piece.error is None, piece
                assert len(piece.value) == 8
                count += 1
                repaired += bool(piece.notes)
    assert (count, repaired) == (9139, 246)
