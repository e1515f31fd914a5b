"""What bears on a claim, or on whether it was said."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.models.base import Base, Key, Uid, few, flag, partial_date, reference, words
from factcheck.vocabulary import RANKS, STANCES


class Evidence(Base):
    """An item of evidence: about the content, or with ``appearance_id`` about the attribution."""

    __tablename__ = "evidence"
    __root__ = ("claim", "claim_id")
    __table_args__ = (
        words("stance", STANCES),
        words("rank", RANKS),
        partial_date("retrieved_on"),
        flag("confidential"),
        CheckConstraint("stance <> 'no-result' OR note IS NOT NULL", name="searched"),
        Index(None, "claim_id", "id"),
        few("evidence", "appearance_id"),
        Index(None, "source_id", "claim_id"),
        Index(None, "by_id"),
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    claim_id: Mapped[int] = reference("claim.id")
    appearance_id: Mapped[int | None] = reference("appearance.id")
    stance: Mapped[str]
    by_id: Mapped[int | None] = reference("speaker.id")
    source_id: Mapped[int | None] = reference("source.id")
    quote: Mapped[str | None]
    locator: Mapped[str | None]
    note: Mapped[str | None]
    retrieved_on: Mapped[str | None]
    rank: Mapped[str | None]
    confidential: Mapped[int] = mapped_column(default=0, server_default="0")
    independence_group: Mapped[str | None]
    archive_url: Mapped[str | None]
    added_at: Mapped[str]
    added_by: Mapped[str]
    withdrawn_because: Mapped[str | None]
    confidential_because: Mapped[str | None]
