"""What a list gives: its rows, and how many there are. Apart from the views, since a list
is what people wait for most.

The field names of a row are the keys of ``--json``; they are stable.
"""

from dataclasses import dataclass, fields
from typing import Any, TypeVar

View = TypeVar("View")


def of(kind: type[View], row: object, **told: Any) -> View:
    """A view of a stored row: what is not told is the row's attribute of the same name."""
    names = [each.name for each in fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: told[name] if name in told else getattr(row, name) for name in names})


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim as a list shows it. ``verdict`` is that on the content, None when there is none."""

    id: int
    uid: str
    text: str
    speaker: str | None
    said_on: str | None
    verdict: str | None
    evidence_status: str
    supports: int
    refutes: int
    mixed: int
    disputes: int
    attribution: str | None
    attribution_status: str
    stage: str
    priority: str
    language: str | None
    appearances: int
    tags: tuple[str, ...]
    tracked: bool
    unverified: bool
    added_at: str
    added_by: str
    assignee: str | None = None
    due_on: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are, exact up to a limit. ``more`` is true when there are more."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"more than {self.number:,}" if self.more else f"{self.number:,}"


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One page of a list: its rows, how many fit in all, and what is hidden.

    ``after`` is the cursor of the next page, None on the last one. ``notes`` say how a
    filter was understood, ``sort`` in which order the rows come.
    """

    rows: tuple[ClaimLine, ...]
    total: Count
    tracked: Count
    library: Count
    after: int | None
    notes: tuple[str, ...] = ()
    sort: str = "added"


@dataclass(frozen=True, slots=True)
class Hit(ClaimLine):
    """A claim that was searched for, and where its words were found.

    ``found_in`` says in what: "claim", "alias", "title", "wording", "publisher", "context",
    "speaker", "quote", "evidence" or "note"; None where nothing need occur. ``snippet`` is that
    text or a part of it, ``marks`` are the characters (from, to) at which the words stand in it.
    """

    found_in: str | None = None
    snippet: str | None = None
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of what was searched for: the hits, and the page of the list that they are."""

    hits: tuple[Hit, ...]
    page: ClaimPage


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag, and how many claims of the lists bear it."""

    id: int
    name: str
    claims: int
