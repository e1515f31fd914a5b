"""What can be taken out of rows: every text that people write, nothing that is needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.history.record import stored_columns
from factcheck.models import logged, logged_table
from factcheck.services import redactable
from factcheck.services.redactable import FIELDS

# Columns of text that say what a row is, when, by whom of the desk, or of what kind.
KEPT = {
    *("uid", "added_at", "added_by", "language", "stage", "assignee", "due_on", "recheck_every"),
    *("rechecked_at", "published_at", "said_on", "stance", "rank", "retrieved_on", "kind"),
    *("text_sha256", "ended", "ended_at", "ruled_at", "ruled_by", "verdict", "made_at", "made_by"),
    *("asked_on", "deadline", "answered_on", "published_on", "rating_value", "rating_best"),
    *("rating_worst", "confidence", "content_sha256", "canonical_url", "rule", "waived_at"),
    *("waived_by", "scheme", "versions", "format", "file_sha256", "started_at", "started_by"),
    *("finished_at",),
}
# Names and numbers of a shipped scale: data that many share.
SCALES = {("rating_scale", "name"), ("rating_point", "value")}


def test_every_text_that_people_write_can_go() -> None:
    """A new column must be said to be one or the other."""
    for table in logged():
        shape = logged_table(table)
        texts = {name for name in stored_columns(shape) if shape.c[name].type.python_type is str}
        told = set(FIELDS.get(table, ()))
        assert told <= texts, table
        left = {name for name in texts - told - KEPT if (table, name) not in SCALES}
        assert left == set(), table


@given(st.sampled_from(sorted(FIELDS)), st.data())
def test_a_row_keeps_all_but_what_goes(table: str, data: st.DataObject) -> None:
    names = data.draw(st.sets(st.sampled_from(FIELDS[table]), min_size=1))
    shape = logged_table(table)
    row = {name: f"words of {name}" for name in stored_columns(shape)} | {"id": 7}
    columns = redactable.columns(table, names)
    assert redactable.held(row, columns)
    left = redactable.without(table, row, columns)
    assert not redactable.held(left, columns)
    assert not any("words of" in str(left.get(name)) for name in columns)
    kept = set(row) - columns - {"title", "publisher"}
    assert {name: left[name] for name in kept} == {name: row[name] for name in kept}
    for column in shape.c:  # what the schema needs is still there
        if not column.nullable and "derived" not in column.info:
            assert left.get(column.name) is not None


@pytest.mark.parametrize(
    ("told", "is_one"),
    [
        ("[redacted]", True),
        ("[redacted claim 1]", True),
        ("[redacted rating point 12]", True),
        ("{}", True),
        ("[redacted] so far", False),
        ("[redacted Court 1]", False),
        ("", False),
        (None, False),
        (1, False),
    ],
)
def test_a_mark_is_known(told: object, is_one: bool) -> None:
    assert redactable.is_mark(told) is is_one


def test_a_source_without_its_address_and_title_is_still_called_something() -> None:
    row = {
        "id": 3,
        "kind": "page",
        "url": "https://a.example/",
        "canonical_url": "https://a.example/",
    }
    left = redactable.without("source", row, redactable.columns("source", ("url",)))
    assert left == {"id": 3, "kind": "page", "title": "[redacted source 3]"}


def test_rows_are_called_as_people_call_them() -> None:
    told = [
        redactable.called(*key) for key in (("evidence", 3), ("claim", 1), ("speaker_alias", 2))
    ]
    assert told == ["e3", "claim 1", "speaker alias 2"]
