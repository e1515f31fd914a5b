"""Saved views: filters of a list under a name, shared by a desk."""

from sqlalchemy.orm import Mapped, mapped_column

from factcheck.models.base import TEXT, Base, Key, Uid, derived, flag, partial


class View(Base):
    """A name for filters; ``filters`` is a JSON object of the fields of ``ClaimFilter``."""

    __tablename__ = "view"
    __root__ = ("view", "id")
    __table_args__ = (
        flag("removed"),
        partial("uq_view_name_key", "name_key", where="removed = 0", unique=True),
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(TEXT, info=derived("row"))
    filters: Mapped[str]
    made_at: Mapped[str]
    made_by: Mapped[str]
    removed: Mapped[int] = mapped_column(default=0, server_default="0")
