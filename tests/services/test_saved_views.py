"""Saved views: filters under a name, and what becomes of them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from factcheck.errors import Conflict, FactcheckError, InvalidInput, NotFound, Usage
from factcheck.models import View
from factcheck.records import ClaimFilter
from factcheck.services import merging, saved_views, speakers, tags
from tests.factories import make_claim

FILTERS = ClaimFilter(unverified=True, tags=("venezuela",), speaker="Pompeo", said_since="2019-04")


def test_filters_are_kept_under_a_name(session: Session) -> None:
    make_claim(session, tags=("venezuela",))
    made = saved_views.save(session, " Our\nturn ", FILTERS, by="ben")
    assert saved_views.wanted(session, "OUR turn") == FILTERS
    view = saved_views.view(made)
    assert view.name == "Our turn"
    assert view.filters == {
        "unverified": True,
        "tags": ["venezuela"],
        "speaker": "Pompeo",
        "said_since": "2019-04",
    }
    assert view.options == "--said-since 2019-04 --speaker Pompeo --tag venezuela --unverified"
    assert view.made_by == "ben"


def test_a_name_is_taken_until_it_is_replaced_or_removed(session: Session) -> None:
    first = saved_views.save(session, "mine", ClaimFilter(assignee="ana"), by="ana")
    with pytest.raises(Conflict, match="there is a view mine already, by ana") as taken:
        saved_views.save(session, "Mine", ClaimFilter(assignee="ben"), by="ben")
    assert "--replace" in str(taken.value.hint)
    again = saved_views.save(session, "Mine", ClaimFilter(assignee="ben"), by="ben", replace=True)
    assert again is first
    [view] = saved_views.listing(session)
    assert (view.name, view.options, view.made_by) == ("Mine", "--assignee ben", "ben")
    saved_views.remove(session, "mine")
    assert saved_views.listing(session) == []
    with pytest.raises(NotFound, match="there is no view mine"):
        saved_views.remove(session, "mine")
    saved_views.save(session, "mine", ClaimFilter(overdue=True), by="ana")
    with pytest.raises(NotFound, match="there is no view yours") as known:
        saved_views.wanted(session, "yours")
    assert known.value.hint == "views: mine"
    assert session.query(View).count() == 2


def test_views_come_by_name(session: Session) -> None:
    for name in ("Zebra", "élan", "apple"):
        saved_views.save(session, name, ClaimFilter(overdue=True), by="ana")
    assert [one.name for one in saved_views.listing(session)] == ["apple", "élan", "Zebra"]


def test_what_narrows_nothing_or_is_not_there_is_not_saved(session: Session) -> None:
    table: list[tuple[ClaimFilter, type[FactcheckError], str]] = [
        (ClaimFilter(), Usage, "which filters"),
        (ClaimFilter(tags=("gone",)), NotFound, "no claim has the tag gone"),
        (ClaimFilter(speaker="Nobody"), NotFound, "no speaker is called Nobody"),
        (ClaimFilter(source="s9"), NotFound, "there is no source"),
        (ClaimFilter(stage="done"), Usage, "unknown stage: done"),
        (ClaimFilter(said_since="May"), InvalidInput, "said since: 'May' is not a date"),
    ]
    for wanted, error, told in table:
        with pytest.raises(error, match=told):
            saved_views.save(session, "v", wanted, by="ana")
    with pytest.raises(InvalidInput, match="the view's name is empty"):
        saved_views.save(session, " ", ClaimFilter(overdue=True), by="ana")
    assert session.query(View).count() == 0


@pytest.mark.parametrize(
    ("filters", "error", "told"),
    [
        ("{not json", InvalidInput, "its filters are not JSON"),
        ("[]", InvalidInput, "its filters are no object"),
        ('{"mood": "good"}', InvalidInput, "it asks for mood, which no list knows"),
        ('{"tags": "a"}', InvalidInput, "what it asks for in tags cannot be read"),
        ('{"tags": [1]}', InvalidInput, "what it asks for in tags cannot be read"),
        ('{"unverified": "yes"}', InvalidInput, "what it asks for in unverified cannot be read"),
        ('{"speaker": 3}', InvalidInput, "what it asks for in speaker cannot be read"),
        ('{"stage": "triaged"}', InvalidInput, "unknown stage: triaged"),
        ('{"tags": ["gone"]}', NotFound, "no claim has the tag gone"),
        ('{"speaker": "Nobody"}', NotFound, "no speaker is called Nobody"),
    ],
)
def test_a_view_of_what_is_gone_says_so(
    filters: str, error: type[FactcheckError], told: str, session: Session
) -> None:
    made = saved_views.save(session, "old one", ClaimFilter(overdue=True), by="ana")
    made.filters = filters
    session.flush()
    with pytest.raises(error, match=f"the view old one cannot be used: {told}") as refused:
        saved_views.wanted(session, "old one")
    assert "factcheck view save 'old one' FILTERS --replace" in str(refused.value.hint)
    [view] = saved_views.listing(session)
    assert view.filters == (
        json.loads(filters) if filters.startswith('{"') else {"unreadable": filters}
    )


def test_a_view_follows_a_speaker_who_was_merged(session: Session) -> None:
    make_claim(session)
    make_claim(session, "Another one", speaker="Secretary Pompeo")
    wanted = ClaimFilter(speaker="Secretary Pompeo")
    saved_views.save(session, "his", wanted, by="ana")
    gone, into = (speakers.get(session, one) for one in ("Secretary Pompeo", "Mike Pompeo"))
    merging.speakers.merge(session, [gone], into)
    assert saved_views.wanted(session, "his") == wanted


def test_what_else_is_told_narrows_a_view(session: Session) -> None:
    base = ClaimFilter(tags=("a",), stage="new", unverified=True)
    told = ClaimFilter(tags=("b", "a"), stage="review", assignee="ana")
    assert saved_views.over(base, told) == ClaimFilter(
        tags=("a", "b"), stage="review", unverified=True, assignee="ana"
    )
    assert saved_views.over(base, ClaimFilter()) == base
    assert tags.named(session, "a") is None


TEXTS = st.none() | st.text(min_size=1, max_size=5)


@given(
    st.builds(
        ClaimFilter,
        unverified=st.booleans(),
        speaker=TEXTS,
        tags=st.lists(st.text(min_size=1, max_size=5), max_size=3).map(tuple),
        everything=st.booleans(),
    )
)
def test_filters_are_read_as_they_were_written(wanted: ClaimFilter) -> None:
    written: Any = saved_views._written(wanted)
    assert saved_views._read(written) == wanted
