"""What records look like: keys stand for columns, and a hash says what a record says."""

from typing import Any

import pytest

from factcheck.formats import shape
from factcheck.formats.shape import KEYS, content_hash
from factcheck.models import all_models
from tests.formats.own_lines import CLAIM, ROWS, without


def test_keys_stand_for_columns() -> None:
    for kind, keys in KEYS.items():
        if kind != "merge":
            columns = all_models()[shape.table_of(kind)].__table__.c.keys()
            assert {key.column for key in keys} <= set(columns), kind


def test_the_hash_says_what_a_record_says_and_no_number() -> None:
    again = {**CLAIM, "id": 9, "versions": [], "notes": [{**ROWS["notes"], "id": 7}]}
    assert content_hash(again) == content_hash(CLAIM)
    assert len(content_hash(CLAIM)) == 16


def test_the_order_of_rows_and_tags_says_nothing() -> None:
    one, other = ROWS["notes"], {**ROWS["notes"], "uid": "n2"}
    told = [{**CLAIM, "notes": rows, "tags": tags} for rows, tags in (
        ([one, other], ["a", "b"]), ([other, one], ["b", "a"]))]  # fmt: skip
    assert content_hash(told[0]) == content_hash(told[1])


@pytest.mark.parametrize("name", [key for key in CLAIM if key not in ("type", "versions")])
def test_whatever_changes_is_another_version(name: str) -> None:
    changed: Any = "other"
    if isinstance(CLAIM[name], list):
        row = CLAIM[name][0]
        changed = [*CLAIM[name], "more"] if isinstance(row, str) else [{**row, "uid": "x"}]
    assert content_hash({**CLAIM, name: changed}) != content_hash(CLAIM)
    assert content_hash(without(CLAIM, name)) != content_hash(CLAIM)
