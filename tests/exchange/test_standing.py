"""Others' reviews: which one a record means, and what it adds to it."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck.exchange.standing import Marks, Standing, Unfit, as_row, renewed
from factcheck.formats.base import ReviewFound
from factcheck.models import Review
from tests.factories import make_claim, make_review

URL = "https://checks.example/1"


def row(**told: Any) -> dict[str, Any]:
    return {
        **as_row(ReviewFound(**{"url": URL, "rating": "False"} | told), "It is so"),
        "raw": "r",
    }


def held(number: int = 1, run: int | None = 1, **told: Any) -> dict[str, Any]:
    found = {name: value for name, value in row(**told).items() if name != "identity"}
    return found | {"id": number, "import_run_id": run, "claim_id": 1}


def standing(*rows: dict[str, Any], run: int = 2) -> Standing:
    found = Standing.begin(run)
    for one in rows:
        found.made(one, row()["identity"])
    return found


def test_a_review_says_who_published_it() -> None:
    assert row()["publisher"] == row()["publisher_site"] == "checks.example"
    assert row(publisher="Checks", site="other.example")["publisher_site"] == "other.example"
    assert row(url=None, publisher="Checks").get("publisher_site") is None
    assert row(url="http://www.checks.example/1/#x")["canonical_url"] == URL


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"url": None}, "names neither the publisher"),
        ({"url": "https://user:pass@checks.example"}, "the review's address"),
        ({"url": "ftp://checks.example"}, "the review's address"),
    ],
)
def test_what_cannot_be_kept_says_why(told: dict[str, Any], why: str) -> None:
    with pytest.raises(Unfit, match=why):
        row(**told)


def test_the_same_review_is_the_one_that_stands() -> None:
    found = standing(held(1, rating="True"), held(2))
    assert (found.match(row()) or {})["id"] == 2


def test_one_that_only_adds_is_the_one_it_adds_to() -> None:
    found = standing(held(1, run=2))
    assert (found.match(row(title="Who paid")) or {})["id"] == 1


def test_an_older_one_is_renewed_but_no_two_of_one_file() -> None:
    found = standing(held(1, run=1))
    assert (found.match(row(rating="True")) or {})["id"] == 1
    assert found.match(row(rating="Mixed")) is None
    assert standing(held(1, run=2)).match(row(rating="True")) is None


def test_no_review_of_another_identity_is_meant() -> None:
    found = standing(held())
    assert found.match({**row(), "identity": "other"}) is None


def test_those_that_stand_are_looked_up(session: Session) -> None:
    claim = make_claim(session)
    told = {"wording": "It is so", "canonical_url": URL, "publisher": "checks.example"}
    make_review(session, claim, **told)
    make_review(session, claim, **told, withdrawn_because="A hoax")
    make_review(session, claim)
    found = Standing.begin(1)
    identity = session.get_one(Review, 1).identity
    assert identity == row()["identity"]
    found.look_up(session, [identity, "unknown"])
    assert [one["id"] for rows in found._held.values() for one in rows] == [1]
    assert "identity" not in found._held[identity][0]


def test_nothing_new_is_no_change() -> None:
    assert renewed(held(), row()) is None
    assert renewed(held(title="Who"), row()) is None
    assert renewed(held(), row(url="http://checks.example/1/")) is None
    assert renewed(held(publisher="Checks"), row(publisher="CHECKS")) is None


def test_what_is_new_is_taken_and_the_rest_stays() -> None:
    found = renewed(held(title="Who"), row(rating="True", language="en"))
    assert found is not None
    assert (found["rating"], found["title"], found["language"]) == ("True", "Who", "en")
    assert (found["id"], found["raw"]) == (1, "r")
    assert found["content_sha256"] == row(rating="True", language="en")["content_sha256"]


def test_marks_are_kept_apart() -> None:
    marks = Marks()
    for number in (0, 7, 8, 1_000_003):
        assert number not in marks
        marks.add(number)
    assert [n for n in (*range(20), 1_000_002, 1_000_003, 1_000_004) if n in marks] == [
        *(0, 7, 8),
        1_000_003,
    ]
