"""factcheck tag: words under which claims are gathered."""

from typing import Annotated

import typer

from factcheck import services, text
from factcheck.cli import completion
from factcheck.cli.context import Call, command
from factcheck.cli.layout import Column
from factcheck.cli.options import AnyClaimId
from factcheck.errors import Usage

COLUMNS = (
    Column("id", lambda view: str(view.id), right=True),
    Column("tag", lambda view: view.name, grow=True),
    Column("claims", lambda view: str(view.claims), right=True),
)


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "tag", writes=True)(tag)


def tag(
    call: Call,
    claim: AnyClaimId = None,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[TAG]...", autocompletion=completion.tags)
    ] = None,
    *,
    remove: Annotated[
        list[str] | None,
        typer.Option(
            "--remove", metavar="TAG", help="May be repeated.", autocompletion=completion.tags
        ),
    ] = None,
) -> None:
    """Put tags on a claim or take them off; alone it lists all tags.

    \b
    Examples:
      factcheck tag 1 venezuela aviation
      factcheck tag 1 --remove aviation
      factcheck tag
    """
    if claim is None:
        _list(call)
        return
    if not names and not remove:
        raise Usage("which tag?", hint=f"factcheck tag {claim} TAG...")
    with call.writing() as session:
        found = services.claims.get(session, claim)
        taken = services.tags.remove(session, found, tuple(remove or ()))
        put = services.tags.put(session, found, tuple(names or ()))
        number = found.id
        held = services.tags.of(session, [number]).get(number, ())
    done = [f"+{name}" for name in put] + [f"−{name}" for name in taken]
    record = {"claim": number, "tags": list(held), "added": put, "removed": taken}
    told = f"Claim {number}: {', '.join(done) or 'nothing changed'}."
    call.out.result(record, f"{told} Tags now: {', '.join(held) or 'none'}.")


def _list(call: Call) -> None:
    with call.reading() as session:
        found = services.tags.listing(session)
    call.out.rows(found, COLUMNS)
    call.out.note(f"{text.counted(len(found), 'tag')}.")
