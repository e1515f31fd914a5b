"""Words, marks and whole quotations, each with its place."""

from hypothesis import given
from hypothesis import strategies as st

from factcheck.extract.languages import language
from factcheck.extract.quotes import paragraphs
from factcheck.extract.tokens import Token, tokens


def cut(text: str, code: str = "en") -> list[Token]:
    known = language(code)
    found = []
    for one in paragraphs(text, known):
        found += tokens(text, one.start, one.end, one.quotes, known)
    return found


def texts(text: str, code: str = "en") -> list[str]:
    return [one.text for one in cut(text, code)]


def test_abbreviations_keep_their_full_stop() -> None:
    assert texts("Mr. Ruiz of the U.S. met Ana M. Lee.") == [
        *("Mr.", "Ruiz", "of", "the", "U.S.", "met", "Ana", "M.", "Lee", ".")
    ]
    assert texts("Rep. Ana Lee (D-N.Y.) and (R-Calif.)")[4] == "D-N.Y."


def test_figures_and_addresses_are_one_word() -> None:
    assert texts("It cost 1,500.75 euros at https://example.org/a?b=1 today")[2] == "1,500.75"
    assert "https://example.org/a?b=1" in texts("See https://example.org/a?b=1 today")


def test_a_contracted_verb_is_a_word_and_a_genitive_is_not() -> None:
    assert texts("She’s late, Ruiz's car") == ["She", "’s", "late", ",", "Ruiz's", "car"]
    assert [one.low for one in cut("She’s")] == ["she", "'s"]


def test_french_words_are_cut_at_the_apostrophe_and_before_a_pronoun() -> None:
    assert texts("« Oui », a-t-il dit, qu’il l’aime", "fr") == [
        *("« Oui »", ",", "a-t", "il", "dit", ",", "qu’", "il", "l’", "aime")
    ]


def test_a_quotation_is_one_token() -> None:
    (quote, *_) = cut("“It is so,” she said.")
    assert (quote.kind, quote.text) == ("quote", "“It is so,”")


def test_the_title_of_a_work_is_a_word() -> None:
    found = cut("On “Meet the Press,” she spoke of “Ruins of Rome” too.")
    assert [one.text for one in found if one.kind == "quote"] == []
    assert [one.text for one in found][:3] == ["On", "“Meet the Press,”", ","]
    assert found[1].is_capitalised


def test_a_quoted_sentence_is_no_title() -> None:
    assert cut("“We Are Here.”")[0].kind == "quote"
    assert cut("“She Was Here” it says")[0].kind == "quote"


def test_letters_that_grow_when_they_are_made_small_move_nothing() -> None:
    assert texts("İt's so") == ["İt's", "so"]


@given(st.text(max_size=80))
def test_tokens_cut_out_the_very_text(text: str) -> None:
    for one in cut(text):
        assert one.start < one.end
        if not one.text.endswith((",”", ",'", ',"')):
            assert text[one.start : one.end] in (one.text, one.text.rstrip("\"”’'»").rstrip(","))
