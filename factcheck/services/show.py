"""A claim, whole: everything that hangs on it, in a fixed number of queries."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from factcheck.models import (
    Appearance,
    Change,
    Claim,
    ClaimAlias,
    Evidence,
    Relation,
    Review,
    Source,
    Speaker,
    Verdict,
)
from factcheck.services import claims, corrections, evidence, notes, outreach, tags, verdicts
from factcheck.services.lint import waivers
from factcheck.views import AppearanceView, ClaimView, EvidenceView, RelationView, ReviewView, of
from factcheck.vocabulary import PRIORITIES


def claim(session: Session, claim_id: int) -> ClaimView:
    """A claim with all that hangs on it; the one it was merged into if it was. Raises NotFound."""
    found = claims.get(session, claim_id)
    items = evidence.views(session, Evidence.claim_id == found.id)
    return of(
        ClaimView,
        found,
        priority=PRIORITIES[found.priority],
        tracked=bool(found.tracked),
        unverified=bool(found.unverified),
        tags=tags.of(session, [found.id]).get(found.id, ()),
        verdict=found.content_verdict,
        attribution=found.attribution_verdict,
        appearances=tuple(appearances(session, found, items)),
        evidence=tuple(items),
        verdicts=tuple(verdicts.views(session, Verdict.claim_id == found.id)),
        reviews=tuple(_reviews(session, found)),
        relations=tuple(_relations(session, found)),
        notes=tuple(notes.of(session, found)),
        outreach=tuple(outreach.of(session, found)),
        aliases=tuple(_aliases(session, found)),
        changes=_changes(session, found),
        corrections=tuple(corrections.of_claim(session, found)),
        waivers=tuple(waivers.of(session, found)),
        redirected_from=claim_id if claim_id != found.id else None,
    )


def appearances(
    session: Session, found: Claim, items: list[EvidenceView] | None = None
) -> list[AppearanceView]:
    """The appearances of a claim, first one first, withdrawn ones too."""
    if items is None:
        items = evidence.views(session, Evidence.claim_id == found.id)
    query = (
        select(
            *(Appearance, Speaker.name, Speaker.kind, Source.title, Source.url),
            *(Source.confidential_because, Verdict.verdict),
        )
        .outerjoin(Speaker, Speaker.id == Appearance.speaker_id)
        .outerjoin(Source, Source.id == Appearance.source_id)
        .outerjoin(Verdict, (Verdict.appearance_id == Appearance.id) & Verdict.ended.is_(None))
        .where(Appearance.claim_id == found.id)
        .order_by(Appearance.id)
    )
    return [
        of(
            AppearanceView,
            one,
            claim=one.claim_id,
            first=one.id == found.appearance_id,
            speaker=speaker,
            speaker_kind=kind,
            source=one.source_id,
            source_title=title,
            source_url=url,
            source_confidential=secret,
            verdict=verdict,
            evidence_status=evidence.status_of(_stances(items, one.id)),
        )
        for one, speaker, kind, title, url, secret, verdict in session.execute(query)
    ]


def _stances(items: list[EvidenceView], appearance_id: int) -> list[str]:
    return [
        one.stance
        for one in items
        if one.appearance == appearance_id and one.withdrawn_because is None
    ]


def appearance(session: Session, one: Appearance) -> AppearanceView:
    """One appearance as it is printed."""
    found = session.get_one(Claim, one.claim_id)
    return next(view for view in appearances(session, found) if view.id == one.id)


def _reviews(session: Session, found: Claim) -> list[ReviewView]:
    query = (
        select(Review)
        .where(Review.claim_id == found.id, Review.withdrawn_because.is_(None))
        .order_by(Review.id)
    )
    return [of(ReviewView, one) for one in session.scalars(query)]


def _relations(session: Session, found: Claim) -> list[RelationView]:
    near, far = aliased(Claim), aliased(Claim)
    query = (
        select(Relation, near.text, far.text)
        .join(near, near.id == Relation.claim_id)
        .join(far, far.id == Relation.other_id)
        .where(
            or_(Relation.claim_id == found.id, Relation.other_id == found.id),
            Relation.withdrawn_because.is_(None),
        )
        .order_by(Relation.id)
    )
    return [
        RelationView(
            id=one.id,
            kind=one.kind,
            inward=one.other_id == found.id,
            claim=one.claim_id if one.other_id == found.id else one.other_id,
            text=from_text if one.other_id == found.id else to_text,
            because=one.because,
        )
        for one, from_text, to_text in session.execute(query)
    ]


def _aliases(session: Session, found: Claim) -> list[str]:
    query = select(ClaimAlias.text).where(ClaimAlias.claim_id == found.id, ClaimAlias.removed == 0)
    return list(session.scalars(query.order_by(ClaimAlias.id)))


def _changes(session: Session, found: Claim) -> int:
    """How many entries touched the claim since it was added."""
    query = select(func.count(Change.seq.distinct())).where(
        Change.root_kind == "claim", Change.root_uid == found.uid
    )
    return max((session.scalar(query) or 0) - 1, 0)
