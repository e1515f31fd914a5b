"""Terms as FTS5 reads them."""

import pytest

from factcheck.search.query import parse
from factcheck.search.sqlite import written
from factcheck.search.terms import wanted


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("plane", '("plane")'),
        ('"all options"', '("all option")'),
        ("fly*", '("fli" OR "fly" *)'),
        ("a b", '(("a") AND ("b"))'),
        ("a OR b", '(("a") OR ("b"))'),
        ("a -b -c", '((("a")) NOT (("b") OR ("c")))'),
    ],
)
def test_a_term_is_an_expression_of_quoted_tokens(typed: str, found: str) -> None:
    term = wanted(parse(typed).node, ("en",)).term
    assert term is not None
    assert written(term) == found
