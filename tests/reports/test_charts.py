"""Charts: well-formed, told to those who hear them, with nothing in them but text and shapes."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from factcheck.reports.charts import WIDTH, Bar, Part, bars, cut, plain

WORDS = st.text(st.characters(codec="utf-8"), max_size=80)
PARTS = st.lists(st.builds(Part, st.floats(0, 1e6), st.just("plain"), WORDS), max_size=4)
BARS = st.lists(st.builds(Bar, WORDS, WORDS, PARTS.map(tuple)), max_size=4)


@given(WORDS, WORDS, BARS)
def test_a_chart_is_well_formed_and_within_its_width(
    title: str, about: str, told: list[Bar]
) -> None:
    chart = ElementTree.fromstring(bars(1, title, about, told))  # noqa: S314 - our own
    assert chart.attrib["aria-labelledby"] == "t1 d1"
    assert [child.tag for child in list(chart)[:2]] == ["title", "desc"]
    assert {one.tag for one in chart.iter()} <= {"svg", "title", "desc", "rect", "text"}
    for one in chart.iter("rect"):
        assert float(one.attrib.get("x", 0)) + float(one.attrib["width"]) <= WIDTH + 10


def test_hostile_texts_are_texts() -> None:
    for told in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a\x1b[2Jb"):
        made = bars(1, told, told, [Bar(told, told, (Part(1, "plain", told),))])
        assert "<script" not in made
        assert "<img" not in made
        assert "\x1b" not in made
    assert plain("\u202eabc") == "&lt;U+202E&gt;abc"


def test_long_names_are_cut() -> None:
    assert cut("short", 100) == "short"
    assert cut("a" * 100, 76) == "a" * 9 + "…"
    assert cut("字" * 100, 76) == "字" * 4 + "…"
    assert cut("abc", 1) == "a…"


def test_equal_shares_are_equally_long() -> None:
    made = bars(
        1, "T", "D", [Bar("a", "2", (Part(2, "x", "2"),)), Bar("b", "1", (Part(1, "y", "1"),))]
    )
    found = ElementTree.fromstring(made)  # noqa: S314 - our own
    widths = {one.attrib["class"]: one.attrib["width"] for one in found.iter("rect")}
    assert widths == {"track": "400", "x": "400.0", "y": "200.0"}
