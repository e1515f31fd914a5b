"""Fit to publish? Each rule on a claim that breaks it, and on claims that break none."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import NotFound, RuleBroken, Usage
from factcheck.models import Claim, Speaker
from factcheck.records import ClaimFilter
from factcheck.services import lint
from factcheck.services.lint import Checked, Wanted, facts
from tests.factories import make_claim, make_verdict
from tests.queries import asked
from tests.services.lint.cases import CASES, FINE, Case, Parts, ask, fit, item


def found(db: Database, *ids: int, **wanted: Any) -> dict[int, Checked]:
    with db.reading() as session:
        batches = lint.check(session, ids or None, wanted=Wanted(**wanted))
        return {one.claim: one for batch in batches for one in batch}


def rules(checked: Checked) -> set[str]:
    return {one.rule for one in checked.findings}


def broken(db: Database, cases: Sequence[Case]) -> list[int]:
    """The claims of these cases, made in one entry and broken in a later one."""
    made = []
    with db.transaction(by="ana") as session:
        made = [case.make(session, number).id for number, case in enumerate(cases, 101)]
        for group in session.scalars(select(Speaker).where(Speaker.name.like("«%"))):
            group.kind = "group"
    with db.transaction(by="ana") as session:
        for number, case in zip(made, cases, strict=True):
            if case.later:
                case.later(session, session.get_one(Claim, number))
    return made


def test_each_rule_finds_what_breaks_it_and_nothing_else(db: Database) -> None:
    cases = (*CASES, *(Case("", make, later) for make, later in FINE))
    made = broken(db, cases)
    checked = found(db, *made)
    for number, case in zip(made, cases, strict=True):
        wanted = {case.rule, *case.also} - {""}
        assert rules(checked[number]) == wanted, checked[number].findings
    assert {case.rule for case in CASES} == set(lint.RULES)
    for one in (told for checked_one in checked.values() for told in checked_one.findings):
        assert all((one.finding, one.command)), one
        assert one.principle.startswith("IFCN "), one


def test_what_is_open_for_publication_is_checked_unless_told(db: Database) -> None:
    with db.transaction(by="ana") as session:
        for number in range(1, 8):
            make_claim(session, f"Claim number {number}", source=f"A book {number}")
        for number, told in (
            (1, {"stage": "review"}),
            (2, {"stage": "published"}),
            (5, {"stage": "review", "tracked": 0}),
            (6, {"stage": "review", "merged_into": 1}),
        ):
            for name, value in told.items():
                setattr(session.get_one(Claim, number), name, value)
        make_verdict(session, session.get_one(Claim, 3))
        make_verdict(session, session.get_one(Claim, 4), said=True)
    assert set(found(db)) == {1, 2, 3, 4}
    assert set(found(db, 7)) == {7}
    assert set(found(db, 6, 1)) == {1}, "a merged claim leads to the one that stands"
    with db.reading() as session:
        within = ClaimFilter(unverified=True, source="A book 7")
        assert [one.claim for batch in lint.check(session, within=within) for one in batch] == [7]
        with pytest.raises(NotFound):
            list(lint.check(session, [99]))
        with pytest.raises(RuleBroken, match="claim 5 is a reference of the library"):
            list(lint.check(session, [5]))


def test_rules_are_asked_by_level_and_by_name(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
    assert rules(found(db, 1, level="Error")[1]) == {"no-verdict"}
    hints = Wanted("hint").asked()
    assert [rule.name for rule in hints] == list(lint.RULES)
    assert {rule.level for rule in Wanted("warning").asked()} == {"error", "warning"}
    named = Wanted(rules=("No_Verdict", "no-archive")).asked()
    assert [rule.name for rule in named] == ["no-verdict", "no-archive"]
    for bad in (Wanted("grave"), Wanted(rules=("no-verdicts",))):
        with pytest.raises(Usage):
            bad.asked()


def test_a_deadline_passes_with_the_day(db: Database) -> None:
    with db.transaction(by="ana") as session:
        ask(session, fit(session, 1), whom="The ministry", deadline="2019-05-05")
    assert rules(found(db, 1, today="2019-05-05")[1]) == {"answer-awaited"}
    assert rules(found(db, 1, today="2019-05-06")[1]) == set()


def test_what_was_waived_stays_visible_and_does_not_count(db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim = fit(session, 1, Parts(asked=False, said=False))
        lint.waive(session, claim, "speaker-not-asked", "he is dead", by="ben")
    told = {one.rule: one for one in found(db, 1)[1].findings}
    assert told.keys() == {"speaker-not-asked", "attribution-unchecked"}
    waived = told["speaker-not-asked"]
    assert (waived.waived, waived.waived_by) == ("he is dead", "ben")
    assert [one.rule for one in found(db, 1)[1].counting] == ["attribution-unchecked"]


def test_fit_is_what_no_grave_rule_finds_anything_on(session: Session) -> None:
    hinted = fit(session, 1, Parts(items=(item(1), item(2, retrieved_on=None))))
    lint.require_fit(session, hinted)
    with pytest.raises(RuleBroken, match="claim 1 is not fit to publish: nobody says when e3"):
        lint.require_fit(session, hinted, "hint")
    unfit = fit(session, 2, Parts(asked=False, said=False))
    with pytest.raises(RuleBroken, match=r"said it \(a2\) \(and 1 more\)") as failure:
        lint.require_fit(session, unfit)
    assert "factcheck lint waive 2 attribution-unchecked" in str(failure.value.hint)
    for rule in ("attribution-unchecked", "speaker-not-asked"):
        lint.waive(session, unfit, rule, "seen and let stand", by="ana")
    lint.require_fit(session, unfit)


def test_a_batch_costs_as_many_queries_whatever_hangs_on_how_many_claims(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.transaction(by="ana") as session:
        for number in range(1, 9):
            fit(session, number)

    def cost(*ids: int) -> int:
        with db.reading() as session, asked(session) as sent:
            read = [one for batch in lint.check(session, ids or None) for one in batch]
            assert len(read) == (len(ids) or 8)
        return len(sent) - len(ids)  # each claim that is named is looked up by itself

    few = cost(1)
    assert few == cost(1, 2, 3, 4, 5, 6, 7, 8) == 6
    assert cost() == few + 1
    monkeypatch.setattr(facts, "BATCH", 2)
    assert cost() == 4 * few + 5, "the ids, and the last time nothing, then each batch"
