"""ClaimReview nodes wherever they stand: pages, feeds, captures, graphs, data feeds.

``nodes`` takes any file: HTML with JSON-LD scripts or microdata, XML with HTML in it, JSON
with nodes at any depth, and JSON whose strings hold pages.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO

from factcheck.formats.base import FormatError
from factcheck.formats.buffer import Buffer
from factcheck.formats.document import loads
from factcheck.formats.markup import Tag, tags
from factcheck.formats.microdata import Microdata
from factcheck.formats.pieces import Piece, values_of

REVIEWS = frozenset({"ClaimReview", "MediaReview"})
NONE_FOUND = "no ClaimReview in it"
_PAGES_WITHIN = 3


def nodes(stream: BinaryIO) -> Iterator[Piece]:
    """Every ClaimReview and MediaReview of a file, with its place, text and notes.

    The value of each piece is an object. What should be one but cannot be read, and each
    record without any, comes with its error. Other nodes of a graph or a page are passed
    over; a file that has nothing at all gives one piece that says so. Raises FormatError
    only for a file that is too long.
    """
    buffer = Buffer(stream)
    found = False
    markup = buffer.next_character() not in ("{", "[", '"', "")
    for piece in _of_markup(buffer, 0) if markup else _of_json(buffer):
        found = True
        yield piece
    if not found:
        yield Piece("document", None, "", (), FormatError(NONE_FOUND))


def types(node: Any) -> tuple[str, ...]:
    """The types of a node without what stands before their names (https://schema.org/)."""
    told = node.get("@type", node.get("type")) if isinstance(node, dict) else None
    several = told if isinstance(told, list) else [told]
    return tuple(
        each.strip().rstrip("/#").replace("#", "/").replace(":", "/").rpartition("/")[2]
        for each in several
        if isinstance(each, str)
    )


def is_review(node: Any) -> bool:
    """Whether a value is a ClaimReview or MediaReview, or looks like one without a type."""
    if not isinstance(node, dict):
        return False
    told = types(node)
    return not REVIEWS.isdisjoint(told) or (not told and "claimReviewed" in node)


def _of_json(buffer: Buffer) -> Iterator[Piece]:
    for piece in values_of(buffer):
        if piece.error:
            yield piece
            continue
        found = False
        for each in _within(piece, 0):
            found = True
            yield each
        if not found and not _is_other_node(piece):
            yield replace(piece, value=None, error=FormatError(NONE_FOUND))


def _is_other_node(piece: Piece) -> bool:
    """Whether it is a node of a graph that is something else by its own word."""
    return "@graph" in piece.place and bool(types(piece.value))


def _within(piece: Piece, depth: int) -> Iterator[Piece]:
    """The nodes within a value."""
    for path, node in _walk(piece.value, ""):
        place = f"{piece.place}, {path}" if path else piece.place
        if isinstance(node, str):
            yield from _within_text(node, place, depth)
            continue
        raw = json.dumps(node, ensure_ascii=False) if path else piece.raw
        yield Piece(place, _flat(node), raw, piece.notes)


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The nodes of a value and the texts that may hold some, each with its path."""
    if isinstance(value, str):
        if "ClaimReview" in value or "claimReviewed" in value:
            yield path, value
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _walk(each, f"{path}[{index}]")
    elif isinstance(value, dict):
        if is_review(value) or is_review(_opened(value)):
            yield path, value
            return
        for key, each in value.items():
            yield from _walk(each, f"{path}.{key}" if path else key)


def _within_text(text: str, place: str, depth: int) -> Iterator[Piece]:
    if depth >= _PAGES_WITHIN:
        return
    if text.lstrip()[:1] in ("{", "["):
        yield from _script(text, place, depth + 1)
    elif "<" in text:
        inner = Buffer(BytesIO(text.encode("utf-8", "surrogateescape")))
        for piece in _of_markup(inner, depth + 1):
            yield replace(piece, place=f"{place}, {piece.place}")


def _of_markup(buffer: Buffer, depth: int) -> Iterator[Piece]:
    items = Microdata()
    scripts = found = 0
    for tag in tags(buffer):
        if _is_ld(tag):
            scripts += 1
            yield from _script(tag.text, f"script {scripts}", depth)
        elif not tag.name and "<script" in tag.text and depth < _PAGES_WITHIN:
            yield from _within_text(tag.text, "text", depth)
        for item in items.feed(tag):
            found += 1
            yield from _item(item, f"item {found}")
    for item in items.end():
        found += 1
        yield from _item(item, f"item {found}")


def _is_ld(tag: Tag) -> bool:
    return tag.name == "script" and "ld+json" in tag.attributes.get("type", "").lower()


def _script(text: str, place: str, depth: int) -> Iterator[Piece]:
    """The nodes of a script; one that cannot be read counts when it is about reviews."""
    try:
        value, notes = loads(text)
    except FormatError as error:
        if "laimReview" in text:
            yield Piece(place, None, text, (), error)
        return
    yield from _within(Piece(place, value, text.strip(), notes), depth)


def _item(item: dict[str, Any], place: str) -> Iterator[Piece]:
    raw = json.dumps(item, ensure_ascii=False)
    yield from _within(Piece(place, item, raw, ("read from microdata",)), 0)


def _opened(value: dict[str, Any]) -> dict[str, Any]:
    """A dump of microdata, whose fields stand under ``properties``, as a plain node."""
    inner = value.get("properties")
    if not isinstance(inner, dict):
        return value
    told = value.get("@type", value.get("type"))
    return {**inner, "@type": told} if told is not None else inner


def _flat(value: Any) -> Any:
    """A node in which no field stands under ``properties``, and lists of one are their one."""
    if isinstance(value, list):
        return [_flat(each) for each in value]
    if not isinstance(value, dict):
        return value
    opened = _opened(value)
    if opened is value:
        return {key: _flat(each) for key, each in value.items()}
    return {key: _flat(_only(each)) for key, each in opened.items()}


def _only(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value
