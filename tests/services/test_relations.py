"""Relations: the rules, both ends, and what a denial is worth as evidence."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck.errors import Conflict, FactcheckError, NotFound, RuleBroken, Usage
from factcheck.models import Claim
from factcheck.records import ClaimRecord
from factcheck.services import claims, evidence, relations, show
from factcheck.vocabulary import RELATIONS
from tests.factories import make_claim, make_relation

QUOTE = "I was never going to leave"


@pytest.fixture
def pair(session: Session) -> tuple[Claim, Claim]:
    """A denial by Maduro, and what it denies."""
    denied = make_claim(session)
    denial = make_claim(
        session, "Maduro never meant to leave", speaker="Nicolás Maduro", quote=QUOTE
    )
    return denial, denied


@pytest.mark.parametrize("kind", RELATIONS)
def test_a_relation_is_seen_from_both_ends(
    session: Session, pair: tuple[Claim, Claim], kind: str
) -> None:
    denial, denied = pair
    made = relations.link(session, denial, kind.upper(), denied, by="ana", because="he said so")
    assert (made.claim_id, made.kind, made.other_id, made.because, made.added_by) == (
        *(denial.id, kind, denied.id, "he said so", "ana"),
    )
    (out,) = show.claim(session, denial.id).relations
    (inward,) = show.claim(session, denied.id).relations
    assert (out.kind, out.inward, out.claim, out.because) == (kind, False, denied.id, "he said so")
    assert (inward.kind, inward.inward, inward.claim) == (kind, True, denial.id)
    assert relations.standing(session, [denied.id]) == [made]


def test_a_claim_is_not_related_to_itself_or_to_one_that_was_merged(
    session: Session, pair: tuple[Claim, Claim]
) -> None:
    one, other = pair
    with pytest.raises(RuleBroken, match="claim 2 cannot be related to itself"):
        relations.link(session, one, "denies", one, by="ana")
    merged = make_claim(session, "A third claim")
    merged.merged_into = other.id
    for first, second in ((merged, one), (one, merged)):
        with pytest.raises(RuleBroken, match="claim 3 was merged into claim 1"):
            relations.link(session, first, "denies", second, by="ana")
    with pytest.raises(Usage, match="unknown relation: refutes"):
        relations.link(session, one, "refutes", other, by="ana")


@pytest.mark.parametrize("kind", RELATIONS)
def test_there_is_one_of_a_kind_between_two_claims(
    session: Session, pair: tuple[Claim, Claim], kind: str
) -> None:
    one, other = pair
    relations.link(session, one, kind, other, by="ana")
    with pytest.raises(Conflict) as caught:
        relations.link(session, one, kind, other, by="ben")
    assert caught.value.message == f"claim 2 {kind} claim 1 already"
    assert caught.value.hint == f'factcheck unlink 2 {kind} 1 --because "..."'
    if kind == "denies":  # two who deny each other
        relations.link(session, other, kind, one, by="ben")
    else:
        with pytest.raises(Conflict, match=f"claim 2 {kind} claim 1 already"):
            relations.link(session, other, kind, one, by="ben")
    others = [name for name in RELATIONS if name != kind]
    for name in others:
        relations.link(session, one, name, other, by="ana")


def test_a_withdrawn_relation_stays_on_file_and_makes_room(
    session: Session, pair: tuple[Claim, Claim]
) -> None:
    one, other = pair
    made = relations.link(session, one, "updates", other, by="ana")
    with pytest.raises(NotFound) as caught:
        relations.unlink(session, other, "updates", one, "the other way")
    assert caught.value.message == "claim 1 updates no claim 2"
    gone = relations.unlink(session, one, "updates", other, "the other way")
    assert gone is made
    assert gone.withdrawn_because == "the other way"
    assert show.claim(session, one.id).relations == ()
    with pytest.raises(NotFound):
        relations.unlink(session, one, "updates", other, "again")
    assert relations.link(session, other, "updates", one, by="ana").id != made.id
    relations.link(session, one, "contradicts", other, by="ana")
    assert relations.unlink(session, other, "contradicts", one, "no").claim_id == one.id


def test_a_denial_is_evidence_that_its_speaker_disputes_the_claim(
    session: Session, pair: tuple[Claim, Claim]
) -> None:
    one, other = pair
    found = relations.denial(session, one, other)
    assert found is not None
    assert (found.claim, found.by, found.held) == (other.id, "Nicolás Maduro", None)
    item = relations.mark(session, one, other, by="ana")
    view = evidence.view(session, item)
    assert (view.claim, view.about, view.stance, view.by) == (
        *(other.id, "content", "disputes", "Nicolás Maduro"),
    )
    assert (view.note, view.quote, view.source) == ("Maduro never meant to leave", QUOTE, 1)
    again = relations.denial(session, one, other)
    assert again is not None
    assert again.held == item.id
    with pytest.raises(RuleBroken, match=f"Nicolás Maduro disputes claim 1 already: e{item.id}"):
        relations.mark(session, one, other, by="ana")
    claims.refresh(session, other)
    assert other.evidence_status == "disputed"


def test_a_denial_by_nobody_on_file_is_no_evidence(session: Session) -> None:
    other = make_claim(session)
    bare = claims.add(session, ClaimRecord("Nobody left"), by="ana")
    nameless = make_claim(session, "He stayed", speaker=None)
    for one in (bare, nameless):
        assert relations.denial(session, one, other) is None
        with pytest.raises(RuleBroken, match="nobody is on file as having said"):
            relations.mark(session, one, other, by="ana")


def test_one_of_a_kind_stands_whatever_was_written(session: Session) -> None:
    one, other = make_claim(session), make_claim(session, "Another claim")
    make_relation(session, one, other, "narrows")
    over: dict[str, Any] = {"by": "ana"}
    with pytest.raises(FactcheckError):
        relations.link(session, one, "narrows", other, **over)
