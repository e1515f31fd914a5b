"""factcheck note: remarks for the desk."""

from typing import Annotated

import typer

from factcheck import services
from factcheck.cli import editor
from factcheck.cli.context import Call, command, number
from factcheck.cli.options import Because, ClaimId
from factcheck.errors import Usage


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "note", writes=True)(note)


def note(
    call: Call,
    claim: ClaimId,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT|-]", help="The note; - reads stdin.")
    ] = None,
    *,
    confidential: Annotated[
        bool, typer.Option("--confidential", help="Marked so; it never leaves this database.")
    ] = False,
    withdraw: Annotated[
        str | None,
        typer.Option("--withdraw", metavar="NOTE", help="Withdraw this note instead: n1."),
    ] = None,
    lift: Annotated[
        str | None,
        typer.Option("--lift", metavar="NOTE", help="Mark this note confidential no more: n1."),
    ] = None,
    because: Because = None,
) -> None:
    """Put an internal note on a claim, or withdraw one. Notes are never published.

    \b
    Examples:
      factcheck note 1 "Asked the ministry's press office, no answer yet"
      factcheck note 1 --withdraw n1 --because "they answered"
      factcheck note 1 "His driver told us" --confidential
      factcheck note 1 --lift n3
    """
    if lift is not None:
        _lift(call, claim, lift, because, alone=not (text or confidential or withdraw))
        return
    if withdraw is not None:
        _withdraw(call, claim, withdraw, because, text)
        return
    told = editor.written(text, "the note", f'factcheck note {claim} "..."')
    with call.writing(because) as session:
        found = services.claims.get(session, claim)
        made = services.notes.add(session, found, told, by=call.by, confidential=confidential)
        view = services.notes.view(made)
    call.out.result(view, f"Note n{view.id} on claim {view.claim}.")


def _withdraw(call: Call, claim: int, note_id: str, because: str | None, text: str | None) -> None:
    if text is not None:
        raise Usage("--withdraw takes no text: the reason goes to --because")
    if not because:
        raise Usage("withdrawing a note needs a reason", hint='--because "..."')
    with call.writing(because) as session:
        found = services.claims.get(session, claim)
        gone = services.notes.withdraw(session, found, number(note_id, "n", "a note"), because)
        view = services.notes.view(gone)
    call.out.result(view, f"Note n{view.id} on claim {view.claim} withdrawn.")


def _lift(call: Call, claim: int, note_id: str, because: str | None, *, alone: bool) -> None:
    if not alone:
        raise Usage("--lift names a note and goes alone")
    with call.writing(because) as session:
        found = services.claims.get(session, claim)
        note = services.notes.lift(session, found, number(note_id, "n", "a note"))
        view = services.notes.view(note)
    call.out.result(view, f"Note n{view.id} on claim {view.claim}: confidential no more.")
