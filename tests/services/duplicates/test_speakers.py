"""Speakers that are here twice are found by names, other names and ids elsewhere."""

from typing import Any

import pytest

from factcheck.db import Database
from factcheck.models import Speaker
from factcheck.services import merging, speakers
from factcheck.services.duplicates import Asked
from factcheck.services.duplicates import speakers as duplicates
from factcheck.views import DuplicatePage


def found(database: Database, **told: Any) -> DuplicatePage:
    with database.reading() as session:
        return duplicates.find(session, Asked(**told))


def pairs(page: DuplicatePage) -> list[tuple[str, str, str]]:
    return [(one.text, one.other_text, one.zone) for one in page.rows]


@pytest.fixture
def desk(db: Database) -> Database:
    with db.transaction(by="ana") as session:
        for name in ("Mike Pompeo", "Nicolás Maduro", "Pompeo, Mike", "M. Pompeo", "Ana Example"):
            speakers.resolve(session, name)
    return db


def test_other_spellings_and_initials(desk: Database) -> None:
    page = found(desk)
    assert pairs(page) == [
        ("Mike Pompeo", "Pompeo, Mike", "same"),
        ("Mike Pompeo", "M. Pompeo", "likely"),
        ("Pompeo, Mike", "M. Pompeo", "likely"),
    ]
    assert page.rows[0].command == "factcheck speaker merge 3 --into 1"
    assert (page.total, page.related, page.asked, page.hidden) == (3, 0, 5, 0)


def test_one_that_was_merged_is_left_out(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        one, *others = (session.get_one(Speaker, number) for number in (1, 3, 4))
        merging.speakers.merge(session, others, one)
    assert found(desk).rows == ()


def test_other_names_count(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        speakers.alias(session, session.get_one(Speaker, 2), "Exemplar, Ana")
        speakers.alias(session, session.get_one(Speaker, 5), "Ana  Exemplár!")
        gone = speakers.alias(session, session.get_one(Speaker, 2), "Bea Example")
        gone.removed = 1
    assert ("Nicolás Maduro", "Ana Example", "same") in pairs(found(desk))


def test_a_surname_alone_is_no_reason_and_only_some_names_are_compared(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        other = speakers.resolve(session, "Ben Example")
        for number in range(12):
            speakers.alias(session, other, f"Q{chr(97 + number) * 8}")
        speakers.alias(session, session.get_one(Speaker, 2), "Q llllllll")
    page = found(desk, related=True)
    assert "Ben Example" not in {name for one in page.rows for name in (one.text, one.other_text)}


def test_one_id_elsewhere_is_one_speaker_and_two_are_two(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        for number, told in (
            (2, "Q1"),
            (5, "https://www.wikidata.org/wiki/q1"),
            (1, "Q2"),
            (3, "Q3"),
        ):
            speakers.alias(session, session.get_one(Speaker, number), told, "wikidata")
    page = found(desk, related=True)
    assert pairs(page)[0] == ("Nicolás Maduro", "Ana Example", "same")
    assert page.rows[0].reasons == ("the same wikidata=q1",)
    assert ("Mike Pompeo", "Pompeo, Mike", "same") not in pairs(page)


def test_kinds_that_differ_are_told(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        session.get_one(Speaker, 1).kind = "person"
        session.get_one(Speaker, 3).kind = "outlet"
    one = next(each for each in found(desk).rows if each.other == 3)
    assert (one.zone, one.warnings) == ("likely", ("kinds differ: person, outlet",))


def test_the_number_of_comparisons_grows_with_the_number_of_speakers(db: Database) -> None:
    def add(first: int, last: int) -> DuplicatePage:
        with db.transaction(by="ana") as session:
            for number in range(first, last):
                letters = "".join(chr(97 + int(digit)) * 3 for digit in f"{number:04}")
                speakers.resolve(session, f"Ana {letters} Example")
        return found(db)

    few, many = add(0, 60), add(60, 240)
    assert few.total == many.total == 0
    assert many.compared <= 4 * max(few.compared, 60)  # of 28,680 pairs
