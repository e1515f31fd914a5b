"""Records that were merged into another one, there or here: what becomes of their lines."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from factcheck import bulk, services
from factcheck.errors import Conflict, RuleBroken
from factcheck.exchange import lines
from factcheck.exchange.inserting import Numbers
from factcheck.exchange.outcome import Outcome
from factcheck.formats.base import Found
from factcheck.formats.shape import CHILDREN, MERGED, Line, content_hash
from factcheck.history import ledger
from factcheck.history.record import Op, writing_of
from factcheck.models import all_models
from factcheck.services import redirects
from factcheck.shaped import plain

if TYPE_CHECKING:
    from factcheck.exchange.settling import Exchange, References

T = TypeVar("T")


def groups(kind: str, found: list[Found]) -> Iterator[list[Found]]:
    """The lines in pieces in which none was merged into another one of the same piece."""
    if kind not in MERGED or not any(one.record.merged_into for one in found):
        yield found
        return
    group: list[Found] = []
    held: set[str] = set()
    for one in found:
        if one.record.merged_into in held:
            yield group
            group, held = [], set()
        group.append(one)
        held.add(one.record.uid)
    yield group


def leading(session: Session, kind: str, ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Of the records of these ids those that were merged: id and uid of the one that stands."""
    if kind not in MERGED:
        return {}
    own = lines.table(kind)
    found: dict[int, tuple[int, str]] = {}
    for part in lines.parts(ids):
        query = select(own.c.id).where(own.c.id.in_(part), own.c.merged_into.is_not(None))
        for row_id in session.scalars(query).all():
            stands = _standing(session, kind, row_id)
            found[row_id] = stands.id, stands.uid
    return found


def _standing(session: Session, kind: str, row_id: int) -> Any:
    asked: Any = session.get_one(all_models()[kind], row_id)
    return redirects.standing(session, asked)


def settle(
    session: Session,
    add: Callable[..., list[Op]],
    into: int,
    mine: Line,
    one: Found,
    refs: "References",
) -> Outcome:
    """A line of what was merged here: what is new on a claim goes to the one that stands."""
    there = plain(one.record)
    kind = mine["type"]
    claim = into if kind == "claim" else None
    if content_hash(mine) == content_hash(there) or "merged_into" in there:
        return Outcome(one.place, "unchanged", claim=claim)
    told = f"merged into {services.redirects.name(kind, into)} here"
    if kind != "claim":
        return Outcome(one.place, "unchanged", told)
    numbers, said, ops = Numbers(session), dict[str, int](), list[Op]()
    for key, child in CHILDREN.items():
        rows = list(_unknown(session, child, there.get(key, [])))
        ops += add(session, child, into, rows, refs, said, numbers)
    if not ops:
        return Outcome(one.place, "unchanged", told, claim=claim)
    try:
        tried(session, lambda: _added(session, into, ops))
    except RuleBroken as rule:
        return Outcome(one.place, "refused", untold(rule), claim=claim, raw=one.raw)
    except IntegrityError:
        reason = f"{told}, where what is new in it cannot stand beside what is there"
        return Outcome(one.place, "refused", reason, claim=claim, raw=one.raw)
    numbers.used_by(ops)
    return Outcome(one.place, "updated", told, claim=claim)


def _added(session: Session, claim: int, ops: list[Op]) -> None:
    bulk.apply(session, ops)
    ledger.require(session, [claim])


def untold(rule: RuleBroken) -> str:
    """Why a record is refused that would change what is published, without a correction."""
    return f"{rule.message}; no correction of it comes with this record"


def _unknown(session: Session, child: str, told: list[Line]) -> Iterator[Line]:
    own = lines.table(child)
    uids = [row["uid"] for row in told]
    held = set(session.scalars(select(own.c.uid).where(own.c.uid.in_(uids)))) if uids else set()
    yield from (row for row in told if row["uid"] not in held)


def merge(session: Session, exchange: "Exchange", one: Found) -> Outcome:
    """A record of theirs that was merged into another one: what hangs on ours goes over.

    What is known of the one that stays its own line has told.
    """
    kind = one.record["kind"]
    own = lines.table(kind)
    uids = [exchange.here(one.record[name]) for name in ("uid", "into")]
    query = select(own.c.uid, own.c.id).where(own.c.uid.in_(uids))
    found = {row.uid: row.id for row in session.execute(query)}
    if len(found) < len(set(uids)):
        return Outcome(one.place, "refused", f"merges a {kind} that is not here", raw=one.raw)
    gone: Any = session.get_one(all_models()[kind], found[uids[0]])
    into = _standing(session, kind, found[uids[1]])
    stands = redirects.standing(session, gone)
    if stands is into:
        return Outcome(one.place, "unchanged")
    if stands is not gone:
        told = services.redirects.name(kind, stands.id)
        return Outcome(one.place, "refused", f"was merged into {told} here", raw=one.raw)
    try:
        tried(session, lambda: _merge(session, kind, gone, into, keep=exchange.prefer))
    except RuleBroken as rule:
        return Outcome(one.place, "refused", untold(rule), raw=one.raw)
    except Conflict as conflict:
        return Outcome(one.place, "refused", conflict.message, raw=one.raw)
    return Outcome(one.place, "updated")


def _merge(session: Session, kind: str, gone: Any, into: Any, *, keep: str | None) -> None:
    merging = services.merging
    if kind == "claim":
        merging.claims.merge(session, [gone], into, keep=into if keep else None, bare=True)
    elif kind == "speaker":
        merging.speakers.merge(session, [gone], into, bare=True)
    else:
        merging.sources.merge(session, [gone], into, bare=True)
    ledger.require(session, [gone.id, into.id] if kind == "claim" else None)


def tried(session: Session, does: Callable[[], T]) -> T:
    """Do it, or leave nothing of it: neither rows nor changes that wait for the seal."""
    writing = writing_of(session)
    before = len(writing.held or ())
    try:
        with session.begin_nested():
            return does()
    except (Conflict, IntegrityError):
        if writing.held is not None:
            del writing.held[before:]
        raise
