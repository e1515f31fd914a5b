"""What comes out of the check before publication and of the ledger of corrections.

Frozen dataclasses like those of ``views``: their field names are the keys of ``--json``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A later change to something published: why, what the public is told, before and after.

    ``text`` is the claim as it is now. ``before`` and ``after`` are what the public read, in
    lines; None for an error in the article alone.
    """

    id: int
    uid: str
    claim: int
    text: str
    kind: str
    reason: str
    notice: str | None
    before: str | None
    after: str | None
    made_at: str
    made_by: str


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """Corrections, the newest first; ``after`` is the last id where there are more."""

    rows: tuple[CorrectionView, ...]
    total: int
    after: int | None


@dataclass(frozen=True, slots=True)
class WaiverView:
    """A rule that a claim need not meet, until it is lifted."""

    id: int
    uid: str
    claim: int
    rule: str
    reason: str
    waived_at: str
    waived_by: str
    lifted_because: str | None


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule of the check before publication."""

    name: str
    level: str
    principle: str
    finds: str
    fixes: bool


@dataclass(frozen=True, slots=True)
class FindingView:
    """What keeps a claim from being fit to publish, and what to type.

    ``level`` is "error", "warning" or "hint". ``waived`` is why it does not count, with
    ``waived_by``; None where it counts. ``fix`` says whether ``--fix`` does it.
    """

    claim: int
    uid: str
    rule: str
    level: str
    finding: str
    command: str
    principle: str
    fix: bool
    waived: str | None
    waived_by: str | None


@dataclass(frozen=True, slots=True)
class Fixed:
    """What was put right, and where."""

    claim: int
    rule: str
    done: str
