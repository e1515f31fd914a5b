"""Records of others before they meet the database."""

import pytest

from factcheck.errors import InvalidInput
from factcheck.exchange.ready import look_through
from factcheck.exchange.standing import Unfit
from factcheck.formats.base import AppearanceFound, ClaimFound, Found, Person, ReviewFound

REVIEW = ReviewFound(publisher="The Desk", rating="False", url="https://desk.example/1")


def found(claim: ClaimFound, raw: str | bytes = "as it stood") -> Found:
    return Found("line 2", claim, raw, ("repaired",))


@pytest.mark.parametrize(
    ("reviews", "says", "wanted", "tracked"),
    [
        ((), None, None, True),
        ((REVIEW,), None, None, False),
        ((REVIEW,), True, None, True),
        ((), False, None, False),
        ((REVIEW,), False, True, True),
        ((), True, False, False),
    ],
)
def test_whose_work_it_is(
    reviews: tuple[ReviewFound, ...], says: bool | None, wanted: bool | None, tracked: bool
) -> None:
    """As a person said, else as the record says, else by whether it brings a review."""
    claim = ClaimFound("It is so", reviews=reviews, tracked=says)
    assert look_through(found(claim), wanted).tracked is tracked


def test_reviews_become_rows_that_keep_the_record() -> None:
    (row,) = look_through(found(ClaimFound("It is so", reviews=(REVIEW,)), b"\xff"), None).reviews
    assert (row["wording"], row["raw"]) == ("It is so", "\ufffd")
    assert row["publisher_site"] == "desk.example"


def test_an_address_that_is_none_is_left_out_with_a_note() -> None:
    people = [Person("Ana Example"), None]
    told = [
        AppearanceFound(speaker=who, source=source)
        for who, source in zip(people, ("https://ana:word@example.org", "A book"), strict=True)
    ]
    ready = look_through(found(ClaimFound("It is so", appearances=tuple(told))), None)
    assert list(ready.sources) == ["A book"]
    assert ready.notes == [
        "repaired",
        "a source was left out: the source's address has a user name or password in it",
    ]
    assert ready.speaker == people[0]
    assert look_through(found(ClaimFound("It is so")), None).speaker is None


def test_what_cannot_be_kept_is_told() -> None:
    with pytest.raises(InvalidInput, match="the claim"):
        look_through(found(ClaimFound("It\0is")), None)
    with pytest.raises(Unfit, match="neither the publisher"):
        look_through(found(ClaimFound("So", reviews=(ReviewFound(rating="False"),))), None)
