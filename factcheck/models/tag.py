"""Tags, and which claims bear them."""

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.models.base import TEXT, Base, Key, Uid, derived, flag, reference


class Tag(Base):
    """A word under which claims are gathered."""

    __tablename__ = "tag"
    __root__ = ("tag", "id")

    id: Mapped[Key]
    uid: Mapped[Uid]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(TEXT, unique=True, info=derived("row"))


class ClaimTag(Base):
    """A tag on a claim; ``listed`` and ``unverified`` repeat the claim's columns."""

    __tablename__ = "claim_tag"
    __root__ = ("claim", "claim_id")
    __table_args__ = (
        UniqueConstraint("claim_id", "tag_id"),
        flag("removed"),
        flag("listed"),
        flag("unverified"),
        Index(None, "tag_id", "listed", "claim_id"),
        Index(None, "tag_id", "unverified", "claim_id"),
    )

    id: Mapped[Key]
    claim_id: Mapped[int] = reference("claim.id")
    tag_id: Mapped[int] = reference("tag.id")
    removed: Mapped[int] = mapped_column(default=0, server_default="0")
    listed: Mapped[int] = mapped_column(default=0, server_default="0", info=derived("set"))
    unverified: Mapped[int] = mapped_column(default=0, server_default="0", info=derived("set"))
