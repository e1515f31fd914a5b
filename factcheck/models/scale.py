"""Rating scales as data: a publisher's labels, and what they mean in our words."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.models.base import TEXT, Base, Key, Uid, derived, reference, words
from factcheck.vocabulary import VERDICTS


class RatingScale(Base):
    """A publisher's scale, found by its short name."""

    __tablename__ = "rating_scale"
    __root__ = ("scale", "id")

    id: Mapped[Key]
    uid: Mapped[Uid]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(TEXT, unique=True, info=derived("row"))
    title: Mapped[str]
    origin: Mapped[str | None]
    versions: Mapped[str | None]


class RatingPoint(Base):
    """One label of a scale, with our verdict for it (none: not understood yet)."""

    __tablename__ = "rating_point"
    __root__ = ("scale", "scale_id")
    __table_args__ = (words("verdict", VERDICTS), UniqueConstraint("scale_id", "label_key"))

    id: Mapped[Key]
    scale_id: Mapped[int] = reference("rating_scale.id")
    label: Mapped[str]
    label_key: Mapped[str] = mapped_column(TEXT, info=derived("row"))
    value: Mapped[str | None]
    verdict: Mapped[str | None]
    confidence: Mapped[str | None]
