"""Our own lines: what is wrong with one costs that line alone, with the reason."""

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.formats import own
from factcheck.formats.base import FormatError, Found, Options, Refused
from factcheck.formats.own import Own
from factcheck.formats.shape import CHILDREN, HEAD, LINES
from tests.formats.own_lines import (
    CLAIM,
    GOOD,
    ROWS,
    SCALE,
    SOURCE,
    SPEAKER,
    TAG,
    Line,
    read,
    reason,
    with_row,
    without,
)
from tests.long import LONG

EXAMPLES = 5000 if LONG else 100


# what is right


def test_a_line_of_every_type_is_read() -> None:
    assert set(GOOD) == set(LINES)
    found = read(HEAD, *GOOD.values())
    whole = GOOD | {"source": {**GOOD["source"], "canonical_url": "https://example.org"}}
    assert [one.record for one in found if isinstance(one, Found)] == list(whole.values())
    assert json.loads(found[0].raw) == SPEAKER


def test_every_child_of_a_claim_is_among_the_good_ones() -> None:
    assert set(ROWS) == set(CHILDREN)


def test_blank_lines_and_a_mark_at_the_beginning_are_no_records() -> None:
    told = b"\xef\xbb\xbf" + HEAD.encode()
    found = read(told, b"", b"  \r", json.dumps(TAG).encode() + b"\r", "")
    assert [(one.place, type(one)) for one in found] == [("line 4", Found)]


def test_a_file_may_have_no_heading_and_no_last_newline() -> None:
    assert [type(one) for one in read(TAG)] == [Found]
    assert read() == []


def test_it_is_recognised_by_its_heading() -> None:
    assert Own().fits(HEAD.encode())
    assert Own().fits(b'\xef\xbb\xbf \n{ "format": "factcheck", "version": 9}')
    assert not Own().fits(b'{"type":"claim"}')
    assert not Own().fits(b'{"format":"other"}')


# what is wrong

DEEP = '{"type":"tag","uid":' + "[" * 100_000 + "]" * 100_000 + "}"
LINES_WRONG: dict[str, tuple[Line | str | bytes, str]] = {
    "no JSON": ("{not json", "is not JSON in UTF-8"),
    "half a line": (json.dumps(CLAIM)[:80], "is not JSON in UTF-8"),
    "two records": (json.dumps(TAG) * 2, "is not JSON in UTF-8: Extra data"),
    "no UTF-8": (b'{"type":"tag","uid":"t","name":"\xff"}', "is not JSON in UTF-8"),
    "half of it encoded": (b'{"type":"tag","uid":"t","name":"\xed\xa0\x80"}', "not JSON in UTF-8"),
    "no number": ('{"type":"tag","uid":"t","name":NaN}', "NaN is not a number"),
    "no object": ('["type","tag"]', "is no object"),
    "a text": ('"tag"', "is no object"),
    "NUL": ('{"type":"tag","uid":"t","name":"a\\u0000b"}', "contains a NUL character"),
    "NUL in a key": ('{"type":"tag","\\u0000":"t","name":"a"}', "contains a NUL character"),
    "NUL in a list": (
        json.dumps({**CLAIM, "tags": ["a", "\0"]}),
        "contains a NUL character",
    ),
    "half a pair": ('{"type":"tag","uid":"t","name":"\\ud83d"}', "half a surrogate pair"),
    "the other half": (
        '{"type":"tag","uid":"t","name":"\\uDE00\\ud83d"}',
        "half a surrogate pair",
    ),
    "too deep": (DEEP, "is nested too deeply"),
    "no type": (without(TAG, "type"), "is of no known type (None)"),
    "an unknown type": ({**TAG, "type": "tags"}, "is of no known type ('tags')"),
    "an odd type": ({**TAG, "type": ["tag"]}, "is of no known type (['tag'])"),
    "a heading of others": ('{"format":"other","version":1}', "is no heading of this format"),
    "a heading without version": ('{"format":"factcheck"}', "is no heading of this format"),
    "a version that is none": ('{"format":"factcheck","version":0}', "no heading of this format"),
    "an unknown key": ({**TAG, "nmae": "x"}, "tag: has an unknown key 'nmae'"),
    "a derived key": ({**CLAIM, "listed": 1}, "claim: has an unknown key 'listed'"),
    "a child of none": ({**TAG, "notes": []}, "tag: has an unknown key 'notes'"),
    "an unknown key in a row": (with_row("notes", why="x"), "note: has an unknown key 'why'"),
    "a word that is none": ({**SPEAKER, "kind": "robot"}, "speaker: kind: is none of person"),
    "a stance that is none": (with_row("evidence", stance="denies"), "evidence: stance: is none"),
    "a number": ({**TAG, "id": "1"}, "tag: id: is not a whole number"),
    "a negative one": ({**TAG, "id": -1}, "tag: id: is not a whole number"),
    "a broken one": ({**TAG, "id": 1.0}, "tag: id: is not a whole number"),
    "a huge one": ({**TAG, "id": 2**31}, "tag: id: is not a whole number"),
    "yes as a number": ({**TAG, "id": True}, "tag: id: is not a whole number"),
    "a flag": ({**CLAIM, "tracked": 2}, "claim: tracked: is neither 0 nor 1"),
    "yes as a flag": ({**CLAIM, "tracked": True}, "claim: tracked: is neither 0 nor 1"),
    "a flag in a row": (with_row("notes", confidential=2), "note: confidential: is neither"),
    "a priority": ({**CLAIM, "priority": 4}, "claim: priority: is none of 0 to 3"),
    "a text that is a list": ({**CLAIM, "text": ["x"]}, "claim: text: is not a text"),
    "a text that is nothing": ({**CLAIM, "context": None}, "claim: context: is not a text"),
    "an empty text": ({**CLAIM, "context": ""}, "claim: context: is empty"),
    "an empty one in a row": (with_row("notes", text=""), "note: text: is empty"),
    "a date": ({**SOURCE, "published_on": "30 April"}, "published_on: '30 April' is not a date"),
    "a day that is none": ({**SOURCE, "published_on": "2019-02-30"}, "is not a date"),
    "a blank date": ({**SOURCE, "published_on": " 2019"}, "is not a date"),
    "a point": (with_row("verdicts", point="False"), "verdict: point: is not a scale and a label"),
    "half a point": (with_row("verdicts", point=["r1"]), "point: is not a scale and a label"),
    "a number for a uid": (with_row("appearances", speaker=1), "speaker: is not a text"),
    "a row that is none": ({**CLAIM, "notes": ["x"]}, "note: is no object"),
    "rows that are none": ({**CLAIM, "notes": {}}, "claim: notes: is no list"),
    "tags that are none": ({**CLAIM, "tags": "flights"}, "claim: tags: is no list"),
    "a tag that is none": ({**CLAIM, "tags": [1]}, "claim: tags: is not a text"),
    "an empty tag": ({**CLAIM, "tags": [""]}, "claim: tags: is not a text"),
    "an alias that is none": ({**SPEAKER, "aliases": ["Ana"]}, "alias: is no object"),
    "an alias without value": ({**SPEAKER, "aliases": [{}]}, "alias: lacks value"),
    "a label that is none": ({**SCALE, "points": [{"value": "1"}]}, "point: lacks label"),
    "versions that are none": ({**CLAIM, "versions": ["x"]}, "versions: is not a list of hashes"),
    "versions in a text": ({**CLAIM, "versions": "0" * 16}, "versions: is not a list of hashes"),
    "another claim's appearance": (
        with_row("evidence", appearance="a9"),
        "evidence: appearance: is none of this claim",
    ),
    "a verdict on another claim's": (
        with_row("verdicts", appearance="a9"),
        "verdict: appearance: is none of this claim",
    ),
    "nothing found, nothing told": (
        with_row("evidence", stance="no-result"),
        "evidence: no-result needs a note of what was searched",
    ),
    "an end without its time": (
        with_row("verdicts", ended="withdrawn"),
        "verdict: ended and ended_at go together",
    ),
    "a long claim": ({**CLAIM, "text": "x" * 65_537}, "is longer than 65,536 characters"),
    "a longer text": (
        {**CLAIM, "context": "x" * 5_000_001},
        "has a text of more than 5,000,000 characters",
    ),
}


@pytest.mark.parametrize(("line", "why"), LINES_WRONG.values(), ids=LINES_WRONG)
def test_a_bad_line_is_refused_by_itself(line: Line | str | bytes, why: str) -> None:
    assert why in reason(line)


def test_a_line_that_is_too_long_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "RECORD_BYTES", 100)
    exact = json.dumps({**TAG, "name": "x" * 60})
    assert len(exact) == 100
    found = read(TAG, json.dumps({**TAG, "name": "x" * 350}), exact, TAG)
    assert [(one.place, type(one)) for one in found] == [
        ("line 1", Found),
        ("line 2", Refused),
        ("line 3", Found),
        ("line 4", Found),
    ]
    assert isinstance(found[1], Refused)
    assert found[1].reason == "is longer than 100 bytes"
    (last,) = read(json.dumps({**TAG, "name": "x" * 350}))
    assert isinstance(last, Refused)


def test_a_newer_version_is_none_that_can_be_read() -> None:
    reader = Own().read(io.BytesIO(b'{"format":"factcheck","version":2}\n'), Options())
    with pytest.raises(FormatError, match=r"newer factcheck \(format version 2\)"):
        next(reader)


def test_a_record_that_speaks_of_something_newer_is_refused_by_itself() -> None:
    assert "newer" in reason({**TAG, "newer": "x"})


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 1, -1, 1.5, "", "x", " ", [], {}, [[]], [{}], ["x"], {"x": 1}, "9" * 400, 10**40]
)  # fmt: skip


@given(st.data())
@settings(max_examples=EXAMPLES, deadline=None)
def test_junk_at_any_place_is_read_or_refused(data: st.DataObject) -> None:
    line = json.loads(json.dumps(data.draw(st.sampled_from(list(GOOD.values())))))
    name = data.draw(st.sampled_from(list(line)))
    if isinstance(line[name], list) and isinstance(line[name][0], dict):
        row = line[name][0]
        row[data.draw(st.sampled_from(list(row)))] = data.draw(JUNK)
    else:
        line[name] = data.draw(JUNK)
    found = read(line, TAG)
    assert isinstance(found[0], Found | Refused)
    assert isinstance(found[-1], Found)
