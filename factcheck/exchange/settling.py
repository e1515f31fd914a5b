"""Our own lines into the database: new records are added, known ones settled by version.

A record that changed only there is updated, one that changed only here stays, one that
changed on both sides is refused unless the person says whose version is to stand.
Nothing that is only here is ever removed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import urls
from factcheck.exchange import lines, merging, unifying
from factcheck.exchange.inserting import Bundle, Numbers, insert
from factcheck.exchange.outcome import Outcome
from factcheck.exchange.versions import TARGETS
from factcheck.formats.base import Found
from factcheck.formats.shape import CHILDREN, KEYS, LISTS, UNTOLD, Line, table_of

Row = dict[str, Any]
BATCH = 1000
_REMEMBERED = ("speaker", "source")
MOST_REMEMBERED = 200_000


class Unfit(Exception):
    """A record that refers to what is not here."""


@dataclass
class Exchange:
    """What holds for all lines of one file.

    ``prefer`` is "theirs", "ours" or None. ``numbered``: the database was empty when the
    file was begun, so its numbers become ours. ``same`` maps uids of theirs to those of
    the records that they are here.
    """

    by: str
    prefer: str | None = None
    numbered: bool = False
    same: dict[str, str] = field(default_factory=dict)
    # Nobody wrote but this import, into an empty database: what it did not make is not here.
    alone: bool = False
    _ids: dict[tuple[str, str], int] = field(default_factory=dict)

    def remember(self, table: str, rows: Iterable[Row]) -> None:
        """Rows that others will refer to; as many as memory is for."""
        if table in _REMEMBERED and len(self._ids) < MOST_REMEMBERED:
            self._ids.update(((table, row["uid"]), row["id"]) for row in rows)

    def ids(self, session: Session, table: str, uids: Iterable[str]) -> dict[str, int]:
        """The ids of the rows of these uids, from memory where they are remembered."""
        known, found, missing = self._ids, {}, []
        for uid in uids:
            held = known.get((table, uid))
            if held is None:
                missing.append(uid)
            else:
                found[uid] = held
        return found | ids_of(session, table, missing) if missing else found

    def here(self, uid: str) -> str:
        """The uid by which a record is known here."""
        return self.same.get(uid, uid)


def take(exchange: Exchange, session: Session, kind: str, found: list[Found]) -> list[Outcome]:
    """Take lines of one kind, in their order. Each is settled by itself."""
    if kind == "merge":
        return [merging.merge(session, exchange.here, one) for one in found]
    outcomes: dict[str, Outcome] = {}
    once = dict[str, Found]()
    for one in found:
        if once.setdefault(one.record["uid"], one) is not one:
            outcomes[one.place] = _refused(one, "the same record stands in the file twice")
    held = {} if exchange.alone else ids_of(session, table_of(kind), map(exchange.here, once))
    known = [one for uid, one in once.items() if exchange.here(uid) in held]
    fresh = [one for uid, one in once.items() if exchange.here(uid) not in held]
    refs = References(session, exchange, kind, [one.record for one in once.values()])
    for outcome in _settled(exchange, session, kind, known, held, refs):
        outcomes[outcome.place] = outcome
    if not exchange.alone:
        for outcome in unifying.unify(session, exchange.same, kind, fresh):
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
    """The rows here to which lines refer by uid."""

    def __init__(self, session: Session, exchange: Exchange, kind: str, told: list[Line]) -> None:
        self._here, self._by = exchange.here, exchange.by
        self._ids: dict[str, dict[str, int]] = {}
        wanted: dict[str, set[str]] = {}
        points: set[tuple[str, str]] = set()
        for child, rows in _rows_of(kind, told):
            for name, _column, target in REFERENCES[child]:
                if target == "rating_point":
                    points.update((row[name][0], row[name][1]) for row in rows if name in row)
                elif target != "appearance":
                    into = wanted.setdefault(target, set())
                    into.update([row[name] for row in rows if name in row])
        for target, uids in wanted.items():
            self._ids[target] = exchange.ids(session, target, map(self._here, uids))
        self._points = _points(session, {(self._here(uid), label) for uid, label in points})

    def row(self, kind: str, told: Row, said: dict[str, int] | None = None) -> Row:
        """A row as it is stored here, but for its id. Raises Unfit."""
        row = told.copy()
        for name, column, target in REFERENCES[kind]:
            if name in row:
                row[column] = self._id(target, row.pop(name), said or {})
        return row

    def whole(self, kind: str, row: Row) -> Row:
        """A new row, with what a public file does not tell of it: whose it is from here on."""
        for column in UNTOLD[kind]:
            if column not in row:
                row[column] = row.get("notice", "not told") if column == "reason" else self._by
        return row

    def _id(self, target: str, value: Any, said: dict[str, int]) -> int:
        if target == "rating_point":
            found = self._points.get((self._here(value[0]), value[1]))
            told = f"the label {value[1]!r} of a scale"
        elif target == "appearance":
            found, told = said.get(value), "an appearance"
        else:
            found, told = self._ids.get(target, {}).get(self._here(value)), f"a {target}"
        if found is None:
            raise Unfit(f"refers to {told} that is not here")
        return found


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


REFERENCES = {kind: _references(kind) for kind in KEYS}


def _rows_of(kind: str, told: list[Line]) -> Iterator[tuple[str, list[Row]]]:
    yield kind, told
    if kind == "claim":
        for key, child in CHILDREN.items():
            yield child, [row for line in told if key in line for row in line[key]]


def _points(session: Session, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    point, scale = lines.table("rating_point"), lines.table("rating_scale")
    uids = {uid for uid, _label in wanted}
    query = select(scale.c.uid, point.c.label, point.c.id).join(
        scale, scale.c.id == point.c.scale_id
    )
    found = session.execute(query.where(scale.c.uid.in_(uids))) if uids else ()
    return {(uid, label): row_id for uid, label, row_id in found}


# what is new here


def _tags(found: list[Found]) -> Iterator[str]:
    for one in found:
        yield from one.record.get("tags", ())


def _added(
    exchange: Exchange, session: Session, kind: str, found: list[Found], refs: References
) -> Iterator[Outcome]:
    numbers = Numbers(session)
    if exchange.numbered:
        for name, rows in _rows_of(kind, [one.record for one in found]):
            numbers.keep(table_of(name), (row["id"] for row in rows if "id" in row))
    tags = unifying.Tags(session, _tags(found), numbers) if kind == "claim" else None
    ready: dict[str, tuple[Found, Bundle]] = {}
    for one in found:
        try:
            bundle = _bundle(exchange, kind, one, refs, numbers)
        except Unfit as error:
            yield _refused(one, str(error))
            continue
        if tags is not None:
            tags.put(bundle, one.record.get("tags", ()))
        ready[one.place] = one, bundle
    bundles = [bundle for _one, bundle in ready.values()]
    if tags is not None and tags.new.tables:
        bundles.insert(0, tags.new)
    failed = insert(session, bundles)
    written = [bundle for bundle in bundles if bundle.place not in failed]
    numbers.used(written)
    if kind in _REMEMBERED:
        exchange.remember(kind, (bundle.tables[kind][0] for bundle in written))
    for place, (one, bundle) in ready.items():
        if place in failed:
            yield _refused(one, failed[place])
        else:
            claim = bundle.tables["claim"][0]["id"] if kind == "claim" else None
            yield Outcome(place, "created", claim=claim)


def _bundle(
    exchange: Exchange, kind: str, one: Found, refs: References, numbers: Numbers
) -> Bundle:
    line, bundle = one.record, Bundle(one.place)

    def number(table: str, row: Row) -> Row:
        if not exchange.numbered or "id" not in row:
            row["id"] = numbers.next(table)
        return row

    told = line.copy()
    for name in HANGING[kind]:
        told.pop(name, None)
    made = refs.whole(kind, refs.row(kind, told))
    root = bundle.add(table_of(kind), number(table_of(kind), made))
    if line.get("versions"):
        root["versions"] = " ".join(line["versions"])
    if kind == "source" and "url" in root and "canonical_url" not in root:
        root["canonical_url"] = _canonical(root["url"])
    said: dict[str, int] = {}
    if kind == "claim":
        for key, child in CHILDREN.items():
            for row in line.get(key, ()):
                made = number(child, refs.whole(child, refs.row(child, row, said)))
                made["claim_id"] = root["id"]
                bundle.add(child, made)
                if child == "appearance":
                    said[made["uid"]] = made["id"]
        for told_as in line.get("aliases", ()):
            row = {"claim_id": root["id"], "text": told_as, "removed": 0}
            bundle.add("claim_alias", row)["id"] = numbers.next("claim_alias")
    for row in line.get("aliases", ()) if kind == "speaker" else ():
        made = {**row, "speaker_id": root["id"], "removed": 0}
        bundle.add("speaker_alias", made)["id"] = numbers.next("speaker_alias")
    for row in line.get("points", ()):
        made = {**row, "scale_id": root["id"]}
        bundle.add("rating_point", made)["id"] = numbers.next("rating_point")
    return bundle


def _canonical(address: str) -> str:
    try:
        return urls.canonical(address)
    except ValueError as error:
        raise Unfit(f"the source's address {error}") from error


HANGING = {
    kind: ("type", "versions", *LISTS.get(kind, ()), *(CHILDREN if kind == "claim" else ()))
    for kind in KEYS
}

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
    ids = sorted({held[exchange.here(one.record["uid"])] for one in found})
    mine = {
        line["uid"]: line
        for at in range(0, len(ids), BATCH)
        for line in lines.records(session, kind, ids[at : at + BATCH])
    }
    for one in found:
        uid = exchange.here(one.record["uid"])
        try:
            yield merging.settle(session, exchange, kind, held[uid], mine[uid], one, refs)
        except Unfit as error:
            yield _refused(one, str(error))
