"""Notes: for the desk alone."""

import pytest
from sqlalchemy.orm import Session

from factcheck.errors import InvalidInput, NotFound, RuleBroken
from factcheck.services import notes
from tests.factories import make_claim, noise


def test_notes_are_kept_in_order_with_who_wrote_them(session: Session) -> None:
    others = noise(session, 1)
    claim = make_claim(session)
    notes.add(session, others[0], "Of another claim", by="ana")
    notes.add(session, claim, " Ask the airport.\nTwice. ", by="ben")
    notes.add(session, claim, "The source wants no name.", by="ana", confidential=True)
    one, two = notes.of(session, claim)
    assert (one.claim, one.text, one.added_by) == (claim.id, "Ask the airport.\nTwice.", "ben")
    assert (one.confidential, one.withdrawn_because) == (False, None)
    assert (two.text, two.confidential) == ("The source wants no name.", True)
    assert [note.text for note in notes.of(session, others[0])] == ["Of another claim"]


def test_a_withdrawn_note_stays_on_file(session: Session) -> None:
    claim, other = make_claim(session), make_claim(session, "Another one")
    made = notes.add(session, claim, "Ask the airport.", by="ben")
    with pytest.raises(InvalidInput, match="the reason is empty"):
        notes.withdraw(session, claim, made.id, " ")
    assert notes.withdraw(session, claim, made.id, " done ") is made
    assert [note.withdrawn_because for note in notes.of(session, claim)] == ["done"]
    with pytest.raises(RuleBroken, match=f"note n{made.id} was withdrawn already"):
        notes.withdraw(session, claim, made.id, "again")
    for which, number in ((other, made.id), (claim, 999)):
        with pytest.raises(NotFound, match=f"claim {which.id} has no note n{number}"):
            notes.withdraw(session, which, number, "x")


def test_the_mark_of_a_note_is_lifted_once(session: Session) -> None:
    claim, other = make_claim(session), make_claim(session, "Another one")
    made = notes.add(session, claim, "The source wants no name.", by="ana", confidential=True)
    with pytest.raises(NotFound, match=f"claim {other.id} has no note n{made.id}"):
        notes.lift(session, other, made.id)
    assert notes.lift(session, claim, made.id) is made
    assert [note.confidential for note in notes.of(session, claim)] == [False]
    with pytest.raises(RuleBroken, match=f"note n{made.id} is not marked confidential"):
        notes.lift(session, claim, made.id)


def test_an_empty_note_is_refused(session: Session) -> None:
    claim = make_claim(session)
    with pytest.raises(InvalidInput, match="the note is empty"):
        notes.add(session, claim, " \n", by="ana")
    assert notes.of(session, claim) == []
