"""What the tests of these formats share."""

import json
from io import BytesIO
from typing import Any

from factcheck.formats.base import (
    ClaimFound,
    Found,
    Options,
    Refused,
)
from factcheck.formats.claimreview import (
    ClaimReview,
)

NODE: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "claimReviewed": "The bridge was never paid for",
    "url": "https://checks.example.org/bridge",
    "headline": "Who paid for the bridge",
    "datePublished": "2019-05-02",
    "inLanguage": "en_GB",
    "keywords": "bridge, money; Bridge",
    "author": {"@type": "Organization", "name": "Checks", "url": "https://checks.example.org"},
    "reviewRating": {
        "@type": "Rating",
        "ratingValue": 1,
        "bestRating": "5",
        "worstRating": "1",
        "alternateName": "False",
    },
    "itemReviewed": {
        "@type": "Claim",
        "name": "A speech at the harbour",
        "author": {"@type": "Person", "name": "Ana Lima", "jobTitle": "Mayor"},
        "datePublished": "2019-04-30",
        "firstAppearance": "https://video.example.com/1",
        "appearance": ["https://video.example.com/2", "https://video.example.com/1"],
    },
}


def read(told: Any) -> list[Found | Refused]:
    raw = told if isinstance(told, bytes) else json.dumps(told).encode()
    return list(ClaimReview().read(BytesIO(raw), Options()))


def one(**changes: Any) -> tuple[ClaimFound, tuple[str, ...]]:
    [found] = read({**NODE, **changes})
    assert isinstance(found, Found), found
    return found.record, found.notes


def item(**changes: Any) -> tuple[ClaimFound, tuple[str, ...]]:
    return one(itemReviewed={**NODE["itemReviewed"], **changes})
