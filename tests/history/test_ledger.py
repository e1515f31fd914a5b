"""The ledger: nothing published changes without a correction, whichever way is tried."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import bulk
from factcheck.db import Database
from factcheck.desk import OutreachRecord
from factcheck.errors import RuleBroken
from factcheck.history import ledger, redactions
from factcheck.history.record import Op, now, stored
from factcheck.history.record import add as new
from factcheck.models import Appearance, Claim, Correction, Evidence, Source, Speaker, logged_table
from factcheck.records import (
    AppearanceRecord,
    ClaimRecord,
    CorrectionRecord,
    EvidenceRecord,
    VerdictRecord,
)
from factcheck.services import (
    appearances,
    claims,
    evidence,
    merging,
    notes,
    outreach,
    sources,
    speakers,
    tags,
    undo,
    verdicts,
)
from factcheck.verify import verify
from tests import filled
from tests.factories import make_claim, make_evidence, make_verdict, publish

NOTICE = "We had the date wrong."
CLARIFIED = CorrectionRecord("clarification", "a reader wrote", NOTICE)
CHANGED = CorrectionRecord("changes-verdict", "new facts", "We now say that it is refuted.")
RETRACTED = CorrectionRecord("retraction", "all of it was wrong", "We take the check back.")
Work = Callable[[Session], object]


def fill(db: Database) -> None:
    with db.transaction(by="ana", action="add") as session:
        claim = make_claim(session)
        make_evidence(session, claim, "disputes", by="Nicolás Maduro", source="call: a minister")
        make_verdict(session, claim)
        appearances.add(session, claim, AppearanceRecord("Ana López", said_on="2019-05"), by="ana")
        make_evidence(session, make_claim(session, "Another claim", source=None), "supports")
    with db.transaction(by="ana", action="stage") as session:
        publish(session, one(session))


@pytest.fixture
def desk(db: Database) -> Database:
    """Claim 1 is published; claim 2 is not."""
    return filled.database(db, fill)


def one(session: Session, number: int = 1) -> Claim:
    return session.get_one(Claim, number)


def done(db: Database, work: Work, record: CorrectionRecord | None = None) -> None:
    with db.transaction(by="ben", action="work") as session:
        if record:
            ledger.declare(session, record)
        work(session)


def corrections(db: Database) -> list[Correction]:
    with db.reading() as session:
        return list(session.scalars(select(Correction).order_by(Correction.id)))


def _bulk(session: Session) -> None:
    table = logged_table("claim")
    row = stored(table, dict(session.execute(select(table).where(table.c.id == 1)).one()._mapping))
    bulk.apply(session, [Op("update", "claim", 1, {**row, "text": "By another door"}, 1)])


def _rule(session: Session) -> None:
    verdicts.give(session, one(session), VerdictRecord("refuted", "Shown."), by="ben")


def _mark(session: Session) -> None:
    evidence.mark(session, one(session), EvidenceRecord("supports", "Seen"), by="ben")


def _merge_speakers(session: Session) -> None:
    told = [speakers.get(session, name) for name in ("Nicolás Maduro", "Mike Pompeo")]
    merging.speakers.merge(session, told[:1], told[1])


def _publish_no_more(session: Session) -> None:
    one(session).published_at = None


def _answered(session: Session) -> None:
    asked = outreach.ask(session, one(session), OutreachRecord("Zoë"), by="ben")
    outreach.answer(session, one(session), asked, "He was there.")


CHANGES: dict[str, tuple[Work, str]] = {
    "its text": (lambda s: claims.edit(s, one(s), {"text": "New words"}), "claim"),
    "its context": (lambda s: claims.edit(s, one(s), {"context": "On TV"}), "context"),
    "its date": (lambda s: claims.date(s, one(s), "2019", by="ben"), "said"),
    "a row of the session": (lambda s: setattr(one(s), "text", "Silently"), "claim"),
    "many rows at once": (_bulk, "claim"),
    "its speaker": (
        lambda s: appearances.edit(s, s.get_one(Appearance, 1), {"speaker": "Zoë"}),
        "said",
    ),
    "an appearance that goes": (
        lambda s: appearances.withdraw(s, s.get_one(Appearance, 2), "another one said it"),
        "said again",
    ),
    "evidence that comes": (_mark, "evidence"),
    "what evidence says": (
        lambda s: evidence.edit(s, s.get_one(Evidence, 1), {"note": "He denied it"}),
        "evidence",
    ),
    "the name of its speaker": (
        lambda s: setattr(s.get_one(Speaker, 1), "name", "Somebody Else"),
        "said",
    ),
    "the name of who disputes it": (
        lambda s: speakers.edit(s, speakers.get(s, "Nicolás Maduro"), {"name": "N. M."}),
        "evidence",
    ),
    "the name of its source": (
        lambda s: sources.edit(s, s.get_one(Source, 1), {"title": "An interview"}),
        "said",
    ),
    "speakers that become one": (_merge_speakers, "evidence"),
    "claims that become one": (
        lambda s: merging.claims.merge(s, [one(s, 2)], one(s)),
        "evidence",
    ),
    "a secret item that comes": (
        lambda s: evidence.mark(
            s, one(s), EvidenceRecord("supports", "Seen", confidential=True), by="ben"
        ),
        "evidence",
    ),
    "an answer": (_answered, "asked"),
    "evidence that goes": (
        lambda s: evidence.withdraw(s, s.get_one(Evidence, 1), "a forgery"),
        "evidence",
    ),
}
VERDICTS: dict[str, Work] = {
    "another verdict": _rule,
    "a verdict that is withdrawn": lambda s: verdicts.withdraw(s, one(s), "new facts"),
    "a verdict on the saying": lambda s: verdicts.give(
        s, one(s), VerdictRecord("supported", "Heard.", said=True), by="ben"
    ),
    "a claim that is dropped": lambda s: setattr(one(s), "stage", "dropped"),
    "a claim that was never published": _publish_no_more,
}
TAKEN_BACK = {
    *("a verdict that is withdrawn", "a claim that is dropped"),
    "a claim that was never published",
}
FREE: dict[str, Work] = {
    "a note": lambda s: notes.add(s, one(s), "Ask again", by="ben"),
    "a tag": lambda s: tags.put(s, one(s), ("plane",)),
    "its priority": lambda s: claims.edit(s, one(s), {"priority": "high", "why": "asked"}),
    "its stage": lambda s: setattr(one(s), "stage", "checking"),
    "that it was said again": lambda s: appearances.add(
        s, one(s), AppearanceRecord("Zoë", said_on="2019-06"), by="ben"
    ),
    "that somebody is asked": lambda s: outreach.ask(s, one(s), OutreachRecord("Zoë"), by="ben"),
    "where a copy is": lambda s: sources.edit(
        s, s.get_one(Source, 1), {"archive_url": "https://web.archive.org/web/2019/https://a.b"}
    ),
    "an item that becomes secret": lambda s: evidence.edit(
        s, s.get_one(Evidence, 1), {"confidential": "yes"}
    ),
    "another claim": lambda s: claims.edit(s, one(s, 2), {"text": "Quite another"}),
    "its first publication": lambda s: publish(s, one(s, 2)),
}


@pytest.mark.parametrize("what", [*CHANGES, *VERDICTS])
def test_without_a_correction_nothing_changes(desk: Database, what: str) -> None:
    work, about = CHANGES[what] if what in CHANGES else (VERDICTS[what], "verdict")
    with pytest.raises(RuleBroken, match="claim 1 is published, and what the public") as failure:
        done(desk, work)
    assert about in failure.value.message or what == "a verdict on the saying"
    kind = "KIND" if what in CHANGES else "changes-verdict"
    kind = "retraction" if what in TAKEN_BACK else kind
    assert f'--correction {kind} --notice "..." --because "..."' in str(failure.value.hint)
    assert corrections(desk) == []


def test_with_one_everything_does_and_is_taken_back_and_the_ledger_tells_both(
    desk: Database,
) -> None:
    for work, _about in CHANGES.values():
        done(desk, work, CLARIFIED)
        done(desk, lambda s: undo.undo(s, by="ben"), CLARIFIED)
    rows = corrections(desk)
    assert len(rows) == 2 * len(CHANGES)
    for change, back in zip(rows[::2], rows[1::2], strict=True):
        assert (change.before or "") in (back.after or "")
        assert (change.after or "") in (back.before or "")
    assert {(row.claim_id, row.kind, row.reason, row.notice, row.made_by) for row in rows} == {
        (1, "clarification", "a reader wrote", NOTICE, "ben")
    }
    first = rows[0]
    assert (first.before or "").startswith("claim: Nicolás Maduro was about to leave")
    assert first.after == "claim: New words"
    assert verify(desk).clean


def test_what_is_internal_needs_none(desk: Database) -> None:
    for work in FREE.values():
        done(desk, work)
    assert corrections(desk) == []


def test_a_claim_that_is_not_published_changes_freely(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_verdict(session, make_claim(session))
    for work in (CHANGES["its text"][0], _rule, _publish_no_more):
        done(db, work)
    assert corrections(db) == []


def test_the_kind_says_whether_the_verdict_changes(desk: Database) -> None:
    with pytest.raises(RuleBroken, match="the verdict on claim 1 changes: that is no clarif"):
        done(desk, _rule, CLARIFIED)
    with pytest.raises(RuleBroken, match="the verdict on claim 1 stays as it is"):
        done(desk, CHANGES["its text"][0], CHANGED)
    done(desk, _rule, CHANGED)
    done(desk, VERDICTS["a claim that is dropped"], RETRACTED)
    (ruled, retracted) = corrections(desk)
    assert ruled.before == "verdict: insufficient: Nobody has shown evidence."
    assert ruled.after == "verdict: refuted: Shown."
    assert retracted.after is None
    assert "verdict: refuted: Shown." in (retracted.before or "")
    done(desk, CHANGES["its text"][0])  # the public reads it no more


def test_a_correction_of_nothing_is_refused(desk: Database) -> None:
    with pytest.raises(RuleBroken, match="nothing that the public reads was changed"):
        done(desk, FREE["a note"], CLARIFIED)
    with desk.reading() as session:
        assert one(session).stage == "published"


def test_what_must_be_done_is_a_correction_only_where_it_is_one(desk: Database) -> None:
    order = CorrectionRecord("clarification", "an order", "By order of a court.", wordings=False)
    for work in (FREE["a note"], _rule):
        with desk.transaction(by="ben", action="work") as session:
            ledger.declare(session, order, perhaps=True)
            work(session)
    assert [(row.notice, row.before) for row in corrections(desk)] == [
        ("By order of a court.", None)
    ]


def test_what_is_redacted_by_order_is_told_by_its_own_entry(desk: Database) -> None:
    with desk.transaction(by="ben", action="redact claim 1") as session:
        session.info[redactions.REDACTING] = True
        CHANGES["its text"][0](session)
    assert corrections(desk) == []
    with pytest.raises(RuleBroken, match="claim 1 is published"):
        done(desk, CHANGES["its context"][0])


def test_a_correction_that_somebody_writes_by_hand_is_one(desk: Database) -> None:
    def work(session: Session) -> None:
        row: dict[str, Any] = {"kind": "typo", "reason": "a slip", "made_by": "ben"}
        new(session, Correction(claim_id=1, made_at=now(), **row))
        claims.edit(session, one(session), {"text": "New words"})

    done(desk, work)
    assert [row.kind for row in corrections(desk)] == ["typo"]


def test_nor_by_hand_does_a_verdict_change_under_another_kind(desk: Database) -> None:
    def work(session: Session) -> None:
        row: dict[str, Any] = {"kind": "typo", "reason": "a slip", "made_by": "ben"}
        new(session, Correction(claim_id=1, made_at=now(), **row))
        _rule(session)

    with pytest.raises(RuleBroken, match="the verdict on claim 1 changes: that is no typo"):
        done(desk, work)
    assert corrections(desk) == []


def test_a_claim_that_would_go_into_itself_ends_somewhere(desk: Database) -> None:
    def work(session: Session) -> None:
        one(session).merged_into = 1

    with pytest.raises(RuleBroken, match="claim 1 is published"):
        done(desk, work)


def test_without_wordings_the_ledger_keeps_none(desk: Database) -> None:
    silent = CorrectionRecord("clarification", "an order", "By order of a court.", wordings=False)
    done(desk, CHANGES["its text"][0], silent)
    (row,) = corrections(desk)
    assert (row.before, row.after) == (None, None)


def test_one_name_is_corrected_wherever_it_was_published(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        publish(session, one(session, 2))
    done(desk, CHANGES["the name of its speaker"][0], CLARIFIED)
    assert sorted(row.claim_id for row in corrections(desk)) == [1, 2]


def test_what_becomes_secret_is_not_told_by_a_correction(desk: Database) -> None:
    def hide(session: Session) -> None:
        evidence.edit(session, session.get_one(Evidence, 1), {"confidential": "yes"})
        found = session.get_one(Source, 1)
        found.confidential_because, found.title = "she would lose her post", "Hidden"
        claims.edit(session, one(session), {"text": "New words"})

    done(desk, hide, CLARIFIED)
    (row,) = corrections(desk)
    assert row.after == "claim: New words"
    assert (row.before or "").startswith("claim: ")
    assert "\n" not in (row.before or "")


def test_what_is_said_of_a_secret_source_is_in_no_correction(desk: Database) -> None:
    with desk.transaction(by="ben", action="source edit") as session:
        held = session.get_one(Evidence, 1)
        session.get_one(Source, held.source_id).confidential_because = "she would lose her post"
    for work in (CHANGES["what evidence says"][0], CHANGES["its text"][0]):
        try:
            done(desk, work, CLARIFIED)
        except RuleBroken:  # of what is hidden nothing changes for the public
            done(desk, work)
    (row,) = corrections(desk)
    assert row.after == "claim: New words"
    assert "denied" not in f"{row.before}".casefold()


def test_undo_of_what_is_published_is_a_correction_and_the_ledger_stays(desk: Database) -> None:
    done(desk, CHANGES["its text"][0], CLARIFIED)
    before = corrections(desk)[0]
    with pytest.raises(RuleBroken, match="claim 1 is published"):
        done(desk, lambda s: undo.undo(s, by="ben"))
    done(desk, lambda s: undo.undo(s, by="ben"), CLARIFIED)
    rows = corrections(desk)
    assert [row.id for row in rows] == [before.id, before.id + 1]
    assert (rows[1].before, rows[1].after) == (before.after, before.before)
    with desk.reading() as session:
        again = undo._last(session, "ana").seq
    assert again == 2
    with pytest.raises(RuleBroken):
        done(desk, lambda s: undo.undo(s, by="ana"))  # of the publication
    done(desk, lambda s: undo.undo(s, by="ben", seq=4), CLARIFIED)  # the first change, once more
    assert len(corrections(desk)) == 3
    assert verify(desk).clean


def test_two_that_were_published_become_one_with_one_correction(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        make_verdict(session, one(session, 2), reason="We found nothing.")
        publish(session, one(session, 2))
    with pytest.raises(RuleBroken, match="claim 1 is published"):
        done(desk, CHANGES["claims that become one"][0])
    done(desk, CHANGES["claims that become one"][0], CLARIFIED)
    (row,) = corrections(desk)
    assert row.claim_id == 1
    assert "claim: Another claim" in (row.before or "")


def test_a_published_claim_that_goes_into_one_that_is_not_takes_its_publication_along(
    desk: Database,
) -> None:
    def work(session: Session) -> None:
        merging.claims.merge(session, [one(session)], one(session, 2))

    with pytest.raises(RuleBroken, match="claim 2 is published"):
        done(desk, work)
    done(desk, work, CLARIFIED)
    (row,) = corrections(desk)
    assert (row.claim_id, row.after) != (1, None)
    with desk.reading() as session:
        assert one(session, 2).published_at == one(session).published_at


def test_what_is_changed_and_changed_back_is_no_correction(desk: Database) -> None:
    def work(session: Session) -> None:
        was = one(session).text
        claims.edit(session, one(session), {"text": "For a moment"})
        claims.edit(session, one(session), {"text": was})

    done(desk, work)
    assert corrections(desk) == []


def test_a_part_may_be_asked_for_before_the_end(desk: Database) -> None:
    def work(session: Session) -> None:
        claims.edit(session, one(session), {"text": "New words"})
        ledger.require(session, [2])
        assert list(ledger.changed(session)) == [1]
        ledger.require(session, [1])

    with pytest.raises(RuleBroken, match="claim 1 is published"):
        done(desk, work)


def test_what_was_published_here_is_never_taken_out(desk: Database) -> None:
    with desk.transaction(by="ana", action="add") as session:
        claims.add(session, ClaimRecord("A claim of a moment"), by="ana")
    with desk.transaction(by="ana", action="stage") as session:
        publish(session, one(session, 3))
    with pytest.raises(RuleBroken, match="claim 3 was published: it cannot be taken out"):
        done(desk, lambda s: bulk.apply(s, [Op("delete", "claim", 3, None, 3, one(s, 3).uid)]))


def test_what_came_published_from_elsewhere_may_go_as_it_came(db: Database) -> None:
    with db.transaction(by="ana", action="import") as session:
        publish(session, claims.add(session, ClaimRecord("A claim of theirs"), by="ana"))
    with db.transaction(by="ana") as session:
        undo.undo(session, by="ana")
    with db.reading() as session:
        assert session.get(Claim, 1) is None
    assert verify(db).clean
