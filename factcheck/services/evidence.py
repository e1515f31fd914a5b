"""Evidence: what bears on a claim, with its stance, and never lost."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.errors import Conflict, NotFound, RuleBroken, Usage
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import Claim, Evidence, Source, Speaker
from factcheck.records import EvidenceRecord, stored_text
from factcheck.services import appearances, sources, speakers
from factcheck.views import EvidenceView, of

_PLAIN = ("stance", "note", "quote", "locator", "retrieved_on", "rank", "independence_group")
FIELDS = (*_PLAIN, "source", "by", "confidential", "confidential_because")


def get(session: Session, evidence_id: int) -> Evidence:
    """The item of this id, withdrawn or not. Raises NotFound."""
    found = session.get(Evidence, evidence_id)
    if found is None:
        raise NotFound(f"there is no evidence e{evidence_id}")
    return found


def mark(session: Session, claim: Claim, record: EvidenceRecord, *, by: str) -> Evidence:
    """Put an item of evidence on a claim, or on one of its appearances.

    ``by`` is who marks it; the record's own ``by`` is the speaker who says so.
    Raises Conflict for an item that is there already.
    """
    about = appearances.asked(session, claim, said=record.said, number=record.appearance)
    consulted = sources.resolve(session, record.source) if record.source else None
    speaker = speakers.resolve(session, record.by) if record.by else None
    made = Evidence(
        claim_id=claim.id,
        appearance_id=about.id if about else None,
        by_id=speaker.id if speaker else None,
        source_id=consulted.source.id if consulted else None,
        archive_url=consulted.archive_url if consulted else None,
        confidential=int(record.confidential),
        confidential_because=record.confidential_because,
        added_at=now(),
        added_by=by,
        **{name: getattr(record, name) for name in _PLAIN},
    )
    _require_new(session, made)
    new(session, made)
    session.flush()
    return made


def _require_new(session: Session, made: Evidence) -> None:
    names = ("appearance_id", "stance", "by_id", "source_id", "note", "quote", "locator")
    query = select(Evidence).where(
        Evidence.claim_id == made.claim_id, Evidence.withdrawn_because.is_(None)
    )
    for one in session.scalars(query):
        if all(getattr(one, name) == getattr(made, name) for name in names):
            raise Conflict(f"claim {made.claim_id} has this evidence already: e{one.id}")


def edit(session: Session, item: Evidence, changes: Mapping[str, str]) -> bool:
    """Set some fields of an item ("" clears an optional one; confidential: yes or no).

    A reason why it is confidential marks it so; "no" takes the reason away, too.

    False when nothing changed. Raises RuleBroken for a withdrawn item.
    """
    _require_standing(item)
    before = view(session, item)
    record = _merged(before, changes)
    for name in _PLAIN:
        setattr(item, name, getattr(record, name))
    item.confidential = int(record.confidential)
    item.confidential_because = record.confidential_because
    if "source" in changes:
        consulted = sources.resolve(session, record.source) if record.source else None
        item.source_id = consulted.source.id if consulted else None
        item.archive_url = consulted.archive_url if consulted else None
    if "by" in changes:
        item.by_id = speakers.resolve(session, record.by).id if record.by else None
    session.flush()
    return before != view(session, item)


def _merged(before: EvidenceView, changes: Mapping[str, str]) -> EvidenceRecord:
    """The item as it is to be, checked like a new one."""
    values = {name: getattr(before, name) for name in (*_PLAIN, "by")}
    values["source"] = f"s{before.source}" if before.source else None
    values["confidential_because"] = before.confidential_because
    values |= {name: told or None for name, told in changes.items() if name != "confidential"}
    values["stance"] = changes.get("stance", before.stance)
    confidential = before.confidential
    if "confidential" in changes:
        confidential = changes["confidential"] == "yes"
        if not confidential and changes.get("confidential_because"):
            raise Usage("--confidential no and a reason why it is confidential: only one can hold")
        values["confidential_because"] = values["confidential_because"] if confidential else None
    return EvidenceRecord(**values, confidential=confidential)


def _require_standing(item: Evidence) -> None:
    if item.withdrawn_because is not None:
        raise RuleBroken(f"evidence e{item.id} was withdrawn")


def withdraw(session: Session, item: Evidence, because: str) -> None:
    """Withdraw an item, with a reason: it no longer counts, and stays on file."""
    _require_standing(item)
    item.withdrawn_because = stored_text(because, "the reason")
    session.flush()


def views(session: Session, condition: object) -> list[EvidenceView]:
    """Items that meet a condition, oldest first, in one query."""
    query = (
        select(Evidence, Speaker.name, Source.title, Source.url, Source.confidential_because)
        .outerjoin(Speaker, Speaker.id == Evidence.by_id)
        .outerjoin(Source, Source.id == Evidence.source_id)
        .where(condition)  # type: ignore[arg-type]
        .order_by(Evidence.id)
    )
    return [
        of(
            EvidenceView,
            item,
            claim=item.claim_id,
            about="attribution" if item.appearance_id else "content",
            appearance=item.appearance_id,
            by=by,
            source=item.source_id,
            source_title=title,
            source_url=url,
            source_confidential=secret,
            confidential=bool(item.confidential),
        )
        for item, by, title, url, secret in session.execute(query)
    ]


def view(session: Session, item: Evidence) -> EvidenceView:
    """One item as it is printed."""
    return views(session, Evidence.id == item.id)[0]


def status(session: Session, claim: Claim, appearance_id: int | None) -> str:
    """The evidence status now: of the content, or of an appearance."""
    if appearance_id is None:
        return claim.evidence_status
    if appearance_id == claim.appearance_id:
        return claim.attribution_status
    counts = [
        one.stance
        for one in views(session, Evidence.appearance_id == appearance_id)
        if one.withdrawn_because is None
    ]
    return status_of(counts)


def status_of(stances: list[str]) -> str:
    """The evidence status that these stances make: the first that fits."""
    held = set(stances)
    if not held:
        return "none"
    if "mixed" in held or {"supports", "refutes"} <= held:
        return "conflicting"
    for stance, name in (("supports", "supporting"), ("refutes", "refuting")):
        if stance in held:
            return f"{name}, disputed" if "disputes" in held else name
    return "disputed" if "disputes" in held else "inconclusive"
