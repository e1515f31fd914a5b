"""The ledger of corrections: what was changed after publication, why, and what the public is told.

``declare`` names the correction under which a transaction changes something published; the
row, with what the public read before and after, is written when the transaction ends
(``factcheck.history.ledger``), and without it nothing published changes.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck.days import partial_date
from factcheck.errors import RuleBroken
from factcheck.fitness import CorrectionPage, CorrectionView
from factcheck.history import ledger
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import Claim, Correction
from factcheck.models.base import AnySelect
from factcheck.pages import of
from factcheck.records import CorrectionRecord, word
from factcheck.vocabulary import CORRECTIONS

# Later than any time of a day, in the C collation.
_END = "~"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which corrections a list holds: of one claim, of a kind, made since or until a date."""

    claim: int | None = None
    kind: str | None = None
    since: str | None = None
    until: str | None = None
    noticed: bool = False


def declare(session: Session, record: CorrectionRecord, *, perhaps: bool = False) -> None:
    """Say that this transaction corrects what is published: of which kind, why, with what notice.

    When it ends, every published claim of which the public reads something else gets its row
    in the ledger. RuleBroken is raised then where nothing of that sort was changed, or where
    the kind says otherwise than the verdict; ``perhaps`` raises for neither, for work that
    must be done whatever it touches.
    """
    ledger.declare(session, record, perhaps=perhaps)


def add(session: Session, claim: Claim, record: CorrectionRecord, *, by: str) -> Correction:
    """A correction that changes nothing stored: of the published article itself.

    Raises RuleBroken for a claim that was never published, or for a changed verdict.
    """
    if claim.published_at is None:
        raise RuleBroken(
            f"claim {claim.id} was never published: there is nothing to correct",
            hint=f"factcheck edit {claim.id}",
        )
    if record.kind == "changes-verdict":
        raise RuleBroken(
            "a verdict changes by a new verdict",
            hint=f"factcheck verdict {claim.id} VERDICT --correction changes-verdict "
            '--notice "..." --because "..."',
        )
    made = new(
        session,
        Correction(
            claim_id=claim.id,
            kind=record.kind,
            reason=record.reason,
            notice=record.notice,
            made_at=now(),
            made_by=by,
        ),
    )
    session.flush()
    return made


def view(session: Session, correction: Correction) -> CorrectionView:
    """One correction as it is printed."""
    return _views(session, _query().where(Correction.id == correction.id))[0]


def of_claim(session: Session, claim: Claim) -> list[CorrectionView]:
    """The corrections of a claim, the newest first."""
    return _views(session, _query().where(Correction.claim_id == claim.id))


def page(
    session: Session, wanted: Wanted, *, limit: int | None = 20, after: int | None = None
) -> CorrectionPage:
    """Corrections, the newest first; ``after`` is the last id seen.

    Raises InvalidInput for a bad date, Usage for an unknown kind.
    """
    query = _narrowed(_query(), wanted)
    counted = _narrowed(select(func.count()).select_from(Correction), wanted)
    if after is not None:
        query = query.where(Correction.id < after)
    rows = _views(session, query.limit(None if limit is None else limit + 1))
    more = limit is not None and len(rows) > limit
    rows = rows[:limit] if more else rows
    return CorrectionPage(
        tuple(rows), session.scalar(counted) or 0, rows[-1].id if more and rows else None
    )


def _query() -> AnySelect:
    query = select(Correction, Claim.text).join(Claim, Claim.id == Correction.claim_id)
    return query.order_by(Correction.id.desc())


def _narrowed(query: AnySelect, wanted: Wanted) -> AnySelect:
    if wanted.claim is not None:
        query = query.where(Correction.claim_id == wanted.claim)
    if wanted.kind is not None:
        kind = word(wanted.kind, CORRECTIONS, "kind of correction")
        query = query.where(Correction.kind == kind)
    if wanted.since is not None:
        query = query.where(Correction.made_at >= partial_date(wanted.since, "since"))
    if wanted.until is not None:
        until = partial_date(wanted.until, "until")
        query = query.where(Correction.made_at <= until + _END)
    if wanted.noticed:
        query = query.where(Correction.notice.is_not(None))
    return query


def _views(session: Session, query: AnySelect) -> list[CorrectionView]:
    return [
        of(CorrectionView, one, claim=one.claim_id, text=wording)
        for one, wording in session.execute(query)
    ]
