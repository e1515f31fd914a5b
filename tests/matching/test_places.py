"""Sources that are one are found by variants of an address, copies and titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.matching import chance, places
from factcheck.matching.places import Place

PAGE = Place("page", "A talk", "https://example.org/talk")


def zone(one: Place, other: Place) -> str:
    found = places.near(one, other)
    back = places.near(other, one)
    assert (found and found.chance) == (back and back.chance)
    assert found is None or places.keys(one) & places.keys(other)
    return chance.zone(found.chance) if found else "new"


@pytest.mark.parametrize(
    "variant",
    [
        "http://www.example.org/Talk/",
        "https://m.example.org/talk/index.html",
        "https://example.org/talk.html",
        "https://example.org/amp/talk",
        "https://example.org/talk/amp/",
        "https://example.org/talk?outputType=amp",
        "https://web.archive.org/web/20190501/https://example.org/talk",
    ],
)
def test_variants_of_an_address_are_one(variant: str) -> None:
    assert places.loose(variant) == "example.org/talk"
    assert zone(PAGE, Place("page", url=variant)) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://youtu.be/abc_1", "https://m.youtube.com/watch?t=2&v=abc_1"),
        ("https://www.youtube.com/shorts/abc_1", "https://www.youtube.com/watch?v=abc_1"),
        ("https://twitter.com/ana/status/12?s=20", "https://x.com/i/web/status/12"),
        ("https://example.org/a?b=1&c=2", "https://example.org/a?c=2&b=1"),
    ],
)
def test_one_thing_has_several_addresses(one: str, other: str) -> None:
    assert places.loose(one) == places.loose(other)


@pytest.mark.parametrize(
    "other",
    [
        "https://example.org/talks",
        "https://example.org/talk?id=2",
        "https://example.org/talk#/two",
        "https://example.net/talk",
        "https://youtu.be/",
        "https://www.youtube.com/@ana",
    ],
)
def test_other_addresses_are_others(other: str) -> None:
    assert zone(Place("page", url=PAGE.url), Place("page", url=other)) == "new"


def test_an_archived_copy_leads_to_what_it_is_of() -> None:
    copy = Place(
        "document", archive_url="https://web.archive.org/web/2019/https://example.org/talk"
    )
    assert zone(PAGE, copy) == "same"
    found = places.near(PAGE, copy)
    assert found
    assert found.reasons == ("an archived copy of the same page",)
    assert found.warnings == ("kinds differ: page, document",)


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (Place("document", "Report on the bridges of Aldea"), None, "likely"),
        (Place("document", "Report on the bridges of Aldea", publisher="Aldea"), None, "same"),
        (Place("document", "A report"), None, "related"),
        (
            Place("document", "The Report on bridges of Aldea | Example News"),
            Place("broadcast", "The report on bridges of Aldea"),
            "likely",
        ),
        (Place("document", "A report", published_on="2019"), None, "likely"),
        (
            Place("document", "Report on the bridges of Aldea", published_on="2019"),
            Place("document", "Report on the bridges of Aldea", published_on="2020-01"),
            "related",
        ),
        (Place("document", "A report"), Place("document", "Another report"), "new"),
        (Place("document", "A report"), Place("document"), "new"),
    ],
)
def test_titles_count_with_what_else_is_known(
    one: Place, other: Place | None, wanted: str
) -> None:
    assert zone(one, other or one) == wanted


def test_two_pages_of_one_title_are_two_pages() -> None:
    one = Place("page", "Home", "https://example.org/a")
    other = Place("page", "Home", "https://example.net/b")
    assert zone(one, other) == "related"
    known = other._replace(url="https://example.org/b")
    assert places.near(one, known).reasons == ("the same title and site",)  # type: ignore[union-attr]
    assert zone(one, Place("page", "Home", "https://nobody:x@example.org/")) == "related"


@given(told=st.text(max_size=40))
def test_any_text_has_a_form_and_a_title(told: str) -> None:
    assert places.loose(told) == places.loose(told)
    assert isinstance(places.plain_title(told), str)
    assert places.loose(f"https://example.org/{told}") is not None
