"""factcheck diff: what changed of a claim between two moments."""

from typing import Annotated

import typer

from factcheck import services, text
from factcheck.cli.context import Call, command
from factcheck.cli.layout import Column
from factcheck.cli.options import ClaimId

COLUMNS = (
    Column("what", lambda row: row.table.replace("_", " ")),
    Column("id", lambda row: str(row.id), right=True),
    Column("difference", lambda row: row.what or "", grow=True, lines=20),
)
MOMENT = "A date (its end, UTC), a time, or the number of an entry"


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "diff")(diff)


def diff(
    call: Call,
    claim: ClaimId,
    one: Annotated[str, typer.Argument(metavar="A", help=f"{MOMENT}.")],
    other: Annotated[
        str | None, typer.Argument(metavar="[B]", help="Another one; now, where it is left out.")
    ] = None,
) -> None:
    """What changed of a claim between two moments: dates, times or entries of the log.

    A date means the end of that day in UTC. What was changed and changed back is no difference:
    for every step see history.

    \b
    Examples:
      factcheck diff 1 1
      factcheck diff 1 1 2
    """
    from factcheck.reports import differences

    with call.reading() as session:
        found = services.past.difference(session, claim, one, other)
        rows = differences.told(session, found)
    shown = [row for row in rows if row.what] if call.out.for_people else rows
    call.out.rows(shown, COLUMNS)
    for note in found.notes:
        call.out.note(f"note: {note}")
    many = text.counted(len(shown), "difference")
    call.out.note(f"Claim {claim}, from {found.before} to {found.after}: {many}.")
