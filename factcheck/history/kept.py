"""What the public was told stays: nothing rewrites a row of the ledger, or takes one out."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.errors import RuleBroken
from factcheck.history import read
from factcheck.history.record import stored, writing_of
from factcheck.models import logged_table

Written = Iterable[tuple[read.Root, list[Any]]]


def require_kept(session: Session, written: Written) -> None:
    """Raise RuleBroken where this transaction rewrote a correction, or took one out.

    It may go along where its claim is merged into another one, and go with its claim.
    """
    touched = {
        row_id: root
        for root, ops in written
        for op, table, row_id, _row in ops
        if table == "correction" and op != "insert"
    }
    if not touched:
        return
    before = _before(session, [*set(touched.values())])
    own, claim = logged_table("correction"), logged_table("claim")
    for row_id in sorted(touched.keys() & before.keys()):
        was = before[row_id]
        row = session.execute(select(own).where(own.c.id == row_id)).first()
        if row is not None:
            kept = {**stored(own, dict(row._mapping)), "claim_id": was["claim_id"]} == was
        else:
            held = select(claim.c.id).where(claim.c.id == was["claim_id"])
            kept = session.execute(held).first() is None
        if not kept:
            raise _stays(row_id, was["claim_id"])


def _before(session: Session, roots: list[read.Root]) -> dict[int, dict[str, Any]]:
    """The corrections of these roots as the log has them from before."""
    found: dict[int, dict[str, Any]] = {}
    own = logged_table("correction")
    for change in read.of_roots(session.connection(), roots, writing_of(session).seq - 1):
        for _op, table, row_id, row in json.loads(change.payload or "[]"):
            if table == "correction" and row is not None:
                found[row_id] = stored(own, {**dict.fromkeys(own.c.keys()), **row})
    return found


def _stays(row_id: int, claim: int) -> RuleBroken:
    return RuleBroken(
        f"c{row_id} is a correction, and what the public was told stays in the ledger",
        hint=f'if it was wrong: factcheck correct {claim} KIND --because "..." --notice "..."',
    )
