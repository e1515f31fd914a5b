"""factcheck correct, corrections: what was changed after publication, and what the public is told.

Commands that change something published take ``--correction`` themselves
(``context.Correcting``).
"""

from dataclasses import dataclass
from typing import Annotated

import typer

from factcheck import services, text
from factcheck.cli import completion
from factcheck.cli.context import Call, command
from factcheck.cli.layout import Column
from factcheck.cli.options import After, AnyClaimId, ClaimId, Limit, Reason
from factcheck.records import CorrectionRecord
from factcheck.vocabulary import CORRECTIONS

COLUMNS = (
    Column("id", lambda row: f"c{row.id}", right=True),
    Column("date", lambda row: row.made_at[:10]),
    Column("claim", lambda row: str(row.claim), right=True),
    Column("kind", lambda row: row.kind, most=15),
    Column("notice", lambda row: row.notice or "none", grow=True, lines=6),
    Column("before", lambda row: row.before or "", grow=True, lines=6),
    Column("after", lambda row: row.after or "", grow=True, lines=6),
)
Kind = Annotated[
    str,
    typer.Argument(
        metavar="KIND", help=", ".join(CORRECTIONS), autocompletion=completion.corrections
    ),
]


@dataclass(frozen=True)
class Filters:
    """Which corrections are listed."""

    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Made then or later.")
    ] = None
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Made then or earlier.")
    ] = None
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help=f"Only these: {', '.join(CORRECTIONS)}.",
            autocompletion=completion.corrections,
        ),
    ] = None
    with_notice: Annotated[
        bool, typer.Option("--with-notice", help="Only those that the public was told of.")
    ] = False
    limit: Limit = 20
    after: After = None


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    command(app, "correct", writes=True)(correct)
    command(app, "corrections")(corrections)


def correct(
    call: Call,
    claim: ClaimId,
    kind: Kind,
    *,
    because: Reason,
    public: Annotated[
        str | None,
        typer.Option(
            "--notice", metavar="TEXT", help="What the public is told; a typo needs none."
        ),
    ] = None,
) -> None:
    """Correct an error of a published article that is none of what is stored here.

    What is stored is corrected by the command that changes it, with --correction KIND
    --notice "..." --because "...": without these nothing published can be changed.

    \b
    Examples:
      factcheck correct 14 typo --because "a letter was missing in the headline"
      factcheck correct 14 clarification --because "readers took it for another plane" \\
        --notice "The article now says whose plane it was."
    """
    record = CorrectionRecord(kind, because, public)
    with call.writing(because) as session:
        found = services.claims.get(session, claim)
        made = services.corrections.add(session, found, record, by=call.by)
        view = services.corrections.view(session, made)
    call.out.result(view, f"Correction c{view.id} of claim {view.claim}: {view.kind}.")
    call.out.hint(f"Next: factcheck corrections {view.claim}")


def corrections(call: Call, claim: AnyClaimId = None, *, filters: Filters) -> None:
    """List the corrections of what was published, newest first, with before and after.

    \b
    Examples:
      factcheck corrections
      factcheck corrections 14 --json
      factcheck corrections --since 2019 --with-notice --limit 0 --format csv
    """
    with call.reading() as session:
        found = services.claims.get(session, claim).id if claim is not None else None
        told = (filters.kind, filters.since, filters.until, filters.with_notice)
        page = services.corrections.page(
            session,
            services.corrections.Wanted(found, *told),
            limit=filters.limit or None,
            after=filters.after,
        )
    call.out.rows(page.rows, COLUMNS)
    part = f"{len(page.rows):,} of " if len(page.rows) < page.total else ""
    following = f"   Next page: --after {page.after}" if page.after is not None else ""
    call.out.note(f"{part}{text.counted(page.total, 'correction')}.{following}")
