"""The queue: who is in it, in which order, and why."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck import days
from factcheck.desk import QueueLine
from factcheck.errors import Usage
from factcheck.models import Claim
from factcheck.pages import Count
from factcheck.records import AppearanceRecord, ClaimFilter
from factcheck.services import appearances, claims, plans, queue, tags
from tests.factories import make_claim, make_evidence, make_verdict
from tests.queries import asked

TODAY = "2019-05-01"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda: TODAY)


def put(session: Session, text: str, added: str = TODAY, repeats: int = 0, **over: Any) -> Claim:
    """A claim that was added on this day, with this plan."""
    claim = make_claim(session, text, source=None, quote=None)
    for number in range(repeats):
        again = AppearanceRecord(speaker=f"Speaker {number}", said_on="2019")
        appearances.add(session, claim, again, by="ana")
    claim.added_at = f"{added}T10:00:00.000000Z"
    for name, value in over.items():
        setattr(claim, name, value)
    session.flush()
    return claims.refresh(session, claim)


def rows(session: Session, **told: Any) -> dict[str, QueueLine]:
    return {row.text: row for row in queue.page(session, **told).rows}


def test_each_part_of_the_score_has_its_points_and_its_words(session: Session) -> None:
    table: dict[str, tuple[dict[str, Any], dict[str, int], tuple[str, ...]]] = {
        "new": ({}, {}, ("added today",)),
        "yesterday": ({"added": "2019-04-30"}, {}, ("added 1 day ago",)),
        "urgent": (
            {"priority": 3, "why": "the vote"},
            {"priority": 300},
            ("urgent priority: the vote",),
        ),
        "low": ({"priority": 0}, {"priority": 0}, ("low priority",)),
        "late": ({"due_on": "2019-04-30"}, {"due": 200}, ("overdue by 1 day",)),
        "now": ({"due_on": "2019-05-01"}, {"due": 150}, ("due today",)),
        "soon": ({"due_on": "2019-05-02"}, {"due": 150}, ("due tomorrow",)),
        "this week": ({"due_on": "2019-05-08"}, {"due": 100}, ("due in 7 days",)),
        "this month": ({"due_on": "2019-05-31"}, {"due": 50}, ("due in 30 days",)),
        "some day": ({"due_on": "2019-06-01"}, {}, ("added today",)),
        "a week": ({"added": "2019-04-24"}, {"age": 10}, ("added 7 days ago",)),
        "a month": ({"added": "2019-04-01"}, {"age": 20}, ("added 4 weeks ago",)),
        "a quarter": ({"added": "2019-01-31"}, {"age": 30}, ("added 3 months ago",)),
        "half": ({"added": "2018-11-02"}, {"age": 40}, ("added 6 months ago",)),
        "a year": ({"added": "2018-05-01"}, {"age": 50}, ("added 1 year ago",)),
        "again": ({"repeats": 2}, {"repeats": 20}, ("said 3 times",)),
        "always": ({"repeats": 6}, {"repeats": 50}, ("said 7 times",)),
        "worthy": ({"worth": 81}, {"worth": 40}, ("worth checking: 81 %",)),
        "all": (
            {"worth": 60, "repeats": 1, "priority": 2, "due_on": "2019-04-01"},
            {"priority": 200, "due": 200, "repeats": 10, "worth": 30},
            ("high priority", "overdue by 30 days", "worth checking: 60 %", "said 2 times"),
        ),
    }
    for text, (told, _parts, _words) in table.items():
        put(session, text, **told)
    found = rows(session, limit=None)
    assert found.keys() == table.keys()
    nothing = {"priority": 100, "due": 0, "recheck": 0, "age": 0, "repeats": 0, "worth": 0}
    for text, (_told, parts, words) in table.items():
        row = found[text]
        held = {name: getattr(row.parts, name) for name in nothing}
        assert held == nothing | parts, text
        assert row.score == sum(held.values()), text
        assert row.reasons == words, text


def test_the_highest_score_comes_first_and_of_those_that_tie_the_oldest(session: Session) -> None:
    for text, told in (
        ("third", {}),
        ("first", {"priority": 2, "due_on": "2019-05-02"}),
        ("second", {"priority": 3}),
        ("fourth", {}),
        ("last", {"priority": 0}),
    ):
        put(session, text, **told)
    page = queue.page(session, limit=4)
    assert [row.text for row in page.rows] == ["first", "second", "third", "fourth"]
    assert page.total == Count(5)


def test_in_the_queue_is_what_is_not_done(session: Session) -> None:
    for text in (
        *("open", "insufficient", "ruled", "ruled, in review", "published"),
        *("in the library", "dropped", "merged", "another look"),
    ):
        put(session, text)
    by = {claim.text: claim for claim in session.query(Claim)}
    make_verdict(session, by["insufficient"])
    for text in ("ruled", "ruled, in review", "another look"):
        make_verdict(session, by[text], "refuted")
    make_verdict(session, by["published"])
    by["ruled, in review"].stage = "review"
    by["another look"].stage = by["published"].stage = "published"
    by["another look"].recheck_every = "1d"
    by["in the library"].tracked, by["dropped"].stage = 0, "dropped"
    by["merged"].merged_into = by["open"].id
    for claim in by.values():
        claims.refresh(session, claim)
    found = rows(session, day="9999-01-01")
    assert set(found) == {"open", "insufficient", "ruled, in review", "another look"}
    assert found["another look"].parts.recheck == 100
    assert "its verdict wants another look" in found["another look"].reasons
    assert rows(session, wanted=ClaimFilter(stage="dropped")) == {}
    for wanted in (ClaimFilter(reference=True), ClaimFilter(everything=True)):
        with pytest.raises(Usage, match="the queue holds claims that we track"):
            queue.page(session, wanted)


def test_the_filters_of_a_list_narrow_it(session: Session) -> None:
    for number in range(4):
        claim = put(session, f"Claim {number}", assignee="ben" if number % 2 else None)
        tags.put(session, claim, ("even",) if number % 2 == 0 else ())
        claims.refresh(session, claim)
    make_evidence(session, claim)
    assert set(rows(session, wanted=ClaimFilter(assignee="ben"))) == {"Claim 1", "Claim 3"}
    assert set(rows(session, wanted=ClaimFilter(tags=("even",)))) == {"Claim 0", "Claim 2"}
    assert set(rows(session, wanted=ClaimFilter(evidence_status="disputed"))) == {"Claim 3"}
    notes = queue.page(session, ClaimFilter(tags=("odd",))).notes
    assert notes == ("no claim has the tag odd",)


def test_a_claim_of_a_strange_file_stands_in_it(session: Session) -> None:
    claim = put(session, "strange", recheck_every="1d")
    make_verdict(session, claim, "refuted").ruled_at = "0"
    claim.added_at = "0"
    session.flush()
    assert rows(session)["strange"].reasons[0] == "its verdict wants another look"
    assert plans.rechecks(session)[0][0].since == "0001-01-02"


def test_it_takes_as_many_queries_with_one_row_as_with_twenty(session: Session) -> None:
    for number in range(20):
        put(session, f"Claim {number}", recheck_every=f"{number + 1}d")
    sent = []
    for limit in (1, 20):
        with asked(session) as found:
            assert len(queue.page(session, limit=limit).rows) == limit
        sent.append(len(found))
    assert sent[0] == sent[1] <= 4
