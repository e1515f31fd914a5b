"""Our own lines into the database: new records are added, known ones settled by version.

A record that changed only there is updated, one that changed only here stays, one that
changed on both sides is refused unless the person says whose version is to stand.
Nothing that is only here is ever removed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import starmap
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.exchange import lines, merged, merging, unifying
from factcheck.exchange.bundling import Unfit, bundles, one_by_one, rows_of
from factcheck.exchange.inserting import Bundle, Numbers, insert, insert_all
from factcheck.exchange.outcome import Outcome
from factcheck.exchange.versions import TARGETS
from factcheck.formats.base import Found
from factcheck.formats.shape import KEYS, MERGED, UNTOLD, table_of
from factcheck.loading import NO_COLUMNS, Known, row_class
from factcheck.shaped import Shaped, columns_of, plain

Row = dict[str, Any]
AnyRow = TypeVar("AnyRow", Row, Shaped)
_NOTHING_SAID: Mapping[str, int] = {}
BATCH = 1000
_REMEMBERED = ("speaker", "source")
MOST_REMEMBERED = 100_000  # of a table


@dataclass
class Exchange:
    """What holds for all lines of one file.

    ``prefer`` is "theirs", "ours" or None. ``numbered``: the database was empty when the
    file was begun, so its numbers become ours. ``same`` maps uids of theirs to those of
    the records that they are here. ``careful``: each record may fail by itself, at a price.
    """

    by: str
    prefer: str | None = None
    numbered: bool = False
    same: dict[str, str] = field(default_factory=dict)
    # Nobody wrote but this import, into an empty database: what it did not make is not here.
    alone: bool = False
    careful: bool = True
    known: Known = field(default_factory=Known)
    _ids: dict[str, dict[str, int]] = field(
        default_factory=lambda: {table: {} for table in _REMEMBERED}
    )

    def remember(self, table: str, rows: Iterable[Any]) -> None:
        """Rows that others will refer to; as many as memory is for."""
        if len(self._ids[table]) < MOST_REMEMBERED:
            self._ids[table].update((row.uid, row.id) for row in rows)

    def ids(self, session: Session, table: str, uids: set[str]) -> Mapping[str, int]:
        """The ids of the rows of these uids, from memory where they are remembered."""
        known = self._ids.get(table, {})
        missing = uids.difference(known)
        if not missing:
            return known
        return {uid: known[uid] for uid in uids - missing} | ids_of(session, table, missing)

    @contextmanager
    def daring(self) -> Iterator[None]:
        """Write without care; where that fails, know no more than before."""
        forgotten: Any = {"_ids": {table: {} for table in _REMEMBERED}, "known": Known()}
        before = replace(self, same=dict(self.same), **forgotten)
        self.careful = False
        try:
            yield
        except BaseException:
            vars(self).update(vars(before))
            raise
        finally:
            self.careful = True

    def here(self, uid: str) -> str:
        """The uid by which a record is known here."""
        return self.same.get(uid, uid)


def take(exchange: Exchange, session: Session, kind: str, found: list[Found]) -> list[Outcome]:
    """Take lines of one kind, in their order. Each is settled by itself."""
    if kind == "merge":
        exchange.known = Known()  # names move
        return [merged.merge(session, exchange, one) for one in found]
    return [
        outcome
        for group in merged.groups(kind, found)
        for outcome in _take(exchange, session, kind, group)
    ]


def _take(exchange: Exchange, session: Session, kind: str, found: list[Found]) -> list[Outcome]:
    outcomes: dict[str, Outcome] = {}
    once = dict[str, Found]()
    for one in found:
        if once.setdefault(one.record.uid, one) is not one:
            outcomes[one.place] = _refused(one, "the same record stands in the file twice")
    held = {} if exchange.alone else ids_of(session, table_of(kind), map(exchange.here, once))
    known = [one for uid, one in once.items() if exchange.here(uid) in held] if held else []
    fresh = (
        [one for uid, one in once.items() if exchange.here(uid) not in held]
        if held
        else [*once.values()]
    )
    refs = References(session, exchange, kind, [one.record for one in once.values()])
    for outcome in _settled(exchange, session, kind, known, held, refs):
        outcomes[outcome.place] = outcome
    if not exchange.alone:
        unnamed = [one for one in fresh if one.record.get("merged_into") is None]
        for outcome in unifying.unify(session, exchange.same, kind, unnamed):
            outcomes[outcome.place] = outcome
    fresh = [one for one in fresh if one.place not in outcomes]
    for outcome in _added(exchange, session, kind, fresh, refs):
        outcomes[outcome.place] = outcome
    return [outcomes[one.place] for one in found]


def _refused(one: Found, reason: str) -> Outcome:
    return Outcome(one.place, "refused", reason, raw=one.raw)


def ids_of(session: Session, table: str, uids: Iterable[str]) -> dict[str, int]:
    """The ids of the rows of these uids."""
    own, told, found = lines.table(table), list(uids), {}
    for at in range(0, len(told), BATCH):
        query = select(own.c.uid, own.c.id).where(own.c.uid.in_(told[at : at + BATCH]))
        found.update({uid: row_id for uid, row_id in session.execute(query)})  # noqa: C416
    return found


class References:
    """The rows here to which records refer by uid."""

    def __init__(self, session: Session, exchange: Exchange, kind: str, told: list[Any]) -> None:
        self._here, self._by = exchange.here, exchange.by
        wanted: dict[str, set[Any]] = {}
        for child, rows in rows_of(kind, told):
            for _name, column, target in REFERENCES[child]:
                found: Iterable[Any] = map(attrgetter(column), rows)
                if target == "rating_point":
                    found = map(tuple, filter(None, found))
                wanted.setdefault(target, set()).update(found)
        self._ids: dict[str, Mapping[Any, int]] = {}
        for target, named in wanted.items():
            named.discard(None)
            if target == "rating_point":
                self._ids[target] = self._points(session, named)
            elif target != "appearance":
                self._ids[target] = self._rows(session, exchange, target, named)

    def _rows(
        self, session: Session, exchange: Exchange, target: str, uids: set[str]
    ) -> Mapping[str, int]:
        """The ids by uid, as it is there and as it is here."""
        if not exchange.same:
            return exchange.ids(session, target, uids)
        here = {uid: self._here(uid) for uid in uids}
        held = exchange.ids(session, target, set(here.values()))
        return {**held, **{uid: held[own] for uid, own in here.items() if own in held}}

    def _points(
        self, session: Session, wanted: set[tuple[str, str]]
    ) -> Mapping[tuple[str, str], int]:
        """The ids of points by the uid there of their scale, and label."""
        here = {one: (self._here(one[0]), one[1]) for one in wanted}
        held = _points(session, {uid for uid, _label in here.values()})
        return {one: held[own] for one, own in here.items() if own in held}

    def row(self, kind: str, told: Row, said: Mapping[str, int] = _NOTHING_SAID) -> Row:
        """A row as it is stored here, but for its id. Raises Unfit."""
        row = told.copy()
        for name, column, target in REFERENCES[kind]:
            if name in row:
                ids = said if target == "appearance" else self._ids[target]
                (row[column],) = _found(ids, (row.pop(name),), target)
        return row

    def new(
        self, kind: str, told: list[Shaped], said: Mapping[str, int], beside: Row
    ) -> tuple[list[Any], dict[str, Sequence[Any]]]:
        """New rows of what records say, made column by column, and these columns.

        ``said`` are the ids of the appearances that evidence and verdicts name; ``beside`` says
        how columns are made that no record tells as it is here. Raises Unfit for the first that
        does not fit.
        """
        made = row_class(table_of(kind))
        columns = columns_of(made, told)
        for _name, column, target in REFERENCES[kind]:
            if columns[column].count(None) < len(told):
                ids = said if target == "appearance" else self._ids[target]
                columns[column] = _found(ids, columns[column], target)
        for column, compute in beside.items():
            columns[column] = compute(columns[column])
        rows: list[Shaped] = list(starmap(made, zip(*columns.values(), strict=True)))
        if any(None in columns[column] for column in UNTOLD[kind]):
            rows = [self.whole(kind, row) for row in rows]
            columns = columns_of(made, rows)
        return rows, columns

    def whole(self, kind: str, row: AnyRow) -> AnyRow:
        """A new row, with what a public file does not tell of it: whose it is from here on."""
        for column in UNTOLD[kind]:
            if column not in row:
                row[column] = row.get("notice", "not told") if column == "reason" else self._by
        return row


def _found(ids: Mapping[Any, int], told: Sequence[Any], target: str) -> Sequence[Any]:
    """The ids of what a column refers to. Raises Unfit."""
    keys = [one and tuple(one) for one in told] if target == "rating_point" else told
    found = tuple(map(ids.get, keys))
    if found.count(None) > told.count(None):
        missing = next(one for one, got in zip(keys, found, strict=True) if one and got is None)
        raise Unfit(f"refers to {_told(target, missing)} that is not here")
    return found


def _told(target: str, value: Any) -> str:
    if target == "rating_point":
        return f"the label {value[1]!r} of a scale"
    return "an appearance" if target == "appearance" else f"a {target}"


def _references(kind: str) -> tuple[tuple[str, str, str], ...]:
    """Key, column and table of what records of a kind refer to."""
    return tuple(
        (
            key.name,
            key.column,
            "rating_point" if key.kind == "point" else TARGETS[key.column],
        )
        for key in KEYS[kind]
        if key.kind == "point" or (key.kind == "uid" and key.column in TARGETS)
    )


REFERENCES = {kind: _references(kind) for kind in KEYS} | {
    kind: (*_references(kind), ("merged_into", "merged_into", kind)) for kind in MERGED
}


def _points(session: Session, scales: set[str]) -> dict[tuple[str, str], int]:
    point, scale = lines.table("rating_point"), lines.table("rating_scale")
    query = select(scale.c.uid, point.c.label, point.c.id).join(
        scale, scale.c.id == point.c.scale_id
    )
    found = session.execute(query.where(scale.c.uid.in_(scales))) if scales else ()
    return {(uid, label): row_id for uid, label, row_id in found}


# what is new here


def _tags(found: list[Found]) -> Iterator[str]:
    for one in found:
        yield from one.record.tags or ()


def _added(
    exchange: Exchange, session: Session, kind: str, found: list[Found], refs: References
) -> Iterator[Outcome]:
    if not found:
        return
    numbers = Numbers(session)
    made: Iterable[Bundle | Unfit]
    columns = NO_COLUMNS
    try:
        at_once = bundles(exchange, kind, found, refs, numbers)
    except Unfit:
        made = one_by_one(exchange, kind, found, refs, numbers)
    else:
        made, columns = at_once.bundles, at_once.columns
    ready: list[tuple[Found, Bundle]] = []
    for one, bundle in zip(found, made, strict=True):
        if isinstance(bundle, Unfit):
            yield _refused(one, str(bundle))
        else:
            ready.append((one, bundle))
    whole = [bundle for _one, bundle in ready]
    if kind == "claim":
        tags = unifying.Tags(session, _tags(found), numbers)
        for one, bundle in ready:
            if one.record.tags:
                tags.put(bundle, one.record.tags, bundle.tables["claim"][0].id)
        if tags.new.tables:
            whole.insert(0, tags.new)
    failed: dict[str, str] = {}
    if exchange.careful:
        failed = insert(session, whole)
    else:
        insert_all(session, whole, exchange.known if exchange.alone else None, columns)
    if failed or len(ready) < len(found):
        whole = [bundle for bundle in whole if bundle.place not in failed]
        numbers.used(whole)
    else:
        numbers.used_all()
    if kind in _REMEMBERED:
        exchange.remember(kind, (bundle.tables[kind][0] for bundle in whole))
    for one, bundle in ready:
        if one.place in failed:
            yield _refused(one, failed[one.place])
        else:
            claim = bundle.tables["claim"][0].id if kind == "claim" else None
            yield Outcome(one.place, "created", claim=claim)


# what is known here


def _settled(
    exchange: Exchange,
    session: Session,
    kind: str,
    found: list[Found],
    held: dict[str, int],
    refs: References,
) -> Iterator[Outcome]:
    if not found:
        return
    ids = sorted({held[exchange.here(one.record.uid)] for one in found})
    mine = {
        line.uid: line
        for at in range(0, len(ids), BATCH)
        for line in lines.shaped_records(session, kind, ids[at : at + BATCH])
    }
    led = merged.leading(session, kind, ids)
    for one in found:
        uid = exchange.here(one.record.uid)
        if held[uid] not in led and lines.written(mine[uid]) == one.raw:
            claim = held[uid] if kind == "claim" else None
            yield Outcome(one.place, "unchanged", claim=claim)
            continue
        line = plain(mine[uid])
        try:
            if held[uid] in led:
                into = led[held[uid]]
                yield merged.settle(session, merging.children, into[0], line, one, refs)
                continue
            yield merging.settle(session, exchange, kind, held[uid], line, one, refs)
        except Unfit as error:
            yield _refused(one, str(error))
    for one in found:  # what they say of it is of the one that stands here
        uid = exchange.here(one.record.uid)
        if held[uid] in led:
            exchange.same[one.record.uid] = led[held[uid]][1]
