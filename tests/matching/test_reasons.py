"""Why a claim was found, in words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck import text
from factcheck.matching.reasons import reasons
from tests.long import LONG

EXAMPLES = 10_000 if LONG else 100

ANY = st.lists(
    st.sampled_from(["U.S.", "1,000", "東京都", "O'Neill", "\ud800"]) | st.text(max_size=6)
)


def told(
    post: str, shared: str = "", missing: str = "", stems: str = "en", *, verbatim: bool = False
) -> list[str]:
    return reasons(
        post, text.tokens(shared, stems), text.tokens(missing, stems), stems, verbatim=verbatim
    )


def test_the_same_words_need_no_other_reason() -> None:
    assert told("A b", "a b", verbatim=True) == ["told in the same words"]


def test_what_is_shared_is_told_by_its_kind_and_as_it_was_written() -> None:
    post = "Yesterday Maduro’s planes, 1,500 of them, left for Cuba in 2019"
    assert told(post, "maduro cuba 1500 2019 planes", "yesterday") == [
        "shares the names Maduro’s, Cuba",
        "shares the numbers 1,500, 2019",
        "shares the words planes",
        "says nothing of Yesterday",
    ]


def test_the_weightiest_come_first_and_no_more_than_five() -> None:
    assert told("a b c d e f", "f e d c b a") == ["shares the words f, e, d, c, b"]
    assert told("a b c d e f", "", "c b f e d a") == ["says nothing of c, b, f, e, d"]


def test_a_word_of_several_tokens_is_told_once() -> None:
    assert told("東京都", "東京都", stems="0") == ["shares the words 東京都"]
    assert told("the U.S. vote", "u.s vote") == ["shares the names U.S", "shares the words vote"]


def test_the_first_of_several_spellings_is_told() -> None:
    assert told("elections and Election", "election") == ["shares the words elections"]


def test_a_token_that_is_nowhere_in_the_text_is_told_as_it_is() -> None:
    assert told("", "vote", "plane") == ["shares the words vote", "says nothing of plane"]
    assert told("", "7") == ["shares the numbers 7"]


@pytest.mark.parametrize("stems", ["en", "0", "ru"])
def test_where_nothing_is_shared_there_is_no_reason(stems: str) -> None:
    assert told("something", stems=stems) == []


@given(ANY.map(" ".join), st.sampled_from(["en", "es", "0"]), st.data())
@settings(max_examples=EXAMPLES, deadline=None)
def test_every_token_of_any_text_is_told_by_a_word_of_it(
    post: str, stems: str, data: st.DataObject
) -> None:
    tokens = list(dict.fromkeys(text.tokens(post, stems)))
    cut = data.draw(st.integers(0, len(tokens)))
    found = reasons(post, tokens[:cut], tokens[cut:], stems, verbatim=False)
    assert bool(found) == bool(tokens)
    assert ("says nothing of" in " ".join(found[-1:])) == (cut < len(tokens))
