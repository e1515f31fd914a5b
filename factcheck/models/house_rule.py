"""House rules: how a desk works, kept with its claims so that all of it goes by them."""

from sqlalchemy.orm import Mapped, mapped_column

from factcheck.models.base import TEXT, Base, Key, Uid


class HouseRule(Base):
    """What a desk set for a rule; without a value the default is in force again."""

    __tablename__ = "house_rule"
    __root__ = ("rule", "id")

    id: Mapped[Key]
    uid: Mapped[Uid]
    rule: Mapped[str] = mapped_column(TEXT, unique=True)
    value: Mapped[str | None]
