"""A claim, whole: what is shown, and that it costs the same however much hangs on it."""

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import NotFound
from factcheck.history.record import add as new
from factcheck.models import ClaimAlias
from factcheck.records import AppearanceRecord, EvidenceRecord
from factcheck.services import appearances, claims, evidence, notes, show
from tests.factories import (
    POMPEO,
    make_claim,
    make_evidence,
    make_relation,
    make_review,
    make_verdict,
    noise,
)
from tests.queries import asked


def test_content_and_attribution_are_shown_apart(session: Session) -> None:
    noise(session, 2)
    claim = make_claim(session, tags=("venezuela",), priority="high", why="Widely shared")
    denial = make_evidence(session, claim, by="Nicolás Maduro")
    tape = make_evidence(session, claim, "supports", said=True)
    make_verdict(session, claim, "supported", said=True)
    notes.add(session, claim, "Ask the airport.", by="ana")
    seen = show.claim(session, claim.id)
    assert (seen.id, seen.uid, seen.text, seen.tags) == (
        claim.id,
        claim.uid,
        POMPEO,
        ("venezuela",),
    )
    assert (seen.stage, seen.priority, seen.why) == ("new", "high", "Widely shared")
    assert (seen.verdict, seen.evidence_status, seen.unverified) == (None, "disputed", True)
    assert (seen.attribution, seen.attribution_status) == ("supported", "supporting")
    assert [(item.id, item.about) for item in seen.evidence] == [
        (denial.id, "content"),
        (tape.id, "attribution"),
    ]
    assert [(one.about, one.verdict) for one in seen.verdicts] == [("attribution", "supported")]
    assert [note.text for note in seen.notes] == ["Ask the airport."]
    assert (seen.first, seen.redirected_from) == (seen.appearances[0], None)
    assert (seen.reviews, seen.relations, seen.aliases) == ((), (), ())


def test_a_claim_with_nothing_on_it_is_shown(session: Session) -> None:
    noise(session, 1)
    claim = make_claim(session, speaker=None, source=None, said_on=None, quote=None)
    seen = show.claim(session, claim.id)
    assert (seen.appearances, seen.evidence, seen.verdicts, seen.notes) == ((), (), (), ())
    assert (seen.tags, seen.first, seen.evidence_status) == ((), None, "none")


def test_each_appearance_has_its_own_status_and_verdict(session: Session) -> None:
    noise(session, 1)
    claim = make_claim(session)
    again = appearances.add(session, claim, AppearanceRecord(speaker="Zoë"), by="ana")
    make_evidence(session, claim, "refutes")
    make_evidence(session, claim, "supports", said=True)
    make_evidence(session, claim, "disputes", appearance=again.id)
    gone = make_evidence(session, claim, "mixed", appearance=again.id)
    evidence.withdraw(session, gone, "misread")
    make_verdict(session, claim, "insufficient", appearance=again.id)
    seen = show.claim(session, claim.id)
    assert [(one.speaker, one.evidence_status, one.verdict) for one in seen.appearances] == [
        ("Mike Pompeo", "supporting", None),
        ("Zoë", "disputed", "insufficient"),
    ]
    assert show.appearance(session, again) == seen.appearances[1]
    assert seen.appearances[1].speaker_kind == "unknown"


def test_reviews_and_other_wordings_are_shown_while_they_stand(session: Session) -> None:
    others = noise(session, 1)
    claim = make_claim(session)
    review = make_review(
        session, claim, title="Did he?", verdict="insufficient", published_on="2019"
    )
    make_review(session, claim, url="https://checks.example/2").withdrawn_because = "not theirs"
    make_review(session, others[0], url="https://checks.example/3")
    new(session, ClaimAlias(claim_id=claim.id, text="Maduro nearly fled"))
    new(session, ClaimAlias(claim_id=claim.id, text="Removed", removed=1))
    new(session, ClaimAlias(claim_id=others[0].id, text="Of another"))
    session.flush()
    seen = show.claim(session, claim.id)
    assert seen.aliases == ("Maduro nearly fled",)
    (view,) = seen.reviews
    assert (view.id, view.publisher, view.rating) == (review.id, "Example Checks", "Unproven")
    assert (view.url, view.title) == ("https://checks.example/1", "Did he?")
    assert (view.verdict, view.published_on) == ("insufficient", "2019")
    assert (seen.verdict, seen.unverified) == (None, True)


def test_a_relation_is_read_from_the_end_one_stands_at(session: Session) -> None:
    others = noise(session, 2)
    claim, denial = make_claim(session), make_claim(session, "He never meant to leave")
    relation = make_relation(session, denial, claim, "denies")
    make_relation(session, others[0], others[1], "narrows")
    make_relation(session, claim, others[0], "updates").withdrawn_because = "wrong claim"
    session.flush()
    (inward,) = show.claim(session, claim.id).relations
    assert (inward.id, inward.kind, inward.inward) == (relation.id, "denies", True)
    assert (inward.claim, inward.text) == (denial.id, "He never meant to leave")
    (outward,) = show.claim(session, denial.id).relations
    assert (outward.inward, outward.claim, outward.text) == (False, claim.id, POMPEO)


def test_a_merged_claim_is_shown_as_the_one_that_stays(session: Session) -> None:
    kept, merged = make_claim(session), make_claim(session, "The same in other words")
    merged.merged_into = kept.id
    session.flush()
    seen = show.claim(session, merged.id)
    assert (seen.id, seen.text, seen.redirected_from) == (kept.id, POMPEO, merged.id)
    assert show.claim(session, kept.id).redirected_from is None
    with pytest.raises(NotFound, match="there is no claim 999"):
        show.claim(session, 999)


def test_a_claim_of_the_library_is_shown_as_one(session: Session) -> None:
    claim = make_claim(session)
    claim.tracked = 0
    claims.refresh(session, claim)
    seen = show.claim(session, claim.id)
    assert (seen.tracked, seen.unverified) == (False, False)


def test_changes_are_the_entries_since_it_was_added(db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim_id = make_claim(session).id
        other_id = make_claim(session, "Another one").id
    for note in ("One", "Two"):
        with db.transaction(by="ben") as session:
            make_evidence(session, claims.get(session, claim_id), note=note)
    with db.reading() as session:
        assert show.claim(session, claim_id).changes == 2
        assert show.claim(session, other_id).changes == 0


def test_a_claim_is_shown_by_as_many_queries_with_one_item_as_with_twenty(
    session: Session,
) -> None:
    noise(session, 1)
    claim = make_claim(session, tags=("a", "b"))
    claim_id = claim.id
    make_evidence(session, claim, by="Nicolás Maduro", source="call: 0")
    with asked(session) as few:
        assert len(show.claim(session, claim_id).evidence) == 1
    claim = claims.get(session, claim_id)
    for number in range(1, 20):
        evidence.mark(
            session,
            claim,
            EvidenceRecord("supports", by=f"Witness {number}", source=f"call: {number}"),
            by="ana",
        )
        record = AppearanceRecord(speaker=f"Witness {number}", said_on="2019")
        appearances.add(session, claim, record, by="ana")
        notes.add(session, claim, f"Note {number}", by="ana")
    make_verdict(session, claim)
    make_review(session, claim)
    with asked(session) as many:
        seen = show.claim(session, claim_id)
    assert (len(seen.evidence), len(seen.appearances), len(seen.notes)) == (20, 20, 19)
    assert len(few) == len(many) == 13
