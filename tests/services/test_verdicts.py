"""Verdicts: one in force per question, with a reason, held against the evidence on file."""

import pytest
from sqlalchemy.orm import Session

from factcheck.errors import Conflict, InvalidInput, NotFound, RuleBroken, Usage
from factcheck.records import AppearanceRecord, VerdictRecord
from factcheck.services import appearances, claims, evidence, scales, show, verdicts
from tests.factories import make_claim, make_evidence, make_verdict, noise

# giving


def test_a_verdict_is_in_force_with_its_reason(session: Session) -> None:
    others = noise(session)
    claim = make_claim(session)
    made = verdicts.give(session, claim, VerdictRecord("Refuted", " No plane left. "), by="ben")
    view = verdicts.view(session, made)
    assert (view.claim, view.about, view.appearance) == (claim.id, "content", None)
    assert (view.verdict, view.reason, view.ruled_by) == ("refuted", "No plane left.", "ben")
    assert (view.rating, view.scale, view.ended, view.ended_at) == (None, None, None, None)
    assert verdicts.in_force(session, claim, None) is made
    assert verdicts.in_force(session, claim, claim.appearance_id) is None
    claims.refresh(session, claim)
    assert (claim.content_verdict, claim.attribution_verdict, claim.unverified) == (
        "refuted",
        None,
        0,
    )
    assert {claims.refresh(session, one).content_verdict for one in others} == {None}


def test_a_claim_stays_unverified_while_the_evidence_is_insufficient(session: Session) -> None:
    claim = make_claim(session)
    unverified = {}
    for verdict in ("insufficient", "supported", "mixed", "not_checkable", "refuted"):
        make_verdict(session, claim, verdict)
        unverified[str(claim.content_verdict)] = claim.unverified
    assert unverified == {
        "insufficient": 1,
        "supported": 0,
        "mixed": 0,
        "not-checkable": 0,
        "refuted": 0,
    }


def test_a_new_verdict_supersedes_the_old_one_which_is_kept(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    first = make_verdict(session, claim, "insufficient")
    second = make_verdict(session, claim, "refuted", reason="No plane left.")
    one, two = show.claim(session, claim.id).verdicts
    assert (one.id, one.verdict, one.ended) == (first.id, "insufficient", "superseded")
    assert (one.ended_at, one.ended_because) == (two.ruled_at, None)
    assert (two.id, two.verdict, two.ended) == (second.id, "refuted", None)
    assert verdicts.in_force(session, claim, None) is second


def test_content_and_each_appearance_have_verdicts_of_their_own(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    again = appearances.add(session, claim, AppearanceRecord(speaker="Zoë"), by="ana").id
    content = make_verdict(session, claim, "insufficient")
    said = make_verdict(session, claim, "supported", said=True)
    other = make_verdict(session, claim, "refuted", appearance=again)
    assert [one.ended for one in (content, said, other)] == [None, None, None]
    assert (claim.content_verdict, claim.attribution_verdict) == ("insufficient", "supported")
    assert verdicts.view(session, said).about == "attribution"
    assert verdicts.in_force(session, claim, again) is other
    assert [one.verdict for one in show.claim(session, claim.id).appearances] == [
        "supported",
        "refuted",
    ]
    verdicts.withdraw(session, claim, "no", appearance=again)
    assert [one.ended for one in (content, said, other)] == [None, None, "withdrawn"]


def test_the_same_verdict_for_the_same_reason_is_refused(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    make_verdict(session, claim)
    with pytest.raises(Conflict, match=f"this verdict on claim {claim.id} is in force already"):
        make_verdict(session, claim)
    make_verdict(session, claim, said=True)
    rated = make_verdict(session, claim, rating="snopes: Unproven")
    make_verdict(session, claim, reason="Nobody has shown any evidence.")
    assert rated.ended == "superseded"
    verdicts.withdraw(session, claim, "no")
    assert make_verdict(session, claim, reason="Nobody has shown any evidence.").ended is None


def test_a_verdict_needs_a_word_of_ours_and_a_reason() -> None:
    with pytest.raises(Usage, match="unknown verdict: false"):
        VerdictRecord("false", "x")
    with pytest.raises(InvalidInput, match="the reason is empty"):
        VerdictRecord("refuted", " ")


def test_a_claim_of_the_library_takes_no_verdict(session: Session) -> None:
    claim = make_claim(session)
    claim.tracked = 0
    claims.refresh(session, claim)
    for said in (False, True):
        with pytest.raises(RuleBroken, match=f"claim {claim.id} is a reference of the library"):
            make_verdict(session, claim, said=said)
    assert show.claim(session, claim.id).verdicts == ()


def test_a_verdict_on_an_appearance_wants_one_of_this_claim(session: Session) -> None:
    claim, other = make_claim(session), make_claim(session, "Another one")
    with pytest.raises(NotFound, match=f"claim {claim.id} has no appearance"):
        make_verdict(session, claim, appearance=other.appearance_id)


# withdrawing


def test_a_withdrawn_verdict_stays_on_file_with_its_reason(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    make_verdict(session, claim, "insufficient")
    made = make_verdict(session, claim, "refuted")
    with pytest.raises(InvalidInput, match="the reason is empty"):
        verdicts.withdraw(session, claim, " ")
    session.refresh(made)
    assert verdicts.withdraw(session, claim, " We misread it. ") is made
    assert (made.ended, made.ended_because) == ("withdrawn", "We misread it.")
    assert str(made.ended_at) >= made.ruled_at
    claims.refresh(session, claim)
    assert (claim.content_verdict, claim.unverified) == (None, 1)
    assert len(show.claim(session, claim.id).verdicts) == 2
    with pytest.raises(RuleBroken, match=f"claim {claim.id} has no verdict in force"):
        verdicts.withdraw(session, claim, "again")


def test_only_the_verdict_that_was_asked_about_is_withdrawn(session: Session) -> None:
    claim = make_claim(session)
    content = make_verdict(session, claim, "insufficient")
    with pytest.raises(RuleBroken, match="no verdict in force"):
        verdicts.withdraw(session, claim, "no", said=True)
    said = make_verdict(session, claim, "supported", said=True)
    assert verdicts.withdraw(session, claim, "no", said=True) is said
    assert content.ended is None


# reworded


def test_a_verdict_says_whether_the_claim_was_reworded_since(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    made = make_verdict(session, claim)
    assert not verdicts.view(session, made).reworded_since
    claims.edit(session, claim, {"text": f"{claim.text}."})
    assert verdicts.view(session, made).reworded_since
    claims.edit(session, claim, {"text": claim.text.removesuffix(".")})
    assert not verdicts.view(session, made).reworded_since


def test_the_same_verdict_may_be_given_on_a_new_wording(session: Session) -> None:
    claim = make_claim(session)
    first = make_verdict(session, claim)
    claims.edit(session, claim, {"text": "Maduro was about to leave"})
    second = make_verdict(session, claim)
    assert (first.ended, second.ended) == ("superseded", None)
    assert not verdicts.view(session, second).reworded_since


# what speaks against it


def objected(session: Session, verdict: str, stances: str, **told: bool) -> list[str]:
    """The objections to a verdict on a new claim with these items; e1, e2 ... in order."""
    claim = make_claim(session, f"{verdict} with {stances} and {told}")
    ids = {
        f"[e{make_evidence(session, claim, stance, note=str(number), **told).id}]": f"[{number}]"
        for number, stance in enumerate(stances.split(), 1)
    }
    made = make_verdict(session, claim, verdict, **told)
    found = []
    for sentence in verdicts.objections(session, made):
        for there, here in ids.items():
            sentence = sentence.replace(there, here)
        found.append(sentence)
    return found


NOTHING = "there is no evidence on file about the content"
OBJECTIONS = [
    ("supported", "", NOTHING),
    ("refuted", "", NOTHING),
    ("mixed", "", NOTHING),
    ("insufficient", "", NOTHING),
    ("not-checkable", "", NOTHING),
    ("supported", "supports", None),
    ("supported", "supports context", None),
    ("supported", "supports no-result", None),
    ("supported", "supports disputes", None),
    ("supported", "supports mixed", None),
    ("supported", "supports refutes", "evidence refutes it [2]"),
    ("supported", "context", "no evidence supports the content"),
    ("supported", "refutes", "no evidence supports the content; evidence refutes it [1]"),
    ("supported", "mixed", "no evidence supports the content; evidence is mixed [1]"),
    ("supported", "disputes", "no evidence supports the content; it is disputed [1]"),
    (
        "supported",
        "disputes context no-result",
        "no evidence supports the content; it is disputed [1]; a search found nothing [3]",
    ),
    ("refuted", "refutes", None),
    ("refuted", "refutes disputes", None),
    ("refuted", "refutes supports", "evidence supports it [2]"),
    ("refuted", "supports", "no evidence refutes the content; evidence supports it [1]"),
    ("refuted", "disputes", "no evidence refutes the content"),
    ("refuted", "disputes context", "no evidence refutes the content"),
    (
        "refuted",
        "disputes no-result",
        "no evidence refutes the content; a search found nothing [2]",
    ),
    ("refuted", "mixed", "no evidence refutes the content; evidence is mixed [1]"),
    ("mixed", "mixed", None),
    ("mixed", "supports refutes", None),
    ("mixed", "supports", "the evidence on file about the content speaks for one side only"),
    ("mixed", "refutes", "the evidence on file about the content speaks for one side only"),
    ("mixed", "context", "no evidence supports or refutes the content"),
    ("mixed", "disputes no-result", "no evidence supports or refutes the content"),
    ("insufficient", "context", None),
    ("insufficient", "disputes no-result", None),
    ("insufficient", "supports refutes", None),
    ("insufficient", "mixed", None),
    ("insufficient", "disputes supports", "evidence on file supports the content [2]"),
    ("insufficient", "refutes", "evidence on file refutes the content [1]"),
    ("not-checkable", "supports", None),
    ("not-checkable", "disputes", None),
]


def test_what_on_file_speaks_against_a_verdict_is_said_in_words(session: Session) -> None:
    noise(session)
    found = [
        (verdict, stances, *objected(session, verdict, stances))
        for verdict, stances, _ in OBJECTIONS
    ]
    assert found == [
        (verdict, stances, *([] if sentence is None else [sentence]))
        for verdict, stances, sentence in OBJECTIONS
    ]


def test_items_of_one_stance_are_named_together(session: Session) -> None:
    claim = make_claim(session)
    ids = [make_evidence(session, claim, note=str(number)).id for number in range(2)]
    made = make_verdict(session, claim, "supported")
    assert verdicts.objections(session, made) == [
        f"no evidence supports the content; it is disputed [e{ids[0]}, e{ids[1]}]"
    ]


def test_objections_look_at_the_question_that_was_ruled_on(session: Session) -> None:
    claim = make_claim(session)
    make_evidence(session, claim, "supports", said=True)
    make_evidence(session, claim, "refutes")
    said = make_verdict(session, claim, "supported", said=True)
    content = make_verdict(session, claim, "refuted")
    assert verdicts.objections(session, said) == []
    assert verdicts.objections(session, content) == []
    denied = make_verdict(session, claim, "refuted", said=True)
    (sentence,) = verdicts.objections(session, denied)
    assert sentence.startswith("no evidence refutes the attribution; evidence supports it [e")
    other = make_claim(session, "Another one")
    assert verdicts.objections(session, make_verdict(session, other, said=True)) == [
        "there is no evidence on file about the attribution"
    ]


def test_withdrawn_evidence_speaks_neither_for_nor_against(session: Session) -> None:
    claim = make_claim(session)
    item = make_evidence(session, claim, "supports")
    made = make_verdict(session, claim, "supported")
    assert verdicts.objections(session, made) == []
    evidence.withdraw(session, item, "misread")
    assert verdicts.objections(session, made) == [NOTHING]


# ratings


def test_a_rating_of_a_scale_goes_with_the_verdict(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    make_evidence(session, claim, "refutes")
    made = make_verdict(session, claim, "refuted", rating="PolitiFact: pants on fire!")
    view = verdicts.view(session, made)
    assert (view.verdict, view.rating, view.scale) == ("refuted", "Pants on Fire", "politifact")
    assert verdicts.objections(session, made) == []


def test_a_rating_that_usually_means_something_else_is_pointed_out(session: Session) -> None:
    claim = make_claim(session)
    make_evidence(session, claim, "refutes")
    made = make_verdict(session, claim, "refuted", rating="politifact: Half True")
    assert verdicts.objections(session, made) == ["the rating Half True usually means mixed"]
    point = scales.point(session, "politifact: Half True")
    point.verdict = None
    session.flush()
    assert verdicts.objections(session, made) == []


def test_a_rating_that_no_scale_has_is_refused_before_anything_changes(session: Session) -> None:
    claim = make_claim(session)
    made = make_verdict(session, claim)
    with pytest.raises(NotFound, match="the scale politifact has no label Meh"):
        make_verdict(session, claim, "refuted", rating="politifact: Meh")
    assert verdicts.in_force(session, claim, None) is made
    assert made.ended is None
