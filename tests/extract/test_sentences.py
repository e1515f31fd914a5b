"""Sentences end where a reader says that they end."""

import pytest

from factcheck.extract.languages import language
from factcheck.extract.quotes import paragraphs
from factcheck.extract.sentences import sentences

ENGLISH = language("en")


def split(text: str) -> list[str]:
    found = sentences(text, paragraphs(text, ENGLISH), ENGLISH)
    return [text[one.start : one.end] for one in found]


@pytest.mark.parametrize(
    "text",
    [
        ["It rained.", "Nobody came!", "Why?", "42 did."],
        ["Mr. Ruiz met Sen. Ana M. Lee (D-Va.) there.", "They talked."],
        ["He lives in the U.S. Senate building.", "She does not."],
        ["He lives in the U.S.", "He does not mind."],
        ["“We won. They lost,” she said.", "“It is over.”"],
        ["“Did we win?” Ana Ruiz asked.", "Nobody knew."],
        ["“We won.”", "Ana Ruiz left."],
        ["“Did we win?”", "The hall was empty by then."],
        ["“Did we win?”", "Ana b c d e f g h i j k l m n left."],
        ["“Did we win?”", "Ana!", "Nobody knew."],
        ["(It rained.)", "Nobody came."],
        ["It grew (by 3.5 percent. See Annex) in May.", "It fell in June."],
    ],
)
def test_a_text_is_cut_into_its_sentences(text: list[str]) -> None:
    assert split(" ".join(text)) == text


def test_a_paragraph_ends_a_sentence_and_the_first_one_opens_it() -> None:
    text = "One. Two\nThree"
    found = list(sentences(text, paragraphs(text, ENGLISH), ENGLISH))
    assert [(one.paragraph, one.opens) for one in found] == [(0, True), (0, False), (1, True)]
