"""factcheck mark, evidence show|edit|withdraw: what bears on a claim."""

from dataclasses import dataclass
from typing import Annotated

import typer

from factcheck import services
from factcheck.cli import completion, editor, screens
from factcheck.cli.context import Call, changes, command, new_group, number
from factcheck.cli.options import (
    Appearance,
    Because,
    ClaimId,
    Locator,
    Quote,
    Reason,
    Said,
    Source,
)
from factcheck.errors import Usage
from factcheck.records import EvidenceRecord, word
from factcheck.views import EvidenceView
from factcheck.vocabulary import STANCES, VERDICTS

ConfidentialBecause = Annotated[
    str | None,
    typer.Option(
        "--confidential-because",
        metavar="REASON",
        help='Confidential, and the public reads "confidential source (REASON)".',
    ),
]
EvidenceId = Annotated[str, typer.Argument(metavar="EVIDENCE", help="Its id: e1 or 1.")]
# Which stance somebody meant who typed a verdict.
_MEANT = {"supported": "supports", "refuted": "refutes"}


@dataclass(frozen=True)
class ItemOptions:
    """What an item of evidence says, and where."""

    source: Source = None
    quote: Quote = None
    locator: Locator = None
    retrieved_on: Annotated[
        str | None,
        typer.Option("--retrieved-on", metavar="DATE", help="When it was looked at."),
    ] = None
    by: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="NAME", help="Who says so.", autocompletion=completion.speakers
        ),
    ] = None
    independence_group: Annotated[
        str | None,
        typer.Option(
            "--group", metavar="NAME", help="Items of one origin share it, and count once."
        ),
    ] = None


@dataclass(frozen=True)
class MarkOptions(ItemOptions):
    """What the item is about, and what kind it is."""

    said: Said = False
    appearance: Appearance = None
    primary: Annotated[bool, typer.Option("--primary", help="A primary source.")] = False
    secondary: Annotated[bool, typer.Option("--secondary", help="A secondary source.")] = False
    confidential: Annotated[
        bool, typer.Option("--confidential", help="The public reads only that it is there.")
    ] = False
    confidential_because: ConfidentialBecause = None


@dataclass(frozen=True)
class EditOptions(ItemOptions):
    """What can be set on an item; "" clears an optional field."""

    stance: Annotated[
        str | None,
        typer.Option("--stance", metavar="STANCE", autocompletion=completion.stances),
    ] = None
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT")] = None
    rank: Annotated[str | None, typer.Option("--rank", metavar="primary|secondary")] = None
    confidential: Annotated[str | None, typer.Option("--confidential", metavar="yes|no")] = None
    confidential_because: ConfidentialBecause = None


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    command(app, "mark", corrects=True)(mark)
    group = new_group("Look at, change or withdraw single items of evidence.")
    app.add_typer(group, name="evidence")
    command(group, "show")(show)
    command(group, "edit", corrects=True)(edit)
    command(group, "withdraw", corrects=True)(withdraw)


def mark(
    call: Call,
    claim: ClaimId,
    stance: Annotated[
        str,
        typer.Argument(
            metavar="STANCE", help=", ".join(STANCES), autocompletion=completion.stances
        ),
    ],
    note: Annotated[
        str | None, typer.Argument(metavar="[NOTE|-]", help="What it says; - reads stdin.")
    ] = None,
    *,
    told: MarkOptions,
) -> None:
    """Mark evidence for or against a claim.

    It is about whether the claim is so; with --said or --appearance about
    whether it was said. Who merely denies it without showing proof disputes it.
    no-result needs a note of what was searched, where and when.

    \b
    Examples:
      factcheck mark 1 disputes "Denied it on state television" \\
        --by "Nicolás Maduro" --source https://example.org/vtv
      factcheck mark 1 supports --said --source https://example.org/interview
      factcheck mark 1 no-result "Flight trackers of that day, searched 2019-05-01"
    """
    record = _record(claim, stance, note, told)
    with call.writing() as session:
        found = services.claims.get(session, claim)
        about = services.appearances.asked(
            session, found, said=record.said, number=record.appearance
        )
        before = services.evidence.status(session, found, about.id if about else None)
        item = services.evidence.mark(session, found, record, by=call.by)
        services.claims.refresh(session, found)
        after = services.evidence.status(session, found, item.appearance_id)
        view = services.evidence.view(session, item)
    call.out.result(view, f"{_summary(view)}. {_moved(before, after)}")
    call.out.hint(f"Next: factcheck show {view.claim}")


def _record(claim: int, stance: str, note: str | None, told: MarkOptions) -> EvidenceRecord:
    _refuse_verdict(claim, stance)
    if told.primary and told.secondary:
        raise Usage("a source is primary or secondary, not both")
    if told.said and told.appearance:
        raise Usage("--said is the first appearance: name it, or another with --appearance")
    return EvidenceRecord(
        stance=stance,
        note=editor.told_or_stdin(note, "the note"),
        source=editor.told_or_stdin(told.source, "the source"),
        quote=told.quote,
        locator=told.locator,
        retrieved_on=told.retrieved_on,
        by=told.by,
        said=told.said,
        appearance=number(told.appearance, "a", "an appearance") if told.appearance else None,
        rank="primary" if told.primary else "secondary" if told.secondary else None,
        confidential=told.confidential,
        confidential_because=told.confidential_because,
        independence_group=told.independence_group,
    )


def _refuse_verdict(claim: int, stance: str) -> None:
    """A near miss: a verdict where a stance belongs."""
    told = stance.strip().lower().replace("_", "-")
    if told not in VERDICTS or told in STANCES:
        return
    meant = _MEANT.get(told, "context")
    verb = {"supports": "for", "refutes": "against"}.get(meant, "about")
    raise Usage(
        f'"{told}" is a verdict, not a stance',
        hint=f"to add evidence {verb + ' it:':<12} "
        f'factcheck mark {claim} {meant} "..." --source URL\n'
        f'to give your conclusion:     factcheck verdict {claim} {told} --because "..."',
    )


def _summary(view: EvidenceView) -> str:
    where = f" (was it said, a{view.appearance})" if view.appearance else ""
    by = f" by {view.by}" if view.by else ""
    done = {
        "disputes": f"disputed{by}",
        "supports": f"supported{by}",
        "refutes": f"refuted{by}",
        "no-result": "searched, nothing found",
    }.get(view.stance, f"{view.stance}{by}")
    return f"Evidence e{view.id} on claim {view.claim}{where}: {done}"


def _moved(before: str, after: str) -> str:
    return f"Status: {before} -> {after}." if before != after else f"Status: {after}, as before."


def show(call: Call, evidence: EvidenceId) -> None:
    """Show one item of evidence, withdrawn or not.

    \b
    Example:
      factcheck evidence show e1
    """
    with call.reading() as session:
        item = services.evidence.get(session, number(evidence, "e", "evidence"))
        view = services.evidence.view(session, item)
    if not call.out.for_people:
        call.out.record(view)
        return
    call.out.lines(screens.item(view, min(call.out.width, 100)))


def edit(call: Call, evidence: EvidenceId, told: EditOptions, *, because: Because = None) -> None:
    """Change an item of evidence; the log keeps what it was.

    \b
    Example:
      factcheck evidence edit e1 --retrieved-on 2019-05-01 --because "date was missing"
    """
    wanted = changes(told)
    if not wanted:
        raise Usage("nothing to change was named", hint="factcheck evidence edit --help")
    if "confidential" in wanted:
        wanted["confidential"] = word(wanted["confidential"], ("yes", "no"), "--confidential")
    if "source" in wanted:
        wanted["source"] = editor.told_or_stdin(wanted["source"], "the source") or ""
    with call.writing(because) as session:
        item = services.evidence.get(session, number(evidence, "e", "evidence"))
        before = services.evidence.view(session, item)
        services.evidence.edit(session, item, wanted)
        view = services.evidence.view(session, item)
    looked_at = dict.fromkeys((*wanted, "archive_url"))
    changed = [name.replace("_", " ") for name in looked_at if _differs(before, view, name)]
    done = f"Evidence e{view.id} changed: {', '.join(changed)}." if changed else "Nothing changed."
    call.out.result(view, done)


def _differs(before: EvidenceView, after: EvidenceView, name: str) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def withdraw(call: Call, evidence: EvidenceId, *, because: Reason) -> None:
    """Withdraw an item: it no longer counts, and stays on file with the reason.

    \b
    Example:
      factcheck evidence withdraw e1 --because "the page is a parody"
    """
    with call.writing(because) as session:
        item = services.evidence.get(session, number(evidence, "e", "evidence"))
        claim = services.claims.get(session, item.claim_id)
        before = services.evidence.status(session, claim, item.appearance_id)
        services.evidence.withdraw(session, item, because)
        services.claims.refresh(session, claim)
        after = services.evidence.status(session, claim, item.appearance_id)
        view = services.evidence.view(session, item)
    call.out.result(view, f"Evidence e{view.id} withdrawn. {_moved(before, after)}")
