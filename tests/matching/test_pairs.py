"""Two claims are likely one when both say the same and nothing parts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck import text
from factcheck.matching import chance, pairs

TOKENS = st.lists(st.text("abcdef", min_size=1, max_size=5), min_size=1, max_size=12)
WEIGHTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=5), st.floats(0.1, 12))


def scored(one: str, other: str) -> float:
    return pairs.score(text.tokens(one, "en"), text.tokens(other, "en"), {}, "en")


@given(one=TOKENS, other=TOKENS, weights=WEIGHTS)
def test_a_score_is_the_same_from_both_sides_and_1_for_the_same(
    one: list[str], other: list[str], weights: dict[str, float]
) -> None:
    found = pairs.score(one, other, weights, "en")
    assert found == pytest.approx(pairs.score(other, one, weights, "en"))
    assert -1e-9 <= found <= 1 + 1e-9
    assert pairs.score(one, one, weights, "en") == pytest.approx(1)
    assert pairs.may_be(one, one, "en")
    assert pairs.may_be(one, other, "en") == pairs.may_be(other, one, "en")


@given(score=st.floats(0, 1), more=st.floats(0, 1))
def test_a_chance_grows_with_the_score_and_is_below_that_of_the_same_words(
    score: float, more: float
) -> None:
    low, high = sorted((score, more))
    assert 0 < pairs.chance(low) <= pairs.chance(high) < chance.VERBATIM
    assert pairs.chance(score, ("numbers differ",)) < pairs.chance(score)


def test_where_anything_differs_they_are_related_at_best() -> None:
    one, other = (
        "Taxes rose by a third in the first year",
        "Taxes rose by a third in the second year",
    )
    assert chance.zone(pairs.chance(scored(one, other))) == "likely"
    assert chance.zone(pairs.chance(scored(one, other), ("numbers differ",))) == "related"
    assert chance.zone(pairs.chance(1.0, ("numbers differ",))) == "related"
    assert pairs.chance(0.6, ("a", "b")) < pairs.chance(0.6, ("a",)) < pairs.chance(0.6)


def test_the_same_in_other_words_comes_before_the_same_subject() -> None:
    told = "Maduro was about to leave Venezuela by plane and Russia told him to stay"
    other = "Russia told Maduro to stay when he was about to leave Venezuela by plane"
    subject = "Maduro was elected president of Venezuela in 2018"
    assert chance.zone(pairs.chance(scored(told, other))) == "same"
    assert chance.zone(pairs.chance(scored(told, subject))) == "new"
    assert not pairs.may_be(text.tokens("one thing"), text.tokens("another matter"), "en")


def test_rare_words_weigh_more() -> None:
    one, other = ["rare", "plain"], ["rare", "other"]
    weights = {"rare": 9.0, "plain": 1.0, "other": 1.0}
    assert pairs.score(one, other, weights, "en") > pairs.score(one, other, {}, "en")


def test_a_text_of_small_words_alone_is_compared_by_them() -> None:
    assert scored("to be or not to be", "to be or not to be") == pytest.approx(1)
