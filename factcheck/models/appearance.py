"""The claim at a source: who said it there, when, and in which words."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.models.base import Base, Key, Uid, derived, flag, partial_date, reference


class Appearance(Base):
    """One time a claim was made. The first standing one is the claim's own.

    ``listed`` and ``unverified`` repeat the claim's columns on the first standing
    appearance of each speaker, so that a list by speaker walks one index.
    """

    __tablename__ = "appearance"
    __root__ = ("claim", "claim_id")
    __table_args__ = (
        partial_date("said_on"),
        flag("listed"),
        flag("unverified"),
        Index(None, "claim_id", "id"),
        Index(None, "speaker_id", "listed", "claim_id"),
        Index(None, "speaker_id", "unverified", "claim_id"),
        Index(None, "source_id", "claim_id"),
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    claim_id: Mapped[int] = reference("claim.id")
    speaker_id: Mapped[int | None] = reference("speaker.id")
    source_id: Mapped[int | None] = reference("source.id")
    said_on: Mapped[str | None]
    quote: Mapped[str | None]
    locator: Mapped[str | None]
    archive_url: Mapped[str | None]
    added_at: Mapped[str]
    added_by: Mapped[str]
    withdrawn_because: Mapped[str | None]
    listed: Mapped[int] = mapped_column(default=0, server_default="0", info=derived("set"))
    unverified: Mapped[int] = mapped_column(default=0, server_default="0", info=derived("set"))
