"""Which words say that somebody says something, and which only look like it."""

import pytest

from factcheck.extract.cues import cues
from tests.extract.reading import ENGLISH, words


def found(text: str) -> list[str]:
    tokens = words(text)
    return [
        " ".join(one.text for one in tokens[cue.first : cue.last + 1])
        for cue in cues(tokens, ENGLISH)
    ]


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Ruiz said it was so.", "said"),
        ("Ruiz has since denied the claims.", "has since denied"),
        ("Ruiz did say that it was so.", "did say"),
        ("Ruiz was quietly saying that it was so.", "was quietly saying"),
        ("According to Ruiz, it was so.", "According to"),
        ("Ruiz went on to say that it was so.", "went on to say"),
        ("Ruiz came to claim that it was so.", "to claim"),
        ("They claim that it was so.", "claim"),
        ("Ana and Ben claim that it was so.", "claim"),
        ("People close to Ruiz claim that it was so.", "claim"),
        ("Those who were asked claim that it was so.", "claim"),
        ("Towns that have seen him claim that it was so.", "claim"),
        ("The minister claims that it was so.", "claims"),
        ("She claims that it was so.", "claims"),
        ("Ruiz claims that it was so.", "claims"),
        ("Ruiz pointed out that it was so.", "pointed out"),
        ("53% claim that it was so.", "claim"),
    ],
)
def test_a_cue_takes_its_auxiliaries_along(text: str, cue: str) -> None:
    assert found(text) == [cue]


@pytest.mark.parametrize(
    "text",
    [
        "The report was long.",
        "Its claims were checked.",
        "Ruiz's claims about it spread.",
        "A number of claims.",
        "His claims are many.",
        "Two claims spread.",
        "In 40 claims made there",
        "Of claims",
        "A wide range of posts? No.",
        "$claims grew",
        "These claims, he knew, spread.",
        "He won in larger, more diverse states.",
        "The state Sen. Ana Lee won.",
        "Ruiz was told nothing of it.",
        "Ruiz did not say it.",
        "Ruiz refused to say it.",
        "To say it is easy.",
        "Report on the state of the town",
        "The United States won.",
        "Critics of new posts like it.",
        "He met the posts who knew.",
        "The early voting states where it rained",
    ],
)
def test_nouns_passives_denied_and_wished_for_words_are_no_cues(text: str) -> None:
    assert found(text) == []


def test_a_cue_that_needs_another_verb_is_loose() -> None:
    tokens = words("It rained, saying that it was so, pointing out that it was.")
    assert [cue.loose for cue in cues(tokens, ENGLISH)] == [True, True]
