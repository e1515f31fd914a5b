"""factcheck show, edit: the claim itself."""

import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck import days, services
from factcheck.cli import completion, editor, screens
from factcheck.cli.context import Call, changes, command
from factcheck.cli.options import AsOf, Because, ClaimId
from factcheck.errors import Conflict, FactcheckError, InvalidInput, Usage

if TYPE_CHECKING:
    from factcheck.db import Session
    from factcheck.services.past import Shown
    from factcheck.views import ClaimView


@dataclass(frozen=True)
class EditOptions:
    """All that ``edit`` can set."""

    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="The claim, worded anew.")
    ] = None
    context: Annotated[
        str | None, typer.Option("--context", metavar="TEXT", help='"" clears it.')
    ] = None
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help='"" clears it.')
    ] = None
    said_on: Annotated[
        str | None, typer.Option("--said-on", metavar="DATE", help="Of the first appearance.")
    ] = None
    priority: Annotated[
        str | None,
        typer.Option(
            "--priority", metavar="low|normal|high|urgent", autocompletion=completion.priorities
        ),
    ] = None
    why: Annotated[str | None, typer.Option("--why", metavar="TEXT", help='"" clears it.')] = None


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    command(app, "show")(show)
    command(app, "edit", corrects=True)(edit)


def show(call: Call, claim: ClaimId, *, as_of: AsOf = None) -> None:
    """Show a claim: who said it, what speaks for and against it, what we concluded.

    Whether it was said and whether it is so are kept apart. With --as-of the claim as it was:
    a date means the end of that day in UTC.

    \b
    Examples:
      factcheck show 1
      factcheck show 1 --as-of 1
    """
    with call.reading() as session:
        found = _shown(session, claim, as_of)
        upto = found.moment.entry if found.moment else None
        changed = screens.last_changes(session, found.claim, upto=upto)
    when = f"As of {found.moment}:" if found.moment else ""
    if call.out.for_people:
        with days.seen_on(found.moment.day if found.moment else None):
            told = screens.claim(found.claim, changed, min(call.out.width, 100))
        call.out.lines([[(when, "bold")], [], *told] if when else told)
    else:
        call.out.record(found.claim)
        if when:
            call.out.note(when.replace(":", "."))
    for note in found.notes:
        call.out.note(f"note: {note}")


def _shown(session: "Session", claim: int, as_of: str | None) -> "Shown":
    from factcheck.services.past import Shown

    if as_of is None:
        return Shown(services.show.claim(session, claim), None, ())
    return services.past.claim(session, claim, as_of)


def edit(
    call: Call,
    claim: ClaimId,
    told: EditOptions,
    *,
    because: Because = None,
    force: Annotated[
        bool, typer.Option("--force", help="Although another claim says this already.")
    ] = False,
) -> None:
    """Change a claim's text, context, language, date, priority or why.

    Without options your editor opens; unchanged means that nothing is written.

    \b
    Example:
      factcheck edit 1 --text "Maduro had a plane waiting" --because "nearer to the quote"
    """
    wanted, seen = changes(told), None
    draft = None
    if not wanted:
        draft, wanted, seen = _edited(call, claim)
    try:
        view, changed = _apply(call, claim, wanted, because, force, seen)
    except FactcheckError as failure:
        if draft is not None:
            failure.hint = "\n".join(filter(None, (failure.hint, f"your text: {draft.path}")))
        raise
    if draft is not None:
        draft.drop()
    done = f"Claim {view.id} changed: {', '.join(changed)}." if changed else "Nothing changed."
    call.out.result(view, done)
    if "text" in changed and (view.verdict or view.attribution):
        call.out.warning(f"claim {view.id} has a verdict: does it still fit the new words?")


def _apply(
    call: Call,
    claim_id: int,
    wanted: dict[str, str],
    because: str | None,
    force: bool,
    seen: int | None,
) -> "tuple[ClaimView, list[str]]":
    with call.writing(because) as session:
        claim = services.claims.get(session, claim_id)
        _require_unmoved(session, claim, seen)
        before = services.show.claim(session, claim.id)
        plain = {name: value for name, value in wanted.items() if name != "said_on"}
        services.claims.edit(session, claim, plain, force=force)
        if "said_on" in wanted:
            services.claims.date(session, claim, wanted["said_on"], by=call.by)
        services.claims.refresh(session, claim)
        view = services.show.claim(session, claim.id)
    return view, [
        name.replace("_", " ") for name in wanted if _field(before, name) != _field(view, name)
    ]


def _field(view: "ClaimView", name: str) -> object:
    if name == "said_on":
        return view.first.said_on if view.first else None
    return getattr(view, name)


def _edited(call: Call, claim_id: int) -> tuple[editor.Draft, dict[str, str], int]:
    """Read the claim, close, let the person edit, and say what is to change."""
    if not editor.can_edit():
        raise Usage("nothing to change was named", hint=f'factcheck edit {claim_id} --text "..."')
    with call.reading() as session:
        view = services.show.claim(session, claim_id)
        seen = screens.last_touched(session, view)
    before = {each.name: _field(view, each.name) or "" for each in fields(EditOptions)}
    draft = editor.Draft(_form(view.id, before), ".toml")
    after = _parsed(draft)
    wanted = {
        name: str(after[name]) for name in before if after.get(name, before[name]) != before[name]
    }
    return draft, wanted, seen


def _form(claim_id: int, values: dict[str, object]) -> str:
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment(f"Claim {claim_id}. Save and close; unchanged means no change."))
    for name, value in values.items():
        document.add(name, tomlkit.string(str(value), multiline="\n" in str(value)))
    return tomlkit.dumps(document)


def _parsed(draft: editor.Draft) -> dict[str, object]:
    try:
        return tomllib.loads(draft.edit())
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(
            f"the form cannot be read: {error}", hint=f"your text: {draft.path}"
        ) from error


def _require_unmoved(session: "Session", claim: object, seen: int | None) -> None:
    """While a person was editing, somebody else may have changed the claim."""
    if seen is None:
        return
    moved = screens.changes_since(session, claim, seen)
    if moved:
        raise Conflict("the claim was changed while you edited it", hint="\n".join(moved))
