"""Laying out text for a terminal: widths, wrapping, tables. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from factcheck import text

# A piece of text and its style; a line is a list of them.
Segment = tuple[str, str]
Line = list[Segment]
_JOINERS = ("\u200c", "\u200d")
_NARROW = 8
# How wide the labels at the left of a screen are.
MARGIN = 14


def width(told: str) -> int:
    """How many cells a text takes: East Asian characters take two, combining ones none.

    A control character counts as one, as in a text of ASCII alone.
    """
    if told.isascii():
        return len(told)
    from wcwidth import wcswidth, wcwidth

    cells = wcswidth(told)
    return cells if cells >= 0 else sum(max(wcwidth(one), int(wcwidth(one) < 0)) for one in told)


def shorten(told: str, limit: int) -> str:
    """A text that fits into ``limit`` cells, cut with an ellipsis."""
    if len(told) <= limit and width(told) <= limit:
        return told
    fits = _fitting(told, limit)
    return told if fits == len(told) else told[: _fitting(told, limit - 1)].rstrip() + "…"


def _fitting(told: str, limit: int) -> int:
    """How many characters of a text fit into so many cells, in time that grows with them alone."""
    high = max(limit, 1)
    while high < len(told) and width(told[:high]) <= limit:
        high *= 2
    if high >= len(told) and width(told) <= limit:
        return len(told)
    low, high = 0, min(high, len(told))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if width(told[:middle]) <= limit else (low, middle)
    while low > 1 and (told[low - 1] in _JOINERS or told[low : low + 1] in _JOINERS):
        low -= 1  # what is joined is not torn apart: a joiner at an end would be shown as such
    return low


def wrap(told: str, limit: int) -> list[str]:
    """A text in lines of at most ``limit`` cells; words longer than that are broken."""
    lines: list[str] = []
    for paragraph in told.split("\n"):
        line = ""
        for piece in _pieces(paragraph, max(limit, 1)):
            longer = f"{line} {piece}" if line else piece
            if line and width(longer) > limit:
                lines.append(line)
                line = piece
            else:
                line = longer
        lines.append(line)
    return lines


def _pieces(paragraph: str, limit: int) -> list[str]:
    """The words of a paragraph, those that are too long broken to size."""
    found = []
    for word in paragraph.split():
        rest = text.printable(word)  # a joiner at the end of a word joins nothing: it is shown
        while rest:
            cut = max(_fitting(rest, limit), 1)
            found.append(rest[:cut])
            rest = rest[cut:]
    return found


def pad(told: str, cells: int, *, right: bool = False) -> str:
    """A text filled up with blanks to so many cells."""
    blanks = " " * max(cells - width(told), 0)
    return blanks + told if right else told + blanks


def plain(_value: Any) -> str:
    """No style."""
    return ""


_VERDICT_STYLES = {
    "supported": "green",
    "refuted": "red",
    "mixed": "yellow",
    "insufficient": "yellow",
    "not-checkable": "dim",
}


def verdict_style(verdict: str | None) -> str:
    """The colour of a verdict; it only says again what the word says."""
    return _VERDICT_STYLES.get(verdict or "", "")


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, what it shows of a record, and how."""

    name: str
    show: Callable[[Any], str]
    style: Callable[[Any], str] = field(default=plain)
    right: bool = False
    grow: bool = False
    most: int = 24
    lines: int = 2


def table(columns: Sequence[Column], records: Sequence[Any], total: int) -> list[Line]:
    """Records as a table of at most ``total`` cells; the growing column takes what is left."""
    cells = [[text.printable(column.show(record)) for column in columns] for record in records]
    widths = _widths(columns, cells, total)
    lines = [_heading(columns, widths)]
    for record, row in zip(records, cells, strict=True):
        blocks = [
            _cell(cell, size, column.lines)
            for cell, size, column in zip(row, widths, columns, strict=True)
        ]
        for number in range(max(len(block) for block in blocks)):
            lines.append(_row(columns, widths, blocks, number, record))
    return lines


def _widths(columns: Sequence[Column], cells: list[list[str]], total: int) -> list[int]:
    """What each column wants; where that is too much, the widest give way."""
    room = total - 1 - 2 * (len(columns) - 1)
    longest = [
        max((width(line) for row in cells for line in row[number].split("\n")), default=0)
        for number in range(len(columns))
    ]
    sizes = []
    for column, most in zip(columns, longest, strict=True):
        limit = max(room // 3, 12) if column.grow else column.most
        sizes.append(max(width(column.name), min(most, limit)))
    while sum(sizes) > room and max(sizes) > _NARROW:
        sizes[sizes.index(max(sizes))] -= 1
    for number, column in enumerate(columns):
        if column.grow:
            sizes[number] += max(min(room - sum(sizes), longest[number] - sizes[number]), 0)
    return sizes


def _cell(cell: str, size: int, most: int) -> list[str]:
    lines = wrap(cell, size)
    if len(lines) > most:
        lines = [*lines[: most - 1], shorten(" ".join(lines[most - 1 :]), size)]
    return lines


def _heading(columns: Sequence[Column], widths: list[int]) -> Line:
    line: Line = [(" ", "")]
    for column, size in zip(columns, widths, strict=True):
        line.append((pad(column.name, size, right=column.right) + "  ", "bold"))
    return trimmed(line)


def _row(
    columns: Sequence[Column],
    widths: list[int],
    blocks: list[list[str]],
    number: int,
    record: Any,
) -> Line:
    line: Line = [(" ", "")]
    for column, size, block in zip(columns, widths, blocks, strict=True):
        told = block[number] if number < len(block) else ""
        line.append((pad(told, size, right=column.right), column.style(record)))
        line.append(("  ", ""))
    return trimmed(line)


def trimmed(line: Line) -> Line:
    """A line without blanks at its end."""
    while line and not line[-1][0].strip():
        line = line[:-1]
    if line:
        line = [*line[:-1], (line[-1][0].rstrip(), line[-1][1])]
    return line


def labelled(label: str, told: str, tail: str, total: int, style: str = "") -> list[Line]:
    """A label at the left, its text in a column, an id at the right of the last line."""
    room = total - MARGIN
    rows = wrap(text.printable(told), room) if told else [""]
    lines: list[Line] = []
    for number, row in enumerate(rows):
        head = pad(f"{label} " if number == 0 else "", MARGIN)
        lines.append([(head, style), (row, "")])
    if tail:
        last = rows[-1]
        if width(last) + len(tail) + 1 > room:
            lines.append([(" " * MARGIN, ""), (pad(tail, room, right=True), "dim")])
        else:
            lines[-1].append((pad(tail, room - width(last), right=True), "dim"))
    return lines
