"""Waivers: given with a reason, standing once, lifted with a reason, and kept."""

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import Conflict, InvalidInput, RuleBroken, Usage
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import Appearance, Claim, ClaimAlias, Waiver
from factcheck.services import lint, undo
from factcheck.services.lint import waivers
from factcheck.services.merging.claims import merge
from factcheck.verify import verify
from tests.factories import make_claim, noise
from tests.rows import rows


def everything(db: Database) -> list[object]:
    models = (Claim, Waiver, Appearance, ClaimAlias)
    return [rows(db, model, *model.__table__.c.keys()) for model in models]


def test_a_waiver_stands_once_and_is_kept_when_it_is_lifted(session: Session) -> None:
    noise(session, 1)
    claim = make_claim(session)
    made = lint.waive(session, claim, "Single_Source", " one recording ", by="ben")
    told = waivers.view(made)
    assert (told.claim, told.rule, told.reason) == (claim.id, "single-source", "one recording")
    assert (told.waived_by, told.lifted_because) == ("ben", None)
    with pytest.raises(Conflict, match=f"is waived for claim {claim.id} already, by ben"):
        lint.waive(session, claim, "single-source", "again", by="ana")
    lint.lift(session, claim, "single_source", "there is another")
    with pytest.raises(RuleBroken, match="single-source is not waived for claim"):
        lint.lift(session, claim, "single-source", "again")
    lint.waive(session, claim, "single-source", "it was the same", by="ana")
    assert [one.lifted_because for one in waivers.of(session, claim)] == ["there is another", None]


def test_what_cannot_be_waived(session: Session) -> None:
    claim = make_claim(session)
    with pytest.raises(Usage, match="unknown rule: single-sauce") as failure:
        lint.waive(session, claim, "single-sauce", "x", by="ana")
    assert "did you mean single-source?" in str(failure.value.hint)
    with pytest.raises(InvalidInput, match="the reason is empty"):
        lint.waive(session, claim, "single-source", " ", by="ana")
    claim.tracked = 0
    with pytest.raises(RuleBroken, match="reference of the library"):
        lint.waive(session, claim, "single-source", "x", by="ana")
    assert waivers.of(session, claim) == []


def test_a_rule_of_another_release_can_be_lifted(session: Session) -> None:
    claim = make_claim(session)
    told = {"rule": "no-such-rule-now", "reason": "x", "waived_at": now(), "waived_by": "ana"}
    new(session, Waiver(claim_id=claim.id, **told))
    session.flush()
    assert lint.lift(session, claim, "no-such-rule-now", "gone").lifted_because == "gone"
    with pytest.raises(Usage, match="unknown rule"):
        lint.lift(session, claim, "no-such-rule-now", "gone")


def test_a_merge_takes_waivers_along_and_undo_brings_them_back(db: Database) -> None:
    with db.transaction(by="ana", action="add") as session:
        for text, rules in (("One", ("no-quote", "no-date")), ("Two", ("no-quote", "no-archive"))):
            claim = make_claim(session, text, source=text)
            for rule in rules:
                lint.waive(session, claim, rule, f"for {text}", by="ana")
    before = everything(db)
    with db.transaction(by="ana", action="merge") as session:
        done = merge(session, [session.get_one(Claim, 2)], session.get_one(Claim, 1))
        assert "the waiver of no-quote for claim 2 is lifted" in done.also
        assert done.moved["waiver"] == 2
        held = waivers.of(session, session.get_one(Claim, 1))
        assert [(one.rule, one.reason, one.lifted_because) for one in held] == [
            ("no-quote", "for One", None),
            ("no-date", "for One", None),
            ("no-quote", "for Two", "merged: claim 1 has this waiver"),
            ("no-archive", "for Two", None),
        ]
    assert verify(db).clean
    with db.transaction(by="ana", action="undo") as session:
        undo.undo(session, by="ana")
    assert everything(db) == before
    assert verify(db).clean


def test_undo_takes_a_waiver_back_and_does_it_again(db: Database) -> None:
    with db.transaction(by="ana", action="add") as session:
        make_claim(session)
    with db.transaction(by="ana", action="lint waive") as session:
        lint.waive(session, session.get_one(Claim, 1), "no-quote", "x", by="ana")
    waived = everything(db)
    with db.transaction(by="ana", action="undo") as session:
        undo.undo(session, by="ana")
        assert waivers.of(session, session.get_one(Claim, 1)) == []
    with db.transaction(by="ana", action="undo") as session:
        undo.undo(session, by="ana", seq=3)
    assert everything(db) == waived
