"""factcheck speaker list|show|edit|alias|merge: who says things."""

from dataclasses import dataclass
from typing import Annotated

import typer

from factcheck import services, text
from factcheck.cli import completion, merging, scorecards
from factcheck.cli.context import Call, changes, command, new_group
from factcheck.cli.layout import Column
from factcheck.cli.options import After, Because, Limit
from factcheck.errors import Usage
from factcheck.records import word
from factcheck.vocabulary import SPEAKER_KINDS

SpeakerName = Annotated[
    str,
    typer.Argument(
        metavar="SPEAKER", help="Name, alias or id.", autocompletion=completion.speakers
    ),
]
Kind = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help=f"{', '.join(SPEAKER_KINDS)}.")
]

COLUMNS = (
    Column("id", lambda view: str(view.id), right=True),
    Column("name", lambda view: view.name, grow=True),
    Column("kind", lambda view: view.kind),
    Column("also", lambda view: ", ".join((*view.aliases, *view.ids)), most=28, lines=6),
    Column("claims", lambda view: str(view.claims), right=True),
)


@dataclass(frozen=True)
class EditOptions:
    """What can be set on a speaker."""

    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="The former stays as an alias.")
    ] = None
    kind: Kind = None
    description: Annotated[
        str | None, typer.Option("--description", metavar="TEXT", help='"" clears it.')
    ] = None
    party: Annotated[
        str | None,
        typer.Option("--party", metavar="NAME", help='Party or camp, for stats; "" clears it.'),
    ] = None


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    group = new_group("Who says things: persons, organizations, outlets, accounts, groups.")
    app.add_typer(group, name="speaker")
    command(group, "list")(listing)
    command(group, "show")(show)
    command(group, "edit", corrects=True)(edit)
    command(group, "alias", writes=True)(alias)
    command(group, "merge", corrects=True)(merge)


def listing(call: Call, *, kind: Kind = None, limit: Limit = 50, after: After = None) -> None:
    """List speakers, oldest first, with how many listed claims they made.

    \b
    Example:
      factcheck speaker list --kind person
    """
    if kind is not None:
        kind = word(kind, SPEAKER_KINDS, "kind of speaker")
    with call.reading() as session:
        found = services.speakers.listing(
            session, kind=kind, limit=limit + 1 if limit else None, after=after
        )
    page(call, found, COLUMNS, limit, "speaker")


def page(call: Call, found: list, columns: tuple[Column, ...], limit: int, what: str) -> None:  # type: ignore[type-arg]
    """Print one page of records that was asked for with one row too many."""
    shown = found[:limit] if limit else found
    call.out.rows(shown, columns)
    more = f"   Next page: --after {shown[-1].id}" if len(found) > len(shown) else ""
    call.out.note(f"{text.counted(len(shown), what)}.{more}")


def show(call: Call, speaker: SpeakerName, *, limit: Limit = 20) -> None:
    """Show a speaker's record: what was claimed, our verdicts, what was repeated after them.

    Repeated is what was said again on a later day than that of the verdict.

    \b
    Example:
      factcheck speaker show "Mike Pompeo"
    """
    with call.reading() as session:
        found = services.speakers.get(session, speaker)
        card = services.scorecards.card(session, found, limit or None)
    if not call.out.for_people:
        call.out.record(card)
        return
    call.out.lines(scorecards.screen(card, min(call.out.width, 100)))
    call.out.hint(f'Its claims: factcheck list --speaker "{card.name}"')


def edit(call: Call, speaker: SpeakerName, told: EditOptions, *, because: Because = None) -> None:
    """Change a speaker's name, kind, description or party.

    \b
    Example:
      factcheck speaker edit "Mike Pompeo" --kind person --party Republican
    """
    wanted = changes(told)
    if not wanted:
        raise Usage("nothing to change was named", hint="factcheck speaker edit --help")
    with call.writing(because) as session:
        found = services.speakers.get(session, speaker)
        changed = services.speakers.edit(session, found, wanted)
        view = services.speakers.views(session, [found])[0]
    done = (
        f"Speaker {view.id} changed: {view.name}, {view.kind}." if changed else "Nothing changed."
    )
    call.out.result(view, done)


def alias(
    call: Call,
    speaker: SpeakerName,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Other names it goes by.")
    ] = None,
    *,
    ids: Annotated[
        list[str] | None,
        typer.Option("--id", metavar="SCHEME=ID", help="An id elsewhere: wikidata=Q22686."),
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", metavar="NAME", help="Take one away.")
    ] = None,
) -> None:
    """Give a speaker other names, or ids elsewhere, by which it is found again.

    \b
    Examples:
      factcheck speaker alias "Mike Pompeo" "Michael R. Pompeo"
      factcheck speaker alias "Mike Pompeo" --id wikidata=Q473239
    """
    if not names and not ids and not remove:
        raise Usage("which name?", hint=f'factcheck speaker alias "{speaker}" NAME')
    with call.writing() as session:
        found = services.speakers.get(session, speaker)
        for name in remove or ():
            services.speakers.remove_alias(session, found, name)
        for name in names or ():
            services.speakers.alias(session, found, name)
        for told in ids or ():
            scheme, value = services.speakers.external_id(told)
            services.speakers.alias(session, found, value, scheme)
        view = services.speakers.views(session, [found])[0]
    also = ", ".join((*view.aliases, *view.ids)) or "no other name"
    call.out.result(view, f"Speaker {view.id}, {view.name}: {also}.")


def merge(
    call: Call,
    speakers: Annotated[
        list[str],
        typer.Argument(
            metavar="SPEAKER...",
            help="The speakers that are merged: names, aliases or ids.",
            autocompletion=completion.speakers,
        ),
    ],
    *,
    into: Annotated[
        str,
        typer.Option(
            "--into",
            metavar="SPEAKER",
            help="The speaker that stays; required.",
            autocompletion=completion.speakers,
        ),
    ],
    dry_run: merging.DryRun = False,
    yes: merging.Yes = False,
    because: Because = None,
) -> None:
    """Merge speakers that are one: the one that stays said what all of them said.

    It goes by their names and ids, too. It shows what would happen and asks.

    \b
    Example:
      factcheck speaker merge "M. R. Pompeo" --into "Mike Pompeo" --yes
    """
    does = services.merging.speakers.merge
    told = merging.Told(services.speakers.get, does, speakers, into, dry_run, yes)
    merging.merged(call, told, because)
