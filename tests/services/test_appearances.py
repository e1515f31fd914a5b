"""Appearances: where a claim was made, first and again."""

import pytest
from sqlalchemy.orm import Session

from factcheck.errors import Conflict, InvalidInput, NotFound, RuleBroken
from factcheck.models import Appearance, Claim
from factcheck.records import AppearanceRecord
from factcheck.services import appearances, claims, evidence, show, verdicts
from tests.factories import make_claim, make_evidence, make_verdict, noise

ARCHIVED = "https://web.archive.org/web/2019/https://example.org/blog"


def add(session: Session, claim: Claim, **told: str) -> Appearance:
    return appearances.add(session, claim, AppearanceRecord(**told), by="ben")


def first(session: Session, claim: Claim) -> Appearance:
    found = appearances.first(session, claim)
    assert found is not None
    return found


def test_a_claim_that_was_made_again_has_one_more_appearance(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    made = add(
        session,
        claim,
        speaker="mike pompeo",
        source=ARCHIVED,
        said_on="2019-05-01",
        quote="They had an airplane",
        locator="p. 1",
    )
    one, two = show.claim(session, claim.id).appearances
    assert (one.first, two.first, two.id) == (True, False, made.id)
    assert (two.speaker, two.said_on, two.quote) == (
        "Mike Pompeo",
        "2019-05-01",
        "They had an airplane",
    )
    assert (two.source_url, two.archive_url) == ("https://example.org/blog", ARCHIVED)
    assert (two.locator, two.added_by, two.withdrawn_because) == ("p. 1", "ben", None)
    assert claims.refresh(session, claim).appearances == 2
    assert claim.appearance_id == one.id


def test_one_fact_is_enough_for_an_appearance_and_none_is_not(session: Session) -> None:
    claim = make_claim(session)
    for told in ({"speaker": "Zoë"}, {"source": "call: x"}, {"said_on": "2019"}, {"quote": "q"}):
        add(session, claim, **told)
    assert claims.refresh(session, claim).appearances == 5
    with pytest.raises(InvalidInput, match="needs a speaker, a source, a date or a quote"):
        add(session, claim, quote=" ")


def test_the_same_appearance_is_refused(session: Session) -> None:
    noise(session)
    claim, other = make_claim(session), make_claim(session, "Another one")
    told = {
        "speaker": "MIKE pompeo",
        "source": "http://www.example.org/interview?utm_source=x",
        "said_on": "2019-04-30",
        "quote": "getting prepared to get on his airplane",
    }
    with pytest.raises(Conflict) as caught:
        add(session, claim, **told)
    held = first(session, claim).id
    assert caught.value.message == f"claim {claim.id} has this appearance already: a{held}"
    for change in ({"said_on": "2019-04"}, {"quote": "Other words"}, {"locator": "02:10"}):
        assert add(session, claim, **{**told, **change}).claim_id == claim.id
    with pytest.raises(Conflict):
        add(session, other, **told)


def test_a_withdrawn_appearance_may_be_recorded_again(session: Session) -> None:
    claim = make_claim(session)
    made = add(session, claim, speaker="Zoë")
    appearances.withdraw(session, made, "a mix-up")
    assert add(session, claim, speaker="Zoë").id != made.id


# which one is asked about


def test_a_question_is_about_the_content_the_first_appearance_or_a_named_one(
    session: Session,
) -> None:
    noise(session)
    claim = make_claim(session)
    second = add(session, claim, speaker="Zoë")
    assert appearances.asked(session, claim, said=False, number=None) is None
    assert appearances.asked(session, claim, said=True, number=None) is first(session, claim)
    for said in (True, False):
        assert appearances.asked(session, claim, said=said, number=second.id) is second


def test_an_appearance_of_another_claim_or_a_withdrawn_one_is_refused(session: Session) -> None:
    claim, other = make_claim(session), make_claim(session, "Another one")
    withdrawn = add(session, claim, speaker="Zoë")
    appearances.withdraw(session, withdrawn, "a mix-up")
    for number in (first(session, other).id, withdrawn.id):
        with pytest.raises(NotFound) as caught:
            appearances.asked(session, claim, said=False, number=number)
        assert caught.value.message == f"claim {claim.id} has no appearance a{number}"
        assert caught.value.hint == f"factcheck show {claim.id}"
    with pytest.raises(NotFound, match="there is no appearance a999"):
        appearances.asked(session, claim, said=False, number=999)


def test_whether_it_was_said_cannot_be_asked_when_nobody_is_on_file(session: Session) -> None:
    noise(session)
    claim = make_claim(session, speaker=None, source=None, said_on=None, quote=None)
    with pytest.raises(RuleBroken) as caught:
        appearances.asked(session, claim, said=True, number=None)
    assert caught.value.exit_code == 5
    assert f"factcheck appearance add {claim.id} " in str(caught.value.hint)


# editing


def test_fields_are_set_and_cleared(session: Session) -> None:
    others = noise(session)
    claim = make_claim(session)
    one = first(session, claim)
    told = {
        "speaker": "Zoë",
        "source": ARCHIVED,
        "said_on": "2019",
        "locator": "p. 2",
        "quote": "",
    }
    assert appearances.edit(session, one, told)
    assert not appearances.edit(session, one, told)
    view = show.appearance(session, one)
    assert (view.speaker, view.said_on, view.locator, view.quote) == ("Zoë", "2019", "p. 2", None)
    assert (view.source_url, view.archive_url) == ("https://example.org/blog", ARCHIVED)
    assert appearances.edit(session, one, {"speaker": "", "source": ""})
    assert (one.speaker_id, one.source_id, one.archive_url) == (None, None, None)
    assert one.said_on == "2019"
    assert {first(session, other).said_on for other in others} == {"2001"}


def test_an_appearance_may_not_be_emptied(session: Session) -> None:
    claim = make_claim(session)
    with pytest.raises(InvalidInput, match="withdraw it instead"):
        appearances.edit(session, first(session, claim), dict.fromkeys(appearances.FIELDS, ""))


# withdrawing


def test_the_next_appearance_takes_the_place_of_a_withdrawn_first_one(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    second = add(session, claim, speaker="Zoë", said_on="2019-05-01")
    one = first(session, claim)
    appearances.withdraw(session, one, " not him ")
    assert one.withdrawn_because == "not him"
    assert first(session, claim) is second
    claims.refresh(session, claim)
    assert (claim.appearance_id, claim.said_on, claim.appearances) == (second.id, "2019-05-01", 1)
    assert claim.speaker_id == second.speaker_id
    views = show.claim(session, claim.id).appearances
    assert [(view.first, view.withdrawn_because) for view in views] == [
        (False, "not him"),
        (True, None),
    ]


def test_a_withdrawn_appearance_cannot_be_edited_or_withdrawn(session: Session) -> None:
    claim = make_claim(session)
    one = first(session, claim)
    with pytest.raises(InvalidInput, match="the reason is empty"):
        appearances.withdraw(session, one, " ")
    appearances.withdraw(session, one, "not him")
    with pytest.raises(RuleBroken, match=f"appearance a{one.id} was withdrawn"):
        appearances.edit(session, one, {"locator": "p. 2"})
    with pytest.raises(RuleBroken, match=f"appearance a{one.id} was withdrawn"):
        appearances.withdraw(session, one, "again")
    assert (one.withdrawn_because, one.locator) == ("not him", None)
    assert appearances.get(session, one.id) is one


def test_an_appearance_stays_while_a_verdict_or_evidence_rests_on_it(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    second = add(session, claim, speaker="Zoë")
    make_evidence(session, claim, "supports")
    make_verdict(session, claim)
    one = first(session, claim)
    item = make_evidence(session, claim, "supports", note="On tape", said=True)
    make_verdict(session, claim, "supported", said=True)
    with pytest.raises(RuleBroken, match=f"a verdict on appearance a{one.id} is in force") as seen:
        appearances.withdraw(session, one, "not him")
    expected = f'factcheck verdict {claim.id} --appearance a{one.id} --withdraw --because "..."'
    assert seen.value.hint == expected
    verdicts.withdraw(session, claim, "no", said=True)
    with pytest.raises(RuleBroken, match=f"e{item.id} is about appearance a{one.id}") as seen:
        appearances.withdraw(session, one, "not him")
    assert seen.value.hint == f'factcheck evidence withdraw e{item.id} --because "..."'
    appearances.withdraw(session, second, "nothing rests on this one")
    evidence.withdraw(session, item, "no")
    appearances.withdraw(session, one, "not him")
    assert appearances.first(session, claim) is None
