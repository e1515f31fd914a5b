"""Widths, wrapping, tables: pure, so mostly properties."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck import text
from factcheck.cli.layout import Column, pad, plain, shorten, table, trimmed, width, wrap

# Letters of one cell and of two, combining ones, emoji with joiners, blanks and line breaks.
WORDS = "abc ñé 法国総統は مرحبا नमस्ते 👩‍💻 👨‍👩‍👧 🇻🇪 e\u0301 a\u0308\u0323 ｆｕｌｌ \n —…“”"
TEXTS = st.text(st.sampled_from(WORDS), max_size=60) | st.text(max_size=40).map(text.printable)
LIMITS = st.integers(2, 40)


@pytest.mark.parametrize(
    ("told", "cells"),
    [
        ("", 0),
        ("abc", 3),
        ("Nicolás", 7),
        ("法国", 4),
        ("ｆｕｌｌ", 8),
        ("e\u0301", 1),
        ("👩‍💻", 2),
        ("🇻🇪", 2),
        ("“a”…", 4),
    ],
)
def test_a_width_is_counted_in_cells(told: str, cells: int) -> None:
    assert width(told) == cells


@given(TEXTS, LIMITS)
def test_no_line_is_wider_than_the_limit(told: str, limit: int) -> None:
    assert all(width(line) <= limit for line in wrap(told, limit))


@given(TEXTS, LIMITS)
def test_wrapping_keeps_every_character_but_blanks(told: str, limit: int) -> None:
    assert "".join("".join(wrap(told, limit)).split()) == "".join(
        map(text.printable, told.split())
    )


@given(TEXTS)
def test_words_that_fit_stay_whole(told: str) -> None:
    words = [text.printable(word) for word in told.split()]
    limit = max((width(word) for word in words), default=1)
    lines = wrap(told, max(limit, 2))
    assert [word for line in lines for word in line.split()] == words


@given(st.lists(st.text("abc 法", max_size=12), min_size=1, max_size=4))
def test_a_line_break_stays_a_line_break(lines: list[str]) -> None:
    assert wrap("\n".join(lines), 80) == [" ".join(line.split()) for line in lines]


def test_wrapping_fills_the_lines() -> None:
    assert wrap("one two three four", 9) == ["one two", "three", "four"]
    assert wrap("abcdefgh ij", 3) == ["abc", "def", "gh", "ij"]
    assert wrap("法国総統", 5) == ["法国", "総統"]


@given(
    st.lists(st.sampled_from(["👩‍💻", "👩", "a", "b", "e\u0301"]), max_size=20).map("".join),
    LIMITS,
)
def test_what_is_joined_is_not_torn_apart(told: str, limit: int) -> None:
    if any(len(word) > 2 * limit for word in told.split()):
        return
    torn = [
        line for line in wrap(f"x{told}x", limit) if line[0] == "\u200d" or line[-1] == "\u200d"
    ]
    assert not [line for line in torn if len(line) > 1]


@given(TEXTS, LIMITS)
def test_a_shortened_text_fits_and_says_so(told: str, limit: int) -> None:
    told = told.replace("\n", " ")
    short = shorten(told, limit)
    assert width(short) <= limit
    assert short == told if width(told) <= limit else short.endswith("…")
    assert told.startswith(short.removesuffix("…"))


def test_shortening_cuts_no_more_than_it_must() -> None:
    assert shorten("abcdef", 4) == "abc…"
    assert shorten("法国総統", 5) == "法国…"
    assert shorten("ab cdef", 4) == "ab…"
    assert shorten("abcd", 4) == "abcd"


@pytest.mark.parametrize("letter", ["a", "法", "é", "e\u0301"])
def test_a_long_word_takes_no_long_time(letter: str) -> None:
    told = letter * 20_000
    started = time.process_time()
    lines = wrap(told, 66)
    short = shorten(told, 66)
    assert time.process_time() - started < 3
    assert "".join(lines) == told
    assert width(short) <= 66


@given(TEXTS, st.integers(0, 30), st.booleans())
def test_padding_fills_up_and_never_cuts(told: str, cells: int, right: bool) -> None:
    line = told.replace("\n", " ")
    padded = pad(line, cells, right=right)
    assert width(padded) >= min(cells, width(padded))
    assert len(padded) == len(line) + max(cells - width(line), 0)
    assert padded.endswith(line) if right else padded.startswith(line)


def plainly(lines: list[list[tuple[str, str]]]) -> list[str]:
    return ["".join(told for told, _ in line) for line in lines]


COLUMNS = (
    Column("id", lambda row: row[0], right=True),
    Column("who", lambda row: row[1], most=8),
    Column("what", lambda row: row[2], grow=True),
)


def test_a_table_has_a_heading_and_cuts_what_is_too_long() -> None:
    rows = [("1", "Ana", "short"), ("12", "Mike Pompeo", "one two three four five six seven")]
    assert plainly(table(COLUMNS, rows, 36)) == [
        " id  who       what",
        "  1  Ana       short",
        " 12  Mike      one two three four",
        "     Pompeo    five six seven",
    ]
    assert plainly(table(COLUMNS, rows, 30)) == [
        " id  who       what",
        "  1  Ana       short",
        " 12  Mike      one two three",
        "     Pompeo    four five six…",
    ]


def test_the_growing_column_takes_no_more_than_it_needs() -> None:
    assert plainly(table(COLUMNS, [("1", "Ana", "short")], 80)) == [
        " id  who  what",
        "  1  Ana  short",
    ]


def test_a_line_break_in_a_cell_does_not_make_its_column_narrow() -> None:
    rows = [("1", "Ana", "a first line of ñ letters\nand another one")]
    assert plainly(table(COLUMNS, rows, 80))[1] == "  1  Ana  a first line of ñ letters"


@given(
    st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), min_size=1, max_size=4), st.integers(50, 100)
)
def test_no_table_is_wider_than_the_terminal(
    rows: list[tuple[str, str, str, str]], total: int
) -> None:
    columns = (*COLUMNS, Column("more", lambda row: row[3], most=30, lines=9))
    lines = plainly(table(columns, rows, total))
    assert all(width(line) <= total for line in lines)
    assert all(line == line.rstrip() for line in lines)


def test_a_control_character_in_a_cell_is_shown_as_such() -> None:
    lines = plainly(table(COLUMNS, [("1", "\x1b[2J", "\u202ex")], 80))
    assert lines[1].split() == ["1", "<U+001B>", "<U+202E>x"]
    assert lines[2].split() == ["[2J"]


def test_styles_follow_the_column() -> None:
    column = Column("id", lambda row: row, style=lambda row: "red" if row == "x" else "")
    heading, first, second = table((column,), ["x", "y"], 80)
    assert ("id", "bold") in heading
    assert ("x", "red") in first
    assert ("y", "") in second
    assert plain("anything") == ""


def test_a_line_ends_with_no_blanks() -> None:
    assert trimmed([("a  ", "bold"), ("  ", ""), (" ", "red")]) == [("a", "bold")]
    assert trimmed([(" ", "")]) == []
