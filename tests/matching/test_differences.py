"""Where two texts that look alike part ways."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.matching.differences import names, numbers, warnings
from tests.long import LONG

EXAMPLES = 10_000 if LONG else 100

WORDS = st.sampled_from(
    [
        *("not", "n't", "didn't", "no", "ne", "nicht", "não", "1,000", "1.000", "1990s", "2nd"),
        *(
            "5k",
            "3.5",
            "COVID-19",
            "x.Foo's-y",
            "O'Neill",
            "O’Neill's",
            "Mr. Smith",
            '"Biden',
            "É",
        ),
        *(
            "ﬁ",
            "İstanbul",
            ".",
            "...",
            "-",
            "'",
            "Paris,",
            "USA",
            "€5",
            "１２",
            "\0",
            "\ud800",
            "\n",
        ),
    ]
)
ANY = st.lists(WORDS | st.text(max_size=5), max_size=8).map(" ".join)
LANGUAGES = st.sampled_from([None, "en", "en-GB", "es", "fr", "de", "pt", "it", "ja", "xx"])


def test_a_claim_and_its_denial_part_ways() -> None:
    one, other = "Ana sold the house", "Ana did not sell the house"
    assert warnings(one, other, [], "en") == ['only the claim says "not"']
    assert warnings(other, one, [], "en") == ['only this text says "not"']
    assert warnings(other, "Ana has never sold the house", [], "en") == []


@pytest.mark.parametrize(
    ("told", "claim", "language"),
    [
        ("He didn't go", "He did go", "en"),
        ("He didn’t go", "He did go", None),
        ("She denies it", "She says it", "en-GB"),
        ("Nunca lo hizo", "Lo hizo", "es"),
        ("No dijo nada", "Dijo algo", "es"),
        ("Il n’a pas dit cela", "Il a dit cela", "fr"),
        ("Er hat kein Geld", "Er hat Geld", "de"),
        ("Ele não foi", "Ele foi", "pt"),
        ("Non era mai vero", "Era vero", "it"),
    ],
)
def test_every_language_with_a_list_says_not(told: str, claim: str, language: str | None) -> None:
    assert warnings(told, claim, [], language) == ['only this text says "not"']


@pytest.mark.parametrize(
    ("told", "claim", "language", "differ"),
    [
        ("in the first year", "in the second year", "en", "first here, second there"),
        ("in the 1st year", "in the second year", None, "1 here, second there"),
        ("in the second year", "in the 2nd year", "en", None),
        ("Two men", "three men", "en", "Two here, three there"),
        ("two men", "2 men", "en", None),
        ("la primera vez", "el segundo año", "es", "primera here, segundo there"),
        ("la première fois", "la deuxième fois", "fr", "première here, deuxième there"),
        ("im fünften Jahr", "im 5. Jahr", "de", None),
        ("in the first year", "in the second year", "ja", None),
        ("in the first year", "last year", "en", None),
    ],
)
def test_numbers_may_be_words(told: str, claim: str, language: str, differ: str | None) -> None:
    found = [f"numbers differ: {differ}"] if differ else []
    assert warnings(told, claim, [], language) == found


def test_two_denials_in_one_text_are_none_in_some_languages() -> None:
    assert warnings("Er sagt nicht nein, nicht", "Er sagt ja", [], "de") == []
    assert warnings("Nobody says it is not so", "They say it is so", [], "en") == []


def test_without_a_list_nothing_is_said_of_not() -> None:
    assert warnings("It is not", "It is", [], "ja") == []


@pytest.mark.parametrize(
    ("told", "claim"),
    [
        ("It cost 5,000 dollars", "It cost 5000 dollars"),
        ("It cost 5.000.000 euros", "It cost 5,000,000 euros"),
        ("In 2020.", "In 2020, again"),
        ("In the 1990s", "Since the 1990s"),
        ("His 2nd term", "A 2nd term"),
        ("On 2019-04-30", "30 04 2019"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(told: str, claim: str) -> None:
    assert warnings(told, claim, [], "en") == []


def test_numbers_that_differ_are_told() -> None:
    found = warnings("In 2020, 1,500 died", "In 2021, 1,600 died", [], "en")
    assert found == ["numbers differ: 2020, 1,500 here, 2021, 1,600 there"]
    assert warnings("It was 3.5", "It was 35", [], "en") == ["numbers differ: 3.5 here, 35 there"]


def test_no_more_than_three_are_told() -> None:
    (found,) = warnings("1 2 3 4", "5 6 7 8", [], "en")
    assert found == "numbers differ: 1, 2, 3 here, 5, 6, 7 there"


def test_where_one_side_only_tells_more_there_is_no_warning() -> None:
    assert warnings("In 2020 it fell", "It fell", [], "en") == []
    assert warnings("It fell", "In 2020 it fell in Paris", [], "en") == []


def test_names_on_both_sides_are_told() -> None:
    found = warnings("Yesterday Biden left Paris", "Yesterday Trump left Paris", [], "en")
    assert found == ["names differ: Biden here, Trump there"]
    assert warnings("Then Trump’s son", "Then the son of Trump", [], "en") == []
    assert warnings("Then he, Trump's son", "Then TRUMP did", [], "en") == []


def test_what_another_wording_holds_is_not_missing() -> None:
    told, claim = "Yesterday Biden paid 7", "Yesterday Trump paid 8"
    assert warnings(told, claim, ["It was Biden", "7 dollars"], "en") == []
    assert warnings(told, claim, ["It was Biden"], "en") == ["numbers differ: 7 here, 8 there"]


def test_a_capital_at_the_beginning_of_a_sentence_is_no_name() -> None:
    assert names("Voting ended. Nobody cheated! “Everything” is well: Yes") == []
    assert names("Yesterday in Washington. Then Biden left") == ["Washington", "Biden"]
    assert names("the U.S. and O'Neill and Zoë, Ángel and A") == ["U.S", "O'Neill", "Zoë", "Ángel"]


def test_a_text_all_in_capitals_has_no_names() -> None:
    assert names("BIDEN LEFT PARIS IN 2020") == []
    assert warnings("NOW BIDEN LEFT", "Now Trump left", [], "en") == []


def test_numbers_stand_as_they_were_written() -> None:
    assert numbers("About 1,000.50, then 5. Or 5, or COVID-19") == ["1,000.50", "5", "19"]


@given(ANY, ANY, st.lists(ANY, max_size=2), LANGUAGES)
@settings(max_examples=EXAMPLES, deadline=None)
def test_any_texts_can_be_compared(
    told: str, claim: str, wordings: list[str], language: str | None
) -> None:
    found = warnings(told, claim, wordings, language)
    assert len(found) <= 3
    assert len(set(found)) == len(found)


@given(ANY, LANGUAGES)
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_text_does_not_differ_from_itself(told: str, language: str | None) -> None:
    assert warnings(told, told, [], language) == []


@given(ANY, ANY, LANGUAGES)
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_differs_differs_from_both_sides(one: str, other: str, language: str | None) -> None:
    kinds = [
        {told.partition(" ")[0] for told in warnings(mine, yours, [], language)}
        for mine, yours in ((one, other), (other, one))
    ]
    assert kinds[0] == kinds[1]
