"""Sources that are here twice are found by addresses, copies and titles."""

from typing import Any

import pytest

from factcheck.db import Database
from factcheck.models import Source
from factcheck.services import merging, sources
from factcheck.services.duplicates import Asked
from factcheck.services.duplicates import sources as duplicates
from factcheck.views import DuplicatePage


def found(database: Database, **told: Any) -> DuplicatePage:
    with database.reading() as session:
        return duplicates.find(session, Asked(**told))


@pytest.fixture
def desk(db: Database) -> Database:
    with db.transaction(by="ana") as session:
        for told in (
            "https://example.org/talk",
            "https://example.org/amp/talk.html",
            "document: Report on the bridges of Aldea",
            "broadcast: Report on the Bridges of Aldea",
            "https://example.org/another",
            "call: A neighbour",
        ):
            sources.resolve(session, told)
    return db


def test_variants_of_an_address_then_titles(desk: Database) -> None:
    page = found(desk)
    assert [(one.id, one.other, one.zone) for one in page.rows] == [
        (1, 2, "same"),
        (3, 4, "likely"),
    ]
    first, second = page.rows
    assert (first.kind, first.text) == ("source", "https://example.org/talk")
    assert first.command == "factcheck source merge s2 --into s1"
    assert second.warnings == ("kinds differ: document, broadcast",)
    assert (page.total, page.related, page.asked, page.compared) == (2, 0, 6, 2)


def test_one_that_was_merged_is_left_out(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        one, other = (session.get_one(Source, number) for number in (1, 2))
        merging.sources.merge(session, [other], one)
    assert [one.id for one in found(desk).rows] == [3]


def test_an_archived_copy_counts(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        copy = "https://web.archive.org/web/2019/https://example.org/another"
        sources.edit(session, session.get_one(Source, 6), {"archive_url": copy})
    assert [(one.id, one.other) for one in found(desk).rows] == [(1, 2), (5, 6), (3, 4)]


def test_the_number_of_comparisons_grows_with_the_number_of_sources(db: Database) -> None:
    with db.transaction(by="ana") as session:
        for number in range(120):
            one = sources.resolve(session, f"https://example.org/{number}").source
            one.title = f"Part {number // 2}" if number % 3 else "Home"
    assert found(db).compared <= 120 * 25  # of 7,140 pairs
