"""Somebody else's published fact-check of a claim. Never our verdict."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.models.base import TEXT, Base, Key, Uid, derived, partial_date, reference, words
from factcheck.vocabulary import VERDICTS


class Review(Base):
    """A review: its publisher, its rating verbatim, and the raw record it came from."""

    __tablename__ = "review"
    __root__ = ("claim", "claim_id")
    __table_args__ = (
        words("verdict", VERDICTS),
        partial_date("published_on"),
        Index(None, "claim_id", "id"),
        Index(None, "identity"),
        Index(None, "import_run_id"),
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    claim_id: Mapped[int] = reference("claim.id")
    publisher: Mapped[str]
    publisher_site: Mapped[str | None]
    url: Mapped[str | None]
    canonical_url: Mapped[str | None]
    title: Mapped[str | None]
    wording: Mapped[str | None]
    identity: Mapped[str] = mapped_column(TEXT, info=derived("row"))
    rating: Mapped[str | None]
    rating_value: Mapped[str | None]
    rating_best: Mapped[str | None]
    rating_worst: Mapped[str | None]
    point_id: Mapped[int | None] = reference("rating_point.id", index=True)
    verdict: Mapped[str | None]
    confidence: Mapped[str | None]
    published_on: Mapped[str | None]
    language: Mapped[str | None]
    licence: Mapped[str | None]
    raw: Mapped[str | None]
    content_sha256: Mapped[str | None]
    import_run_id: Mapped[int | None] = reference("import_run.id")
    added_at: Mapped[str]
    withdrawn_because: Mapped[str | None]
