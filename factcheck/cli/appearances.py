"""factcheck appearance add|edit|withdraw: where a claim was made, and by whom."""

from typing import Annotated

import typer

from factcheck import services
from factcheck.cli import editor
from factcheck.cli.context import Call, changes, command, new_group, number
from factcheck.cli.options import AppearanceOptions, Because, ClaimId, Reason
from factcheck.days import spoken_date
from factcheck.errors import Usage
from factcheck.records import AppearanceRecord
from factcheck.views import AppearanceView

AppearanceId = Annotated[str, typer.Argument(metavar="APPEARANCE", help="Its id: a2 or 2.")]


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    group = new_group("Where a claim was made: the same claim again, by the same or another.")
    app.add_typer(group, name="appearance")
    command(group, "add", corrects=True)(add)
    command(group, "edit", corrects=True)(edit)
    command(group, "withdraw", corrects=True)(withdraw)


def _summary(view: AppearanceView) -> str:
    return f"{view.speaker or 'speaker unknown'}, {spoken_date(view.said_on)}"


def add(call: Call, claim: ClaimId, told: AppearanceOptions) -> None:
    """Record that a claim was made once more.

    \b
    Example:
      factcheck appearance add 1 --speaker "Mike Pompeo" --said-on 2019-05-01 \\
        --source https://example.org/blog --quote "head out of the country"
    """
    wanted = changes(told)
    wanted["source"] = editor.told_or_stdin(told.source, "the source") or ""
    with call.writing() as session:
        found = services.claims.get(session, claim)
        made = services.appearances.add(session, found, AppearanceRecord(**wanted), by=call.by)
        services.claims.refresh(session, found)
        view = services.show.appearance(session, made)
    call.out.result(view, f"Appearance a{view.id} of claim {view.claim}: {_summary(view)}.")
    call.out.hint(
        f"Next: factcheck mark {view.claim} supports --appearance a{view.id} --source URL"
    )


def edit(
    call: Call, appearance: AppearanceId, told: AppearanceOptions, *, because: Because = None
) -> None:
    """Change an appearance ("" clears a field); the log keeps what it was.

    \b
    Example:
      factcheck appearance edit a1 --locator 02:10 --because "found in the recording"
    """
    wanted = changes(told)
    if not wanted:
        raise Usage("nothing to change was named", hint="factcheck appearance edit --help")
    if "source" in wanted:
        wanted["source"] = editor.told_or_stdin(wanted["source"], "the source") or ""
    with call.writing(because) as session:
        found = services.appearances.get(session, number(appearance, "a", "an appearance"))
        changed = services.appearances.edit(session, found, wanted)
        services.claims.refresh(session, services.claims.get(session, found.claim_id))
        view = services.show.appearance(session, found)
    done = f"Appearance a{view.id} changed: {_summary(view)}." if changed else "Nothing changed."
    call.out.result(view, done)


def withdraw(call: Call, appearance: AppearanceId, *, because: Reason) -> None:
    """Withdraw an appearance: it stays on file, with the reason.

    \b
    Example:
      factcheck appearance withdraw a2 --because "it was another speaker"
    """
    with call.writing(because) as session:
        found = services.appearances.get(session, number(appearance, "a", "an appearance"))
        services.appearances.withdraw(session, found, because)
        services.claims.refresh(session, services.claims.get(session, found.claim_id))
        view = services.show.appearance(session, found)
    call.out.result(view, f"Appearance a{view.id} of claim {view.claim} withdrawn.")
