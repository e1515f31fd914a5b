"""Who says things: speakers, and the other names and ids they go by."""

from sqlalchemy.orm import Mapped, mapped_column

from factcheck.models.base import (
    TEXT,
    Base,
    Key,
    Uid,
    derived,
    few,
    flag,
    partial,
    reference,
    words,
)
from factcheck.vocabulary import SPEAKER_KINDS


class Speaker(Base):
    """A person, organization, outlet, account or group that makes statements."""

    __tablename__ = "speaker"
    __root__ = ("speaker", "id")
    __table_args__ = (
        words("kind", SPEAKER_KINDS),
        partial("uq_speaker_name_key", "name_key", where="merged_into IS NULL", unique=True),
        few("speaker", "merged_into"),
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(TEXT, info=derived("row"))
    kind: Mapped[str] = mapped_column(TEXT, default="unknown", server_default="unknown")
    description: Mapped[str | None]
    merged_into: Mapped[int | None] = reference("speaker.id")
    versions: Mapped[str | None]
    party: Mapped[str | None]


class SpeakerAlias(Base):
    """Another name of a speaker, or with a ``scheme`` an id elsewhere (wikidata Q22686)."""

    __tablename__ = "speaker_alias"
    __root__ = ("speaker", "speaker_id")
    __table_args__ = (
        flag("removed"),
        partial("uq_speaker_alias_key", "key", where="removed = 0", unique=True),
    )

    id: Mapped[Key]
    speaker_id: Mapped[int] = reference("speaker.id", index=True)
    scheme: Mapped[str | None]
    value: Mapped[str]
    key: Mapped[str] = mapped_column(TEXT, info=derived("row"))
    removed: Mapped[int] = mapped_column(default=0, server_default="0")
