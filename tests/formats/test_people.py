"""Who said it is read in every shape."""

from typing import Any

import pytest

from factcheck.formats.base import (
    AppearanceFound,
    Person,
)
from factcheck.formats.people import profile, profile_address
from tests.formats.reviews_read import item


@pytest.mark.parametrize(
    "name",
    ["", "-", "Fuentes varias", "Fuentes múltiples", "Plusieurs sites internet", "Several people",
     "Varias fuentes", "Sources multiples", "Facebook user", "Redes sociais", "N/A", None],
)  # fmt: skip
def test_nobody_in_particular_is_no_speaker(name: Any) -> None:
    claim, notes = item(author={"@type": "Person", "name": name})
    assert claim.appearances[0].speaker is None
    assert bool(notes) == bool(name and name != "-")


@pytest.mark.parametrize(
    ("author", "person"),
    [
        ("Ana", Person("Ana")),
        ({"name": ["Ana", "a mayor"]}, Person("Ana")),
        ({"@type": "Organization", "name": "City&amp;Co"}, Person("City&Co", "organization")),
        ({"@type": "NewsMediaOrganization", "name": "Post"}, Person("Post", "outlet")),
        (
            {"@type": "Person", "name": "Ana", "sameAs": ["https://twitter.com/@ana_l", ""]},
            Person("Ana", "person", None, (("twitter", "ana_l"),)),
        ),
        (
            {"name": "Ana", "sameAs": "https://www.wikidata.org/wiki/Q42 and https://x.com/a"},
            Person("Ana", "unknown", None, (("wikidata", "Q42"), ("twitter", "a"))),
        ),
        ({"name": "Ana", "sameAs": "Ana.example"}, Person("Ana")),
        ({"name": "Ana", "sameAs": "https://checks.example.org/bridge"}, Person("Ana")),
        ({"name": "Ana", "sameAs": "https://news.example/a/b"}, Person("Ana")),
    ],
)
def test_speakers_are_read_in_every_shape(author: Any, person: Person) -> None:
    assert item(author=author)[0].appearances[0].speaker == person


def test_several_speakers_make_several_appearances() -> None:
    claim, _ = item(author=["Ana", {"name": "Ben"}, None], appearance=[], firstAppearance="")
    assert claim.appearances == (
        AppearanceFound(Person("Ana"), None, "2019-04-30"),
        AppearanceFound(Person("Ben"), None, "2019-04-30"),
    )
    shared, _ = item(author=["Ana", "Ben"], appearance=[])
    assert {each.source for each in shared.appearances} == {"https://video.example.com/1"}
    apart, _ = item(author=["Ana", "Ben"])
    assert [each.source for each in apart.appearances][:2] == [None, None]
    assert len(apart.appearances) == 4


def test_a_post_in_place_of_a_profile_is_an_appearance() -> None:
    post = "https://www.facebook.com/ana/posts/12"
    for author in ({"name": "Ana", "sameAs": post}, {"name": "Ana", "url": post}):
        claim, _ = item(author=author, appearance=None, firstAppearance=None)
        assert claim.appearances == (AppearanceFound(Person("Ana"), post, "2019-04-30"),)


def test_profiles_are_written_as_they_were_read() -> None:
    for address in (
        "https://www.wikidata.org/wiki/Q42",
        "https://en.wikipedia.org/wiki/Ana_Lima",
        "https://pt.wikipedia.org/wiki/S%C3%A3o_Paulo",
        "https://www.youtube.com/@ana",
        "https://www.tiktok.com/@ana",
        "https://ana.example/",
    ):
        found = profile(address)
        assert found
        assert profile_address(*found) == address
    assert profile("https://www.facebook.com/photo?fbid=1") is None
    assert profile_address("viaf", "1") is None
