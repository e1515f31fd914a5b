"""Records of others, looked through before anything is asked of the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from factcheck.derived import source_key
from factcheck.errors import InvalidInput
from factcheck.exchange import standing
from factcheck.exchange.outcome import Near
from factcheck.formats.base import ClaimFound, Found, Person
from factcheck.records import stored_text
from factcheck.services import sources

Row = dict[str, Any]


@dataclass
class Ready:
    """A record, looked through: its reviews as rows, what it says of sources and people.

    ``into`` is the claim that it is, as was decided at the door.
    """

    found: Found
    claim: ClaimFound
    tracked: bool
    reviews: list[Row]
    sources: dict[str, Row]
    notes: list[str]
    into: int | None = None
    near: tuple[Near, ...] = ()

    @property
    def speaker(self) -> Person | None:
        """Who said it first, if anybody is named."""
        return next((one.speaker for one in self.claim.appearances if one.speaker), None)


def look_through(one: Found, tracked: bool | None) -> Ready:
    """Look a record through. Raises InvalidInput, or Unfit, where it cannot be kept.

    ``tracked`` None: as the record says.
    """
    claim: ClaimFound = one.record
    stored_text(claim.text, "the claim")
    if tracked is None:
        tracked = claim.tracked if claim.tracked is not None else not claim.reviews
    raw = one.raw if isinstance(one.raw, str) else one.raw.decode("utf-8", "replace")
    reviews = [{**standing.as_row(each, claim.text), "raw": raw} for each in claim.reviews]
    notes = list(one.notes)
    places = [each.source for each in claim.appearances]
    places += [each.source for each in claim.evidence]
    told = [place for place in places if place]
    return Ready(one, claim, tracked, reviews, dict(_sources(told, notes)), notes)


def _sources(told: Iterable[str], notes: list[str]) -> Iterator[tuple[str, Row]]:
    """Sources as rows, by how they were told; an address that is none is left out."""
    for each in dict.fromkeys(told):
        try:
            record, archive_url = sources.read(each)
            canonical = sources.canonical(record.url)
        except InvalidInput as error:
            notes.append(f"a source was left out: {error}")
            continue
        row = {
            "kind": record.kind,
            "title": record.title,
            "url": record.url,
            "canonical_url": canonical,
        }
        row = {name: value for name, value in row.items() if value is not None}
        row["key"] = source_key(row)
        yield each, row | {"archive": archive_url}
