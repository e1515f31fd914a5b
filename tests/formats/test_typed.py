"""The types of our records: what they take is what the slow check takes, and no more."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.formats.base import FormatError
from factcheck.formats.checked import check
from factcheck.formats.shape import KEYS, LINES, MERGED, OPEN
from factcheck.formats.typed import RECORDS, ROWS, decode, typed
from factcheck.loading import row_class
from factcheck.shaped import plain
from tests.formats.own_lines import GOOD, TAG
from tests.long import LONG

EXAMPLES = 5000 if LONG else 100
TABLES = {
    "scale": "rating_scale",
    "point": "rating_point",
    "alias": "speaker_alias",
    "rule": "house_rule",
}


@pytest.mark.parametrize("kind", [kind for kind in KEYS if kind != "merge"])
def test_a_record_has_the_columns_of_its_table_first(kind: str) -> None:
    names = (RECORDS | ROWS)[kind].__struct_fields__
    columns = row_class(TABLES.get(kind, kind)).__struct_fields__
    assert names[: len(columns)] == columns


def test_there_is_a_type_for_every_record() -> None:
    assert set(RECORDS) == set(LINES)
    assert {*RECORDS, *ROWS} == set(KEYS)


@pytest.mark.parametrize("kind", GOOD)
def test_a_record_is_told_again_as_it_was(kind: str) -> None:
    record = decode(json.dumps(GOOD[kind]))
    assert plain(record) == GOOD[kind]
    assert typed(GOOD[kind]) == record
    assert record.kind_of == kind


@pytest.mark.parametrize(("kind", "column"), [(k, c) for k in GOOD for c in OPEN[k]])
def test_no_record_tells_what_the_database_knows(kind: str, column: str) -> None:
    values: tuple[Any, ...] = ("x", "", 1, None, {})
    for value in values:
        if column != "versions" and not (column == "merged_into" and kind in MERGED):
            with pytest.raises(msgspec.ValidationError):
                decode(json.dumps({**GOOD[kind], column: value}))


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, 0, 1, 2, 3, -1, 1.0, 1.5, 2**31, "", "x", " ", [], {}, [[]], ["x"]),
        *(["x", ""], ["x", "y", "z"], [1, 2], {"x": 1}, "0123456789abcdef", "2019", 10**40),
        ["0123456789abcdef"],
    ]
)  # fmt: skip


@given(st.data())
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_types_and_the_check_take_the_same(data: st.DataObject) -> None:
    line = json.loads(json.dumps(data.draw(st.sampled_from(list(GOOD.values())))))
    name = data.draw(st.sampled_from([*line, "id", "new", "claim_id"]))
    if isinstance(line.get(name), list) and isinstance(line[name][0], dict):
        line = {**line, name: [dict(row) for row in line[name]]}
        row = line[name][0]
        row[data.draw(st.sampled_from([*row, "id", "withdrawn_because"]))] = data.draw(JUNK)
    else:
        line[name] = data.draw(JUNK)
    told = json.dumps(line)
    try:
        check(line)
    except FormatError:
        with pytest.raises(msgspec.MsgspecError):
            decode(told)
        with pytest.raises(msgspec.MsgspecError):
            typed(line)
    else:
        assert decode(told) == typed(line)


def test_nothing_else_is_a_record() -> None:
    for told in ("[]", "1", "null", "{}", '{"type":"nothing"}', json.dumps([TAG])):
        with pytest.raises(msgspec.ValidationError):
            decode(told)
