"""The state of a moment as a database that the ordinary queries can be asked of."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Engine, MetaData, Table, insert, or_, select

from factcheck.history import redactions
from factcheck.history.record import root_table
from factcheck.history.replay import BATCH, ROOTS, Root, Row, operations, replay, stream
from factcheck.models import Change, Entry, Relation, logged, root_of

Key = tuple[str, int]
# What a row of a claim names: the column, the kind of record, and the table its id is of.
_NAMED = {
    "speaker_id": "speaker",
    "by_id": "speaker",
    "source_id": "source",
    "tag_id": "tag",
    "point_id": "rating_point",
}


@dataclass(frozen=True, slots=True)
class Past:
    """A claim with all that it referred to: its own root, with those that it led to; and all."""

    claims: tuple[Root, ...]
    roots: frozenset[Root]

    @property
    def root(self) -> Root:
        """That of the claim itself."""
        return self.claims[0]


def everything(connection: Connection, upto: int, *, log: bool = False) -> Engine:
    """All that there was after entry ``upto``, with ``log`` the log up to it as well.

    The caller disposes of the engine.
    """
    engine = replay(connection, upto)
    with engine.begin() as target:
        for model in (Change, Entry):
            own: Any = model.__table__
            found = stream(connection, select(own).where(own.c.seq <= upto)) if log else ()
            _fill(target, model, found)
    return engine


def of_claim(connection: Connection, past: Past, upto: int) -> Engine:
    """A claim and what it refers to after entry ``upto``. The caller disposes of the engine.

    Of the log it holds which entries touched the claim: they are counted where it is shown.
    """
    uids = [uid for _kind, uid in past.claims]
    own = select(Change.seq, Change.n, Change.root_kind, Change.root_uid).where(
        Change.root_kind == "claim", Change.root_uid.in_(uids), Change.seq <= upto
    )
    engine = replay(connection, upto, past.roots)
    with engine.begin() as target:
        _fill(target, Change, connection.execute(own))
    return engine


def _fill(target: Connection, model: Any, found: Iterable[Any]) -> None:
    """Rows of a table of the log, in one without its constraints."""
    shape = Table(
        model.__tablename__,
        MetaData(),
        *(Column(one.name, one.type) for one in model.__table__.c),
    )
    shape.create(target)
    rows = iter(found)
    while part := [dict(row._mapping) for row in islice(rows, BATCH)]:
        target.execute(insert(shape), part)


def find(connection: Connection, claim_id: int, upto: int) -> Past | None:
    """The claim of this id with all that it referred to by then; None where none ever had it.

    Only what the claim itself names is looked up, and the claim that it was merged into: so it
    costs what these hold.
    """
    asked: int | None = claim_id
    claims: list[Root] = []
    roots: set[Root] = set()
    while asked is not None and (root := _root(connection, "claim", asked)):
        claims.append(root)
        held = rows(connection, [root], upto)
        keys = {key for (table, _id), row in held.items() for key in _keys(table, row)}
        roots |= {found for key in sorted(keys) if (found := _root(connection, *key))}
        roots |= {root} | _inward(connection, asked, upto)
        asked = held.get(("claim", asked), {}).get("merged_into")
    return Past(tuple(claims), frozenset(roots)) if claims else None


def rows(connection: Connection, roots: Collection[Root], upto: int) -> dict[Key, Row]:
    """The rows of these roots as they were after an entry; those that were gone left out."""
    held: dict[Key, Row] = {}
    for _op, table, row_id, row in operations(connection, upto, roots):
        if row is None:
            held.pop((table, row_id), None)
        else:
            held[table, row_id] = row
    return held


def _keys(table: str, row: Row) -> Iterable[Key]:
    for column, named in _NAMED.items():
        if row.get(column):
            yield named, row[column]
    if table == "relation":
        yield from (("claim", row[name]) for name in ("claim_id", "other_id"))


def _root(connection: Connection, table: str, row_id: int) -> Root | None:
    """The root on which a row hangs or hung: of the row, else of what the log says of it."""
    kind, column = root_of(table)
    own, roots = logged()[table].__table__, root_table(kind)
    query: Any = select(roots.c.uid).where(own.c.id == row_id)
    if own is not roots:
        query = query.select_from(own.join(roots, own.c[column] == roots.c.id))
    uid = connection.scalar(query)
    if uid is None:  # an undo took it away
        told = select(Change.root_uid).where(
            Change.root_kind == kind,
            Change.payload.contains(f'["insert","{table}",{row_id},', autoescape=True),
        )
        uid = connection.scalar(told.limit(1))
    return (kind, uid) if uid else None


def _inward(connection: Connection, claim_id: int, upto: int) -> set[Root]:
    """The claims that a relation joins, or joined by then, to this one from their end."""
    claim = root_table("claim")
    near = select(claim.c.uid).join(Relation, Relation.claim_id == claim.c.id)
    found = set(connection.scalars(near.where(Relation.other_id == claim_id)))
    moved = (f'["{op}","relation",' for op in ("update", "delete"))
    later = select(Change.root_uid).where(
        Change.seq > upto,
        Change.root_kind == "claim",
        or_(*(Change.payload.contains(one, autoescape=True) for one in moved)),
    )
    return {("claim", uid) for uid in found | set(connection.scalars(later))}


def first_touched(connection: Connection, root: Root) -> int:
    """The entry that made a record."""
    query = select(Change.seq).where(Change.root_kind == root[0], Change.root_uid == root[1])
    return connection.scalar(query.order_by(Change.seq).limit(1)) or 0


def blanked(connection: Connection, roots: Collection[Root] | None, upto: int) -> dict[int, int]:
    """Which entries (of these roots, or any) were blanked by order, each with the order's own."""
    told = redactions.read(connection).by
    found: dict[int, int] = {}
    places = sorted(place for place in told if place[0] <= upto)
    for at in range(0, len(places), ROOTS):
        part = places[at : at + ROOTS]
        query = select(Change.seq, Change.n, Change.root_kind, Change.root_uid).where(
            Change.seq.in_({seq for seq, _n in part})
        )
        for seq, n, kind, uid in connection.execute(query.order_by(Change.seq)):
            if (seq, n) in told and (roots is None or (kind, uid) in roots):
                found[seq] = max(found.get(seq, 0), told[seq, n])
    return found
