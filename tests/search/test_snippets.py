"""What is shown of a text, and where the words stand in it."""

from hypothesis import given
from hypothesis import strategies as st

from factcheck.search.query import parse
from factcheck.search.snippets import Sought, snippet
from factcheck.search.terms import wanted, words_of


def sought(typed: str) -> Sought:
    return Sought.of(words_of(wanted(parse(typed).node, ("en", "0")).term))


def marked(typed: str, told: str) -> list[str]:
    return [told[a:b] for a, b in sought(typed).found(told, "en")]


def test_words_are_found_in_every_form() -> None:
    assert marked("election", "ELECTIONS were elected; electric") == ["ELECTIONS", "elected"]
    assert marked("nicolas", "Nicolás Maduro") == ["Nicolás"]
    assert marked('"all options"', "Options: all of the option") == ["Options", "all", "option"]
    assert marked("venez*", "Venezuelan, in Venezuela, not Vene") == ["Venezuelan", "Venezuela"]
    assert marked("東京", "東京都") == ["東京都"]
    assert marked("हिन्दी", "नमस्ते, हिन्दी दुनिया") == ["हिन्दी"]
    assert marked("plane", "“plane”—train") == ["plane"]
    assert marked("-plane speaker:x", "plane") == []


def test_a_short_text_is_shown_whole() -> None:
    assert snippet("one two", [(4, 7)]).text == "one two"
    assert snippet("one two", [(4, 7)]).marks == ((4, 7),)
    assert snippet("", []).text == ""


def test_a_long_one_is_cut_where_most_words_stand() -> None:
    told = "start " + "filler " * 60 + "the plane and the pilot " + "filler " * 60
    found = snippet(told, sought("start plane pilot").found(told, "en"), 100)
    assert found.text.startswith("…filler")
    assert found.text.endswith("filler…")
    assert [found.text[a:b] for a, b in found.marks] == ["plane", "pilot"]
    assert len(found.text) <= 102


@given(st.text(), st.text(min_size=1), st.integers(40, 200))
def test_marks_cut_out_what_was_found(told: str, word: str, width: int) -> None:
    whole = (told + " plane " + word + " ") * 4
    marks = sought("plane").found(whole, "en")
    assert marks
    found = snippet(whole, marks, width)
    assert len(found.text) <= width + 2
    for a, b in found.marks:
        assert found.text[a:b].lower().startswith("plane")
