"""Plans: who, by when, how urgent, and when a verdict wants another look."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck import days
from factcheck.errors import InvalidInput, RuleBroken, Usage
from factcheck.models import Claim
from factcheck.services import claims, house, plans
from tests.factories import make_claim, make_verdict, noise
from tests.queries import asked

TODAY = "2019-05-01"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda: TODAY)


def test_a_claim_is_given_to_somebody_and_taken_back(session: Session) -> None:
    claim = make_claim(session)
    assert plans.assign(session, claim, " ana\nlópez ") is True
    assert plans.assign(session, claim, "ana lópez") is False
    assert plans.people(session) == ["ana lópez"]
    assert plans.assign(session, claim, None) is True
    assert (claim.assignee, plans.people(session)) == (None, [])
    for told, wrong in ((" ", "is assigned to is empty"), ("12", "12 is a number, not a name")):
        with pytest.raises(InvalidInput, match=wrong):
            plans.assign(session, claim, told)


def test_a_due_day_is_a_whole_day(session: Session) -> None:
    claim = make_claim(session)
    assert plans.due(session, claim, "tomorrow") is True
    assert plans.view(claim).due_on == "2019-05-02"
    assert plans.due(session, claim, "2019-05-02") is False
    with pytest.raises(InvalidInput, match="due: '2019-06' is not a day"):
        plans.due(session, claim, "2019-06")
    assert plans.due(session, claim, None) is True
    assert claim.due_on is None


def test_a_priority_has_a_why(session: Session) -> None:
    claim = make_claim(session)
    with pytest.raises(RuleBroken, match="a priority of urgent needs a why") as refused:
        plans.priority(session, claim, "3")
    assert refused.value.hint == f'factcheck priority {claim.id} urgent --why "..."'
    assert plans.priority(session, claim, "urgent", " the vote ") is True
    assert (claim.priority, claim.why) == (3, "the vote")
    assert plans.priority(session, claim, "urgent") is False
    assert plans.priority(session, claim, "low") is True
    assert plans.priority(session, claim, "normal") is True
    assert claim.why == "the vote"
    with pytest.raises(Usage, match="unknown priority: soon"):
        plans.priority(session, claim, "soon")
    with pytest.raises(InvalidInput, match="why is empty"):
        plans.priority(session, claim, "high", " ")


def test_how_often_a_verdict_wants_another_look(session: Session) -> None:
    claim = make_claim(session)
    steps: list[tuple[str, bool, str | None]] = [
        ("6 months", True, "6m"),
        ("6m", False, "6m"),
        ("never", True, "never"),
        ("House", True, None),
    ]
    for told, changed, held in steps:
        assert plans.recheck(session, claim, told) is changed
        assert claim.recheck_every == held
    with pytest.raises(InvalidInput, match="every: 'soon' is no span of time"):
        plans.recheck(session, claim, "soon")
    with pytest.raises(RuleBroken, match="no verdict on its content to look at again"):
        plans.rechecked(session, claim)
    make_verdict(session, claim)
    plans.rechecked(session, claim)
    assert claim.rechecked_at is not None


def test_the_library_and_what_was_merged_are_no_work_of_ours(session: Session) -> None:
    claim, other = make_claim(session), make_claim(session, "Another one")
    claim.tracked, other.merged_into = 0, claim.id
    calls: tuple[tuple[Any, tuple[str, ...], str], ...] = (
        (plans.assign, ("ana",), "assignee"),
        (plans.due, ("2019-05-02",), "due date"),
        (plans.priority, ("normal",), "priority"),
        (plans.recheck, ("6m",), "recheck"),
        (plans.rechecked, (), "recheck"),
    )
    for call, told, what in calls:
        with pytest.raises(RuleBroken, match=f"takes no {what} of ours"):
            call(session, claim, *told)
        with pytest.raises(RuleBroken, match=f"was merged into claim {claim.id}"):
            call(session, other, *told)


def ruled(session: Session, text: str, at: str, **over: Any) -> Claim:
    """A claim on which we ruled on this day."""
    claim = make_claim(session, text)
    make_verdict(session, claim, "refuted").ruled_at = f"{at}T10:00:00.000000Z"
    for name, value in over.items():
        setattr(claim, name, value)
    session.flush()
    claims.refresh(session, claim)
    return claim


def test_what_had_its_time_wants_another_look(session: Session) -> None:
    noise(session, 2)
    old = ruled(session, "old", "2018-10-31", recheck_every="6m")
    fresh = ruled(session, "fresh", "2018-11-02", recheck_every="6m")
    looked = ruled(
        session, "looked at", "2018-01-01", recheck_every="1m",
        rechecked_at="2019-03-31T10:00:00.000000Z",
    )  # fmt: skip
    ruled(session, "just now", "2018-01-01", recheck_every="1m",
          rechecked_at="2019-04-02T10:00:00.000000Z")  # fmt: skip
    ruled(session, "never", "2000-01-01", recheck_every="never")
    ruled(session, "odd", "2000-01-01", recheck_every="each spring")
    silent = ruled(session, "silent", "2017-05-01")
    ruled(session, "gone", "2000-01-01", recheck_every="1d", stage="dropped")
    found, number = plans.rechecks(session)
    assert [(one.id, one.since, one.of_house) for one in found] == [
        (old.id, "2019-04-30", False),
        (looked.id, "2019-04-30", False),
    ]
    assert number == 2
    assert (found[0].verdict, found[0].speaker) == ("refuted", "Mike Pompeo")
    house.put(session, "recheck-every", "2y")
    found, number = plans.rechecks(session, limit=1)
    assert ([(one.id, one.every, one.of_house) for one in found], number) == (
        [(silent.id, "2y", True)],
        3,
    )
    later, _number = plans.rechecks(session, day="2019-05-02", limit=None)
    assert {one.id for one in later} == {old.id, fresh.id, looked.id, silent.id} | {
        one.id for one in later if one.text == "just now"
    }


def test_nothing_wants_another_look_where_nobody_said_so(session: Session) -> None:
    ruled(session, "old", "1990-01-01")
    assert plans.rechecks(session) == ([], 0)


def test_the_list_takes_as_many_queries_with_one_row_as_with_ten(session: Session) -> None:
    for number in range(10):
        ruled(session, f"Claim {number}", "2018-01-01", recheck_every=f"{number + 1}d")
    sent = []
    for limit in (1, 10):
        with asked(session) as found:
            assert len(plans.rechecks(session, limit=limit)[0]) == limit
        sent.append(len(found))
    assert sent[0] == sent[1] <= 5
