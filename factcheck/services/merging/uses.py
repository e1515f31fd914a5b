"""Where speakers and sources are used: all of it goes over to the ones that stay."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from factcheck.models import Appearance, Evidence, Outreach, Verdict
from factcheck.models.base import AnySelect
from factcheck.services.merging import twins
from factcheck.services.merging.outcome import Merged
from factcheck.services.merging.twins import Renamed


def rename(session: Session, renamed: Renamed, done: Merged) -> None:
    """Have appearances, evidence and outreach name the speakers and sources that stay.

    Appearances of a claim that become the same one are joined. Raises Conflict where the
    verdicts on them differ.
    """
    touched = [*_claims(session, renamed)]
    same: dict[int, int] = {}
    for found in _by_claim(session, Appearance, touched):
        same |= twins.of(found, renamed)
    twins.rule(session, same, done, keep=None, hint=_withdraw)
    session.flush()
    with session.no_autoflush:
        twins.join(session, same, done)
        for row in session.scalars(_using(Appearance, renamed)):
            row.speaker_id = renamed.speakers.get(row.speaker_id or 0, row.speaker_id)
            row.source_id = renamed.sources.get(row.source_id or 0, row.source_id)
            done.count("appearance")
        for item in session.scalars(_using(Evidence, renamed)):
            item.by_id = renamed.speakers.get(item.by_id or 0, item.by_id)
            item.source_id = renamed.sources.get(item.source_id or 0, item.source_id)
            done.count("evidence")
        query = select(Outreach).where(Outreach.speaker_id.in_(list(renamed.speakers)))
        for asked in session.scalars(query.order_by(Outreach.id)):
            asked.speaker_id = renamed.speakers.get(asked.speaker_id or 0)
            done.count("outreach")
    session.flush()
    for items in _by_claim(session, Evidence, touched):
        twins.once(items, done)
    session.flush()


def _using(model: Any, renamed: Renamed, *what: Any) -> AnySelect:
    """The rows that name one of these speakers or sources."""
    who = model.speaker_id if model is Appearance else model.by_id
    query = select(*(what or (model,))).where(
        or_(who.in_(list(renamed.speakers)), model.source_id.in_(list(renamed.sources)))
    )
    return query.order_by(model.id)


def _claims(session: Session, renamed: Renamed) -> dict[int, None]:
    """The claims on which something hangs that is renamed."""
    found: dict[int, None] = {}
    for model in (Appearance, Evidence):
        found |= dict.fromkeys(session.scalars(_using(model, renamed, model.claim_id)))
    return dict.fromkeys(sorted(found))


BATCH = 1000


def _by_claim(session: Session, model: Any, claim_ids: Sequence[int]) -> Iterator[list[Any]]:
    """What hangs on these claims, claim by claim, oldest first."""
    for at in range(0, len(claim_ids), BATCH):
        query = select(model).where(model.claim_id.in_(claim_ids[at : at + BATCH]))
        rows = session.scalars(query.order_by(model.claim_id, model.id))
        for _claim, found in groupby(rows.all(), key=lambda row: row.claim_id):
            yield list(found)


def _withdraw(verdicts: Sequence[Verdict]) -> str:
    last = verdicts[-1]
    return (
        f"factcheck verdict {last.claim_id} --appearance a{last.appearance_id} "
        '--withdraw --because "..." takes one of them back'
    )
