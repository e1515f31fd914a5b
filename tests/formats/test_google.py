"""Answers of Google's Fact Check Tools API are read, every field optional."""

import json
from io import BytesIO
from typing import Any

import pytest

from factcheck.formats.base import (
    AppearanceFound,
    ClaimFound,
    Found,
    Options,
    Person,
    Refused,
    ReviewFound,
)
from factcheck.formats.google import Google

CLAIM: dict[str, Any] = {
    "text": "The bridge was never paid for",
    "claimant": "Ana Lima",
    "claimDate": "2019-04-30T00:00:00Z",
    "claimReview": [
        {
            "publisher": {"name": "Checks", "site": "checks.example"},
            "url": "https://checks.example/1",
            "title": "Who paid",
            "reviewDate": "2019-05-02T10:00:00Z",
            "textualRating": "False",
            "languageCode": "en",
        },
        {"url": "https://other.example/2"},
        {"title": "of nobody"},
        None,
    ],
}


def read(*pages: Any) -> list[Found | Refused]:
    raw = "\n".join(page if isinstance(page, str) else json.dumps(page) for page in pages)
    return list(Google().read(BytesIO(raw.encode()), Options()))


def test_a_claim_is_read_with_all_its_reviews() -> None:
    [found] = read({"claims": [CLAIM], "nextPageToken": "x"})
    assert isinstance(found, Found)
    assert (found.place, len(found.notes)) == ("claims[0]", 1)
    assert found.record == ClaimFound(
        text="The bridge was never paid for",
        appearances=(AppearanceFound(Person("Ana Lima"), None, "2019-04-30"),),
        reviews=(
            ReviewFound(
                publisher="Checks",
                site="checks.example",
                url="https://checks.example/1",
                title="Who paid",
                rating="False",
                published_on="2019-05-02",
                language="en",
            ),
            ReviewFound(site="other.example", url="https://other.example/2"),
        ),
    )


def test_the_language_is_that_of_all_reviews() -> None:
    [found] = read({"claims": [{**CLAIM, "claimReview": CLAIM["claimReview"][:1]}]})
    assert isinstance(found, Found)
    assert found.record.language == "en"


@pytest.mark.parametrize(
    "pages",
    [
        [{"claims": [CLAIM]}, {}, {"claims": [CLAIM]}],
        [[{"claims": [CLAIM]}, {"claims": [CLAIM], "nextPageToken": "x"}]],
        [{"results": [{"claim": CLAIM}, {"claim": CLAIM}]}],
        [{"claims": [CLAIM]}, {"results": [{"claim": CLAIM}]}],
        [CLAIM, CLAIM],
        [json.dumps({"claims": [CLAIM]}, indent=1) + json.dumps({"claims": [CLAIM]}, indent=1)],
    ],
)
def test_pages_are_read_one_after_another(pages: list[Any]) -> None:
    found = read(*pages)
    assert [isinstance(each, Found) for each in found] == [True, True]


def test_an_answer_without_claims_is_empty() -> None:
    assert read({}) == read({"nextPageToken": "x"}) == read({"claims": []}) == []


def test_what_is_no_claim_is_refused_and_the_rest_is_read() -> None:
    junk = [None, "x", {}, {"text": ""}, {"claim": 3}, {"text": "x" * 70_000}, {"text": "x"}]
    found = read({"claims": junk})
    assert [isinstance(each, Found) for each in found] == [False] * 6 + [True]
    [broken, good] = read('{"claims": [{"text": }, {"text": "x", "claimReview": 3}]}')
    assert isinstance(broken, Refused)
    assert isinstance(good, Found)
    assert isinstance(read({"claims": 3})[0], Refused)


def test_files_are_recognised() -> None:
    assert Google().fits(b'{"claims": [{"text": "x", "claimReview": [')
    assert not Google().fits(b'{"claims": [{"text": "x"}]}')
