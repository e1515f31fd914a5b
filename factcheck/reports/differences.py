"""What changed of a claim between two moments, row by row, in words and as values."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from factcheck.history.read import Row
from factcheck.reports import changes
from factcheck.services.past import Difference


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that differs: its table and id, what happened in words, the fields before and after.

    ``before`` is None where the row was not there yet, ``after`` where it was gone; ``what`` is
    None where the words of another row tell it.
    """

    table: str
    id: int
    what: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def told(session: Session, found: Difference) -> list[RowDifference]:
    """A difference in words and values; what is of the claim itself first."""
    listed = sorted(found.changes, key=lambda one: one.root != found.root)
    words = [
        *changes.sentences(session, [one for one in listed if one.root == found.root], found.root),
        *changes.sentences(session, [one for one in listed if one.root != found.root]),
    ]
    return [
        RowDifference(one.table, one.id, what, *_fields(one.before, one.after))
        for one, what in zip(listed, words, strict=True)
    ]


def _fields(before: Row | None, after: Row | None) -> tuple[Row | None, Row | None]:
    """The fields that differ; all of them where there is only one row."""
    if before is None or after is None:
        return before, after
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return tuple({name: row.get(name) for name in names} for row in (before, after))  # type: ignore[return-value]
