"""What crosses the edge: frozen records, checked when they are made.

A record that cannot be stored cannot be built: InvalidInput names the field. Dates are texts
that keep their precision (``factcheck.days.partial_date``).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from factcheck import text
from factcheck.days import partial_date
from factcheck.errors import InvalidInput, Usage
from factcheck.vocabulary import (
    CORRECTIONS,
    DECISIONS,
    MEANT,
    PRIORITIES,
    RANKS,
    SOURCE_KINDS,
    SPEAKER_KINDS,
    STANCES,
    VERDICTS,
)

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def word(told: str, allowed: tuple[str, ...], what: str) -> str:
    """A word of a closed vocabulary, however it was written (``_`` for ``-``, capitals).

    Raises Usage that lists the words.
    """
    wanted = told.strip().lower().replace("_", "-").replace(" ", "-")
    if wanted in allowed:
        return wanted
    near = _near(wanted, allowed)
    meant = f"did you mean {near}? " if near else ""
    raise Usage(
        f"unknown {what}: {text.one_line(told)}",
        hint=f"{meant}{what} is one of: {', '.join(allowed)}",
    )


def _near(wanted: str, allowed: tuple[str, ...]) -> str | None:
    """The word that was probably meant."""
    from difflib import get_close_matches

    if MEANT.get(wanted) in allowed:
        return MEANT[wanted]
    return next(iter(get_close_matches(wanted, allowed, 1)), None)


def priority(told: str | int) -> int:
    """A priority by word (low, normal, high, urgent) or number (0 to 3). Raises Usage."""
    if str(told).strip() in {str(number) for number in range(len(PRIORITIES))}:
        return int(told)
    return PRIORITIES.index(word(str(told), PRIORITIES, "priority"))


def stored_text(told: str, field_name: str) -> str:
    """A text that may be stored, blanks around it gone. Raises InvalidInput."""
    try:
        return text.check(told)
    except ValueError as error:
        raise InvalidInput(f"{field_name} {error}") from error


def language(told: str) -> str:
    """A language tag such as en, es or pt-br (BCP 47, in small letters). Raises InvalidInput."""
    wanted = told.strip().lower().replace("_", "-")
    if not _LANGUAGE.fullmatch(wanted):
        raise InvalidInput(
            f"language: {text.one_line(told)!r} is not a language tag",
            hint="write en, es, pt-br ...",
        )
    return wanted


def _optional(record: object, *names: str) -> None:
    """Check the optional texts of a record in place; blank ones become None."""
    for name in names:
        value = getattr(record, name)
        if value is not None:
            clean = stored_text(value, name.replace("_", " ")) if value.strip() else None
            object.__setattr__(record, name, clean)


def _dates(record: object, *names: str) -> None:
    for name in names:
        value = getattr(record, name)
        if value:
            object.__setattr__(record, name, partial_date(value, name.replace("_", " ")))


def _unique(tags: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for tag in tags:
        found.setdefault(text.key(tag), stored_text(tag, "tag"))
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class AppearanceRecord:
    """The claim at a source: who said it there, when, where in it, and in which words.

    ``speaker`` is a name or alias; ``source`` a URL, a title, "KIND: TITLE", or the id
    of a source (``s3``).
    """

    speaker: str | None = None
    source: str | None = None
    said_on: str | None = None
    quote: str | None = None
    locator: str | None = None

    def __post_init__(self) -> None:
        _optional(self, "speaker", "source", "said_on", "quote", "locator")
        _dates(self, "said_on")

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A claim to be added, with its first appearance."""

    text: str
    speaker: str | None = None
    source: str | None = None
    said_on: str | None = None
    quote: str | None = None
    locator: str | None = None
    context: str | None = None
    language: str | None = None
    priority: int = 1
    why: str | None = None
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", stored_text(self.text, "the claim"))
        _optional(
            self, "speaker", "source", "said_on", "quote", "locator", "context", "language", "why"
        )
        _dates(self, "said_on")
        object.__setattr__(self, "tags", _unique(self.tags))
        object.__setattr__(self, "priority", priority(self.priority))
        if self.language:
            object.__setattr__(self, "language", language(self.language))

    @property
    def appearance(self) -> AppearanceRecord:
        """Its first appearance; false when nothing is known of it."""
        return AppearanceRecord(self.speaker, self.source, self.said_on, self.quote, self.locator)


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """An item of evidence to be marked on a claim.

    ``said`` puts it on whether it was said (the first appearance), ``appearance`` on
    that of another; with neither it is about whether it is so. ``by`` is a speaker.
    Items of one ``independence_group`` have one origin, and count once.
    Raises Usage for an unknown stance, InvalidInput for a ``no-result`` without a note.
    """

    stance: str
    note: str | None = None
    source: str | None = None
    quote: str | None = None
    locator: str | None = None
    retrieved_on: str | None = None
    by: str | None = None
    said: bool = False
    appearance: int | None = None
    rank: str | None = None
    confidential: bool = False
    confidential_because: str | None = None
    independence_group: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "stance", word(self.stance, STANCES, "stance"))
        _optional(self, "note", "source", "quote", "locator", "retrieved_on", "by", "rank")
        _optional(self, "confidential_because", "independence_group")
        if self.confidential_because:
            object.__setattr__(self, "confidential", True)
        _dates(self, "retrieved_on")
        if self.rank is not None:
            object.__setattr__(self, "rank", word(self.rank, RANKS, "rank"))
        if self.stance == "no-result" and not self.note:
            raise InvalidInput(
                "no-result needs a note of what was searched",
                hint='factcheck mark ID no-result "where and when you searched"',
            )
        if not any((self.note, self.source, self.quote, self.by)):
            raise InvalidInput(
                "evidence needs a note, a source, a quote or somebody who says so",
                hint='factcheck mark ID STANCE "..." --source URL',
            )


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article as a source: what names it (as in ``AppearanceRecord``), its text's digest.

    What it says of itself is taken over where the source does not know it yet.
    """

    source: str
    text_sha256: str
    title: str | None = None
    publisher: str | None = None
    published_on: str | None = None
    byline: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", stored_text(self.source, "the source"))
        _optional(self, "title", "publisher", "published_on", "byline")
        _dates(self, "published_on")


@dataclass(frozen=True, slots=True)
class DecidedRecord:
    """What a person decided of a passage of an article.

    ``item`` names the passage, ``passage`` is the claim it would be: its text, speaker, quote
    and locator. ``into`` is the id of a claim that it belongs to or speaks about, ``concerns``
    the item that it speaks about, ``form_of`` the one it says again. Raises Usage for unknown
    words, InvalidInput where what a decision needs is missing.
    """

    item: str
    decision: str
    passage: ClaimRecord
    concerns: str | None = None
    form_of: str | None = None
    into: int | None = None
    stance: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "decision", word(self.decision, DECISIONS, "decision"))
        _optional(self, "note")
        if self.stance is not None:
            object.__setattr__(self, "stance", word(self.stance, STANCES, "stance"))
        if self.decision == "link" and self.into is None:
            raise InvalidInput(f"{self.item}: link needs the id of a claim")
        if self.decision == "evidence":
            if self.stance is None:
                raise InvalidInput(f"{self.item}: evidence needs a stance")
            EvidenceRecord(self.stance, note=self.note, quote=self.passage.quote)
        if self.decision in ("evidence", "denies") and self.into is None and not self.concerns:
            raise InvalidInput(
                f"{self.item}: it is not said which claim it speaks about",
                hint="name a claim here, or another proposal that it concerns",
            )


@dataclass(frozen=True, slots=True)
class VerdictRecord:
    """Our conclusion, with its reason; on the content unless ``said`` or ``appearance``."""

    verdict: str
    reason: str
    said: bool = False
    appearance: int | None = None
    rating: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "verdict", word(self.verdict, VERDICTS, "verdict"))
        object.__setattr__(self, "reason", stored_text(self.reason, "the reason"))
        _optional(self, "rating")


@dataclass(frozen=True, slots=True)
class CorrectionRecord:
    """Of which kind a correction is, why it is made, and what the public is told.

    Only a typo needs no notice. ``wordings``: keep what the public read before and after.
    """

    kind: str
    reason: str
    notice: str | None = None
    wordings: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", word(self.kind, CORRECTIONS, "kind of correction"))
        object.__setattr__(self, "reason", stored_text(self.reason, "the reason"))
        _optional(self, "notice")
        if self.notice is None and self.kind != "typo":
            raise InvalidInput(
                f"a correction of the kind {self.kind} needs a notice for the public",
                hint='--notice "..."',
            )


@dataclass(frozen=True, slots=True)
class SpeakerRecord:
    """A speaker as it is to be: its name, what it is, a line about it, its party or camp."""

    name: str
    kind: str = "unknown"
    description: str | None = None
    party: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", stored_text(self.name, "the speaker's name"))
        object.__setattr__(self, "kind", word(self.kind, SPEAKER_KINDS, "kind of speaker"))
        _optional(self, "description", "party")


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source as it is to be: found by its URL, else by title and kind."""

    kind: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published_on: str | None = None
    archive_url: str | None = None
    description: str | None = None
    confidential_because: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", word(self.kind, SOURCE_KINDS, "kind of source"))
        _optional(self, *(each.name for each in fields(self)[1:]))
        _dates(self, "published_on")
        if not self.title and not self.url:
            raise InvalidInput("a source needs an address or a title")


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims a list holds. What is not said does not narrow it.

    ``verdict``, ``attribution`` and ``assignee`` also take "none". Tags and speakers must
    all fit. ``due_before`` and ``overdue`` (due before today) hold what is not published.
    ``said_since`` and ``said_until`` keep every claim whose date may lie there: a claim
    of "2019" may be of April 2019.
    """

    unverified: bool = False
    verdict: str | None = None
    attribution: str | None = None
    evidence_status: str | None = None
    speaker: str | None = None
    source: str | None = None
    tags: tuple[str, ...] = ()
    stage: str | None = None
    priority: str | None = None
    language: str | None = None
    said_since: str | None = None
    said_until: str | None = None
    added_since: str | None = None
    added_until: str | None = None
    assignee: str | None = None
    due_before: str | None = None
    overdue: bool = False
    reference: bool = False
    everything: bool = False
