"""What was blanked, and what stands in its place: the reason names it, in the order of changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from factcheck.db import Database
from factcheck.history import redactions
from factcheck.history.redactions import Redactions
from factcheck.models import Change
from factcheck.services import redaction
from factcheck.storage import redacting
from tests.factories import make_claim

PLACES = st.lists(st.tuples(st.integers(1, 10**9), st.integers(1, 10**6)))


@given(st.text(min_size=1), PLACES)
def test_a_reason_names_what_was_blanked(order: str, places: list[tuple[int, int]]) -> None:
    told = redactions.reason(order, places)
    assert redactions.named(told) == places
    assert redactions.order(told) == order


@pytest.mark.parametrize("told", [None, "", "order 7/1", "court 1/2 of 3/4"])
def test_a_reason_of_another_kind_names_nothing(told: str | None) -> None:
    assert redactions.named(told) == []
    assert redactions.order(told or "") == (told or "")


@pytest.mark.parametrize(
    ("place", "own", "told"),
    [
        ((1, 1), None, ("[1]", "0004")),
        ((2, 1), "[2]", ("[2]", "0001")),
        ((2, 2), None, ("[]", "0001")),
        ((9, 1), "[1]", ("[]", "0001")),
        ((9, 1), None, ("[]", "0001")),
    ],
)
def test_a_change_says_its_own_words_or_those_that_stand_in(
    place: tuple[int, int], own: str | None, told: tuple[str, str]
) -> None:
    blanked = Redactions({(1, 1): ("[1]", "0004")}, frozenset({(9, 1)}), {(1, 1): 9})
    assert blanked.payload(place, own, "0001") == told


def test_what_stands_in_is_found_through_a_second_redaction(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session, context="of a meeting", why="it was asked for")
    entries = []
    for name in ("context", "why"):
        with db.reading() as session:
            planned = redaction.plan(session, [redaction.Field("claim", 1, name)])
        entries.append(redacting.redact(db, planned, "Court, 1/2019", by="ana").entry)
    with db.reading() as session:
        connection = session.connection()
        found = redactions.read(connection)
        assert redactions.entries(connection) == entries == [2, 3]
        place = next(iter(sorted(found.by)))
        payload, _schema = found.payload(place, None)
        assert found.by[place] == 3
        assert '"context":"[redacted]"' in payload
        assert '"why":"[redacted]"' in payload
        held = session.scalars(select(Change.payload)).all()
        assert not any("meeting" in (one or "") or "asked" in (one or "") for one in held)
