"""The claim: a statement somebody made that can be checked."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.models.base import TEXT, Base, Key, Uid, day, derived, few, flag, reference, words
from factcheck.vocabulary import EVIDENCE_STATUSES, PRIORITIES, STAGES, VERDICTS


class Claim(Base):
    """A claim, with what a list needs of it in derived columns.

    Each index begins with what filters and ends with ``id``, so that one of
    them gives filter and order at once and a page costs what a page holds.
    ``versions``: hashes of what the claim was before, as far as others told of them.
    ``recheck_every``: 6m, 1y, 90d; ``worth``: how worth checking, in percent;
    ``published_at``: when it was first published, kept whatever became of it.
    """

    __tablename__ = "claim"
    __root__ = ("claim", "id")
    __table_args__ = (
        words("stage", STAGES),
        flag("tracked"),
        CheckConstraint(f"priority BETWEEN 0 AND {len(PRIORITIES) - 1}", name="priority"),
        day("due_on"),
        CheckConstraint("worth BETWEEN 0 AND 100", name="worth"),
        flag("listed"),
        flag("unverified"),
        words("content_verdict", VERDICTS),
        words("attribution_verdict", VERDICTS),
        words("evidence_status", EVIDENCE_STATUSES),
        words("attribution_status", EVIDENCE_STATUSES),
        Index(None, "text_key"),
        Index(None, "listed", "id"),
        Index(None, "unverified", "id"),
        Index(None, "tracked", "id"),
        Index(None, "listed", "content_verdict", "id"),
        Index(None, "listed", "evidence_status", "id"),
        Index(None, "listed", "said_on", "id"),
        Index(None, "listed", "priority", "id"),
        Index(None, "stage", "id"),
        few("claim", "merged_into"),
        few("claim", "assignee"),
        few("claim", "due_on"),
        few("claim", "recheck_every"),
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    text: Mapped[str]
    text_key: Mapped[str] = mapped_column(TEXT, info=derived("row"))
    context: Mapped[str | None]
    language: Mapped[str | None]
    tracked: Mapped[int] = mapped_column(default=1, server_default="1")
    stage: Mapped[str] = mapped_column(TEXT, default="new", server_default="new")
    priority: Mapped[int] = mapped_column(default=1, server_default="1")
    why: Mapped[str | None]
    merged_into: Mapped[int | None] = reference("claim.id")
    added_at: Mapped[str]
    added_by: Mapped[str]
    versions: Mapped[str | None]
    assignee: Mapped[str | None]
    due_on: Mapped[str | None]
    recheck_every: Mapped[str | None]
    rechecked_at: Mapped[str | None]
    worth: Mapped[int | None]
    published_at: Mapped[str | None] = mapped_column(active_history=True)

    # Derived from what hangs on the claim (factcheck.derived).
    listed: Mapped[int] = mapped_column(default=0, server_default="0", info=derived("set"))
    unverified: Mapped[int] = mapped_column(default=0, server_default="0", info=derived("set"))
    content_verdict: Mapped[str | None] = mapped_column(TEXT, info=derived("set"))
    attribution_verdict: Mapped[str | None] = mapped_column(TEXT, info=derived("set"))
    appearance_id: Mapped[int | None] = mapped_column(info=derived("set"))
    speaker_id: Mapped[int | None] = mapped_column(info=derived("set"))
    said_on: Mapped[str] = mapped_column(
        TEXT, default="", server_default=sql("''"), info=derived("set")
    )
    appearances: Mapped[int] = mapped_column(default=0, server_default="0", info=derived("set"))
    supports: Mapped[int] = mapped_column(default=0, server_default="0", info=derived("set"))
    refutes: Mapped[int] = mapped_column(default=0, server_default="0", info=derived("set"))
    mixed: Mapped[int] = mapped_column(default=0, server_default="0", info=derived("set"))
    disputes: Mapped[int] = mapped_column(default=0, server_default="0", info=derived("set"))
    evidence_status: Mapped[str] = mapped_column(
        TEXT, default="none", server_default="none", info=derived("set")
    )
    attribution_status: Mapped[str] = mapped_column(
        TEXT, default="none", server_default="none", info=derived("set")
    )


class ClaimAlias(Base):
    """Another wording under which a claim is known."""

    __tablename__ = "claim_alias"
    __root__ = ("claim", "claim_id")
    __table_args__ = (flag("removed"),)

    id: Mapped[Key]
    claim_id: Mapped[int] = reference("claim.id", index=True)
    text: Mapped[str]
    text_key: Mapped[str] = mapped_column(TEXT, index=True, info=derived("row"))
    removed: Mapped[int] = mapped_column(default=0, server_default="0")
