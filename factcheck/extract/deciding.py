"""What there is to decide on in a document of proposals, and what was decided, as records."""

from collections.abc import Iterator, Sequence

from factcheck.extract.article import place
from factcheck.extract.document import Decision, Document, Line, Remark, remarks
from factcheck.records import ClaimRecord, DecidedRecord

ORDERS = ("text", "score")
# What a remark about a claim is worth as evidence, where nothing else is said.
STANCES = {
    "denial": "disputes",
    "no-evidence": "no-result",
    "unverified": "context",
    "hedge": "context",
    "debunked": "disputes",
}
# The remarks that are taken along where nobody looks at each.
PLAIN = ("denial", "no-evidence")


def items(document: Document, order: str = "text") -> Iterator[tuple[str, Line, Remark | None]]:
    """All that is to be decided, each with its name: proposals, remarks behind theirs.

    They come as in the text, or ("score") what is most worth checking first; what speaks about
    another comes after it.
    """
    places = {one.id: at for at, one in enumerate(ordered(document.proposals, order))}

    def when(one: Line) -> tuple[int, bool, int]:
        own = places[one.id]
        other = places.get(one.concerns or one.id, own)
        return max(own, other), own < other, own

    for line in sorted(document.proposals, key=when):
        yield str(line.id), line, None
        for number, one in enumerate(remarks(line), 1):
            yield f"{line.id}.{number}", line, one


def ordered(lines: Sequence[Line], order: str) -> list[Line]:
    """The proposals as in the text, or those that are most worth checking first."""
    return sorted(lines, key=lambda one: -one.score) if order == "score" else list(lines)


def quoted(document: Document, line: Line) -> str:
    """The verbatim passage of a proposal; pieces that stand apart with an ellipsis between."""
    told = document.article.text
    spans = [(line.start, line.end), *line.more]
    return " … ".join(told[start:end].strip() for start, end in spans)


def passage(
    document: Document, line: Line, remark: Remark | None = None, tags: tuple[str, ...] = ()
) -> ClaimRecord:
    """A proposal as the claim it would be; a remark, or what only denies, by its sentence."""
    told = document.article.text
    if remark is None and not line.is_denial:
        quote, where = quoted(document, line), place(told, line.start, line.end)
    else:
        start, end = remark.sentence if remark else line.context_at
        quote, where = told[start:end], place(told, start, end)
    return ClaimRecord(
        remark.text if remark else line.statement,
        speaker=remark.by if remark else line.speaker,
        said_on=None if remark else line.said_on,
        quote=quote,
        locator=where,
        language=document.article.language,
        tags=() if remark else tags,
    )


def passages(document: Document) -> dict[str, ClaimRecord]:
    """Every item as the claim it would be."""
    return {
        name: passage(document, line, remark)
        for name, line, remark in items(document)
        if remark is not None or line.statement.strip()
    }


def decided(document: Document, tags: tuple[str, ...] = ()) -> list[DecidedRecord]:
    """What was decided, but for what was skipped. Raises InvalidInput or Usage, with the item."""
    found = []
    for name, line, remark in items(document):
        told = remark or line
        if told.decision is not None:
            one = record(document, name, line, remark, tags)
            if one.decision != "skip":
                found.append(one)
    return found


def record(
    document: Document, name: str, line: Line, remark: Remark | None, tags: tuple[str, ...] = ()
) -> DecidedRecord:
    """What was decided of one item."""
    told: Decision = remark or line
    own = remark or line.remark
    kind = own.kind if own else None
    concerns = told.concerns
    if concerns is not None:
        document.line(concerns)
    decision = told.decision or ""
    return DecidedRecord(
        name,
        decision,
        passage(document, line, remark, tags),
        concerns=str(concerns) if concerns is not None else None,
        form_of=str(line.group) if line.group is not None and remark is None else None,
        into=told.claim,
        stance=told.stance or STANCES.get(kind or "") if decision == "evidence" else told.stance,
        note=told.note or _note(document, kind, own),
    )


def _note(document: Document, kind: str | None, own: Remark | None) -> str | None:
    """What a search for evidence was, as far as the article tells."""
    if kind not in ("no-evidence", "unverified", "debunked") or own is None:
        return None
    head = document.article
    by = own.by or head.publisher or "the article"
    when = f" ({head.published_on})" if head.published_on else ""
    told = {
        "no-evidence": "No evidence seen by",
        "unverified": "Not verified, according to",
        "debunked": "Refuted, according to",
    }
    return f"{told[kind]} {by}{when}"


def accept(document: Document, least: float) -> None:
    """Decide as told for all: claims of at least this score, with what plainly speaks on them."""
    taken: set[int] = set()
    for _, line, remark in items(document):
        if remark is not None:
            if line.id in taken and remark.kind in PLAIN:
                remark.decision = "evidence"
        elif line.remark is not None and line.remark.kind in PLAIN:
            line.decision = "evidence" if line.concerns in taken else "skip"
        elif line.is_denial or line.score < least or not line.statement.strip():
            line.decision = "skip"
        else:
            line.decision = "accept"
            taken.add(line.id)
