"""Terms as PostgreSQL reads them, and vectors read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.indexing import GAP, Document, vector
from factcheck.search.postgres import _read, written
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


# vectors


@pytest.mark.parametrize(
    ("told", "weight", "found"),
    [
        ("'b':2A 'a':1A,3A 'c':5B '§en':7B", "A", ("a b a", "en")),
        ("'b':2A 'a':1A,3A 'c':5B '§en':7B", "B", ("c § §en", "en")),
        ("'b':4A 'a':1A,3A", "A", ("a § a b", "")),
        ("'a':1A,5,9C 'b':10C", "C", ("a b", "")),
        ("'東京':2A 'é':3A", "A", ("東京 é", "")),
        ("", "A", ("", "")),
    ],
)
def test_a_vector_is_read_back(told: str, weight: str, found: tuple[str, str]) -> None:
    assert _read(told, weight) == found


WORDS = st.lists(st.sampled_from(["a", "b", "東京", "हिन्दी", "2020"]), min_size=1, max_size=4)
FIELD = st.lists(WORDS.map(" ".join), max_size=3).map(f" {GAP} ".join)


@given(FIELD, FIELD, FIELD, st.sampled_from(["en", "0"]))
def test_each_field_is_read_back_from_what_is_written(
    claim: str, rest: str, hidden: str, stems: str
) -> None:
    told = vector(Document(1, claim, f"{rest} {GAP} {GAP}{stems}", hidden))
    assert _read(told, "A") == (claim, stems)
    assert _read(told, "C") == (hidden, stems)
