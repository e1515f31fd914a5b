"""New records, whole and many at once, as fast as the engine takes them.

Like everything else they go into the log, through ``history.record``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, groupby, repeat
from operator import attrgetter
from typing import Any

import msgspec
from sqlalchemy import Connection, Table
from sqlalchemy.orm import Session

from factcheck import fresh, indexing
from factcheck.derived import OF_ROW
from factcheck.history.record import record_new, stored_columns
from factcheck.inserts import write_columns
from factcheck.models import logged, logged_table, root_of
from factcheck.shaped import Shaped, columns_of, shaped

Record = Mapping[str, list[Shaped]]
# By table what its rows say, column by column.
Columns = Mapping[str, Mapping[str, Sequence[Any]]]
NO_COLUMNS: Columns = {}
Root = tuple[str, int]


@cache
def row_class(table: str) -> type[Shaped]:
    """The class of new rows of a table: the columns that the log keeps, in alphabetic order."""
    names = sorted(stored_columns(logged_table(table)))
    return shaped(table, ((name, Any) for name in names))


class Known:
    """The names of speakers, and which sources are confidential, as far as they were asked for.

    It is true as long as nobody changes any: for one batch, or while an import is alone.
    """

    MOST = 100_000  # speakers, and sources, of which is remembered

    def __init__(self) -> None:
        self._names: dict[int, list[str]] = {}
        self._sources: set[int | None] = {None}
        self._secret: set[int] = set()

    def add(self, rows: Mapping[str, list[Any]]) -> None:
        """What is told by rows that are new: they need not be asked for."""
        self._names.update((row.id, [row.name]) for row in rows["speaker"])
        for row in rows["speaker_alias"]:
            if row.scheme is None and not row.removed and row.speaker_id in self._names:
                self._names[row.speaker_id].append(row.value)
        self._sources.update(map(_id, rows["source"]))
        self._secret.update(row.id for row in rows["source"] if row.confidential_because)

    def of(
        self, connection: Connection, said: Iterable[Any], found: Iterable[Any]
    ) -> tuple[dict[int, list[str]], set[int]]:
        """Those of appearances and evidence."""
        if max(len(self._names), len(self._sources)) > self.MOST:
            self.__init__()  # type: ignore[misc]
        speakers = {*map(_speaker, said), *map(_by, found), None}.difference(self._names)
        self._names |= indexing.names_of(connection, speakers)
        sources = {*map(_source, said), *map(_source, found)} - self._sources
        self._secret |= indexing.secret_of(connection, sources)
        self._sources |= sources
        return self._names, self._secret


_speaker, _by, _source = map(attrgetter, ("speaker_id", "by_id", "source_id"))


def load(
    session: Session,
    records: Sequence[Record],
    known: Known | None = None,
    columns: Columns = NO_COLUMNS,
) -> None:
    """Insert whole new rows, by table and by record.

    Rows name all their columns that are not NULL, defaults included. A new claim comes with
    everything that hangs on it, in one record: what is derived is computed here. Rows that
    hang on other claims are counted to them at the end of the transaction. ``known`` is what
    is remembered of speakers and sources, where nobody changes any; ``columns`` tells all rows of
    some tables once more, in the same order, for whom has that at hand.
    """
    session.flush()
    connection = session.connection()
    tables: dict[str, list[Any]] = {name: [] for name in logged()}
    for one in records:
        for name, rows in one.items():
            tables[name] += rows
    computed = fresh.derive(records)
    for name, rows in tables.items():
        if rows:
            told = columns.get(name) or columns_of(row_class(name), rows)
            told, lacking = _whole(logged_table(name), rows, told, computed.get(name, {}))
            write_columns(connection, name, told, lacking)
    for rows in tables.values():
        rows.sort(key=_id)
    known = known or Known()
    known.add(tables)
    if tables["claim"]:
        names, secret = known.of(connection, tables["appearance"], tables["evidence"])
        indexing.write(connection, indexing.documents(tables, names, secret))
    record_new(session, _payloads(records), {row.id for row in tables["claim"]})


_id = attrgetter("id")


def _whole(
    table: Table,
    rows: list[Any],
    columns: Mapping[str, Sequence[Any]],
    computed: Mapping[int, fresh.Values],
) -> tuple[dict[str, Sequence[Any]], list[str]]:
    """The columns of which any of these rows says something, with what is derived; and the names
    of those of which not each row does.
    """
    told, ids = dict(columns), columns["id"]
    for name, compute in OF_ROW.get(table.name, {}).items():
        told[name] = tuple(map(compute, rows))
    if table.name in fresh.COLUMNS:
        derived = zip(*map(computed.get, ids, repeat(fresh.LATER)), strict=True)
        told.update(zip(fresh.COLUMNS[table.name], derived, strict=False))
    lacking = {name: told[name].count(None) for name in _may_lack(table) if name in told}
    for name, count in lacking.items():
        if count == len(rows):  # half of them are often empty
            del told[name]
    return told, [name for name, count in lacking.items() if 0 < count < len(rows)]


@cache
def _may_lack(table: Table) -> tuple[str, ...]:
    """The columns of which a row need not say anything."""
    return tuple(one.name for one in table.c if one.nullable and one.server_default is None)


_encoder = msgspec.json.Encoder(order="deterministic")


def encode(ops: list[Any]) -> str:
    """As ``history.chain.canonical`` writes, in a sixth of its time."""
    return _encoder.encode(ops).decode()


def _payloads(records: Iterable[Record]) -> list[tuple[Root, str | None, str]]:
    """What the log is to hold of each root: the root, its uid where it is new, the payload."""
    found: list[tuple[Root, str | None, str]] = []
    for one in records:
        kind, homes = _homes(tuple(one))
        rows: Any = next(iter(one.values()), ())
        told = chain.from_iterable(map(map, homes, one.values()))
        if kind and len(rows) == 1 and {rows[0].id}.issuperset(told):
            root = rows[0]
            found.append(((kind, root.id), root.uid, encode(_inserts(one.items()))))
        else:
            found += _of_roots(one, homes)
    return found


@cache
def _homes(tables: tuple[str, ...]) -> tuple[str, tuple[Callable[[Any], int], ...]]:
    """What tells the root of a row of each of these tables; and the kind of root that the first
    of them holds, if the others hang on the same kind.
    """
    roots = [root_of(name) for name in tables]
    one = {kind for kind, _home in roots}
    kind = one.pop() if len(one) == 1 and roots[0][1] == "id" else ""
    return kind, tuple(attrgetter(home) for _kind, home in roots)


def _inserts(tables: Iterable[tuple[str, Iterable[Any]]]) -> list[Any]:
    return [("insert", name, row.id, row) for name, rows in tables for row in rows]


def _of_roots(
    record: Record, homes: Iterable[Callable[[Any], int]]
) -> Iterator[tuple[Root, str | None, str]]:
    """The same of a record that hangs on several roots, or on one that was there before."""
    found: dict[Root, list[Any]] = {}
    uids: dict[Root, str] = {}
    rows: Any
    for (name, rows), home in zip(record.items(), homes, strict=True):
        kind, column = root_of(name)
        for number, own in groupby(rows, home):
            found.setdefault((kind, number), []).extend(_inserts([(name, own)]))
        if column == "id":
            uids.update(((kind, row.id), row.uid) for row in rows)
    for root, ops in found.items():
        yield root, uids.get(root), encode(ops)
