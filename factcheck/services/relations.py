"""Relations: what one claim is to another, seen from both ends."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from factcheck.errors import Conflict, NotFound, RuleBroken
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import Claim, Evidence, Relation, Speaker
from factcheck.records import EvidenceRecord, stored_text, word
from factcheck.services import appearances, evidence
from factcheck.vocabulary import RELATIONS

# What holds in one direction only, or means the same in both. Denials may go both ways.
ONE_WAY = ("narrows", "updates", "contradicts")


@dataclass(frozen=True, slots=True)
class Denial:
    """What a denial is worth as evidence on the claim denied; ``held`` where it is marked."""

    claim: int
    by: str
    record: EvidenceRecord
    held: int | None = None


def link(
    session: Session, claim: Claim, kind: str, other: Claim, *, by: str, because: str | None = None
) -> Relation:
    """Say what a claim is to another one.

    Raises RuleBroken for one claim twice or one that was merged, Conflict for a second
    relation of that kind between the two.
    """
    kind = word(kind, RELATIONS, "relation")
    if claim.id == other.id:
        raise RuleBroken(f"claim {claim.id} cannot be related to itself")
    for one in (claim, other):
        if one.merged_into is not None:
            raise RuleBroken(f"claim {one.id} was merged into claim {one.merged_into}")
    _require_new(session, claim, kind, other)
    made = new(
        session,
        Relation(
            claim_id=claim.id,
            other_id=other.id,
            kind=kind,
            because=stored_text(because, "the reason") if because else None,
            added_at=now(),
            added_by=by,
        ),
    )
    session.flush()
    return made


def _require_new(session: Session, claim: Claim, kind: str, other: Claim) -> None:
    for one in _between(session, claim, other, kind):
        if one.claim_id == claim.id or kind in ONE_WAY:
            raise Conflict(
                f"claim {one.claim_id} {kind} claim {one.other_id} already",
                hint=f'factcheck unlink {one.claim_id} {kind} {one.other_id} --because "..."',
            )


def _between(session: Session, claim: Claim, other: Claim, kind: str) -> Iterator[Relation]:
    """The standing relations of a kind between two claims, in either direction."""
    pair = (claim.id, other.id)
    query = select(Relation).where(
        Relation.claim_id.in_(pair),
        Relation.other_id.in_(pair),
        Relation.kind == kind,
        Relation.withdrawn_because.is_(None),
    )
    yield from session.scalars(query.order_by(Relation.id))


def unlink(session: Session, claim: Claim, kind: str, other: Claim, because: str) -> Relation:
    """Withdraw what a claim is to another one; it stays on file with the reason.

    Raises NotFound when there is no such relation.
    """
    kind = word(kind, RELATIONS, "relation")
    for one in _between(session, claim, other, kind):
        if one.claim_id == claim.id or kind == "contradicts":
            one.withdrawn_because = stored_text(because, "the reason")
            session.flush()
            return one
    raise NotFound(
        f"claim {claim.id} {kind} no claim {other.id}", hint=f"factcheck show {claim.id}"
    )


def standing(session: Session, claim_ids: list[int]) -> list[Relation]:
    """The relations of these claims that are not withdrawn, at either end, oldest first."""
    query = select(Relation).where(
        or_(Relation.claim_id.in_(claim_ids), Relation.other_id.in_(claim_ids)),
        Relation.withdrawn_because.is_(None),
    )
    return list(session.scalars(query.order_by(Relation.id)))


def denial(session: Session, claim: Claim, other: Claim) -> Denial | None:
    """The evidence that a denial is: its speaker disputes the other claim.

    None where nobody is on file as having said the denial. ``held`` names the item by
    which that speaker disputes the other claim already.
    """
    said = appearances.first(session, claim)
    speaker = session.get(Speaker, said.speaker_id) if said and said.speaker_id else None
    if said is None or speaker is None:
        return None
    record = EvidenceRecord(
        "disputes",
        note=claim.text,
        source=f"s{said.source_id}" if said.source_id else None,
        quote=said.quote,
        locator=said.locator,
        by=speaker.name,
    )
    query = select(Evidence.id).where(
        Evidence.claim_id == other.id,
        Evidence.appearance_id.is_(None),
        Evidence.stance == "disputes",
        Evidence.by_id == speaker.id,
        Evidence.withdrawn_because.is_(None),
    )
    held = session.scalars(query.order_by(Evidence.id)).first()
    return Denial(other.id, speaker.name, record, held)


def mark(session: Session, claim: Claim, other: Claim, *, by: str) -> Evidence:
    """Mark the claim denied as disputed by the speaker of the denial.

    Raises RuleBroken where that speaker is not known or disputes it already.
    """
    found = denial(session, claim, other)
    if found is None:
        raise RuleBroken(
            f"nobody is on file as having said claim {claim.id}, so nobody disputes {other.id}",
            hint=f"factcheck appearance add {claim.id} --speaker NAME --source URL",
        )
    if found.held is not None:
        raise RuleBroken(f"{found.by} disputes claim {other.id} already: e{found.held}")
    return evidence.mark(session, other, found.record, by=by)
