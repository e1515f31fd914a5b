"""factcheck source list|show|edit|merge: what was consulted."""

from dataclasses import dataclass
from typing import Annotated

import typer

from factcheck import services, urls
from factcheck.cli import editor, merging
from factcheck.cli.context import Call, changes, command, new_group
from factcheck.cli.layout import Column
from factcheck.cli.options import After, Because, Limit
from factcheck.cli.speakers import page
from factcheck.errors import Usage
from factcheck.records import word
from factcheck.vocabulary import SOURCE_KINDS

SourceName = Annotated[
    str, typer.Argument(metavar="SOURCE", help="Id (s3 or 3), URL, title, or - for stdin.")
]
Kind = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help=f"{', '.join(SOURCE_KINDS)}.")
]

COLUMNS = (
    Column("id", lambda view: f"s{view.id}", right=True),
    Column("kind", lambda view: view.kind),
    Column("source", lambda view: _name(view.title, view.url), grow=True, lines=6),
    Column("published", lambda view: view.published_on or ""),
    Column("used", lambda view: f"{view.appearances}+{view.evidence}", right=True),
)


def _name(title: str | None, url: str | None) -> str:
    return ", ".join(filter(None, (title, urls.show(url) if url else None)))


@dataclass(frozen=True)
class EditOptions:
    """What can be set on a source; "" clears an optional field."""

    title: Annotated[str | None, typer.Option("--title", metavar="TEXT")] = None
    url: Annotated[str | None, typer.Option("--url", metavar="URL")] = None
    kind: Kind = None
    publisher: Annotated[str | None, typer.Option("--publisher", metavar="NAME")] = None
    published_on: Annotated[str | None, typer.Option("--published-on", metavar="DATE")] = None
    archive_url: Annotated[
        str | None, typer.Option("--archive-url", metavar="URL", help="An archived copy.")
    ] = None
    description: Annotated[str | None, typer.Option("--description", metavar="TEXT")] = None
    confidential_because: Annotated[
        str | None,
        typer.Option(
            "--confidential",
            metavar="REASON",
            help='The public reads "confidential source (REASON)"; "" lifts that.',
        ),
    ] = None


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    group = new_group("What was consulted: pages, documents, broadcasts, calls, data sets.")
    app.add_typer(group, name="source")
    command(group, "list")(listing)
    command(group, "show")(show)
    command(group, "edit", corrects=True)(edit)
    command(group, "merge", corrects=True)(merge)


def listing(
    call: Call,
    *,
    kind: Kind = None,
    limit: Limit = 50,
    after: After = None,
    confidential: Annotated[
        bool, typer.Option("--confidential", help="Name those that are confidential, too.")
    ] = False,
) -> None:
    """List sources, oldest first; "used" counts appearances + evidence.

    Of confidential ones only the reason is told, unless you ask for more.

    \b
    Examples:
      factcheck source list --kind page
      factcheck source list --confidential
    """
    if kind is not None:
        kind = word(kind, SOURCE_KINDS, "kind of source")
    with call.reading() as session:
        found = services.sources.listing(
            session, kind=kind, limit=limit + 1 if limit else None, after=after
        )
    if not confidential:
        found = [services.sources.veiled(view) for view in found]
    page(call, found, COLUMNS, limit, "source")


def show(call: Call, source: SourceName) -> None:
    """Show a source, and where it is used.

    \b
    Example:
      factcheck source show s1
    """
    told = editor.told_or_stdin(source, "the source") or ""
    with call.reading() as session:
        view = services.sources.views(session, [services.sources.get(session, told)])[0]
    if not call.out.for_people:
        call.out.record(view)
        return
    call.out.rows([view], COLUMNS)
    for label, value in (
        ("address", view.url),
        ("archived", view.archive_url),
        ("publisher", view.publisher),
        ("about", view.description),
        ("SECRET", view.confidential_because),
    ):
        if value:
            call.out.lines([[(f" {label:<10}{value}", "")]])
    call.out.hint(f"Its claims: factcheck list --source s{view.id}")


def edit(call: Call, source: SourceName, told: EditOptions, *, because: Because = None) -> None:
    """Change what is on file about a source.

    \b
    Example:
      factcheck source edit s1 --title "Interview of 30 April 2019" --kind broadcast
    """
    wanted = changes(told)
    if not wanted:
        raise Usage("nothing to change was named", hint="factcheck source edit --help")
    named = editor.told_or_stdin(source, "the source") or ""
    with call.writing(because) as session:
        found = services.sources.get(session, named)
        changed = services.sources.edit(session, found, wanted)
        view = services.sources.views(session, [found])[0]
    name = _name(view.title, view.url)
    done = f"Source s{view.id} changed: {name}." if changed else "Nothing changed."
    call.out.result(view, done)


def merge(
    call: Call,
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="The sources that are merged: ids or URLs."),
    ],
    *,
    into: Annotated[
        str, typer.Option("--into", metavar="SOURCE", help="The source that stays; required.")
    ],
    dry_run: merging.DryRun = False,
    yes: merging.Yes = False,
    because: Because = None,
) -> None:
    """Merge sources that are one: what was found at the others was found at the one that stays.

    Their addresses find it from then on. It shows what would happen and asks.

    \b
    Example:
      factcheck source merge s2 --into s1 --yes --because "the same page with a page number"
    """
    told = merging.Told(
        services.sources.get, services.merging.sources.merge, sources, into, dry_run, yes
    )
    merging.merged(call, told, because)
