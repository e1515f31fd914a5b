"""factcheck next: which claim to work on, and why."""

from dataclasses import asdict
from typing import Annotated

import typer

from factcheck import services, text
from factcheck.cli.context import Call, command
from factcheck.cli.layout import Column
from factcheck.cli.lists import Filters
from factcheck.cli.options import Limit
from factcheck.cli.output import on_terminal
from factcheck.desk import QueueLine

COLUMNS = (
    Column("id", lambda row: str(row.id), style=lambda _row: "bold", right=True),
    Column("points", lambda row: str(row.score), right=True),
    Column("assignee", lambda row: row.assignee or "nobody", most=12),
    Column("claim", lambda row: row.text, grow=True),
    Column("why", lambda row: "; ".join(row.reasons), most=30, lines=6),
)


def explained(row: QueueLine) -> str:
    """The sum by part: 200 priority + 150 due = 350."""
    parts = [f"{points} {name}" for name, points in asdict(row.parts).items() if points]
    return f"{' + '.join(parts) or '0'} = {row.score}"


SUM = Column("sum", explained, most=16, lines=8)


def _columns(explain: bool) -> tuple[Column, ...]:
    """At a terminal the sum takes the room of the assignee."""
    if not explain:
        return COLUMNS
    head = (*COLUMNS[:2], COLUMNS[3]) if on_terminal() else COLUMNS[:4]
    return (*head, SUM, COLUMNS[4])


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "next")(following)


def following(
    call: Call,
    filters: Filters,
    *,
    limit: Limit = 10,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what the points are the sum of.")
    ] = False,
) -> None:
    """Which claims to work on next, and why: by priority, due date, age and repeats.

    In the queue are claims that are not verified nor published, those at checking or
    review, and those whose verdict wants another look.

    \b
    Examples:
      factcheck next
      factcheck next --mine --explain
      factcheck next --tag venezuela --limit 1 --json
    """
    with call.reading() as session:
        wanted = filters.wanted(call, session)
        page = services.queue.page(session, wanted, limit=limit or None)
    call.out.rows(page.rows, _columns(explain))
    for note in page.notes:
        call.out.note(f"note: {note}")
    part = f"{len(page.rows):,} of " if len(page.rows) < page.total.number else ""
    noun = text.counted(page.total.number, "open claim").partition(" ")[2]
    call.out.note(f"{part}{page.total} {noun}.")
    if page.rows:
        call.out.hint(f"Next: factcheck show {page.rows[0].id}")
