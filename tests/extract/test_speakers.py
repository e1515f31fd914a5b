"""Who is meant by a surname, a title, a pronoun."""

import pytest

from factcheck.extract import propose
from tests.extract.reading import spoken


def names(text: str, code: str = "en") -> list[str | None]:
    return [speaker for speaker, _ in spoken(text, code)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Secretary of State Mike Pond said it rained.", "Mike Pond"),
        ("National Security Adviser John Bolt said it rained.", "John Bolt"),
        ("Rep. Tom Cole of Oklahoma said it rained.", "Tom Cole"),
        ("The finance minister, Lou Jin, said it rained.", "Lou Jin"),
        ("The minister, an old man, said it rained.", "The minister"),
        ("Ana Ruiz, a farmer, said it rained.", "Ana Ruiz"),
        ("Ruiz's campaign said it rained.", "Ruiz's campaign"),
        ("A spokesman for Ana Ruiz said it rained.", "A spokesman for Ana Ruiz"),
        ("U.S. officials said it rained.", "U.S. officials"),
        ("The Daily Bugle said it rained.", "Daily Bugle"),
        ("Ruiz told him it rained.", "Ruiz"),
        ("He said it rained.", None),
        ("They said it rained.", None),
        ("I said it rained.", None),
        ("John Lee, who said it rained, left.", "John Lee"),
        ("The man who said it rained left.", None),
        ("“We counted all of the votes twice.”", None),
    ],
)
def test_the_name_is_found_in_the_words(text: str, speaker: str | None) -> None:
    assert names(text)[0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ana Ruiz came. Ruiz said it rained.", "Ana Ruiz"),
        ("Ruiz said it rained. It was Ana Ruiz.", "Ana Ruiz"),
        ("Ruiz said it rained. “It was Ana Ruiz all along,” he thought.", "Ana Ruiz"),
        ("Ana Ruiz and Tom Ruiz came. Mr. Ruiz said it rained.", "Tom Ruiz"),
        ("Ana Ruiz came. She said it rained.", "Ana Ruiz"),
        ("Ana Ruiz met John Lee. He said it rained.", "John Lee"),
        ("Mr. Lee came with John Lee. He said it rained.", "John Lee"),
        ("The town's defense minister came and he said it rained.", "The town's defense minister"),
        ("Senator John Lee came. Ana Ruiz left. The senator said it rained.", "John Lee"),
        ("The senator said it rained.", "The senator"),
        ("Ana Ruiz came.\nA.\nB.\nC.\nD.\nE.\nF.\nG.\nShe said it rained.", None),
    ],
)
def test_who_is_meant(text: str, speaker: str | None) -> None:
    assert names(text)[0] == speaker


def test_the_one_who_spoke_last_speaks_on() -> None:
    text = "Ana Ruiz said it rained. “It was cold, too,” she added. They left."
    assert names(text) == ["Ana Ruiz", "Ana Ruiz"]


def test_a_body_is_no_he_or_she() -> None:
    assert names("John Lee came. The police said it rained. He said it snowed.")[1] == "John Lee"


def test_they_are_the_last_several() -> None:
    text = "Officials said it rained. John Lee said it snowed. They said it was cold."
    assert names(text)[2] == "Officials"


def test_how_a_speaker_was_found_is_told() -> None:
    text = (
        "Senator John Lee and Tom Lee came. The senator said it rained. Lee said it snowed. "
        "He said it was cold. Somebody knew. They said it froze."
    )
    assert [one.unsure for one in propose(text)] == [
        ("resolved title",),
        ("several of that name",),
        ("resolved pronoun",),
        ("speaker unknown",),
    ]
