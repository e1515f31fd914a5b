"""How alike a text and a claim are: numbers of which every one can be computed by hand."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.matching.alike import WEIGHTS, Likeness, Part, Question, score
from tests.long import LONG

EXAMPLES = 10_000 if LONG else 100

WORDS = st.sampled_from(
    ["elect", "election", "elector", "plane", "planet", "plan", "the", "of", "2020", "東京"]
)
PART = st.lists(WORDS, min_size=1, max_size=12)
PARTS = st.lists(PART, max_size=4)
RARITIES = st.dictionaries(WORDS, st.floats(0.01, 10), max_size=11)
# May be more than 1; all others are parts of something.
UNBOUND = {"begun", "phrases", "shared"}


def question(
    tokens: str | Part, hints: str = "", names: str = "", *, most: float = 4.0, stems: str = "en"
) -> Question:
    """Words weigh as many units as they have letters, so that sums are known."""
    told = tokens.split() if isinstance(tokens, str) else tokens
    return Question(told, len, most, stems=stems, hints=hints.split(), names=names.split())


def parts(*told: str) -> list[list[str]]:
    return [one.split() for one in told]


def likeness(tokens: str, *told: str, names: str = "") -> Likeness:
    return question(tokens, names=names).likeness(parts(*told), 1.0)


def test_small_words_have_no_weight() -> None:
    one = question("the plane of ana", hints="the pilot plane")
    assert one.weights == {"plane": 5, "ana": 3}
    assert one.ranked == {"plane": 5, "ana": 3, "pilot": 5}
    assert one.tokens == ("the", "plane", "of", "ana")


def test_small_words_alone_are_weighed() -> None:
    assert question("to be or not to be").weights == {"to": 2, "be": 2, "or": 2, "not": 3}


def test_words_are_divided_into_those_held_and_those_lacked_the_weightiest_first() -> None:
    one = question("the ana plane russia cuba")
    assert one.divided(parts("ana the", "russia")) == (["russia", "ana"], ["plane", "cuba"])
    assert one.divided([]) == ([], ["russia", "plane", "cuba", "ana"])


def test_bm25_of_a_claim() -> None:
    one = question("plane cuba", hints="ana")
    # The length of one or two parts counts as it is: 4 + 2 words.
    norm = 1.2 * (0.5 + 0.5 * 6 / 25)
    expected = 5 * 2 * 2.2 / (2 + norm) + 3 * 1 * 2.2 / (1 + norm)
    assert one.bm25(parts("plane x plane y", "ana z")) == pytest.approx(expected)
    assert one.bm25(parts("plane x")) == pytest.approx(5 * 2.2 / (1 + 1.2 * (0.5 + 0.5 * 2 / 25)))
    # That of four counts by half: as two of the mean length.
    four = parts("plane x", "y z", "y z", "y z")
    assert one.bm25(four) == pytest.approx(5 * 2.2 / (1 + 1.2 * (0.5 + 0.5 * 4 / 25)))
    assert one.bm25(parts("nothing")) == one.bm25([]) == 0


def test_letters_are_groups_of_three() -> None:
    # " ab ": " ab", "ab "; " abc ": " ab", "abc", "bc ". One of them is shared.
    found = likeness("ab", "abc")
    assert found.letters == pytest.approx(2 * 1 / (2 + 3))
    assert found.inside == pytest.approx(1 / 2)


def test_letters_are_the_mean_of_the_two_best_wordings_inside_is_the_best() -> None:
    found = likeness("ab", "abc", "xyz", "ab")
    assert found.letters == pytest.approx((0.4 + 1) / 2)
    assert found.inside == 1
    assert likeness("ab", "xyz", "xyz", "ab").letters == pytest.approx(1 / 2)


def test_what_is_shared_by_weight() -> None:
    found = likeness("the plane left cuba", "plane cuba x", names="cuba left the")
    assert found.covered == pytest.approx(9 / 13)
    assert found.shared == pytest.approx(math.log(1 + 9))
    assert found.rarest == pytest.approx(5 / 4)
    assert found.names == pytest.approx(4 / 8)
    assert found.told == pytest.approx(2 / 3)
    assert found.phrases == 0
    assert found.rank == 1


def test_neighbours_are_counted_within_one_wording() -> None:
    assert likeness("a plane left cuba", "plane left x", "left cuba").phrases == math.log1p(2)
    assert likeness("plane left", "a plane", "left b").phrases == 0


def test_how_much_of_a_wording_is_told_leaves_small_words_out() -> None:
    assert likeness("plane cuba", "the plane of cuba", "x y z").told == 1
    assert likeness("the plane", "the of the").told == 0
    assert likeness("the of", "the of on").told == pytest.approx(2 / 3)


def test_words_that_begin_alike_count_by_how_far_they_do() -> None:
    # "elect" begins "elector": 2 * 5 / (5 + 7) of its weight, 5 of 9.
    assert likeness("elect cuba", "elector").begun == pytest.approx(5 / 9 * 10 / 12)
    assert likeness("elect cuba", "elector elect").begun == 0, "it is there itself"
    assert likeness("elector cuba", "elephants").begun == 0, "too little of them"
    assert likeness("ele cuba", "elect").begun == 0, "too short"
    # A word of the claim that is told has its own mate.
    assert likeness("elect elector", "elector").begun == 0


def test_several_words_that_begin_alike_may_weigh_more_than_the_text() -> None:
    assert likeness("elect", "elector electio electing").begun > 1


def test_a_single_wording_is_compared_by_its_letters() -> None:
    one = question("plane left")
    assert one.alike("PLANE left!") == 1
    assert one.alike("xyz") == one.alike("") == one.alike("?") == 0
    assert 0 < one.alike("planes leaving") < 1


def test_the_score_is_the_weighted_sum() -> None:
    assert score(Likeness(*[0.0] * 10)) == 0
    assert score(Likeness(1, 1, 1, 1, 0, 0, 1, 1, 1, 1)) == pytest.approx(
        1.4 + 1.0 + 0.5 + 0.85 + 0.5 + 0.1
    )
    assert score(Likeness(0, 0, 0, 0, 0.5, 2, 0, 0, 9, 9)) == pytest.approx(2.4 * 0.5 + 0.2)


@given(st.tuples(*[st.floats(0, 5)] * 10), st.sampled_from(Likeness._fields), st.floats(0, 5))
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_score_never_falls_where_a_number_rises(
    numbers: tuple[float, ...], name: str, more: float
) -> None:
    one = Likeness(*numbers)
    other = one._replace(**{name: getattr(one, name) + more})
    assert score(other) >= score(one)
    weight = getattr(WEIGHTS, name)
    assert score(other) - score(one) == pytest.approx(weight * more, abs=1e-9)


@given(PART, PARTS, RARITIES, st.lists(WORDS), st.lists(WORDS))
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_numbers_are_parts_of_one(
    tokens: list[str],
    told: list[list[str]],
    rarities: dict[str, float],
    hints: list[str],
    names: list[str],
) -> None:
    most = max(rarities.values(), default=1.0)
    weigh = {one: min(rarities.get(one, 1.0), most) for one in (*tokens, *hints)}.__getitem__
    one = Question(tokens, weigh, most, stems="en", hints=hints, names=names)
    found = one.likeness(told, 0.5)
    assert one.bm25(told) >= 0
    assert all(value >= 0 for value in found)
    bound = {name: value for name, value in found._asdict().items() if name not in UNBOUND}
    assert all(value <= 1 + 1e-9 for value in bound.values()), bound


@given(PART, PARTS)
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_text_is_wholly_in_itself(tokens: list[str], others: list[list[str]]) -> None:
    found = question(tokens, most=6.0).likeness([*others, tokens], 1.0)
    assert found.inside == found.told == 1
    assert found.covered == pytest.approx(1)
    assert found.begun == 0
    assert question(tokens).likeness([tokens], 1.0).letters == 1
    assert question(tokens).divided([tokens])[1] == []


@given(PART, PART)
@settings(max_examples=EXAMPLES, deadline=None)
def test_letters_are_the_same_from_both_sides(one: list[str], other: list[str]) -> None:
    mine, yours = question(one).likeness([other], 0), question(other).likeness([one], 0)
    assert (mine.letters, mine.inside) == (yours.letters, yours.inside)
    assert mine.phrases == yours.phrases
    assert question(one, stems="0").alike(" ".join(other)) == pytest.approx(mine.letters)


@given(PART, PARTS, PART)
@settings(max_examples=EXAMPLES, deadline=None)
def test_one_more_wording_takes_away_nothing_that_is_shared(
    tokens: list[str], told: list[list[str]], more: list[str]
) -> None:
    one = question(tokens)
    before, after = one.likeness(told, 0), one.likeness([*told, more], 0)
    for name in ("inside", "rarest", "phrases", "told", "names", "covered", "shared"):
        assert getattr(after, name) >= getattr(before, name)


@given(PART, PARTS)
@settings(max_examples=EXAMPLES, deadline=None)
def test_every_word_is_held_or_lacked(tokens: list[str], told: list[list[str]]) -> None:
    one = question(tokens)
    held, lacked = one.divided(told)
    assert sorted(held + lacked) == sorted(one.weights)
    assert set(held) == set(one.weights) & {token for part in told for token in part}
    weights = [one.weights[token] for token in held]
    assert weights == sorted(weights, reverse=True)
