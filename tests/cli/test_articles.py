"""From what a person names to an article: files, pages, stdin; never too much of it."""

from pathlib import Path

import pytest

from factcheck.cli import articles
from factcheck.errors import InvalidInput
from factcheck.fetching import pages
from tests.conftest import run
from tests.extract.test_article import PAGE, STORY
from tests.fetching.server import page, rules, serving


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_page_tells_its_source_and_language() -> None:
    Path("page.html").write_text(PAGE, encoding="utf-8")
    done = run("extract", "page.html", "--json")
    assert done.code == 0
    assert '"source": "https://www.news.example/bridge"' in done.out
    assert '"published_on": "2019-05-01"' in done.out
    assert '"language": "en"' in done.out
    assert STORY[:40] in done.out


def test_an_article_at_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "RULES", rules())
    with serving(page(PAGE.encode())) as server:
        done = run("extract", server.url("/bridge"), "--json", "--language", "en")
    assert done.code == 0, done.err
    assert '"byline": "Ben Example"' in done.out


def test_an_address_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "RULES", rules())
    with serving(page(b"", status="503 Busy")) as server:
        done = run("extract", server.url("/bridge?token=s3cret"))
    assert (done.code, done.out) == (13, "")
    assert done.err.startswith("error: http://news.example:")
    assert "s3cret" not in done.err
    monkeypatch.undo()


def test_a_file_that_is_named_as_a_page_is_never_read_as_text(tmp_path: Path) -> None:
    part = tmp_path / "part.HTML"
    part.write_text("<p>Ana said that it rains.</p>", encoding="utf-8")
    with pytest.raises(InvalidInput, match="there is no article on the page"):
        articles.read(str(part))


def test_stdin_may_be_a_page_too() -> None:
    assert STORY[:20] in run("extract", "-", "--json", stdin=PAGE).out


def test_no_database_is_needed_to_look(home: Path) -> None:
    run("extract", "-", stdin="Ana López said that the bridge is closed.")
    assert not (home / "data").exists()


def test_what_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "LARGEST", 10)
    Path("large.txt").write_text("Ana said that")
    with pytest.raises(InvalidInput, match="the file is larger than"):
        articles.file("large.txt")
    assert articles.capped(b"1234567890") == b"1234567890"


def test_an_article_in_another_language_is_seen() -> None:
    told = "La alcaldesa Ana López dijo que el puente estaría cerrado durante nueve semanas."
    done = run("extract", "-", "--json", stdin=told)
    assert '"language": "es"' in done.out
    assert '"speaker": "Ana López"' in done.out
    assert '"language": "en"' in run("extract", "-", "--json", "--language", "en", stdin=told).out
