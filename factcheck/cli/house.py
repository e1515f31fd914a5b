"""factcheck house list|set|unset: how this desk works."""

from typing import Annotated

import typer

from factcheck import services
from factcheck.cli import completion
from factcheck.cli.context import Call, command, new_group
from factcheck.cli.layout import Column
from factcheck.cli.options import Because
from factcheck.desk import RuleView

Rule = Annotated[
    str,
    typer.Argument(metavar="RULE", help="Its name.", autocompletion=completion.house_rules),
]
COLUMNS = (
    Column("rule", lambda view: view.name, style=lambda _view: "bold"),
    Column("value", lambda view: view.value),
    Column("from", lambda view: "house" if view.set else "default"),
    Column("what it asks for", lambda view: view.about, grow=True, lines=4),
)


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    group = new_group("House rules: how this desk works, kept in its database for all of it.")
    app.add_typer(group, name="house")
    command(group, "list")(listing)
    command(group, "set", writes=True)(put)
    command(group, "unset", writes=True)(unset)


def listing(call: Call) -> None:
    """List the house rules; the defaults are those of one person working alone.

    \b
    Example:
      factcheck house list
    """
    with call.reading() as session:
        found = services.house.listing(session)
    call.out.rows(found, COLUMNS)


def put(
    call: Call,
    rule: Rule,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="yes or no; or a span: 6m.")],
    *,
    because: Because = None,
) -> None:
    """Set a house rule, for everybody who works in this database.

    \b
    Examples:
      factcheck house set second-person yes --because "we are two now"
      factcheck house set recheck-every 1y
    """
    with call.writing(because) as session:
        changed = services.house.put(session, rule, value)
        view = services.house.view(session, rule)
    _say(call, view, changed)


def unset(call: Call, rule: Rule, *, because: Because = None) -> None:
    """Have the default of a house rule in force again.

    \b
    Example:
      factcheck house unset second-person
    """
    with call.writing(because) as session:
        changed = services.house.unset(session, rule)
        view = services.house.view(session, rule)
    _say(call, view, changed)


def _say(call: Call, view: RuleView, changed: bool) -> None:
    done = "" if changed else " already"
    origin = "" if view.set else " (the default)"
    call.out.result(view, f"House rule {view.name} is{done} {view.value}{origin}: {view.about}")
