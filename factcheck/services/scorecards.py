"""The record of a speaker: what was claimed, what we concluded, what was repeated after that."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck.models import Appearance, Claim, Source, Speaker, Verdict
from factcheck.services import speakers
from factcheck.views import SpeakerView, of
from factcheck.vocabulary import VERDICTS

LIMIT = 20


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many claims have a verdict; "none" for those without one."""

    verdict: str
    claims: int


@dataclass(frozen=True, slots=True)
class SaidView:
    """A claim as the speaker made it: when first, how often, and our verdict on the content."""

    claim: int
    text: str
    said_on: str | None
    appearances: int
    verdict: str | None


@dataclass(frozen=True, slots=True)
class RepeatView:
    """A claim that the speaker made again after we ruled on it: when we ruled, where it was."""

    claim: int
    text: str
    verdict: str
    ruled_at: str
    appearance: int
    said_on: str
    source_title: str | None
    source_url: str | None


@dataclass(frozen=True, slots=True)
class ScorecardView(SpeakerView):
    """A speaker with its record. ``said`` are the newest claims, ``repeated`` the last repeats."""

    verdicts: tuple[VerdictCount, ...] = ()
    said: tuple[SaidView, ...] = ()
    repeated: tuple[RepeatView, ...] = ()


def card(session: Session, speaker: Speaker, limit: int | None = LIMIT) -> ScorecardView:
    """A speaker with its record, in a fixed number of queries: so many claims and repeats.

    Counted are claims that we track, in any appearance that stands.
    """
    (view,) = speakers.views(session, [speaker])
    told: dict[str, Any] = {each.name: getattr(view, each.name) for each in fields(view)}
    return ScorecardView(
        **told,
        verdicts=tuple(_verdicts(session, speaker)),
        said=tuple(_said(session, speaker, limit)),
        repeated=tuple(_repeated(session, speaker, limit)),
    )


def _mine(speaker: Speaker) -> Any:
    """The listed claims with a standing appearance of this speaker."""
    return (
        select(Appearance.claim_id)
        .join(Claim, Claim.id == Appearance.claim_id)
        .where(
            Appearance.speaker_id == speaker.id,
            Appearance.withdrawn_because.is_(None),
            Claim.listed == 1,
        )
    )


def _verdicts(session: Session, speaker: Speaker) -> Iterable[VerdictCount]:
    query = select(Claim.content_verdict, func.count()).where(Claim.id.in_(_mine(speaker)))
    held = {one: number for one, number in session.execute(query.group_by(Claim.content_verdict))}  # noqa: C416
    for verdict in (*VERDICTS, None):
        if verdict in held:
            yield VerdictCount(verdict or "none", held[verdict])


def _said(session: Session, speaker: Speaker, limit: int | None) -> Iterable[SaidView]:
    own = (
        select(
            Appearance.claim_id.label("claim"),
            func.min(Appearance.said_on).label("said_on"),
            func.count().label("appearances"),
        )
        .where(Appearance.speaker_id == speaker.id, Appearance.withdrawn_because.is_(None))
        .group_by(Appearance.claim_id)
        .subquery()
    )
    query = (
        select(own.c.claim, Claim.text, own.c.said_on, own.c.appearances, Claim.content_verdict)
        .join(Claim, Claim.id == own.c.claim)
        .where(Claim.listed == 1)
        .order_by(Claim.id.desc())
    )
    return (SaidView(*row) for row in session.execute(query.limit(limit)))


def _repeated(session: Session, speaker: Speaker, limit: int | None) -> Iterable[RepeatView]:
    """Appearances dated after the day on which we first gave the verdict that holds.

    A date of a month or a year counts where all of it was later.
    """
    first = (
        select(Verdict.claim_id, func.min(Verdict.ruled_at).label("ruled_at"))
        .join(Claim, Claim.id == Verdict.claim_id)
        .where(
            Verdict.appearance_id.is_(None),
            Verdict.verdict == Claim.content_verdict,
            (Verdict.ended.is_(None)) | (Verdict.ended == "superseded"),
        )
        .group_by(Verdict.claim_id)
        .subquery()
    )
    day = func.substr(first.c.ruled_at, 1, func.length(Appearance.said_on))
    query = (
        select(
            *(Claim.text, Claim.content_verdict.label("verdict"), first.c.ruled_at),
            *(Appearance.claim_id.label("claim"), Appearance.id.label("appearance")),
            *(Appearance.said_on, Source.title.label("source_title")),
            *(Source.url.label("source_url"), Source.confidential_because),
        )
        .select_from(Appearance)
        .join(Claim, Claim.id == Appearance.claim_id)
        .join(first, first.c.claim_id == Appearance.claim_id)
        .outerjoin(Source, Source.id == Appearance.source_id)
        .where(
            Appearance.speaker_id == speaker.id,
            Appearance.withdrawn_because.is_(None),
            Claim.listed == 1,
            Appearance.said_on > day,
        )
        .order_by(Appearance.said_on.desc(), Appearance.id.desc())
    )
    for row in session.execute(query.limit(limit)):
        secret = row.confidential_because
        hidden = {"source_title": f"confidential source ({secret})", "source_url": None}
        yield of(RepeatView, row, **(hidden if secret else {}))
