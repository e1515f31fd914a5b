"""From a text to its statements."""

from factcheck.extract.rules import read
from tests.extract.reading import ENGLISH, said


def test_a_paragraph_that_is_announced_belongs_to_whom_announced_it() -> None:
    text = "Ana Ruiz wrote on Monday:\nWe counted the votes. They are right.\nIt rained."
    assert said(text) == [("Ana Ruiz", "wrote", ("We counted the votes.",))]


def test_a_quotation_that_is_announced_is_taken_with_what_follows() -> None:
    text = "Ana Ruiz wrote:\n“We counted the votes.\n“They are right.”"
    assert said(text) == [("Ana Ruiz", "wrote", ("“We counted the votes.", "“They are right.”"))]


def test_a_mended_quotation_is_said_to_be_one() -> None:
    _, (statement,) = read("We counted the votes,” Ana Ruiz said.", ENGLISH)
    assert statement.unsure == ["mended quote"]


def test_an_empty_text_says_nothing() -> None:
    assert read("", ENGLISH) == ([], [])
