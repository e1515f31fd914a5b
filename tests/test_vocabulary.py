"""The closed vocabularies: words that people, tables and exports can rely on."""

import re

import pytest

from factcheck import vocabulary
from factcheck.records import word

VOCABULARIES = {
    name: words for name, words in vars(vocabulary).items() if name.isupper() and name != "MEANT"
}


def test_the_words_are_those_of_the_newsroom() -> None:
    stances = "supports refutes mixed disputes context no-result"
    assert " ".join(vocabulary.STANCES) == stances
    verdicts = "supported refuted mixed insufficient not-checkable"
    assert " ".join(vocabulary.VERDICTS) == verdicts
    assert vocabulary.STAGES == ("new", "checking", "review", "published", "dropped")
    assert vocabulary.PRIORITIES == ("low", "normal", "high", "urgent")
    assert vocabulary.RELATIONS == ("denies", "contradicts", "narrows", "updates")


def test_another_word_of_the_field_is_answered_with_one_of_ours() -> None:
    ours = {*vocabulary.STANCES, *vocabulary.VERDICTS}
    assert set(vocabulary.MEANT.values()) <= ours
    assert not set(vocabulary.MEANT) & ours


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_word_is_small_and_plain_and_stands_once(name: str) -> None:
    words = VOCABULARIES[name]
    assert isinstance(words, tuple)
    assert [one for one in words if not re.fullmatch(r"[a-z]+((-|, )[a-z]+)*", one)] == []
    assert len(set(words)) == len(words) > 1


@pytest.mark.parametrize("name", sorted(VOCABULARIES.keys() - {"EVIDENCE_STATUSES"}))
def test_every_word_is_found_as_it_stands_and_with_underscores(name: str) -> None:
    for one in VOCABULARIES[name]:
        assert word(one, VOCABULARIES[name], "word") == one
        assert word(one.replace("-", "_").upper(), VOCABULARIES[name], "word") == one


def test_a_denial_is_not_a_refutation() -> None:
    assert {"disputes", "refutes"} <= set(vocabulary.STANCES)
    assert "disputed" not in vocabulary.VERDICTS
