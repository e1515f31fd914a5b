"""Which claims a filter means, by the table that serves best (the lists test them whole)."""

import pytest

from factcheck.db import Database
from factcheck.errors import Usage
from factcheck.models import Appearance, Claim, ClaimTag
from factcheck.records import ClaimFilter
from factcheck.search import engine
from factcheck.search.query import parse
from factcheck.services import tags
from factcheck.services.narrowing import narrow
from tests.factories import make_claim


@pytest.fixture
def desk(db: Database) -> Database:
    with db.transaction(by="ana") as session:
        tags.put(session, make_claim(session), ("venezuela",))
        make_claim(session, "Another plane", speaker="Zoe Example")
    return db


def test_the_table_that_serves_best_drives(desk: Database) -> None:
    with desk.reading() as session:
        assert narrow(session, ClaimFilter()).driver is Claim
        assert narrow(session, ClaimFilter(tags=("venezuela",))).driver is ClaimTag
        assert narrow(session, ClaimFilter(speaker="Mike Pompeo")).driver is Appearance
        assert narrow(session, ClaimFilter(speaker="e")).driver is Claim


def test_words_drive_whatever_else_is_wanted(desk: Database) -> None:
    with desk.reading() as session:
        words = engine.understood(session.connection(), parse("plane").node)
        found = engine.found(session.connection(), words)
        assert found is not None
        for wanted, ids in (
            (ClaimFilter(), [1, 2]),
            (ClaimFilter(tags=("venezuela",)), [1]),
            (ClaimFilter(speaker="Zoe Example"), [2]),
            (ClaimFilter(unverified=True, speaker="Zoe Example"), [2]),
            (ClaimFilter(reference=True), []),
            (ClaimFilter(everything=True), [1, 2]),
        ):
            query = narrow(session, wanted, found)
            assert query.driver is found.table
            assert sorted(session.scalars(query.ids())) == ids


def test_what_is_not_here_is_told(desk: Database) -> None:
    with desk.reading() as session:
        query = narrow(session, ClaimFilter(tags=("cuba",), source="https://example.org/no"))
        assert query.notes == [
            "no claim has the tag cuba",
            "there is no source https://example.org/no",
        ]
        assert session.scalars(query.ids()).all() == []


def test_a_word_of_no_vocabulary_is_refused(desk: Database) -> None:
    with desk.reading() as session, pytest.raises(Usage, match="verdict"):
        narrow(session, ClaimFilter(verdict="maybe"))
