"""The words that name a speaker, found by their borders."""

import pytest

from factcheck.extract import subjects
from factcheck.extract.subjects import Named
from factcheck.extract.tokens import Token
from tests.extract.reading import ENGLISH, words


def told(tokens: list[Token], named: Named | None) -> str | None:
    if named is None:
        return None
    return " ".join(one.text for one in tokens[named.first : named.last + 1])


def place(tokens: list[Token], word: str) -> int:
    return [one.text for one in tokens].index(word)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana Ruiz said so.", "Ana Ruiz"),
        ("In a statement Ana Ruiz said so.", "Ana Ruiz"),
        ("Recently he said so.", "he"),
        ("But the old minister said so.", "the old minister"),
        ("A spokesman for the Ruiz campaign said so.", "A spokesman for the Ruiz campaign"),
        ("It won and the minister said so.", "the minister"),
        ("It was Ruiz said so.", "Ruiz"),
        ("It was adviser Ana Ruiz said so.", "adviser Ana Ruiz"),
        ("Ana Ruiz, a farmer from Iowa, said so.", "Ana Ruiz , a farmer from Iowa"),
        ("Ana Ruiz, however, said so.", "Ana Ruiz"),
        ("The judge — who knew her — said so.", "The judge — who knew her"),
        ("The judge — and both sides — said so.", "The judge"),
        ("Sen. Ana Lee (D-Va.) said so.", "Sen. Ana Lee ( D-Va. )"),
        ("Sen. Ana Lee (D-Va.), said so.", "Sen. Ana Lee ( D-Va. )"),
        ("Friends of Lee (75) of Ohio said so.", "Friends of Lee ( 75 ) of Ohio"),
        ("People who were there said so.", "People who were there"),
        ("Quickly ministers said so.", "Quickly ministers"),
        ("The plan, which said so.", "which"),
        ("About 75% said so.", "75 %"),
        ("of said so.", None),
        ("said so.", None),
        ("It rained ; said so.", None),
        ("Lee) said so.", None),
        ("Rain; it, however said so.", "however"),
        ("It rained, and he left, said so.", None),
    ],
)
def test_a_subject_ends_before_its_verb(text: str, name: str | None) -> None:
    tokens = words(text)
    assert told(tokens, subjects.before(tokens, place(tokens, "said"), ENGLISH)) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("said Ana Ruiz on Monday.", "Ana Ruiz"),
        ("said Ana Ruiz, a farmer from Iowa.", "Ana Ruiz , a farmer from Iowa"),
        ("said Ana Ruiz, 69, of Ames, Iowa.", "Ana Ruiz , 69 , of Ames"),
        ("said Ana Ruiz, who was there, and left.", "Ana Ruiz , who was there"),
        ("said Ana Ruiz (D-Va.) at noon.", "Ana Ruiz ( D-Va. )"),
        ("said Ana Ruiz (who left at noon.", "Ana Ruiz"),
        ("said Ana Ruiz, saying more.", "Ana Ruiz"),
        ("said Ana Ruiz, “and” more.", "Ana Ruiz"),
        ("said Ana Ruiz, two in the batch were kept.", "Ana Ruiz"),
        ("said former adviser Ana Ruiz.", "former adviser Ana Ruiz"),
        ("said the head of the town council.", "the head of the town council"),
        (
            "said the company's chief executive, Ana Ruiz.",
            "the company's chief executive , Ana Ruiz",
        ),
        ("said a handful of Democrats who know it.", "a handful of Democrats who know it"),
        ("said officials at the ministry.", "officials"),
        ("said AT & T today.", "AT & T"),
        ("said he on Monday.", "he"),
        ("said having Ruiz there.", None),
        ("said Monday.", None),
        ("said plain words only.", None),
        ("said the.", None),
        ("said.", None),
    ],
)
def test_a_subject_begins_after_its_verb(text: str, name: str | None) -> None:
    tokens = words(text)
    assert told(tokens, subjects.after(tokens, 1, ENGLISH)) == name


def test_all_words_after_according_to_belong_to_it() -> None:
    tokens = words("according to a January study by the town, a small one, it rained.")
    assert told(tokens, subjects.all_after(tokens, 2, ENGLISH, inserted=False)) == (
        "a January study by the town"
    )
    assert told(tokens, subjects.all_after(tokens, 2, ENGLISH, inserted=True)) == (
        "a January study by the town , a small one"
    )
    tokens = words("according to Ruiz but not Lee")
    assert told(tokens, subjects.all_after(tokens, 2, ENGLISH, inserted=False)) == "Ruiz"
    tokens = words("according to, it rained")
    assert subjects.all_after(tokens, 2, ENGLISH, inserted=False) is None


def test_the_sentence_has_a_subject_for_what_hangs_on_it() -> None:
    tokens = words("Ana Ruiz attacked the plan, saying it was so.")
    assert told(tokens, subjects.leading(tokens, place(tokens, "saying"), ENGLISH)) == "Ana Ruiz"
    assert subjects.leading(tokens, 1, ENGLISH) is None
