"""factcheck history, undo: what happened, and taking it back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck import services, text
from factcheck.cli import screens
from factcheck.cli.context import Call, command
from factcheck.cli.layout import Column
from factcheck.cli.options import AnyClaimId, Because
from factcheck.errors import Usage

if TYPE_CHECKING:
    from factcheck.db import Session
    from factcheck.reports.changes import Told

COLUMNS = (
    Column("entry", lambda told: str(told.seq), right=True),
    Column("time (UTC)", lambda told: screens.moment(told.at)),
    Column("who", lambda told: told.actor, most=12),
    Column("what", lambda told: _what(told), grow=True, lines=60),
)


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    command(app, "history")(history)
    command(app, "undo", corrects=True)(undo)


def _what(told: "Told") -> str:
    back = f" (taken back by entry {told.undone_by})" if told.undone_by else ""
    return ";\n".join(told.sentences) + back


@dataclass(frozen=True)
class Which:
    """Which entries: whose, of which days, how many."""

    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Only of this actor.")] = (
        None
    )
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Of this day (UTC), or this month.")
    ] = None
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE|TIME", help="Then or later (UTC).")
    ] = None
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE|TIME", help="Then or earlier (UTC).")
    ] = None
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=0, help="Entries; 0 for all.")
    ] = 50
    before: Annotated[
        int | None, typer.Option("--before", metavar="ENTRY", min=1, help="Older than this one.")
    ] = None


def history(call: Call, claim: AnyClaimId = None, *, which: Which) -> None:
    """Who did what, when, and why: of one claim or of all. The newest is last.

    \b
    Examples:
      factcheck history 1
      factcheck history --by ana --on 2019-05-01
      factcheck history --since 2019-05-01T10:00 --limit 10
    """
    if which.on and (which.since or which.until):
        raise Usage("--on names a day: leave out --since and --until")
    with call.reading() as session:
        found = _told(session, claim, which)
    limit = which.limit
    shown = found[:limit] if limit else found
    call.out.rows(shown[::-1], COLUMNS)
    older = f"   Older: --before {shown[-1].seq}" if len(found) > len(shown) else ""
    call.out.note(f"{text.counted(len(shown), 'entry', 'entries')}.{older}")


def _told(session: "Session", claim: int | None, which: Which) -> "list[Told]":
    from factcheck.history import read
    from factcheck.reports import changes

    root = ("claim", services.claims.get(session, claim).uid) if claim is not None else None
    since, until = (which.on, which.on) if which.on else (which.since, which.until)
    after, end = services.past.window(session, since, until)
    entries = read.entries(
        session.connection(),
        root=root,
        actor=which.by,
        between=(after, min(filter(None, (end, which.before)), default=None)),
        limit=which.limit + 1 if which.limit else None,
    )
    return changes.tell(session, entries, root)


def undo(
    call: Call,
    entry: Annotated[
        int | None,
        typer.Argument(metavar="[ENTRY]", min=1, help="Its number in history."),
    ] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be taken back.")
    ] = False,
    because: Because = None,
) -> None:
    """Take back your last change, or an entry of the log, as a new entry.

    Again: one further back. Undoing an undo does the thing again. It refuses
    when a later change touched the same things, and names that.

    \b
    Examples:
      factcheck undo
      factcheck undo 12 --because "wrong claim"
    """
    from factcheck.reports import changes

    with call.writing(because, dry_run=dry_run) as session:
        done = services.undo.undo(session, by=call.by, seq=entry)
        told = changes.tell(session, [done.entry])[0]
    what = "; ".join(told.sentences)
    record = {
        "entry": done.entry.seq,
        "undone": not dry_run,
        "by_entry": None if dry_run else done.seq,
        "what": list(told.sentences),
    }
    if dry_run:
        call.out.result(record, f"Would take back entry {told.seq} by {told.actor}: {what}")
        return
    call.out.result(record, f"Took back entry {told.seq} by {told.actor}: {what}")
    call.out.hint(f"To do it again: factcheck undo {done.seq}")
