"""An export: claims and what they refer to, in a format that others read."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import cast

from sqlalchemy.orm import Session

from factcheck.exchange import markdown, publishing
from factcheck.exchange.lines import Scope, everything, written_all
from factcheck.exchange.memory import collecting_later
from factcheck.exchange.publishing import Publisher
from factcheck.formats import registry
from factcheck.formats.shape import HEAD
from factcheck.formats.table import TableWriter

PIECE = 100  # more of them would not stay in the processor's own memory


def export(
    session: Session,
    name: str,
    ids: tuple[int, ...] | None,
    *,
    publisher: Publisher = Publisher(),  # noqa: B008 - frozen
    public: bool = False,
    raw: bool = False,
) -> Iterator[bytes]:
    """The pieces of an export in the format of this name.

    ``ids`` None is everything in our own format, and every claim that we track in the
    others. ``public`` leaves out of our own format what the others never show; ``raw``
    leaves formulas in tables as they are. Raises Usage for an unknown format.
    """
    known = registry.named(name)
    if known == "jsonl":
        return own(session, Scope(ids, public))
    told = ids if ids is not None else _listed(session)
    claims = publishing.claims(session, told, publisher)
    if known == "markdown":
        return markdown.write(claims)
    writer = registry.writer(name, also=("jsonl", "markdown"))
    if known in ("csv", "tsv"):
        table = replace(cast(TableWriter, writer), raw=raw, columns=publishing.SHEET)
        return table.write(publishing.as_row(claim) for claim in claims)
    return writer.write(publishing.as_found(claim) for claim in claims)


def _listed(session: Session) -> tuple[int, ...]:
    from factcheck.records import ClaimFilter
    from factcheck.services import lists

    return lists.ids(session, ClaimFilter())


def own(session: Session, scope: Scope) -> Iterator[bytes]:
    """Our own JSON Lines, in pieces of many lines: everything but the log, in a fixed order."""
    yield f"{HEAD}\n".encode()
    lines = everything(session, scope)
    while True:
        with collecting_later():
            piece = written_all(list(islice(lines, PIECE)))
        if not piece:
            return
        yield piece
