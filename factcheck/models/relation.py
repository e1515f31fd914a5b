"""What one claim is to another."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from factcheck.models.base import Base, Key, Uid, partial, reference, words
from factcheck.vocabulary import RELATIONS

_STANDING = "withdrawn_because IS NULL"


class Relation(Base):
    """``claim_id`` denies, contradicts, narrows or updates ``other_id``."""

    __tablename__ = "relation"
    __root__ = ("claim", "claim_id")
    __table_args__ = (
        words("kind", RELATIONS),
        CheckConstraint("claim_id <> other_id", name="two_claims"),
        partial(
            "uq_relation_standing", "claim_id", "other_id", "kind", where=_STANDING, unique=True
        ),
        Index(None, "claim_id"),
        Index(None, "other_id"),
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    claim_id: Mapped[int] = reference("claim.id")
    other_id: Mapped[int] = reference("claim.id")
    kind: Mapped[str]
    because: Mapped[str | None]
    added_at: Mapped[str]
    added_by: Mapped[str]
    withdrawn_because: Mapped[str | None]
