"""Cues and their subjects, before or after them."""

import pytest

from factcheck.extract.cores import cores, follows_speech
from tests.extract.reading import ENGLISH, words


def found(text: str) -> list[tuple[str, str]]:
    tokens = words(text)
    return [
        (
            tokens[one.cue.verb].text,
            " ".join(t.text for t in tokens[one.named.first : one.named.last + 1]),
        )
        for one in cores(tokens, ENGLISH)
        if one.named
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ana Ruiz said it.", [("said", "Ana Ruiz")]),
        ("“It is,” said Ana Ruiz.", [("said", "Ana Ruiz")]),
        ("It rained, said Ana Ruiz, a farmer.", [("said", "Ana Ruiz , a farmer")]),
        ("Ana Ruiz, a farmer, said it was so.", [("said", "Ana Ruiz , a farmer")]),
        ("Ana Ruiz, a farmer, said that it was.", [("said", "Ana Ruiz , a farmer")]),
        ("Ana Ruiz, a farmer, said “it” is.", [("said", "Ana Ruiz , a farmer")]),
        (
            "Ana Ruiz, a farmer, said Lee's plan — a long one — failed.",
            [("said", "Ana Ruiz , a farmer")],
        ),
        ("Ana Ruiz, a farmer, told Lee it was.", [("told", "Ana Ruiz , a farmer")]),
        ("It rained, according to Ana Ruiz.", [("according", "Ana Ruiz")]),
        ("Ana said it and added that.", [("said", "Ana"), ("added", "Ana")]),
        ("Ana, who said it, added that.", [("said", "who"), ("added", "Ana , who said it")]),
        ("Ana Ruiz, a farmer, said officials at the ministry.", [("said", "officials")]),
        ("Ana Ruiz, a farmer, replied officials who left.", [("replied", "officials who left")]),
        ("Saying it is easy.", []),
        ("According to.", []),
        ("of said it.", []),
    ],
)
def test_a_cue_has_a_subject(text: str, told: list[tuple[str, str]]) -> None:
    assert found(text) == told


def test_nothing_is_said_before_the_first_word() -> None:
    assert not follows_speech(words("Ruiz said it."), 0)


def test_the_second_of_two_is_a_statement_beside_the_first() -> None:
    tokens = words("Ana said it rained while Ben said it snowed.")
    assert [one.sibling for one in cores(tokens, ENGLISH)] == [False, True]
