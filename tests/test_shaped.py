"""Rows and records as small classes: read like mappings, compared like values."""

from typing import Any

import msgspec
import pytest

from factcheck.shaped import plain, shaped, values

Tag = shaped("tag", [("id", Any), ("name_id", str)], {"name_id": "name"}, tag_field="type")


def test_it_is_read_and_written_like_a_mapping() -> None:
    one: Any = Tag(id=1)
    assert (one["id"], one.get("name_id"), one.get("name_id", "x"), one.get("no")) == (
        *(1, None, "x"),
        None,
    )
    assert "id" in one
    assert "name_id" not in one
    assert dict(one) == {"id": 1}
    one["name_id"] = "flights"
    assert values(one) == (1, "flights")
    assert one == Tag(1, "flights")
    with pytest.raises(AttributeError):
        one["no"] = 1


def test_its_kind_is_that_of_its_class() -> None:
    assert (Tag.kind_of, Tag().kind_of) == ("tag", "tag")


def test_json_bears_the_other_names() -> None:
    one = msgspec.json.decode('{"type":"tag","name":"flights"}', type=Tag)
    assert one == Tag(name_id="flights")
    assert plain(one) == {"type": "tag", "name": "flights"}
