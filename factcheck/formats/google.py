"""Answers of Google's Fact Check Tools API: claims:search and claims:imageSearch."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from factcheck.formats.base import (
    CLAIM_CHARACTERS,
    AppearanceFound,
    ClaimFound,
    FormatError,
    Found,
    Options,
    Refused,
    ReviewFound,
)
from factcheck.formats.people import speakers
from factcheck.formats.pieces import Piece, values
from factcheck.formats.plain import day, language, page_address, site, words
from factcheck.formats.readings import members, readings

_LISTS = ("claims", "results")


class Google:
    """Claims with their published reviews, as Google's API gives them."""

    name = "google"
    about = "answers of Google's Fact Check Tools API (claims:search, claims:imageSearch)"
    suffixes = (".json", ".jsonl")

    def fits(self, head: bytes) -> bool:
        """Whether a file that begins so is an answer of that API."""
        lists = any(f'"{name}"'.encode() in head for name in _LISTS)
        return lists and (b'"claimReview"' in head or b'"claimant"' in head)

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Found | Refused]:  # noqa: ARG002
        """The claims of one or several answers; an answer without any is empty, not wrong.

        Raises FormatError only for a file that is longer than ``base.DOCUMENT_BYTES``.
        """
        return readings(_pages(values(stream)), _claim)


def _pages(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The claims, those of whole answers too that stand in a list or on lines."""
    for piece in pieces:
        value = piece.value
        of_answer = any(f"{name}[" in piece.place for name in _LISTS)
        if of_answer or not isinstance(value, dict) or not _is_answer(value):
            yield piece
            continue
        for name in _LISTS:
            for index, each in enumerate(value.get(name) or ()):
                raw = json.dumps(each, ensure_ascii=False)
                yield Piece(f"{piece.place}, {name}[{index}]", each, raw, piece.notes)


def _is_answer(value: dict[str, Any]) -> bool:
    lists = [value[name] for name in _LISTS if name in value]
    return all(isinstance(each, list) for each in lists) and (
        bool(lists) or not value.keys() - {"nextPageToken"}
    )


def _claim(value: Any, notes: dict[str, None]) -> ClaimFound:
    told = value.get("claim", value) if isinstance(value, dict) else None
    text = words(told.get("text")) if isinstance(told, dict) else None
    if not isinstance(told, dict) or text is None:
        raise FormatError("there is no text of a claim")
    if len(text) > CLAIM_CHARACTERS:
        raise FormatError(f"the claim is longer than {CLAIM_CHARACTERS:,} characters")
    reviews = tuple(
        review for each in members(told, "claimReview") if (review := _review(each, notes))
    )
    languages = {each.language for each in reviews}
    return ClaimFound(
        text=text,
        language=languages.pop() if len(languages) == 1 else None,
        appearances=_appearances(told, notes),
        reviews=reviews,
    )


def _appearances(told: dict[str, Any], notes: dict[str, None]) -> tuple[AppearanceFound, ...]:
    persons = speakers(words(told.get("claimant")), [], notes).persons
    said_on = day(told.get("claimDate"), notes, "the date of the claim")
    first = AppearanceFound(persons[0] if persons else None, said_on=said_on)
    return (first,) if first else ()


def _review(told: dict[str, Any], notes: dict[str, None]) -> ReviewFound | None:
    publisher = told.get("publisher")
    url = page_address(told.get("url"), notes)
    name = words(publisher, "name")
    domain = words(publisher.get("site")) if isinstance(publisher, dict) else None
    if not (name or domain or url):
        notes["a review was left out: neither a publisher nor an address is told"] = None
        return None
    return ReviewFound(
        publisher=name,
        site=site(page_address(domain, {})) or site(url),
        url=url,
        title=words(told.get("title")),
        rating=words(told.get("textualRating")),
        published_on=day(told.get("reviewDate"), notes, "the date of the review"),
        language=language(told.get("languageCode"), notes),
    )
