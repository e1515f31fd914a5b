"""Records as our own format writes them, read from the database in the order of their ids.

Every table is one ordered query, and the rows are joined as they stream: an export costs
a row what a row costs, whatever the size.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Table, select
from sqlalchemy.orm import Session

from factcheck.exchange import versions
from factcheck.formats.shape import CHILDREN, KEYS, LINES, Key, Line, table_of
from factcheck.models import all_models
from factcheck.models.base import AnySelect

BATCH = 2000
Row = tuple[Any, ...]
# Where the uid stands that a column refers to by number.
TARGETS = {
    "speaker_id": "speaker",
    "by_id": "speaker",
    "source_id": "source",
    "appearance_id": "appearance",
    "claim_id": "claim",
    "other_id": "claim",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What an export holds: everything, or these claims and what they refer to.

    For the ``public`` internal notes, confidential and withdrawn rows and private keys
    are left out: ``formats.own`` marks these, and nothing else decides it.
    """

    claims: tuple[int, ...] | None = None
    public: bool = False


def table(name: str) -> Table:
    """A table by name."""
    return cast("Table", all_models()[name].__table__)


def keys(kind: str, *, public: bool) -> tuple[Key, ...]:
    """The keys of a kind of record that an export shows."""
    return tuple(key for key in KEYS[kind] if not (public and key.private))


@cache
def _query(
    kind: str, public: bool, *, home: str | None = None
) -> tuple[AnySelect, tuple[str, ...]]:
    """The columns of a kind, references by uid, in the order of the ids; and their names."""
    own = table(table_of(kind))
    shown = keys(kind, public=public)
    origin: Any = own
    columns: list[ColumnElement[Any]] = []
    names: list[str] = []
    for key in shown:
        if key.kind == "point":
            point, scale = table("rating_point").alias(), table("rating_scale").alias()
            origin = origin.outerjoin(point, point.c.id == own.c.point_id)
            origin = origin.outerjoin(scale, scale.c.id == point.c.scale_id)
            columns += [scale.c.uid, point.c.label]
            names += ["", key.name]
        elif key.kind == "uid" and key.column in TARGETS:
            other = table(TARGETS[key.column]).alias()
            origin = origin.outerjoin(other, other.c.id == own.c[key.column])
            columns.append(other.c.uid)
            names.append(key.name)
        else:
            columns.append(own.c[key.column])
            names.append(key.name)
    first = own.c[home] if home else own.c.id
    query = select(first, *columns).select_from(origin).order_by(first, own.c.id)
    return query, tuple(names)


def _wanted(
    query: AnySelect, name: str, column: str, ids: Collection[int] | None, public: bool
) -> AnySelect:
    own = table(name)
    if ids is not None:
        query = query.where(own.c[column].in_(ids))
    if public and "confidential" in own.c:
        query = query.where(own.c.confidential == 0)
    if public and "withdrawn_because" in own.c:
        query = query.where(own.c.withdrawn_because.is_(None))
    if public and "ended" in own.c:
        query = query.where(own.c.ended.is_(None))
    if "removed" in own.c:
        query = query.where(own.c.removed == 0)
    return query


def rows(connection: Connection, query: AnySelect) -> Iterator[Row]:
    """The rows of a query as they stream."""
    result = connection.execute(query, execution_options={"yield_per": BATCH})
    for part in result.partitions():
        yield from part


def _as_dict(names: tuple[str, ...]) -> Callable[[Row], Line]:
    """A row without what is unknown; a point takes two columns."""
    if "" not in names:

        def plain(row: Row) -> Line:
            return {n: v for n, v in zip(names, row, strict=True) if v is not None}

        return plain
    at = names.index("")

    def pointed(row: Row) -> Line:
        held = {n: v for n, v in zip(names, row, strict=True) if v is not None}
        scale = held.pop("", None)
        if scale is not None:
            held[names[at + 1]] = [scale, held[names[at + 1]]]
        return held

    return pointed


class _Children:
    """The rows of one table that hang on records, taken as these come by."""

    def __init__(self, found: Iterator[Row], make: Callable[[Row], Any]) -> None:
        self._found, self._make = found, make
        self._next = next(found, None)

    def of(self, home: int) -> list[Any]:
        """Those of this record; records are asked for in the order of their ids."""
        taken: list[Any] = []
        row = self._next
        while row is not None and row[0] <= home:
            if row[0] == home:
                taken.append(self._make(row[1:]))
            row = next(self._found, None)
        self._next = row
        return taken


def _children(
    connection: Connection, kind: str, home: str, ids: Collection[int] | None, public: bool
) -> _Children:
    query, names = _query(kind, public, home=home)
    wanted = _wanted(query, table_of(kind), home, ids, public)
    return _Children(rows(connection, wanted), _as_dict(names))


def _words(connection: Connection, query: AnySelect) -> _Children:
    return _Children(rows(connection, query), lambda row: row[0])


def _tags(ids: Collection[int] | None) -> AnySelect:
    held, tag = table("claim_tag"), table("tag")
    query = select(held.c.claim_id, tag.c.name).join(tag, tag.c.id == held.c.tag_id)
    return _wanted(
        query.order_by(held.c.claim_id, tag.c.name), "claim_tag", "claim_id", ids, False
    )


def _aliases(ids: Collection[int] | None) -> AnySelect:
    alias = table("claim_alias")
    query = select(alias.c.claim_id, alias.c.text).order_by(alias.c.claim_id, alias.c.text)
    return _wanted(query, "claim_alias", "claim_id", ids, False)


def _hanging(
    connection: Connection, kind: str, ids: Collection[int] | None, public: bool
) -> dict[str, _Children]:
    """What hangs on records of a kind, by the key under which it stands in their line."""
    if kind == "speaker":
        return {"aliases": _children(connection, "alias", "speaker_id", ids, public)}
    if kind == "scale":
        return {"points": _children(connection, "point", "scale_id", ids, public)}
    if kind != "claim":
        return {}
    shown = {key: child for key, child in CHILDREN.items() if not (public and child == "note")}
    return {
        "aliases": _words(connection, _aliases(ids)),
        "tags": _words(connection, _tags(ids)),
        **{
            key: _children(connection, child, "claim_id", ids, public)
            for key, child in shown.items()
        },
    }


def records(
    session: Session, kind: str, ids: Collection[int] | None = None, *, public: bool = False
) -> Iterator[Line]:
    """The records of a kind, by id, as lines; all of them, or those of these ids."""
    connection = session.connection()
    query, names = _query(kind, public)
    own = table(table_of(kind))
    known = versions.Known(session, kind, ids) if "versions" in own.c and not public else None
    if known:
        query = query.add_columns(own.c.versions)
        names = (*names, "versions")
    hanging = _hanging(connection, kind, ids, public)
    make = _as_dict(names)
    for row in rows(connection, _wanted(query, own.name, "id", ids, public)):
        line = {"type": kind, **make(row[1:])}
        stored = line.pop("versions", None)
        for key, children in hanging.items():
            if found := children.of(row[0]):
                line[key] = found
        if known and (told := known.of(line, stored)):
            line["versions"] = told
        yield line


def merges(session: Session) -> Iterator[Line]:
    """Which records were merged into which."""
    for kind in ("claim", "speaker", "source"):
        own = table(kind)
        into = own.alias()
        query = select(own.c.uid, into.c.uid).join(into, into.c.id == own.c.merged_into)
        for uid, target in rows(session.connection(), query.order_by(own.c.id)):
            yield {"type": "merge", "kind": kind, "uid": uid, "into": target}


def everything(session: Session, scope: Scope) -> Iterator[Line]:
    """All lines of an export, those referred to before the others."""
    if scope.claims is None and not scope.public:
        for kind in LINES[:-1]:
            yield from records(session, kind)
        yield from merges(session)
        return
    ids = scope.claims if scope.claims is not None else _all_claims(session)
    found = _referred(session, ids, scope.public)
    for kind in LINES[:-3]:
        for part in _parts(sorted(found[kind])):
            yield from records(session, kind, part, public=scope.public)
    for part in _parts(ids):
        yield from records(session, "claim", part, public=scope.public)
    yield from _relations(session, set(ids), scope.public)


def _all_claims(session: Session) -> tuple[int, ...]:
    claim = table("claim")
    query = select(claim.c.id).where(claim.c.listed == 1).order_by(claim.c.id)
    return tuple(session.scalars(query))


def _parts(ids: Collection[int]) -> Iterator[list[int]]:
    told = list(ids)
    for at in range(0, len(told), BATCH):
        yield told[at : at + BATCH]


def _referred(session: Session, ids: Collection[int], public: bool) -> dict[str, set[int]]:
    """The ids of what these claims refer to, by kind."""
    found: dict[str, set[int]] = {kind: set() for kind in LINES}
    point = table("rating_point")
    points: set[int] = set()
    places = (
        *(
            ("appearance", "speaker_id", found["speaker"]),
            ("appearance", "source_id", found["source"]),
        ),
        *(("evidence", "by_id", found["speaker"]), ("evidence", "source_id", found["source"])),
        *(("review", "point_id", points), ("verdict", "point_id", points)),
        ("claim_tag", "tag_id", found["tag"]),
    )
    for part in _parts(ids):
        for name, column, into in places:
            own = table(name)
            query = _wanted(select(own.c[column]), name, "claim_id", part, public)
            into |= set(session.scalars(query.where(own.c[column].is_not(None)).distinct()))
    for part in _parts(sorted(points)):
        found["scale"] |= set(
            session.scalars(select(point.c.scale_id).where(point.c.id.in_(part)))
        )
    return found


def _relations(session: Session, ids: set[int], public: bool) -> Iterator[Line]:
    """The relations between these claims."""
    relation = table("relation")
    query, names = _query("relation", public, home="claim_id")
    make = _as_dict(names)
    for part in _parts(sorted(ids)):
        wanted = _wanted(query, "relation", "claim_id", part, public)
        for row in rows(session.connection(), wanted.add_columns(relation.c.other_id)):
            if row[-1] in ids:
                yield {"type": "relation", **make(row[1:-1])}
