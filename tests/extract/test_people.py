"""Persons in a text, and whether "he" or "she" fits."""

import pytest

from factcheck.extract.people import Mention, bare_name, gender, mentions, run_end, spelled
from factcheck.extract.quotes import paragraphs
from factcheck.extract.sentences import sentences
from tests.extract.reading import ENGLISH, words


def found(text: str, *speaking: str) -> list[Mention]:
    split = list(sentences(text, paragraphs(text, ENGLISH), ENGLISH))
    return list(mentions(split, frozenset(speaking), ENGLISH))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sen. Ana Ruiz met Mr. Lee in Ohio.", [("Ana Ruiz", "female"), ("Lee", "male")]),
        ("Venezuela's defense minister came.", [("Venezuela's defense minister", None)]),
        ("North Korea's spokeswoman came.", [("North Korea's spokeswoman", "female")]),
        ("The old minister met the officials.", [("The old minister", None)]),
        ("John Lee, the minister, came.", [("John Lee", "male")]),
        ("The police and the government came.", []),
        ("The minister Ana Ruiz came.", [("Ana Ruiz", "female")]),
        ("The town's police chief came.", [("The town's police chief", None)]),
        ("The Supreme Court met in Ohio.", []),
        ("The very old and long road.", []),
        ("The is minister.", []),
        ("Ruiz came.", []),
    ],
)
def test_persons_are_named_or_have_an_office(
    text: str, names: list[tuple[str, str | None]]
) -> None:
    assert [(one.name, one.gender) for one in found(text)] == names


def test_who_speaks_is_a_person_whatever_the_name() -> None:
    assert [one.name for one in found("Xu Bo and Ruiz came.", "bo", "ruiz")] == ["Xu Bo", "Ruiz"]


def test_a_name_that_is_too_long_is_none() -> None:
    assert found("Ana B C D E F Gee came.", "gee") == []


def test_the_first_person_leads_the_sentence() -> None:
    assert [one.leads for one in found("Ana Ruiz met John Lee. Paul Lamb left.")] == [
        *(True, False, True)
    ]


def test_a_name_has_particles_and_ends_with_its_genitive() -> None:
    tokens = words("Ana de la Ruiz's Car")
    assert run_end(words("Ana de Ruiz came"), 0, ENGLISH) == 3
    assert run_end(words("Ana de"), 0, ENGLISH) == 1
    assert spelled([words("Ruiz's")[0]]) == "Ruiz"
    assert run_end(tokens, 1, ENGLISH) == 1


def test_titles_are_no_part_of_a_name() -> None:
    tokens = words("National Security Adviser John Bolt")
    assert [one.text for one in bare_name(tokens, ENGLISH)] == ["John", "Bolt"]


def test_words_of_both_kinds_tell_nothing() -> None:
    assert gender(frozenset({"mr", "mrs"}), ENGLISH) is None
