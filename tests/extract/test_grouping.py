"""Statements that are two forms of one."""

from factcheck.extract.grouping import content_words, groups
from factcheck.extract.languages import language


def words(told: str) -> frozenset[str]:
    return content_words(told, language("en"))


QUOTED = words("We had the president getting prepared to leave the country by plane")
TOLD = words("that the president was preparing to leave the country")
OTHER = words("that the road to the airport was closed on Monday")


def test_small_words_carry_nothing() -> None:
    assert words("that he was on the very roads, “Ruiz’s roads”") == {"veri", "road", "ruiz"}


def test_two_forms_of_one_statement_have_the_first_as_their_group() -> None:
    assert groups(["Ana"] * 4, [QUOTED, OTHER, TOLD, QUOTED]) == [None, None, 0, 0]


def test_other_speakers_and_unknown_ones_are_kept_apart() -> None:
    assert groups(["Ana", "Ben"], [QUOTED, TOLD]) == [None, None]
    assert groups([None, None], [QUOTED, TOLD]) == [None, None]
