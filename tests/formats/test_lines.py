"""Lines and rows: encodings, quotations over lines, and what must not harm the rest."""

import codecs
import io

import pytest

from factcheck.formats import lines as module
from factcheck.formats.base import FormatError
from factcheck.formats.lines import UNCLOSED, Lines, header, quoted, split, unquoted


def rows(told: bytes, width: int = 0) -> list[tuple[int, list[str], str]]:
    found = quoted(Lines(io.BytesIO(told)), ",", width)
    return [(row.line, row.cells, row.reason) for row in found]


def test_lines_come_again_when_put_back() -> None:
    lines = Lines(io.BytesIO(b"a\nb\nc"))
    first, second = lines.next(), lines.next()
    lines.back([first, second])
    assert lines.number == 0
    assert [lines.next() for _ in range(4)] == [b"a\n", b"b\n", b"c", b""]
    assert lines.number == 3


@pytest.mark.parametrize(
    "told",
    [
        b"\xef\xbb\xbf\xc3\xa4,b\nc,d\n",
        "ä,b\nc,d\n".encode("utf-16"),
        codecs.BOM_UTF16_BE + "ä,b\nc,d\n".encode("utf-16-be"),
        "ä,b\rc,d\r".encode(),
        "ä,b\r\n\r\nc,d".encode(),
    ],
)
def test_every_encoding_gives_the_same_rows(told: bytes) -> None:
    assert [cells for _, cells, _ in rows(told)] == [["ä", "b"], ["c", "d"]]


def test_utf16_that_is_cut_keeps_what_can_be_read() -> None:
    told = codecs.BOM_UTF16_LE + "a,b\nc,d".encode("utf-16-le") + b"x"
    assert [cells for _, cells, _ in rows(told)] == [["a", "b"], ["c", "d\ufffd"]]
    lone = codecs.BOM_UTF16_LE + b"a\x00\x00\xd8\n\x00b\x00"
    assert [reason for _, _, reason in rows(lone)] == ["contains half a surrogate pair", ""]


def test_a_cell_may_have_several_lines() -> None:
    assert rows(b'1,"a\r\nb ""c"""\r\n2,x\n') == [
        (1, ["1", 'a\r\nb "c"'], ""),
        (3, ["2", "x"], ""),
    ]


def test_an_open_quotation_costs_its_line_only() -> None:
    assert rows(b'1,"a\n2,"b"\n3,c\n') == [
        (1, [], UNCLOSED),
        (2, ["2", "b"], ""),
        (3, ["3", "c"], ""),
    ]
    assert rows(b'1,"a\n2,b\n') == [(1, [], UNCLOSED), (2, ["2", "b"], "")]
    assert rows(b'1,"a\n2,x,b\n3,c"\n', 3)[1:] == [(2, ["2", "x", "b"], ""), (3, ["3", 'c"'], "")]


def test_an_open_quotation_is_not_followed_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECORD_BYTES", 20)
    found = rows(b'1,"a\n' + b"2,b\n" * 10)
    assert found[0] == (1, [], UNCLOSED)
    assert [line for line, _, _ in found] == list(range(1, 12))


def test_a_line_that_is_too_long_is_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECORD_BYTES", 20)
    told = b"1,a\n2," + b"x" * 45 + b"\n3," + b"y" * 17 + b"\n4," + b"z" * 19 + b"\n5,b"
    found = rows(told)
    assert [(line, reason[:6]) for line, _, reason in found] == [
        (1, ""),
        (2, "longer"),
        (3, ""),
        (4, "longer"),
        (5, ""),
    ]


def test_bytes_that_are_no_text_cost_their_row() -> None:
    found = rows(b'1,a\x92b\n2,\xed\xa0\x80\n3,"c\x92\nd"\n4,e\n')
    assert [reason for _, _, reason in found] == [
        "byte 0x92 at place 4 of the row is not UTF-8; save it as UTF-8",
        "contains half a surrogate pair",
        "byte 0x92 at place 5 of the row is not UTF-8; save it as UTF-8",
        "",
    ]


def test_a_stray_carriage_return_is_told() -> None:
    assert rows(b'"a"\rb,c\nd,e\n')[0] == (
        1,
        [],
        "a carriage return stands outside quotation marks",
    )
    assert split('"a"\rb', ",") == []


def test_without_quoting_marks_mean_nothing() -> None:
    found = unquoted(Lines(io.BytesIO(b'a\t"b\n\n\xff\tc\n')), "\t")
    assert [(row.line, row.cells, bool(row.reason)) for row in found] == [
        (1, ["a", '"b'], False),
        (3, ["\udcff", "c"], True),
    ]


def test_a_header_must_be_there_and_whole() -> None:
    with pytest.raises(FormatError, match="the file is empty"):
        header(Lines(io.BytesIO(b"\n")), ",")
    with pytest.raises(FormatError, match="names of the columns cannot be read: a quotation"):
        header(Lines(io.BytesIO(b'"a,b\n1,2\n')), ",")
