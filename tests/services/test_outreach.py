"""Outreach: whom we asked, and what came."""

import pytest
from sqlalchemy.orm import Session

from factcheck import days
from factcheck.desk import OutreachRecord
from factcheck.errors import InvalidInput, NotFound, RuleBroken
from factcheck.models import Speaker
from factcheck.services import outreach, speakers
from tests.factories import make_claim, noise


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda: "2019-05-02")


def test_a_question_is_on_file_with_whom_it_went_to(session: Session) -> None:
    others = noise(session, 1)
    claim = make_claim(session)
    speakers.alias(session, speakers.get(session, "Mike Pompeo"), "The Secretary")
    told = OutreachRecord("the secretary", "mail", "2019-05-05", "Who told you?", "2019-05")
    first = outreach.ask(session, claim, told, by="ben")
    outreach.ask(session, claim, OutreachRecord("His driver", confidential=True), by="ana")
    outreach.ask(session, others[0], OutreachRecord("Somebody else"), by="ana")
    one, two = outreach.of(session, claim)
    assert (one.id, one.claim, one.whom, one.channel) == (*(first.id, claim.id), "the secretary",
                                                          "mail")  # fmt: skip
    assert (one.question, one.asked_on, one.deadline) == ("Who told you?", "2019-05", "2019-05-05")
    assert one.speaker == speakers.get(session, "Mike Pompeo").id
    assert (one.state, one.answered_on, one.answer, one.added_by) == ("waiting", None, None, "ben")
    assert (two.whom, two.speaker, two.confidential) == ("His driver", None, True)
    assert (two.asked_on, two.deadline) == ("2019-05-02", None)
    assert session.query(Speaker).filter_by(name="His driver").count() == 0


def test_an_answer_goes_to_the_question_that_waits(session: Session) -> None:
    claim = make_claim(session)
    with pytest.raises(RuleBroken, match="nobody who was asked about claim 1 has still to answer"):
        outreach.get(session, claim)
    first = outreach.ask(session, claim, OutreachRecord("A", asked_on="2019-05-01"), by="ana")
    assert outreach.get(session, claim) is first
    second = outreach.ask(session, claim, OutreachRecord("B"), by="ana")
    with pytest.raises(RuleBroken, match="2 questions about claim 1 wait") as several:
        outreach.get(session, claim)
    assert several.value.hint == (
        f'factcheck answer 1 o{first.id} "..."\nfactcheck answer 1 o{second.id} "..."'
    )
    outreach.answer(session, claim, first, " He stands by it. ", on="2019-05")
    outreach.answer(session, claim, second, None)
    one, two = outreach.of(session, claim)
    assert (one.state, one.answer, one.answered_on) == ("answered", "He stands by it.", "2019-05")
    assert (two.state, two.answer, two.answered_on) == ("declined", None, "2019-05-02")
    for asked, held in ((first, "answered"), (second, "declined")):
        with pytest.raises(RuleBroken, match=f"o{asked.id} was {held} already"):
            outreach.answer(session, claim, asked, "again")


def test_an_answer_that_cannot_be_is_refused(session: Session) -> None:
    claim, other = make_claim(session), make_claim(session, "Another one")
    asked = outreach.ask(session, claim, OutreachRecord("A", asked_on="2019-05-01"), by="ana")
    for told, on, wrong in (
        (" ", None, "the answer is empty"),
        ("x", "2019-04-30", f"o{asked.id} was asked on 2019-05-01, after 2019-04-30"),
        ("x", "2019-05-03", "answered on: 2019-05-03 is still to come"),
        ("x", "yesterday", "answered on: 'yesterday' is not a date"),
    ):
        with pytest.raises(InvalidInput, match=wrong):
            outreach.answer(session, claim, asked, told, on=on)
    for about, number in ((other, asked.id), (claim, 999)):
        with pytest.raises(NotFound, match=f"claim {about.id} has no question o{number}"):
            outreach.get(session, about, number)
    assert outreach.state(asked) == "waiting"


def test_a_withdrawn_question_stays_on_file(session: Session) -> None:
    claim = make_claim(session)
    asked = outreach.ask(session, claim, OutreachRecord("A"), by="ana")
    with pytest.raises(InvalidInput, match="the reason is empty"):
        outreach.withdraw(session, asked, " ")
    outreach.withdraw(session, asked, "it never went out")
    [view] = outreach.of(session, claim)
    assert (view.state, view.withdrawn_because) == ("withdrawn", "it never went out")
    with pytest.raises(RuleBroken, match=f"o{asked.id} was withdrawn already"):
        outreach.withdraw(session, asked, "again")
    with pytest.raises(RuleBroken, match=f"o{asked.id} was withdrawn already"):
        outreach.answer(session, claim, asked, "late")


def test_nobody_is_asked_about_the_library(session: Session) -> None:
    claim = make_claim(session)
    claim.tracked = 0
    with pytest.raises(RuleBroken, match="takes no outreach of ours"):
        outreach.ask(session, claim, OutreachRecord("A"), by="ana")
