"""Taking back what an import did, and nothing else."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, select
from sqlalchemy.orm import Session

from factcheck import bulk
from factcheck.errors import Conflict, NotFound
from factcheck.exchange.lines import table
from factcheck.history.read import undone_by
from factcheck.history.record import Op
from factcheck.history.replay import upcast
from factcheck.models import Change, Entry, ImportRun, logged, logged_table, root_of
from factcheck.services.undo import kept_corrections

Row = dict[str, Any]
Root = tuple[str, str]
BATCH = 1000
NAMED = 10


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was taken back: how many claims went, how many rows in all, what had to stay."""

    run: int
    claims: int
    rows: int
    kept: tuple[str, ...]


def undo(session: Session, run_id: int, *, rest: bool = False) -> TakenBack:
    """Take back what a run did. With ``rest`` what was worked on since stays, else it refuses.

    Speakers, sources, tags and scales that others use by now stay. Raises NotFound for an
    unknown run, Conflict that names what was worked on since.
    """
    run = session.get(ImportRun, run_id) if run_id < 2**31 else None
    if run is None:
        raise NotFound(f"there is no import run {run_id}", hint="factcheck import list")
    connection = session.connection()
    seqs = _entries(connection, run.uid)
    touched = _touched_since(connection, seqs)
    touched.pop(("import", run.uid), None)
    worked_on = {root: seq for root, seq in touched.items() if root[0] != "scale"}
    if worked_on and not rest:
        raise _worked_on(connection, run_id, worked_on)
    before, after = _rows(connection, seqs, set(touched))
    ops, kept = _backwards(connection, before, after)
    bulk.apply(session, ops)
    gone = sum(op.table == "claim" and op.op == "delete" for op in ops)
    named = [_name(connection, root) for root in worked_on]
    return TakenBack(run_id, gone, len(ops), (*sorted(named), *kept))


def _entries(connection: Connection, uid: str) -> list[int]:
    """The entries of a run: those that counted it on."""
    query = (
        select(Change.seq)
        .join(Entry, Entry.seq == Change.seq)
        .where(Change.root_kind == "import", Change.root_uid == uid, Entry.action == "import")
        .distinct()
        .order_by(Change.seq)
    )
    return list(connection.scalars(query))


def _touched_since(connection: Connection, seqs: list[int]) -> dict[Root, int]:
    """The roots of a run that a later entry touched, and stands; with that entry.

    What a run did that is gone does not stand, and neither does the entry that took it back.
    """
    ours, later, entry = table("change").alias(), table("change").alias(), table("entry")
    of_runs, run = table("change").alias(), table("import_run")
    gone = select(of_runs.c.seq).where(
        of_runs.c.root_kind == "import", of_runs.c.root_uid.not_in(select(run.c.uid))
    )
    query = (
        select(later.c.root_kind, later.c.root_uid, later.c.seq)
        .join(
            ours,
            and_(
                ours.c.root_kind == later.c.root_kind,
                ours.c.root_uid == later.c.root_uid,
                ours.c.seq < later.c.seq,
            ),
        )
        .join(entry, entry.c.seq == later.c.seq)
        .where(entry.c.undoes.is_(None), later.c.seq.not_in(gone))
        .distinct()
    )
    found: list[tuple[Root, int]] = []
    own = set(seqs)
    for at in range(0, len(seqs), BATCH):
        part = query.where(ours.c.seq.in_(seqs[at : at + BATCH]))
        touched = connection.execute(part)
        found += [((kind, uid), seq) for kind, uid, seq in touched if seq not in own]
    undone = undone_by(connection, {seq for _, seq in found})
    return {root: seq for root, seq in reversed(found) if seq not in undone}


def _worked_on(connection: Connection, run_id: int, found: dict[Root, int]) -> Conflict:
    names = sorted(_name(connection, root) for root in list(found)[:NAMED])
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return Conflict(
        f"run {run_id} cannot be taken back whole: worked on since: {', '.join(names)}{more}",
        hint=f"to keep these and take back the rest: factcheck import undo {run_id} --rest",
    )


def _name(connection: Connection, root: Root) -> str:
    kind, uid = root
    own = table({"import": "import_run", "scale": "rating_scale"}.get(kind, kind))
    row_id = connection.scalar(select(own.c.id).where(own.c.uid == uid))
    return f"{kind} {row_id if row_id is not None else uid}"


def _rows(
    connection: Connection, seqs: list[int], without: set[Root]
) -> tuple[dict[tuple[str, int], Row | None], dict[tuple[str, int], Row | None]]:
    """Every row that the run wrote: as it was before, and as the run left it."""
    after: dict[tuple[str, int], Row | None] = {}
    roots: dict[tuple[str, int], Root] = {}
    first: dict[Root, int] = {}
    updated: set[Root] = set()
    for seq, root, ops, revision in _payloads(connection, seqs):
        if root in without:
            continue
        first.setdefault(root, seq)
        for op, name, row_id, row in ops:
            after[name, row_id] = upcast(name, row, revision) if row is not None else None
            if (name, row_id) not in roots and op != "insert":
                updated.add(root)
            roots.setdefault((name, row_id), root)
    before: dict[tuple[str, int], Row | None] = dict.fromkeys(after)
    for root in updated:
        for place, row in _state(connection, root, first[root]).items():
            if place in after:
                before[place] = row
    return before, after


def _payloads(
    connection: Connection, seqs: list[int]
) -> Iterable[tuple[int, Root, list[Any], str]]:
    for at in range(0, len(seqs), BATCH):
        query = (
            select(
                *(Change.seq, Change.root_kind, Change.root_uid, Change.payload),
                Entry.schema_revision,
            )
            .join(Entry, Entry.seq == Change.seq)
            .where(Change.seq.in_(seqs[at : at + BATCH]))
            .order_by(Change.seq, Change.n)
        )
        for seq, kind, uid, payload, revision in connection.execute(query):
            if payload is None:
                raise Conflict("what the run did was redacted: it cannot be read any more")
            yield seq, (kind, uid), json.loads(payload), revision


def _state(connection: Connection, root: Root, before: int) -> dict[tuple[str, int], Row | None]:
    """The rows of a root as they were before an entry."""
    query = (
        select(Change.payload, Entry.schema_revision)
        .join(Entry, Entry.seq == Change.seq)
        .where(Change.root_kind == root[0], Change.root_uid == root[1], Change.seq < before)
        .order_by(Change.seq, Change.n)
    )
    found: dict[tuple[str, int], Row | None] = {}
    for payload, revision in connection.execute(query):
        for _op, name, row_id, row in json.loads(payload or "[]"):
            found[name, row_id] = upcast(name, row, revision) if row is not None else None
    return found


def _backwards(
    connection: Connection,
    before: dict[tuple[str, int], Row | None],
    after: dict[tuple[str, int], Row | None],
) -> tuple[list[Op], list[str]]:
    """The operations that lead back, children first, and what stays since it is in use."""
    going: dict[str, set[int]] = {name: set() for name in logged()}
    ops: list[Op] = []
    for (name, row_id), then in before.items():
        if then is None and after[name, row_id] is not None:
            going[name].add(row_id)
        elif then is not None and then != after[name, row_id]:
            home, now = root_of(name)[1], after[name, row_id] or then
            left = now[home] if now[home] != then[home] else None
            ops.append(Op("update", name, row_id, then, then[home], left=left))
    kept = _keep_what_is_used(connection, going, after)
    for name in reversed(logged()):
        home = root_of(name)[1]
        for row_id in sorted(going[name], reverse=True):
            row = after[name, row_id] or {}
            ops.append(Op("delete", name, row_id, None, row[home], _uid(name, row)))
    order = {name: place for place, name in enumerate(reversed(logged()))}
    ops.sort(key=lambda op: (op.op == "delete", order[op.table]))
    return kept_corrections(ops), [f"{name} {number} is in use" for name, number in kept]


def _uid(name: str, row: Row) -> str | None:
    return row["uid"] if root_of(name)[1] == "id" else None


def _keep_what_is_used(
    connection: Connection, going: dict[str, set[int]], after: dict[tuple[str, int], Row | None]
) -> list[tuple[str, int]]:
    """Take from what is to go whatever a row that stays refers to, and all that hangs on it."""
    hanging: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for name, ids in going.items():
        for row_id in ids:
            hanging.setdefault(_home(name, after[name, row_id]), []).append((name, row_id))
    kept: list[tuple[str, int]] = []
    while True:
        found = [
            (target, row_id)
            for name in logged()
            for target, row_id in _referred(connection, name, going)
        ]
        if not found:
            return sorted(set(kept))
        kept += found
        for target, row_id in found:
            for name, child in hanging[_home(target, after[target, row_id])]:
                going[name].discard(child)


def _home(name: str, row: Row | None) -> tuple[str, int]:
    """The root on which a row hangs."""
    kind, column = root_of(name)
    return kind, (row or {})[column]


def _referred(
    connection: Connection, name: str, going: dict[str, set[int]]
) -> Iterable[tuple[str, int]]:
    own = logged_table(name)
    for key in own.foreign_keys:
        target, column = key.column.table.name, key.parent
        ids = sorted(going[target])
        for at in range(0, len(ids), BATCH):
            part = ids[at : at + BATCH]
            query = select(own.c.id, column).where(column.in_(part))
            for row_id, referred in connection.execute(query):
                if row_id not in going[name]:
                    yield target, referred


def runs(session: Session) -> list[ImportRun]:
    """Every run there is, newest first."""
    return list(session.scalars(select(ImportRun).order_by(ImportRun.id.desc())))
