"""What a person sees of a proposal: its passage in its context, and what is not sure."""

from collections.abc import Iterator

from factcheck import text
from factcheck.cli.layout import Column, Line, pad, shorten, wrap
from factcheck.cli.looking import Looked
from factcheck.cli.matching import block
from factcheck.extract.document import Document, Remark
from factcheck.extract.document import Line as Proposed

COLUMNS = (
    Column("id", lambda row: str(row["id"]), style=lambda _row: "bold", right=True),
    Column("score", lambda row: f"{row['score']:.2f}", right=True),
    Column("speaker", lambda row: row["speaker"] or f"({row['speaker_as_written'] or 'unknown'})"),
    Column("cue", lambda row: row["cue"] or "", most=14),
    Column("claim", lambda row: row["statement"], grow=True),
    Column("here", lambda row: ", ".join(f"{m['zone']} {m['claim']}" for m in row["matches"])),
    Column("remarks", lambda row: ", ".join(dict.fromkeys(h["kind"] for h in row["hints"]))),
)
_MARGIN = 12
_OPEN, _CLOSE = "⟦", "⟧"
_MOST = 12  # lines of the context


def proposal(
    document: Document, line: Proposed, looked: Looked, title: str, room: int
) -> Iterator[Line]:
    """A proposal on a screen of so many columns."""
    yield [(title, "bold"), (f" · {line.kind} · worth checking {line.score:.2f}", "")]
    yield [("", "")]
    spans = [(line.start, line.end), *line.more]
    yield from _context(document, line.context_at, spans, room)
    yield [("", "")]
    yield from field("Claim", line.statement, room, "bold")
    yield from field("Speaker", _speaker(line, looked), room)
    if line.said_on:
        yield from field("Said on", line.said_on, room)
    if line.cue:
        yield from field("Cue", line.cue, room)
    if line.unsure:
        yield from field("Unsure", "; ".join(line.unsure), room, "yellow")
    if line.because:
        yield from field("Worth", ", ".join(line.because), room, "dim")
    yield from _about(line, looked, room)
    yield from _here(looked, room)


def remark(
    document: Document, line: Proposed, told: Remark, looked: Looked, title: str, room: int
) -> Iterator[Line]:
    """A remark of the article about a proposal."""
    yield [(title, "bold"), (f" · {_kind(told.kind)}, by {told.by or 'the article'}", "")]
    yield [("", "")]
    yield from _context(document, told.sentence, [(told.start, told.end)], room)
    yield [("", "")]
    about = f"claim {looked.meant}" if looked.meant else "no claim yet"
    yield from field("About", f"proposal {line.id}, {about}: {line.statement}", room)
    yield from _here(looked, room)


def field(label: str, told: str, room: int, style: str = "") -> Iterator[Line]:
    """A label at the left, the text in a column."""
    rows = wrap(text.printable(text.one_line(told)), max(room - _MARGIN - 2, 10))
    for number, row in enumerate(rows):
        yield [("  ", ""), (pad(label if number == 0 else "", _MARGIN), "dim"), (row, style)]


def _kind(told: str) -> str:
    return told.replace("-", " ")


def _speaker(line: Proposed, looked: Looked) -> str:
    if line.speaker is None:
        return f"unknown (written: {line.speaker_as_written or 'nobody'})"
    told = line.speaker
    if line.speaker_as_written and line.speaker_as_written != line.speaker:
        told += f" (written: {line.speaker_as_written})"
    if looked.known:
        return told if looked.known == line.speaker else f"{told}; here: {looked.known}"
    near = f"; similar here: {', '.join(looked.similar)}" if looked.similar else ""
    return f"{told} · new speaker{near}"


def _about(line: Proposed, looked: Looked, room: int) -> Iterator[Line]:
    """What it is to other proposals, and they to it."""
    own = line.remark
    if own is not None or line.concerns is not None:
        where = f"claim {looked.meant}" if looked.meant else "no claim yet"
        kind = _kind(own.kind if own else "remark")
        yield from field("About", f"proposal {line.concerns} ({kind}): {where}", room)
    if line.group is not None:
        where = f", claim {looked.first_form}" if looked.first_form else ""
        yield from field("Again", f"another form of proposal {line.group}{where}", room)
    for one in line.hints:
        if one.concerns == line.id:
            who = f"by {one.by or 'the article'}"
            number = f" (proposal {one.proposal})" if one.proposal else ""
            yield from field("Contested", f"{_kind(one.kind)} {who}{number}", room, "yellow")


def _here(looked: Looked, room: int) -> Iterator[Line]:
    if looked.there is not None:
        yield from field("On file", f"claim {looked.there} has this passage", room, "green")
        return
    for one in looked.matches:
        yield [("", "")]
        yield from block(one, room)


def _context(
    document: Document, at: tuple[int, int], spans: list[tuple[int, int]], room: int
) -> Iterator[Line]:
    """The sentences around, with the passage between marks that colour only repeats."""
    told, done = "", at[0]
    for start, end in sorted(spans):
        before = document.article.text[done:start]
        told += f"{before}{_OPEN}{document.article.text[start:end]}{_CLOSE}"
        done = end
    told += document.article.text[done : at[1]]
    rows = wrap(text.printable(" ".join(told.split())), max(room - 4, 20))
    if len(rows) > _MOST:
        rows = [*rows[: _MOST - 1], shorten(" ".join(rows[_MOST - 1 :]), max(room - 4, 20))]
    inside = False
    for row in rows:
        line: Line = [("  ", "")]
        for piece in _pieces(row):
            inside = inside or piece == _OPEN
            line.append((piece, "yellow" if inside else ""))
            inside = inside and piece != _CLOSE
        yield line


def _pieces(row: str) -> list[str]:
    for mark in (_OPEN, _CLOSE):
        row = row.replace(mark, f"\0{mark}\0")
    return [piece for piece in row.split("\0") if piece]
