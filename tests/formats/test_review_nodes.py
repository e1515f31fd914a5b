"""What was written is read back."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.formats.base import (
    AppearanceFound,
    ClaimFound,
    Found,
    Person,
    ReviewFound,
)
from factcheck.formats.claimreview import (
    ClaimReviewGraph,
    ClaimReviewList,
    ClaimReviewScript,
    missing,
)
from factcheck.formats.plain import clean
from tests.formats.reviews_read import NODE, read
from tests.long import LONG

EXAMPLES = 10_000 if LONG else 300


WRITERS = (ClaimReviewList(), ClaimReviewGraph(), ClaimReviewScript())


def test_what_a_node_lacks_is_said() -> None:
    assert missing(NODE) == ()
    assert len(missing({"itemReviewed": {"author": {"name": ""}}})) == 7
    assert missing({**NODE, "reviewRating": {"ratingValue": 1}, "itemReviewed": None}) == (
        "the rating in words (reviewRating.alternateName)",
    )


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


@given(st.lists(claims, min_size=1, max_size=3), st.sampled_from(WRITERS))
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_was_written_is_read_back(told: list[ClaimFound], writer: Any) -> None:
    found = read(b"".join(writer.write(told)))
    assert [each.record if isinstance(each, Found) else each for each in found] == told
