"""Findings of a check before publication that somebody waived, with the reason."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from factcheck.models.base import Base, Key, Uid, partial, reference

_STANDING = "lifted_because IS NULL"


class Waiver(Base):
    """A rule that a claim need not meet. It stays on file when it is lifted."""

    __tablename__ = "waiver"
    __root__ = ("claim", "claim_id")
    __table_args__ = (
        Index(None, "claim_id", "id"),
        partial("uq_waiver_standing", "claim_id", "rule", where=_STANDING, unique=True),
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    claim_id: Mapped[int] = reference("claim.id")
    rule: Mapped[str]
    reason: Mapped[str]
    waived_at: Mapped[str]
    waived_by: Mapped[str]
    lifted_because: Mapped[str | None]
