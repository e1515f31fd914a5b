"""Has this been checked before? What is found, why, and what a person makes of it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import Conflict, InvalidInput
from factcheck.models import Appearance, Claim, ClaimAlias
from factcheck.records import AppearanceRecord, ClaimRecord
from factcheck.services import appearances, claims, matching, notes, show, undo
from factcheck.services.merging.claims import merge
from factcheck.views import CheckedView, MatchReview
from tests import filled
from tests.factories import make_claim, make_evidence, make_review, make_verdict, noise
from tests.rows import entries, rows

CLAIM = "Hydroxychloroquine cures the coronavirus"
POST = (
    "#Hydroxychloroquine is a CURE for the coronavirus! https://t.co/a "
    "— Jane Roe (@janeroe) May 4, 2020"
)


def ids(found: CheckedView) -> list[int]:
    return [one.id for one in found.matches]


def ask(db: Database, told: str, **over: Any) -> CheckedView:
    with db.reading() as session:
        return matching.checked(session, told, **over)


def put(db: Database, *texts: str, **over: Any) -> None:
    told: dict[str, Any] = {"speaker": None, "source": None, "said_on": None, "quote": None}
    with db.transaction(by="ana") as session:
        for one in texts:
            make_claim(session, one, **(told | over))


def fill(db: Database) -> None:
    with db.transaction(by="ana") as session:
        one = make_claim(session, CLAIM, speaker="Donald Trump", said_on="2020-03", quote=None)
        make_review(
            session, one, title="Is there a cure?", published_on="2020-04-01", verdict="refuted"
        )
        make_verdict(session, one, "insufficient")
        noise(session)
    put(db, "Bleach kills the coronavirus", "Millions of dead people voted in Michigan in 2020")


@pytest.fixture
def desk(db: Database) -> Database:
    """Claim 1 with a review and a verdict, and five others."""
    return filled.database(db, fill)


def test_a_match_tells_the_claim_who_checked_it_and_our_verdict(desk: Database) -> None:
    found = ask(desk, POST)
    assert (found.id, found.text) == (None, POST)
    assert (found.author, found.said_on) == ("Jane Roe", "2020-05-04")
    one = found.matches[0]
    assert (one.id, one.text, one.speaker, one.said_on) == (1, CLAIM, "Donald Trump", "2020-03")
    assert (one.tracked, one.language, one.wording, one.twins) == (True, None, None, ())
    assert (one.verdict, one.evidence_status) == ("insufficient", "none")
    assert one.reviews == (
        MatchReview(
            publisher="Example Checks",
            rating="Unproven",
            verdict="refuted",
            url="https://checks.example/1",
            published_on="2020-04-01",
        ),
    )
    assert one.reasons == (
        "shares the names Hydroxychloroquine, CURE",
        "shares the words coronavirus",
        "says nothing of Jane, Roe",
    )
    assert one.score == round(one.score, 4)
    assert one.probability == round(one.probability, 4)
    with desk.reading() as session:
        assert one.uid == session.get_one(Claim, 1).uid


def test_the_best_come_first_and_no_more_than_asked_for(desk: Database) -> None:
    found = ask(desk, "Bleach and hydroxychloroquine cure the coronavirus")
    assert ids(found) == [1, 5]
    scores = [one.score for one in found.matches]
    assert scores == sorted(scores, reverse=True)
    assert ids(ask(desk, "Bleach and hydroxychloroquine cure the coronavirus", limit=1)) == [1]
    assert ids(ask(desk, "Bleach and hydroxychloroquine cure the coronavirus", limit=0)) == []
    assert len(ids(ask(desk, "invented number coronavirus Michigan"))) == 5
    assert len(ids(ask(desk, "invented number coronavirus Michigan", limit=9))) == 6


def test_some_are_left_out(desk: Database) -> None:
    assert ids(ask(desk, CLAIM, but={1})) == [5]


def test_zones_are_picked(desk: Database) -> None:
    found = ask(desk, "Hydroxychloroquine and the coronavirus")
    assert [one.id for one in matching.zones(found, "same")] == [1]
    others = matching.zones(found, "likely", "related", "new")
    assert [one.id for one in others] == [5]
    assert matching.zones(found) == ()


@pytest.mark.parametrize("told", ["", "  ", "?!…", "https://t.co/abc", "\x01", "\ud800"])
def test_a_text_without_words_has_no_matches(desk: Database, told: str) -> None:
    assert ask(desk, told).matches == ()
    with pytest.raises(InvalidInput, match="there is no word to compare in "):
        matching.require_words(told)


def test_what_has_words_comes_back() -> None:
    assert matching.require_words(POST) == POST
    with pytest.raises(InvalidInput, match=r"^there is no word to compare in \?! \.$"):
        matching.require_words(" ?!\n. ")
    with pytest.raises(InvalidInput, match=r"^there is no word to compare in the text$"):
        matching.require_words(" ")


# by what a claim is found


Hang = Callable[[Session, Claim], object]
WORDS = "Zebras drove lorries through Ljubljana"


def alias(session: Session, claim: Claim) -> object:
    return matching.confirm(session, claim, WORDS)


def quote(session: Session, claim: Claim) -> object:
    record = AppearanceRecord(quote=WORDS, source="https://a.example")
    return appearances.add(session, claim, record, by="ana")


@pytest.mark.parametrize(
    "hang",
    [
        alias,
        quote,
        lambda session, claim: make_review(session, claim, title=WORDS),
        lambda session, claim: make_review(session, claim, wording=WORDS),
        lambda session, claim: claims.edit(session, claim, {"text": WORDS}),
    ],
    ids=["alias", "quote", "title", "wording", "text"],
)
def test_a_claim_is_found_by_all_its_wordings(desk: Database, hang: Hang) -> None:
    assert ids(ask(desk, WORDS)) == []
    with desk.transaction(by="ana") as session:
        hang(session, session.get_one(Claim, 2))
    (one,) = ask(desk, f"{WORDS}?").matches
    assert (one.id, one.zone, one.probability >= 0.99) == (2, "same", True)
    assert one.reasons == ("told in the same words",)
    assert one.warnings == ()
    assert one.wording == (None if one.text == WORDS else WORDS)
    (one,) = ask(desk, "Ljubljana: lorries with a zebra?").matches
    assert one.id == 2
    assert one.reasons[0] == "shares the names Ljubljana"
    with desk.transaction(by="ana") as session:
        undo.undo(session, by="ana")
    assert ids(ask(desk, WORDS)) == []


@pytest.mark.parametrize(
    "hang",
    [
        lambda session, claim: make_evidence(session, claim, note=WORDS, quote=WORDS),
        lambda session, claim: make_evidence(session, claim, note=WORDS, confidential=True),
        lambda session, claim: notes.add(session, claim, WORDS, by="ana"),
        lambda session, claim: notes.add(session, claim, WORDS, by="ana", confidential=True),
        lambda session, claim: claims.edit(session, claim, {"context": WORDS, "why": WORDS}),
        lambda session, claim: make_review(session, claim, publisher=WORDS),
        lambda session, claim: appearances.add(
            session, claim, AppearanceRecord(speaker="Zebra Ljubljana"), by="ana"
        ),
    ],
    ids=["evidence", "quiet evidence", "note", "quiet note", "context", "publisher", "speaker"],
)
def test_a_claim_is_not_found_by_what_is_only_said_about_it(desk: Database, hang: Hang) -> None:
    with desk.transaction(by="ana") as session:
        hang(session, session.get_one(Claim, 2))
    assert ids(ask(desk, WORDS)) == []


def test_what_was_withdrawn_or_removed_finds_nothing_and_is_not_shown(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        one, two = session.get_one(Claim, 2), session.get_one(Claim, 3)
        record = AppearanceRecord(quote=WORDS, source="https://a.example")
        said = appearances.add(session, one, record, by="ana")
        review = make_review(session, one, title=f"No, {WORDS}")
        known = matching.confirm(session, two, WORDS)
        assert known is not None
        numbers = review.id, said.id, known.id
    assert sorted(ids(ask(desk, WORDS))) == [2, 3]
    with desk.transaction(by="ana") as session:
        review = session.get_one(type(review), numbers[0])
        review.withdrawn_because = "A mistake"
        appearances.withdraw(session, appearances.get(session, numbers[1]), "A mistake")
        session.get_one(ClaimAlias, numbers[2]).removed = 1
    assert ids(ask(desk, WORDS)) == []
    for match in ask(desk, f"A plainly invented claim: {WORDS}").matches:
        assert (match.reviews, match.wording) == ((), None)


def test_confidential_evidence_is_nowhere_in_a_match(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        make_evidence(session, session.get_one(Claim, 1), note="Hush", confidential=True)
    assert "Hush" not in repr(ask(desk, POST))


def test_a_merged_claim_never_comes(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        merge(session, [session.get_one(Claim, 5)], session.get_one(Claim, 1))
    (one,) = ask(desk, "Bleach kills the coronavirus").matches
    assert (one.id, one.twins, one.zone) == (1, (), "same")
    assert one.wording == "Bleach kills the coronavirus"


def test_claims_of_the_same_words_are_one_match(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        for one in (f"{CLAIM.upper()}!", f"“{CLAIM}”"):
            claims.add(session, ClaimRecord(one), by="ana", force=True)
    found = ask(desk, "Hydroxychloroquine cures the coronavirus, bleach kills", limit=2)
    assert len(ids(found)) == 2, "twins take nobody's place"
    alone, several = sorted(found.matches, key=lambda one: len(one.twins))
    assert sorted((several.id, *several.twins)) == [1, 7, 8]
    assert (alone.id, alone.twins) == (5, ())


def test_a_claim_of_the_library_is_found_too(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        session.get_one(Claim, 1).tracked = 0
    found = ask(desk, "Hydroxychloroquine and bleach against the coronavirus")
    assert {one.id: one.tracked for one in found.matches} == {1: False, 5: True}


def test_the_wording_that_fits_better_than_the_claim_is_told(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        one = session.get_one(Claim, 1)
        matching.confirm(session, one, "There is a medicine against Covid-19")
        matching.confirm(session, one, "Something else again")
    assert ask(desk, "A medicine against Covid-19").matches[0].wording == (
        "There is a medicine against Covid-19"
    )
    assert ask(desk, "coronavirus is cured by hydroxychloroquine").matches[0].wording is None
    with desk.transaction(by="ana") as session:
        make_review(session, session.get_one(Claim, 1), title=f"{CLAIM}?")
    assert ask(desk, CLAIM).matches[0].wording is None, "where both fit, the claim's own is told"


# where they part ways


def test_a_denial_is_told(desk: Database) -> None:
    (one, *_) = ask(desk, "Hydroxychloroquine never cures the coronavirus").matches
    assert (one.id, one.warnings) == (1, ('only this text says "not"',))


def test_what_a_person_confirmed_is_not_warned_of(desk: Database) -> None:
    told = "The coronavirus does not survive bleach"
    (one, *_) = ask(desk, told).matches
    assert (one.id, one.warnings) == (5, ('only this text says "not"',))
    with desk.transaction(by="ana") as session:
        matching.confirm(session, session.get_one(Claim, 5), told)
    (one, *_) = ask(desk, told).matches
    assert (one.id, one.warnings) == (5, ())


def test_numbers_and_names_that_differ_are_told(desk: Database) -> None:
    told = "Millions of dead people voted in Arizona in 2016"
    (one, *_) = ask(desk, told).matches
    assert one.id == 6
    assert one.warnings == (
        "numbers differ: 2016 here, 2020 there",
        "names differ: Arizona here, Michigan there",
    )
    with desk.transaction(by="ana") as session:
        make_review(session, session.get_one(Claim, 6), title="Did the dead of Arizona vote?")
    (one, *_) = ask(desk, told).matches
    assert one.warnings == ("numbers differ: 2016 here, 2020 there",)


def test_a_claim_that_is_another_one_is_not_warned_of(desk: Database) -> None:
    found = ask(desk, "Millions of coronavirus deaths in Italy in 1999, as Giuseppe Conte says")
    new = [one for one in found.matches if one.zone == "new"]
    assert new
    assert {one.warnings for one in new} == {()}


# languages


def test_a_claim_is_found_by_other_endings_of_its_language(desk: Database) -> None:
    put(desk, "Las elecciones de abril fueron robadas", language="es")
    for told, language in (
        ("La elección de abril: la robaron", None),
        ("La elección de abril: la robaron", "es-VE"),
        ("LAS ELECCIONES ROBADAS", None),
    ):
        (one, *_) = ask(desk, told, language=language).matches
        assert (one.id, one.language) == (7, "es")
        assert one.zone != "new"
    (one, *_) = ask(desk, "Las elecciones de abril no fueron robadas", language="es").matches
    assert one.warnings == ('only this text says "not"',)


# what a person says


def test_a_confirmed_wording_is_kept_once_and_logged(desk: Database) -> None:
    before = len(entries(desk))
    with desk.transaction(by="zoe", reason="The same") as session:
        made = matching.confirm(session, session.get_one(Claim, 2), f" {WORDS} ")
        assert made is not None
        assert made.text == WORDS
    assert entries(desk)[before:] == [("zoe", "change", "The same")]
    with desk.transaction(by="zoe") as session:
        claim = session.get_one(Claim, 2)
        assert matching.confirm(session, claim, WORDS) is None
        assert matching.confirm(session, claim, f"“{WORDS.upper()}”!") is None
        assert matching.confirm(session, claim, claim.text) is None
    assert rows(desk, ClaimAlias, "claim_id", "text", "removed") == [(2, WORDS, 0)]
    assert len(entries(desk)) == before + 1
    assert ids(ask(desk, WORDS)) == [2]


def test_another_claim_may_be_known_by_the_same_words(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        for number in (2, 3):
            assert matching.confirm(session, session.get_one(Claim, number), WORDS) is not None
    found = ask(desk, WORDS)
    assert sorted(ids(found)) == [2, 3]
    assert {one.zone for one in found.matches} == {"same"}


def test_a_wording_that_was_removed_can_be_confirmed_again(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        made = matching.confirm(session, session.get_one(Claim, 2), WORDS)
        assert made is not None
        session.flush()
        made.removed = 1
    with desk.transaction(by="ana") as session:
        assert matching.confirm(session, session.get_one(Claim, 2), WORDS) is not None
    assert ids(ask(desk, WORDS)) == [2]


@pytest.mark.parametrize("told", ["", "  ", "a\0b", "\ud800"])
def test_what_cannot_be_stored_cannot_be_confirmed(desk: Database, told: str) -> None:
    with desk.reading() as session, pytest.raises(InvalidInput, match="the wording"):
        matching.confirm(session, session.get_one(Claim, 2), told)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (f"{WORDS} https://t.co/abc", WORDS),
        (f"{WORDS} #CoronaCure @JaneRoe", f"{WORDS} Corona Cure Jane Roe"),
        (f"{WORDS} — Jane Roe (@janeroe) May 4, 2020", WORDS),
        (f"https://a.example/1\n{WORDS} pic.twitter.com/abc", WORDS),
    ],
)
def test_of_a_post_is_kept_what_it_says_without_links_and_tags(
    desk: Database, told: str, kept: str
) -> None:
    with desk.transaction(by="zoe") as session:
        assert matching.confirm(session, session.get_one(Claim, 2), told) is not None
    with desk.transaction(by="zoe") as session:
        claim = session.get_one(Claim, 2)
        assert matching.confirm(session, claim, f"{told} https://t.co/another") is None
        assert matching.confirm(session, claim, f"{claim.text} https://t.co/abc") is None
    assert rows(desk, ClaimAlias, "claim_id", "text") == [(2, kept)]
    assert ids(ask(desk, told)) == [2]


# a claim that was to be added


def joined(db: Database, number: int, record: ClaimRecord) -> list[str]:
    with db.transaction(by="zoe") as session:
        return matching.join(session, session.get_one(Claim, number), record, by="zoe")


def test_what_was_to_be_added_goes_to_the_claim_that_it_is(desk: Database) -> None:
    before = len(entries(desk))
    record = ClaimRecord(
        f"{WORDS} https://t.co/abc",
        speaker="Jane Roe",
        source="https://a.example/1",
        said_on="2019-05",
        quote="it is so",
        tags=("Cures", "new"),
    )
    assert joined(desk, 1, record) == []
    assert len(entries(desk)) == before + 1
    assert entries(desk)[-1][0] == "zoe"
    with desk.reading() as session:
        seen = show.claim(session, 1)
        assert (seen.text, seen.tags) == (CLAIM, ("Cures", "new"))
        assert [one.speaker for one in seen.appearances] == ["Donald Trump", "Jane Roe"]
        made = seen.appearances[1]
        assert (made.source_url, made.said_on, made.quote) == (
            *("https://a.example/1", "2019-05"),
            "it is so",
        )
    assert rows(desk, ClaimAlias, "claim_id", "text") == [(1, WORDS)]
    assert rows(desk, Appearance, "claim_id", "added_by")[-1] == (1, "zoe")
    assert ids(ask(desk, WORDS)) == [1]


def test_a_claim_without_an_appearance_brings_none(desk: Database) -> None:
    before = rows(desk, Appearance, "id")
    assert joined(desk, 5, ClaimRecord(WORDS)) == []
    assert rows(desk, Appearance, "id") == before
    assert rows(desk, ClaimAlias, "claim_id", "text") == [(5, WORDS)]


def test_the_claims_date_is_known_at_once(desk: Database) -> None:
    assert not rows(desk, Claim, "said_on")[4][0]
    with desk.transaction(by="zoe") as session:
        claim = session.get_one(Claim, 5)
        matching.join(session, claim, ClaimRecord(WORDS, said_on="2020-04"), by="zoe")
        assert claim.said_on == "2020-04"


def test_a_claim_of_the_library_that_is_said_again_becomes_our_work(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        session.get_one(Claim, 5).tracked = 0
    joined(desk, 5, ClaimRecord(WORDS))
    (one,) = ask(desk, WORDS).matches
    assert (one.id, one.tracked) == (5, True)


def test_what_the_claim_lacks_is_taken_over_and_what_it_has_is_kept(desk: Database) -> None:
    told: dict[str, Any] = {"context": "In a talk", "language": "en", "why": "Many ask"}
    assert joined(desk, 5, ClaimRecord(WORDS, **told)) == []
    shape = ("context", "language", "why")
    assert rows(desk, Claim, *shape)[4] == ("In a talk", "en", "Many ask")
    assert joined(desk, 5, ClaimRecord(WORDS, **told)) == [], "it says the same"
    assert joined(desk, 5, ClaimRecord(WORDS)) == []
    other: dict[str, Any] = {"context": "On TV", "language": "es", "why": "Few ask"}
    assert joined(desk, 5, ClaimRecord(WORDS, **other)) == ["context", "language", "why"]
    assert joined(desk, 5, ClaimRecord(WORDS, **(told | {"why": "Few ask"}))) == ["why"]
    assert rows(desk, Claim, *shape)[4] == ("In a talk", "en", "Many ask")


@pytest.mark.parametrize(("held", "told", "found"), [(1, 3, 3), (2, 1, 2), (2, 2, 2), (0, 1, 1)])
def test_the_higher_priority_counts(desk: Database, held: int, told: int, found: int) -> None:
    with desk.transaction(by="ana") as session:
        session.get_one(Claim, 5).priority = held
    joined(desk, 5, ClaimRecord(WORDS, priority=told))
    assert rows(desk, Claim, "priority")[4] == (found,)


def test_the_same_wording_twice_is_one_and_the_same_appearance_a_conflict(desk: Database) -> None:
    record = ClaimRecord(WORDS, speaker="Jane Roe")
    joined(desk, 5, record)
    joined(desk, 5, ClaimRecord(f"{WORDS.upper()}!", speaker="John Doe", tags=("new",)))
    joined(desk, 5, ClaimRecord("bleach kills the coronavirus", speaker="Ann Other"))
    assert rows(desk, ClaimAlias, "claim_id", "text") == [(5, WORDS)]
    before = entries(desk)
    with pytest.raises(Conflict, match="claim 5 has this appearance already"):
        joined(desk, 5, ClaimRecord("In other words", speaker="Jane Roe", tags=("more",)))
    assert entries(desk) == before
    assert rows(desk, ClaimAlias, "claim_id", "text") == [(5, WORDS)]


def test_a_match_passes_nothing_on(desk: Database) -> None:
    before = entries(desk)
    with desk.transaction(by="ana") as session:
        matching.checked(session, POST)
    assert entries(desk) == before


ODD = st.sampled_from(
    [
        *("Hydroxychloroquine", "coronavirus", "cure", "not", "2020", "Michigan", "#Cure", "@"),
        *(" — ", "(@a)", "\0", "\x01", "\ud800", "%", ":", "&", '"', "'", "*", "AND", "\\"),
        *("--", ";", "§en"),
    ]
)


@given(st.lists(ODD | st.text(max_size=5), max_size=9).map(" ".join))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_text_can_be_asked_for(desk: Database, told: str) -> None:
    found = ask(desk, told, limit=50)
    assert found.text == told
    assert len(set(ids(found))) == len(found.matches)
    for one in found.matches:
        assert 0 <= one.probability <= 1
        assert one.reasons
        assert one.zone in ("same", "likely", "related", "new")
    scores = [one.score for one in found.matches]
    assert scores == sorted(scores, reverse=True)
