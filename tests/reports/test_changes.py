"""Entries of the log in plain words: every kind of sentence."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck import services
from factcheck.db import Database
from factcheck.errors import FactcheckError
from factcheck.history import read
from factcheck.models import Claim
from factcheck.records import AppearanceRecord, ClaimRecord
from factcheck.reports import changes
from factcheck.reports.changes import Told
from tests.factories import make_claim, make_evidence, make_relation, make_review, make_verdict

ADDED = (
    "added the claim “Nicolás Maduro was about to leave Venezuela by plane on 30…”, "
    "by Mike Pompeo at example.org/interview, 30 April 2019"
)


def told(db: Database, **over: Any) -> list[Told]:
    """All entries in words, oldest first."""
    with db.reading() as session:
        found = changes.tell(session, read.entries(session.connection(), **over))
    return found[::-1]


def last(db: Database) -> list[str]:
    return list(told(db)[-1].sentences)


def undo(db: Database, seq: int | None = None, by: str = "ana") -> None:
    with db.transaction(by=by, action="undo") as session:
        services.undo.undo(session, by=by, seq=seq)


@pytest.fixture
def one(db: Database) -> Callable[[Callable[[Session, Claim], Any]], list[str]]:
    """What the log says of one more transaction on claim 1."""
    with db.transaction(by="ana") as session:
        make_claim(session)

    def tell(work: Callable[[Session, Claim], Any], reason: str | None = None) -> list[str]:
        with db.transaction(by="ana", action="work", reason=reason) as session:
            claim = services.claims.get(session, 1)
            work(session, claim)
            services.claims.refresh(session, claim)
        return last(db)

    return tell


Tell = Callable[..., list[str]]


def test_a_claim_with_its_appearance_is_one_sentence(one: Tell, db: Database) -> None:
    (entry,) = told(db)
    assert set(entry.sentences) == {
        "new speaker Mike Pompeo",
        "new source example.org/interview",
        f"claim 1: {ADDED}",
    }
    assert (entry.seq, entry.actor, entry.action, entry.claims) == (1, "ana", "change", (1,))


def test_of_one_claim_only_what_is_about_it_is_told(one: Tell, db: Database) -> None:
    with db.reading() as session:
        root = ("claim", services.claims.get(session, 1).uid)
        found = changes.tell(session, read.entries(session.connection(), root=root), root)
    assert [entry.sentences for entry in found] == [(ADDED,)]


def test_a_claim_of_which_nothing_more_is_known(db: Database) -> None:
    with db.transaction(by="ana") as session:
        services.claims.add(session, ClaimRecord("A bare claim"), by="ana")
    assert last(db) == ["claim 1: added the claim “A bare claim”"]


def test_an_edited_claim_from_what_to_what(one: Tell) -> None:
    wanted = {"text": "Short", "language": "es", "priority": "urgent", "why": "it matters"}
    (found,) = one(lambda session, claim: services.claims.edit(session, claim, wanted))
    assert found.startswith("claim 1: ")
    for part in (
        "text: “Nicolás Maduro was about to leave Venezuela by plane on 30…” -> Short",
        "language: none -> es",
        "priority: normal -> urgent",
        "why: none -> “it matters”",
    ):
        assert part in found


def test_the_reason_stands_once_at_the_end(one: Tell) -> None:
    def edit(session: Session, claim: Claim) -> None:
        services.claims.edit(session, claim, {"why": "x"})

    assert one(edit, "nearer to the quote") == [
        "claim 1: why: none -> x, because “nearer to the quote”"
    ]


@pytest.mark.parametrize(
    ("stance", "over", "sentence"),
    [
        ("disputes", {"by": "Nicolás Maduro"}, "e1: disputes, by Nicolás Maduro: “A note that"),
        ("supports", {"note": None, "quote": "x"}, "e1: supports"),
        ("supports", {"said": True}, "e1: supports, on whether it was said (a1): “A note that"),
        ("no-result", {}, "e1: no-result: “A note that no-result”"),
    ],
)
def test_evidence(stance: str, over: dict[str, Any], sentence: str, one: Tell) -> None:
    found = one(lambda session, claim: make_evidence(session, claim, stance, **over))
    assert any(each.startswith(f"claim 1: evidence {sentence}") for each in found)


def test_evidence_edited_and_withdrawn(one: Tell) -> None:
    one(lambda session, claim: make_evidence(session, claim))

    def edit(session: Session, claim: Claim) -> None:
        item = services.evidence.get(session, 1)
        services.evidence.edit(session, item, {"stance": "refutes", "confidential": "yes"})

    def withdraw(session: Session, claim: Claim) -> None:
        services.evidence.withdraw(session, services.evidence.get(session, 1), "a parody")

    (found,) = one(edit)
    assert found.startswith("claim 1: evidence e1: ")
    assert "stance: disputes -> refutes" in found
    assert "confidential: no -> yes" in found
    # The reason of the transaction and that of the withdrawal are one: it is told once.
    assert one(withdraw, "a parody") == ["claim 1: evidence e1 withdrawn, because “a parody”"]


def test_a_new_name_in_evidence_is_told_by_name(one: Tell) -> None:
    one(lambda session, claim: make_evidence(session, claim, by="Nicolás Maduro"))

    def edit(session: Session, claim: Claim) -> None:
        item = services.evidence.get(session, 1)
        services.evidence.edit(session, item, {"by": "Jorge Arreaza"})

    assert "claim 1: evidence e1: by: Nicolás Maduro -> Jorge Arreaza" in one(edit)


def test_appearances(one: Tell) -> None:
    def add(session: Session, claim: Claim) -> None:
        services.appearances.add(
            session, claim, AppearanceRecord("John Bolton", "call: Press office", "2019"), by="ana"
        )

    def edit(session: Session, claim: Claim) -> None:
        found = services.appearances.get(session, 2)
        services.appearances.edit(session, found, {"locator": "02:10"})

    def withdraw(session: Session, claim: Claim) -> None:
        services.appearances.withdraw(session, services.appearances.get(session, 2), "not he")

    found = one(add)
    assert "claim 1: appearance a2, by John Bolton at Press office, 2019" in found
    assert {"new speaker John Bolton", "new source Press office"} < set(found)
    assert one(edit) == ["claim 1: appearance a2: locator: none -> 02:10"]
    assert one(withdraw) == ["claim 1: appearance a2 withdrawn, because “not he”"]


def test_verdicts(one: Tell) -> None:
    first = one(lambda session, claim: make_verdict(session, claim, "mixed", reason="Both."))
    second = one(lambda session, claim: make_verdict(session, claim, "refuted", reason="Shown."))
    gone = one(lambda session, claim: services.verdicts.withdraw(session, claim, "too early"))
    said = one(lambda session, claim: make_verdict(session, claim, "supported", said=True))
    assert first == ["claim 1: verdict: none -> mixed, because “Both.”"]
    assert second == ["claim 1: verdict: mixed -> refuted, because “Shown.”"]
    assert gone == ["claim 1: verdict: refuted -> none, because “too early”"]
    about = "claim 1: verdict on whether it was said (a1)"
    assert said == [f"{about}: none -> supported, because “Nobody has shown evidence.”"]


def test_tags(one: Tell) -> None:
    assert one(lambda session, claim: services.tags.put(session, claim, ("b", "a"))) == [
        "claim 1: tag b",
        "claim 1: tag a",
    ]
    assert one(lambda session, claim: services.tags.remove(session, claim, ("b",))) == [
        "claim 1: tag b removed"
    ]
    assert one(lambda session, claim: services.tags.put(session, claim, ("b",))) == [
        "claim 1: tag b"
    ]


def test_notes_and_never_what_a_confidential_one_says(one: Tell, db: Database) -> None:
    def open_note(session: Session, claim: Claim) -> None:
        services.notes.add(session, claim, "Asked the ministry", by="ana")

    def secret(session: Session, claim: Claim) -> None:
        services.notes.add(session, claim, "CANARY", by="ana", confidential=True)

    assert one(open_note) == ["claim 1: note n1: “Asked the ministry”"]
    assert one(secret) == ["claim 1: note n2: confidential"]
    gone = one(lambda session, claim: services.notes.withdraw(session, claim, 2, "they answered"))
    assert gone == ["claim 1: note n2 withdrawn, because “they answered”"]
    undo(db)
    undo(db)
    assert "CANARY" not in repr(told(db))


def test_speakers_aliases_and_sources(one: Tell) -> None:
    def edit(session: Session, _claim: Claim) -> None:
        speaker = services.speakers.get(session, "Mike Pompeo")
        services.speakers.edit(session, speaker, {"kind": "person"})
        services.speakers.alias(session, speaker, "M. Pompeo")
        services.speakers.alias(session, speaker, "Q473239", "wikidata")

    def remove(session: Session, _claim: Claim) -> None:
        speaker = services.speakers.get(session, "Mike Pompeo")
        services.speakers.remove_alias(session, speaker, "M. Pompeo")

    def source(session: Session, _claim: Claim) -> None:
        found = services.sources.get(session, "s1")
        services.sources.edit(session, found, {"title": "Interview", "kind": "broadcast"})

    assert set(one(edit)) == {
        "speaker Mike Pompeo: kind: unknown -> person",
        "speaker Mike Pompeo: alias M. Pompeo",
        "speaker Mike Pompeo: wikidata Q473239",
    }
    assert one(remove) == ["speaker Mike Pompeo: alias M. Pompeo removed"]
    (found,) = one(source)
    assert found.startswith("source Interview: ")
    assert "title: none -> Interview" in found
    assert "kind: page -> broadcast" in found


def test_a_renamed_speaker_is_called_by_the_former_name(one: Tell) -> None:
    def rename(session: Session, _claim: Claim) -> None:
        speaker = services.speakers.get(session, "Mike Pompeo")
        services.speakers.edit(session, speaker, {"name": "Michael Pompeo"})

    assert one(rename) == [
        "speaker Mike Pompeo: name: “Mike Pompeo” -> “Michael Pompeo”",
        "speaker Michael Pompeo: alias Mike Pompeo",
    ]


def test_reviews_and_relations(one: Tell) -> None:
    def both(session: Session, claim: Claim) -> None:
        make_review(session, claim)
        make_relation(session, claim, make_claim(session, "Another claim"))

    found = one(both)
    assert "claim 1: review 1 by Example Checks: Unproven" in found
    assert "claim 1: denies claim 2" in found


def test_an_undo_tells_what_it_took_back_and_a_redo_what_it_did_again(
    one: Tell, db: Database
) -> None:
    one(lambda session, claim: make_verdict(session, claim, "mixed", reason="Both."))
    undo(db)
    undo(db, 3)
    undo(db)
    sentence = "claim 1: verdict: none -> mixed, because “Both.”"
    found = told(db)
    assert found[1].sentences == (sentence,)
    assert found[2].sentences == (f"took back entry 2: {sentence}",)
    assert found[3].sentences == (f"took back entry 3: took back entry 2: {sentence}",)
    assert [entry.undoes for entry in found] == [None, None, 2, 3, 2]
    assert found[4].sentences == (f"took back entry 2: {sentence}",)
    assert [entry.undone_by for entry in found] == [None, 5, 4, None, None]


def test_who_is_gone_keeps_the_name(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
    with db.transaction(by="ana") as session:
        make_evidence(
            session, services.claims.get(session, 1), by="Gone Person", source="Gone Page"
        )
    undo(db)
    (found,) = told(db)[-1].sentences
    assert found.startswith("took back entry 2: ")
    assert "by Gone Person" in found
    assert {"new speaker Gone Person", "new source Gone Page"} < set(told(db)[-2].sentences)
    undo(db)
    found = " | ".join(told(db)[-1].sentences)
    assert ADDED in found


def test_what_was_blanked_by_order_is_said(one: Tell, db: Database) -> None:
    with db.reading() as session:
        entry = read.entries(session.connection())[0]
        blank = type(entry)(
            **{
                name: getattr(entry, name)
                for name in entry.__slots__
                if name not in ("changes", "redacted")
            },
            changes=(),
            redacted=True,
        )
        (found,) = changes.tell(session, [blank])
    assert found.sentences == ("change", "some of it was blanked by order")


def test_nothing_told_can_be_obeyed(db: Database) -> None:
    nasty = "\x1b]0;x\x07 \u202e\nnext"
    with db.transaction(by="ana", reason=nasty) as session:
        claim = make_claim(
            session, nasty, speaker=nasty, source=f"call: {nasty}", quote=None, tags=(nasty,)
        )
        make_evidence(session, claim, note=nasty, by=nasty)
    for sentence in last(db):
        assert sentence.isprintable(), sentence


def test_undoing_what_is_not_there_is_told_by_nobody(db: Database) -> None:
    with pytest.raises(FactcheckError):
        undo(db)
    assert told(db) == []
