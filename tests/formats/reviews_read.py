"""What the tests of these formats share."""

import json
from io import BytesIO
from typing import Any

from hypothesis import strategies as st

from factcheck.formats.base import (
    AppearanceFound,
    ClaimFound,
    Found,
    Options,
    Person,
    Refused,
    ReviewFound,
)
from factcheck.formats.claimreview import ClaimReview
from factcheck.formats.plain import clean

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


words = st.text(
    st.sampled_from("aé <>&;\"'\\/ß漢b1\n"), min_size=1, max_size=20
).map(clean).filter(bool)  # fmt: skip


numbers = st.sampled_from([None, "1", "-1", "3.50", "4,5", "0.5", "1e3", "-0", "nan", "10" * 20])


dates = st.sampled_from([None, "2019", "2019-04", "2019-04-30"])


urls = st.integers(1, 99).map(lambda n: f"https://said.example/{n}?a=b,c")


persons = st.builds(
    Person,
    words.map(lambda told: f"Ana {told}"),
    st.sampled_from(["person", "organization", "outlet", "unknown"]),
    st.none() | words.map(lambda told: f"of {told}"),
    st.sampled_from([(), (("wikidata", "Q1"),), (("twitter", "a"), ("wikipedia", "en:A_(b)"))]),
)


reviews = st.builds(
    ReviewFound,
    publisher=words,
    site=st.just("checks.example"),
    url=st.none() | st.integers(1, 99).map(lambda n: f"https://checks.example/{n}"),
    title=st.none() | words,
    rating=st.none() | words,
    rating_value=numbers,
    rating_best=numbers,
    rating_worst=numbers,
    published_on=dates,
    language=st.just("en"),
    licence=st.none() | words,
    correction=st.none() | words,
)


@st.composite
def appearances(draw: st.DrawFn) -> tuple[AppearanceFound, ...]:
    said_on = draw(dates)
    sources = draw(st.lists(urls, unique=True, max_size=3))
    speakers = draw(st.lists(persons, unique=True, max_size=2))
    if len(speakers) > 1:
        source = sources[0] if sources else None
        return tuple(AppearanceFound(each, source, said_on) for each in speakers)
    first = AppearanceFound(
        speakers[0] if speakers else None, sources[0] if sources else None, said_on
    )
    rest = (AppearanceFound(source=each) for each in sources[1:])
    return tuple(each for each in (first, *rest) if each)


claims = st.builds(
    ClaimFound,
    text=words.map(lambda told: f"It {told}"),
    context=st.none() | words.map(lambda told: f"At {told}"),
    language=st.just("en"),
    appearances=appearances(),
    reviews=reviews.map(lambda review: (review,)),
    tags=st.sampled_from([(), ("a",), ("a, b", "c & <d>")]),
)
