"""Later changes to something published."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from factcheck.models.base import Base, Key, Uid, reference, words
from factcheck.vocabulary import CORRECTIONS


class Correction(Base):
    """What was corrected after publication, why, and the notice the public reads."""

    __tablename__ = "correction"
    __root__ = ("claim", "claim_id")
    __table_args__ = (words("kind", CORRECTIONS), Index(None, "claim_id", "id"))

    id: Mapped[Key]
    uid: Mapped[Uid]
    claim_id: Mapped[int] = reference("claim.id")
    kind: Mapped[str]
    reason: Mapped[str]
    notice: Mapped[str | None]
    made_at: Mapped[str]
    made_by: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
