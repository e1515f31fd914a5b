"""What the rules look at: claims with all that hangs on them, so many at a time.

A fixed number of queries reads a batch, whatever its size and however many rules there are.
The rules themselves see no database.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from factcheck.models import (
    Appearance,
    Change,
    Claim,
    Entry,
    Evidence,
    Outreach,
    RatingPoint,
    Source,
    Speaker,
    Verdict,
    Waiver,
)
from factcheck.models.base import AnySelect

# How many claims are read at a time.
BATCH = 1000


@dataclass(slots=True)
class Facts:
    """A claim as the rules see it, on a day.

    ``appearances`` and ``outreach`` are the standing ones, ``verdicts`` those in force;
    ``evidence`` has the withdrawn items too, and ``withdrawn_at`` tells when.
    """

    claim: Any
    today: str
    appearances: list[Any] = field(default_factory=list)
    evidence: list[Any] = field(default_factory=list)
    verdicts: list[Any] = field(default_factory=list)
    outreach: list[Any] = field(default_factory=list)
    waivers: dict[str, Any] = field(default_factory=dict)
    withdrawn_at: Mapping[int, str] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The claim's number."""
        number: int = self.claim.id
        return number

    @property
    def verdict(self) -> Any:
        """The verdict in force on the content, or None."""
        return self.ruled(None)

    @property
    def first(self) -> Any:
        """The first standing appearance, or None."""
        return self.appearances[0] if self.appearances else None

    def ruled(self, about: int | None) -> Any:
        """The verdict in force on the content (None) or on an appearance."""
        return next((one for one in self.verdicts if one.appearance_id == about), None)

    def items(self, about: int | None = None) -> list[Any]:
        """The standing evidence on the content (None) or on an appearance."""
        return [
            one
            for one in self.evidence
            if one.appearance_id == about and one.withdrawn_because is None
        ]


def read(session: Session, ids: Iterable[int], today: str) -> list[Facts]:
    """These claims as the rules see them, by id. Those that are not here are left out."""
    wanted = list(ids)
    rows = session.execute(_claims().where(Claim.id.in_(wanted)).order_by(Claim.id))
    found = {row.id: Facts(row, today) for row in rows}
    for name, query in _HANGING.items():
        for row in session.execute(query.where(query.selected_columns.claim_id.in_(wanted))):
            if row.claim_id in found:
                getattr(found[row.claim_id], name).append(row)
    waived = select(Waiver.claim_id, Waiver.rule, Waiver.reason, Waiver.waived_by).where(
        Waiver.claim_id.in_(wanted), Waiver.lifted_because.is_(None)
    )
    for row in session.execute(waived):
        if row.claim_id in found:
            found[row.claim_id].waivers[row.rule] = row
    _withdrawals(session, found)
    return list(found.values())


def _claims() -> AnySelect:
    return select(
        *(Claim.id, Claim.uid, Claim.text, Claim.context, Claim.language),
        *(Claim.stage, Claim.published_at),
    )


def _of_source() -> tuple[Any, ...]:
    return (
        Source.kind.label("source_kind"),
        Source.title.label("source_title"),
        Source.url.label("source_url"),
        Source.canonical_url.label("source_canonical"),
        Source.archive_url.label("source_archive"),
        Source.confidential_because.label("source_confidential"),
    )


_HANGING: dict[str, AnySelect] = {
    "appearances": select(
        *(Appearance.id, Appearance.claim_id, Appearance.speaker_id, Appearance.source_id),
        *(Appearance.said_on, Appearance.quote, Appearance.locator, Appearance.archive_url),
        *(Speaker.name.label("speaker"), Speaker.kind.label("speaker_kind"), *_of_source()),
    )
    .outerjoin(Speaker, Speaker.id == Appearance.speaker_id)
    .outerjoin(Source, Source.id == Appearance.source_id)
    .where(Appearance.withdrawn_because.is_(None))
    .order_by(Appearance.claim_id, Appearance.id),
    "evidence": select(
        *(Evidence.id, Evidence.claim_id, Evidence.appearance_id, Evidence.stance),
        *(Evidence.source_id, Evidence.by_id, Evidence.quote, Evidence.locator, Evidence.note),
        *(Evidence.retrieved_on, Evidence.rank, Evidence.confidential, Evidence.archive_url),
        *(Evidence.independence_group, Evidence.added_at, Evidence.withdrawn_because),
        *(Speaker.name.label("by"), *_of_source()),
    )
    .outerjoin(Speaker, Speaker.id == Evidence.by_id)
    .outerjoin(Source, Source.id == Evidence.source_id)
    .order_by(Evidence.claim_id, Evidence.id),
    "verdicts": select(
        *(Verdict.id, Verdict.claim_id, Verdict.appearance_id, Verdict.verdict, Verdict.reason),
        *(Verdict.text_sha256, Verdict.ruled_at),
        *(RatingPoint.label.label("rating"), RatingPoint.verdict.label("rated")),
    )
    .outerjoin(RatingPoint, RatingPoint.id == Verdict.point_id)
    .where(Verdict.ended.is_(None))
    .order_by(Verdict.claim_id, Verdict.id),
    "outreach": select(
        *(Outreach.id, Outreach.claim_id, Outreach.whom, Outreach.speaker_id),
        *(Outreach.asked_on, Outreach.deadline, Outreach.answered_on),
    )
    .where(Outreach.withdrawn_because.is_(None))
    .order_by(Outreach.claim_id, Outreach.id),
}


def _withdrawals(session: Session, found: Mapping[int, Facts]) -> None:
    """When evidence was withdrawn: only the log knows. Asked of claims alone where it matters."""
    asked = {
        one.claim.uid: one
        for one in found.values()
        if one.verdicts and any(item.withdrawn_because is not None for item in one.evidence)
    }
    if not asked:
        return
    query = (
        select(Change.root_uid, Entry.at, Change.payload)
        .join(Entry, Entry.seq == Change.seq)
        .where(
            tuple_(Change.root_kind, Change.root_uid).in_([("claim", uid) for uid in asked]),
            Change.payload.is_not(None),
        )
        .order_by(Change.seq, Change.n)
    )
    when: dict[str, dict[int, str]] = {uid: {} for uid in asked}
    stood: set[int] = set()
    for uid, at, payload in session.execute(query):
        for item, op, withdrawn in _evidence(payload):
            if not withdrawn:
                stood.add(item)
                when[uid].pop(item, None)
            elif op == "update" and item in stood:
                stood.discard(item)
                when[uid][item] = at
    for uid, facts in asked.items():
        facts.withdrawn_at = when[uid]


def _evidence(payload: Any) -> Iterator[tuple[int, str, bool]]:
    for op, table, row_id, row in json.loads(payload):
        if table == "evidence" and row is not None:
            yield row_id, op, "withdrawn_because" in row
