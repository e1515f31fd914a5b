"""Others' reviews as they stand here: which one a record means, and what it adds to it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import text, urls
from factcheck.derived import review_identity
from factcheck.exchange import lines
from factcheck.formats.base import ReviewFound
from factcheck.history.record import stored

Row = dict[str, Any]
BATCH = 1000
# What two records of one fact-check may not say differently.
_VERBATIM = ("rating", "rating_value", "rating_best", "rating_worst", "published_on")
_CONTENT = (*_VERBATIM, "url", "title", "language", "licence", "publisher", "publisher_site")


class Unfit(ValueError):
    """A review that cannot be kept: its message says why."""


def as_row(review: ReviewFound, wording: str) -> Row:
    """A review as it is stored, but for its ids. Raises Unfit."""
    row: Row = {
        "publisher": review.publisher,
        "publisher_site": review.site,
        "url": review.url,
        "title": review.title,
        "wording": wording,
        "rating": review.rating,
        "rating_value": review.rating_value,
        "rating_best": review.rating_best,
        "rating_worst": review.rating_worst,
        "published_on": review.published_on,
        "language": review.language,
        "licence": review.licence,
    }
    if review.url:
        try:
            row["canonical_url"] = urls.canonical(review.url)
            if not review.site or urls.is_archive(review.url):
                row["publisher_site"] = urls.site(row["canonical_url"])
        except ValueError as error:
            raise Unfit(f"the review's address {error}") from error
    row["publisher"] = review.publisher or row["publisher_site"]
    if not row["publisher"]:
        raise Unfit("names neither the publisher of the rating nor an address")
    held = {name: value for name, value in row.items() if value is not None}
    held["content_sha256"] = text.digest(json.dumps([held.get(name) for name in _CONTENT]))
    held["identity"] = review_identity(held)
    return held


class Marks:
    """A set of ids that takes a bit for each: a run may see millions."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, number: int) -> None:
        """Mark an id."""
        at = number >> 3
        if at >= len(self._bits):
            self._bits.extend(bytes(at + 1024 - len(self._bits)))
        self._bits[at] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        at = number >> 3
        return at < len(self._bits) and bool(self._bits[at] >> (number & 7) & 1)


@dataclass
class Standing:
    """The reviews of a run that are here already, or were made in it, by their identity."""

    run: int
    _held: dict[str, list[Row]]
    _taken: "Marks"

    @classmethod
    def begin(cls, run: int) -> "Standing":
        """Nothing is known yet."""
        return cls(run, {}, Marks())

    def look_up(self, session: Session, identities: Iterable[str]) -> None:
        """Read those that have one of these identities and stand."""
        own, told = lines.table("review"), sorted(set(identities))
        self._held = {}
        for at in range(0, len(told), BATCH):
            query = select(own).where(
                own.c.identity.in_(told[at : at + BATCH]), own.c.withdrawn_because.is_(None)
            )
            for row in session.execute(query.order_by(own.c.id)):
                held = stored(own, dict(row._mapping))
                self._held.setdefault(row.identity, []).append(held)

    def match(self, told: Row) -> Row | None:
        """The review that a record means: the same, one that it only adds to, or an older one.

        A second record of one file that says otherwise is a review of its own.
        """
        held = self._held.get(told["identity"], [])
        same = [one for one in held if one.get("content_sha256") == told["content_sha256"]]
        near = [one for one in held if not contradicts(one, told)]
        others = [
            one
            for one in held
            if one.get("import_run_id") != self.run and one["id"] not in self._taken
        ]
        for found in (same, near, others):
            if found:
                self._taken.add(found[0]["id"])
                return found[0]
        return None

    def made(self, row: Row, identity: str) -> None:
        """A review was made or changed."""
        held = self._held.setdefault(identity, [])
        held[:] = [one for one in held if one["id"] != row["id"]] + [row]


def contradicts(held: Row, told: Row) -> bool:
    """Whether a record says something else than a review, where both say something."""
    return any(
        held.get(name) is not None and told.get(name) is not None and held[name] != told[name]
        for name in _VERBATIM
    )


def renewed(held: Row, told: Row) -> Row | None:
    """The review with what a record says of it; None when that adds nothing.

    What the record leaves out stays as it was.
    """
    added = {
        name: told[name]
        for name in _CONTENT
        if told.get(name) is not None and held.get(name) != told[name]
    }
    same_name = text.fold(held["publisher"]) == text.fold(told["publisher"])
    if held.get("canonical_url") == told.get("canonical_url"):
        added.pop("url", None)  # another spelling of the same address
        added.pop("publisher", None)
    if same_name:
        added.pop("publisher", None)
    if not added:
        return None
    return {**held, **added, "content_sha256": told["content_sha256"], "raw": told["raw"]}
