"""factcheck scale, factcheck track: what others' ratings mean, and taking their claims on."""

from typing import Annotated

import typer

from factcheck import services, text
from factcheck.cli import completion
from factcheck.cli.context import Call, command, new_group, number
from factcheck.cli.layout import Column

SCALES = (
    Column("scale", lambda view: view.name, style=lambda _view: "bold"),
    Column("labels", lambda view: str(view.labels), right=True),
    Column("reviews", lambda view: str(view.reviews), right=True),
    Column("what", lambda view: view.title, grow=True),
)
LABELS = (
    Column("label", lambda view: view.label, grow=True),
    Column("verdict", lambda view: view.verdict or "none"),
    Column("confidence", lambda view: view.confidence or "unknown"),
    Column("reviews", lambda view: str(view.reviews), right=True),
)
UNMAPPED = (
    Column("reviews", lambda view: str(view.reviews), right=True),
    Column("publisher", lambda view: view.publisher, most=30),
    Column("label", lambda view: view.label, grow=True),
    Column("maybe", lambda view: view.verdict or ""),
    Column("claim", lambda view: str(view.claim), right=True),
)


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    group = new_group("Rating scales: what the labels of others mean in our words.")
    command(group, "list")(listing)
    command(group, "show")(show)
    command(group, "unmapped")(unmapped)
    command(group, "map", writes=True)(mapping)
    app.add_typer(group, name="scale")
    command(app, "track", writes=True)(track)


def listing(call: Call) -> None:
    """List the rating scales, shipped and of this database, with how many reviews they rate.

    \b
    Example:
      factcheck scale list
    """
    with call.reading() as session:
        found = services.scales.listing(session)
    call.out.rows(found, SCALES)
    call.out.note(text.counted(len(found), "scale") + ".")


def show(
    call: Call,
    name: Annotated[str, typer.Argument(metavar="SCALE", autocompletion=completion.scales)],
) -> None:
    """Show the labels of a scale, what each means, and how many reviews bear it.

    \b
    Example:
      factcheck scale show politifact
    """
    with call.reading() as session:
        found = services.scales.labels(session, name)
    call.out.rows(found, LABELS)


def unmapped(
    call: Call,
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=0, help="Rows; 0 for all.")
    ] = 20,
) -> None:
    """List the labels of reviews that are not understood, the most frequent first.

    \b
    Example:
      factcheck scale unmapped
    """
    with call.reading() as session:
        found = services.scales.unmapped(session, (limit + 1) if limit else None)
    shown = found[:limit] if limit else found
    call.out.rows(shown, UNMAPPED)
    more = " More: --limit 0." if len(found) > len(shown) else ""
    call.out.note(f"{text.counted(len(shown), 'label')} not understood.{more}")
    if shown:
        call.out.hint("  factcheck scale map PUBLISHER LABEL VERDICT says what one means")


def mapping(
    call: Call,
    publisher: Annotated[
        str, typer.Argument(metavar="PUBLISHER", help="Its name or site, or a scale.")
    ],
    label: Annotated[str, typer.Argument(metavar="LABEL", help="As the publisher writes it.")],
    verdict: Annotated[
        str,
        typer.Argument(
            metavar="VERDICT",
            help='One of our verdicts, or "none": it says nothing about truth.',
            autocompletion=completion.verdicts_or_none,
        ),
    ],
) -> None:
    """Say what a publisher's label means; all its reviews follow, later ones too.

    \b
    Example:
      factcheck scale map "Example Checks" "Cherry-picked" mixed
    """
    with call.writing() as session:
        made = services.scales.map_label(session, publisher, label, verdict)
    call.out.result(
        made,
        f"{made.label} ({made.scale}) means {made.verdict or 'nothing about truth'}: "
        f"{text.counted(made.reviews, 'review')} followed.",
    )


def track(
    call: Call,
    claims: Annotated[
        list[str], typer.Argument(metavar="CLAIM...", autocompletion=completion.claim_ids)
    ],
) -> None:
    """Begin our own work on claims of the library.

    \b
    Example:
      factcheck track 2
    """
    numbers = [number(one, "", "a claim") for one in claims]
    begun = []
    with call.writing() as session:
        for one in numbers:
            claim = services.claims.get(session, one)
            if services.claims.track(session, claim):
                begun.append(claim.id)
    told = ", ".join(map(str, begun))
    call.out.result(
        {"tracked": begun},
        f"Tracked from now on: {told}." if begun else "Tracked already: nothing to do.",
    )
