"""Entries that merged records, in words: the deed once, not every row that went over."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.history import read
from factcheck.history.read import LogEntry, RowChange
from factcheck.models import Change
from factcheck.services import redirects

KINDS = ("claim", "speaker", "source")
# Where a row hangs and what it names: what a merge changes of rows that go over.
_PLACES = {"claim_id", "other_id", "appearance_id", "speaker_id", "by_id", "source_id"}
BATCH = 500
Name = Callable[[str, int], str]


def is_one(change: RowChange) -> bool:
    """Whether this is a record that was merged into another one."""
    if change.table not in KINDS or change.before is None or change.after is None:
        return False
    return "merged_into" in change.after and "merged_into" not in change.before


def whole(session: Session, entries: list[LogEntry], root: read.Root | None) -> list[LogEntry]:
    """With the records that they merged those of the entries that were read for one root."""
    if root is None:
        return entries
    merging = _merging(session, [one.seq for one in entries])
    return [_whole(session, one, root) if one.seq in merging else one for one in entries]


def _whole(session: Session, entry: LogEntry, root: read.Root) -> LogEntry:
    (found,) = read.entries(session.connection(), seq=entry.seq)
    changes = (one for one in found.changes if one.root == root or is_one(one))
    return replace(found, changes=tuple(changes))


def _merging(session: Session, seqs: list[int]) -> set[int]:
    """The entries among these whose rows tell of a merge."""
    found: set[int] = set()
    for at in range(0, len(seqs), BATCH):
        query = select(Change.seq).where(
            Change.seq.in_(seqs[at : at + BATCH]),
            Change.root_kind.in_(KINDS),
            Change.payload.contains('"merged_into":', autoescape=True),
        )
        found |= set(session.scalars(query))
    return found


def told(changes: Iterable[RowChange], name: Name) -> tuple[list[str], list[RowChange]]:
    """The deeds in words, and the changes that are still to be told."""
    listed = list(changes)
    merged = [one for one in listed if is_one(one)]
    if not merged:
        return [], listed
    gone = {one.root for one in merged}
    rest = [one for one in listed if one.root not in gone and not _went_over(one)]
    return [_sentence(one, name) for one in merged], rest


def _went_over(change: RowChange) -> bool:
    before, after = change.before, change.after
    if before is None or after is None:
        return False
    return {key for key in {**before, **after} if before.get(key) != after.get(key)} <= _PLACES


def _sentence(change: RowChange, name: Name) -> str:
    into = (change.after or {})["merged_into"]
    if change.table == "claim":
        return f"merged claim {change.id} into claim {into}"
    one, other = (redirects.name(change.table, row_id) for row_id in (change.id, into))
    return (
        f"merged {one}, {name(change.table, change.id)}, into {other}, {name(change.table, into)}"
    )
