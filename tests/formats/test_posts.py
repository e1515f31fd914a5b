"""Files of posts: a text a line or an object a line, and what is wrong with a line."""

import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.formats import posts as module
from factcheck.formats.base import CLAIM_CHARACTERS, FormatError
from factcheck.formats.posts import PostLine, read
from tests.long import LONG

EXAMPLES = 5_000 if LONG else 100


def told(raw: bytes | str) -> list[tuple[str | int, str]]:
    data = raw.encode() if isinstance(raw, str) else raw
    return [(one.id, one.text) for one in read(io.BytesIO(data))]


def wrong(raw: bytes | str) -> str:
    with pytest.raises(FormatError) as caught:
        told(raw)
    return caught.value.message


def test_a_line_of_text_is_a_post_called_by_its_number() -> None:
    assert told("First post\nSecond, {post}\n") == [("1", "First post"), ("2", "Second, {post}")]
    assert told("the last has no end") == [("1", "the last has no end")]
    assert list(read(io.BytesIO(b"one\n"))) == [PostLine("1", "one")]


@pytest.mark.parametrize("raw", ["", "\n", " \n\t\r\n\n", "\ufeff", "\ufeff\n"])
def test_a_file_without_posts_has_none(raw: str) -> None:
    assert told(raw) == []


def test_blank_lines_are_passed_over_and_counted() -> None:
    assert told("\n\n  one \r\n\n two\n") == [("3", "one"), ("5", "two")]
    assert told('\n \n{"text": "one"}\n\n{"text": "two"}\n') == [("3", "one"), ("5", "two")]


def test_a_byte_order_mark_is_no_part_of_a_post() -> None:
    assert told("\ufeffone\ntwo") == [("1", "one"), ("2", "two")]
    assert told('\ufeff{"text": "one"}\n') == [("1", "one")]
    assert told("one\n\ufefftwo") == [("1", "one"), ("2", "\ufefftwo")], "but only in front"


def test_the_first_line_tells_whether_they_are_objects() -> None:
    assert told('one\n{"text": "two"}\n') == [("1", "one"), ("2", '{"text": "two"}')]
    assert wrong('\n{"text": "one"}\ntwo\n').startswith("line 3: ")


def test_an_object_may_say_what_its_post_is_called() -> None:
    lines = [
        {"id": "a/1", "text": "one", "more": [1]},
        {"text": "two"},
        {"id": 17, "text": "three"},
        {"id": None, "text": "four"},
        {"id": 0, "text": "five"},
        {"id": "", "text": " six "},
    ]
    assert told("\n".join(map(json.dumps, lines))) == [
        ("a/1", "one"),
        ("2", "two"),
        (17, "three"),
        ("4", "four"),
        (0, "five"),
        ("", " six "),
    ]


def test_a_key_that_stands_twice_counts_as_it_stands_last() -> None:
    assert told('{"text": "one", "text": "two"}') == [("1", "two")]


def test_a_line_end_within_a_post_is_kept() -> None:
    assert told(json.dumps({"text": "one\ntwo\u2028three"})) == [("1", "one\ntwo\u2028three")]
    assert told("one\u2028two\x0bthree\n") == [("1", "one\u2028two\x0bthree")]


OBJECT = '{"text": "one"}\n'


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"one\ntw\xf6\n", "line 2: is not UTF-8"),
        ("one".encode("utf-16"), "line 1: is not UTF-8"),
        (OBJECT + "[1]", "line 2: is no object"),
        (OBJECT + "null", "line 2: is no object"),
        (OBJECT + '"two"', "line 2: is no object"),
        ("{}", "line 1: has no text"),
        ('{"text": null}', "line 1: has no text"),
        ('{"text": 1}', "line 1: has no text"),
        ('{"text": ["one"]}', "line 1: has no text"),
        ('{"Text": "one"}', "line 1: has no text"),
        ('{"text": "a", "id": true}', "line 1: its id is neither a text nor a whole number"),
        ('{"text": "a", "id": 1.5}', "line 1: its id is neither a text nor a whole number"),
        ('{"text": "a", "id": []}', "line 1: its id is neither a text nor a whole number"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_with_its_number(raw: bytes | str, message: str) -> None:
    assert wrong(raw) == message


@pytest.mark.parametrize(
    "line", ['{"text": "one"', "two", '{"text": NaN}', '{"text": "\\ud800"}', "{" * 200]
)
def test_what_is_no_json_is_said_with_the_line_of_the_file(line: str) -> None:
    assert wrong(OBJECT + line).startswith("line 2: ")


def test_what_came_before_a_bad_line_is_given() -> None:
    found = read(io.BytesIO(b"one\n\xff\nthree\n"))
    assert next(found) == PostLine("1", "one")
    with pytest.raises(FormatError, match=r"^line 2: "):
        next(found)


@pytest.mark.parametrize("shape", ["%s", '{"text": "%s"}'])
def test_a_post_may_be_as_long_as_a_claim(shape: str) -> None:
    most = "ä" * CLAIM_CHARACTERS
    assert told(shape % most) == [("1", most)]
    assert wrong(shape % (most + "ä")) == "line 1: its text is longer than 65,536 characters"


@pytest.mark.parametrize("end", ["", "\n", "\nmore\n"])
def test_a_line_without_an_end_is_not_read_whole(
    monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr(module, "RECORD_BYTES", 10)
    assert told("0123456789") == [("1", "0123456789")]
    stream = io.BytesIO(b"one\n" + b"x" * 50 + end.encode())
    with pytest.raises(FormatError, match=r"^line 2: is longer than 10 bytes$"):
        list(read(stream))
    assert stream.tell() == 4 + 11


PIECES = st.sampled_from(
    [
        *(b"\n", b"\r\n", b" ", b"{", b"}", b'{"text": "a"}', b'{"text": "a", "id": 7}', b"\xff"),
        *(b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\0", b"[", b'"', b"one", "\u2028ä".encode()),
    ]
)


@given(st.lists(PIECES | st.binary(max_size=6), max_size=12).map(b"".join))
@settings(max_examples=EXAMPLES, deadline=None)
def test_any_bytes_give_posts_or_say_in_which_line_they_are_wrong(raw: bytes) -> None:
    try:
        found = told(raw)
    except FormatError as error:
        at = re.match(r"line (\d+): \S", error.message)
        assert at
        assert 1 <= int(at[1]) <= raw.count(b"\n") + 1
    else:
        assert len(found) <= raw.count(b"\n") + 1


@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=20)), max_size=5))
@settings(max_examples=EXAMPLES, deadline=None)
def test_objects_come_back_as_they_were_written(posts: list[tuple[str, str]]) -> None:
    lines = [json.dumps({"id": name, "text": text}) for name, text in posts]
    assert told("\n".join(lines)) == posts
