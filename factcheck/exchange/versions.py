"""What a record was before: by this two copies tell who changed it, and who did not.

A version is the hash of what a record says (``formats.shape.content_hash``). The log holds
every state that a record had here; the column ``versions`` those that it had elsewhere,
as far as it was told. Who exports a record hands on both: who holds one of them as it
stands holds an earlier version and may take the new one without losing anything.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from factcheck.formats.shape import CHILDREN, KEYS, TABLES, Line, content_hash, table_of
from factcheck.history.replay import upcast
from factcheck.models import Change, Entry, all_models

# So many are handed on: who is further behind is asked instead.
MOST = 64
# Where the uid stands that a column refers to by number.
TARGETS = {
    "speaker_id": "speaker",
    "by_id": "speaker",
    "source_id": "source",
    "appearance_id": "appearance",
    "claim_id": "claim",
    "other_id": "claim",
}
_CHILD_OF = {table: key for key, table in CHILDREN.items()}


class Known:
    """The versions that are known of records of a kind.

    ``reworked`` holds the uids of those that changed here since they were made.
    """

    def __init__(self, session: Session, kind: str, ids: Collection[int] | None) -> None:
        self._connection = session.connection()
        self._kind = kind
        self.reworked = set(self._changed_again(ids))

    def of(self, line: Line, stored: str | None) -> list[str]:
        """All versions but the one that the line is, oldest first."""
        found = dict.fromkeys(stored.split() if stored else ())
        if line["uid"] in self.reworked:
            found |= dict.fromkeys(self.states(line["uid"]))
        if found:
            found.pop(content_hash(line), None)
        return list(found)[-MOST:]

    def states(self, uid: str) -> Iterator[str]:
        """The hash of every state that the record had here, oldest first."""
        state: dict[tuple[str, int], dict[str, Any]] = {}
        query = (
            select(Change.seq, Change.payload, Entry.schema_revision)
            .join(Entry, Entry.seq == Change.seq)
            .where(Change.root_kind == self._kind, Change.root_uid == uid)
            .order_by(Change.seq, Change.n)
        )
        before: int | None = None
        for seq, payload, revision in self._connection.execute(query).all():
            if before not in (None, seq):
                yield self._hash(state)
            before = seq
            for _op, table, row_id, row in json.loads(payload or "[]"):
                if row is None:
                    state.pop((table, row_id), None)
                else:
                    state[table, row_id] = upcast(table, row, revision)
        yield self._hash(state)

    def _changed_again(self, ids: Collection[int] | None) -> Iterator[str]:
        """The records that have more than one entry in the log."""
        own: Any = all_models()[TABLES.get(self._kind, self._kind)].__table__
        if ids is None:  # as many changes as records: each was made, and nothing since
            made = select(func.count()).where(Change.root_kind == self._kind)
            there = select(func.count()).select_from(own)
            if self._connection.scalar(made) == self._connection.scalar(there):
                return
        query = (
            select(Change.root_uid)
            .where(Change.root_kind == self._kind)
            .group_by(Change.root_uid)
            .having(func.min(Change.seq) < func.max(Change.seq))
        )
        if ids is not None:
            query = query.where(
                Change.root_uid.in_(select(own.c.uid).where(own.c.id.in_(list(ids))))
            )
        yield from self._connection.scalars(query)

    def _hash(self, state: dict[tuple[str, int], dict[str, Any]]) -> str:
        return content_hash(as_line(self._connection, self._kind, state))


def as_line(
    connection: Connection, kind: str, state: dict[tuple[str, int], dict[str, Any]]
) -> Line:
    """A record as its line says it, from the rows that the log kept of it."""
    line: Line = {"type": kind}
    names = _Names(connection)
    tags: list[str] = []
    aliases: list[Any] = []
    for (table, _row_id), row in sorted(state.items(), key=lambda one: one[0]):
        if table == table_of(kind):
            line |= _shown(kind, row, names)
        elif row.get("removed"):
            continue
        elif table == "claim_tag":
            tags.append(names.get("tag", "name", row["tag_id"]))
        elif table == "claim_alias":
            aliases.append(row["text"])
        elif table == "speaker_alias":
            aliases.append(_shown("alias", row, names))
        elif table == "rating_point":
            line.setdefault("points", []).append(_shown("point", row, names))
        elif table in _CHILD_OF:
            line.setdefault(_CHILD_OF[table], []).append(_shown(table, row, names))
    if tags:
        line["tags"] = tags
    if aliases:
        line["aliases"] = aliases
    return line


def _shown(kind: str, row: dict[str, Any], names: "_Names") -> Line:
    found: Line = {}
    for key in KEYS[kind]:
        value: Any = row.get(key.column)
        if value is None:
            continue
        if key.column in TARGETS:
            value = names.get(TARGETS[key.column], "uid", value)
        elif key.kind == "point":
            scale = names.get("rating_point", "scale_id", value)
            value = [
                names.get("rating_scale", "uid", scale),
                names.get("rating_point", "label", value),
            ]
        found[key.name] = value
    return found


class _Names:
    """What other rows are called to which a row refers by number."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._found: dict[tuple[str, str, int], Any] = {}

    def get(self, table: str, column: str, row_id: int) -> Any:
        """A column of another row; None where it is gone."""
        place = (table, column, row_id)
        if place not in self._found:
            own: Any = all_models()[table].__table__
            query = select(own.c[column]).where(own.c.id == row_id)
            self._found[place] = self._connection.scalar(query)
        return self._found[place]
