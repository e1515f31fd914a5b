"""ClaimReview nodes are found wherever they stand."""

import json
from typing import Any

import pytest

from factcheck.formats.jsonld import types
from tests.formats.nodes_read import NODE, SCRIPT, read


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (NODE, "document"),
        ([NODE], "[0]"),
        ({"@graph": [NODE, {"@type": "WebSite"}]}, "@graph[0]"),
        ({"@type": "WebPage", "mainEntity": {"review": [NODE]}}, "document, mainEntity.review[0]"),
        ({"@type": "NewsArticle", "review": NODE}, "document, review"),
        ({"dataFeedElement": [{"item": [None, NODE]}]}, "dataFeedElement[0], item[1]"),
        ({"dataFeedElement": [{"item": NODE}]}, "dataFeedElement[0], item"),
        ({"page": f"<html>{SCRIPT}", "url": "x"}, "document, page, script 1"),
        ({"raw": json.dumps([NODE])}, "document, raw, [0]"),
        ({"page": json.dumps({"page": SCRIPT})}, "document, page, page, script 1"),
        (f"<p>{SCRIPT}", "script 1"),
        (f"<rss><item><x:e><![CDATA[<p>{SCRIPT}]]></x:e></item></rss>", "script 1"),
        (f"<!doctype html><!-- {SCRIPT} --><style>a<b</style>{SCRIPT}", "script 1"),
    ],
)
def test_a_node_is_found_in_each_container(document: Any, place: str) -> None:
    assert read(document) == [(place, NODE)]


def test_types_are_read_in_every_spelling() -> None:
    for told in ("https://schema.org/ClaimReview", "schema:ClaimReview", "ClaimReview"):
        assert types({"@type": ["Review", told, 3]}) == ("Review", "ClaimReview")
    assert types(None) == ()
    assert read({"claimReviewed": "x"}) == [("document", {"claimReviewed": "x"})]


def test_html_that_was_escaped_into_a_feed_is_read() -> None:
    told = SCRIPT.replace("&", "&amp;").replace("<", "&lt;")
    assert read(f"<rss><d>{told}</d></rss>") == [("text, script 1", NODE)]


@pytest.mark.parametrize("told", ["", "<p>hello", "[]", '{"@type": "WebPage"}', "x", "[null]"])
def test_a_file_without_any_says_so(told: str) -> None:
    assert [value for _, value in read(told)] == ["no ClaimReview in it"]


def test_elements_that_are_no_nodes_are_told() -> None:
    found = read([NODE, None, "x", [], {"@graph": 1}, NODE])
    assert [place for place, value in found if value == NODE] == ["[0]", "[5]"]
    assert len(found) == 6
    assert read('[{"a": }]')[0][1].startswith("line 1")
