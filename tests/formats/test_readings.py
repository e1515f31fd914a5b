"""What cannot be read is refused as it stood."""

import json
from typing import Any

import pytest

from factcheck.formats.base import (
    Found,
    Refused,
)
from tests.formats.reviews_read import NODE, read


@pytest.mark.parametrize(
    "changes",
    [
        {"claimReviewed": "", "itemReviewed": None},
        {"claimReviewed": "x" * 70_000},
        {"author": None, "url": "/relative", "publisher": []},
    ],
)
def test_a_node_that_says_too_little_is_refused(changes: dict[str, Any]) -> None:
    [refused, found] = read([{**NODE, **changes}, NODE])
    assert isinstance(refused, Refused)
    assert json.loads(refused.raw) == {**NODE, **changes}
    assert isinstance(found, Found)
