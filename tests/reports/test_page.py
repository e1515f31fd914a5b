"""The page: one file, no program, nothing loaded, every number in a table."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.errors import Conflict, Unavailable
from factcheck.reports import page
from factcheck.reports.numbers import Group, Numbers, Row

AT = "2019-05-01T10:02:00.000000Z"
GROUPS = (
    Group("verdict", "Verdicts", (Row("verdict", "refuted", 3), Row("verdict", "none", 9))),
    Group("time", "Days", (Row("time", "half within", 3.5),)),
    Group("speaker", "Speakers", (Row("speaker", "Ana <b>López</b>", 12, 0, 3, 0, 0, 0, 9),), 2),
    Group("publisher", "Reviews", (Row("publisher", "Aldea", 2, 0, 1, 0, 0, 0, 1),)),
    Group("correction", "Corrections", (Row("correction", "2019 typo", 4),)),
    Group("tag", "Tags", ()),
)
WORDS = st.text(st.characters(codec="utf-8"), max_size=40)


class Read(HTMLParser):
    """Every element with its attributes, and every text."""

    def __init__(self, told: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(told)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def made(narrowed: str = "") -> str:
    return page.page(Numbers(12, GROUPS, ()), narrowed, AT)


def test_nothing_is_loaded_and_nothing_runs() -> None:
    told = made()
    read = Read(told)
    names = {tag for tag, _attributes in read.tags}
    assert not names & {"script", "img", "link", "iframe", "object", "a", "form", "base"}
    for _tag, attributes in read.tags:
        assert not {"src", "href", "style", "xlink:href"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
    assert "url(" not in told
    assert "://" not in told
    policy = dict(read.tags[3][1])
    assert str(policy["content"]).startswith("default-src 'none'; style-src 'sha256-")


def test_every_number_stands_in_a_table_and_every_chart_is_told() -> None:
    told = made()
    read = Read(told)
    names = [tag for tag, _attributes in read.tags]
    assert names.count("table") == names.count("caption") == names.count("desc") == 5
    for number in ("3", "9", "3.5", "12", "2", "4"):
        assert f"<td>{number}</td>" in told
    assert "and 2 more" in read.texts
    assert "Ana <b>López</b>" in read.texts
    assert "unmapped" in read.texts
    assert "prefers-color-scheme: dark" in told
    for figure in ("<b>12</b>claims", "<b>3</b>with a verdict", "<b>9</b>open", "<b>4</b>corr"):
        assert figure in told


@settings(max_examples=25)
@given(WORDS, WORDS)
def test_texts_are_texts(narrowed: str, name: str) -> None:
    group = Group("speaker", "Speakers", (Row("speaker", name, 1, 0, 1, 0, 0, 0, 0),))
    plain = Read(page.page(Numbers(1, (group,), ()), narrowed, AT)).tags
    bare = Group("speaker", "Speakers", (Row("speaker", "x", 1, 0, 1, 0, 0, 0, 0),))
    assert plain == Read(page.page(Numbers(1, (bare,), ()), "", AT)).tags


def test_a_page_without_numbers_is_a_page() -> None:
    told = page.page(Numbers(0, (), ()), "tag: air", AT)
    assert "<b>0</b>claims" in told
    assert "Only: tag: air. As of 2019-05-01 10:02 UTC." in told


def test_a_file_is_whole_and_replaces_one_that_it_may(tmp_path: Path) -> None:
    found, path = Numbers(12, GROUPS, ()), tmp_path / "n.html"
    assert page.write(found, path) == path
    assert path.stat().st_mode & 0o777 == 0o644
    with pytest.raises(Conflict):
        page.write(found, path)
    path.write_text("old", encoding="utf-8")
    page.write(found, path, replace=True)
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    with pytest.raises(Conflict):
        page.write(found, tmp_path, replace=True)
    with pytest.raises(Unavailable):
        page.write(found, tmp_path / "no" / "n.html")
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["n.html"]
