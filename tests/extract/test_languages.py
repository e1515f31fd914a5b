"""Each language is a data file, read once."""

import pytest

from factcheck.errors import Usage
from factcheck.extract import languages
from factcheck.extract.languages import known, language


@pytest.mark.parametrize("code", known())
def test_every_data_file_is_read_whole(code: str) -> None:
    found = language(code)
    assert found.code == code
    assert {"say", "deny", "ask", "call", "accuse"} <= set(found.verbs.values())
    assert found.participles < set(found.verbs)
    assert set(found.hints) == {"denial", "no-evidence", "unverified", "hedge", "debunked"}
    assert found.according


def test_english_spanish_and_french_are_there() -> None:
    assert known() == ("en", "es", "fr")


def test_a_region_and_capitals_make_no_difference() -> None:
    assert language("es-MX").name == language("ES").name == "Spanish"


@pytest.mark.parametrize("code", ["xx", "", "../en"])
def test_an_unknown_language_lists_the_known_ones(code: str) -> None:
    with pytest.raises(Usage, match="no rules for the language") as caught:
        language(code)
    assert caught.value.hint == "known: en, es, fr"


def test_a_list_of_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no such lists of words: adverbs"):
        languages._lists(languages.Words, {"adverbs": "now"})


def test_verbs_that_look_like_nouns_are_known_where_verbs_agree() -> None:
    english = language("en")
    assert {"claim", "reply"} <= english.bare
    assert {"claim", "claims", "replies"} <= english.doubtful
    assert "claimed" not in english.doubtful
    assert language("es").bare == frozenset()


def test_longer_phrases_come_first() -> None:
    assert language("en").by_first_word["as"][0] == (("as", "reported", "by"), "according")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("The mayor said that the bridge at Aldea would be closed for nine weeks.", "en"),
        ("La alcaldesa dijo que el puente de Aldea estaría cerrado durante nueve semanas.", "es"),
        ("La maire a dit que le pont d’Aldea serait fermé pendant neuf semaines.", "fr"),
        ("", "en"),
        ("1234 5678", "en"),
    ],
)
def test_a_text_shows_its_language(told: str, code: str) -> None:
    assert languages.likely(told, known()) == code


def test_only_languages_that_are_asked_for_are_seen() -> None:
    assert languages.likely("Le pont de la ville", ("de", "en")) == "de"
    assert languages.likely("The bridge", ("de", "en")) == "en"
    assert languages.likely("The bridge", ("xx",)) == "xx"
