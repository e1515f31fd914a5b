"""factcheck match (or checked): has this been checked before?"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from factcheck import services, text
from factcheck.cli import completion, editor, meaning
from factcheck.cli.context import Call, command
from factcheck.cli.layout import Column, Line, shorten, verdict_style, wrap
from factcheck.cli.output import asked, on_terminal
from factcheck.cli.progress import bar
from factcheck.days import spoken_date
from factcheck.errors import Unavailable, Usage
from factcheck.records import language
from factcheck.views import CheckedView, MatchView

if TYPE_CHECKING:
    from factcheck.db import Session
    from factcheck.vectors import Embedder

COLUMNS = (
    Column("zone", lambda row: row["zone"]),
    Column("chance", lambda row: f"{row['probability']:.2f}", right=True),
    Column("id", lambda row: str(row["id"]), style=lambda _row: "bold", right=True),
    Column("claim", lambda row: row["text"], grow=True),
    Column("checked by", lambda row: row["checked_by"]),
    Column("verdict", lambda row: row["verdict"] or "none"),
)
POST = Column("post", lambda row: str(row["post"]), most=12)
ZONES = {"same": "the same", "likely": "likely the same", "related": "related", "new": "another"}
STYLES = {"same": "green", "likely": "yellow"}
_REVIEWS = 3


@dataclass(frozen=True)
class Asking:
    """What is looked up, and how."""

    file: Annotated[
        str | None,
        typer.Option(
            "--file", metavar="PATH|-", help='Posts: a text a line, or {"id": ..., "text": ...}.'
        ),
    ] = None
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=1, max=50, help="Claims a text.")
    ] = 5
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="Of the text: en, es, pt-br.")
    ] = None
    jsonl: Annotated[bool, typer.Option("--jsonl", help="The same as --format jsonl.")] = False
    confirm: Annotated[
        int | None,
        typer.Option(
            "--confirm",
            metavar="CLAIM",
            min=1,
            help="The text is this claim: find it by these words, too.",
            autocompletion=completion.claim_ids,
        ),
    ] = None
    embedder: meaning.Named = None


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    command(app, "match", writes=True)(match)
    command(app, "checked", writes=True)(checked)


def match(
    call: Call,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT|-]", help="A claim or a post; - reads stdin.")
    ] = None,
    *,
    asking: Asking,
) -> None:
    """Has this been checked before? The claims that a text may repeat, and who checked them.

    Ours and those of the library, the best first, each with its chance and the reasons.
    Links, names of accounts and tags of a post do no harm. A match is a suggestion: look at
    what differs. It passes on no verdict; --confirm says that the text is that claim.

    \b
    Examples:
      factcheck match "Russia stopped Maduro from fleeing the country by plane"
      factcheck match "Russia stopped Maduro from fleeing by plane" --confirm 1
    """
    _run(call, text, asking)


def checked(
    call: Call,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT|-]", help="A claim or a post; - reads stdin.")
    ] = None,
    *,
    asking: Asking,
) -> None:
    """The same as match, by another name.

    \b
    Example:
      factcheck checked "Russia stopped Maduro from fleeing the country by plane"
    """
    _run(call, text, asking)


def _run(call: Call, told: str | None, asking: Asking) -> None:
    if asking.jsonl:
        call.out.format = "jsonl"
    if asking.language is not None:
        asking = replace(asking, language=language(asking.language))
    if asking.file is not None:
        if told is not None or asking.confirm is not None:
            raise Usage("--file goes without a text and without --confirm")
        _of_file(call, asking.file, asking)
        return
    if told is None:
        raise Usage("the text is missing", hint='factcheck match "TEXT", - or --file PATH')
    wording = services.matching.require_words(editor.told_or_stdin(told, "the text") or "")
    if asking.confirm is not None:
        _confirm(call, wording, asking.confirm)
        return
    embedder = meaning.chosen(call, asking.embedder)
    with call.reading() as session:
        found = services.matching.checked(
            session, wording, limit=asking.limit, language=asking.language, embedder=embedder
        )
        meaning.tell(call, session)
    _print(call, found)


def _confirm(call: Call, wording: str, claim_id: int) -> None:
    with call.writing() as session:
        claim = services.claims.get(session, claim_id)
        made = services.matching.confirm(session, claim, wording)
        view = services.show.claim(session, claim.id)
    also = "is found by these words, too" if made else "is known by these words already"
    call.out.result(view, f"Claim {view.id} {also}.")


def _print(call: Call, found: CheckedView) -> None:
    if call.out.for_people and on_terminal():
        call.out.lines(list(_blocks(found, call.out.width)))
    elif call.out.format in ("json", "jsonl"):
        call.out.record(found)
    else:
        call.out.rows(list(_rows(found)), COLUMNS)
    near = services.matching.zones(found, "same", "likely")
    if not found.matches:
        call.out.note("No claim here shares a telling word with it.")
    elif not near:
        call.out.note("Nothing here is likely the same; these are the nearest.")
    else:
        call.out.note("A match is a suggestion: no verdict is passed on.")
        call.out.hint(f'If it is the same: factcheck match "..." --confirm {near[0].id}')


# a file


def _of_file(call: Call, file: str, asking: Asking) -> None:
    every: list[CheckedView] = []
    counts = dict.fromkeys(ZONES, 0)
    embedder = meaning.chosen(call, asking.embedder)
    with call.reading(unhurried=True) as session, _opened(file) as stream:
        for found in _looked_up(session, stream, asking, embedder, _size(file)):
            meaning.tell(call, session)
            counts[found.matches[0].zone if found.matches else "new"] += 1
            if call.out.format == "jsonl":
                call.out.rows([found], ())
            elif call.out.for_people and on_terminal():
                call.out.lines(list(_post(found, call.out.width)))
            else:
                every.append(found)
    if call.out.format == "json":
        call.out.rows(every, ())
    elif every:
        call.out.rows([row for found in every for row in _rows(found)], (POST, *COLUMNS))
    told = ", ".join(f"{count:,} {zone}" for zone, count in counts.items() if count)
    call.out.note(f"{text.counted(sum(counts.values()), 'post')}: {told or 'none'}.")


def _looked_up(
    session: "Session",
    stream: BinaryIO,
    asking: Asking,
    embedder: "Embedder | None",
    size: int,
) -> Iterator[CheckedView]:
    from factcheck.formats import posts

    done = 0
    with bar("matching", "bytes") as progress:
        for one in posts.read(stream):
            done += len(one.text.encode())
            found = services.matching.checked(
                session, one.text, limit=asking.limit, language=asking.language, embedder=embedder
            )
            yield replace(found, id=one.id)
            progress(min(done, size - 1), size)


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        if sys.stdin.isatty():
            raise Usage("the posts are to come from stdin, which is a terminal", hint="pipe them")
        asked.append("the posts")
        yield sys.stdin.buffer
        return
    with _there(file) as stream:
        yield stream


def _there(file: str) -> BinaryIO:
    try:
        return Path(file).open("rb")
    except (FileNotFoundError, IsADirectoryError, ValueError) as error:
        raise Unavailable(f"there is no file {text.one_line(file)}") from error


def _size(file: str) -> int:
    return max(Path(file).stat().st_size, 1) if file != "-" and Path(file).is_file() else 2**40


def _rows(found: CheckedView) -> Iterator[dict[str, Any]]:
    """The matches of a text, one a row."""
    for one in found.matches:
        yield {"post": found.id, **asdict(one), "checked_by": "; ".join(_checked_by(one))}


def _post(found: CheckedView, room: int) -> Iterator[Line]:
    """A post of a file, and the claims that may be the same or related."""
    told = shorten(text.printable(text.one_line(found.text)), room - 20)
    near = services.matching.zones(found, "same", "likely", "related")
    yield [(f"post {text.one_line(str(found.id))}  ", "bold"), (told, "")]
    if not near:
        yield [("  nothing like it", "dim")]
    for one in near:
        yield from block(one, room)
    yield [("", "")]


# a match as a person reads it


def _blocks(found: CheckedView, room: int) -> Iterator[Line]:
    for one in found.matches:
        yield from block(one, room)
        yield [("", "")]


def block(one: MatchView, room: int) -> Iterator[Line]:
    """A match as a person reads it, in so many columns."""
    what = f"claim {one.id}" if one.tracked else f"library {one.id}"
    said = f"{one.speaker or 'unknown speaker'}, {spoken_date(one.said_on)}"
    yield [
        _likely(one),
        (f"  {what}", "bold"),
        (f", {shorten(text.printable(said), max(room - 50, 10))}", ""),
        *([(", ", ""), _state(one)] if one.tracked else []),
    ]
    yield from _indented(one.text, room, 2)
    if one.wording:
        yield from _indented(f"as: {one.wording}", room, 2)
    yield from _indented("; ".join(one.reasons), room, 2, "dim")
    for told in one.warnings:
        yield from _indented(f"look: {told}", room, 2, "yellow")
    for told in _checked_by(one)[:_REVIEWS]:
        yield from _indented(told, room, 2, "cyan")
    if len(one.reviews) > _REVIEWS:
        more = text.counted(len(one.reviews) - _REVIEWS, "more review")
        yield from _indented(f"and {more}", room, 1, "cyan")
    if one.twins:
        yield from _indented(f"told alike: {', '.join(map(str, one.twins))}", room, 1, "dim")


def _likely(one: MatchView) -> tuple[str, str]:
    """The zone in words; where something differs, that comes first to the eye."""
    told = f"{ZONES[one.zone]}{', but look' if one.warnings else ''} ({one.probability:.2f})"
    return told, "yellow" if one.warnings else STYLES.get(one.zone, "")


def _state(one: MatchView) -> tuple[str, str]:
    return one.verdict or "unverified", verdict_style(one.verdict)


def _checked_by(one: MatchView) -> list[str]:
    """Who checked it, their own words for the outcome, and where."""
    return [
        " ".join(filter(None, (f"{each.publisher}:", each.rating or "no rating", each.url)))
        for each in one.reviews
    ]


def _indented(told: str, room: int, most: int, style: str = "") -> Iterable[Line]:
    lines = wrap(text.printable(text.one_line(told)), room - 4)
    if len(lines) > most:
        lines = [*lines[: most - 1], shorten(" ".join(lines[most - 1 :]), room - 4)]
    return [[("    ", ""), (line, style)] for line in lines]
