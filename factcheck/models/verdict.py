"""Our conclusion, with its reason. Superseded or withdrawn, never overwritten."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from factcheck.models.base import Base, Key, Uid, few, partial, reference, words
from factcheck.vocabulary import VERDICT_ENDS, VERDICTS

_CONTENT = "appearance_id IS NULL AND ended IS NULL"
_ATTRIBUTION = "appearance_id IS NOT NULL AND ended IS NULL"


class Verdict(Base):
    """A verdict on the content, or with ``appearance_id`` on the attribution.

    At most one is in force per claim for the content and per appearance for the
    attribution. ``text_sha256`` is the claim's text as it was when we ruled.
    """

    __tablename__ = "verdict"
    __root__ = ("claim", "claim_id")
    __table_args__ = (
        words("verdict", VERDICTS),
        words("ended", VERDICT_ENDS),
        CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name="ended_at"),
        partial("uq_verdict_content_in_force", "claim_id", where=_CONTENT, unique=True),
        partial(
            "uq_verdict_attribution_in_force", "appearance_id", where=_ATTRIBUTION, unique=True
        ),
        Index(None, "claim_id", "id"),
        few("verdict", "appearance_id"),
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    claim_id: Mapped[int] = reference("claim.id")
    appearance_id: Mapped[int | None] = reference("appearance.id")
    verdict: Mapped[str]
    reason: Mapped[str]
    text_sha256: Mapped[str]
    point_id: Mapped[int | None] = reference("rating_point.id", index=True)
    ruled_at: Mapped[str]
    ruled_by: Mapped[str]
    ended: Mapped[str | None]
    ended_at: Mapped[str | None]
    ended_because: Mapped[str | None]
