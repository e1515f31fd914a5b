"""One ClaimReview node as a claim with its review."""

from typing import Any

from factcheck import text
from factcheck.formats.base import (
    CLAIM_CHARACTERS,
    AppearanceFound,
    ClaimFound,
    FormatError,
    ReviewFound,
)
from factcheck.formats.jsonld import types
from factcheck.formats.people import Speakers, speakers
from factcheck.formats.plain import (
    addresses,
    all_words,
    day,
    language,
    number_text,
    page_address,
    same_address,
    same_site,
    shown,
    site,
    words,
)

_CLAIM_FIELDS = ("text", "name", "claimReviewed", "description")


def claims(node: dict[str, Any]) -> tuple[list[ClaimFound], tuple[str, ...]]:
    """The claims that a node is about, usually one, each with the review; and notes.

    The notes say in words what was left out or taken from elsewhere. Raises FormatError
    for a node without a claim, or without anybody who reviewed it.
    """
    notes: dict[str, None] = {}
    item = _item(node)
    told = _claims_told(node, item, notes)
    review = _review(node, notes)
    appearances = _appearances(item, review.url, notes)
    own_language = language(item.get("inLanguage"), notes) or review.language
    tags = _tags(node.get("keywords"))
    found = [
        ClaimFound(
            text=each,
            context=_context(item, each),
            language=own_language,
            appearances=appearances,
            reviews=(review,),
            tags=tags,
            aliases=_wordings(node) if len(told) == 1 else (),
        )
        for each in told
    ]
    return found, tuple(notes)


def _item(node: dict[str, Any]) -> dict[str, Any]:
    """What was reviewed: of several the claim."""
    told = node.get("itemReviewed")
    items = [
        each for each in (told if isinstance(told, list) else [told]) if isinstance(each, dict)
    ]
    claim = next((each for each in items if "Claim" in types(each)), items[0] if items else {})
    meant = claim.get("interpretedAsClaim")
    return {**claim, **meant} if isinstance(meant, dict) else claim


def _claims_told(node: dict[str, Any], item: dict[str, Any], notes: dict[str, None]) -> list[str]:
    told = list(dict.fromkeys(all_words(node.get("claimReviewed"))))
    if not told and (found := _claim_elsewhere(node, item, notes)):
        told = [found]
    if not told:
        raise FormatError("claimReviewed is missing or empty: there is no claim")
    if any(len(each) > CLAIM_CHARACTERS for each in told):
        raise FormatError(f"the claim is longer than {CLAIM_CHARACTERS:,} characters")
    return told


def _claim_elsewhere(
    node: dict[str, Any], item: dict[str, Any], notes: dict[str, None]
) -> str | None:
    for name in _CLAIM_FIELDS:
        if found := words(item.get(name)):
            notes[f"the claim was taken from itemReviewed.{name}"] = None
            return found
    media = node.get("associatedMediaReview")
    inner = _item(media) if isinstance(media, dict) else {}
    if found := next((f for name in _CLAIM_FIELDS if (f := words(inner.get(name)))), None):
        notes["the claim was taken from the MediaReview"] = None
    return found


def _context(item: dict[str, Any], claim: str) -> str | None:
    name = words(item.get("name"))
    return name if name and text.key(name) != text.key(claim) else None


def _wordings(node: dict[str, Any]) -> tuple[str, ...]:
    """A second title, which tells the claim of the review in other words."""
    told = words(node.get("alternativeHeadline"))
    return (told,) if told and len(told) <= CLAIM_CHARACTERS else ()


def _review(node: dict[str, Any], notes: dict[str, None]) -> ReviewFound:
    url = page_address(node.get("url"), notes) or page_address(node.get("mainEntityOfPage"), {})
    publisher, home = _publisher(node)
    domain = site(url) or site(page_address(home, {}))
    if not publisher and not domain:
        raise FormatError("neither an author nor an address says who reviewed it")
    rating, value, best, worst = _rating(node)
    return ReviewFound(
        publisher=publisher,
        site=domain,
        url=url,
        title=words(node.get("headline")) or words(node.get("name")),
        rating=rating,
        rating_value=value,
        rating_best=best,
        rating_worst=worst,
        published_on=day(node.get("datePublished"), notes, "the date of the review"),
        language=language(node.get("inLanguage"), notes),
        licence=words(node.get("sdLicense"), "url", "@id", "name")
        or words(node.get("license"), "url", "@id", "name"),
        correction=words(node.get("correction"), "text", "description", "name"),
    )


def _publisher(node: dict[str, Any]) -> tuple[str | None, Any]:
    """The name of the fact-checker, and where its address may stand.

    Where the author is a person, the organisation that publishes it counts.
    """
    author, publisher = node.get("author"), node.get("publisher")
    authors = author if isinstance(author, list) else [author]
    by_person = all("Person" in types(each) for each in authors)
    order = (publisher, author) if by_person and words(publisher, "name") else (author, publisher)
    name = next((found for each in order if (found := words(each, "name"))), None)
    homes = [each for each in (author, publisher) if isinstance(each, dict | list)]
    return name, homes


def _rating(node: dict[str, Any]) -> tuple[str | None, str | None, str | None, str | None]:
    told = node.get("reviewRating")
    if isinstance(told, list) and told:
        told = told[0]
    if not isinstance(told, dict) or "@value" in told:
        return words(told) or words(node.get("mediaAuthenticityCategory")), None, None, None
    label = words(told.get("alternateName")) or words(told.get("name"))
    numbers = (number_text(told.get(f"{name}Rating")) for name in ("best", "worst"))
    best, worst = numbers
    return label, number_text(told.get("ratingValue")), best, worst


def _tags(keywords: Any) -> tuple[str, ...]:
    several = keywords.replace(";", ",").split(",") if isinstance(keywords, str) else keywords
    found: dict[str, str] = {}
    for each in all_words(several, "name", "text"):
        found.setdefault(text.key(each), each)
    return tuple(found.values())


def _appearances(
    item: dict[str, Any], review: str | None, notes: dict[str, None]
) -> tuple[AppearanceFound, ...]:
    found: dict[str, None] = {}
    for name in ("firstAppearance", "appearance", "url", "mediaItemAppearance"):
        found.update(dict.fromkeys(addresses(item.get(name), notes)))
    not_theirs = [*found, *([review] if review else [])]
    said_by = speakers(item.get("author"), not_theirs, notes)
    sources = _elsewhere([*found, *said_by.posts], review, notes)
    said_on = day(item.get("datePublished"), notes, "the date of the claim")
    return _combined(said_by, sources, said_on)


def _elsewhere(found: list[str], review: str | None, notes: dict[str, None]) -> list[str]:
    """The addresses that are not the fact-checker's own, each page once."""
    kept: list[str] = []
    for address in found:
        if review and (same_address(address, review) or same_site(address, review)):
            notes[f"left out: {shown(address)} is the fact-checker's own page"] = None
        elif not any(same_address(address, other) for other in kept[:100]):
            kept.append(address)
    return kept


def _combined(
    said_by: Speakers, sources: list[str], said_on: str | None
) -> tuple[AppearanceFound, ...]:
    """The speaker and the date belong to the first appearance; where else it stood, to none.

    Several speakers make an appearance each; only when there is one address it is of all.
    """
    persons = said_by.persons
    if len(persons) > 1:
        shared = sources[0] if len(sources) == 1 else None
        spoken = [AppearanceFound(each, shared, said_on) for each in persons]
        return (*spoken, *(AppearanceFound(source=each) for each in sources if not shared))
    first = AppearanceFound(
        persons[0] if persons else None, sources[0] if sources else None, said_on
    )
    return tuple(
        each for each in (first, *(AppearanceFound(source=s) for s in sources[1:])) if each
    )
