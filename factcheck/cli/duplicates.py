"""factcheck duplicates: claims, speakers or sources that may be here twice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck import services, text
from factcheck.cli import completion
from factcheck.cli.context import Call, command
from factcheck.cli.layout import Column, Line, shorten, wrap
from factcheck.cli.matching import STYLES, ZONES
from factcheck.cli.output import on_terminal
from factcheck.cli.progress import bar
from factcheck.records import word

if TYPE_CHECKING:
    from factcheck.views import DuplicatePage, DuplicateView

KINDS = ("claims", "speakers", "sources")
COLUMNS = (
    Column("zone", lambda row: row.zone),
    Column("chance", lambda row: f"{row.probability:.2f}", right=True),
    Column("id", lambda row: str(row.id), right=True),
    Column("other", lambda row: str(row.other), right=True),
    Column("text", lambda row: row.text, grow=True),
    Column("other text", lambda row: row.other_text, grow=True),
    Column("reasons", lambda row: "; ".join(row.reasons)),
    Column("warnings", lambda row: "; ".join(row.warnings)),
    Column("command", lambda row: row.command),
)
_LINES = 3


@dataclass(frozen=True)
class Wanted:
    """Which pairs are shown."""

    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=0, help="Pairs; 0 for all.")
    ] = 20
    related: Annotated[
        bool, typer.Option("--related", help="Those that are hardly the same, too.")
    ] = False
    all: Annotated[
        bool, typer.Option("--all", help="Ask about the claims of the library, too.")
    ] = False


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "duplicates")(duplicates)


def duplicates(
    call: Call,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="[claims|speakers|sources]",
            help="What may be here twice.",
            autocompletion=completion.kinds,
        ),
    ] = "claims",
    *,
    wanted: Wanted,
) -> None:
    """List likely duplicates: claims, speakers or sources that may be here twice, best first.

    Our claims are asked about, and compared with all, those of the library too. What is
    merged or linked already is left out. A pair is a suggestion: look at what differs, then
    type what stands below it.

    \b
    Examples:
      factcheck duplicates speakers
      factcheck duplicates --related --limit 0 --json
    """
    kind = word(kind, KINDS, "kind of record")
    asked = services.duplicates.Asked(wanted.limit or None, wanted.related, wanted.all)
    with call.reading(unhurried=True) as session, bar("comparing", kind) as tell:
        found = getattr(services.duplicates, kind).find(session, asked, tell)
    if call.out.for_people and on_terminal():
        call.out.lines([line for one in found.rows for line in _block(one, call.out.width)])
    else:
        call.out.rows(found.rows, COLUMNS)
    call.out.note(footer(found, kind, wanted))
    if kind == "claims" and found.rows:
        one = found.rows[0]
        call.out.hint(f"Linked claims leave this list: factcheck link {one.other} KIND {one.id}")


def footer(found: "DuplicatePage", kind: str, wanted: Wanted) -> str:
    """How many there are, among how many, and what is not shown."""
    part = f"{len(found.rows):,} of " if len(found.rows) < found.total else ""
    what = "related pair" if wanted.related else "likely duplicate"
    noun = kind.removesuffix("s")
    ours = "tracked " if kind == "claims" and not wanted.all else ""
    told = (
        f"{part}{text.counted(found.total, what)} among {text.counted(found.asked, ours + noun)}"
    )
    if found.hidden:
        told += f"; library of {found.hidden:,} only compared with (--all)"
    if found.related:
        told += f"; {found.related:,} more are related at best (--related)"
    return f"{told}."


def _block(one: "DuplicateView", room: int) -> Iterator[Line]:
    """A pair as a person reads it: both texts, why, what to look at, what to type."""
    yield [(f"{ZONES[one.zone]} ({one.probability:.2f})", STYLES.get(one.zone, ""))]
    letter = "s" if one.kind == "source" else ""
    names = [f"{letter}{number}" for number in (one.id, one.other)]
    for name, told in zip(names, (one.text, one.other_text), strict=True):
        yield from _beside(f"  {name:>{max(map(len, names))}}  ", told, room)
    if one.reasons:
        yield from _beside("    ", "; ".join(one.reasons), room, "dim")
    for told in one.warnings:
        yield from _beside("    ", f"look: {told}", room, "yellow")
    yield [("    ", ""), (one.command, "cyan")]
    yield [("", "")]


def _beside(label: str, told: str, room: int, style: str = "") -> Iterable[Line]:
    """A text beside its label, in a few lines."""
    cells = max(room - len(label), 10)
    lines = wrap(text.printable(text.one_line(told)), cells)
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], shorten(" ".join(lines[_LINES - 1 :]), cells)]
    for number, line in enumerate(lines):
        yield [(" " * len(label) if number else label, "" if number else "bold"), (line, style)]
