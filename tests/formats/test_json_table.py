"""Flat objects as tables."""

import io
import json

import pytest

from factcheck.formats.base import FormatError, Found, Options, Refused
from factcheck.formats.json_table import JSON_TABLE


def read(told: bytes, **mapping: str) -> list[Found | Refused]:
    return list(JSON_TABLE.read(io.BytesIO(told), Options(mapping)))


def test_an_array_and_lines_of_objects_are_read() -> None:
    rows = [{"claim": "Cats vote.", "tags": ["pets", 7, None], "who": None}, {"claim": "Dogs."}]
    lines = "\n".join(json.dumps(row) for row in rows).encode()
    for told in (json.dumps(rows).encode(), lines):
        found = read(told)
        assert [one.record.text for one in found if isinstance(one, Found)] == [
            "Cats vote.",
            "Dogs.",
        ]
        assert isinstance(found[0], Found)
        assert found[0].record.tags == ("pets", "7")


def test_broken_objects_are_refused_alone() -> None:
    told = (
        b'{"claim": "a"}\n{"claim": ""}\n[1]\n{"claim": \n{"claim": true}\n{"claim": {"a": 1}}\n'
    )
    found = read(told)
    kinds = [type(one) for one in found]
    assert kinds == [Found, Refused, Refused, Refused, Found, Refused]
    assert isinstance(found[1], Refused)
    assert (found[1].reason, found[1].raw) == ("claim: the claim is empty", b'{"claim": ""}')
    assert isinstance(found[4], Found)
    assert found[4].record.text == "true"


def test_what_is_not_read_is_noted_once() -> None:
    row = {"uid": "u", "text": "a", "stage": "new", "evidence_status": "none"}
    found = read(json.dumps([row, row]).encode())
    assert [one.notes for one in found if isinstance(one, Found)] == [
        ("not read: uid, stage, evidence_status",),
        (),
    ]


def test_unknown_keys_ask_for_a_mapping() -> None:
    with pytest.raises(FormatError, match="no column is known"):
        read(b'[{"a": "x"}]')
    assert isinstance(read(b'[{"a": "x"}]', text="a")[0], Found)


@pytest.mark.parametrize(
    ("head", "fits"),
    [
        (b'[{"claim": "a", "link"', True),
        (b'{"statement": "a"}\n', True),
        (
            b'\xef\xbb\xbf[\n {"url": 1, "evaluation": "e", "statement": "s", "date_posted": "d"',
            True,
        ),
        (b'[{"a": 1}]', False),
        (b'[{"@type": "ClaimReview", "claim": 1}]', False),
        (b'{"claims": [{"text": "a"}]}', False),
        (b"claim,link\n", False),
        (b"[]", False),
    ],
)
def test_it_fits_what_it_understands(head: bytes, fits: bool) -> None:
    assert JSON_TABLE.fits(head) is fits
