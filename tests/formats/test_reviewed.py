"""A node is read as a claim with its review."""

from typing import Any

import pytest

from factcheck.formats.base import (
    AppearanceFound,
    ClaimFound,
    Found,
    Person,
    ReviewFound,
)
from tests.formats.reviews_read import NODE, one, read


def test_every_field_is_read() -> None:
    claim, notes = one(sdLicense="https://l.example.org", correction={"text": "The sum was wrong"})
    assert notes == ()
    assert claim == ClaimFound(
        text="The bridge was never paid for",
        context="A speech at the harbour",
        language="en-gb",
        tags=("bridge", "money"),
        appearances=(
            AppearanceFound(
                Person("Ana Lima", "person", "Mayor"), "https://video.example.com/1", "2019-04-30"
            ),
            AppearanceFound(source="https://video.example.com/2"),
        ),
        reviews=(
            ReviewFound(
                publisher="Checks",
                site="checks.example.org",
                url="https://checks.example.org/bridge",
                title="Who paid for the bridge",
                rating="False",
                rating_value="1",
                rating_best="5",
                rating_worst="1",
                published_on="2019-05-02",
                language="en-gb",
                licence="https://l.example.org",
                correction="The sum was wrong",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("told", "wordings"),
    [
        ("The harbour's bridge was a gift", ("The harbour's bridge was a gift",)),
        ([" ", {"@value": "A gift"}], ("A gift",)),
        ("", ()),
        ("x" * 70_000, ()),
    ],
)
def test_a_second_title_is_another_wording_of_the_claim(
    told: object, wordings: tuple[str, ...]
) -> None:
    claim, notes = one(alternativeHeadline=told)
    assert (claim.aliases, notes) == (wordings, ())


def test_of_several_claims_a_second_title_is_none_of_them() -> None:
    found = list(read({**NODE, "claimReviewed": ["One", "Two"], "alternativeHeadline": "Both"}))
    assert [each.record.aliases for each in found if isinstance(each, Found)] == [(), ()]


@pytest.mark.parametrize(
    ("rating", "read_as"),
    [
        ("Mostly false", ("Mostly false", None, None, None)),
        ({"alternateName": {"@value": "False"}}, ("False", None, None, None)),
        ({"alternateName": ["", "False"]}, ("False", None, None, None)),
        ({"name": "Faux&nbsp;!"}, ("Faux !", None, None, None)),
        ([{"name": "x"}], ("x", None, None, None)),
        (
            {"ratingValue": "4,5", "bestRating": 5.0, "worstRating": [0]},
            (None, "4,5", "5.0", "0"),
        ),
        ({"ratingValue": -1, "bestRating": {"@value": "-1"}}, (None, "-1", "-1", None)),
        ({"ratingValue": True, "bestRating": "", "worstRating": []}, (None, None, None, None)),
        (None, (None, None, None, None)),
        (7, ("7", None, None, None)),
    ],
)
def test_ratings_are_read_in_every_shape(rating: Any, read_as: tuple[str | None, ...]) -> None:
    review = one(reviewRating=rating)[0].reviews[0]
    assert read_as == (
        review.rating,
        review.rating_value,
        review.rating_best,
        review.rating_worst,
    )


def test_the_claim_is_taken_from_where_it_stands() -> None:
    found = read({**NODE, "claimReviewed": ["One", "Two", "One"]})
    assert [f.record.text for f in found if isinstance(f, Found)] == ["One", "Two"]
    claim, notes = one(claimReviewed="")
    assert (claim.text, claim.context) == ("A speech at the harbour", None)
    assert "itemReviewed.name" in notes[0]
    media = {
        "@type": "MediaReview",
        "url": "https://checks.example.org/m",
        "mediaAuthenticityCategory": "EditedOrCropped",
        "itemReviewed": [
            "x",
            {"@type": "MediaReviewItem", "interpretedAsClaim": {"text": "A shark in the street"}},
        ],
    }
    [found_media] = read(media)
    assert isinstance(found_media, Found)
    assert found_media.record.text == "A shark in the street"
    assert found_media.record.reviews[0].rating == "EditedOrCropped"
    by_media, _ = one(claimReviewed=None, itemReviewed={}, associatedMediaReview=media)
    assert by_media.text == "A shark in the street"


def test_the_publisher_is_who_publishes() -> None:
    person = {"@type": "Person", "name": "Ana"}
    cases: list[tuple[dict[str, Any], tuple[str | None, str | None]]] = [
        ({"author": [person], "publisher": {"name": "Checks"}}, ("Checks", "checks.example.org")),
        ({"author": person}, ("Ana", "checks.example.org")),
        ({"author": "Checks", "url": None}, ("Checks", None)),
        ({"author": {"url": "https://www.a.example/"}, "url": ""}, (None, "a.example")),
        ({"author": None, "url": "b.example/x"}, (None, "b.example")),
        ({"author": None, "url": None, "mainEntityOfPage": {"@id": "https://c.example/1"}},
         (None, "c.example")),
    ]  # fmt: skip
    for changes, expected in cases:
        review = one(**changes)[0].reviews[0]
        assert (review.publisher, review.site) == expected


def test_languages_and_keywords_are_read_in_every_shape() -> None:
    assert one(inLanguage={"alternateName": "pt"})[0].language == "pt"
    claim, notes = one(inLanguage="English", keywords=[{"name": "A, b"}, "a, B", 3])
    assert (claim.language, claim.tags) == (None, ("A, b", "3"))
    assert "English" in notes[0]
