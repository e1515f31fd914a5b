"""What was consulted: pages, documents, broadcasts, persons, calls, data sets."""

from sqlalchemy.orm import Mapped, mapped_column

from factcheck.models.base import (
    TEXT,
    Base,
    Key,
    Uid,
    derived,
    few,
    partial,
    partial_date,
    reference,
    words,
)
from factcheck.vocabulary import SOURCE_KINDS


class Source(Base):
    """A source, found again by its canonical URL, else by title and kind.

    ``confidential_because``: why its name is not for the public, where it is not.
    ``text_sha256``: of its text, as claims were taken out of it.
    """

    __tablename__ = "source"
    __root__ = ("source", "id")
    __table_args__ = (
        words("kind", SOURCE_KINDS),
        partial_date("published_on"),
        partial("uq_source_key", "key", where="merged_into IS NULL", unique=True),
        few("source", "merged_into"),
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    kind: Mapped[str]
    title: Mapped[str | None]
    url: Mapped[str | None]
    canonical_url: Mapped[str | None]
    key: Mapped[str] = mapped_column(TEXT, info=derived("row"))
    publisher: Mapped[str | None]
    published_on: Mapped[str | None]
    archive_url: Mapped[str | None]
    description: Mapped[str | None]
    merged_into: Mapped[int | None] = reference("source.id")
    versions: Mapped[str | None]
    confidential_because: Mapped[str | None]
    text_sha256: Mapped[str | None]
