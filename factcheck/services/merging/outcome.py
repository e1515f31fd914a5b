"""What a merge did, and what it refuses for records of every kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from factcheck import text
from factcheck.errors import RuleBroken
from factcheck.services import redirects

_NOUNS: dict[str, tuple[str, ...]] = {
    "appearance": ("appearance",),
    "evidence": ("item of evidence", "items of evidence"),
    "verdict": ("verdict",),
    "review": ("review",),
    "note": ("note",),
    "correction": ("correction",),
    "outreach": ("question to somebody", "questions to somebody"),
    "waiver": ("waiver",),
    "relation": ("relation",),
    "claim_tag": ("tag",),
    "claim_alias": ("wording",),
    "speaker_alias": ("name",),
}


@dataclass
class Merged:
    """What a merge did: how many rows of which table moved, and in words what else there was.

    ``also`` tells what was one and the same, withdrawn or superseded; ``doubts`` what
    speaks against the merge.
    """

    kind: str
    merged: tuple[int, ...]
    into: int
    moved: dict[str, int] = field(default_factory=dict)
    also: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def count(self, table: str) -> None:
        """One more row of a table moved."""
        self.moved[table] = self.moved.get(table, 0) + 1

    @property
    def counts(self) -> str:
        """What moved, in words."""
        told = [
            text.counted(self.moved[name], *nouns)
            for name, nouns in _NOUNS.items()
            if name in self.moved
        ]
        return ", ".join(told) or "nothing"


def begin(kind: str, merged: Sequence[Any], into: Any) -> Merged:
    """Check that these records can be merged into that one. Raises RuleBroken."""
    once = list(dict.fromkeys(merged))
    for one in (into, *once):
        if one.merged_into is not None:
            told = redirects.Redirect(kind, one.id, one.merged_into)
            raise RuleBroken(
                f"{told} already", hint=f"name {redirects.name(kind, one.merged_into)} instead"
            )
    if into in once:
        raise RuleBroken(f"{redirects.name(kind, into.id)} cannot be merged into itself")
    return Merged(kind, tuple(one.id for one in once), into.id)
