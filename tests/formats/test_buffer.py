"""Files are read in pieces, within limits."""

from io import BytesIO
from typing import Any

import pytest

from factcheck.formats import base
from factcheck.formats.base import FormatError
from factcheck.formats.pieces import values


def read(told: str | bytes) -> list[tuple[str, Any]]:
    raw = told if isinstance(told, bytes) else told.encode()
    return [(p.place, str(p.error) if p.error else p.value) for p in values(BytesIO(raw))]


def test_bytes_that_are_not_utf8_cost_one_record() -> None:
    bad, good = values(BytesIO(b'[{"a": "\xff"}, {"b": 1}]'))
    assert bad.error
    assert bad.raw.encode("utf-8", "surrogateescape") == b'{"a": "\xff"}'
    assert good.value == {"b": 1}


def test_limits_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "RECORD_BYTES", 200_000)
    long = '{"a": "' + "x" * 300_000 + '"}'
    for file in (f'{{"n": 1}}\n{long}\n{{"n": 2}}', f'[{{"n": 1}}, {long}, {{"n": 2}}]', long):
        assert any("longer than" in str(value) for _, value in read(file)), file[:20]
    assert read(f'{{"n": 1}}\n{long}\n{{"n": 2}}')[-1] == ("line 3", {"n": 2})
    monkeypatch.setattr(base, "DOCUMENT_BYTES", 400_000)
    with pytest.raises(FormatError, match="longer than 400,000 bytes"):
        read(f"[{long}, {long}]")
