"""Claims as the public may read them: what ClaimReview, tables and Markdown show.

Everything comes from the public lines of ``exchange.lines``: what these leave out (notes,
confidential and withdrawn rows, names of colleagues) is in no public export.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import urls
from factcheck.days import spoken_date
from factcheck.exchange.lines import records, table
from factcheck.formats.base import AppearanceFound, ClaimFound, Person, ReviewFound
from factcheck.formats.shape import Line

BATCH = 500
# What our verdicts are called where a rating is published, and where they lie from 1 to 5.
LABELS = {
    "supported": ("Supported", "5"),
    "refuted": ("Refuted", "1"),
    "mixed": ("Mixed", "3"),
    "insufficient": ("Insufficient evidence", None),
    "not-checkable": ("Not checkable", None),
}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes: a name, and where a check stands ({id} and {uid} are filled in)."""

    name: str | None = None
    check_url: str | None = None

    def url_of(self, line: Line) -> str | None:
        """The address of the check of a claim."""
        if not self.check_url:
            return None
        told = self.check_url.replace("{id}", str(line["id"]))
        return told.replace("{uid}", line["uid"])


@dataclass(frozen=True, slots=True)
class Published:
    """A claim for the public: its line, and who and what the uids in it are."""

    line: Line
    speakers: dict[str, Line]
    sources: dict[str, Line]
    publisher: Publisher

    def speaker(self, row: Line, key: str = "speaker") -> Line:
        """The speaker of a row; empty where it has none."""
        return self.speakers.get(row.get(key, ""), {})

    def source(self, row: Line) -> Line:
        """The source of a row; empty where it has none."""
        return self.sources.get(row.get("source", ""), {})

    @property
    def verdict(self) -> Line:
        """Our verdict in force on the content; empty where there is none."""
        found: list[Line] = self.line.get("verdicts", [])
        return next((one for one in found if "appearance" not in one), {})

    @property
    def attribution(self) -> Line:
        """Our verdict in force on whether it was said, there, first."""
        first: Line = next(iter(self.line.get("appearances", ())), {})
        found: list[Line] = self.line.get("verdicts", [])
        return next((one for one in found if one.get("appearance") == first.get("uid", "")), {})


def claims(session: Session, ids: tuple[int, ...], publisher: Publisher) -> Iterator[Published]:
    """The claims of these ids, as they may be published."""
    for at in range(0, len(ids), BATCH):
        lines = list(records(session, "claim", ids[at : at + BATCH], public=True))
        people = {row.get(key) for line in lines for row, key in _people(line)}
        places = {row.get("source") for line in lines for row in _rows(line)}
        speakers = _by_uid(session, "speaker", people)
        sources = _by_uid(session, "source", places)
        for line in lines:
            yield Published(line, speakers, sources, publisher)


def _rows(line: Line) -> list[Line]:
    return [*line.get("appearances", ()), *line.get("evidence", ())]


def _people(line: Line) -> Iterator[tuple[Line, str]]:
    yield from ((row, "speaker") for row in line.get("appearances", ()))
    yield from ((row, "by") for row in line.get("evidence", ()))


def _by_uid(session: Session, kind: str, uids: set[Any]) -> dict[str, Line]:
    own, told = table(kind), sorted(uids - {None})
    found: list[int] = []
    for at in range(0, len(told), BATCH):
        found += session.scalars(select(own.c.id).where(own.c.uid.in_(told[at : at + BATCH])))
    return {
        line["uid"]: line
        for at in range(0, len(found), BATCH)
        for line in records(session, kind, found[at : at + BATCH], public=True)
    }


def as_found(claim: Published) -> ClaimFound:
    """The claim in the words of the formats, with the reviews that may go out under it.

    Our verdict goes out as ours. What others reviewed goes out for claims of the library
    alone: beside our own verdict it would look like ours.
    """
    line = claim.line
    reviews = [_ours(claim)] if claim.verdict else []
    if not line["tracked"]:
        reviews += [_theirs(row) for row in line.get("reviews", ())]
    return ClaimFound(
        text=line["text"],
        context=line.get("context"),
        language=line.get("language"),
        appearances=tuple(_appearance(claim, row) for row in line.get("appearances", ())),
        reviews=tuple(reviews),
        tags=tuple(line.get("tags", ())),
        aliases=tuple(line.get("aliases", ())),
        tracked=bool(line["tracked"]),
        priority=line["priority"],
    )


def _appearance(claim: Published, row: Line) -> AppearanceFound:
    speaker, source = claim.speaker(row), claim.source(row)
    person = None
    if speaker:
        ids = tuple(
            (one["scheme"], one["value"]) for one in speaker.get("aliases", ()) if "scheme" in one
        )
        person = Person(speaker["name"], speaker["kind"], speaker.get("description"), ids)
    told = source.get("url") or (f"{source['kind']}: {source['title']}" if source else None)
    return AppearanceFound(person, told, row.get("said_on"), row.get("quote"), row.get("locator"))


def _ours(claim: Published) -> ReviewFound:
    verdict = claim.verdict
    label, value = LABELS[verdict["verdict"]]
    if "point" in verdict:
        label, value = verdict["point"][1], None
    url = claim.publisher.url_of(claim.line)
    return ReviewFound(
        publisher=claim.publisher.name,
        site=urls.site(url) if url and urls.is_url(url) else None,
        url=url,
        rating=label,
        rating_value=value,
        rating_best="5" if value else None,
        rating_worst="1" if value else None,
        published_on=verdict["ruled_at"][:10],
        language=claim.line.get("language"),
        correction=_correction(claim),
    )


def _correction(claim: Published) -> str | None:
    """The notices of all corrections, the newest first, each with its day."""
    told = [
        f"{spoken_date(one['made_at'][:10])}: {one['notice']}"
        for one in reversed(claim.line.get("corrections", []))
        if "notice" in one
    ]
    return "\n".join(told) or None


def _theirs(row: Line) -> ReviewFound:
    names = ("publisher", "url", "title", "rating", "rating_value", "rating_best")
    more = ("rating_worst", "published_on", "language", "licence")
    told = {name: row.get(name) for name in (*names, *more)}
    return ReviewFound(site=row.get("publisher_site"), **told)


SHEET = (
    *("id", "uid", "text", "speaker", "said_on", "source", "quote", "locator", "context"),
    *("language", "tags", "stage", "priority", "verdict", "reason", "attribution"),
    *("evidence", "publisher", "rating", "url", "published_on", "added_at"),
)


def as_row(claim: Published) -> dict[str, str]:
    """The claim as one row of a table: its first appearance, our verdict, the first review."""
    line = claim.line
    first: Line = next(iter(line.get("appearances", ())), {})
    source = claim.source(first)
    reviews = () if line["tracked"] else line.get("reviews", ())
    review: Line = next(iter(reviews), {})
    told = {
        **{name: line.get(name) for name in ("id", "uid", "text", "context", "language")},
        **{name: line.get(name) for name in ("stage", "priority", "added_at")},
        **{name: first.get(name) for name in ("said_on", "quote", "locator")},
        **{name: review.get(name) for name in ("publisher", "rating", "url", "published_on")},
        "speaker": claim.speaker(first).get("name"),
        "source": source.get("url")
        or (f"{source['kind']}: {source['title']}" if source else None),
        "tags": ", ".join(line.get("tags", ())),
        "verdict": claim.verdict.get("verdict"),
        "reason": claim.verdict.get("reason"),
        "attribution": claim.attribution.get("verdict"),
        "evidence": str(len(line.get("evidence", ()))),
    }
    return {name: "" if told[name] is None else str(told[name]) for name in SHEET}
