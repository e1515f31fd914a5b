"""factcheck config list|get|set|path: settings that last."""

from typing import Annotated

import typer

from factcheck import settings
from factcheck.cli.context import Call, command, new_group
from factcheck.cli.layout import Column
from factcheck.errors import NotFound

KEYS = ", ".join(settings.KEYS)
Key = Annotated[str, typer.Argument(metavar="KEY", help=f"{KEYS}.")]

COLUMNS = (
    Column("key", lambda one: one["key"]),
    Column("value", lambda one: one["value"], grow=True, lines=6),
    Column("from", lambda one: one["from"]),
    Column("variable", lambda one: one["variable"]),
)


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    group = new_group("Settings: option > environment > config file > default.")
    app.add_typer(group, name="config")
    command(group, "list")(listing)
    command(group, "get")(get)
    command(group, "set")(put)
    command(group, "path", prints=False)(path)


def _rows(call: Call) -> list[dict[str, str]]:
    rows = []
    for key, (variable, about) in settings.KEYS.items():
        held = getattr(call.settings, key)
        rows.append(
            {
                "key": key,
                "value": _shown(key, held.value),
                "from": held.origin,
                "variable": variable,
                "about": about,
            }
        )
    return rows


def _shown(key: str, value: str) -> str:
    """A setting as it may be printed: a URL without its password."""
    if key == "db" and "://" in value:
        from factcheck import connections

        return connections.shown(connections.parse(value))
    return value


def listing(call: Call) -> None:
    """List all settings in force, and where each comes from.

    \b
    Example:
      factcheck config list
    """
    call.out.rows(_rows(call), COLUMNS)


def get(call: Call, key: Key) -> None:
    """Print one setting.

    \b
    Example:
      factcheck config get db
    """
    for row in _rows(call):
        if row["key"] == key:
            call.out.result(row, row["value"])
            return
    raise NotFound(f"there is no setting {key}", hint=f"settings: {KEYS}")


def put(call: Call, key: Key, value: Annotated[str, typer.Argument(metavar="VALUE")]) -> None:
    """Set one setting in the config file; what else stands there is kept.

    \b
    Example:
      factcheck config set user ana
    """
    where = settings.write_config(key, value)
    call.out.result(
        {"key": key, "value": _shown(key, value), "file": str(where)},
        f"{key} is set in {where}",
    )


def path(call: Call) -> None:
    """Print where the config file is, or would be.

    \b
    Example:
      factcheck config path
    """
    call.out.lines([[(str(settings.config_path()), "")]])  # never wrapped: it is pasted
