"""Evidence: on the content or on an appearance, and never lost."""

from itertools import combinations

import pytest
from sqlalchemy.orm import Session

from factcheck.errors import Conflict, FactcheckError, InvalidInput, NotFound, RuleBroken, Usage
from factcheck.models import Claim, Evidence
from factcheck.records import AppearanceRecord, EvidenceRecord
from factcheck.services import appearances, claims, evidence
from factcheck.vocabulary import STANCES
from tests.factories import make_claim, make_evidence, noise

ARCHIVED = "https://web.archive.org/web/2019/https://example.org/vtv"


def second(session: Session, claim: Claim) -> int:
    record = AppearanceRecord(speaker="Zoë", said_on="2019-05-01")
    return appearances.add(session, claim, record, by="ana").id


# marking


def test_an_item_keeps_all_that_was_told(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    record = EvidenceRecord(
        "Disputes",
        note="Denied it on state television",
        source=ARCHIVED,
        quote="Nunca",
        locator="00:12",
        retrieved_on="2019-05-01",
        by="Nicolás Maduro",
        rank="PRIMARY",
        confidential=True,
    )
    item = evidence.mark(session, claim, record, by="ben")
    view = evidence.view(session, item)
    assert (view.claim, view.about, view.appearance) == (claim.id, "content", None)
    assert (view.stance, view.by, view.note) == (
        "disputes",
        "Nicolás Maduro",
        "Denied it on state television",
    )
    assert (view.quote, view.locator, view.retrieved_on) == ("Nunca", "00:12", "2019-05-01")
    assert (view.source, view.source_url) == (item.source_id, "https://example.org/vtv")
    assert (view.archive_url, view.rank, view.confidential) == (ARCHIVED, "primary", True)
    assert (view.added_by, view.withdrawn_because) == ("ben", None)


def test_content_and_each_appearance_are_questions_of_their_own(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    other = second(session, claim)
    about = make_evidence(session, claim, "disputes")
    said = make_evidence(session, claim, "supports", said=True)
    again = make_evidence(session, claim, "refutes", appearance=other)
    assert (about.appearance_id, said.appearance_id, again.appearance_id) == (
        None,
        claim.appearance_id,
        other,
    )
    assert evidence.status(session, claim, None) == "disputed"
    assert evidence.status(session, claim, claim.appearance_id) == "supporting"
    assert evidence.status(session, claim, other) == "refuting"
    evidence.withdraw(session, again, "a mix-up")
    assert evidence.status(session, claim, other) == "none"


def test_evidence_on_an_appearance_of_another_claim_is_refused(session: Session) -> None:
    claim, other = make_claim(session), make_claim(session, "Another one")
    with pytest.raises(NotFound, match=f"claim {claim.id} has no appearance"):
        make_evidence(session, claim, appearance=other.appearance_id)
    bare = make_claim(session, "Nobody", speaker=None, source=None, said_on=None, quote=None)
    with pytest.raises(RuleBroken, match="has no appearance yet"):
        make_evidence(session, bare, said=True)


def test_the_same_evidence_is_refused(session: Session) -> None:
    noise(session)
    claim, other = make_claim(session), make_claim(session, "Another one")
    told = {
        "note": "Denied it",
        "source": "example.org/vtv",
        "by": "Nicolás Maduro",
        "quote": "No",
    }
    item = make_evidence(session, claim, **told)
    again = told | {"source": "http://www.example.org/vtv", "by": "nicolas maduro"}
    with pytest.raises(Conflict) as caught:
        make_evidence(session, claim, **again)
    assert caught.value.message == f"claim {claim.id} has this evidence already: e{item.id}"
    make_evidence(session, other, **told)
    make_evidence(session, claim, "refutes", **told)
    make_evidence(session, claim, said=True, **told)
    for change in ({"note": "Denied"}, {"source": "call: x"}, {"by": "Ana"}, {"quote": "Nunca"}):
        make_evidence(session, claim, **(told | change))
    evidence.withdraw(session, item, "a mix-up")
    assert make_evidence(session, claim, **told).id != item.id


@pytest.mark.parametrize(
    ("told", "error", "message"),
    [
        ({"stance": "refuted", "note": "x"}, Usage, "unknown stance: refuted"),
        ({"stance": "no-result"}, InvalidInput, "no-result needs a note"),
        ({"stance": "no_result", "note": " ", "quote": "x"}, InvalidInput, "needs a note"),
        ({"stance": "supports", "locator": "p. 1"}, InvalidInput, "evidence needs a note"),
        ({"stance": "supports", "note": "x", "rank": "third"}, Usage, "unknown rank: third"),
    ],
)
def test_an_item_that_says_nothing_is_refused(
    told: dict[str, str], error: type[FactcheckError], message: str
) -> None:
    with pytest.raises(error, match=message):
        EvidenceRecord(**told)  # type: ignore[arg-type]


# editing


def test_fields_are_set_and_cleared(session: Session) -> None:
    others = noise(session)
    claim = make_claim(session)
    item = make_evidence(session, claim, by="Nicolás Maduro", source="call: Press office")
    told = {
        "stance": "SUPPORTS",
        "note": "He left",
        "source": ARCHIVED,
        "by": "",
        "rank": "secondary",
        "confidential": "yes",
        "retrieved_on": "2019-05",
    }
    assert evidence.edit(session, item, told)
    assert not evidence.edit(session, item, told)
    view = evidence.view(session, item)
    assert (view.stance, view.note, view.by, view.rank) == (
        "supports",
        "He left",
        None,
        "secondary",
    )
    assert (view.source_url, view.archive_url) == ("https://example.org/vtv", ARCHIVED)
    assert (view.confidential, view.retrieved_on) == (True, "2019-05")
    assert evidence.edit(session, item, {"source": "", "confidential": "no", "by": "Zoë"})
    view = evidence.view(session, item)
    assert (view.source, view.archive_url, view.confidential, view.by) == (
        None,
        None,
        False,
        "Zoë",
    )
    assert view.note == "He left"
    assert {claims.refresh(session, one).evidence_status for one in others} == {"inconclusive"}


def test_an_edit_leaves_what_it_does_not_name(session: Session) -> None:
    claim = make_claim(session)
    item = make_evidence(
        session, claim, source=ARCHIVED, by="Zoë", quote="q", locator="l", confidential=True
    )
    before = evidence.view(session, item)
    assert evidence.edit(session, item, {"note": "Another note"})
    after = evidence.view(session, item)
    assert after.note == "Another note"
    assert evidence.edit(session, item, {"note": str(before.note)})
    assert evidence.view(session, item) == before


def test_an_edit_may_not_leave_an_item_that_says_nothing(session: Session) -> None:
    claim = make_claim(session)
    item = make_evidence(session, claim, "supports", note=None, quote="A quote")
    table: list[tuple[dict[str, str], type[FactcheckError], str]] = [
        ({"stance": "no-result"}, InvalidInput, "no-result needs a note"),
        ({"quote": ""}, InvalidInput, "evidence needs a note"),
        ({"stance": "supported"}, Usage, "unknown stance"),
        ({"stance": ""}, Usage, "unknown stance"),
        ({"retrieved_on": "today"}, InvalidInput, "not a date"),
    ]
    for changes, error, message in table:
        with pytest.raises(error, match=message):
            evidence.edit(session, item, changes)
        assert (item.stance, item.quote) == ("supports", "A quote")
    assert evidence.edit(session, item, {"stance": "no-result", "note": "Searched the archive"})
    with pytest.raises(InvalidInput, match="no-result needs a note"):
        evidence.edit(session, item, {"note": ""})


# withdrawing


def test_a_withdrawn_item_stays_on_file_and_does_not_count(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    item = make_evidence(session, claim, "refutes")
    make_evidence(session, claim, "supports")
    assert (claim.evidence_status, claim.refutes) == ("conflicting", 1)
    evidence.withdraw(session, item, " misread ")
    claims.refresh(session, claim)
    assert (claim.evidence_status, claim.refutes, claim.supports) == ("supporting", 0, 1)
    views = evidence.views(session, Evidence.claim_id == claim.id)
    assert [view.withdrawn_because for view in views] == ["misread", None]


def test_a_withdrawn_item_cannot_be_edited_or_withdrawn(session: Session) -> None:
    item = make_evidence(session, make_claim(session))
    with pytest.raises(InvalidInput, match="the reason is empty"):
        evidence.withdraw(session, item, "")
    evidence.withdraw(session, item, "misread")
    for forbidden in (
        lambda: evidence.edit(session, item, {"note": "x"}),
        lambda: evidence.withdraw(session, item, "again"),
    ):
        with pytest.raises(RuleBroken, match=f"evidence e{item.id} was withdrawn"):
            forbidden()
    assert item.withdrawn_because == "misread"
    assert evidence.get(session, item.id) is item
    with pytest.raises(NotFound, match="there is no evidence e999"):
        evidence.get(session, 999)


# status


@pytest.mark.parametrize(
    ("stances", "status"),
    [
        ("", "none"),
        ("context", "inconclusive"),
        ("no-result", "inconclusive"),
        ("context no-result", "inconclusive"),
        ("supports", "supporting"),
        ("supports supports context no-result", "supporting"),
        ("supports disputes", "supporting, disputed"),
        ("refutes", "refuting"),
        ("refutes disputes no-result", "refuting, disputed"),
        ("disputes", "disputed"),
        ("disputes context no-result", "disputed"),
        ("supports refutes", "conflicting"),
        ("supports refutes disputes", "conflicting"),
        ("mixed", "conflicting"),
        ("mixed supports", "conflicting"),
        ("mixed disputes", "conflicting"),
    ],
)
def test_the_evidence_status_is_the_first_that_fits(stances: str, status: str) -> None:
    assert evidence.status_of(stances.split()) == status


def test_python_and_sql_give_every_set_of_stances_the_same_status(session: Session) -> None:
    claim = make_claim(session)
    items = {stance: make_evidence(session, claim, stance) for stance in STANCES}
    differ = []
    for size in range(len(STANCES) + 1):
        for held in combinations(STANCES, size):
            for stance, item in items.items():
                item.withdrawn_because = None if stance in held else "not in this set"
            claims.refresh(session, claim)
            if claim.evidence_status != evidence.status_of(list(held)):
                differ.append((held, claim.evidence_status))
    assert differ == []
