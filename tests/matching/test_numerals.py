"""Words for numbers, in the languages that have a list."""

import pytest

from factcheck.matching.numerals import numerals


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {"first": "1", "second": "2", "two": "2", "twelve": "12", "tenth": "10"}),
        ("es", {"primera": "1", "septimo": "7", "doce": "12"}),
        ("fr", {"premiere": "1", "seconde": "2", "deuxieme": "2", "dix": "10"}),
        ("de", {"zweiten": "2", "funf": "5", "zwolf": "12"}),
        ("pt", {"duas": "2", "terceiro": "3", "doze": "12"}),
        ("it", {"primo": "1", "due": "2", "dodici": "12"}),
    ],
)
def test_words_lead_to_digits(language: str, words: dict[str, str]) -> None:
    assert words.items() <= numerals(language).items()


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "pt", "it"])
def test_each_number_has_a_word(language: str) -> None:
    assert set(numerals(language).values()) == {str(one) for one in range(1, 13)}


def test_without_a_list_there_are_none() -> None:
    assert numerals("ja") == {}
