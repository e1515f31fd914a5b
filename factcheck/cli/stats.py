"""factcheck stats: the work in numbers, as tables with bars, as data, or as a page."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck import text
from factcheck.cli import lists
from factcheck.cli.context import Call, command
from factcheck.cli.layout import Column, Line, pad, shorten, width
from factcheck.cli.output import on_terminal
from factcheck.reports.figures import figure

if TYPE_CHECKING:
    from factcheck.reports.numbers import Group, Numbers, Row

COLUMNS = (
    Column("by", lambda row: row.by),
    Column("name", lambda row: row.name, grow=True),
    Column("number", lambda row: figure(row.number), right=True),
    Column("verdicts", lambda row: _verdicts(row)),
)
_STYLES = {
    "supported": "green",
    "refuted": "red",
    "mixed": "yellow",
    "insufficient": "yellow",
}
_EIGHTHS = " ▏▎▍▌▋▊▉"


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "stats")(stats)


def stats(
    call: Call,
    filters: lists.Filters,
    *,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="WHAT", help="Only this: speaker, party, tag, age, ..."),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=0, help="Groups of a kind; 0: all.")
    ] = 10,
    html: Annotated[
        str | None,
        typer.Option("--html", metavar="FILE", help="Write a page with charts, into a new file."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the file, where there is one.")
    ] = False,
) -> None:
    """The work in numbers: by verdict, speaker, party, tag, source, publisher and more.

    Counted are the claims that list would show with these filters. The page needs no
    other file and no program in it: it can be sent, printed and read anywhere.

    \b
    Examples:
      factcheck stats
      factcheck stats --by speaker --tag venezuela
      factcheck stats --html numbers.html
    """
    from factcheck.reports.numbers import numbers

    with call.reading(unhurried=True) as session:
        wanted = filters.wanted(call, session)
        found = numbers(session, wanted, by=by, most=limit or None)
    if html is not None:
        _write(call, found, Path(html), filters, replace=replace)
    elif call.out.for_people and on_terminal():
        call.out.lines(screen(found, min(call.out.width, 100)))
    else:
        call.out.rows(found.rows, COLUMNS)
    for note in found.notes:
        call.out.note(f"note: {note}")
    if html is None:
        call.out.note(f"{text.counted(found.claims, 'claim')} counted.")


def _write(
    call: Call, found: "Numbers", path: Path, filters: lists.Filters, *, replace: bool
) -> None:
    from factcheck.reports import page

    made = page.write(found, path.expanduser(), narrowed=_narrowed(filters), replace=replace)
    call.out.result({"file": str(made), "claims": found.claims}, f"Written: {made}")


def _narrowed(filters: lists.Filters) -> str:
    """The filters in words, for the head of the page."""
    found = []
    for name, value in vars(filters).items():
        if value not in (None, False, []):
            words = ", ".join(value) if isinstance(value, list) else value
            told = name.replace("_", " ")
            found.append(told if value is True else f"{told}: {words}")
    return ", ".join(found)


# the screen


def screen(found: "Numbers", room: int) -> list[Line]:
    """All groups as tables with bars, in so many columns."""
    lines: list[Line] = []
    for group in found.groups:
        if group.rows:
            lines += [*_group(group, room), []]
    return lines[:-1]


def _group(group: "Group", room: int) -> list[Line]:
    shown = [text.printable(text.one_line(row.name)) for row in group.rows]
    names = min(max(map(width, shown)), 28)
    numbers = max(len(figure(row.number)) for row in group.rows)
    left = room - names - numbers - 8  # for the bar and, behind it, what it is made of
    told = [shorten(_largest(row), max(left - 6, 1)) for row in group.rows]
    bars = left - max(map(len, told))
    most = max(row.number for row in group.rows) or 1
    lines: list[Line] = [[(group.title, "bold")]]
    for row, name, made in zip(group.rows, shown, told, strict=True):
        line: Line = [
            ("  " + pad(shorten(name, names), names) + "  ", ""),
            (pad(figure(row.number), numbers, right=True) + "  ", "bold"),
            (pad(bar(row.number / most, bars), bars), _STYLES.get(row.name, "cyan")),
        ]
        lines.append([*line, ("  " + made, "dim")] if made else line)
    if group.more:
        lines.append([(f"  and {group.more:,} more: --by {group.by} --limit 0", "dim")])
    return [_trimmed(line) for line in lines]


def _trimmed(line: Line) -> Line:
    last, style = line[-1]
    return [*line[:-1], (last.rstrip(), style)]


def bar(share: float, cells: int) -> str:
    """A bar of blocks that fills this share of so many cells; a little of it where it is small."""
    eighths = max(round(share * cells * 8), 1 if share > 0 else 0)
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")


def _largest(row: "Row") -> str:
    """The most of it, where there is no room for all."""
    parts = sorted(row.parts, key=lambda part: -part[1])[:3]
    return ", ".join(f"{number:,} {word}" for word, number in parts if number)


def _verdicts(row: "Row") -> str:
    """What the group is made of: 3 refuted, 1 open."""
    return ", ".join(f"{number:,} {word}" for word, number in row.parts if number)
