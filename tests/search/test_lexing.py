"""The pieces of a query: words, phrases, filters and signs, with their places."""

import contextlib

import pytest

from factcheck.search.filters import Told
from factcheck.search.lexing import Sign, pieces
from factcheck.search.nodes import Phrase, Word
from factcheck.search.unreadable import QueryError


def cut(typed: str) -> list[str]:
    """The pieces as they stand in what was typed."""
    return [typed[slice(*piece.span)] for piece in pieces(typed)]


def refused(typed: str) -> str:
    with pytest.raises(QueryError) as caught:
        list(pieces(typed))
    return caught.value.message


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        (" \t\n\u3000", []),
        ("maduro  airplane", ["maduro", "airplane"]),
        ('a "b c"d', ["a", '"b c"', "d"]),
        ("-a -(b OR c) AND dd*", ["-", "a", "-", "(", "b", "OR", "c", ")", "AND", "dd*"]),
        ("foo(bar)", ["foo", "(", "bar", ")"]),
        ("no-result and or O'Neill’s ‹x›", ["no-result", "and", "or", "O'Neill’s", "‹x›"]),
        ("ORlando ANDorra", ["ORlando", "ANDorra"]),
        ('speaker:pompeo tag:"a b")', ["speaker:pompeo", 'tag:"a b"', ")"]),
        ("(a https://x.org/Sucre_(estado))", ["(", "a", "https://x.org/Sucre_(estado)", ")"]),
        ("source:https://x.org/a_(b)_(c) d", ["source:https://x.org/a_(b)_(c)", "d"]),
    ],
)
def test_a_query_is_cut_at_blanks_quotes_and_signs(typed: str, found: list[str]) -> None:
    assert cut(typed) == found


def test_each_piece_is_what_it_means() -> None:
    assert list(pieces('Maduro ven* "a  b" Tag:"x y" OR')) == [
        Word("Maduro"),
        Word("ven", prefix=True),
        Phrase("a  b"),
        Told("tag", "x y", 23, (19, 28)),
        Sign("OR", (29, 31)),
    ]


@pytest.mark.parametrize("opening", '"“”„‟«»＂')
@pytest.mark.parametrize("closing", '"“”„‟«»＂')
def test_every_kind_of_quote_is_one(opening: str, closing: str) -> None:
    assert list(pieces(f"{opening}all options{closing}")) == [Phrase("all options")]
    (found,) = pieces(f"tag:{opening}all options{closing}")
    assert isinstance(found, Told)
    assert found.value == "all options"


@pytest.mark.parametrize(
    "plain",
    [
        *("https://x.org", "https://x.org/a:b?c=d", "ftp://x", "x.org:8080", "www.x.org/a:b"),
        *("mailto:ana@x.org", "ana@x.org:", "DOI:10.1000/182", "12:30", "2019-04-30T10:00Z"),
        *("2:1", "K3:16", "2019:", "U.S.:", "a：b", "10:a", "localhost/x:y"),
    ],
)
def test_addresses_and_times_are_words(plain: str) -> None:
    assert list(pieces(plain)) == [Word(plain)]


@pytest.mark.parametrize(
    "typed",
    ["note:", "note:x", "año:2019", ":", ":x", "://x", "localhost:80", "C:\\x", "stance:x"],
)
def test_what_else_has_a_colon_is_an_unknown_filter(typed: str) -> None:
    assert refused(f"a {typed}") == f"unknown filter at character 3: {typed}"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ('venezuela "all options', 'unclosed quote at character 11: "all options'),
        ('"', 'unclosed quote at character 1: "'),
        ('say"', 'unclosed quote at character 4: "'),
        ('tag:"a', 'unclosed quote at character 5: "a'),
        ('a ""', 'nothing between the quotes at character 3: ""'),
        ('tag:" "', 'nothing between the quotes at character 5: " "'),
        ("-", "- that leaves nothing out at character 1: -"),
        ("Maduro - Cuba", "- that leaves nothing out at character 8: - Cuba"),
        ("(-)", "- that leaves nothing out at character 2: -)"),
        ("--cuba", "- that leaves nothing out at character 1: --cuba"),
        ('"a"-b', "no blank before - at character 4: -b"),
        ("(a)-b", "no blank before - at character 4: -b"),
        ("*", "* out of place at character 1: *"),
        ("a *", "* out of place at character 3: *"),
        ("a*", "* out of place at character 2: *"),
        ("'a*", "* out of place at character 3: *"),
        ("--*", "- that leaves nothing out at character 1: --*"),
        ("ve*n", "* out of place at character 3: *n"),
        ("ven**", "* out of place at character 4: **"),
        ('"ven"*', "* out of place at character 6: *"),
        ("tag:", "filter without a value at character 1: tag:"),
        ("speaker: pompeo", "filter without a value at character 1: speaker: pompeo"),
        ("(tag:)", "filter without a value at character 2: tag:)"),
        ("tag:ven*", "* in a filter at character 8: *"),
        ('tag:"a"b', "no blank after a filter at character 8: b"),
        ('tag:a"b"', 'no blank after a filter at character 6: "b"'),
        ("tag:a(b)", "no blank after a filter at character 6: (b)"),
        ("https://x.org/a_(b", "unclosed parenthesis at character 17: (b"),
    ],
)
def test_what_is_out_of_place_is_pointed_at(typed: str, message: str) -> None:
    assert refused(typed) == message


@pytest.mark.parametrize(
    "pattern",
    ["a", " ", "(", "http://(", "a(", "- ", "-(", '"', '"x" ', "*", "a:", "a.b:", "://x()"],
)
def test_the_time_grows_with_the_length_alone(pattern: str) -> None:
    # Whatever grew with the square of the length would take hours.
    with contextlib.suppress(QueryError):
        assert len(list(pieces(pattern * 100_000))) <= 100_000 * len(pattern)
