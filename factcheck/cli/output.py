"""The only printer. stdout is data, stderr is talk; nothing from the database goes out raw."""

import csv
import io
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from textwrap import indent
from typing import Any, TextIO

from factcheck import text
from factcheck.cli.layout import Column, Line, table, wrap
from factcheck.errors import FactcheckError, Usage

FORMATS = ("table", "json", "jsonl", "csv", "tsv")
_STYLES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
}
# What the demo sets: screens as on a terminal, whatever stdout is.
_staged: list[bool] = []
# When to print in colour, as the last Output was told: errors have no other to ask.
_mode: list[str] = ["auto"]
# The commands of this run whose transaction has been committed.
saved: list[str] = []
# Among these: not all that was asked, but what was told to be done.
PART = "a part"
# What this run took from a person or from stdin, which it could not ask for again.
asked: list[str] = []


def what_is_saved() -> str:
    """What to say of the data when a command ends in an error of its own."""
    if PART in saved:
        return "what was done is saved"
    return "what was asked is saved" if saved else "nothing was saved"


@contextmanager
def staged() -> Iterator[None]:
    """While this is open, output looks as it does on a terminal."""
    _staged.append(True)
    try:
        yield
    finally:
        _staged.pop()


def on_terminal(stream: TextIO | None = None) -> bool:
    """Whether a person looks at this stream (stdout)."""
    if _staged:
        return True
    return (stream or sys.stdout).isatty()


def wants_color(mode: str, stream: TextIO) -> bool:
    """NO_COLOR and TERM=dumb are heeded unless the mode says always."""
    if mode != "auto":
        return mode == "always"
    dumb = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return stream.isatty() and not dumb


@dataclass
class Output:
    """Prints records in the format that was asked for."""

    format: str = "table"
    columns: tuple[str, ...] = ()
    color: str = "auto"

    def __post_init__(self) -> None:
        _mode[:] = [self.color]

    @property
    def for_people(self) -> bool:
        """Whether the output is words rather than data."""
        return self.format == "table" and not self.columns

    @property
    def width(self) -> int:
        """The width of the terminal; 80 where there is none."""
        return shutil.get_terminal_size((80, 24)).columns

    # Data, on stdout.

    def rows(self, records: Sequence[Any], columns: Sequence[Column]) -> None:
        """Print records, one a row."""
        if self.format == "table":
            self._table(records, self._chosen(columns))
            return
        found = [self._picked(_plain(record)) for record in records]
        if self.format == "json":
            _write(_json(found, indent=2) + "\n")
        elif self.format == "jsonl":
            _write("".join(_json(one) + "\n" for one in found))
        else:
            names = list(found[0]) if found else list(self.columns)
            self._separated(names, found)

    def flow(self, batches: Iterable[Sequence[Any]], columns: Sequence[Column]) -> None:
        """Print records as they come, one a row: what ``rows`` prints, and never all at once."""
        began = False
        for batch in batches:
            if self.format in ("table", "jsonl"):
                self.rows(batch, columns)
                continue
            found = [self._picked(_plain(record)) for record in batch]
            if found and self.format == "json":
                told = (indent(_json(one, indent=2), "  ") for one in found)
                _write((",\n" if began else "[\n") + ",\n".join(told))
            elif found:
                self._separated(list(found[0]), found, headed=not began)
            began = began or bool(found)
        if self.format == "json":
            _write("\n]\n" if began else "[]\n")
        elif not began and self.format in ("csv", "tsv"):
            self._separated(list(self.columns), [])

    def record(self, record: Any) -> None:
        """Print one record as data."""
        if self.format == "table":
            self._table([record], self._chosen(()))
            return
        found = self._picked(_plain(record))
        if self.format in ("csv", "tsv"):
            self._separated(list(found), [found])
        else:
            _write(_json(found, indent=2 if self.format == "json" else None) + "\n")

    def result(self, record: Any, *lines: str) -> None:
        """What a write did: a line for people, the record it made for programs."""
        if self.for_people:
            room = self.width if on_terminal() else 10**6
            self.lines([[(row, "")] for line in lines for row in wrap(text.printable(line), room)])
        else:
            self.record(record)

    def lines(self, lines: Sequence[Line]) -> None:
        """Print styled lines."""
        color = wants_color(self.color, sys.stdout)
        _write("".join(_styled(line, color) + "\n" for line in lines))

    def paragraphs(self, *told: str) -> None:
        """Print wrapped text."""
        self.lines(
            [
                [(line, "")]
                for one in told
                for line in wrap(text.printable(one), max(self.width, 80))
            ]
        )

    def _table(self, records: Sequence[Any], columns: Sequence[Column]) -> None:
        if on_terminal():
            if records:
                self.lines(table(columns, records, self.width))
            return
        for record in records:
            _write("\t".join(text.one_line(column.show(record)) for column in columns) + "\n")

    def _chosen(self, columns: Sequence[Column]) -> Sequence[Column]:
        if not self.columns:
            return columns
        return [
            Column(name, _field(name), grow=name in ("text", "claim")) for name in self.columns
        ]

    def _picked(self, found: Mapping[str, Any]) -> dict[str, Any]:
        if not self.columns:
            return dict(found)
        for name in self.columns:
            if name not in found:
                raise _no_column(name, found)
        return {name: found[name] for name in self.columns}

    def _separated(
        self, names: list[str], records: list[dict[str, Any]], *, headed: bool = True
    ) -> None:
        stream = io.StringIO()
        writer = csv.writer(
            stream, delimiter="\t" if self.format == "tsv" else ",", lineterminator="\n"
        )
        if headed:
            writer.writerow(names)
        for one in records:
            writer.writerow([_cell(one[name]) for name in names])
        told = stream.getvalue()
        _write(text.printable(told) if on_terminal() else told)

    # Talk, on stderr.

    def note(self, told: str) -> None:
        """A remark that is no data."""
        say(told)

    def hint(self, told: str) -> None:
        """What to type next: for a person at a terminal only."""
        if on_terminal() and self.for_people:
            say(told)

    def warning(self, told: str) -> None:
        """Something that a person should look at."""
        say(f"warning: {told}", style="yellow")


def say(told: str, *, style: str = "", end: str = "\n") -> None:
    """One line on stderr; in the demo, where talk is part of the story, on stdout."""
    stream = sys.stdout if _staged else sys.stderr
    sys.stdout.flush()
    line = _styled([(told, style)], wants_color(_mode[-1], stream))
    print(line, file=stream, flush=True, end=end)


def error(failure: FactcheckError, *, as_json: bool) -> None:
    """An error: one line, what to do under it; or an object."""
    if as_json:
        say_raw(_json({"error": failure.as_dict()}))
        return
    say(f"error: {text.one_line(failure.message)}", style="red")
    for line in (failure.hint or "").split("\n"):
        if line:
            say(f"  {line}")


def say_raw(told: str) -> None:
    """A line on stderr that is safe already."""
    sys.stdout.flush()
    print(told, file=sys.stderr, flush=True)


def _write(told: str) -> None:
    sys.stdout.write(told.encode("utf-8", "backslashreplace").decode("utf-8"))
    sys.stdout.flush()


def _styled(line: Line, color: bool) -> str:
    parts = []
    for told, style in line:
        safe = text.printable(told).replace("\n", " ").replace("\t", " ")
        parts.append(f"\x1b[{_STYLES[style]}m{safe}\x1b[0m" if color and style else safe)
    return "".join(parts)


def _plain(record: Any) -> dict[str, Any]:
    if is_dataclass(record) and not isinstance(record, type):
        return asdict(record)
    return dict(record)


def _field(name: str) -> Any:
    def show(record: Any) -> str:
        found = _plain(record)
        if name not in found:
            raise _no_column(name, found)
        return _cell(found[name])

    return show


def _no_column(name: str, found: Mapping[str, Any]) -> Usage:
    return Usage(f"there is no column {text.one_line(name)}", hint=f"columns: {', '.join(found)}")


def _cell(value: Any) -> str:
    """A value in one cell of a table: lists and records as JSON, formulas made harmless."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
        value = ", ".join(value)
    if isinstance(value, (dict, list, tuple)):
        return _json(value)
    return text.formula_safe(str(value)) if isinstance(value, str) else str(value)


def _json(value: Any, indent: int | None = None) -> str:
    """JSON in UTF-8 in which what a terminal would obey is escaped."""
    return text.json_safe(json.dumps(value, ensure_ascii=False, indent=indent))


def say_traceback(told: str) -> None:
    """Where an error arose, for --debug."""
    for line in told.rstrip().split("\n"):
        say_raw(text.printable(line))
