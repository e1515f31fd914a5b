"""The small words of languages, as their tokens."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck import text
from factcheck.matching.small_words import _WORDS, small
from tests.long import LONG

EXAMPLES = 10_000 if LONG else 100


@pytest.mark.parametrize(
    ("language", "words", "others"),
    [
        ("en", "the was not because having", "vote plane never"),
        ("es", "también están él más había quién", "elecciones nunca avión"),
        ("fr", "été même à l dès", "avion élection"),
        ("de", "für können über", "wahl flugzeug"),
        ("pt", "não são você também vocês", "eleição avião"),
        ("it", "perché più è", "elezioni aereo"),
    ],
)
def test_small_words_are_told_from_others(language: str, words: str, others: str) -> None:
    found = small(text.stems(language))
    assert set(text.tokens(words, language)) <= found
    assert not set(text.tokens(others, language)) & found


def test_other_languages_have_none() -> None:
    assert small("ja") == small("0") == small("ru") == frozenset()


def test_every_list_is_of_a_language_with_stems() -> None:
    for stems, words in _WORDS.items():
        assert text.stems(stems) == stems
        listed = words.split()
        assert listed == sorted(set(listed), key=lambda word: (text.fold(word), word))
        assert {text.fold(word) for word in listed} <= {*listed}


@given(st.sampled_from([*_WORDS]), st.data())
@settings(max_examples=EXAMPLES, deadline=None)
def test_case_makes_no_difference(stems: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(_WORDS[stems].split()))
    assert set(text.tokens(word.upper(), stems)) <= small(stems)
