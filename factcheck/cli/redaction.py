"""factcheck redact: texts that a court or a law orders to be deleted."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from factcheck import services, text
from factcheck.cli import asking, merging
from factcheck.cli.context import Call, command
from factcheck.cli.output import saved
from factcheck.errors import Usage

if TYPE_CHECKING:
    from factcheck.services.redaction import Plan
    from factcheck.storage.redacting import Redacted


@dataclass(frozen=True)
class Order:
    """What goes, and by whose order."""

    order: Annotated[
        str,
        typer.Option("--order", metavar="TEXT", help="Court, number, date; required. It stays."),
    ]
    field: Annotated[
        list[str] | None,
        typer.Option(
            "--field", metavar="NAME", help="Which text of it; repeated: several. all: every one."
        ),
    ] = None
    everywhere: Annotated[
        bool,
        typer.Option("--everywhere", help="All other fields in which its words stand, too."),
    ] = False


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "redact", writes=True)(redact)


def redact(
    call: Call,
    things: Annotated[
        list[str],
        typer.Argument(
            metavar="THING...",
            help="1 (a claim), a1, e1, n1, s1, speaker:NAME, source:URL, or KIND:ID.",
        ),
    ],
    *,
    told: Order,
    dry_run: merging.DryRun = False,
    yes: merging.Yes = False,
) -> None:
    """Delete texts by legal order, from the rows and from the log, for good.

    Whole fields go: [redacted] stands in their place, in every earlier state
    too. The log names the order and each change that was blanked, and its chain
    holds. Nothing takes this back. The database's files are written anew, and
    the copies that are known are listed: delete them.

    \b
    Examples:
      factcheck redact 1 --field context --order "Court of Aldea, 12/2019, 3 May 2019" --dry-run
      factcheck redact e1 s2 --field all --order "Court of Aldea, 12/2019, 3 May 2019" --yes
    """
    from factcheck.storage import redacting

    if not (dry_run or yes or asking.can_ask()):
        raise Usage(
            "a redaction is asked about, and nobody is there to answer",
            hint="--dry-run shows what would be blanked, --yes does it",
        )
    with call.reading(unhurried=True) as session:
        asked = services.redaction.fields(session, things, told.field or ())
        planned = services.redaction.plan(session, asked, everywhere=told.everywhere)
    services.redaction.reason(told.order, planned)
    if dry_run or not (yes or _agreed(call, planned)):
        done = None
    else:
        done = redacting.redact(call.database, planned, told.order, by=call.by)
        saved.append(call.action)
    _report(call, planned, done, told.order)


def _agreed(call: Call, planned: "Plan") -> bool:
    for line in _lines(planned):
        call.out.note(line)
    return asking.agreed("Blank this for good?")


def _lines(planned: "Plan") -> list[str]:
    return [
        f"Fields: {', '.join(map(str, planned.fields))}.",
        f"Changes of the log: {', '.join(f'{seq}/{n}' for seq, n in planned.places) or 'none'}.",
    ]


def _report(call: Call, planned: "Plan", done: "Redacted | None", order: str) -> None:
    record: dict[str, Any] = {
        "redacted": done is not None,
        "order": order,
        "fields": [asdict(one) for one in planned.fields],
        "changes": [f"{seq}/{n}" for seq, n in planned.places],
        "entry": done and done.entry,
        "also": [asdict(one) for one in planned.also],
        "sealed": list(planned.sealed),
        "files": list(planned.files),
        "copies": list(done.places) if done else [],
    }
    if done is None:
        call.out.result(record, "Nothing was redacted. It would blank:", *_lines(planned))
    elif done.entry is None:
        call.out.result(record, "Nothing holds it any more; the files were written anew.")
    else:
        head = f"Redacted by order, in entry {done.entry}."
        call.out.result(record, head, *_lines(planned))
    for warning in _warnings(planned, done):
        call.out.warning(warning)


def _warnings(planned: "Plan", done: "Redacted | None") -> list[str]:
    found = []
    if planned.also:
        told = ", ".join(map(str, planned.also))
        found.append(f"the same words stand in {told}: name these too, or --everywhere")
    if planned.sealed:
        which = text.counted(len(planned.sealed), "entry", "entries")
        told = ", ".join(map(str, planned.sealed))
        hold = "holds" if len(planned.sealed) == 1 else "hold"
        found.append(f"{which} of the log ({told}) {hold} them as reason or name, which is sealed")
    if planned.files:
        told = ", ".join(planned.files[:5])
        found.append(f"imported files, and the rejects beside them, may hold it: {told}")
    if done is not None and done.left:
        found.append(f"{done.left}; run the same command again")
    if done is not None:
        known = "; ".join(done.places) or "none that this account has seen"
        found.append(f"copies and backups are not reached, delete them: {known}")
    return found
