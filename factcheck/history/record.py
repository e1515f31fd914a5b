"""The one door into the log.

``record`` writes what happened to rows as changes, one per touched root. The
flush listener calls it for everything the session writes; ``factcheck.bulk``
calls it for what it writes itself. ``seal`` ends the transaction with its
entry. Writing to a logged table by any other way raises.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, insert, select, update
from sqlalchemy.orm import Session

from factcheck import days, indexing, vectors
from factcheck.derived import OF_ROW, derive
from factcheck.errors import FactcheckError
from factcheck.history import chain
from factcheck.inserts import write_columns
from factcheck.models import (
    Base,
    Change,
    Counter,
    Entry,
    LogHead,
    logged,
    logged_table,
    new_uid,
    root_of,
)

Row = dict[str, Any]
Model = TypeVar("Model", bound=Base)
ALLOWED = "factcheck_recording"
# The action of the entry with which a restored database goes on by itself.
RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Op:
    """What happened to one row: ``insert``, ``update`` or ``delete``, and the row after it.

    ``root_id`` is the id of the root that the row hangs on, ``left`` that of the one on
    which it hung before, where an update moved it.
    """

    op: str
    table: str
    id: int
    row: Row | None
    root_id: int
    root_uid: str | None = None
    left: int | None = None


@dataclass
class Writing:
    """The transaction under way: where it stands in the log, and which claims it touched.

    ``speakers`` and ``sources`` are those that were here before and were touched: they may
    have other names, or be confidential now. ``published`` are claims that were published, and
    are so no more.

    ``held`` are changes that wait for the seal: kind and uid of the root, payload.
    """

    seq: int
    prev: str
    last_at: str
    claims: set[int] = field(default_factory=set)
    speakers: set[int] = field(default_factory=set)
    sources: set[int] = field(default_factory=set)
    published: set[int] = field(default_factory=set)
    undoes: int | None = None
    held: list[tuple[str, str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs an entry: the actor, the login behind it, the program and its schema."""

    actor: str
    login: str
    program_version: str
    schema_revision: str
    action: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class EntryHead:
    """Where the log ends: the number of its last entry and that entry's hash."""

    seq: int
    hash: str


def now() -> str:
    """The time in UTC, as the log writes it: 2019-05-01T10:02:00.000000Z."""
    return days.clock().strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def begin(session: Session) -> Writing:
    """Take the head of the log for this transaction: no one else writes until it ends."""
    writing = _head(session.connection())
    session.info["writing"] = writing
    session.connection().info.pop(ALLOWED, None)
    return writing


def _head(connection: Connection) -> Writing:
    head = connection.execute(
        select(LogHead.seq, LogHead.hash).where(LogHead.id == 1).with_for_update()
    ).one()
    last_at = connection.scalar(select(Entry.at).where(Entry.seq == head.seq)) or ""
    return Writing(head.seq + 1, head.hash, last_at)


def writing_of(session: Session) -> Writing:
    """The transaction under way, or an error if the session only reads."""
    found: Writing | None = session.info.get("writing")
    if found is None:
        raise FactcheckError("nothing can be written outside of Database.transaction()")
    return found


def next_id(session: Session, table: str, count: int = 1) -> int:
    """The first of ``count`` new ids of a table; ids are never used again."""
    taken = session.execute(
        update(Counter)
        .where(Counter.name == table)
        .values(value=Counter.value + count)
        .returning(Counter.value),
        execution_options={"synchronize_session": False},
    ).scalar_one()
    return taken - count + 1


def add(session: Session, row: Model) -> Model:
    """Give a new row its id and uid at once and hand it to the session."""
    complete(session, row)
    session.add(row)
    return row


def complete(session: Session, row: Any) -> None:
    """Give a new row its id, its uid, its defaults and what derives from the row itself."""
    if row.__root__ is None:
        return
    columns = row.__table__.c
    if getattr(row, "id", None) is None:
        row.id = next_id(session, row.__tablename__)
    if "uid" in columns and getattr(row, "uid", None) is None:
        row.uid = new_uid()
    for column in columns:
        if getattr(row, column.key, None) is None and column.default is not None:
            setattr(row, column.key, column.default.arg)
    derive_row(row)


def derive_row(row: Base) -> None:
    """Bring the columns that follow from the row up to date."""
    values = {column.key: getattr(row, column.key) for column in row.__table__.c}
    for name, compute in OF_ROW.get(row.__tablename__, {}).items():
        wanted = compute(values)
        if values[name] != wanted:
            setattr(row, name, wanted)


@cache
def stored_columns(table: Table) -> tuple[str, ...]:
    """The columns of a table that the log keeps."""
    return tuple(column.name for column in table.c if "derived" not in column.info)


def stored(table: Table, row: Any) -> Row:
    """A row as the log keeps it: without derived columns and without NULLs."""
    get = row.get if isinstance(row, dict) else lambda name: getattr(row, name)
    values = {name: get(name) for name in stored_columns(table)}
    return {name: value for name, value in values.items() if value is not None}


def record(session: Session, ops: Iterable[Op]) -> None:
    """Write what happened as changes of this transaction, one per touched root.

    A row that moved from one root to another left the one and came to the other: so what
    the log has of a root is all that ever hung on it. All leave before any comes, and what
    is referred to leaves last: so the log can be followed step by step.
    """
    told = list(ops)
    left = [Op("delete", op.table, op.id, None, op.left) for op in told if op.left is not None]
    if left:
        place = {name: number for number, name in enumerate(logged())}
        _record(session, sorted(left, key=lambda op: -place[op.table]))
        told = [op if op.left is None else replace(op, op="insert") for op in told]
    _record(session, told)


def _record(session: Session, ops: Iterable[Op]) -> None:
    writing = writing_of(session)
    roots: dict[tuple[str, int], list[Op]] = {}
    for op in ops:
        kind = root_of(op.table)[0]
        roots.setdefault((kind, op.root_id), []).append(op)
    _touch(writing, (root for root, done in roots.items() if not _is_new(done)))
    if not roots:
        return
    uids = _root_uids(session.connection(), roots)
    told = {
        root: chain.canonical([[op.op, op.table, op.id, op.row] for op in done])
        for root, done in roots.items()
    }
    _write_changes(session, ((root, uids[root], payload) for root, payload in told.items()))


def record_instead(session: Session, told: Iterable[tuple[str, str, str]]) -> None:
    """Write what stands in for payloads that this transaction blanks: kind and uid of the root,
    and the payload. They are the first changes of the transaction (``history.redactions``).
    """
    changes = [((kind, 0), uid, payload) for kind, uid, payload in told]
    _write_changes(session, changes)


def record_new(
    session: Session, told: list[tuple[tuple[str, int], str | None, str]], new_claims: set[int]
) -> None:
    """Write what was inserted, by root, as ``record`` does; new claims come derived.

    ``told`` holds each root, its uid where it is a new one, and the payload.
    """
    writing = writing_of(session)
    unknown: dict[tuple[str, int], list[Op]] = {root: [] for root, uid, _ in told if uid is None}
    uids = _root_uids(session.connection(), unknown)
    touched = {root_id for (kind, root_id), _uid, _payload in told if kind == "claim"}
    writing.claims |= touched - new_claims
    _touch(writing, (root for root, uid, _payload in told if uid is None and root[0] != "claim"))
    _write_changes(session, ((root, uid or uids[root], payload) for root, uid, payload in told))


def _is_new(ops: list[Op]) -> bool:
    return any(op.table in ("speaker", "source") and op.op == "insert" for op in ops)


def _touch(writing: Writing, roots: Iterable[tuple[str, int]]) -> None:
    for kind, root_id in roots:
        if kind == "claim":
            writing.claims.add(root_id)
        elif kind == "speaker":
            writing.speakers.add(root_id)
        elif kind == "source":
            writing.sources.add(root_id)


# A change as its entry lists it: n, kind and uid of the root, hash.
Listed = tuple[int, str, str, str]
_SALT = 16  # bytes
_NAMES = ("seq", "n", "root_kind", "root_uid", "salt", "sha256", "payload")


def hold(session: Session) -> None:
    """Have the changes wait in memory until the seal: for a bounded number of new rows.

    A change refers to an entry that is still to come, and as long as any reference is
    open SQLite looks for children of every row that it inserts.
    """
    writing_of(session).held = []


def _write_changes(session: Session, told: Iterable[tuple[tuple[str, int], str, str]]) -> None:
    writing = writing_of(session)
    changes = ((kind, uid, payload) for (kind, _root_id), uid, payload in told)
    if writing.held is not None:
        writing.held += changes
    else:
        _write(session.connection(), writing.seq, changes)


def _write(
    connection: Connection, seq: int, changes: Iterable[tuple[str, str, str]]
) -> list[Listed]:
    last = connection.scalar(select(func.max(Change.n)).where(Change.seq == seq)) or 0
    columns = tuple(zip(*changes, strict=True))
    if not columns:
        return []
    kinds, uids, payloads = columns
    count = len(payloads)
    hexes = secrets.token_hex(_SALT * count)
    salts = [hexes[at : at + 2 * _SALT] for at in range(0, len(hexes), 2 * _SALT)]
    sealed = list(map(chain.payload_hash, salts, payloads))
    numbers = range(last + 1, last + 1 + count)
    told = ([seq] * count, numbers, kinds, uids, salts, sealed, payloads)
    write_columns(connection, "change", dict(zip(_NAMES, told, strict=True)))
    return list(zip(numbers, kinds, uids, sealed, strict=True))


def _root_uids(
    connection: Connection, roots: dict[tuple[str, int], list[Op]]
) -> dict[tuple[str, int], str]:
    """The uid of every root: of its own row where that was written, else looked up."""
    found = {key: uid for key, ops in roots.items() if (uid := _own_uid(ops))}
    missing: dict[str, list[int]] = {}
    for kind, root_id in roots:
        if (kind, root_id) not in found:
            missing.setdefault(kind, []).append(root_id)
    for kind, ids in missing.items():
        table = root_table(kind)
        for at in range(0, len(ids), 1000):
            query = select(table.c.id, table.c.uid).where(table.c.id.in_(ids[at : at + 1000]))
            found.update({(kind, row.id): row.uid for row in connection.execute(query)})
    return found


def _own_uid(ops: list[Op]) -> str | None:
    for op in ops:
        if op.root_uid:
            return op.root_uid
        if root_of(op.table)[1] == "id" and op.row:
            return str(op.row["uid"])
    return None


def root_table(kind: str) -> Table:
    """The table of the roots of a kind: ``claim`` for "claim", ``import_run`` for "import"."""
    for name in logged():
        if root_of(name) == (kind, "id"):
            return logged_table(name)
    raise FactcheckError(f"no root is called {kind}")


def seal(session: Session, by: Signature) -> EntryHead | None:
    """End the transaction with its entry. None when nothing was written."""
    writing = writing_of(session)
    session.flush()
    connection = session.connection()
    query = select(Change.n, Change.root_kind, Change.root_uid, Change.sha256)
    written = connection.execute(query.where(Change.seq == writing.seq).order_by(Change.n))
    changes = [*written, *_write(connection, writing.seq, writing.held or ())]
    if not changes:
        return None
    with recording(session):
        derive(connection, writing.claims)
    beside = indexing.claims_of(connection, writing.speakers, writing.sources)
    indexing.index(connection, writing.claims | beside)
    vectors.prune(connection, writing.claims)
    return _append(connection, writing, by, changes)


def remark(connection: Connection, by: Signature) -> EntryHead:
    """Write an entry that changes nothing: something was done to the database as a whole."""
    return _append(connection, _head(connection), by, [])


def _append(
    connection: Connection, writing: Writing, by: Signature, changes: Iterable[Any]
) -> EntryHead:
    entry = chain.EntryFields(
        seq=writing.seq,
        at=max(now(), writing.last_at),
        actor=by.actor,
        login=by.login,
        program_version=by.program_version,
        schema_revision=by.schema_revision,
        action=by.action,
        reason=by.reason,
        undoes=writing.undoes,
        prev=writing.prev,
        changes_sha256=chain.changes_hash(changes),
    )
    return append(connection, entry)


def append(connection: Connection, entry: chain.EntryFields) -> EntryHead:
    """Put a finished entry at the end of the log and move the head to it."""
    fields = {name: getattr(entry, name) for name in chain.EntryFields.__slots__}
    sealed = EntryHead(entry.seq, entry.hash())
    connection.execute(insert(Entry).values(**fields, hash=sealed.hash))
    connection.execute(update(LogHead).values(seq=sealed.seq, hash=sealed.hash))
    return sealed


@contextmanager
def recording(session: Session) -> Iterator[None]:
    """While this is open, logged tables may be written: the caller records what it does."""
    info = session.connection().info
    before = info.get(ALLOWED, False)
    info[ALLOWED] = True
    try:
        yield
    finally:
        info[ALLOWED] = before
