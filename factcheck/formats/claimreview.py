"""schema.org/ClaimReview: read out of pages, feeds and data, and written in three shapes."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, BinaryIO

from factcheck.formats.base import ClaimFound, FormatError, Found, Options, Refused
from factcheck.formats.jsonld import nodes
from factcheck.formats.pieces import Piece
from factcheck.formats.readings import refused
from factcheck.formats.review_nodes import CONTEXT, missing, to_node
from factcheck.formats.reviewed import claims

__all__ = [
    "ClaimReview",
    "ClaimReviewGraph",
    "ClaimReviewList",
    "ClaimReviewScript",
    "missing",
    "to_node",
]

_SIGNS = (b"ClaimReview", b"claimReviewed", b"MediaReview", b"ld+json")
_PAGE = (b"<!doctype html", b"<html")
_ESCAPED = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


class ClaimReview:
    """Published fact-checks as schema.org/ClaimReview, wherever they stand in a file."""

    name = "claimreview"
    about = "schema.org/ClaimReview in JSON-LD, HTML pages, feeds, data feeds and JSON Lines"
    suffixes = (".json", ".jsonld", ".html", ".htm", ".xml", ".jsonl")

    def fits(self, head: bytes) -> bool:
        """Whether a file that begins so has ClaimReview in it, or is a page."""
        begin = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower()
        return begin.startswith(_PAGE) or any(sign in head for sign in _SIGNS)

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Found | Refused]:  # noqa: ARG002
        """The reviews of a file, each as a claim with one review.

        Raises FormatError only for a file that is longer than ``base.DOCUMENT_BYTES``.
        """
        for piece in nodes(stream):
            yield from _records(piece)


def _records(piece: Piece) -> Iterator[Found | Refused]:
    try:
        if piece.error:
            raise piece.error
        found, notes = claims(piece.value)
    except FormatError as error:
        yield refused(piece, error)
        return
    for index, each in enumerate(found):
        place = piece.place if len(found) == 1 else f"{piece.place}, claimReviewed[{index}]"
        yield Found(place, each, piece.raw, (*piece.notes, *notes))


def _nodes(records: Iterable[ClaimFound]) -> Iterator[dict[str, Any]]:
    for claim in records:
        for review in claim.reviews:
            yield to_node(claim, review)


def _json(node: dict[str, Any]) -> str:
    return json.dumps(node, ensure_ascii=False)


def _listed(told: Iterable[dict[str, Any]], begin: str, end: str) -> Iterator[bytes]:
    """The nodes one a line, with what goes before the first and after the last."""
    before = begin
    for node in told:
        yield f"{before}{_json(node)}".encode()
        before = ",\n"
    yield (end if before == ",\n" else begin + end).encode()


def _graph(told: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    inner = ({key: node[key] for key in node if key != "@context"} for node in told)
    begin = f'{{"@context": {json.dumps(CONTEXT)}, "@graph": [\n'
    return _listed(inner, begin, "\n]}\n")


class ClaimReviewList:
    """A JSON list of ClaimReview nodes."""

    name = "claimreview"
    about = "schema.org/ClaimReview as a JSON list"
    suffixes = (".json",)

    def write(self, records: Iterable[ClaimFound]) -> Iterator[bytes]:
        """The pieces of the file: a node for each review; claims without one are not in it."""
        return _listed(_nodes(records), "[\n", "\n]\n")


class ClaimReviewGraph:
    """One JSON-LD document whose graph has the ClaimReview nodes."""

    name = "claimreview-graph"
    about = "schema.org/ClaimReview as one JSON-LD document with a graph"
    suffixes = (".jsonld",)

    def write(self, records: Iterable[ClaimFound]) -> Iterator[bytes]:
        """The pieces of the file: a node for each review; claims without one are not in it."""
        return _graph(_nodes(records))


class ClaimReviewScript:
    """A script element for the page of a fact-check."""

    name = "claimreview-script"
    about = "schema.org/ClaimReview as a script element, ready to paste into a page"
    suffixes = (".html",)

    def write(self, records: Iterable[ClaimFound]) -> Iterator[bytes]:
        """The pieces of the element; nothing in them can end it before its end."""
        yield b'<script type="application/ld+json">\n'
        for piece in _document(_nodes(records)):
            yield piece.decode().translate(_ESCAPED).encode()
        yield b"</script>\n"


def _document(told: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    """One node as it is, several as a graph."""
    first = next(told, None)
    second = next(told, None)
    if first is not None and second is None:
        return iter([f"{_json(first)}\n".encode()])
    known = [each for each in (first, second) if each is not None]
    return _graph(chain(known, told))
