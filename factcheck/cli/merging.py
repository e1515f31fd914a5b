"""factcheck merge, and what it shares with speaker merge and source merge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from factcheck import services
from factcheck.cli import asking, completion
from factcheck.cli.context import Call, command
from factcheck.cli.options import Because
from factcheck.errors import Usage

if TYPE_CHECKING:
    from factcheck.db import Session
    from factcheck.services.merging import Merged

Find = Callable[["Session", Any], Any]
Merge = Callable[["Session", list[Any], Any], "Merged"]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@dataclass(frozen=True)
class Told:
    """What a merge was told: how records are found and merged, which ones, whether to ask."""

    find: Find
    merge: Merge
    gone: Sequence[Any]
    into: Any
    dry_run: bool
    yes: bool


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "merge", corrects=True)(merge)


def merge(
    call: Call,
    claims: Annotated[
        list[int],
        typer.Argument(
            metavar="CLAIM...",
            min=1,
            help="The claims that are merged.",
            autocompletion=completion.claim_ids,
        ),
    ],
    *,
    into: Annotated[
        int,
        typer.Option(
            "--into",
            metavar="CLAIM",
            min=1,
            help="The claim that stays; required.",
            autocompletion=completion.claim_ids,
        ),
    ],
    keep: Annotated[
        int | None,
        typer.Option(
            "--keep", metavar="CLAIM", min=1, help="Whose verdicts stay where they differ."
        ),
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    because: Because = None,
) -> None:
    """Merge claims that say the same into one, which keeps all that hangs on them.

    It shows what would happen and asks. The merged ids lead to the claim that
    stays, and undo takes all of it back.

    \b
    Examples:
      factcheck merge 7 --into 3 --yes --because "the same claim in other words"
      factcheck merge 8 9 --into 3 --dry-run
    """
    told = Told(services.claims.get, partial(_merge, keep=keep), claims, into, dry_run, yes)
    done = merged(call, told, because)
    if done is not None and _reworded(call, done.into):
        call.out.warning(f"the verdict on claim {done.into} was given on other words: is it so?")


def _merge(session: "Session", gone: list[Any], into: Any, *, keep: int | None) -> "Merged":
    whose = services.claims.get(session, keep) if keep is not None else None
    return services.merging.claims.merge(session, gone, into, keep=whose)


def _reworded(call: Call, claim: int) -> bool:
    with call.reading() as session:
        view = services.show.claim(session, claim)
    return any(one.ended is None and one.reworded_since for one in view.verdicts)


def merged(call: Call, told: Told, because: str | None) -> "Merged | None":
    """Show what would happen, ask, and merge. None where nothing was merged."""
    if told.dry_run or not told.yes:
        done, seen = _tried(call, told, because)
        if told.dry_run:
            _report(call, done, "Would merge")
            return None
        for line in (*_lines(done), *(f"But {one}." for one in done.doubts)):
            call.out.note(line)
        if not asking.agreed(f"{_what(done, 'Merge')}?"):
            call.out.result(_record(done, merged=False), "Nothing was merged.")
            return None
    else:
        seen = []
    with call.writing(because) as session:
        asking.require_unmoved(session, seen)
        done = _done(session, told)
    _report(call, done, "Merged")
    return done


def _tried(call: Call, told: Told, because: str | None) -> "tuple[Merged, list[asking.Seen]]":
    """What a merge would do, and what it was seen on; nothing is written, and all is closed."""
    if not (told.dry_run or asking.can_ask()):
        raise Usage(
            "a merge is asked about, and nobody is there to answer",
            hint="--dry-run shows what would happen, --yes does it",
        )
    with call.writing(because, dry_run=True) as session:
        gone, into = _found(session, told)
        kind = into.__tablename__
        seen = [asking.Seen.of(session, kind, one) for one in (*gone, into)]
        return told.merge(session, gone, into), seen


def _done(session: "Session", told: Told) -> "Merged":
    return told.merge(session, *_found(session, told))


def _found(session: "Session", told: Told) -> tuple[list[Any], Any]:
    """The records; one that was merged before is no longer there to be merged."""
    find = partial(told.find, session)
    gone = [services.redirects.itself(session, partial(find, one)) for one in told.gone]
    return gone, find(told.into)


def _report(call: Call, done: "Merged", did: str) -> None:
    call.out.result(_record(done, merged=did == "Merged"), f"{_what(done, did)}.", *_lines(done))
    for doubt in done.doubts:
        call.out.warning(doubt)


def _what(done: "Merged", did: str) -> str:
    names = [services.redirects.name(done.kind, one) for one in done.merged]
    return f"{did} {', '.join(names)} into {services.redirects.name(done.kind, done.into)}"


def _lines(done: "Merged") -> list[str]:
    also = [one[:1].upper() + one[1:] for one in done.also]
    return [f"What goes over: {done.counts}.", *(f"{one}." for one in also)]


def _record(done: "Merged", *, merged: bool) -> dict[str, Any]:
    return {
        "kind": done.kind,
        "from": list(done.merged),
        "into": done.into,
        "merged": merged,
        "moved": done.moved,
        "also": done.also,
        "doubts": done.doubts,
    }
