"""Microdata is read as JSON-LD would be."""

from tests.formats.nodes_read import MICRODATA, read


def test_microdata_is_read() -> None:
    [(place, node)] = read(MICRODATA)
    assert place == "item 1, review"
    assert " ".join(node["claimReviewed"].split()) == "The moon is made of cheese & wine"
    assert node["reviewRating"]["alternateName"] == "False"
    assert node["reviewRating"]["ratingValue"] == "1"
    assert node["itemReviewed"]["author"]["name"] == "Ana"
    assert node["itemReviewed"]["appearance"] == ["https://x.org/1", "https://x.org/2", "/3"]
    assert (node["datePublished"], node["dateCreated"], node["image"], node["url"]) == (
        "2019-05-01",
        "2019",
        "a.png",
        "https://e.org/1",
    )


def test_an_item_that_nobody_closed_is_read() -> None:
    told = '<div itemscope itemtype="schema.org/ClaimReview"><p itemprop=claimReviewed>x<link'
    assert read(told)[0][1]["claimReviewed"].startswith("x")
    void = '<meta itemscope itemtype="a ClaimReview" itemprop=y>'
    assert read(void)[0][1]["@type"] == ["a", "ClaimReview"]


def test_a_dump_of_microdata_is_read() -> None:
    rating = {"type": ["http://schema.org/Rating"], "properties": {"alternateName": ["False"]}}
    dump = {
        "type": ["http://schema.org/ClaimReview"],
        "properties": {"claimReviewed": ["x"], "reviewRating": [rating], "keywords": ["a", "b"]},
    }
    [(_, node)] = read({"items": [dump]})
    assert node["claimReviewed"] == "x"
    assert node["reviewRating"]["alternateName"] == "False"
    assert node["keywords"] == ["a", "b"]
    assert read([{"properties": {"claimReviewed": "x"}}])[0][1] == {"claimReviewed": "x"}
