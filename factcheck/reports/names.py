"""What the rows of entries are called in a sentence, and their values."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.days import spoken_date
from factcheck.history import read
from factcheck.history.read import LogEntry, RowChange
from factcheck.models import RatingPoint, Source, Speaker, Tag
from factcheck.reports.words import quoted, source_name
from factcheck.vocabulary import PRIORITIES

Row = dict[str, Any]
_REFERS = {
    "speaker_id": "speaker",
    "by_id": "speaker",
    "source_id": "source",
    "tag_id": "tag",
    "point_id": "rating_point",
}
_NAMED = {"speaker": "name", "tag": "name", "rating_point": "label"}


class Names:
    """What rows are called, now or in these entries where they are gone."""

    def __init__(self, session: Session, entries: list[LogEntry]) -> None:
        wanted: dict[str, set[int]] = {}
        self._known: dict[tuple[str, int], str] = {}
        self._claims: dict[str, int] = {}
        for change in (change for entry in entries for change in entry.changes):
            row = change.after or change.before or {}
            self._note(change, row)
            for column, table in _REFERS.items():
                for version in (change.before, change.after):
                    if version and version.get(column):
                        wanted.setdefault(table, set()).add(version[column])
            if change.table in ("speaker", "source") and row.get("merged_into"):
                wanted.setdefault(change.table, set()).add(row["merged_into"])
        self._look_up(session, wanted)

    def _note(self, change: RowChange, row: Row) -> None:
        if change.root[0] == "claim":
            self._claims[change.root[1]] = (
                row["id"] if change.table == "claim" else row["claim_id"]
            )
        if change.table == "source":
            self._known["source", change.id] = source_name(row)
        elif change.table in _NAMED:
            self._known[change.table, change.id] = row[_NAMED[change.table]]

    def _look_up(self, session: Session, wanted: dict[str, set[int]]) -> None:
        columns: dict[str, Any] = {
            "speaker": (Speaker.id, Speaker.name),
            "tag": (Tag.id, Tag.name),
            "rating_point": (RatingPoint.id, RatingPoint.label),
        }
        for table, ids in wanted.items():
            if table == "source":
                for one in session.scalars(select(Source).where(Source.id.in_(ids))):
                    self._known["source", one.id] = source_name(
                        {
                            "title": one.title,
                            "url": one.url,
                            "confidential_because": one.confidential_because,
                        }
                    )
            else:
                key, name = columns[table]
                for row_id, told in session.execute(select(key, name).where(key.in_(ids))):
                    self._known[table, row_id] = told

    def of(self, table: str, row_id: int) -> str:
        return text.one_line(self._known.get((table, row_id), f"{table} {row_id}"))

    def claim_id(self, root: read.Root) -> int:
        return self._claims[root[1]]

    def claims_of(self, entry: LogEntry) -> tuple[int, ...]:
        found = (self._claims[one.root[1]] for one in entry.changes if one.root[0] == "claim")
        return tuple(dict.fromkeys(found))

    def said(self, row: Row) -> str:
        """By whom, where and when an appearance was: ", by X at Y, 30 April 2019"."""
        parts = [
            f"by {self.of('speaker', row['speaker_id'])}" if row.get("speaker_id") else "",
            f"at {self.of('source', row['source_id'])}" if row.get("source_id") else "",
        ]
        where = " ".join(filter(None, parts))
        when = spoken_date(row["said_on"]) if row.get("said_on") else ""
        told = ", ".join(filter(None, (where, when)))
        return f", {told}" if told else ""

    def value(self, name: str, value: Any) -> str:
        if value is None:
            return "none"
        if name in _REFERS:
            return self.of(_REFERS[name], value)
        if name == "priority":
            return PRIORITIES[value]
        if name == "rechecked_at":
            return str(value)[:10]
        if name in ("confidential", "tracked", "removed"):
            return "yes" if value else "no"
        if isinstance(value, str) and (" " in value or len(value) > 20):
            return quoted(value)
        return text.one_line(str(value))
