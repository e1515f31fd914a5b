"""JSON of others is read strictly, and repaired only where there is one reading."""

import os
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from factcheck.formats import repair
from factcheck.formats.repair import values
from tests.long import LONG

DATA = Path(os.environ.get("FACTCHECK_DATA", Path(__file__).parents[2].parent / "shared" / "data"))


EXAMPLES = 10_000 if LONG else 300


def read(told: str | bytes) -> list[tuple[str, Any]]:
    raw = told if isinstance(told, bytes) else told.encode()
    return [(p.place, str(p.error) if p.error else p.value) for p in values(BytesIO(raw))]


plain = st.text(st.sampled_from("abc é."), min_size=1, max_size=12)


def test_the_names_are_those_of_the_module() -> None:
    assert repair.Piece.__name__ in repair.__all__
    assert "claims" in repair.CONTAINERS


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
