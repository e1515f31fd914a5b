"""Microdata is read as JSON-LD would be."""

from tests.formats.nodes_read import read

MICRODATA = """
<html><body itemscope itemtype="http://schema.org/WebPage">
<div itemprop="review" itemscope itemtype="http://schema.org/ClaimReview">
 <h2 itemprop="claimReviewed">The moon is <b>made</b> of
   cheese &amp; wine<br></h2>
 <meta itemprop="datePublished" content="2019-05-01"><link itemprop=url href="https://e.org/1">
 <img itemprop=image src="a.png"><time itemprop="dateCreated" datetime="2019">May</time>
 <div itemprop="reviewRating" itemscope itemtype="http://schema.org/Rating">
  <span itemprop="alternateName">False</span><meta itemprop="ratingValue" content="1"/>
 </div>
 <div itemprop="itemReviewed" itemscope itemtype="http://schema.org/Claim">
  <p itemprop="author" itemscope itemtype="http://schema.org/Person"><i itemprop=name>Ana</i></p>
  <a itemprop="appearance" href="https://x.org/1">a</a>
  <a itemprop="appearance" href="https://x.org/2">a</a><a itemprop="appearance" href="/3">a</a>
 </div></div></span></body></html>"""


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
