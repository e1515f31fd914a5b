"""How likely it is that a text repeats a claim, and the words for that."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.matching import chance
from factcheck.matching.alike import Likeness
from tests.long import LONG

EXAMPLES = 10_000 if LONG else 100

PARTS = st.floats(0, 1)
LIKENESSES = st.builds(Likeness, *[PARTS] * 5, st.floats(0, 5), *[PARTS] * 3, st.floats(0, 6))
LEADS = st.floats(-12, 12)
NOTHING = Likeness(*[0.0] * 10)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (1.0, "same"),
        (chance.SAME, "same"),
        (chance.SAME - 0.0001, "likely"),
        (chance.LIKELY, "likely"),
        (chance.LIKELY - 0.0001, "related"),
        (chance.RELATED, "related"),
        (chance.RELATED - 0.0001, "new"),
        (0.0, "new"),
    ],
)
def test_zones_begin_where_they_are_said_to(told: float, found: str) -> None:
    assert chance.zone(told) == found


def test_the_zones_are_these() -> None:
    bounds = (chance.SAME, chance.LIKELY, chance.RELATED, 0.0)
    assert tuple(chance.zone(one) for one in bounds) == chance.ZONES
    assert chance.zone(chance.VERBATIM) == "same"


def test_it_is_a_logistic_function_of_four_numbers() -> None:
    assert pytest.approx((-3.7, 0.85, 4.4, 0.15, 1.8)) == chance.WEIGHTS
    assert chance.of(NOTHING, 0.0) == pytest.approx(1 / (1 + math.e**3.7))
    told = NOTHING._replace(letters=1.0, shared=3.0, covered=1.0)
    # 0.85 + 0.5 * 4.4 + 3 * 0.15 + 1.8 - 3.7 = 1.6
    assert chance.of(told, 0.5) == pytest.approx(1 / (1 + math.e**-1.6))


@given(LIKENESSES, LEADS)
@settings(max_examples=EXAMPLES, deadline=None)
def test_it_is_a_chance(told: Likeness, lead: float) -> None:
    assert 0 <= chance.of(told, lead) <= 1


@given(LIKENESSES, LEADS, st.sampled_from(["letters", "shared", "covered"]), PARTS)
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_is_more_alike_is_more_likely(
    told: Likeness, lead: float, name: str, more: float
) -> None:
    least = chance.of(told, lead)
    assert chance.of(told._replace(**{name: getattr(told, name) + more}), lead) >= least
    assert chance.of(told, lead + more) >= least
    unread = {one: 0.0 for one in Likeness._fields if one not in chance.Weights._fields}
    assert chance.of(told._replace(**unread), lead) == least


def test_what_differs_is_said_with_care() -> None:
    assert chance.told("same", 0.914, differs=False) == "is the same (0.91)"
    assert chance.told("likely", 0.5, differs=False) == "is likely the same (0.50)"
    assert chance.told("same", 0.99, differs=True) == "may be the same (0.99)"
