"""What comes out: frozen dataclasses that the command line prints and Python gets.

Their field names are the keys of ``--json``; they are stable.
"""

from dataclasses import dataclass

from factcheck.desk import OutreachView
from factcheck.fitness import CorrectionView, WaiverView
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
    """A source, and how often it is used.

    ``text_sha256`` is the digest of the text that passages were taken from.
    """

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
    text_sha256: str | None
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
    assignee: str | None = None
    due_on: str | None = None
    recheck_every: str | None = None
    rechecked_at: str | None = None
    worth: int | None = None
    published_at: str | None = None
    outreach: tuple[OutreachView, ...] = ()
    corrections: tuple[CorrectionView, ...] = ()
    waivers: tuple[WaiverView, ...] = ()

    @property
    def first(self) -> AppearanceView | None:
        """Its first standing appearance."""
        return next((one for one in self.appearances if one.first), None)


@dataclass(frozen=True, slots=True)
class MatchReview:
    """Who checked a claim that was found, and what they said of it."""

    publisher: str
    rating: str | None
    verdict: str | None
    url: str | None
    published_on: str | None


@dataclass(frozen=True, slots=True)
class MatchView:
    """A claim that a text may repeat.

    ``probability`` (0 to 1) is the chance that it does, ``zone`` the word for it: "same",
    "likely", "related" or "new". ``wording`` is the other wording that fits better than the
    claim's text, if one does. ``verdict`` is ours, ``reviews`` are those of others: neither is
    passed on to the text. ``twins`` are claims of the same words.
    """

    id: int
    uid: str
    text: str
    speaker: str | None
    said_on: str | None
    language: str | None
    tracked: bool
    score: float
    probability: float
    zone: str
    wording: str | None
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    verdict: str | None
    evidence_status: str
    reviews: tuple[MatchReview, ...]
    twins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CheckedView:
    """A text that was looked up, and the claims that it may repeat, the best first.

    ``id`` is that of a post in a file, as it stood there (a text or a number), None elsewhere;
    ``author`` and ``said_on`` are those of an embedded post.
    """

    id: str | int | None
    text: str
    author: str | None
    said_on: str | None
    matches: tuple[MatchView, ...]


@dataclass(frozen=True, slots=True)
class DuplicateView:
    """Two claims, speakers or sources that may be one; ``id`` is the smaller of their ids.

    ``probability`` (0 to 1) is the chance that they are, ``zone`` the word for it: "same",
    "likely" or "related". ``text`` is what the first one says or is called. ``command`` is what
    to type to merge them.
    """

    kind: str
    id: int
    uid: str
    text: str
    other: int
    other_uid: str
    other_text: str
    probability: float
    zone: str
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    command: str


@dataclass(frozen=True, slots=True)
class DuplicatePage:
    """The likely duplicates that were asked for, the best first.

    ``total`` is how many there are, ``related`` how many more are related only. ``asked`` is how
    many records were asked about, ``hidden`` how many claims of the library were not;
    ``compared`` how many pairs were looked at.
    """

    rows: tuple[DuplicateView, ...]
    total: int
    related: int
    asked: int
    hidden: int
    compared: int


@dataclass(frozen=True, slots=True)
class AddedView(ClaimView):
    """What became of a claim that was to be added, and which others are likely the same.

    ``outcome`` is "added", or "linked" where it is a claim that was here.
    """

    outcome: str = "added"
    similar: tuple[MatchView, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenView:
    """What became of a passage of an article.

    ``outcome`` is "added" (a new claim), "linked" (an appearance of a claim that was here),
    "marked" (evidence) or "there" (it was on file already). ``similar`` are the ids of claims
    here that are the same or likely the same.
    """

    item: str
    outcome: str
    claim: int
    evidence: int | None
    stance: str | None
    text: str
    speaker: str | None
    new_speaker: bool = False
    similar_speakers: tuple[str, ...] = ()
    similar: tuple[int, ...] = ()
