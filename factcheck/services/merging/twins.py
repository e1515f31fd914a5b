"""Appearances and evidence that are there twice after a merge: one of each stays.

Nothing is removed. The other one is withdrawn as the same, and what was about it is about
the one that stays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.errors import Conflict
from factcheck.history.record import now, stored_columns
from factcheck.models import Appearance, Evidence, Verdict, logged_table
from factcheck.services.merging.outcome import Merged

# What tells two items of evidence apart that say the same.
_OWN = {"id", "uid", "claim_id", "added_at", "added_by", "withdrawn_because"}
Ids = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Renamed:
    """Speakers and sources that are another one from now on."""

    speakers: Ids = field(default_factory=dict)
    sources: Ids = field(default_factory=dict)

    def identity(self, one: Appearance) -> tuple[Any, ...]:
        """What makes two appearances the same one."""
        return (
            self.speakers.get(one.speaker_id or 0, one.speaker_id),
            self.sources.get(one.source_id or 0, one.source_id),
            *(one.said_on, one.quote, one.locator),
        )


def of(found: Iterable[Appearance], renamed: Renamed = Renamed()) -> dict[int, int]:
    """Of appearances of one claim those that are the same as an earlier one, with that one."""
    first: dict[tuple[Any, ...], int] = {}
    twins: dict[int, int] = {}
    for one in found:
        if one.withdrawn_because is None:
            kept = first.setdefault(renamed.identity(one), one.id)
            if kept != one.id:
                twins[one.id] = kept
    return twins


def rule(
    session: Session, twins: Ids, done: Merged, *, keep: int | None, hint: Callable[..., str]
) -> None:
    """See that one attribution verdict stays in force for each appearance that stays.

    Raises Conflict where they differ and ``keep`` names no claim of these.
    """
    asked = {*twins, *twins.values()}
    query = select(Verdict).where(Verdict.appearance_id.in_(asked), Verdict.ended.is_(None))
    found: dict[int, list[Verdict]] = {}
    for one in session.scalars(query.order_by(Verdict.id)):
        about = one.appearance_id or 0
        found.setdefault(twins.get(about, about), []).append(one)
    for about, verdicts in found.items():
        verdicts.sort(key=lambda one: (one.appearance_id != about, one.id))
        settle(verdicts, done, keep=keep, what=f"whether it was said (a{about})", hint=hint)


def settle(
    verdicts: Sequence[Verdict],
    done: Merged,
    *,
    keep: int | None,
    what: str,
    hint: Callable[..., str],
) -> None:
    """Have one of these verdicts stay in force; the first where all say the same."""
    stays = next((one for one in verdicts if one.claim_id == keep), None)
    rest = [(one.verdict, one.point_id) for one in verdicts]
    if stays is None and len(set(rest)) > 1:
        told = ", ".join(f"{one.verdict} on claim {one.claim_id}" for one in verdicts)
        raise Conflict(f"the verdicts in force on {what} differ: {told}", hint=hint(verdicts))
    for one in verdicts:
        if one is not (stays or verdicts[0]):
            one.ended, one.ended_at = "superseded", now()
            one.ended_because = f"merged: that of claim {(stays or verdicts[0]).claim_id} stands"
            done.also.append(f"the verdict {one.verdict} of claim {one.claim_id} is superseded")


def join(session: Session, twins: Ids, done: Merged) -> None:
    """Withdraw the twins; what was about them is about the appearance that stays."""
    for twin, kept in twins.items():
        one, other = session.get_one(Appearance, twin), session.get_one(Appearance, kept)
        one.withdrawn_because = f"the same as a{kept}"
        other.archive_url = other.archive_url or one.archive_url
        done.also.append(f"appearance a{twin} is the same as a{kept}")
    about: tuple[Any, ...] = (Evidence, Verdict)
    for model in about:
        for row in session.scalars(select(model).where(model.appearance_id.in_(list(twins)))):
            row.appearance_id = twins[row.appearance_id or 0]


def once(items: Iterable[Evidence], done: Merged) -> None:
    """Of items of evidence on one claim that say the same the first stands."""
    names = [name for name in stored_columns(logged_table("evidence")) if name not in _OWN]
    first: dict[tuple[Any, ...], int] = {}
    for one in items:
        if one.withdrawn_because is not None:
            continue
        kept = first.setdefault(tuple(getattr(one, name) for name in names), one.id)
        if kept != one.id:
            one.withdrawn_because = f"the same as e{kept}"
            done.also.append(f"evidence e{one.id} is the same as e{kept}")
