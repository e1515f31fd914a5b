"""Articles as they are read: text, pages of HTML, what comes after them, where passages stand."""

import builtins
import os
import socket
import tarfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.errors import InvalidInput, RefusedUnsafe, Unavailable
from factcheck.extract import article, propose
from factcheck.extract.normalising import normalised
from factcheck.fetching import pages
from tests.fetching.server import Answer, page, rules, serving
from tests.long import LONG

STORY = (
    "Ana López said on Monday that the bridge at Aldea would be closed for nine weeks, as it was "
    "closed in 2018, and that nobody would be harmed by it."
)
DENIED = (
    "The council has since denied the claim, and nobody has seen evidence for the cracks that "
    "were said to be in the bridge, which is older than the town."
)
PAGE = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Bridge closed | The Example Post</title>
<meta name="author" content="Ben Example">
<meta property="og:title" content="Bridge closed for nine weeks">
<meta property="og:site_name" content="The Example Post">
<meta property="article:published_time" content="2019-05-01T10:00:00Z">
<link rel="canonical" href="https://www.news.example/bridge"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Bridge closed for nine weeks</h1><p>{STORY}</p><p>{DENIED}</p></article>
<section id="comments" class="comments"><h3>3 Comments</h3>
<div class="comment"><p>Zed said that all of this is a lie, and everybody knows that it is.</p>
</div></section><footer>Copyright</footer></body></html>
"""


def test_a_text_is_taken_as_it_stands_with_its_first_line_for_a_title() -> None:
    found = article.of_bytes("\ufeffThe bridge\r\n\r\nAna said\u00a0so. \r\n".encode())
    assert (found.text, found.title) == ("The bridge\n\nAna said\u00a0so.\n", "The bridge")
    assert (found.url, found.language, found.cut) == (None, None, None)
    assert len(found.digest) == 64


@pytest.mark.parametrize(
    "line",
    ["Leave a Reply", "3 comments", "Comments (12):", "POSTED BY", "Share this:",
     "Deja un comentario", "Laisser un commentaire", "Related articles"],
)  # fmt: skip
def test_what_comes_after_a_text_is_cut_off(line: str) -> None:
    found = article.of_text(f"Bridge closed\n\n{STORY}\n\n{line}\n\nZed said that it is a lie.\n")
    assert found.text == f"Bridge closed\n\n{STORY}"
    assert found.cut == line


@pytest.mark.parametrize(
    "line", ["Comments were made.", "The related articles", "Share this bread"]
)
def test_a_sentence_of_such_words_is_no_end(line: str) -> None:
    assert article.of_text(f"{STORY}\n{line}\n").cut is None


def test_what_stands_early_is_no_end_either() -> None:
    assert article.of_text(f"Comments\n{STORY}\n").cut is None


def test_a_page_gives_its_text_and_what_it_says_of_itself() -> None:
    found = article.of_bytes(PAGE.encode())
    assert found.text == f"Bridge closed for nine weeks\n{STORY}\n{DENIED}"
    assert found.title == "Bridge closed for nine weeks"
    assert (found.byline, found.publisher) == ("Ben Example", "The Example Post")
    assert (found.published_on, found.language) == ("2019-05-01", "en")
    assert found.url == "https://www.news.example/bridge"
    assert found.text == normalised(found.text)


def test_a_headline_that_is_not_in_the_text_is_put_before_it() -> None:
    told = PAGE.replace("<h1>Bridge closed for nine weeks</h1>", "")
    found = article.of_html(told)
    assert found.text == f"Bridge closed for nine weeks\n\n{STORY}\n{DENIED}"


def test_no_day_is_guessed_from_the_text() -> None:
    told = PAGE.replace('content="2019-05-01T10:00:00Z"', 'content=""')
    found = article.of_html(told.replace("as it was closed in 2018", "on 3 May 2018, as before"))
    assert found.published_on is None


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("https://news.example/amp/1?utm_source=x", "https://www.news.example/bridge"),
        ("https://other.example/1", "https://other.example/1"),
        ("http://[", "http://["),
    ],
)
def test_a_page_can_name_an_address_of_its_own_site_only(url: str, named: str) -> None:
    assert article._canonical("https://www.news.example/bridge", url) == named


@pytest.mark.parametrize("told", [None, "", "/bridge", "javascript:x", "https://a b.example/"])
def test_an_address_that_is_none_is_not_taken(told: str | None) -> None:
    assert article._canonical(told, "https://news.example/1") == "https://news.example/1"


@pytest.mark.parametrize("told", [b"", b" \r\n\x00\n", "\u200b \u200b".encode()])
def test_nothing_is_no_article(told: bytes) -> None:
    with pytest.raises(InvalidInput, match="is empty"):
        article.of_bytes(told)


@pytest.mark.parametrize("told", [b"<html><body></body></html>", b"<!doctype html><p></p>"])
def test_a_page_without_an_article(told: bytes) -> None:
    with pytest.raises(InvalidInput, match="no article on the page"):
        article.of_bytes(told)


def test_what_is_neither_text_nor_html() -> None:
    with pytest.raises(InvalidInput, match="neither HTML nor text in UTF-8"):
        article.of_bytes(b"\x89PNG\xff\xfe")


def test_what_is_too_long() -> None:
    with pytest.raises(InvalidInput, match=r"longer than 2,097,152 characters"):
        article.of_text("a" * (article.MOST + 1))


@pytest.mark.parametrize(
    ("told", "is_page"),
    [
        (b"\xef\xbb\xbf <!DOCTYPE html>", True),
        (b"<!-- saved -->\n<html>", True),
        (b"<?xml version='1.0'?><html>", True),
        (b"<p>a</p><p>b</p><p>c</p>", True),
        (b"a < b and c > d", False),
        (b'{"page": "<p>a</p><p>b</p><p>c</p>"}', False),
        (b"The <html> element", False),
    ],
)
def test_a_page_is_seen_by_its_beginning(told: bytes, is_page: bool) -> None:
    assert article.looks_like_html(told) is is_page


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("trafilatura"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    reads: tuple[Callable[[], article.Article], ...] = (
        lambda: article.of_bytes(PAGE.encode()),
        lambda: article.of_address("https://news.example/"),
    )
    for read in reads:
        with pytest.raises(Unavailable, match="need the extra extract") as caught:
            read()
        assert caught.value.hint == "pip install 'factcheck[extract]'"
    assert article.of_bytes(b"A text needs nothing.").text == "A text needs nothing."


# at an address


def told_by(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> article.Article:
    monkeypatch.setattr(pages, "RULES", rules())
    with serving(answer) as server:
        return article.of_address(server.url("/bridge?utm_source=x"))


def test_a_page_is_read_in_its_own_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    body = PAGE.replace('<meta charset="utf-8">', "").encode("latin-1")
    found = told_by(page(body, kind="text/html; charset=latin1"), monkeypatch)
    assert STORY in found.text
    assert found.url == "https://www.news.example/bridge"


def test_an_encoding_that_nobody_knows_is_taken_for_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    found = told_by(page(PAGE.encode(), kind="text/html; charset=klingon"), monkeypatch)
    assert STORY in found.text


def test_plain_text_at_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    found = told_by(page(f"Bridge\n{STORY}".encode(), kind="text/plain"), monkeypatch)
    assert found.text == f"Bridge\n{STORY}"
    assert str(found.url).endswith("/bridge?utm_source=x")


def test_an_address_inside_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as inside:
        port = inside.getsockname()[1]
        with pytest.raises(RefusedUnsafe):
            article.of_address(f"http://127.0.0.1:{port}/")


# real pages


# How much of a page is read once more as plain text, with all its markup.
READ = 100_000 if LONG else 10_000
DATA = Path(os.environ.get("FACTCHECK_DATA", Path(__file__).parents[2].parent / "shared" / "data"))


@pytest.mark.slow
def test_every_raw_capture_goes_through() -> None:
    captures = DATA / "claimreview" / "captures.tar.gz"
    if not captures.is_file():
        pytest.skip(f"{captures} is not there: see $FACTCHECK_DATA")
    read = 0
    with tarfile.open(captures) as archive:
        for member in (one for one in archive if one.isfile()):
            stream = archive.extractfile(member)
            assert stream is not None
            raw = stream.read()
            with suppress(InvalidInput):
                read += _proposed(article.of_bytes(raw))
            _proposed(article.of_text(raw.decode("utf-8", "replace")[:READ]))
    assert read > 40


def _proposed(found: article.Article) -> int:
    for one in propose(found.text):
        assert found.text[one.start : one.end] == one.text
    return 1


# where a passage stands


def test_a_place_is_a_paragraph_and_characters() -> None:
    told = "One.\n\n  Two.\n \nThree."
    assert article.place(told, 0, 4) == "paragraph 1, characters 0-4"
    assert article.place(told, 8, 12) == "paragraph 2, characters 8-12"
    assert article.place(told, 15, 21) == "paragraph 3, characters 15-21"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_every_text_goes_through_and_is_its_own_article(told: str) -> None:
    try:
        found = article.of_text(told)
    except InvalidInput:
        return
    assert found.text == normalised(found.text)
    assert article.of_text(found.text).text == found.text
    assert article.place(found.text, 0, 1).startswith("paragraph 1")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda t: f"<html>{t}</p>".encode()))
def test_every_file_is_an_article_or_refused(told: bytes) -> None:
    try:
        found = article.of_bytes(told)
    except InvalidInput:
        return
    assert found.text.strip()
