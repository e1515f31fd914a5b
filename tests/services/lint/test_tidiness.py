"""Rules on small things, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.services.lint import tidiness
from tests.services.lint.made import facts, found, row, ruled


@pytest.mark.parametrize(
    ("told", "tidy"),
    [
        ("as it is", "as it is"),
        ("two  blanks\tand a tab", "two blanks and a tab"),
        ("a line \n  and another\n\nbelow", "a line\nand another\n\nbelow"),
        ("no\u00a0break", "no break"),
    ],
)
def test_blanks(told: str, tidy: str) -> None:
    assert tidiness.tidied(told) == tidy
    assert tidiness.is_untidy(told) == (told != tidy)


@given(st.text())
def test_tidy_is_tidy(told: str) -> None:
    assert not tidiness.is_untidy(tidiness.tidied(told))


def test_words_that_were_ruled_on_are_left_alone() -> None:
    claim = {"text": "a  b", "context": "c  d"}
    assert found(tidiness.untidy, facts(claim=claim)) == [
        "there are blanks too many in the text and the context"
    ]
    assert found(tidiness.untidy, facts(claim=claim, verdicts=[ruled()])) == []
    assert found(tidiness.untidy, facts()) == []


def test_addresses() -> None:
    copy = "https://web.archive.org/web/2019/https://a.example/p"
    rows = [
        row(1, source_id=1, source_url=copy, source_canonical="https://a.example/p"),
        row(
            2,
            source_id=2,
            source_url="https://www.b.example/",
            source_canonical="https://b.example",
        ),
        row(3, source_id=3, source_url="https://c.example/", source_canonical="http://c.example"),
        row(4, source_id=4, source_url="https://[bad/", source_canonical="x"),
        row(5),
    ]
    made = facts(appearances=rows[:1], evidence=rows)
    assert found(tidiness.archive_as_source, made) == [
        "the address of source s1 is that of an archive"
    ]
    assert found(tidiness.not_canonical, made) == ["source s3 is not found by its address"]
    assert tidiness.canonical("not an address") is None
