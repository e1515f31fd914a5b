"""Whether a record is of the shape that the format has: keys, words, what is needed."""

import pytest

from factcheck import vocabulary
from factcheck.formats.base import FormatError, Found
from factcheck.formats.checked import require_sense
from factcheck.formats.shape import CHILDREN, KEYS
from factcheck.formats.typed import typed
from tests.formats.own_lines import (
    CLAIM,
    GOOD,
    RELATION,
    ROWS,
    SOURCE,
    SPEAKER,
    read,
    reason,
    with_row,
    without,
)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, key.name) for kind in GOOD for key in KEYS[kind] if key.needed and not key.private],
)
def test_a_missing_key_is_named(kind: str, name: str) -> None:
    assert reason(without(GOOD[kind], name)) == f"{kind}: lacks {name}"


@pytest.mark.parametrize(
    ("child", "name"),
    [
        (child, key.name)
        for child in ROWS
        for key in KEYS[CHILDREN[child]]
        if key.needed and not key.private
    ],
)
def test_a_missing_key_of_a_row_is_named(child: str, name: str) -> None:
    assert reason(with_row(child, **{name: None})) == f"{CHILDREN[child]}: lacks {name}"


def test_what_is_wrong_is_seen_after_what_was_right_alike() -> None:
    """Rows of one shape are compared with the first that was right."""
    wrong = [with_row("evidence", stance=word) for word in ("no", "refutes", "Supports")]
    wrong += [with_row("reviews", published_on="2019-4"), {**CLAIM, "stage": "old"}]
    found = read(CLAIM, *wrong, CLAIM)
    taken = [isinstance(one, Found) for one in found]
    assert taken == [True, False, True, False, False, False, True]


def test_every_word_of_the_vocabularies_is_read() -> None:
    lines = [with_row("evidence", stance=word, note="so") for word in vocabulary.STANCES]
    lines += [with_row("verdicts", verdict=word) for word in vocabulary.VERDICTS]
    lines += [{**CLAIM, "stage": word} for word in vocabulary.STAGES]
    lines += [{**SPEAKER, "kind": word} for word in vocabulary.SPEAKER_KINDS]
    lines += [{**SOURCE, "kind": word} for word in vocabulary.SOURCE_KINDS]
    lines += [{**RELATION, "kind": word} for word in vocabulary.RELATIONS]
    lines += [with_row("corrections", kind=word) for word in vocabulary.CORRECTIONS]
    assert {type(one) for one in read(*lines)} == {Found}


def test_a_line_may_leave_out_what_is_not_needed() -> None:
    for kind, line in GOOD.items():
        needed = {key.name for key in KEYS[kind] if key.needed}
        assert needed <= line.keys(), kind
        (found,) = read({"type": kind, **{name: line[name] for name in needed}})
        assert isinstance(found, Found), kind


@pytest.mark.parametrize("key", ["url", "canonical_url", "archive_url"])
def test_an_address_is_one_of_the_web(key: str) -> None:
    line = {"type": "source", "uid": "s", "kind": "page", "title": "A page"}
    require_sense(typed({**line, key: "https://example.org/a"}))
    with pytest.raises(FormatError, match=f"source: {key}: is not an http or https address"):
        require_sense(typed({**line, key: "javascript:alert(1)"}))
