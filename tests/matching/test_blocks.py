"""Only what shares a rare key is compared, each pair once, and never everything."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from factcheck.matching import blocks
from factcheck.matching.blocks import MOST, Near

KEYS = st.dictionaries(st.integers(1, 40), st.sets(st.sampled_from("abcdefgh"), max_size=4))


@given(keys=KEYS, most=st.integers(2, 8))
def test_pairs_are_those_that_share_a_key_that_few_have(
    keys: dict[int, set[str]], most: int
) -> None:
    held = {key: sum(key in each for each in keys.values()) for key in "abcdefgh"}
    wanted = {
        (one, other)
        for one, other in combinations(sorted(keys), 2)
        if any(held[key] <= most for key in keys[one] & keys[other])
    }
    found = list(blocks.pairs(keys, most))
    assert set(found) == wanted
    assert len(found) == len(wanted)


def test_the_number_of_pairs_grows_with_the_number_of_things() -> None:
    def compared(many: int) -> int:
        keys = {
            number: {"all", f"few {number // 3}", f"half {number % 2}"} for number in range(many)
        }
        return sum(1 for _ in blocks.pairs(keys))

    assert compared(3_000) == 10 * compared(300) == 3_000


def test_a_key_that_too_many_share_leads_nowhere() -> None:
    assert list(blocks.pairs({number: {"all"} for number in range(MOST + 1)})) == []
    assert (
        len(list(blocks.pairs({number: {"all"} for number in range(MOST)})))
        == MOST * (MOST - 1) / 2
    )


def test_what_speaks_against_it_leaves_less() -> None:
    found = Near(0.8, ("why",)).but("one", 0.5).but("two", 0.5)
    assert found == Near(0.2, ("why",), ("one", "two"))
