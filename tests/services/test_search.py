"""A page of what a query finds: filtered like a list, ordered, and shown where it was found."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import NotFound, Usage
from factcheck.records import ClaimFilter
from factcheck.search.query import QueryError
from factcheck.services import lists, search, tags
from factcheck.services.search import Order
from tests import filled
from tests.factories import make_claim, make_evidence, make_verdict
from tests.queries import asked, plans


def fill(db: Database) -> None:
    with db.transaction(by="ana") as writing:
        one = make_claim(writing)
        make_evidence(writing, one, note="Denied it on state television")
        make_verdict(writing, one)
        tags.put(writing, one, ("venezuela",))
        make_claim(writing, "A plane, a plane, a plane", speaker="Ana Example")
        make_claim(writing, "Nothing at all, but once a plane", speaker="Ana Example")


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    with filled.database(db, fill).reading() as reading:
        yield reading


def ids(session: Session, typed: str, *, order: Order | None = None, **told: object) -> list[int]:
    wanted = ClaimFilter(**told)  # type: ignore[arg-type]
    return [hit.id for hit in search.page(session, typed, wanted, order or Order()).hits]


def test_the_best_come_first(session: Session) -> None:
    found = search.page(session, "plane")
    assert found.hits[0].id == 2
    assert sorted(hit.id for hit in found.hits) == [1, 2, 3]
    assert (found.page.sort, str(found.page.total), found.page.after) == ("relevance", "3", None)


def test_a_hit_says_where_it_was_found(session: Session) -> None:
    (hit,) = search.page(session, "television").hits
    assert (hit.id, hit.found_in, hit.snippet) == (1, "evidence", "Denied it on state television")
    assert hit.marks == ((19, 29),)
    (hit,) = search.page(session, "television maduro").hits
    assert hit.found_in == "claim"
    (hit,) = search.page(session, "television denied maduro").hits
    assert hit.found_in == "evidence"


def test_a_claim_that_has_every_word_is_shown_itself(session: Session) -> None:
    """Its other texts are not even read."""
    for typed, reads in (
        ("plane", False),
        ('"a plane" once', False),
        ("nothing plane*", False),
        ("plane OR television", True),
        ("televis*", True),
    ):
        with asked(session) as sent:
            found = search.page(session, typed).hits
        assert {hit.found_in for hit in found} == {"evidence" if typed == "televis*" else "claim"}
        assert any("FROM note" in statement for statement, _ in sent) == reads, typed


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (ClaimFilter(), "ix_claim_listed_id"),
        (ClaimFilter(unverified=True), "ix_claim_unverified_id"),
        (ClaimFilter(verdict="refuted"), None),
        (ClaimFilter(tags=("venezuela",)), None),
    ],
)
def test_a_scope_alone_is_answered_from_an_index(
    session: Session, wanted: ClaimFilter, index: str | None
) -> None:
    """Else SQLite would read the claims one by one, to count them."""
    with asked(session) as sent:
        search.page(session, "plane", wanted)
    if session.get_bind().dialect.name == "sqlite":
        counting = [one for one in sent if "count(*)" in one[0] and "MATCH" in one[0]]
        steps = [step for step in plans(session, counting) if "SEARCH claim USING" in step]
        told = f"COVERING INDEX {index}" if index else "INTEGER PRIMARY KEY"
        assert [told in step for step in steps] == [True]
    else:
        assert not any("INDEXED BY" in statement for statement, _ in sent)


def test_where_nothing_need_occur_nothing_is_shown(session: Session) -> None:
    (hit,) = search.page(session, "-once speaker:ana").hits
    assert (hit.id, hit.found_in, hit.snippet, hit.marks) == (2, None, None, ())


def test_filters_narrow_like_those_of_a_list(session: Session) -> None:
    assert ids(session, "plane", unverified=True) == ids(session, "plane is:unverified")
    assert ids(session, "plane", speaker="Mike Pompeo") == [1]
    assert ids(session, "plane speaker:ana") == [2, 3]
    assert ids(session, "plane", speaker="Nobody") == []
    assert ids(session, "plane tag:venezuela") == [1]
    assert ids(session, "plane tag:cuba") == []
    assert ids(session, "plane is:reference") == []
    assert set(ids(session, "plane", everything=True)) == {1, 2, 3}


def test_filters_alone_are_a_list(session: Session) -> None:
    found = search.page(session, "speaker:ana")
    assert [hit.id for hit in found.hits] == [3, 2]
    assert found.page.sort == "added"
    with pytest.raises(Usage, match="order"):
        search.page(session, "speaker:ana", order=Order("relevance"))


def test_what_is_told_twice_must_be_the_same(session: Session) -> None:
    assert ids(session, "plane speaker:ana", speaker="ana") == [2, 3]
    with pytest.raises(Usage, match="speaker is told twice: Mike Pompeo and ana"):
        ids(session, "plane speaker:ana", speaker="Mike Pompeo")
    both = search.both(ClaimFilter(tags=("a", "b")), ClaimFilter(tags=("b", "c"), unverified=True))
    assert both == ClaimFilter(tags=("a", "b", "c"), unverified=True)


def test_pages_follow_each_other(session: Session) -> None:
    whole = ids(session, "plane")
    one = search.page(session, "plane", order=Order(limit=1))
    assert one.page.after == whole[0]
    assert ids(session, "plane", order=Order(limit=1, after=whole[0])) == whole[1:2]
    assert ids(session, "plane", order=Order(limit=None, after=whole[0])) == whole[1:]
    assert ids(session, "plane", order=Order(reverse=True)) == whole[::-1]
    with pytest.raises(NotFound, match="claim 99 is none of these"):
        ids(session, "plane", order=Order(after=99))


def test_another_order_may_be_asked_for(session: Session) -> None:
    assert ids(session, "plane", order=Order("added")) == [3, 2, 1]
    assert ids(session, "plane", order=Order("added", after=3)) == [2, 1]
    assert ids(session, "plane", order=Order("speaker"))[-1] == 1
    with pytest.raises(Usage, match="unknown order: best"):
        ids(session, "plane", order=Order("best"))


def test_too_many_to_rank_come_newest_first(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "COUNT_LIMIT", 2)
    found = search.page(session, "plane")
    assert [hit.id for hit in found.hits] == [3, 2, 1]
    assert (found.page.sort, str(found.page.total)) == ("added", "more than 2")
    assert found.page.notes == ("too many to rank, so the newest come first",)
    monkeypatch.undo()
    monkeypatch.setattr(lists, "RANKED", 2)
    assert search.page(session, "plane").page.sort == "added"
    assert search.page(session, "plane", order=Order("relevance")).page.sort == "relevance"
    monkeypatch.setattr(lists, "RANKED", 3)
    assert search.page(session, "plane").page.sort == "relevance"
    assert search.page(session, "plane").page.notes == ()


def test_they_are_counted(session: Session) -> None:
    assert search.count(session, "plane", ClaimFilter()) == 3
    assert search.count(session, "plane speaker:ana", ClaimFilter()) == 2
    assert search.count(session, "speaker:ana", ClaimFilter()) == 2


def test_a_query_must_have_a_word(session: Session) -> None:
    with pytest.raises(Usage, match="no word to search for"):
        search.page(session, "?")
    with pytest.raises(Usage, match="no word to search for"):
        search.count(session, "?", ClaimFilter())
    with pytest.raises(QueryError):
        search.page(session, '"')
