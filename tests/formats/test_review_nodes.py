"""What was written is read back."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.formats.base import (
    ClaimFound,
    Found,
)
from factcheck.formats.claimreview import (
    ClaimReviewGraph,
    ClaimReviewList,
    ClaimReviewScript,
    missing,
)
from tests.formats.reviews_read import NODE, claims, read
from tests.long import LONG

EXAMPLES = 10_000 if LONG else 100


WRITERS = (ClaimReviewList(), ClaimReviewGraph(), ClaimReviewScript())


def test_what_a_node_lacks_is_said() -> None:
    assert missing(NODE) == ()
    assert len(missing({"itemReviewed": {"author": {"name": ""}}})) == 7
    assert missing({**NODE, "reviewRating": {"ratingValue": 1}, "itemReviewed": None}) == (
        "the rating in words (reviewRating.alternateName)",
    )


@given(st.lists(claims, min_size=1, max_size=3), st.sampled_from(WRITERS))
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_was_written_is_read_back(told: list[ClaimFound], writer: Any) -> None:
    found = read(b"".join(writer.write(told)))
    assert [each.record if isinstance(each, Found) else each for each in found] == told
