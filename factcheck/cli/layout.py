"""Laying out text for a terminal: widths, wrapping, tables. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from factcheck import text

# A piece of text and its style; a line is a list of them.
Segment = tuple[str, str]
Line = list[Segment]


def width(told: str) -> int:
    """How many cells a text takes: East Asian characters take two, combining ones none."""
    if told.isascii():
        return len(told)
    from wcwidth import wcswidth

    return max(wcswidth(told), 0)


def shorten(told: str, limit: int) -> str:
    """A text that fits into ``limit`` cells, cut with an ellipsis."""
    if width(told) <= limit:
        return told
    while told and width(told) > limit - 1:
        told = told[:-1]
    return told.rstrip() + "…"


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
        rest = word
        while width(rest) > limit:
            cut = len(rest)
            while cut > 1 and width(rest[:cut]) > limit:
                cut -= 1
            found.append(rest[:cut])
            rest = rest[cut:]
        found.append(rest)
    return found


def pad(told: str, cells: int, *, right: bool = False) -> str:
    """A text filled up with blanks to so many cells."""
    blanks = " " * max(cells - width(told), 0)
    return blanks + told if right else told + blanks


def plain(_value: Any) -> str:
    """No style."""
    return ""


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
    sizes = []
    for number, column in enumerate(columns):
        longest = max(
            (width(line) for row in cells for line in row[number].split("\n")), default=0
        )
        sizes.append(max(width(column.name), min(longest, column.most)))
    for number, column in enumerate(columns):
        if column.grow:
            others = sum(sizes) - sizes[number] + 2 * (len(columns) - 1) + 1
            longest = max((width(row[number]) for row in cells), default=0)
            sizes[number] = max(width(column.name), 12, min(longest, total - others))
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
