"""factcheck link, unlink: what one claim is to another."""

import shlex
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from factcheck import services
from factcheck.cli import asking, completion
from factcheck.cli.context import Call, command
from factcheck.cli.options import Because, ClaimId, Reason
from factcheck.errors import Usage
from factcheck.records import word
from factcheck.vocabulary import RELATIONS

if TYPE_CHECKING:
    from factcheck.db import Session
    from factcheck.services.relations import Denial

Kind = Annotated[
    str,
    typer.Argument(
        metavar="KIND", help=f"{', '.join(RELATIONS)}.", autocompletion=completion.relations
    ),
]
Other = Annotated[
    int,
    typer.Argument(
        metavar="OTHER", min=1, help="The other claim.", autocompletion=completion.claim_ids
    ),
]
# The other end of a relation, where somebody began with that.
_PASSIVE = {"denied-by": "denies", "narrowed-by": "narrows", "updated-by": "updates"}


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    command(app, "link", corrects=True)(link)
    command(app, "unlink", writes=True)(unlink)


def link(
    call: Call,
    claim: ClaimId,
    kind: Kind,
    other: Other,
    *,
    mark: Annotated[
        bool | None,
        typer.Option("--mark/--no-mark", help="Whether a denial is marked as evidence."),
    ] = None,
    because: Because = None,
) -> None:
    """Say what one claim is to another: it denies, contradicts, narrows or updates it.

    A denial is no refutation, but its speaker disputes the claim denied: at a
    terminal you are asked whether to mark that as evidence, in the same entry.

    \b
    Examples:
      factcheck link 2 denies 1 --because "said on state television the same day"
      factcheck link 4 narrows 3
    """
    kind = _kind(claim, kind, other, mark)
    offered, seen = None, list[asking.Seen]()
    if kind == "denies" and mark is None:
        offered, seen = _offered(call, claim, other)
        if offered is not None and asking.can_ask():
            mark = asking.agreed(f"Mark claim {other} as disputed by {offered.by}?")
    with call.writing(because) as session:
        asking.require_unmoved(session, seen if mark else [])
        record = _linked(call, session, (claim, kind, other), because, bool(mark))
    marked = f" Marked as evidence: e{record['evidence']}." if mark else ""
    call.out.result(record, f"Claim {claim} {kind} claim {other}.{marked}")
    if offered is not None and mark is None:
        call.out.note(f"To mark claim {other} as disputed: {_command(offered)}")


def _kind(claim: int, told: str, other: int, mark: bool | None) -> str:
    """The word of the vocabulary; who begins at the other end is told how it is written."""
    if active := _PASSIVE.get(told.strip().lower().replace("_", "-").replace(" ", "-")):
        raise Usage(
            f"a relation is told from the claim that {active} the other",
            hint=f"factcheck link {other} {active} {claim}",
        )
    kind = word(told, RELATIONS, "relation")
    if mark and kind != "denies":
        raise Usage(f"--mark is for denials: that a claim {kind} another is no evidence")
    return kind


def _offered(
    call: Call, claim_id: int, other_id: int
) -> "tuple[Denial | None, list[asking.Seen]]":
    """The evidence that a denial would be; None where it is marked already, or cannot be."""
    call.create_if_missing()
    with call.reading() as session:
        claim, other = _ends(session, claim_id, other_id)
        found = services.relations.denial(session, claim, other)
        seen = [asking.Seen.of(session, "claim", one) for one in (claim, other)]
    return (found if found is not None and found.held is None else None), seen


def _ends(session: "Session", *ids: int) -> list[Any]:
    """The two claims themselves: a merged one is refused."""
    return [
        services.redirects.itself(session, partial(services.claims.get, session, one))
        for one in ids
    ]


def _linked(
    call: Call,
    session: "Session",
    told: tuple[int, str, int],
    because: str | None,
    mark: bool,
) -> dict[str, Any]:
    claim, other = _ends(session, told[0], told[2])
    made = services.relations.link(session, claim, told[1], other, by=call.by, because=because)
    item = services.relations.mark(session, claim, other, by=call.by) if mark else None
    return _record(made, item.id if item else None)


def _record(relation: Any, evidence: int | None = None) -> dict[str, Any]:
    return {
        "id": relation.id,
        "uid": relation.uid,
        "claim": relation.claim_id,
        "kind": relation.kind,
        "other": relation.other_id,
        "because": relation.because,
        "withdrawn_because": relation.withdrawn_because,
        "evidence": evidence,
    }


def _command(offered: "Denial") -> str:
    """The command that marks a denial as evidence."""
    record = offered.record
    parts = ["factcheck", "mark", str(offered.claim), "disputes", record.note or ""]
    for option, value in (
        ("--by", record.by),
        ("--source", record.source),
        ("--quote", record.quote),
        ("--locator", record.locator),
    ):
        if value:
            parts += [option, value]
    return " ".join(map(shlex.quote, parts))


def unlink(call: Call, claim: ClaimId, kind: Kind, other: Other, *, because: Reason) -> None:
    """Withdraw what one claim is to another: it stays on file, with the reason.

    Evidence that was marked with a denial stays; withdraw that by its own id.

    \b
    Example:
      factcheck unlink 5 narrows 1 --because "it is about another flight"
    """
    with call.writing(because) as session:
        ends = [services.claims.get(session, one) for one in (claim, other)]
        gone = services.relations.unlink(session, ends[0], kind, ends[1], because)
        record = _record(gone)
    told = f"claim {record['claim']} {record['kind']} claim {record['other']}"
    call.out.result(record, f"No longer: {told}.")
