"""What the tests of these formats share."""

import json
from io import BytesIO
from typing import Any

from factcheck.formats.jsonld import nodes

NODE = {"@type": "ClaimReview", "claimReviewed": "The moon is made of cheese"}


SCRIPT = f'<script type="application/ld+json">{json.dumps(NODE)}</script>'


def read(told: Any) -> list[tuple[str, Any]]:
    raw = told if isinstance(told, bytes) else told.encode() if isinstance(told, str) else None
    raw = json.dumps(told).encode() if raw is None else raw
    return [(p.place, str(p.error) if p.error else p.value) for p in nodes(BytesIO(raw))]


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
