"""Merging sources: what was found there goes over, and the old address still finds it."""

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import Conflict, RuleBroken
from factcheck.models import Appearance, Claim, Evidence, Source
from factcheck.services import sources
from factcheck.services.merging import Merged
from factcheck.services.merging.sources import merge
from tests import filled
from tests.exchange.carried import work
from tests.factories import make_claim, make_evidence
from tests.rows import rows
from tests.services.merging.conftest import Merging

OLD = "https://example.org/interview?page=1"


def begun(session: Session) -> None:
    """Two addresses of one interview, and its title."""
    make_claim(session)
    make_claim(session, "Another claim", source=OLD)
    make_evidence(session, session.get_one(Claim, 1), source=OLD)
    make_evidence(session, session.get_one(Claim, 1), source="An interview", note="x")


def fill(db: Database) -> None:
    work(db, begun)


@pytest.fixture
def desk(db: Database) -> Database:
    return filled.database(db, fill)


def join(session: Session, gone: int = 2, into: int = 1) -> Merged:
    return merge(session, [session.get_one(Source, gone)], session.get_one(Source, into))


def test_what_was_found_at_one_was_found_at_the_other(desk: Database, merging: Merging) -> None:
    told = {"publisher": "Example News", "published_on": "2019-04", "title": "An interview"}
    work(desk, lambda session: sources.edit(session, session.get_one(Source, 2), told))
    done = merging(join)
    assert (done.kind, done.merged, done.into) == ("source", (2,), 1)
    assert done.counts == "1 appearance, 1 item of evidence"
    assert rows(desk, Appearance, "source_id") == [(1,), (1,)]
    assert rows(desk, Evidence, "source_id") == [(1,), (3,)]
    columns = ("title", "publisher", "published_on", "merged_into")
    assert rows(desk, Source, *columns)[:2] == [
        ("An interview", "Example News", "2019-04", None),
        ("An interview", "Example News", "2019-04", 1),
    ]


def test_the_old_address_and_title_find_the_one_that_stays(
    desk: Database, merging: Merging
) -> None:
    merging(join)
    merging(lambda session: join(session, 3, 1))
    with desk.reading() as session:
        for told in (OLD, "An interview", "s2", "3", "https://example.org/interview"):
            assert sources.get(session, told).id == 1
        assert [one.id for one in sources.listing(session)] == [1]
    with desk.transaction(by="ana") as session:
        assert sources.resolve(session, OLD).source.id == 1
        other = sources.resolve(session, "https://example.org/other").source
        with pytest.raises(Conflict, match="source 1 is that already"):
            sources.edit(session, other, {"url": OLD})


def test_a_source_without_an_address_keeps_the_title_that_finds_it(
    desk: Database, merging: Merging
) -> None:
    work(desk, lambda s: sources.edit(s, s.get_one(Source, 2), {"title": "Evening interview"}))
    merging(lambda session: join(session, 2, 3))
    assert rows(desk, Source, "title", "url")[2] == ("An interview", None)
    with desk.reading() as session:
        assert {sources.get(session, told).id for told in (OLD, "An interview")} == {3}


def test_sources_that_cannot_be_merged_are_refused(desk: Database) -> None:
    with pytest.raises(RuleBroken, match="source s1 cannot be merged into itself"):
        work(desk, lambda session: join(session, 1, 1))
    work(desk, join)
    with pytest.raises(RuleBroken, match="source s2 was merged into source s1 already"):
        work(desk, join)
