"""Scripts are found in any markup."""

import json

import pytest

from tests.formats.nodes_read import NODE, SCRIPT, read


@pytest.mark.parametrize(
    "begin",
    [
        "<SCRIPT TYPE='application/ld+json'>",
        "<script type=application/ld+json class=x>",
        '<script\nasync type="application/ld+json; charset=utf-8">',
        '<script type="application/ld+json"><!--',
        '<script type="application/ld+json">//<![CDATA[\n',
    ],
)
def test_a_script_is_found_however_it_is_written(begin: str) -> None:
    end = "-->" if begin.endswith("<!--") else "\n//]]>" if "CDATA" in begin else ""
    assert read(f"<p>{begin}{json.dumps(NODE)}{end}</ScRiPt >") == [("script 1", NODE)]


def test_a_broken_script_does_not_stop_the_others() -> None:
    other = '<script type="application/ld+json">{"@type": }</script>'
    bad = '<script type="application/ld+json">{"@type": "ClaimReview", x: 1}</script>'
    code = "<script>var a = '<p>'; if (a < 1) {}</script>"
    found = read(f"{code}{other}{bad}<a <b>{SCRIPT}<script type=application/ld+json>{{")
    assert [place for place, _ in found] == ["script 2", "script 3"]
    assert "line 1, column" in found[0][1]
    assert found[1][1] == NODE


@pytest.mark.parametrize(
    "told",
    [
        "<" * 50_000,
        "<a " * 50_000,
        '<a b="' * 50_000,
        "<a b='<c d=\"" * 50_000,
        "<!--" * 50_000,
        "<script>" * 50_000,
        "<div itemscope itemprop=x>" * 20_000,
        "<div itemscope>" + "<a>" * 50_000 + "</b>" * 50_000,
        "<p itemscope itemtype=ClaimReview>" + "<p itemprop=claimReviewed>x" * 5_000,
        "&lt;script" * 50_000,
        '{"page": "' + '<script type=application/ld+json>{\\"ClaimReview' * 5_000,
    ],
)
def test_hostile_markup_is_survived(told: str) -> None:
    assert len(read(told)) < 20_000
