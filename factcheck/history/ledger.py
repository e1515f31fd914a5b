"""The ledger of corrections: nothing published changes without one.

``settle`` runs once in every transaction, before its entry is sealed. It compares what the
public reads of the claims that were touched, as the log has it from before with the rows as
they are now. So there is no way round it: not by a command, not from Python, not by an
import, an undo or a merge. See docs/decisions/0029-corrections.md.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from factcheck.errors import RuleBroken
from factcheck.history import read, redactions
from factcheck.history.kept import require_kept
from factcheck.history.published import (
    TABLES,
    Difference,
    Names,
    Place,
    differing,
    is_public,
    lines,
)
from factcheck.history.record import Writing, add, now, stored, writing_of
from factcheck.models import Change, Correction, logged_table
from factcheck.records import CorrectionRecord
from factcheck.vocabulary import CORRECTIONS

Row = dict[str, Any]
BATCH = 500
_DECLARED = "correction"


def declare(session: Session, record: CorrectionRecord, *, perhaps: bool = False) -> None:
    """Say what kind of correction this transaction is, why, and what the public is told.

    ``perhaps``: only where something published changes, and whatever becomes of the verdict.
    """
    session.info[_DECLARED] = record, perhaps


@dataclass
class _Log:
    """What the log tells of some roots: each row as it was before, and what was done now."""

    before: dict[Place, Row | None] = field(default_factory=dict)
    done: dict[Place, str] = field(default_factory=dict)
    first: list[Any] = field(default_factory=list)
    began: int | None = None

    def rows(self, now: Mapping[Place, Row]) -> dict[Place, Row]:
        """The rows before, made from those of now: only what was touched may differ."""
        found = dict(now)
        for place, op in self.done.items():
            if place[0] not in TABLES:
                continue
            was = self.before.get(place)
            if was is not None:
                found[place] = was
            elif place in self.before or op == "insert":
                found.pop(place, None)
        return found

    @property
    def fresh(self) -> set[int]:
        """The appearances that came with this transaction."""
        return {
            n for name, n in self.done if name == "appearance" and (name, n) not in self.before
        }

    @property
    def came_published(self) -> bool:
        """Whether the claim came from elsewhere as a published one."""
        told = (row for _op, table, _id, row in self.first if table == "claim")
        return any(row and row.get("published_at") for row in told)


def settle(session: Session, by: str) -> None:
    """Write the corrections of this transaction. Raises RuleBroken where one is needed.

    ``by`` is the actor. A declared correction is written for every published claim of which
    the public reads something else from now on, with what it read before and after. What a
    redaction takes away is the order's: a correction would keep what the public read before.
    """
    if session.info.get(redactions.REDACTING):
        return
    session.flush()
    declared, perhaps = session.info.pop(_DECLARED, (None, False))
    found = changed(session)
    if declared is None:
        _require_told(session, found)
        return
    if not found and not perhaps:
        raise RuleBroken(
            "nothing that the public reads was changed: there is nothing to correct",
            hint="do it without --correction; for an error in the published article itself: "
            'factcheck correct CLAIM KIND --because "..." --notice "..."',
        )
    for claim, difference in found.items():
        if not perhaps:
            _require_kind(claim, declared.kind, difference)
        add(session, _correction(claim, declared, difference, by))
    session.flush()


def _require_told(session: Session, found: Mapping[int, Difference]) -> None:
    """Raise RuleBroken for the first change that no correction of this transaction tells."""
    told = _corrected(session) if found else {}
    for claim, difference in found.items():
        kinds_told = told.get(claim, set())
        if difference.changes_verdict and kinds_told and not kinds_told & _OF_VERDICTS:
            _require_kind(claim, min(kinds_told), difference)
        if not kinds_told:
            kind, kinds = _fitting(difference)
            raise RuleBroken(
                f"claim {claim} is published, and what the public reads of it would change: "
                f"{difference.about}",
                hint=f'do it as a correction: --correction {kind} --notice "..." '
                f'--because "..."{kinds}',
            )


def _fitting(difference: Difference) -> tuple[str, str]:
    """The kind of correction that a change wants, or those to choose from."""
    if not difference.after and difference.changes_verdict:
        return "retraction", ""
    if difference.changes_verdict:
        return "changes-verdict", ""
    return "KIND", f" (KIND: {', '.join(CORRECTIONS[1:])})"


def require(session: Session, claims: Collection[int] | None = None) -> None:
    """Raise RuleBroken where a claim (of these) was changed so far without a correction."""
    session.flush()
    _require_told(session, changed(session, claims))


def _require_kind(claim: int, kind: str, difference: Difference) -> None:
    if kind == "retraction" or difference.changes_verdict == (kind == "changes-verdict"):
        return
    if difference.changes_verdict:
        raise RuleBroken(
            f"the verdict on claim {claim} changes: that is no {kind}",
            hint="--correction changes-verdict, or retraction",
        )
    raise RuleBroken(
        f"the verdict on claim {claim} stays as it is: the correction keeps it",
        hint="--correction keeps-verdict, clarification or typo",
    )


def _correction(claim: int, told: CorrectionRecord, difference: Difference, by: str) -> Correction:
    before, after = (
        "\n".join(map(str, side)) or None for side in (difference.before, difference.after)
    )
    return Correction(
        claim_id=claim,
        kind=told.kind,
        reason=told.reason,
        notice=told.notice,
        made_at=now(),
        made_by=by,
        before=before if told.wordings else None,
        after=after if told.wordings else None,
    )


def _corrected(session: Session) -> dict[int, set[str]]:
    """The claims to which this transaction added corrections by itself, with their kinds."""
    found: dict[int, set[str]] = {}
    for _root, ops in _written(session, None):
        for op, table, _id, row in ops:
            if (op, table) == ("insert", "correction"):
                found.setdefault(row["claim_id"], set()).add(row["kind"])
    return found


_OF_VERDICTS = {"changes-verdict", "retraction"}


def changed(session: Session, only: Collection[int] | None = None) -> dict[int, Difference]:
    """The published claims of which the public reads something else, by the claim that stands."""
    writing, connection = writing_of(session), session.connection()
    ids = sorted(_published(connection, writing, only))
    if ids:
        require_kept(session, _written(session, None))
    found: dict[int, Difference] = {}
    for at in range(0, len(ids), BATCH):
        for claim, difference in _Compared(session, ids[at : at + BATCH]).differences():
            held = found.get(claim)
            if held is not None:  # two that were published became one
                difference = _joined(held, difference)
            if difference:
                found[claim] = difference
    return found


def _joined(one: Difference, other: Difference) -> Difference:
    gone = (*one.before, *(told for told in other.before if told not in one.before))
    return Difference(gone, (*one.after, *(t for t in other.after if t not in one.after)))


def _published(connection: Connection, writing: Writing, only: Collection[int] | None) -> set[int]:
    """Claims that are published, and touched or told of by what was touched; and those that
    were published until now."""
    claim = logged_table("claim")
    wanted = set(only) if only is not None else writing.claims
    found = set(writing.published if only is None else writing.published & wanted)
    known = claim.c.published_at.is_not(None)
    for part in _parts(wanted):
        found |= set(connection.scalars(select(claim.c.id).where(claim.c.id.in_(part), known)))
    if only is not None:
        return found
    for table, column, touched in (
        ("appearance", "speaker_id", writing.speakers),
        ("appearance", "source_id", writing.sources),
        ("evidence", "by_id", writing.speakers),
        ("evidence", "source_id", writing.sources),
    ):
        own = logged_table(table)
        query = select(own.c.claim_id).join(claim, claim.c.id == own.c.claim_id).where(known)
        for part in _parts(touched):
            found |= set(connection.scalars(query.where(own.c[column].in_(part)).distinct()))
    return found


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    told = sorted(ids)
    for at in range(0, len(told), BATCH):
        yield told[at : at + BATCH]


class _Compared:
    """Some claims as they were before this transaction and as they are now."""

    def __init__(self, session: Session, ids: list[int]) -> None:
        self._session, self._ids = session, ids
        self._connection = session.connection()
        self._now = {number: dict[Place, Row]() for number in self._standing(ids)}
        self._read(self._now)

    def _standing(self, ids: list[int]) -> dict[int, str]:
        claim = logged_table("claim")
        query = select(claim.c.id, claim.c.uid).where(claim.c.id.in_(ids))
        self._uids = {row.id: row.uid for row in self._connection.execute(query)}
        return self._uids

    def _read(self, into: dict[int, dict[Place, Row]]) -> None:
        for name in TABLES:
            table = logged_table(name)
            home = "id" if name == "claim" else "claim_id"
            query = select(table).where(table.c[home].in_(list(into)))
            for row in self._connection.execute(query):
                told = stored(table, dict(row._mapping))
                into[told[home]][name, told["id"]] = told

    def differences(self) -> Iterator[tuple[int, Difference]]:
        """Each claim that was public before, where it stands now, and how it differs."""
        self._require_no_loss()
        logs = self._logs([("claim", uid) for uid in self._uids.values()])
        was = {
            number: logs[("claim", uid)].rows(self._now[number])
            for number, uid in self._uids.items()
        }
        was = {number: rows for number, rows in was.items() if _was_public(rows, number)}
        target = {number: self._stands(number) for number in was}
        more = {number: dict[Place, Row]() for number in {*target.values()} - self._now.keys()}
        self._now |= more
        self._read(more)
        before, after = self._names([*was.values(), *self._now.values()])
        for number, rows in was.items():
            now = self._now[target[number]]
            for place, row in now.items():
                if place in rows and row.get("confidential"):
                    # what is hidden from now on is not told by a correction
                    rows[place] = {**rows[place], "confidential": 1}
            fresh = logs["claim", self._uids[number]].fresh if target[number] == number else ()
            yield target[number], differing(lines(rows, before), lines(now, after), fresh)

    def _stands(self, number: int) -> int:
        """The claim that this one leads to."""
        claim = logged_table("claim")
        into, seen = self._now.get(number, {}).get(("claim", number), {}).get("merged_into"), set()
        while into is not None and into not in seen:
            seen.add(number := into)
            into = self._connection.scalar(select(claim.c.merged_into).where(claim.c.id == number))
        return number

    def _require_no_loss(self) -> None:
        """No published claim goes, but one that came from elsewhere as it was."""
        gone = set(self._ids) - self._uids.keys()
        if not gone:
            return
        roots = {number: root for number, root in self._gone("claim") if number in gone}
        logs = self._logs(list(roots.values()))
        for number, root in roots.items():
            if not logs[root].came_published:
                raise RuleBroken(
                    f"claim {number} was published: it cannot be taken out",
                    hint='factcheck correct CLAIM retraction --because "..." --notice "..." '
                    "says so to the public",
                )

    def _logs(self, roots: list[read.Root]) -> dict[read.Root, _Log]:
        """What the log tells of these roots, before this transaction and in it."""
        found = {root: _Log() for root in roots}
        seq = writing_of(self._session).seq
        for change in read.of_roots(self._connection, roots, seq - 1):
            ops = json.loads(change.payload or "[]")
            log = found[change.root_kind, change.root_uid]
            log.began = log.began or change.seq
            log.first += ops if change.seq == log.began else ()
            log.before.update(((table, row_id), row) for _op, table, row_id, row in ops)
        for root, ops in _written(self._session, set(roots)):
            for op, table, row_id, _row in ops:
                found[root].done.setdefault((table, row_id), op)
        return found

    def _names(self, claims: list[dict[Place, Row]]) -> tuple[Names, Names]:
        """What everybody and everything is called, before and now."""
        rows = [row for one in claims for row in one.values()]
        people = {row[key] for row in rows for key in ("speaker_id", "by_id") if key in row}
        places = {row["source_id"] for row in rows if "source_id" in row}
        points = {row["point_id"] for row in rows if "point_id" in row}
        labels = {
            number: row["label"] for number, row in self._rows("rating_point", points).items()
        }
        speakers, sources = self._rows("speaker", people), self._rows("source", places)
        told = Names.of(speakers, sources, labels)
        if not (writing := writing_of(self._session)).speakers and not writing.sources:
            return told, told
        was = {
            kind: self._earlier(kind, rows)
            for kind, rows in (("speaker", speakers), ("source", sources))
        }
        for number, row in sources.items():  # what is hidden now is hidden in both
            if row.get("confidential_because"):
                was["source"][number] = row
        return Names.of(was["speaker"], was["source"], labels), told

    def _rows(self, name: str, ids: Iterable[int]) -> dict[int, Row]:
        table = logged_table(name)
        return {
            row.id: stored(table, dict(row._mapping))
            for part in _parts(ids)
            for row in self._connection.execute(select(table).where(table.c.id.in_(part)))
        }

    def _earlier(self, kind: str, rows: dict[int, Row]) -> dict[int, Row]:
        """Those of a kind as they were, with those that went with this transaction."""
        roots = {number: (kind, str(row["uid"])) for number, row in rows.items()}
        roots |= dict(self._gone(kind))
        logs = self._logs([*roots.values()])
        was = {number: logs[root].before.get((kind, number)) for number, root in roots.items()}
        return {
            number: row or rows[number] for number, row in was.items() if row or number in rows
        }

    def _gone(self, kind: str) -> Iterator[tuple[int, read.Root]]:
        for root, ops in _written(self._session, None):
            for op, table, row_id, _row in ops if root[0] == kind else ():
                if (op, table) == ("delete", kind):
                    yield row_id, root


def _was_public(rows: Mapping[Place, Row], number: int) -> bool:
    return is_public(rows.get(("claim", number)))


def _written(
    session: Session, roots: Collection[read.Root] | None
) -> Iterator[tuple[read.Root, list[Any]]]:
    """What this transaction wrote so far: of these roots, or all."""
    writing = writing_of(session)
    query = select(Change.root_kind, Change.root_uid, Change.payload)
    rows = session.connection().execute(query.where(Change.seq == writing.seq).order_by(Change.n))
    for kind, uid, payload in (*rows, *(writing.held or ())):
        if roots is None or (kind, uid) in roots:
            yield (kind, uid), json.loads(payload)


__all__ = ["changed", "declare", "require", "settle"]
