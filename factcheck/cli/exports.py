"""factcheck export: claims in the formats that others read."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from factcheck import services
from factcheck.cli import completion
from factcheck.cli.context import Call, command, number
from factcheck.cli.lists import Filters
from factcheck.cli.output import say
from factcheck.errors import Usage
from factcheck.records import ClaimFilter


@dataclass(frozen=True)
class Writing:
    """In which format, and where to."""

    write_as: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="jsonl, claimreview, claimreview-graph, claimreview-script, csv, tsv, markdown.",
            autocompletion=completion.exports,
        ),
    ] = "jsonl"
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="PATH", help="A new file; else stdout."),
    ] = None
    public: Annotated[
        bool,
        typer.Option("--public", help="jsonl: leave out notes and what is confidential."),
    ] = False
    raw: Annotated[bool, typer.Option("--raw", help="csv, tsv: leave formulas as they are.")] = (
        False
    )
    publisher: Annotated[
        str | None,
        typer.Option("--publisher", metavar="NAME", help="Who publishes (or the setting)."),
    ] = None
    check_url: Annotated[
        str | None,
        typer.Option("--check-url", metavar="URL", help="Where a check stands: https://.../{id}."),
    ] = None


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "export", prints=False)(export)


def export(
    call: Call,
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CLAIM...]", autocompletion=completion.claim_ids),
    ] = None,
    filters: Filters = Filters(),  # noqa: B008
    writing: Writing = Writing(),
) -> None:
    """Export claims: these, those that the filters of list hold, or all.

    Our own JSON Lines hold everything but the log; the other formats are for the public
    and show no notes, nothing confidential and nothing withdrawn.

    \b
    Examples:
      factcheck export -o claims.jsonl
      factcheck export 1 --format markdown
      factcheck export --tag venezuela --format claimreview --publisher "Example Checks"
    """
    from factcheck.exchange import exporting
    from factcheck.exchange.publishing import Publisher
    from factcheck.history.head import current

    told = Publisher(
        writing.publisher or call.settings.publisher.value or None,
        writing.check_url or call.settings.check_url.value or None,
    )
    with call.reading(unhurried=True) as session:
        chosen = _chosen(session, ids or [], filters.wanted(call, session))
        if chosen == ():
            say("note: no claim has what these filters ask for")
        pieces = exporting.export(
            session,
            writing.write_as,
            chosen,
            publisher=told,
            public=writing.public,
            raw=writing.raw,
        )
        size = _write(pieces, writing.output)
        _uid, head = current(session.connection())
    if writing.output:
        say(f"Exported to {writing.output}: {size:,} bytes.")
    say(f"Head of the log: {head.seq}:{head.hash}")


def _chosen(session: Any, ids: list[str], wanted: ClaimFilter) -> tuple[int, ...] | None:
    narrowed = wanted != ClaimFilter()
    if ids and narrowed:
        raise Usage("name claims or filters, not both")
    if ids:
        numbers = [number(one, "", "a claim") for one in ids]
        return tuple(sorted({services.claims.get(session, one).id for one in numbers}))
    return services.lists.ids(session, wanted) if narrowed else None


def _write(pieces: Iterable[bytes], to: str | None) -> int:
    if to is None:
        return _pour(pieces, sys.stdout.buffer)
    from factcheck.files import partial, publish, require_new

    path = Path(to)
    require_new(path)
    with partial(path.parent) as fresh:
        with fresh.open("wb") as stream:
            size = _pour(pieces, stream)
        publish(fresh, path)
    return size


def _pour(pieces: Iterable[bytes], stream: BinaryIO) -> int:
    size = 0
    for piece in pieces:
        size += stream.write(piece)
    stream.flush()
    return size
