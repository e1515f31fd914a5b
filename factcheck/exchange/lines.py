"""Records as our own format writes them, read from the database in the order of their ids.

Every table is one ordered query, and the rows are joined as they stream: an export costs
a row what a row costs, whatever the size.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from typing import cast as typed

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    Text,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import Session

from factcheck.exchange import secrecy, versions
from factcheck.exchange.versions import TARGETS
from factcheck.formats.shape import CHILDREN, INTERNAL, KEYS, LINES, MERGED, Key, Line, table_of
from factcheck.models import all_models
from factcheck.models.base import AnySelect

BATCH = 2000
T = TypeVar("T")
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What an export holds: everything, or these claims and what they refer to.

    For the ``public`` internal notes, withdrawn rows and private keys are left out, and of
    what is confidential is only told that it is there: ``formats.shape`` marks the keys,
    ``secrecy`` what of confidential rows is told, and nothing else decides it.
    """

    claims: tuple[int, ...] | None = None
    public: bool = False


def table(name: str) -> Table:
    """A table by name."""
    return typed("Table", all_models()[name].__table__)


def keys(kind: str, *, public: bool) -> tuple[Key, ...]:
    """The keys of a kind of record that an export shows."""
    return tuple(key for key in KEYS[kind] if not (public and key.private))


@cache
def _query(
    dialect: str, kind: str, public: bool, *, home: str = "id", braced: bool = False
) -> AnySelect:
    """The id under which a row stands, its uid, and the row as the members of a JSON object.

    ``braced``: as the whole object.

    The engine writes the text: both quote alike (RFC 8259), and what is NULL is left out.
    """
    own = table(table_of(kind))
    quoted = _quoted(dialect)
    origin: Any = own
    veil = secrecy.Veil(kind, own, public=public)
    parts: list[ColumnElement[Any] | str] = []
    for key in keys(kind, public=public):
        head, column = f'{"," if parts else ""}"{key.name}":', own.c[key.column]
        told: list[ColumnElement[Any] | str]
        if key.kind == "point":
            point, scale = table("rating_point").alias(), table("rating_scale").alias()
            origin = origin.outerjoin(point, point.c.id == own.c.point_id)
            origin = origin.outerjoin(scale, scale.c.id == point.c.scale_id)
            told = [f"{head}[", quoted(scale.c.uid), ",", quoted(point.c.label), "]"]
        elif key.kind == "uid" and key.column in TARGETS:
            other = table(TARGETS[key.column]).alias()
            origin = origin.outerjoin(other, other.c.id == column)
            told = [head, quoted(other.c.uid)]
        elif key.kind in ("number", "flag"):
            told = [head, cast(veil.flag(key.name, column), Text)]
        elif isinstance(key.kind, tuple) or key.kind in ("date", "day"):
            told = [f'{head}"', column, '"']
        else:
            told = [head, quoted(column)]
        if parts and not key.needed:
            nothing = literal_column("''", Text)
            cases = [*veil.over(key.name, head, quoted), (column.is_(None), nothing)]
            told = [case(*cases, else_=_added(*told))]
        parts += told
    uid = own.c.uid if "uid" in own.c else literal("", Text)
    row = _joined(dialect, *(("{", *parts, "}") if braced else parts)).label("row")
    return select(own.c[home], uid, row).select_from(origin).order_by(own.c[home], own.c.id)


def _quoted(dialect: str) -> Callable[[Any], ColumnElement[Any]]:
    return func.json_quote if dialect == "sqlite" else _to_json


def _to_json(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.to_json(column), Text)


def _added(*parts: ColumnElement[Any] | str) -> ColumnElement[Any]:
    """A few texts one after another."""
    found: Any = None
    for part in parts:
        one: Any = literal_column(f"'{part}'", Text) if isinstance(part, str) else part
        found = one if found is None else found.concat(one)
    return typed("ColumnElement[Any]", found)


def _joined(dialect: str, *parts: ColumnElement[Any] | str) -> ColumnElement[Any]:
    """Texts one after another, by the function of the engine that copies each of them once."""
    told = "".join("%s" if not isinstance(part, str) else part for part in parts)
    values = [part for part in parts if not isinstance(part, str)]
    together = func.printf if dialect == "sqlite" else func.format
    return typed("ColumnElement[Any]", together(literal_column(f"'{told}'", Text), *values))


def _wanted(
    query: AnySelect, name: str, column: str, ids: Collection[int] | None, public: bool
) -> AnySelect:
    own = table(name)
    if ids is not None:
        query = query.where(own.c[column].in_(ids))
    if public and "confidential" in own.c and name not in secrecy.HIDDEN:
        query = query.where(own.c.confidential == 0)
    if public and name == "source":
        query = query.where(own.c.confidential_because.is_(None))
    if public and "withdrawn_because" in own.c:
        query = query.where(own.c.withdrawn_because.is_(None))
    if public and "ended" in own.c:
        query = query.where(own.c.ended.is_(None))
    if "removed" in own.c and name != "view":  # a view says so itself
        query = query.where(own.c.removed == 0)
    return query


def rows(connection: Connection, query: AnySelect) -> Iterator[Row]:
    """The rows of a query as they stream."""
    result = connection.execute(query, execution_options={"yield_per": BATCH})
    for part in result.partitions():
        yield from part


class _Children:
    """What hangs on records, in one text for each, taken as the records come by."""

    def __init__(self, found: Iterator[Row]) -> None:
        self._found = found
        self._home, self._text = self._following()

    def _following(self) -> tuple[int | None, str]:
        home, told = next(self._found, (None, ""))
        return home, told

    def of(self, home: int) -> str:
        """That of this record; records are asked for in the order of their ids."""
        found: list[str] = []
        while self._home is not None and self._home <= home:
            if self._home == home:
                found.append(self._text)
            self._home, self._text = self._following()
        return ",".join(found)

    def end(self) -> None:
        """No further record is asked for."""
        for _ in self._found:
            pass


def _children(
    connection: Connection, kind: str, home: str, ids: Collection[int] | None, public: bool
) -> _Children:
    dialect, own = connection.dialect.name, table(table_of(kind))
    query = _query(dialect, kind, public, home=home, braced=True)
    query = _wanted(query, own.name, home, ids, public)
    row = query.selected_columns["row"]
    together = _together(dialect, own, home, row)
    if together is None:
        return _Children(rows(connection, query.with_only_columns(own.c[home], row)))
    told = query.with_only_columns(own.c[home], together)
    told = told.order_by(None).group_by(own.c[home]).order_by(own.c[home])
    return _Children(rows(connection, told))


def _together(dialect: str, own: Table, home: str, row: ColumnElement[str]) -> Any:
    """The rows of one home in one text, by their ids; None where the engine would not keep these.

    SQLite takes them as it comes by them: in the order of an index on both columns.
    """
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import aggregate_order_by

        return func.string_agg(row, aggregate_order_by(literal_column("','"), own.c.id))
    ordered = any(list(index.columns) == [own.c[home], own.c.id] for index in own.indexes)
    return func.group_concat(row, ",") if ordered else None


def _tags(dialect: str, ids: Collection[int] | None) -> AnySelect:
    held, tag = table("claim_tag"), table("tag")
    query = select(held.c.claim_id, _quoted(dialect)(tag.c.name))
    query = query.join(tag, tag.c.id == held.c.tag_id)
    return _wanted(
        query.order_by(held.c.claim_id, tag.c.name), "claim_tag", "claim_id", ids, False
    )


def _aliases(dialect: str, ids: Collection[int] | None) -> AnySelect:
    alias = table("claim_alias")
    query = select(alias.c.claim_id, _quoted(dialect)(alias.c.text))
    query = query.order_by(alias.c.claim_id, alias.c.text)
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
    shown = {key: child for key, child in CHILDREN.items() if not (public and child in INTERNAL)}
    return {
        "aliases": _Children(rows(connection, _aliases(connection.dialect.name, ids))),
        "tags": _Children(rows(connection, _tags(connection.dialect.name, ids))),
        **{
            key: _children(connection, child, "claim_id", ids, public)
            for key, child in shown.items()
        },
    }


def records(
    session: Session, kind: str, ids: Collection[int] | None = None, *, public: bool = False
) -> Iterator[Line]:
    """The records of a kind, by id; all of them, or those of these ids."""
    return map(_decode, texts(session, kind, ids, public=public))


_decode: Callable[[str], Line] = json.JSONDecoder().decode


def texts(
    session: Session,
    kind: str,
    ids: Collection[int] | None = None,
    *,
    public: bool = False,
    standing: bool = False,
) -> Iterator[str]:
    """The same as lines of JSON; ``standing``: those that were not merged."""
    connection = session.connection()
    own = table(table_of(kind))
    query = _query(connection.dialect.name, kind, public)
    known = versions.Known(session, kind, ids) if "versions" in own.c and not public else None
    if known:
        query = query.add_columns(own.c.versions)
    if standing:
        query = query.where(own.c.merged_into.is_(None))
    hanging = list(_hanging(connection, kind, ids, public).items())
    head = f'{{"type":"{kind}",'
    for row in rows(connection, _wanted(query, own.name, "id", ids, public)):
        line = head + row[2]
        for key, children in hanging:
            if found := children.of(row[0]):
                line += f',"{key}":[{found}]'
        if known and (row[3] is not None or row[1] in known.reworked):
            told = known.of(_decode(line + "}"), row[3])
            if told:
                line += ',"versions":["' + '","'.join(told) + '"]'
        yield line + "}"
    for _key, children in hanging:
        children.end()


def merges(session: Session) -> Iterator[str]:
    """Which records were merged into which, each before the one that it was merged into."""
    for kind in MERGED:
        for rank in reversed(_merged(session, kind)):
            for _row_id, uid, target in rank:
                yield f'{{"type":"merge","kind":"{kind}","uid":"{uid}","into":"{target}"}}'


def _merged(session: Session, kind: str) -> list[list[tuple[int, str, str]]]:
    """Id, uid, target's uid of what was merged: into what stands, then into those, and so on."""
    own = table(kind)
    into = own.alias()
    query = select(own.c.id, own.c.uid, into.c.id, into.c.uid).join(
        into, into.c.id == own.c.merged_into
    )
    left = {row[0]: row for row in session.execute(query.order_by(own.c.id))}
    ranks = []
    while left:
        rank = [row for row in left.values() if row[2] not in left] or list(left.values())
        ranks.append([(row[0], row[1], row[3]) for row in rank])
        for row in rank:
            del left[row[0]]
    return ranks


def _standing_first(session: Session, kind: str) -> Iterator[str]:
    """All records of a kind, the merged ones last, each behind the one that took its place."""
    yield from texts(session, kind, standing=True)
    for rank in _merged(session, kind):
        into = {row_id: target for row_id, _uid, target in rank}
        for part in parts(into):
            told = texts(session, kind, part)
            for row_id, line in zip(part, told, strict=True):
                yield f'{line[:-1]},"merged_into":"{into[row_id]}"}}'


def everything(session: Session, scope: Scope) -> Iterator[str]:
    """All lines of an export, those referred to before the others."""
    if scope.claims is None and not scope.public:
        for kind in LINES[:-1]:
            yield from _standing_first(session, kind) if kind in MERGED else texts(session, kind)
        yield from merges(session)
        return
    ids = scope.claims if scope.claims is not None else _all_claims(session)
    found = _referred(session, ids, scope.public)
    for kind in LINES[:-3]:
        for part in parts(sorted(found[kind])):
            yield from texts(session, kind, part, public=scope.public)
    for part in parts(ids):
        yield from texts(session, "claim", part, public=scope.public)
    yield from _relations(session, set(ids), scope.public)


def _all_claims(session: Session) -> tuple[int, ...]:
    claim = table("claim")
    query = select(claim.c.id).where(claim.c.listed == 1).order_by(claim.c.id)
    return tuple(session.scalars(query))


def parts(ids: Iterable[T]) -> Iterator[list[T]]:
    """So many at a time that one query can name them."""
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
        ("outreach", "speaker_id", found["speaker"]),
        *(("review", "point_id", points), ("verdict", "point_id", points)),
        ("claim_tag", "tag_id", found["tag"]),
    )
    for part in parts(ids):
        for name, column, into in places:
            own = table(name)
            query = _wanted(select(own.c[column]), name, "claim_id", part, public)
            query = query.where(secrecy.Veil(name, own, public=public).shown)
            into |= set(session.scalars(query.where(own.c[column].is_not(None)).distinct()))
    for part in parts(sorted(points)):
        found["scale"] |= set(
            session.scalars(select(point.c.scale_id).where(point.c.id.in_(part)))
        )
    return found


def _relations(session: Session, ids: set[int], public: bool) -> Iterator[str]:
    """The relations between these claims."""
    relation = table("relation")
    connection = session.connection()
    query = _query(connection.dialect.name, "relation", public, home="claim_id")
    for part in parts(sorted(ids)):
        wanted = _wanted(query, "relation", "claim_id", part, public)
        for row in rows(connection, wanted.add_columns(relation.c.other_id)):
            if row[3] in ids:
                yield f'{{"type":"relation",{row[2]}}}'
