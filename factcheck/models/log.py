"""The append-only log and what stands beside it. None of these tables is logged itself."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.models.base import TEXT, Base, few, words
from factcheck.vocabulary import ROOTS


class Counter(Base):
    """The last id given out for a table; ids are never used twice."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(TEXT, primary_key=True)
    value: Mapped[int] = mapped_column(default=0, server_default="0")


class LogHead(Base):
    """The one row that says where the log ends; whoever writes holds it."""

    __tablename__ = "log_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    database_uid: Mapped[str]
    seq: Mapped[int]
    hash: Mapped[str]


class Entry(Base):
    """One transaction: who did what, when and why, chained to the one before."""

    __tablename__ = "entry"
    __table_args__ = (Index(None, "actor", "seq"), few("entry", "undoes"))

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str]
    actor: Mapped[str]
    login: Mapped[str]
    program_version: Mapped[str]
    schema_revision: Mapped[str]
    action: Mapped[str]
    reason: Mapped[str | None]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("entry.seq", ondelete="RESTRICT"))
    prev: Mapped[str]
    changes_sha256: Mapped[str]
    hash: Mapped[str]


class Change(Base):
    """What one entry did to one root, as canonical JSON of the rows written.

    The foreign key is looked at when the transaction commits: changes that no
    entry seals cannot be committed.
    """

    __tablename__ = "change"
    __table_args__ = (words("root_kind", ROOTS), Index(None, "root_kind", "root_uid", "seq"))

    seq: Mapped[int] = mapped_column(
        ForeignKey("entry.seq", ondelete="RESTRICT", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=False,
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root_kind: Mapped[str]
    root_uid: Mapped[str]
    salt: Mapped[str | None]
    sha256: Mapped[str]
    payload: Mapped[str | None]
