"""Internal notes on a claim: never exported."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.models.base import Base, Key, Uid, flag, reference


class Note(Base):
    """A remark for the desk."""

    __tablename__ = "note"
    __root__ = ("claim", "claim_id")
    __table_args__ = (flag("confidential"), Index(None, "claim_id", "id"))

    id: Mapped[Key]
    uid: Mapped[Uid]
    claim_id: Mapped[int] = reference("claim.id")
    text: Mapped[str]
    confidential: Mapped[int] = mapped_column(default=0, server_default="0")
    added_at: Mapped[str]
    added_by: Mapped[str]
    withdrawn_because: Mapped[str | None]
