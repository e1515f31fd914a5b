"""factcheck list: which claims there are, and what is still unverified."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from factcheck import services
from factcheck.cli import completion
from factcheck.cli.context import Call, command
from factcheck.cli.layout import Column, verdict_style
from factcheck.cli.options import AsOf
from factcheck.cli.output import on_terminal
from factcheck.errors import Usage
from factcheck.pages import ClaimLine, ClaimPage
from factcheck.records import ClaimFilter

if TYPE_CHECKING:
    from factcheck.db import Session
    from factcheck.history.moments import Moment

    State = tuple[Session, Moment | None, tuple[str, ...]]


def _counts(row: ClaimLine) -> str:
    """Counts and a word: "+2 −1" over "conflicting"."""
    counted = " ".join(
        f"{sign}{number}" for sign, number in (("+", row.supports), ("−", row.refutes)) if number
    )
    return f"{counted}\n{row.evidence_status}" if counted else row.evidence_status


COLUMNS = (
    Column("id", lambda row: str(row.id), style=lambda _row: "bold", right=True),
    Column("said", lambda row: row.said_on or "unknown"),
    Column("speaker", lambda row: row.speaker or "unknown", most=20),
    Column("claim", lambda row: row.text, grow=True),
    Column("evidence", _counts, most=12, lines=3),
    Column("verdict", lambda row: row.verdict or "none", lambda row: verdict_style(row.verdict)),
)


def _on_screen(row: ClaimLine) -> str:
    """Verdict and evidence in one column: at 80 the claim needs the room."""
    evidence = "no evidence" if row.evidence_status == "none" else _counts(row)
    if not row.tracked:
        return "reference" if row.evidence_status == "none" else f"reference\n{evidence}"
    return f"{row.verdict or 'unverified'}\n{evidence}"


def _open_on_screen(row: ClaimLine) -> str:
    """Among unverified ones a verdict can only be "insufficient"."""
    return f"{_counts(row)}\n{row.verdict}" if row.verdict else _counts(row)


DUE = Column("due", lambda row: row.due_on or "no day")
SCREEN = (*COLUMNS[:4], Column("verdict", _on_screen, COLUMNS[5].style, most=13, lines=5))
OPEN_SCREEN = (*COLUMNS[:4], Column("evidence", _open_on_screen, most=13, lines=5))


@dataclass(frozen=True)
class Filters:
    """What narrows a list; shared by every command that takes the filters of ``list``."""

    unverified: Annotated[
        bool,
        typer.Option("--unverified", "-u", help="No verdict on the content, or insufficient."),
    ] = False
    verdict: Annotated[
        str | None,
        typer.Option(
            "--verdict",
            metavar="VERDICT",
            help='On the content; "none" too.',
            autocompletion=completion.verdicts_or_none,
        ),
    ] = None
    attribution: Annotated[
        str | None,
        typer.Option(
            "--attribution",
            metavar="VERDICT",
            help='On whether it was said; "none" too.',
            autocompletion=completion.verdicts_or_none,
        ),
    ] = None
    evidence_status: Annotated[
        str | None,
        typer.Option(
            "--evidence-status",
            metavar="STATUS",
            help="none, supporting, refuting, conflicting, disputed, inconclusive.",
            autocompletion=completion.statuses,
        ),
    ] = None
    speaker: Annotated[
        str | None,
        typer.Option(
            "--speaker",
            metavar="NAME",
            help="In any appearance; part of a name will do.",
            autocompletion=completion.speakers,
        ),
    ] = None
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="URL|TITLE", help="Appeared there, or evidence from it."),
    ] = None
    tag: Annotated[
        list[str] | None,
        typer.Option(
            "--tag",
            metavar="TAG",
            help="Repeated: all of them.",
            autocompletion=completion.tags,
        ),
    ] = None
    stage: Annotated[
        str | None,
        typer.Option("--stage", metavar="STAGE", autocompletion=completion.stages),
    ] = None
    priority: Annotated[
        str | None,
        typer.Option(
            "--priority", metavar="low|normal|high|urgent", autocompletion=completion.priorities
        ),
    ] = None
    language: Annotated[str | None, typer.Option("--language", metavar="TAG")] = None
    said_since: Annotated[
        str | None,
        typer.Option("--said-since", metavar="DATE", help="Said then or later, or maybe so."),
    ] = None
    said_until: Annotated[
        str | None,
        typer.Option("--said-until", metavar="DATE", help="Said then or earlier, or maybe so."),
    ] = None
    added_since: Annotated[
        str | None, typer.Option("--added-since", metavar="DATE", help="Added then or later.")
    ] = None
    added_until: Annotated[
        str | None,
        typer.Option("--added-until", "--until", metavar="DATE", help="Added then or earlier."),
    ] = None
    assignee: Annotated[
        str | None,
        typer.Option(
            "--assignee",
            metavar="NAME",
            help='Who works on it; "none": nobody does.',
            autocompletion=completion.people,
        ),
    ] = None
    mine: Annotated[
        bool, typer.Option("--mine", help="Assigned to you, by the name in the setting user.")
    ] = False
    due_before: Annotated[
        str | None,
        typer.Option("--due-before", metavar="DATE", help="To be done before then, and is not."),
    ] = None
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Was to be done before today, and is not.")
    ] = False
    view: Annotated[
        str | None,
        typer.Option(
            "--view",
            metavar="NAME",
            help="The filters of a saved view; others narrow it.",
            autocompletion=completion.views,
        ),
    ] = None
    reference: Annotated[
        bool, typer.Option("--reference", help="The library of others' fact-checks instead.")
    ] = False
    all: Annotated[
        bool, typer.Option("--all", help="Everything: library, dropped and merged too.")
    ] = False

    def wanted(self, call: Call, session: "Session") -> ClaimFilter:
        """The same as a record, with what the view that was named asks for."""
        if self.mine and self.assignee is not None:
            raise Usage("--mine is an --assignee: tell one of them")
        told = self._told(call.by if self.mine else self.assignee)
        if self.view is None:
            return told
        return services.saved_views.over(services.saved_views.wanted(session, self.view), told)

    def _told(self, assignee: str | None) -> ClaimFilter:
        return ClaimFilter(
            unverified=self.unverified,
            verdict=self.verdict,
            attribution=self.attribution,
            evidence_status=self.evidence_status,
            speaker=self.speaker,
            source=self.source,
            tags=tuple(self.tag or ()),
            stage=self.stage,
            priority=self.priority,
            language=self.language,
            said_since=self.said_since,
            said_until=self.said_until,
            added_since=self.added_since,
            added_until=self.added_until,
            assignee=assignee,
            due_before=self.due_before,
            overdue=self.overdue,
            reference=self.reference,
            everything=self.all,
        )


@dataclass(frozen=True)
class Paging:
    """In which order, how many, and from where."""

    sort: Annotated[
        str | None,
        typer.Option(
            "--sort", metavar="ORDER", help="added, as it is, or said, priority, speaker, due."
        ),
    ] = None
    reverse: Annotated[bool, typer.Option("--reverse", help="The other way round.")] = False
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=0, help="Rows a page; 0 for all.")
    ] = 20
    after: Annotated[
        int | None,
        typer.Option("--after", metavar="CLAIM", help="Go on after this id, as the list says."),
    ] = None
    count: Annotated[bool, typer.Option("--count", help="Print only how many there are.")] = False

    def told(self) -> dict[str, Any]:
        """The same as ``lists.page`` takes it."""
        return {
            "sort": self.sort,
            "reverse": self.reverse,
            "limit": self.limit or None,
            "after": self.after,
        }


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "list")(listing)


def listing(call: Call, filters: Filters, paging: Paging, *, as_of: AsOf = None) -> None:
    """List claims, newest first: those we track, unless told otherwise.

    With --as-of those that stood at the end of that day (UTC), at that time or after that entry
    of the log.

    \b
    Examples:
      factcheck list --unverified
      factcheck list --speaker Pompeo --tag venezuela --said-since 2019-04
      factcheck list --unverified --as-of 2019-05-01
    """
    with call.reading(unhurried=as_of is not None) as now, _state(now, as_of) as state:
        session, when, notes = state
        wanted = filters.wanted(call, now)
        if paging.count:
            count(call, services.lists.count(session, wanted))
        else:
            page = services.lists.page(session, wanted, **paging.told())
            show(call, page, wanted)
    for note in notes:
        call.out.note(f"note: {note}")
    if when is not None:
        call.out.note(f"As of {when}.")


@contextmanager
def _state(session: "Session", as_of: str | None) -> "Iterator[State]":
    """The session to ask: that of now, or one over what was."""
    if as_of is None:
        yield session, None, ()
        return
    with services.past.everything(session, as_of) as then:
        yield then


def show(call: Call, page: ClaimPage, wanted: ClaimFilter) -> None:
    """Print a page of claims, with what was made of the filters and what they hide."""
    screen = OPEN_SCREEN if wanted.unverified else SCREEN
    if wanted.due_before or wanted.overdue or page.sort == "due":
        screen = (screen[0], DUE, *screen[2:])
    call.out.rows(page.rows, screen if on_terminal() else COLUMNS)
    for note in page.notes:
        call.out.note(f"note: {note}")
    call.out.note(footer(page, wanted))


def count(call: Call, number: int) -> None:
    """Print how many there are."""
    if call.out.for_people:
        call.out.paragraphs(str(number))
    else:
        call.out.record({"count": number})


def footer(page: ClaimPage, wanted: ClaimFilter, *, searched: bool = False) -> str:
    """Which filters hide rows: "20 of 312 unverified; library of 9,627 hidden"."""
    what = "unverified" if wanted.unverified else "of the library" if wanted.reference else ""
    what = what or ("claim" if str(page.total) == "1" else "claims")
    narrowed = wanted != ClaimFilter(
        unverified=wanted.unverified, reference=wanted.reference, everything=wanted.everything
    )
    shown, total = len(page.rows), page.total
    part = f"{shown:,} of " if total.more or shown < total.number else ""
    told = f"{part}{total} {what}" + (
        " found" if searched else " with these filters" if narrowed else ""
    )
    if not (wanted.reference or wanted.everything):
        if narrowed or searched or wanted.unverified:
            told += f", of {page.tracked} tracked"
        if page.library.number:
            told += f"; library of {page.library} hidden"
    following = f"   Next page: --after {page.after}" if page.after is not None else ""
    return f"{told}.{following}"
