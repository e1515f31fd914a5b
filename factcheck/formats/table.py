"""Tables: CSV and TSV, in any of the usual encodings, row by row; and the table of rejects."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from factcheck import text
from factcheck.formats import lines as rows
from factcheck.formats.base import FormatError, Found, Options, Refused
from factcheck.formats.lines import Lines, Row
from factcheck.formats.mappings import (
    LIAR,
    LIAR_HEADER,
    Columns,
    claim,
    liar_shaped,
    recognise,
)

REJECTS = ("_line", "_reason")
_DELIMITERS = ",;\t|"
_SEP = re.compile(rb"sep=([,;\t|])\s*", re.IGNORECASE)
_NOT_A_TABLE = (b"{", b"[", b"<", b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"SQLite format 3")
# Of a row of rejects: the number of the line and the reason.
_PREFIXES = {
    each: re.compile(
        rb'\A"?(?:_line|\d*)"?%s(?:"(?:[^"]|"")*"|[^"%s\n]*)%s' % ((re.escape(each.encode()),) * 3)
    )
    for each in _DELIMITERS
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is written: its columns, their line as it stood, the delimiter.

    ``raw`` is empty for LIAR, which has no line of columns and no quoting. ``rejects`` says
    that two columns of ours, the line and the reason, stand before those named here.
    """

    columns: tuple[str, ...]
    raw: bytes
    delimiter: str
    rejects: bool = False

    @property
    def quoted(self) -> bool:
        return bool(self.raw)


def layout(head: bytes) -> Layout:
    """How the table is written that begins so. Raises FormatError."""
    return _layout(Lines(io.BytesIO(head)))


def _layout(lines: Lines) -> Layout:
    """The layout; the lines go on with the first row."""
    first = _first(lines)
    if told := _SEP.fullmatch(first):
        delimiter = told.group(1).decode()
        return _with_header(lines, delimiter)
    cells = first.decode("utf-8", "replace").rstrip("\r\n").split("\t")
    lines.back([first])
    for rejects, shape in ((False, cells), (True, cells[2:])):
        if liar_shaped(shape):
            return Layout(tuple(LIAR_HEADER), b"", "\t", rejects)
    return _with_header(lines, _delimiter(first))


def _first(lines: Lines) -> bytes:
    while line := lines.next():
        if not line.isspace():
            return line
    raise FormatError("the file is empty")


def _delimiter(first: bytes) -> str:
    """The delimiter that gives the line of columns the most cells."""
    line = first.decode("utf-8", "replace")
    return max(_DELIMITERS, key=lambda each: len(rows.split(line, each)))


def _with_header(lines: Lines, delimiter: str) -> Layout:
    header = rows.header(lines, delimiter)
    columns = tuple(text.formula_plain(cell).strip() for cell in header.cells)
    while columns and not columns[-1]:
        columns = columns[:-1]
    if columns[:2] != REJECTS:
        return Layout(columns, header.raw, delimiter)
    raw = _PREFIXES[delimiter].sub(b"", header.raw, count=1)
    return Layout(columns[2:], raw, delimiter, rejects=True)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text, one claim each; which column is what is told, or seen by their names."""

    name: str
    about: str
    suffixes: tuple[str, ...]
    delimiters: str

    def fits(self, head: bytes) -> bool:
        """Whether the head is a table with this delimiter whose columns are understood."""
        if head.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(_NOT_A_TABLE):
            return False
        try:
            found = layout(head)
            recognise(found.columns, {})
        except FormatError:
            return False
        return found.delimiter in self.delimiters

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Found | Refused]:
        """The claims of a table, row by row. Raises FormatError when it is none, or unknown."""
        lines = Lines(stream)
        found = _layout(lines)
        columns = LIAR if not found.quoted else recognise(found.columns, options.mapping)
        lines.prefix = _PREFIXES[found.delimiter] if found.rejects else None
        return _records(_rows(lines, found), found, columns)


CSV = Table("csv", "a table: one claim a row, separated by commas", (".csv",), ",;|")
TSV = Table("tsv", "a table: one claim a row, separated by tabs", (".tsv", ".tab"), "\t")


def _rows(lines: Lines, found: Layout) -> Iterator[Row]:
    if found.quoted:
        return rows.quoted(lines, found.delimiter, len(found.columns))
    return rows.unquoted(lines, found.delimiter)


def _records(told: Iterable[Row], found: Layout, columns: Columns) -> Iterator[Found | Refused]:
    notes = left_out(columns)
    for row in told:
        try:
            cells = _cells(row, found.columns)
            if cells is None:
                continue
            record = claim(dict(zip(found.columns, cells, strict=True)), columns)
        except FormatError as error:
            yield Refused(f"line {row.line}", error.message, row.raw)
        else:
            yield Found(f"line {row.line}", record, row.text, notes)
            notes = ()


def left_out(columns: Columns) -> tuple[str, ...]:
    """The note of which columns are not read; it goes with the first record of a file."""
    return (f"not read: {', '.join(columns.left_out)}",) if columns.left_out else ()


def _cells(row: Row, header: tuple[str, ...]) -> list[str] | None:
    """As many cells as there are columns; None for a row of empty cells. Raises FormatError."""
    if row.reason:
        raise FormatError(row.reason)
    cells, width = row.cells, len(header)
    if len(cells) > width and not any(map(str.strip, cells[width:])):
        cells = cells[:width]
    if not any(cells):
        return None
    if len(cells) != width:
        few = "few" if len(cells) < width else "many"
        raise FormatError(f"too {few} columns: {len(cells)} where the header has {width}")
    if "\0" in row.text:
        at = next(name for name, cell in zip(header, cells, strict=True) if "\0" in cell)
        raise FormatError(f"{text.one_line(at)}: contains a NUL character")
    return cells


def write_rejects(found: Layout, refused: Iterable[Refused]) -> Iterator[bytes]:
    """A table of the rows that were refused, to be mended and read again.

    Before the columns of the original stand ``_line`` and ``_reason``, which a reader leaves
    out; each row follows byte for byte as it stood. LIAR has no line of columns, and so the
    table has none: it is known by its shape. A file in UTF-16 gets its rejects in UTF-8.
    """
    delimiter = found.delimiter.encode()
    if found.raw:
        yield delimiter.join([*(name.encode() for name in REJECTS), found.raw]) + b"\n"
    for each in refused:
        number = each.place.removeprefix("line ").encode("utf-8", "replace")
        yield delimiter.join([number, _reason(each.reason, found.quoted), each.raw]) + b"\n"


def _reason(told: str, quoted: bool) -> bytes:
    reason = text.one_line(told).replace('"', "'")
    return (f'"{reason}"' if quoted else reason).encode()


@dataclass(frozen=True, slots=True)
class TableWriter:
    """Rows of named texts as CSV or TSV. With ``raw`` nothing is put before formulas."""

    name: str
    about: str
    suffixes: tuple[str, ...]
    delimiter: str
    raw: bool = False
    columns: tuple[str, ...] = ()

    def write(self, records: Iterable[Mapping[str, str | None]]) -> Iterator[bytes]:
        """The lines of the table. The columns are those told, else those of the first row."""
        columns = self.columns
        if columns:
            yield self._line(columns)
        for row in records:
            if not columns:
                columns = tuple(row)
                yield self._line(columns)
            yield self._line(row.get(name) or "" for name in columns)

    def _line(self, cells: Iterable[str]) -> bytes:
        made = io.StringIO(newline="")
        writer = csv.writer(made, delimiter=self.delimiter, lineterminator="\r\n")
        writer.writerow([cell if self.raw else text.formula_safe(cell) for cell in cells])
        return made.getvalue().encode()


CSV_WRITER = TableWriter("csv", "a table, separated by commas", (".csv",), ",")
TSV_WRITER = TableWriter("tsv", "a table, separated by tabs", (".tsv", ".tab"), "\t")
