"""Claims that say the same: one stays, with everything that is known of the others."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from factcheck.errors import RuleBroken
from factcheck.history.record import add as new
from factcheck.models import (
    Appearance,
    Claim,
    ClaimAlias,
    ClaimTag,
    Correction,
    Evidence,
    Note,
    Outreach,
    Relation,
    Review,
    Verdict,
    Waiver,
)
from factcheck.services import claims, relations
from factcheck.services.merging import twins
from factcheck.services.merging.outcome import Merged, begin

# What hangs on a claim and simply moves, in an order in which nobody is left behind.
_MOVING: tuple[Any, ...] = (
    *(Appearance, Evidence, Verdict, Review, Note, Correction, Outreach, Waiver),
)
# How far the work is: what was dropped counts least, what was published most.
_FAR = ("dropped", "new", "checking", "review", "published")


def merge(
    session: Session,
    merged: Sequence[Claim],
    into: Claim,
    *,
    keep: Claim | None = None,
    bare: bool = False,
) -> Merged:
    """Merge claims into another one; ``keep`` is the claim whose verdicts stay in force.

    ``bare``: what hangs on them goes over, but the one that stays is known as it is.
    Raises RuleBroken for a claim with itself or one that was merged before, Conflict
    where verdicts in force differ and nobody said whose stay.
    """
    done = begin("claim", merged, into)
    gone = [session.get_one(Claim, one) for one in done.merged]
    if keep is not None and keep not in (into, *gone):
        raise RuleBroken(f"claim {keep.id} is none of those that are merged")
    ids = [into.id, *done.merged]
    _rule(session, ids, done, keep.id if keep else None)
    same = twins.of(_of_claims(session, Appearance, ids))
    whose = keep.id if keep else None
    twins.rule(session, same, done, keep=whose, hint=_keep)
    _unrelate(session, ids, done)
    _waived_once(session, ids, done)
    session.flush()
    with session.no_autoflush:
        twins.join(session, same, done)
        _move(session, gone, into, done)
        if not bare:
            _work(gone, into)
    session.flush()
    twins.once(_of_claims(session, Evidence, ids), done)
    if not bare:
        _also_known_as(session, gone, into, done)
    for one in (*gone, into):
        claims.refresh(session, one)
    return done


def _of_claims(session: Session, model: Any, ids: Sequence[int]) -> list[Any]:
    """What hangs on these claims: that of the first one first, each by its age."""
    found = session.scalars(select(model).where(model.claim_id.in_(ids)).order_by(model.id))
    return sorted(found, key=lambda row: (ids.index(row.claim_id), row.id))


def _keep(verdicts: Sequence[Verdict]) -> str:
    ids = dict.fromkeys(one.claim_id for one in verdicts)
    return " or ".join(f"--keep {one}" for one in ids) + " says whose stays"


def _rule(session: Session, ids: Sequence[int], done: Merged, keep: int | None) -> None:
    """One verdict on the content stays in force."""
    found = [
        one
        for one in _of_claims(session, Verdict, ids)
        if one.ended is None and one.appearance_id is None
    ]
    if found:
        twins.settle(found, done, keep=keep, what="the content", hint=_keep)


def _waived_once(session: Session, ids: Sequence[int], done: Merged) -> None:
    """Of waivers of one rule the first one stands."""
    first: dict[str, int] = {}
    for one in _of_claims(session, Waiver, ids):
        if one.lifted_because is None and first.setdefault(one.rule, one.claim_id) != one.claim_id:
            one.lifted_because = f"merged: claim {first[one.rule]} has this waiver"
            done.also.append(f"the waiver of {one.rule} for claim {one.claim_id} is lifted")


def _unrelate(session: Session, ids: Sequence[int], done: Merged) -> None:
    """Withdraw relations that would be of a claim with itself, or a second one of a kind."""
    into = ids[0]
    held: set[tuple[int, int, str]] = set()
    found = relations.standing(session, list(ids))
    for one in sorted(found, key=lambda one: (into not in (one.claim_id, one.other_id), one.id)):
        claim, other = (into if end in ids else end for end in (one.claim_id, one.other_id))
        told = f"claim {one.claim_id} {one.kind} claim {one.other_id}"
        ends = (other, claim, one.kind) if one.kind in relations.ONE_WAY else None
        if claim == other:
            one.withdrawn_because = f"merged: both are claim {into}"
            done.also.append(f"{told} is withdrawn: both are one")
        elif (claim, other, one.kind) in held or ends in held:
            one.withdrawn_because = f"merged: claim {into} has this relation already"
            done.also.append(f"{told} is withdrawn: it is there already")
        held.add((claim, other, one.kind))


def _move(session: Session, gone: list[Claim], into: Claim, done: Merged) -> None:
    """Have everything hang on the claim that stays. All at once: the log follows row by row."""
    ids = [one.id for one in gone]
    for model in _MOVING:
        for row in _of_claims(session, model, ids):
            row.claim_id = into.id
            done.count(model.__tablename__)
    _relations(session, ids, into, done)
    _tags(session, ids, into, done)
    _wordings(session, ids, into, done)
    for one in gone:
        one.merged_into = into.id


def _relations(session: Session, ids: list[int], into: Claim, done: Merged) -> None:
    query = select(Relation).where(or_(Relation.claim_id.in_(ids), Relation.other_id.in_(ids)))
    for row in session.scalars(query.order_by(Relation.id)):
        ends = [into.id if end in ids else end for end in (row.claim_id, row.other_id)]
        if ends[0] != ends[1]:
            row.claim_id, row.other_id = ends
            done.count("relation")


def _tags(session: Session, ids: list[int], into: Claim, done: Merged) -> None:
    """One row for each tag; it counts where any of the claims bears it."""
    held = {row.tag_id: row for row in _of_claims(session, ClaimTag, [into.id])}
    for row in _of_claims(session, ClaimTag, ids):
        if row.removed:
            continue
        mine = held.get(row.tag_id)
        if mine is None:
            row.claim_id = into.id
            held[row.tag_id] = row
            done.count("claim_tag")
        else:
            mine.removed, row.removed = 0, 1


def _wordings(session: Session, ids: list[int], into: Claim, done: Merged) -> None:
    """Other wordings move, but for those by which the claim is known already."""
    known = {into.text_key, *(one.text_key for one in _known_as(session, into))}
    for row in _of_claims(session, ClaimAlias, ids):
        if row.removed:
            continue
        if row.text_key in known:
            row.removed = 1
            continue
        known.add(row.text_key)
        row.claim_id = into.id
        done.count("claim_alias")


def _known_as(session: Session, claim: Claim) -> list[ClaimAlias]:
    return [one for one in _of_claims(session, ClaimAlias, [claim.id]) if not one.removed]


def _work(gone: list[Claim], into: Claim) -> None:
    """Work of ours goes on: on what is tracked, as far as it is, as urgent and as soon."""
    ours = [one for one in (into, *gone) if one.tracked]
    if not ours:
        return
    into.tracked = 1
    into.stage = max((one.stage for one in ours), key=_FAR.index)
    into.priority = max(one.priority for one in ours)
    for name in ("why", "assignee", "recheck_every"):
        setattr(into, name, next((told for one in ours if (told := getattr(one, name))), None))
    into.due_on = min((one.due_on for one in ours if one.due_on), default=None)
    into.rechecked_at = max((one.rechecked_at for one in ours if one.rechecked_at), default=None)
    if into.published_at is None:  # once set it stays
        into.published_at = min(
            (one.published_at for one in ours if one.published_at), default=None
        )
    worth = [one.worth for one in ours if one.worth is not None]
    into.worth = max(worth, default=None)


def _also_known_as(session: Session, gone: list[Claim], into: Claim, done: Merged) -> None:
    """The texts of the others are other wordings of the claim that stays."""
    known = {into.text_key, *(one.text_key for one in _known_as(session, into))}
    for one in gone:
        if one.text_key not in known:
            known.add(one.text_key)
            new(session, ClaimAlias(claim_id=into.id, text=one.text))
            done.count("claim_alias")
    session.flush()
