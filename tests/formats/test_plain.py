"""Texts, dates and addresses are read in every shape."""

from typing import Any

import pytest

from factcheck.formats.plain import clean
from tests.formats.reviews_read import item, one


@pytest.mark.parametrize(
    ("told", "sources"),
    [
        ("https://a.example/1", ["https://a.example/1"]),
        ({"url": "https://a.example/1"}, ["https://a.example/1"]),
        ([{"@id": "https://a.example/1"}, "x"], ["https://a.example/1"]),
        (["1", "glem-2.html", "ftp://a.example", None, 3], []),
        ("https://a.example/1,2, https://b.example/ and https://c.example;https://d.example",
         ["https://a.example/1,2", "https://b.example/", "https://c.example", "https://d.example"]),
        ("https://a.example/1,https://a.example/2", ["https://a.example/1", "https://a.example/2"]),
        ("https://a.example/1 (copy)", ["https://a.example/1"]),
        ("seen at https://a.example/1", ["https://a.example/1"]),
        ("https:/a.example/1", ["https://a.example/1"]),
        ("https://web.archive.org/web/2019/https:/a.example/1",
         ["https://web.archive.org/web/2019/https://a.example/1"]),
        ("https://www.checks.example.org/other", []),
        ("https://archive.org/web/2019/https://checks.example.org/bridge", []),
        ("https://a.example/?q=1&amp;r=2", ["https://a.example/?q=1&r=2"]),
    ],
)  # fmt: skip
def test_appearances_are_read_in_every_shape(told: Any, sources: list[str]) -> None:
    claim, _ = item(firstAppearance=None, appearance=told, author=None, datePublished=None)
    assert [each.source for each in claim.appearances] == sources
    by_url, _ = one(itemReviewed={"url": told})
    assert [each.source for each in by_url.appearances] == sources


@pytest.mark.parametrize(
    ("told", "date"),
    [
        ("2020-10-07 20:05", "2020-10-07"),
        ("2017-03-01 20:30:17 UTC", "2017-03-01"),
        ("2020-03-27T10:46:13+0200", "2020-03-27"),
        ("25-8-2020", "2020-08-25"),
        ("2015-06-7", "2015-06-07"),
        ("Wed, 30 Apr 2019 12:00:00 GMT", "2019-04-30"),
        ("2019", "2019"),
        (2019, "2019"),
        ({"@value": "2019-04"}, "2019-04"),
        ("", None),
        (None, None),
        ("04/05/2019", None),
        ("2019-02-31", None),
        ("yesterday", None),
    ],
)
def test_dates_keep_their_precision(told: Any, date: str | None) -> None:
    claim, notes = one(datePublished=told)
    assert claim.reviews[0].published_on == date
    assert bool(notes) == bool(told and date is None)


def test_texts_are_cleaned() -> None:
    claim, _ = one(claimReviewed=" <p>\u00a0«A &amp; <b>B</b>»\u0000<br>C\r\n</p>", headline=[])
    assert claim.text == "«A & B»\nC"
    assert claim.reviews[0].title is None
    assert clean("5 < 6 &lt;b&gt;") == "5 < 6 <b>"
