"""What is broken is mended where there is one reading."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.formats.base import FormatError
from factcheck.formats.document import loads
from tests.long import LONG

EXAMPLES = 10_000 if LONG else 100


@pytest.mark.parametrize(
    ("broken", "value", "note"),
    [
        ('{"a": "he said "no" to it"}', {"a": 'he said "no" to it'}, "quotation marks"),
        ('{"a": ""Yes", she said"}', {"a": '"Yes", she said'}, "quotation marks"),
        ('{"a": "a 5" pipe", "b": 1}', {"a": 'a 5" pipe', "b": 1}, "quotation marks"),
        ('{"a": "in \\"x\\" a "y" z"}', {"a": 'in "x" a "y" z'}, "quotation marks"),
        ('{"a": "one\ntwo\t\x01"}', {"a": "one\ntwo\t\x01"}, "line breaks"),
        ('{"a": [1, 2,], }', {"a": [1, 2]}, "comma too many"),
        ('\ufeff{"a": 1}', {"a": 1}, "byte order mark"),
        ("{&quot;a&quot;: &quot;b &amp; c&quot;}", {"a": "b & c"}, "HTML-escaped"),
        ('<!--\n{"a": 1}\n-->', {"a": 1}, "HTML comment"),
        ('/*<![CDATA[*/ {"a": 1} /*]]>*/', {"a": 1}, "CDATA"),
        ('//<![CDATA[\n{"a": 1}\n//]]>', {"a": 1}, "CDATA"),
        ('{"a": 1} {"b": 2},\n{"c": 3}', [{"a": 1}, {"b": 2}, {"c": 3}], "one after another"),
        ('{"a": 1, "a": 2}', {"a": 2}, "stands twice"),
        ('["a\nb"]', ["a\nb"], "line breaks"),
        ('"a\nb"', "a\nb", "line breaks"),
    ],
)
def test_what_is_broken_in_one_way_is_repaired(broken: str, value: Any, note: str) -> None:
    found, notes = loads(broken)
    assert found == value
    assert any(note in each for each in notes)


@pytest.mark.parametrize(
    "broken",
    [
        '["he said "yes", "no" and left"]',
        '{"a": "he said "yes", "k": "no"}',
        '{"a": "x", "b" "y"}',
        '{"a": "abc, "n": "x", "m": 2}',
        '{"a": "x "b", "a": "y"}',
        '{"a": "he said "x", "some thing": 1}',
        '{\n "a": "he said "x" y", "b": "z"\n}',
    ],
)
def test_two_readings_are_refused(broken: str) -> None:
    with pytest.raises(FormatError, match="two readings"):
        loads(broken)


plain = st.text(st.sampled_from("abc é."), min_size=1, max_size=12)


@given(st.lists(st.tuples(plain, plain), min_size=1, max_size=3))
@settings(max_examples=EXAMPLES, deadline=None)
def test_pairs_of_quotation_marks_are_kept(parts: list[tuple[str, str]]) -> None:
    told = "".join(f'{before} "{inner}" x' for before, inner in parts)
    found, _ = loads(f'{{"a": "{told}", "b": "c"}}')
    assert found == {"a": told, "b": "c"}
