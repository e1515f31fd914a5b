"""AVeriTeC is read: the label as a review, each answer as evidence with an honest stance."""

import json
from io import BytesIO
from typing import Any

from factcheck.formats.averitec import Averitec
from factcheck.formats.base import (
    AppearanceFound,
    ClaimFound,
    EvidenceFound,
    Found,
    Options,
    Person,
    Refused,
    ReviewFound,
)

CLAIM: dict[str, Any] = {
    "claim": "The bridge was never paid for",
    "label": "Refuted",
    "justification": "The city paid in May.",
    "claim_date": "3-4-2020",
    "speaker": "Ana Lima",
    "original_claim_url": "https://said.example/1",
    "cached_original_claim_url": "https://web.archive.org/web/2020/https://said.example/1",
    "fact_checking_article": "https://checks.example/1",
    "reporting_source": "Facebook",
    "location_ISO_code": "BR",
    "claim_types": ["Numerical Claim", "Numerical Claim"],
    "questions": [
        {
            "question": "Did the city pay?",
            "answers": [
                {
                    "answer": "Yes",
                    "answer_type": "Boolean",
                    "boolean_explanation": "The accounts show it.",
                    "source_url": "",
                    "cached_source_url": "https://web.archive.org/web/2020/https://c.example/",
                    "source_medium": "Web text",
                },
                {"answer": "No answer could be found.", "answer_type": "Unanswerable"},
                {"source_url": "https://d.example/"},
                {},
            ],
        },
        {"question": "When?", "answers": None},
        None,
    ],
}


def read(told: Any) -> list[Found | Refused]:
    raw = told if isinstance(told, bytes) else json.dumps(told).encode()
    return list(Averitec().read(BytesIO(raw), Options()))


def test_a_claim_is_read_with_its_answers() -> None:
    [found] = read([{**CLAIM, "questions": [CLAIM["questions"][0]]}])
    assert isinstance(found, Found)
    assert found.record == ClaimFound(
        text="The bridge was never paid for",
        context="reported by Facebook; country BR",
        appearances=(AppearanceFound(Person("Ana Lima"), "https://said.example/1", "2020-04-03"),),
        evidence=(
            EvidenceFound(
                "context",
                "Did the city pay?\nYes\nThe accounts show it.",
                "https://web.archive.org/web/2020/https://c.example/",
            ),
            EvidenceFound("no-result", "Did the city pay?\nNo answer could be found."),
            EvidenceFound("context", "Did the city pay?", "https://d.example/"),
            EvidenceFound("context", "Did the city pay?"),
            EvidenceFound(
                "context", "Justification of the label (AVeriTeC): The city paid in May."
            ),
        ),
        reviews=(ReviewFound("AVeriTeC", url="https://checks.example/1", rating="Refuted"),),
        tags=("Numerical Claim",),
    )


def test_every_field_is_optional_but_the_claim() -> None:
    found = read([{"claim": "x"}, {**CLAIM, "questions": [{"answers": [{}, {"source_url": 3}]}]}])
    assert next(each.record for each in found if isinstance(each, Found)) == ClaimFound("x")
    sourced = read(
        [{"claim": "x", "questions": [{"answers": [{"source_url": "https://a.example"}]}]}]
    )
    assert isinstance(sourced[0], Found)
    assert sourced[0].record.evidence == (EvidenceFound("context", source="https://a.example"),)
    assert isinstance(read([CLAIM])[0], Found)


def test_what_is_no_claim_is_refused_and_the_rest_is_read() -> None:
    found = read([None, [], {"claim": " "}, {"claim": "x" * 70_000}, CLAIM])
    assert [isinstance(each, Found) for each in found] == [False] * 4 + [True]
    assert isinstance(read(b'[{"claim": }, {"claim": "x"}]')[1], Found)


def test_dates_have_the_day_first() -> None:
    for told, date in (("25-8-2020", "2020-08-25"), ("2020-08-25", "2020-08-25"), ("x", None)):
        [found] = read([{**CLAIM, "claim_date": told}])
        assert isinstance(found, Found)
        assert found.record.appearances[0].said_on == date


def test_files_are_recognised() -> None:
    assert Averitec().fits(json.dumps([CLAIM]).encode())
    assert not Averitec().fits(b'[{"claim": "x"}]')
