"""Corrections and waivers between two copies: they travel, and nothing published slips by."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import RuleBroken
from factcheck.exchange import undoing
from factcheck.history import ledger
from factcheck.models import Claim, Correction, Waiver
from factcheck.records import AppearanceRecord, CorrectionRecord, EvidenceRecord
from factcheck.services import appearances, claims, evidence, lint, merging, speakers, verdicts
from factcheck.verify import verify
from tests import filled
from tests.exchange.carried import export, lines_of, take, work, written
from tests.exchange.conftest import Another
from tests.factories import make_claim, make_evidence, make_verdict, publish
from tests.rows import rows

TOLD = CorrectionRecord("clarification", "a reader wrote", "We said it otherwise.")
CORRECTION = ("claim_id", "uid", "kind", "reason", "notice", "before", "after", "made_by")
WAIVER = ("claim_id", "uid", "rule", "reason", "waived_by", "lifted_because")


def begun(session: Session) -> None:
    """Claims 1 and 2 are published."""
    for number, text in enumerate(("The bridge is shut", "The mill burned down"), 1):
        claim = make_claim(session, text, source=f"A book {number}")
        make_evidence(session, claim, "disputes", by="Zoë Sample")
        make_verdict(session, claim)
        lint.waive(session, claim, "no-archive", "it is a book", by="ana")
        publish(session, claim)
    lint.lift(session, one(session), "no-archive", "it was scanned")


def has_begun(db: Database) -> None:
    work(db, begun)


def one(session: Session, number: int = 1) -> Claim:
    return session.get_one(Claim, number)


@pytest.fixture
def here(db: Database) -> Database:
    return filled.database(db, has_begun)


@pytest.fixture
def there(here: Database, another: Another) -> Database:
    """Another copy, with the same records."""

    def has_it_too(other: Database) -> None:
        assert set(take(other, export(here)).results()) == {"created"}

    return filled.database(another(), has_it_too)


def corrected(db: Database, does: Callable[[Session], object]) -> None:
    """Change something published, and say so."""

    def work_on(session: Session) -> None:
        ledger.declare(session, TOLD)
        does(session)

    work(db, work_on)


def test_corrections_and_waivers_travel_whole_and_unchanged(
    here: Database, there: Database
) -> None:
    corrected(here, lambda s: claims.edit(s, one(s), {"text": "The bridge was shut"}))
    done = take(there, export(here))
    assert done.counts == {"updated": 1, "unchanged": 5}
    for model, names in ((Correction, CORRECTION), (Waiver, WAIVER)):
        assert rows(there, model, *names) == rows(here, model, *names)
    assert (
        lines_of(export(here), "claim")[0]["corrections"]
        == (lines_of(export(there), "claim")[0]["corrections"])
    )
    public = lines_of(export(here, public=True), "claim")[0]
    assert "waivers" not in public
    assert public["corrections"][0].keys() >= {"kind", "notice", "before", "after"}
    assert "reason" not in public["corrections"][0]
    assert set(take(there, export(here)).results()) == {"unchanged"}
    assert verify(there).clean


def test_what_the_public_was_told_is_not_rewritten_by_an_import(
    here: Database, there: Database
) -> None:
    corrected(here, lambda s: claims.edit(s, one(s), {"text": "The bridge was shut"}))
    forged = export(here).replace(b"We said it otherwise.", b"All was well.")
    done = take(here, forged, prefer="theirs")
    assert done.counts.get("refused") == 1
    assert [told for (told,) in rows(here, Correction, "notice")] == ["We said it otherwise."]
    assert verify(here).clean


def test_a_change_that_brings_no_correction_is_refused_and_the_others_go_on(
    here: Database, there: Database
) -> None:
    with there.transaction(by="ben") as session:  # there nothing was published
        ledger.declare(session, CorrectionRecord("retraction", "x", "y"))
        for number in (1, 2):
            one(session, number).published_at = None

    def change(session: Session) -> None:
        claims.edit(session, one(session), {"text": "The bridge may be shut"})
        claims.edit(session, one(session, 2), {"priority": "high"})

    work(there, change)
    with there.transaction(by="ben") as session:  # and is published again, as if untouched
        for number in (1, 2):
            publish(session, one(session, number))
    theirs = lines_of(export(there))
    for line in theirs:
        line.pop("corrections", None)

    done = take(here, written(*theirs))
    (reason,) = done.refused().values()
    assert reason.startswith("claim 1 is published, and what the public reads of it would change")
    assert reason.endswith("no correction of it comes with this record")
    assert rows(here, Claim, "text", "priority") == [
        ("The bridge is shut", 1),
        ("The mill burned down", 2),
    ]
    assert verify(here).clean


def test_what_is_said_again_comes_without_one(here: Database, there: Database) -> None:
    record = AppearanceRecord("Ben Example", said_on="2019-06")
    work(there, lambda s: appearances.add(s, one(s), record, by="ben"))
    assert take(here, export(there)).counts["updated"] == 1


def test_another_name_of_a_speaker_is_refused_where_it_is_published(
    here: Database, there: Database
) -> None:
    def rename(session: Session) -> None:
        speakers.edit(session, speakers.get(session, "Zoë Sample"), {"name": "Zoë Else"})

    corrected(there, rename)
    theirs = [line for line in lines_of(export(there)) if line["type"] == "speaker"]

    done = take(here, written(*theirs))
    assert list(done.results()).count("refused") == 1
    with here.reading() as session:
        assert speakers.get(session, "Zoë Sample").name == "Zoë Sample"
    assert verify(here).clean


def test_an_import_that_brought_a_correction_is_taken_back_with_one(
    here: Database, there: Database
) -> None:
    corrected(there, lambda s: claims.edit(s, one(s), {"text": "The bridge was shut"}))
    run = take(here, export(there)).report.run or 0
    with pytest.raises(RuleBroken, match="claim 1 is published"):
        work(here, lambda s: undoing.undo(s, run))
    corrected(here, lambda s: undoing.undo(s, run))
    assert rows(here, Claim, "text")[0] == ("The bridge is shut",)
    assert [row[5] for row in rows(here, Correction, *CORRECTION)] == [
        "claim: The bridge is shut",
        "claim: The bridge was shut",
    ]
    assert verify(here).clean


def test_what_came_published_goes_with_its_import(there: Database) -> None:
    work(there, lambda s: undoing.undo(s, 1))
    assert rows(there, Claim, "id") == []
    assert verify(there).clean


def test_claims_that_were_merged_there_are_merged_here_with_their_correction(
    here: Database, there: Database
) -> None:
    corrected(there, lambda s: merging.claims.merge(s, [one(s, 2)], one(s)))
    done = take(here, export(there))
    assert "refused" not in done.results(), done.refused()
    assert rows(here, Claim, "merged_into") == [(None,), (1,)]
    assert len(rows(here, Correction, "id")) == 1
    assert verify(here).clean


def test_what_is_new_on_a_claim_that_was_merged_here_needs_a_correction(
    here: Database, there: Database
) -> None:
    corrected(here, lambda s: merging.claims.merge(s, [one(s, 2)], one(s)))
    item = EvidenceRecord("supports", "It was seen")

    def mark(session: Session) -> None:
        one(session, 2).published_at = None
        evidence.mark(session, one(session, 2), item, by="ben")

    with there.transaction(by="ben") as session:
        ledger.declare(session, CorrectionRecord("retraction", "x", "y"))
        mark(session)
    lines = lines_of(export(there), "claim")
    for line in lines:
        line.pop("corrections", None)

    done = take(here, written(*(one for one in lines if one["text"].startswith("The mill"))))
    assert [("no correction" in reason) for reason in done.refused().values()] == [True]
    assert verify(here).clean


def test_a_verdict_is_theirs_with_its_correction(here: Database, there: Database) -> None:
    def rule(session: Session) -> None:
        ledger.declare(session, CorrectionRecord("changes-verdict", "a film", "It is refuted."))
        verdicts.withdraw(session, one(session), "a film")

    work(there, rule)
    assert take(here, export(there)).counts["updated"] == 1
    assert rows(here, Correction, "kind", "before", "after") == [
        ("changes-verdict", "verdict: insufficient: Nobody has shown evidence.", None)
    ]
