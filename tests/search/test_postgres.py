"""Terms as PostgreSQL reads them."""

import pytest

from factcheck.search.postgres import written
from factcheck.search.query import parse
from factcheck.search.terms import wanted


@pytest.mark.parametrize(
    ("typed", "marks", "found"),
    [
        ("plane", "AB", "(('plane':AB))"),
        ("plane", "", "(('plane'))"),
        ('"all options"', "AB", "(('all':AB <-> 'option':AB))"),
        ("fly*", "A", "(('fli':A) | ('fly':*A))"),
        ("a b", "A", "((('a':A)) & (('b':A)))"),
        ("a OR b", "A", "((('a':A)) | (('b':A)))"),
        ("a -b -c", "", "((('a')) & !(('b')) & !(('c')))"),
    ],
)
def test_a_term_is_an_expression_of_quoted_tokens(typed: str, marks: str, found: str) -> None:
    term = wanted(parse(typed).node, ("en",)).term
    assert term is not None
    assert written(term, marks) == found
