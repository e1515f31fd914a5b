"""Quotations are found whatever their marks, and where marks are missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.extract.languages import language
from factcheck.extract.quotes import Quote, paragraphs

ENGLISH = language("en")


def quoted(text: str, code: str = "en") -> list[str]:
    known = language(code)
    found = (quote for one in paragraphs(text, known) for quote in one.quotes)
    return [text[quote.start : quote.end] for quote in found]


def quotes(text: str) -> list[Quote]:
    return [quote for one in paragraphs(text, ENGLISH) for quote in one.quotes]


@pytest.mark.parametrize(
    "quotation",
    [
        "“The bridge is safe,”",
        '"The bridge is safe,"',
        "''The bridge is safe,''",
        "``The bridge is safe,''",
        "«The bridge is safe»",
        "« The bridge is safe »",
        "„The bridge is safe“",
        "‹The bridge is safe›",
        "「The bridge is safe」",
        "‘The bridge is safe,’",
        "'The bridge is safe,'",
    ],
)
def test_every_style_of_marks_is_known(quotation: str) -> None:
    assert quoted(f"{quotation} she said.") == [quotation]


def test_a_mark_that_is_never_opened_opens_at_the_start_of_the_paragraph() -> None:
    text = "It rained.\nWe counted the votes twice. They are right,” Ruiz said."
    assert quoted(text) == ["We counted the votes twice. They are right,”"]
    assert quotes(text)[0].mended


def test_a_mark_that_is_never_opened_opens_after_the_quotation_before_it() -> None:
    text = "“One is here,” she said. Two are there,” she added."
    assert quoted(text) == ["“One is here,”", "Two are there,”"]
    assert [one.mended for one in quotes(text)] == [False, True]


def test_no_sentence_between_two_closing_marks_leaves_what_is_there() -> None:
    assert quoted("“One is here,” she added,” too") == ["“One is here,”", "she added,”"]


def test_a_mark_that_is_never_closed_closes_with_its_paragraph() -> None:
    text = "“We counted the votes twice.\nIt rained."
    assert quoted(text) == ["“We counted the votes twice."]
    assert quotes(text)[0].mended


@pytest.mark.parametrize("cue", ["old farmer Ana Ruiz said", "said Ana Ruiz", "he says"])
def test_a_mark_that_is_never_closed_closes_before_the_cue(cue: str) -> None:
    assert quoted(f"“They are right, {cue}.\n“It rained.”")[0] == "“They are right,"
    assert quoted(f"“They are right, {cue}. “It rained.”")[0] == "“They are right,"


def test_a_quotation_goes_on_where_the_next_paragraph_begins_with_a_mark() -> None:
    text = "“We counted the votes.\n“They are right,” she said."
    first, second = quotes(text)
    assert first.runs_on
    assert not first.mended
    assert not second.runs_on


def test_a_second_opening_mark_after_a_full_stop_begins_another_quotation() -> None:
    text = "“We counted the votes. “They are right,” she said."
    assert quoted(text) == ["“We counted the votes.", "“They are right,”"]


def test_a_quotation_within_another_belongs_to_it() -> None:
    text = "“He called it “absurd” and left,” she said."
    assert quoted(text) == ["“He called it “absurd” and left,”"]


def test_a_mark_of_the_wrong_shape_is_read_by_its_place() -> None:
    assert quoted("”We counted,“ she said.") == ["”We counted,“"]


def test_apostrophes_are_no_quotations() -> None:
    assert quoted("The workers' rights weren't in the '90s plan, it's said.") == []
    assert quoted("The workers’ rights weren’t in the plan.") == []


def test_paragraphs_are_lines_without_the_blanks_around_them() -> None:
    text = "  One. \n\n \tTwo.\n"
    assert [text[one.start : one.end] for one in paragraphs(text, ENGLISH)] == ["One.", "Two."]


@given(st.text(alphabet="ab “”\"'’‘«».,\n[A", max_size=60))
def test_quotations_are_in_order_and_inside_their_paragraph(text: str) -> None:
    for paragraph in paragraphs(text, ENGLISH):
        at = paragraph.start
        for quote in paragraph.quotes:
            assert at <= quote.start < quote.end <= paragraph.end
            at = quote.end
