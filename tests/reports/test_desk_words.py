"""History of a desk's work in words, and undo of each step."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck import days, services
from factcheck.db import Database
from factcheck.desk import OutreachRecord
from factcheck.history import read
from factcheck.history.read import RowChange
from factcheck.models import Claim, HouseRule, Outreach, View
from factcheck.records import ClaimFilter, CorrectionRecord
from factcheck.reports import changes, desk_words
from tests.factories import make_claim, make_evidence, make_verdict
from tests.rows import rows

Step = Callable[[Session, Claim], Any]


def asked(session: Session, claim: Claim) -> Outreach:
    return services.outreach.get(session, claim, 1)


# What is done one after another, and what history says of it.
STEPS: tuple[tuple[Step, str], ...] = (
    (
        lambda s, c: services.stages.move(s, c, "checking", by="ana"),
        "claim 1: stage: new -> checking",
    ),
    (lambda s, c: services.plans.assign(s, c, "ben"), "claim 1: assignee: none -> ben"),
    (lambda s, c: services.plans.due(s, c, "tomorrow"), "claim 1: due: none -> 2019-05-02"),
    (
        lambda s, c: services.plans.priority(s, c, "high", "a vote"),
        "claim 1: priority: normal -> high; why: none -> “a vote”",
    ),
    (lambda s, c: services.plans.recheck(s, c, "6m"), "claim 1: recheck every: none -> 6m"),
    (
        lambda s, c: services.outreach.ask(
            s, c, OutreachRecord("Mike Pompeo", "mail", "2019-05-03"), by="ana"
        ),
        "claim 1: question o1 to Mike Pompeo by mail, answer wanted by 3 May 2019",
    ),
    (
        lambda s, c: services.outreach.answer(s, c, asked(s, c), "He stands by it."),
        "claim 1: question o1 to Mike Pompeo: answered “He stands by it.”",
    ),
    (
        lambda s, c: services.outreach.withdraw(s, asked(s, c), "another man"),
        "claim 1: question o1 withdrawn, because “another man”",
    ),
    (
        lambda s, c: services.outreach.ask(
            s, c, OutreachRecord("His driver", "phone", confidential=True), by="ana"
        ),
        "claim 1: question o2, confidential",
    ),
    (
        lambda s, c: services.outreach.answer(s, c, services.outreach.get(s, c), "He was there."),
        "claim 1: question o2, confidential: answered",
    ),
    (
        lambda s, _c: services.saved_views.save(s, "v", ClaimFilter(tags=("a", "b")), by="ana"),
        "saved view v: tags a b",
    ),
    (
        lambda s, _c: services.saved_views.save(
            s, "V", ClaimFilter(tags=("a", "b")), by="ana", replace=True
        ),
        "view v is now view V",
    ),
    (
        lambda s, _c: services.saved_views.save(
            s, "V", ClaimFilter(overdue=True), by="ana", replace=True
        ),
        "view V: tags a b -> overdue True",
    ),
    (lambda s, _c: services.saved_views.remove(s, "v"), "removed view V"),
    (
        lambda s, _c: services.house.put(s, "second-person", "yes"),
        "house rule second-person: default -> yes",
    ),
    (
        lambda s, _c: services.house.unset(s, "second-person"),
        "house rule second-person: yes -> default",
    ),
    (
        lambda s, c: services.plans.rechecked(s, c),
        "claim 1: looked at again: none -> ",
    ),
)  # fmt: skip


def told(db: Database) -> str:
    with db.reading() as session:
        entry = read.entries(session.connection(), limit=1)
        return "; ".join(changes.tell(session, entry)[0].sentences)


# To take back a publication is a correction.
TAKEN_BACK = CorrectionRecord("retraction", "too early", "It was published too early.")


def held(db: Database) -> list[Any]:
    """All that the steps change."""
    plan = ("stage", "assignee", "due_on", "priority", "why", "recheck_every", "rechecked_at")
    return [
        rows(db, Claim, *plan, "published_at"),
        rows(db, Outreach, "whom", "answer", "answered_on", "withdrawn_because"),
        rows(db, View, "name", "filters", "removed"),
        rows(db, HouseRule, "rule", "value"),
    ]


def test_publication_is_told_by_the_stage(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_verdict(session, make_claim(session))
    with db.transaction(by="ana", action="stage") as session:
        services.stages.move(session, services.claims.get(session, 1), "published", by="ana")
    assert told(db) == "claim 1: stage: new -> published"


def test_every_step_is_told_taken_back_and_done_again(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days, "today", lambda: "2019-05-01")
    with db.transaction(by="ana") as session:
        claim = make_claim(session, tags=("a", "b"))
        make_evidence(session, claim)
        make_verdict(session, claim)
    for number, (step, words) in enumerate(STEPS):
        before = held(db)
        with db.transaction(by="ana", action="work") as session:
            step(session, services.claims.get(session, 1))
        assert told(db).startswith(words), number
        after = held(db)
        assert after != before, number
        for state in (before, after):
            with db.transaction(by="ana", action="undo") as session:
                last = read.entries(session.connection(), limit=1)[0].seq
                services.corrections.declare(session, TAKEN_BACK, perhaps=True)
                services.undo.undo(session, by="ana", seq=last)
            assert held(db) == state, number
            assert told(db).startswith("took back entry")


ROW = {"whom": "A", "asked_on": "2019-05-01"}
ANSWERED = {**ROW, "answered_on": "2019-05-02"}
SAVED = {"name": "v", "filters": '{"overdue": true}'}


@pytest.mark.parametrize(
    ("tell", "before", "after", "wanted"),
    [
        (desk_words.outreach, ROW, None, "took out question o7 to A"),
        (desk_words.outreach, ROW, ANSWERED, "question o7 to A: no comment"),
        (desk_words.outreach, ANSWERED, ROW, "question o7: the answer taken out"),
        (desk_words.outreach, ROW, {**ROW, "channel": "mail"}, "question o7 changed"),
        (desk_words.view, SAVED, None, "took out view v"),
        (desk_words.view, {**SAVED, "removed": 1}, SAVED, "saved view v: overdue True"),
        (desk_words.view, None, {**SAVED, "filters": "[1]"}, "saved view v: “[1]”"),
        (desk_words.view, None, {**SAVED, "filters": "{"}, "saved view v: “{”"),
        (
            desk_words.house_rule,
            {"rule": "recheck-every", "value": "6m"},
            None,
            "house rule recheck-every: 6m -> default",
        ),
    ],
)
def test_other_ways_a_row_may_change(
    tell: Callable[..., str], before: Any, after: Any, wanted: str
) -> None:
    change = RowChange(("claim", "u"), "outreach", 7, before, after)
    assert tell(change, [], None) == wanted
