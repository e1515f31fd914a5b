"""A query in tokens: one form for each way in which the claims' words were stemmed."""

import pytest

from factcheck.search.query import parse
from factcheck.search.terms import All, Either, Term, Wanted, Words, wanted, words_of

EN = ("en",)


def term(typed: str, stems: tuple[str, ...] = EN) -> Term | None:
    return wanted(parse(typed).node, stems).term


def word(*tokens: str) -> Words:
    return Words((tokens,))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("elections", word("elect")),
        ('"all options"', word("all", "option")),
        ("e-mail", word("e", "mail")),
        ("fly*", Words((("fli",),), (("fly",),))),
        ("東", Words((("東",),), (("東",),))),
        ("東京", word("東京")),
        ("plane moscow", All((word("plane"), word("moscow")))),
        ("plane OR moscow", Either((word("plane"), word("moscow")))),
        ("plane OR planes", word("plane")),
        ("plane -moscow", All((word("plane"),), (word("moscow"),))),
        ("plane -(moscow cuba)", All((word("plane"),), (All((word("moscow"), word("cuba"))),))),
        ("a b OR (c -d)", All((word("a"), Either((word("b"), All((word("c"),), (word("d"),))))))),
        ("plane ?", word("plane")),
        ("plane -?", word("plane")),
        ("? OR plane", word("plane")),
        ("?", None),
        ('"…"', None),
    ],
)
def test_a_query_is_told_in_tokens(typed: str, found: Term | None) -> None:
    assert term(typed) == found


def test_every_language_of_the_claims_has_its_form() -> None:
    assert term("elecciones", ("en", "es")) == Words((("eleccion",),))
    assert term("flying", ("en", "es", "0")) == Words((("fli",), ("flying",)))


def test_without_languages_there_are_no_words() -> None:
    assert term("plane", ()) is None


def test_what_must_not_occur_may_stand_alone_beside_a_filter() -> None:
    assert wanted(parse("-plane speaker:x").node, EN) == Wanted(None, word("plane"))
    assert wanted(parse("-plane -cuba speaker:x").node, EN).without == Either(
        (word("plane"), word("cuba"))
    )
    assert wanted(parse("? -plane").node, EN) == Wanted(None, word("plane"))
    assert wanted(None, EN) == Wanted()


def test_only_what_must_occur_is_shown() -> None:
    found = wanted(parse("a OR b c -d").node, EN)
    assert list(words_of(found.term)) == [word("a"), word("b"), word("c")]
    assert list(words_of(None)) == []
