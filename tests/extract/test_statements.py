"""What is said in one sentence, by whom, with which cue."""

import pytest

from factcheck.extract.quotes import paragraphs
from factcheck.extract.sentences import sentences
from factcheck.extract.statements import announced
from tests.extract.reading import ENGLISH, Told, said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Ana Ruiz said that it rained.",
            [("Ana Ruiz", "said", ("that it rained",))],
        ),
        (
            "“It rained,” said Ana Ruiz, “and I left.”",
            [("Ana Ruiz", "said", ("“It rained,”", "“and I left.”"))],
        ),
        (
            "While Ruiz called it a mistake, Ana Lee insisted it was right.",
            [
                ("Ruiz", "called", ("it a mistake",)),
                ("Ana Lee", "insisted", ("it was right",)),
            ],
        ),
        (
            "Ana Ruiz said it rained and added that she left.",
            [
                ("Ana Ruiz", "said", ("it rained",)),
                ("Ana Ruiz", "added", ("that she left",)),
            ],
        ),
        (
            "Ana Ruiz attacked the plan, saying that it was late.",
            [("Ana Ruiz", "saying", ("that it was late",))],
        ),
        ("It rained in May.", []),
    ],
)
def test_statements_of_a_sentence(text: str, told: list[Told]) -> None:
    assert said(text) == told


@pytest.mark.parametrize(
    ("text", "announces"),
    [
        ("On Monday Ana Ruiz wrote:", True),
        ("Ana Ruiz called for this:", False),
        ("This is what there is:", False),
        ("Ana Ruiz wrote.", False),
    ],
)
def test_a_colon_at_the_end_announces_a_statement(text: str, announces: bool) -> None:
    (sentence,) = sentences(text, paragraphs(text, ENGLISH), ENGLISH)
    found = announced(sentence, 0, ENGLISH)
    assert (found is not None) == announces
    if found:
        assert found.source is not None
        assert found.source.of(text) == "Ana Ruiz"
