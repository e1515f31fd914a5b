"""What is worth checking scores higher, and the reason is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import Usage
from factcheck.extract import worth

CHECKABLE = "Unemployment fell to 5 percent last year."
OPINION = "I think we should all hope for the best."


def test_figures_score_higher_than_opinions() -> None:
    assert worth(CHECKABLE).score > 0.9 > 0.1 > worth(OPINION).score


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (CHECKABLE, "a figure"),
        (CHECKABLE, "a quantity"),
        (CHECKABLE, "a change or an act"),
        (CHECKABLE, "a public matter"),
        ("The road was shorter than Ana Ruiz said.", "a comparison"),
        ("The road was shorter than Ana Ruiz said.", "a name"),
        ("The road was shorter than Ana Ruiz said.", "states a fact"),
        ("It rained for many days, he knew.", "a time"),
        ("It rained for many days, he knew.", "about others"),
        ("word " * 20, "much is told"),
        (OPINION, "an opinion"),
        (OPINION, "about me and you"),
        ("They will do it.", "about the future"),
        ("They will do it.", "too short"),
        ("“Is it so?”", "a question"),
    ],
)
def test_each_reason_is_named(sentence: str, reason: str) -> None:
    assert reason in worth(sentence).because


def test_the_weightiest_reason_comes_first() -> None:
    assert worth("Is it 5 percent?").because[0] == "a question"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(Usage):
        worth("Es ist so.", "xx")


@given(st.text(max_size=100))
def test_every_sentence_has_a_score(sentence: str) -> None:
    assert 0 <= worth(sentence).score <= 1
