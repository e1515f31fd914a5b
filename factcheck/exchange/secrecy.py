"""What the public sees of confidential rows: that they are there, and why no more is told.

An item of evidence is confidential where it is marked so or where its source is; an
appearance where its source is.
"""

from typing import Any

from sqlalchemy import ColumnElement, Table, Text, case, literal, null, or_, select

from factcheck.models import all_models

CONFIDENTIAL = "confidential source"
# The keys that tell too much, by kind of row, and the one that says so in their place.
HIDDEN: dict[str, frozenset[str]] = {
    "evidence": frozenset(
        ("by", "source", "quote", "locator", "archive_url", "retrieved_on", "note")
    ),
    "appearance": frozenset(("source", "quote", "archive_url", "locator")),
}
SAYS = {"evidence": "note", "appearance": "locator"}


class Veil:
    """What lies over the rows of a kind in an export: nothing, unless it is for the public."""

    def __init__(self, kind: str, own: Table, *, public: bool) -> None:
        self._kind, self._own = kind, own
        self._secret = is_hidden(kind, own) if public and kind in HIDDEN else None

    def over(self, name: str, column: Any) -> Any:
        """What is told of a key: what it holds, or what stands in the place of that."""
        if self._secret is None:
            return column
        if name == "confidential":
            return case((self._secret, 1), else_=column)
        if name not in HIDDEN[self._kind]:
            return column
        told = words(self._kind, self._own) if name == SAYS[self._kind] else null()
        return case((self._secret, told), else_=column)


def is_hidden(kind: str, own: Table) -> ColumnElement[bool]:
    """Whether a row of this kind, of evidence or an appearance, is confidential."""
    source: Any = all_models()["source"].__table__
    secret = source.c.confidential_because.is_not(None)
    of_source = select(source.c.id).where(source.c.id == own.c.source_id, secret).exists()
    return of_source if kind != "evidence" else or_(own.c.confidential == 1, of_source)


def words(kind: str, own: Table) -> ColumnElement[str]:
    """What stands in the place of the row's texts: confidential source (the reason)."""
    source: Any = all_models()["source"].__table__
    query = select(source.c.confidential_because).where(source.c.id == own.c.source_id)
    reason: ColumnElement[Any] = query.scalar_subquery()
    if kind == "evidence":
        own_reason = own.c.confidential_because
        reason = case((own_reason.is_not(None), own_reason), else_=reason)
    told = literal(f"{CONFIDENTIAL} (", Text).concat(reason).concat(")")
    return case((reason.is_(None), literal(CONFIDENTIAL, Text)), else_=told)
