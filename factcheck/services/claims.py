"""Claims: added with their first appearance, edited with a reason, never the same one twice."""

import shlex
from collections.abc import Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.derived import derive
from factcheck.errors import Conflict, NotFound, RuleBroken
from factcheck.history.record import add as new
from factcheck.history.record import now, recording
from factcheck.models import Appearance, Claim, ClaimAlias, Speaker
from factcheck.records import AppearanceRecord, ClaimRecord, language, priority, stored_text
from factcheck.services import appearances, redirects, speakers, tags

EDITABLE = ("text", "context", "language", "priority", "why")


def get(session: Session, claim_id: int) -> Claim:
    """The claim of this id, or the one it was merged into. Raises NotFound."""
    found = redirects.follow(session, session.get(Claim, claim_id) if claim_id < 2**31 else None)
    if found is None:
        raise NotFound(f"there is no claim {claim_id}", hint="factcheck list shows the claims")
    return found


def add(session: Session, record: ClaimRecord, *, by: str, force: bool = False) -> Claim:
    """Add a claim with its first appearance and tags.

    Raises Conflict when the same text is there already, by this speaker or by
    another, unless ``force``; the hint is what to type instead.
    """
    speaker = speakers.resolve(session, record.speaker) if record.speaker else None
    if not force:
        _require_new(session, record, speaker)
    claim = new(
        session,
        Claim(
            text=record.text,
            context=record.context,
            language=record.language,
            priority=record.priority,
            why=record.why,
            added_at=now(),
            added_by=by,
        ),
    )
    if record.appearance:
        appearances.put(session, claim, record.appearance, by=by)
    tags.put(session, claim, record.tags)
    refresh(session, claim)
    return claim


def same_text(session: Session, wording: str, but: int | None = None) -> list[Claim]:
    """Claims of the same words, oldest first; case, accents, spacing and quote marks aside."""
    key = text.key(wording)
    aliases = select(ClaimAlias.claim_id).where(
        ClaimAlias.text_key == key, ClaimAlias.removed == 0
    )
    query = (
        select(Claim)
        .where(or_(Claim.text_key == key, Claim.id.in_(aliases)), Claim.merged_into.is_(None))
        .order_by(Claim.id)
    )
    return [claim for claim in session.scalars(query) if claim.id != but]


def said_before(session: Session, record: ClaimRecord) -> Claim | None:
    """The claim of these words by this speaker, where it is here already."""
    same = same_text(session, record.text)
    speaker = speakers.named(session, record.speaker) if same and record.speaker else None
    if record.speaker and speaker is None:
        return None
    told = speaker.id if speaker else None
    return next((claim for claim in same if told in _speakers(session, claim)), None)


def _require_new(session: Session, record: ClaimRecord, speaker: Speaker | None) -> None:
    same = same_text(session, record.text)
    if not same:
        return
    claim = said_before(session, record)
    if claim is not None:
        raise Conflict(
            f"claim {claim.id} says this already{_by(speaker)}",
            hint=f"factcheck show {claim.id}, or add it anyway with --force",
        )
    first = same[0]
    raise Conflict(
        f"claim {first.id} says this already, by {_names(session, first)}",
        hint=f"if it was said again: {_appearance_line(first, record)}",
    )


def _by(speaker: Speaker | None) -> str:
    return f", by {speaker.name}" if speaker else ""


def _speakers(session: Session, claim: Claim) -> set[int | None]:
    query = select(Appearance.speaker_id).where(
        Appearance.claim_id == claim.id, Appearance.withdrawn_because.is_(None)
    )
    return set(session.scalars(query)) or {None}


def _names(session: Session, claim: Claim) -> str:
    query = (
        select(Speaker.name)
        .join(Appearance, Appearance.speaker_id == Speaker.id)
        .where(Appearance.claim_id == claim.id, Appearance.withdrawn_because.is_(None))
        .order_by(Appearance.id)
    )
    return ", ".join(dict.fromkeys(session.scalars(query))) or "an unknown speaker"


def _appearance_line(claim: Claim, record: ClaimRecord) -> str:
    """The command that records the same claim as one more appearance."""
    parts = ["factcheck", "appearance", "add", str(claim.id)]
    for option, value in (
        ("--speaker", record.speaker),
        ("--source", record.source),
        ("--said-on", record.said_on),
        ("--quote", record.quote),
        ("--locator", record.locator),
    ):
        if value:
            parts += [option, shlex.quote(value)]
    return " ".join(parts)


def edit(
    session: Session, claim: Claim, changes: Mapping[str, str], *, force: bool = False
) -> bool:
    """Set some of text, context, language, priority and why ("" clears an optional one).

    False when nothing changed. Raises Conflict when another claim says the new
    text already, unless ``force``; NotFound for a field that cannot be edited.
    """
    values = {name: _value(name, told) for name, told in changes.items()}
    changed = {name: value for name, value in values.items() if getattr(claim, name) != value}
    if "text" in changed and not force:
        for other in same_text(session, str(changed["text"]), but=claim.id):
            raise Conflict(
                f"claim {other.id} says this already",
                hint=f"factcheck show {other.id}, or edit it anyway with --force",
            )
    for name, value in changed.items():
        setattr(claim, name, value)
    session.flush()
    return bool(changed)


def _value(name: str, told: str) -> str | int | None:
    if name not in EDITABLE:
        raise NotFound(f"a claim has no field {name}", hint=f"fields: {', '.join(EDITABLE)}")
    if name == "priority":
        return priority(told)
    if name == "text":
        return stored_text(told, "the claim")
    if not told.strip():
        return None
    return language(told) if name == "language" else stored_text(told, name)


def date(session: Session, claim: Claim, said_on: str, *, by: str) -> bool:
    """Say when the claim was made: the date of its first appearance. False if it said so."""
    first = appearances.first(session, claim)
    if first is None:
        if not said_on:
            return False
        appearances.put(session, claim, AppearanceRecord(said_on=said_on), by=by)
        return True
    return appearances.edit(session, first, {"said_on": said_on})


def track(session: Session, claim: Claim) -> bool:
    """Begin our own work on a claim of the library. False when it was begun already."""
    if claim.tracked:
        return False
    claim.tracked = 1
    session.flush()
    return True


def require_tracked(claim: Claim, what: str = "verdict") -> None:
    """Raise RuleBroken for a claim of the library: our own work does not hang on those."""
    if not claim.tracked:
        raise RuleBroken(
            f"claim {claim.id} is a reference of the library: it takes no {what} of ours",
            hint=f"to work on it: factcheck track {claim.id}",
        )


def require_ours(claim: Claim, what: str) -> None:
    """Raise RuleBroken for a claim that is of the library, or was merged into another."""
    require_tracked(claim, what)
    if claim.merged_into is not None:
        raise RuleBroken(f"claim {claim.id} was merged into claim {claim.merged_into}")


def refresh(session: Session, claim: Claim) -> Claim:
    """The claim with its derived columns as they are now, before the transaction ends."""
    session.flush()
    with recording(session):
        derive(session.connection(), [claim.id])
    session.refresh(claim)
    return claim
