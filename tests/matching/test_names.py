"""Names of one speaker are told from names that are alike."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.matching import chance, names
from factcheck.matching.blocks import Near

WORD = st.text("abcdefghijkl", min_size=1, max_size=9)
NAME = st.lists(WORD, min_size=1, max_size=5).map(" ".join)


def near(one: str, other: str) -> Near | None:
    return names.near(names.read(one), names.read(other))


def zone(one: str, other: str) -> str:
    found = near(one, other)
    return chance.zone(found.chance) if found else "new"


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("Mike Pompeo", "Pompeo, Mike", "same"),
        ("Mike Pompeo", "MIKE  POMPEO.", "same"),
        ("Mike Pompeo", "Pompeo Mike", "same"),
        ("Mike Pompeo", "@MikePompeo", "same"),
        ("Nicolás Maduro", "Nicolas Maduro", "same"),
        ("President Nicolás Maduro", "Nicolás Maduro", "same"),
        ("Secretary Mike R. Pompeo", "Mike R. Pompeo", "related"),
        ("John O'Example", "John OExample", "same"),
        ("U.S. Example Office", "US Example Office", "same"),
        ("M. Pompeo", "Mike Pompeo", "likely"),
        ("Mike R. Pompeo", "Mike Pompeo", "same"),
        ("Michael R. Pompeo", "Mike Pompeo", "likely"),
        ("Tim Exemplar", "Timothy Exemplar", "likely"),
        ("Mike Pompeo", "Mike P", "likely"),
        ("Example Health Organization", "EHO", "likely"),
        ("Mitch Exemplarius", "Mitch Examplarius", "same"),
        ("Exampel", "Example", "likely"),
        ("Nicolás Maduro Moros", "Nicolás Maduro", "related"),
        ("Ana López", "Ann López", "related"),
        ("Ana Example", "Ana Example Jr.", "related"),
        ("Ana López (senator)", "Ana López", "likely"),
        ("Ana López (senator)", "Ana López (judge)", "new"),
        ("Channel 4", "Channel 5", "new"),
        ("Ana Example", "Ben Example", "new"),
        ("Ana", "Ann", "new"),
        ("Mike Pompeo", "Juan Guaidó", "new"),
        ("习近平", "习远平", "new"),
        ("?", "!", "new"),
        (f"Example {'a' * 70}", f"Example {'a' * 70}b", "new"),
    ],
)
def test_names_by_how_likely_they_are_of_one_speaker(one: str, other: str, wanted: str) -> None:
    assert zone(one, other) == zone(other, one) == wanted


def test_what_parts_them_is_told() -> None:
    found = near("Ana Example", "Ana Example Jr.")
    assert found
    assert found.warnings == ("only one is called jr",)
    assert near("Pompeo, Mike", "M. Pompeo") == Near(0.68, ("the initials fit",))


@given(one=NAME, other=NAME)
def test_it_is_the_same_from_both_sides(one: str, other: str) -> None:
    found, back = near(one, other), near(other, one)
    assert (found and found.chance) == (back and back.chance)
    assert found is None or 0 < found.chance < 1


@given(name=NAME)
def test_a_name_is_itself_and_its_words_in_any_order_meet(name: str) -> None:
    found = near(name, name)
    assert found
    assert found.chance > chance.SAME
    turned = " ".join(reversed(name.split()))
    assert names.keys(names.read(name)) & names.keys(names.read(turned))


@given(word=st.text("abcdefghijkl", min_size=6, max_size=12), at=st.integers(0, 5))
def test_single_words_that_differ_in_a_letter_meet(word: str, at: int) -> None:
    for other in (word[:at] + word[at + 1 :], f"{word[:at]}z{word[at + 1 :]}"):
        assert names.keys(names.read(word)) & names.keys(names.read(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("M. Pompeo", "Mike Pompeo"),
        ("Mitch Exemplarius", "Mitch Examplarius"),
        ("EHO", "Example Health Organization"),
        ("MikePompeo", "Mike Pompeo"),
    ],
)
def test_what_is_near_has_a_key_in_common(one: str, other: str) -> None:
    assert names.keys(names.read(one)) & names.keys(names.read(other))


def test_a_name_without_letters_has_no_keys() -> None:
    assert names.keys(names.read("?")) == set()


@given(one=st.text("abc", max_size=7), other=st.text("abc", max_size=7))
def test_the_distance_is_one_in_letters(one: str, other: str) -> None:
    found = names.distance(one, other, 20)
    assert found is not None
    assert found == names.distance(other, one, 20)
    assert (found == 0) == (one == other)
    assert abs(len(one) - len(other)) <= found <= max(len(one), len(other))
    for most in range(8):
        assert names.distance(one, other, most) == (found if found <= most else None)


def test_neighbours_that_are_swapped_are_one_step() -> None:
    word = "pompeo"
    for at, (one, two) in enumerate(pairwise(word)):
        swapped = f"{word[:at]}{two}{one}{word[at + 2 :]}"
        assert names.distance(word, swapped, 2) == 1
