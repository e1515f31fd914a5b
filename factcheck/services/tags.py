"""Tags: found again whatever their case or accents."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.errors import NotFound
from factcheck.models import Claim, ClaimTag, Tag
from factcheck.pages import TagView
from factcheck.records import stored_text


def named(session: Session, name: str) -> Tag | None:
    """The tag of this name, or None."""
    return session.scalar(select(Tag).where(Tag.name_key == text.key(name)))


def put(session: Session, claim: Claim, names: tuple[str, ...]) -> list[str]:
    """Put tags on a claim. Returns the names of those that were not on it yet."""
    from factcheck.history.record import add as new  # a list reads tags and never writes

    added = []
    for told in names:
        name = " ".join(stored_text(told, "the tag").split())
        tag = named(session, name) or new(session, Tag(name=name))
        held = session.scalar(
            select(ClaimTag).where(ClaimTag.claim_id == claim.id, ClaimTag.tag_id == tag.id)
        )
        if held is None:
            new(session, ClaimTag(claim_id=claim.id, tag_id=tag.id))
        elif held.removed:
            held.removed = 0
        else:
            continue
        added.append(tag.name)
    session.flush()
    return added


def remove(session: Session, claim: Claim, names: tuple[str, ...]) -> list[str]:
    """Take tags from a claim. Returns their names. Raises NotFound for one it does not bear."""
    removed = []
    for told in names:
        held = session.execute(
            select(ClaimTag, Tag.name)
            .join(Tag, Tag.id == ClaimTag.tag_id)
            .where(
                ClaimTag.claim_id == claim.id,
                Tag.name_key == text.key(told),
                ClaimTag.removed == 0,
            )
        ).first()
        if held is None:
            raise NotFound(f"claim {claim.id} has no tag {text.one_line(told)}")
        held[0].removed = 1
        removed.append(held[1])
    session.flush()
    return removed


# How many ids one query names: PostgreSQL takes 65,535, SQLite often 32,766.
BATCH = 10_000


def of(session: Session, claim_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """The tags of these claims, by name, in one query for each so many claims."""
    found: dict[int, list[str]] = {}
    for at in range(0, len(claim_ids), BATCH):
        query = (
            select(ClaimTag.claim_id, Tag.name)
            .join(Tag, Tag.id == ClaimTag.tag_id)
            .where(ClaimTag.claim_id.in_(claim_ids[at : at + BATCH]), ClaimTag.removed == 0)
            .order_by(Tag.name)
        )
        for claim_id, name in session.execute(query):
            found.setdefault(claim_id, []).append(name)
    return {claim_id: tuple(names) for claim_id, names in found.items()}


def listing(session: Session) -> list[TagView]:
    """All tags by name, with how many listed claims bear them."""
    query = (
        select(Tag.id, Tag.name, func.coalesce(func.sum(ClaimTag.listed), 0))
        .outerjoin(ClaimTag, ClaimTag.tag_id == Tag.id)
        .group_by(Tag.id, Tag.name)
        .order_by(Tag.name)
    )
    return [TagView(tag_id, name, int(count)) for tag_id, name, count in session.execute(query)]
