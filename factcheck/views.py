"""What comes out: frozen dataclasses that the command line prints and Python gets.

Their field names are the keys of ``--json``; they are stable.
"""

from dataclasses import dataclass

from factcheck.pages import of as of


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """A speaker with the names and ids it goes by, and how often it appears."""

    id: int
    uid: str
    name: str
    kind: str
    description: str | None
    aliases: tuple[str, ...]
    ids: tuple[str, ...]
    claims: int
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source, and how often it is used."""

    id: int
    uid: str
    kind: str
    title: str | None
    url: str | None
    canonical_url: str | None
    archive_url: str | None
    publisher: str | None
    published_on: str | None
    description: str | None
    appearances: int
    evidence: int
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """An item of evidence. ``about`` is "content" or "attribution"."""

    id: int
    uid: str
    claim: int
    about: str
    appearance: int | None
    stance: str
    by: str | None
    source: int | None
    source_title: str | None
    source_url: str | None
    quote: str | None
    locator: str | None
    note: str | None
    retrieved_on: str | None
    rank: str | None
    confidential: bool
    independence_group: str | None
    archive_url: str | None
    added_at: str
    added_by: str
    withdrawn_because: str | None


@dataclass(frozen=True, slots=True)
class VerdictView:
    """A verdict, in force while ``ended`` is None."""

    id: int
    uid: str
    claim: int
    about: str
    appearance: int | None
    verdict: str
    reason: str
    rating: str | None
    scale: str | None
    reworded_since: bool
    ruled_at: str
    ruled_by: str
    ended: str | None
    ended_at: str | None
    ended_because: str | None


@dataclass(frozen=True, slots=True)
class AppearanceView:
    """The claim at a source, with the question whether it was said: verdict and status."""

    id: int
    uid: str
    claim: int
    first: bool
    speaker: str | None
    speaker_kind: str | None
    said_on: str | None
    source: int | None
    source_title: str | None
    source_url: str | None
    quote: str | None
    locator: str | None
    archive_url: str | None
    verdict: str | None
    evidence_status: str
    added_at: str
    added_by: str
    withdrawn_because: str | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Somebody else's published fact-check: never our verdict."""

    id: int
    uid: str
    publisher: str
    url: str | None
    title: str | None
    rating: str | None
    verdict: str | None
    published_on: str | None


@dataclass(frozen=True, slots=True)
class RelationView:
    """What this claim is to another, read from this claim's end."""

    id: int
    kind: str
    inward: bool
    claim: int
    text: str
    because: str | None


@dataclass(frozen=True, slots=True)
class NoteView:
    """An internal note."""

    id: int
    uid: str
    claim: int
    text: str
    confidential: bool
    added_at: str
    added_by: str
    withdrawn_because: str | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim, whole: attribution and content apart, with all that hangs on it."""

    id: int
    uid: str
    text: str
    context: str | None
    language: str | None
    stage: str
    priority: str
    why: str | None
    tracked: bool
    unverified: bool
    merged_into: int | None
    tags: tuple[str, ...]
    verdict: str | None
    evidence_status: str
    attribution: str | None
    attribution_status: str
    appearances: tuple[AppearanceView, ...]
    evidence: tuple[EvidenceView, ...]
    verdicts: tuple[VerdictView, ...]
    reviews: tuple[ReviewView, ...]
    relations: tuple[RelationView, ...]
    notes: tuple[NoteView, ...]
    aliases: tuple[str, ...]
    added_at: str
    added_by: str
    changes: int
    redirected_from: int | None = None

    @property
    def first(self) -> AppearanceView | None:
        """Its first standing appearance."""
        return next((one for one in self.appearances if one.first), None)
