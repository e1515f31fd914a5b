"""A claim and its review as a ClaimReview node, and what a node lacks."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from factcheck.formats.base import AppearanceFound, ClaimFound, Person, ReviewFound
from factcheck.formats.people import author_node
from factcheck.formats.plain import clean, words

CONTEXT = "https://schema.org"
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,14})")


def to_node(
    claim: ClaimFound, review: ReviewFound, *, sd_publisher: str | None = None
) -> dict[str, Any]:
    """The schema.org/ClaimReview node of a review; fields that are not known are not there.

    ``sd_publisher`` is the name of who publishes the data, where that is not the reviewer.
    """
    node: dict[str, Any] = {"@context": CONTEXT, "@type": "ClaimReview"}
    fields = {
        "claimReviewed": _told(claim.text),
        "url": review.url,
        "headline": _told(review.title),
        "datePublished": review.published_on,
        "inLanguage": review.language,
        "author": _publisher(review),
        "reviewRating": _rating(review),
        "itemReviewed": _item(claim),
        "keywords": [_told(tag) for tag in claim.tags],
        "correction": _told(review.correction),
        "sdLicense": _told(review.licence),
        "sdPublisher": _organization(sd_publisher, None),
    }
    return node | _known(fields)


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


def _told(text: str | None) -> str | None:
    """A text so that reading gives it back: escaped when it looks like HTML itself."""
    if text is None or clean(text) == text:
        return text
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return escaped if clean(escaped) == text else text


def _organization(name: str | None, address: str | None) -> dict[str, Any]:
    found = _known({"name": _told(name), "url": address})
    return {"@type": "Organization", **found} if found else {}


def _publisher(review: ReviewFound) -> dict[str, Any]:
    return _organization(review.publisher, f"https://{review.site}/" if review.site else None)


def _rating(review: ReviewFound) -> dict[str, Any]:
    found = _known(
        {
            "alternateName": _told(review.rating),
            "ratingValue": _number(review.rating_value),
            "bestRating": _number(review.rating_best),
            "worstRating": _number(review.rating_worst),
        }
    )
    return {"@type": "Rating", **found} if found else {}


def _number(told: str | None) -> int | float | str | None:
    """A number where that shows just as the text does, else the text."""
    if told is None or told == "-0":
        return told
    if _WHOLE.fullmatch(told):
        return int(told)
    try:
        number = float(told)
    except ValueError:
        return _told(told)
    return number if repr(number) == told and "n" not in told else told


def _item(claim: ClaimFound) -> dict[str, Any]:
    persons = list(dict.fromkeys(a.speaker for a in claim.appearances if a.speaker))
    sources = list(dict.fromkeys(_addresses(claim.appearances)))
    dates = sorted(a.said_on for a in claim.appearances if a.said_on)
    found = _known(
        {
            "name": _told(claim.context),
            "inLanguage": claim.language,
            "author": _authors(persons),
            "datePublished": dates[0] if dates else None,
            "firstAppearance": sources[0] if sources else None,
            "appearance": sources[1:],
        }
    )
    return {"@type": "Claim", **found}


def _addresses(appearances: Iterable[AppearanceFound]) -> Iterator[str]:
    for each in appearances:
        if each.source and each.source.lower().startswith(("http://", "https://")):
            yield each.source


def _authors(persons: list[Person]) -> dict[str, Any] | list[dict[str, Any]]:
    nodes = [author_node(each) for each in persons]
    for node in nodes:
        for name in ("name", "jobTitle"):
            if name in node:
                node[name] = _told(node[name])
    return nodes[0] if len(nodes) == 1 else nodes


def missing(node: dict[str, Any]) -> tuple[str, ...]:
    """What Google's tools ask for and a node does not have, in words; empty when all is there."""
    rating, item = node.get("reviewRating"), node.get("itemReviewed")
    author = item.get("author") if isinstance(item, dict) else None
    label = words(rating, "alternateName", "name")
    asked = (
        ("the context (@context)", node.get("@context")),
        ("the type (@type)", node.get("@type")),
        ("the claim (claimReviewed)", words(node.get("claimReviewed"))),
        ("the address of the review (url)", words(node.get("url"))),
        ("the fact-checker's name or address (author)", words(node.get("author"), "name", "url")),
        ("the rating in words (reviewRating.alternateName)", label),
        ("the speaker's name (itemReviewed.author.name)", not author or words(author, "name")),
    )
    return tuple(what for what, there in asked if not there)
