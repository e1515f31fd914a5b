"""The embedder that a command uses, and what is to be told of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from factcheck import services
from factcheck.cli import completion
from factcheck.cli.context import Call
from factcheck.errors import Unavailable, Usage

if TYPE_CHECKING:
    from factcheck.db import Session
    from factcheck.vectors import Embedder

NONE = "none"
Named = Annotated[
    str | None,
    typer.Option(
        "--embedder",
        metavar="NAME",
        help="Find by meaning, too (config: embedder); none: by words alone.",
        autocompletion=completion.embedders,
    ),
]


def chosen(call: Call, named: str | None = None) -> "Embedder | None":
    """The embedder that was named, else that of the settings; None without one.

    One of the settings that cannot be had is told of and left out: matches do without. Raises
    Usage or Unavailable for one that was named.
    """
    told = named or call.settings.embedder.value
    if told == NONE:
        return None
    from factcheck.matching import embedders

    try:
        return embedders.embedder(told)
    except (Usage, Unavailable) as error:
        if named:
            raise
        hint = f" ({error.hint})" if error.hint else ""
        call.out.warning(f"{error.message}{hint}: matches are by words alone")
        return None


def required(call: Call, named: str | None = None) -> "Embedder":
    """The same, where there is to be one. Raises Usage or Unavailable."""
    from factcheck.matching import embedders

    told = named or call.settings.embedder.value
    if told == NONE:
        raise Usage(
            "no embedder is chosen", hint="--embedder NAME, or factcheck config set embedder NAME"
        )
    return embedders.embedder(told)


def tell(call: Call, session: "Session") -> None:
    """Say what is new of the embedder."""
    for told in services.matching.notices(session):
        call.out.warning(told)
