"""Records as our own format writes them, read from the database in the order of their ids.

Every table is one ordered query, and the rows are joined as they stream: an export costs
a row what a row costs, whatever the size.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, starmap
from operator import attrgetter, itemgetter
from typing import Any, TypeVar
from typing import cast as typed

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, select
from sqlalchemy.orm import Session

from factcheck.exchange import secrecy, versions
from factcheck.exchange.versions import TARGETS
from factcheck.formats.shape import (
    HANGING,
    INTERNAL,
    KEYS,
    LINES,
    LISTS,
    MERGED,
    Key,
    Line,
    table_of,
)
from factcheck.models import all_models
from factcheck.models.base import AnySelect
from factcheck.shaped import Shaped, plain, shaped

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
def _line(kind: str, *, public: bool) -> type[Shaped]:
    """The class of a record or of a row that hangs on one: its keys in the order of the format.

    Before them stands the id by which a row is found, behind them the uid of a point's scale,
    and what else a query asks for: none of these is told.
    """
    names = [key.name for key in keys(kind, public=public)]
    hanging = [*LISTS.get(kind, ()), *HANGING.get(kind, ()), "versions", "merged_into"]
    beside = ["scale", "beside"] if "point" in names else ["beside"]
    names = ["home", *names, *beside, *dict.fromkeys(hanging)]
    tag = {"tag_field": "type", "tag": kind} if kind in LINES else {}
    return shaped(kind, ((name, Any) for name in names), None, (), **tag)


@cache
def _query(kind: str, *, public: bool, home: str = "id") -> AnySelect:
    """The id under which a row stands, and what its keys say; last the uid of a point's scale."""
    own = table(table_of(kind))
    origin: Any = own
    columns, scales = list[ColumnElement[Any]](), list[ColumnElement[Any]]()
    veil = secrecy.Veil(kind, own, public=public)
    for key in keys(kind, public=public):
        column: Any = own.c[key.column]
        if key.kind == "point":
            point, scale = table("rating_point").alias(), table("rating_scale").alias()
            origin = origin.outerjoin(point, point.c.id == column)
            origin = origin.outerjoin(scale, scale.c.id == point.c.scale_id)
            column = point.c.label
            scales.append(scale.c.uid)
        elif key.kind == "uid" and key.column in TARGETS:
            other = table(TARGETS[key.column]).alias()
            origin = origin.outerjoin(other, other.c.id == column)
            column = other.c.uid
        columns.append(veil.over(key.name, column))
    query = select(own.c[home], *columns, *scales).select_from(origin)
    return query.order_by(own.c[home], own.c.id)


def _lines(connection: Connection, query: AnySelect, kind: str, public: bool) -> Iterator[Any]:
    """What ``_query`` finds, as lines that still have their ``home``."""
    found = starmap(_line(kind, public=public), rows(connection, query))
    has_point = any(key.kind == "point" for key in keys(kind, public=public))
    return map(_with_point, found) if has_point else found


def _with_point(line: Any) -> Any:
    if line.point is not None:
        line.point, line.scale = [line.scale, line.point], None
    return line


def _homeless(found: Iterable[Any]) -> list[Any]:
    lines = list(found)
    for line in lines:
        line.home = None
    return lines


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
    if connection.dialect.name == "sqlite":  # its driver streams, and its rows are tuples already
        result = connection.execute(query)
        yield from typed("Iterator[Row]", result.cursor)
        result.close()
        return
    result = connection.execute(query, execution_options={"yield_per": BATCH})
    for part in result.partitions():
        yield from part


class _Hanging:
    """What hangs on records, taken as the records come by.

    ``home`` is the id of the next record on which something hangs.
    """

    def __init__(
        self,
        found: Iterable[Any],
        home: Callable[[Any], int],
        bare: Callable[[Iterable[Any]], list[Any]],
    ) -> None:
        self._groups, self._bare = groupby(found, home), bare
        self.home, self._rows = _NOWHERE, _no_rows()
        self._step()

    def _step(self) -> None:
        self.home, self._rows = next(self._groups, (_NOWHERE, _no_rows()))

    def of(self, home: int) -> list[Any]:
        """That of this record; records are asked for in the order of their ids."""
        while self.home < home:
            self._step()
        if self.home > home:
            return []
        found = self._bare(self._rows)
        self._step()
        return found

    def end(self) -> None:
        """No further record is asked for."""
        for _ in self._groups:
            pass


_NOWHERE = 2**63


def _no_rows() -> Iterator[Any]:
    return iter(())


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
) -> dict[str, _Hanging]:
    """What hangs on records of a kind, by the key under which it stands in their line."""
    found = {}
    if kind == "claim":
        for key, query in (("aliases", _aliases(ids)), ("tags", _tags(ids))):
            found[key] = _Hanging(rows(connection, query), itemgetter(0), _seconds)
    home = f"{kind}_id"
    for key, child in HANGING.get(kind, {}).items():
        if not (public and child in INTERNAL):
            query = _query(child, public=public, home=home)
            wanted = _wanted(query, table_of(child), home, ids, public)
            told = _lines(connection, wanted, child, public)
            found[key] = _Hanging(told, attrgetter("home"), _homeless)
    return found


def _seconds(pairs: Iterable[Row]) -> list[Any]:
    return [second for _first, second in pairs]


# Several records as they stand in a file, a line each; and one.
written_all = msgspec.json.Encoder().encode_lines


def written(record: Any) -> bytes:
    """A record as it stands in a file."""
    return written_all([record])


def records(
    session: Session, kind: str, ids: Collection[int] | None = None, *, public: bool = False
) -> Iterator[Line]:
    """The records of a kind, by id; all of them, or those of these ids."""
    return map(plain, shaped_records(session, kind, ids, public=public))


def shaped_records(
    session: Session,
    kind: str,
    ids: Collection[int] | None = None,
    *,
    public: bool = False,
    standing: bool = False,
) -> Iterator[Any]:
    """The same as they are encoded fast; ``standing``: those that were not merged."""
    connection = session.connection()
    own = table(table_of(kind))
    query = _query(kind, public=public)
    known = versions.Known(session, kind, ids) if "versions" in own.c and not public else None
    if known:
        query = query.add_columns(own.c.versions)
    if standing:
        query = query.where(own.c.merged_into.is_(None))
    found = _hanging(connection, kind, ids, public)
    hanging = [(key, children) for key, children in found.items() if children.home < _NOWHERE]
    for line in _lines(connection, _wanted(query, own.name, "id", ids, public), kind, public):
        row_id, line.home = line.home, None
        for key, children in hanging:
            if children.home <= row_id and (of_it := children.of(row_id)):
                setattr(line, key, of_it)
        if known and (line.beside is not None or line.uid in known.reworked):
            earlier, line.beside = line.beside, None
            line.versions = known.of(plain(line), earlier) or None
        yield line
    for _key, children in hanging:
        children.end()


def merges(session: Session) -> Iterator[Any]:
    """Which records were merged into which, each before the one that it was merged into."""
    made: Any = _line("merge", public=False)
    for kind in MERGED:
        for rank in reversed(_merged(session, kind)):
            for _row_id, uid, target in rank:
                yield made(kind=kind, uid=uid, into=target)


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


def _standing_first(session: Session, kind: str) -> Iterator[Any]:
    """All records of a kind, the merged ones last, each behind the one that took its place."""
    yield from shaped_records(session, kind, standing=True)
    for rank in _merged(session, kind):
        into = {row_id: target for row_id, _uid, target in rank}
        for part in parts(into):
            told = shaped_records(session, kind, part)
            for row_id, line in zip(part, told, strict=True):
                line.merged_into = into[row_id]
                yield line


def everything(session: Session, scope: Scope) -> Iterator[Any]:
    """All lines of an export, those referred to before the others."""
    if scope.claims is None and not scope.public:
        for kind in LINES[:-1]:
            in_ranks = kind in MERGED
            yield from (_standing_first if in_ranks else shaped_records)(session, kind)
        yield from merges(session)
        return
    ids = scope.claims if scope.claims is not None else _all_claims(session)
    found = _referred(session, ids, scope.public)
    for kind in LINES[:-3]:
        for part in parts(sorted(found[kind])):
            yield from shaped_records(session, kind, part, public=scope.public)
    for part in parts(ids):
        yield from shaped_records(session, "claim", part, public=scope.public)
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
            veil = secrecy.Veil(name, own, public=public)
            told = veil.over(column.removesuffix("_id"), own.c[column])
            query = _wanted(select(told), name, "claim_id", part, public)
            into |= set(session.scalars(query.where(told.is_not(None)).distinct()))
    for part in parts(sorted(points)):
        found["scale"] |= set(
            session.scalars(select(point.c.scale_id).where(point.c.id.in_(part)))
        )
    return found


def _relations(session: Session, ids: set[int], public: bool) -> Iterator[Any]:
    """The relations between these claims."""
    relation = table("relation")
    connection = session.connection()
    query = _query("relation", public=public, home="claim_id")
    for part in parts(sorted(ids)):
        wanted = _wanted(query, "relation", "claim_id", part, public)
        for line in _lines(
            connection, wanted.add_columns(relation.c.other_id), "relation", public
        ):
            if line.beside in ids:
                line.home = line.beside = None
                yield line
