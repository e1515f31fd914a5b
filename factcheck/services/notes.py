"""Internal notes on a claim."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import views
from factcheck.errors import NotFound, RuleBroken
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import Claim, Note
from factcheck.records import stored_text
from factcheck.views import NoteView


def add(session: Session, claim: Claim, told: str, *, by: str, confidential: bool = False) -> Note:
    """Put a note on a claim, for the desk alone."""
    made = new(
        session,
        Note(
            claim_id=claim.id,
            text=stored_text(told, "the note"),
            confidential=int(confidential),
            added_at=now(),
            added_by=by,
        ),
    )
    session.flush()
    return made


def withdraw(session: Session, claim: Claim, note_id: int, because: str) -> Note:
    """Withdraw a note, with a reason. Raises NotFound, or RuleBroken if it was already."""
    found = _get(session, claim, note_id)
    if found.withdrawn_because is not None:
        raise RuleBroken(f"note n{note_id} was withdrawn already")
    found.withdrawn_because = stored_text(because, "the reason")
    session.flush()
    return found


def lift(session: Session, claim: Claim, note_id: int) -> Note:
    """Mark a note confidential no more. Raises NotFound, or RuleBroken where it was not."""
    found = _get(session, claim, note_id)
    if not found.confidential:
        raise RuleBroken(f"note n{note_id} is not marked confidential")
    found.confidential = 0
    session.flush()
    return found


def _get(session: Session, claim: Claim, note_id: int) -> Note:
    found = session.get(Note, note_id)
    if found is None or found.claim_id != claim.id:
        raise NotFound(f"claim {claim.id} has no note n{note_id}")
    return found


def view(note: Note) -> NoteView:
    """A note as it is printed."""
    return views.of(NoteView, note, claim=note.claim_id, confidential=bool(note.confidential))


def of(session: Session, claim: Claim) -> list[NoteView]:
    """The notes on a claim, oldest first, withdrawn ones too."""
    query = select(Note).where(Note.claim_id == claim.id).order_by(Note.id)
    return [view(note) for note in session.scalars(query)]
