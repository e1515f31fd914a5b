"""factcheck search: claims by their words."""

import inspect
from dataclasses import dataclass
from typing import Annotated

import typer

from factcheck import services, text
from factcheck.cli import lists
from factcheck.cli.context import Call, command
from factcheck.cli.layout import Column, Line, shorten, verdict_style, wrap
from factcheck.cli.output import on_terminal
from factcheck.days import spoken_date
from factcheck.pages import Hit, SearchPage
from factcheck.records import ClaimFilter
from factcheck.search.query import HELP
from factcheck.services.search import Order

COLUMNS = (
    *lists.COLUMNS[:4],
    Column("found in", lambda row: row.found_in or ""),
    Column("snippet", lambda row: row.snippet or "", grow=True),
    lists.COLUMNS[5],
)


@dataclass(frozen=True)
class Hits(lists.Paging):
    """The paging of a list; besides, its own orders, and whether confidential texts count."""

    sort: Annotated[
        str | None,
        typer.Option(
            "--sort", metavar="ORDER", help="relevance, or added, said, priority, speaker, due."
        ),
    ] = None
    confidential: Annotated[
        bool, typer.Option("--confidential", help="Search what is confidential, too.")
    ] = False

    def order(self) -> Order:
        """The same as a record."""
        return Order(self.sort, self.reverse, self.limit or None, self.after)


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "search")(search)


def search(
    call: Call,
    words: Annotated[list[str], typer.Argument(metavar="QUERY", help="See below.")],
    filters: lists.Filters,
    hits: Hits,
) -> None:
    """Search claims by their words: the claim, who said it, quotes, evidence, reviews.

    Case, accents and endings make no difference. The best come first; where very many
    claims fit, the newest. Write -- before a query that begins with a minus.
    """
    typed = " ".join(words)
    with call.reading() as session:
        wanted = filters.wanted(call, session)
        if hits.count:
            number = services.search.count(session, typed, wanted, confidential=hits.confidential)
            lists.count(call, number)
            return
        found = services.search.page(
            session, typed, wanted, hits.order(), confidential=hits.confidential
        )
    _print(call, found, wanted)


_EXAMPLES = """Examples:
  factcheck search maduro plane
  factcheck search "speaker:pompeo plane OR aeroplane"
  factcheck search venezuela --unverified --json
"""
search.__doc__ = "\n\n".join(
    (inspect.cleandoc(search.__doc__ or ""), *(f"\b\n{part}" for part in HELP.split("\n\n")))
)
search.__doc__ += f"\n\b\n{_EXAMPLES}"


def _print(call: Call, found: SearchPage, wanted: ClaimFilter) -> None:
    if call.out.for_people and on_terminal():
        call.out.lines([line for hit in found.hits for line in _block(hit, call.out.width)])
    else:
        call.out.rows(found.hits, COLUMNS)
    for note in found.page.notes:
        call.out.note(f"note: {note}")
    call.out.note(lists.footer(found.page, wanted, searched=True))


def _block(hit: Hit, room: int) -> list[Line]:
    """A hit as a person reads it: who and when, the claim, and where the words were found."""
    said = f"{hit.speaker or 'unknown speaker'}, {spoken_date(hit.said_on)}"
    state = hit.verdict or ("unverified" if hit.tracked else "reference")
    head: Line = [
        (f"{hit.id}  ", "bold"),
        (text.printable(shorten(said, room - 24)) + "  ", ""),
        (state, verdict_style(hit.verdict)),
    ]
    claim = hit.found_in == "claim"
    lines = [head]
    if not claim:
        lines += [[("    ", ""), (line, "")] for line in wrap(_plain(hit.text), room - 4)[:2]]
    if hit.snippet:
        lines += _marked(hit, "" if claim else f"{hit.found_in}: ", room - 4)
    return [*lines, [("", "")]]


def _plain(told: str) -> str:
    return text.printable(text.one_line(told))


def _marked(hit: Hit, label: str, room: int) -> list[Line]:
    """The snippet in lines, what was found in bold."""
    shown, bold, at = label, [False] * len(label), 0
    told = hit.snippet or ""
    for begin, end in (*hit.marks, (len(told), len(told))):
        for part, is_found in ((told[at:begin], False), (told[begin:end], True)):
            piece = text.printable(part).replace("\n", " ").replace("\t", " ")
            shown += piece
            bold += [is_found] * len(piece)
        at = end
    lines, at = [], 0
    for line in wrap(shown, room):
        at = shown.index(line, at)
        lines.append([("    ", ""), *_segments(line, bold[at : at + len(line)])])
        at += len(line)
    return lines


def _segments(line: str, bold: list[bool]) -> Line:
    found: Line = []
    begin = 0
    for at in range(1, len(line) + 1):
        if at == len(line) or bold[at] != bold[begin]:
            found.append((line[begin:at], "bold" if bold[begin] else ""))
            begin = at
    return found
