"""One import: which file, how it was read, what became of its records."""

from sqlalchemy.orm import Mapped, mapped_column

from factcheck.models.base import Base, Key, Uid


class ImportRun(Base):
    """A run of ``factcheck import``; the counts are whole numbers per outcome."""

    __tablename__ = "import_run"
    __root__ = ("import", "id")

    id: Mapped[Key]
    uid: Mapped[Uid]
    file: Mapped[str]
    file_sha256: Mapped[str | None]
    format: Mapped[str]
    mapping: Mapped[str | None]
    started_at: Mapped[str]
    started_by: Mapped[str]
    finished_at: Mapped[str | None]
    created: Mapped[int] = mapped_column(default=0, server_default="0")
    updated: Mapped[int] = mapped_column(default=0, server_default="0")
    unchanged: Mapped[int] = mapped_column(default=0, server_default="0")
    refused: Mapped[int] = mapped_column(default=0, server_default="0")
