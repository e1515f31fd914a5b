"""Claims that are here twice are found through the index, without comparing every pair."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck import services
from factcheck.db import Database
from factcheck.matching.candidates import Budget
from factcheck.models import Claim
from factcheck.services.duplicates import Asked, claims
from factcheck.views import DuplicatePage
from tests import filled as filling
from tests.factories import POMPEO, make_claim, make_relation, noise

TWIN = "Maduro was about to leave Venezuela by plane on 30 April 2019, but Russia told him to stay"
NOT = "Nicolás Maduro was not about to leave Venezuela by plane on 30 April 2019"


def make(session: Session, text: str, speaker: str = "Ana Example", **over: Any) -> Claim:
    return make_claim(session, text, speaker=speaker, source=None, quote=None, **over)


def fill(db: Database) -> None:
    with db.transaction(by="ana") as session:
        noise(session)
        make_claim(session)  # 4
        make(session, TWIN)  # 5
        make(session, NOT, "Nicolás Maduro")  # 6
        make(session, "The bridge at Aldea was built twice")  # 7
        make(session, "THE BRIDGE at Aldea was built: twice.", "Ben Example")  # 8


@pytest.fixture
def filled(db: Database) -> Database:
    return filling.database(db, fill)


def found(database: Database, **told: Any) -> DuplicatePage:
    with database.reading() as session:
        return claims.find(session, Asked(**told))


def ids(page: DuplicatePage) -> list[tuple[int, int]]:
    return [(one.id, one.other) for one in page.rows]


def test_the_same_words_come_first_then_the_same_in_other_words(filled: Database) -> None:
    page = found(filled)
    assert ids(page) == [(7, 8), (4, 5)]
    first, second = page.rows
    assert (first.zone, first.probability) == ("same", 0.99)
    assert first.reasons == ("told in the same words",)
    assert first.warnings == ("said by Ana Example and by Ben Example",)
    assert second.zone == "same"
    assert any("Venezuela" in reason for reason in second.reasons)
    assert second.text == POMPEO
    assert second.command == "factcheck merge 5 --into 4"
    assert (page.total, page.asked, page.hidden) == (2, 8, 0)


def test_a_not_makes_it_related_at_best(filled: Database) -> None:
    page = found(filled, related=True)
    assert (4, 6) in ids(page)
    one = next(each for each in page.rows if (each.id, each.other) == (4, 6))
    assert one.zone == "related"
    assert 'only the second says "not"' in one.warnings
    assert page.related == 0
    assert found(filled).related >= 1


def test_a_limit_is_one_of_what_is_shown(filled: Database) -> None:
    page = found(filled, limit=1)
    assert (ids(page), page.total) == ([(7, 8)], 2)
    assert ids(found(filled, limit=None)) == [(7, 8), (4, 5)]


def test_what_is_linked_or_merged_is_left_out(filled: Database) -> None:
    with filled.transaction(by="ana") as session:
        four, five, seven, eight = (services.claims.get(session, one) for one in (4, 5, 7, 8))
        make_relation(session, five, four, "updates")
        services.merging.claims.merge(session, [eight], seven)
    assert ids(found(filled)) == []
    with filled.transaction(by="ana") as session:
        four, five = (services.claims.get(session, one) for one in (4, 5))
        services.relations.unlink(session, five, "updates", four, because="an error")
    assert ids(found(filled)) == [(4, 5)]


def test_the_library_is_compared_with_and_asked_about_on_demand(filled: Database) -> None:
    with filled.transaction(by="ana") as session:
        for one in (4, 7, 8):
            services.claims.get(session, one).tracked = 0
    page = found(filled)
    assert (ids(page), page.asked, page.hidden) == ([(4, 5)], 5, 3)
    page = found(filled, everything=True)
    assert (ids(page), page.asked, page.hidden) == ([(7, 8), (4, 5)], 8, 0)


def test_another_wording_counts(filled: Database) -> None:
    with filled.transaction(by="ana") as session:
        services.matching.confirm(
            session, services.claims.get(session, 7), POMPEO.replace(",", ";")
        )
    assert ids(found(filled)) == [(7, 8), (4, 5), (4, 7), (5, 7)]


def test_a_claim_is_compared_in_its_language(db: Database) -> None:
    told = "Los puentes de Aldea se construyeron dos veces"
    with db.transaction(by="ana") as session:
        make(session, told, language="es")
        make(session, told.replace("se construyeron", "fueron construidos"), language="es")
        make(session, "?", "C")
    page = found(db)
    assert ids(page) == [(1, 2)]
    assert page.rows[0].warnings == ()


def test_a_short_text_that_many_hold_is_found_by_its_key(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "BUDGET", Budget(postings=1, read=0))
    with filled.transaction(by="ana") as session:
        for one in (7, 8, 4):
            services.claims.get(session, one).text = "On the bridge"
    assert ids(found(filled)) == [(4, 7), (4, 8)]
    with filled.transaction(by="ana") as session:
        for one in (4, 8):
            services.claims.get(session, one).tracked = 0
        make_relation(session, services.claims.get(session, 4), services.claims.get(session, 8))
    assert ids(found(filled)) == [(4, 7)]
    assert ids(found(filled, everything=True)) == [(4, 7)]


def test_nothing_is_there(db: Database) -> None:
    assert found(db) == DuplicatePage((), 0, 0, 0, 0, 0)


def test_it_is_told_how_far_it_is(filled: Database) -> None:
    seen: list[tuple[int, int]] = []
    with filled.reading() as session:
        claims.find(session, tell=lambda *told: seen.append(told))
    assert seen == [(done, 8) for done in range(8)]


def test_claims_are_asked_about_some_at_a_time(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "BATCH", 1)
    assert ids(found(filled)) == [(7, 8), (4, 5)]


def test_the_number_of_comparisons_grows_with_the_number_of_claims(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "BUDGET", Budget(postings=40, read=5))

    def add(first: int, last: int) -> int:
        with db.transaction(by="ana") as session:
            for number in range(first, last):
                make(
                    session, f"The plainly invented tower {number // 2} was built by {number % 9}"
                )
        return found(db, limit=0).compared

    few, many = add(0, 30), add(30, 120)
    assert few <= 30 * 5
    assert many <= 120 * 5  # of 7,140 pairs
