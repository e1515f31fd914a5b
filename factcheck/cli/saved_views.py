"""factcheck view save|list|show|remove: filters under a name."""

from typing import Annotated

import typer

from factcheck import services, text
from factcheck.cli import completion
from factcheck.cli.context import Call, command, new_group
from factcheck.cli.layout import Column
from factcheck.cli.lists import Filters
from factcheck.cli.options import Because
from factcheck.desk import SavedView

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="Its name.", autocompletion=completion.views)
]
COLUMNS = (
    Column("name", lambda view: view.name, style=lambda _view: "bold", most=24, lines=2),
    Column("filters", lambda view: view.options, grow=True, lines=6),
    Column("by", lambda view: view.made_by, most=12),
)


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    group = new_group("Saved views: the filters of a list under a name, for the whole desk.")
    app.add_typer(group, name="view")
    command(group, "save", writes=True)(save)
    command(group, "list")(listing)
    command(group, "show")(show)
    command(group, "remove", writes=True)(remove)


def save(
    call: Call,
    new: Annotated[str, typer.Argument(metavar="NAME", help="Under which name.")],
    filters: Filters,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="In place of the view of that name.")
    ] = False,
) -> None:
    """Keep filters under a name: those of list, which takes them as --view NAME.

    So do search, next and export; what else is told there narrows it further. --mine is
    kept as the name that it stands for.

    \b
    Examples:
      factcheck view save ours --unverified --tag venezuela
      factcheck view save late --view venezuela --overdue
    """
    with call.writing() as session:
        wanted = filters.wanted(call, session)
        made = services.saved_views.save(session, new, wanted, by=call.by, replace=replace)
        view = services.saved_views.view(made)
    call.out.result(view, f"View {view.name}: {view.options}.")


def listing(call: Call) -> None:
    """List the saved views.

    \b
    Example:
      factcheck view list
    """
    with call.reading() as session:
        found = services.saved_views.listing(session)
    call.out.rows(found, COLUMNS)
    call.out.note(f"{text.counted(len(found), 'view')}.")


def show(call: Call, name: Name) -> None:
    """Show what a view asks for, and how many claims that are now.

    \b
    Example:
      factcheck view show venezuela
    """
    with call.reading() as session:
        view = services.saved_views.view(services.saved_views.get(session, name))
        wanted = services.saved_views.wanted(session, name)
        number = services.lists.count(session, wanted)
    if not call.out.for_people:
        call.out.record(view)
        return
    call.out.paragraphs(f"{view.name}: {view.options}")
    call.out.paragraphs(f"Saved by {view.made_by} on {view.made_at[:10]}; {_now(number)}.")


def _now(number: int) -> str:
    return f"{text.counted(number, 'claim')} now"


def remove(call: Call, name: Name, *, because: Because = None) -> None:
    """Take a saved view away; the log keeps what it was, and undo brings it back.

    \b
    Example:
      factcheck view remove venezuela
    """
    with call.writing(because) as session:
        view: SavedView = services.saved_views.view(services.saved_views.remove(session, name))
    call.out.result(view, f"View {view.name} removed: it was {view.options}.")
