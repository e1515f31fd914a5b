"""Whom we asked about a claim, and what they answered."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.models.base import Base, Key, Uid, day, few, flag, partial_date, reference


class Outreach(Base):
    """A question that was put to somebody, by when an answer was wanted, and the answer.

    ``whom`` is who was asked, in words; ``speaker_id`` where that is a speaker on file.
    """

    __tablename__ = "outreach"
    __root__ = ("claim", "claim_id")
    __table_args__ = (
        partial_date("asked_on"),
        day("deadline"),
        partial_date("answered_on"),
        flag("confidential"),
        Index(None, "claim_id", "id"),
        few("outreach", "speaker_id"),
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    claim_id: Mapped[int] = reference("claim.id")
    whom: Mapped[str]
    speaker_id: Mapped[int | None] = reference("speaker.id")
    channel: Mapped[str | None]
    question: Mapped[str | None]
    asked_on: Mapped[str]
    deadline: Mapped[str | None]
    answered_on: Mapped[str | None]
    answer: Mapped[str | None]
    confidential: Mapped[int] = mapped_column(default=0, server_default="0")
    added_at: Mapped[str]
    added_by: Mapped[str]
    withdrawn_because: Mapped[str | None]
