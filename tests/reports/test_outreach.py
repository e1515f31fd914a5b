"""Sentences for the public on whom we asked."""

from typing import Any

import pytest

from factcheck.desk import OutreachView
from factcheck.reports import outreach


def view(**told: Any) -> OutreachView:
    held: dict[str, Any] = {
        "id": 1, "uid": "u", "claim": 1, "whom": "Mike Pompeo", "speaker": None,
        "channel": "mail", "question": "Who told you?", "asked_on": "2019-05-01",
        "deadline": "2019-05-03", "state": "waiting", "answered_on": None, "answer": None,
        "confidential": False, "added_at": "2019-05-01T10:00:00.000000Z", "added_by": "ana",
        "withdrawn_because": None,
    }  # fmt: skip
    return OutreachView(**(held | told))


@pytest.mark.parametrize(
    ("told", "today", "wanted"),
    [
        (
            {},
            "2019-05-04",
            "Mike Pompeo, asked by mail on 1 May 2019, did not respond by 3 May 2019.",
        ),
        (
            {},
            "2019-05-03",
            "Mike Pompeo was asked by mail on 1 May 2019; an answer was wanted by 3 May 2019.",
        ),
        (
            {"deadline": None, "channel": None, "asked_on": "2019-05"},
            "2020-01-01",
            "Mike Pompeo was asked in May 2019 and has not responded.",
        ),
        (
            {"state": "answered", "answered_on": "2019-05-02", "answer": "He\nstands by it."},
            "2020-01-01",
            "Mike Pompeo, asked by mail on 1 May 2019, answered on 2 May 2019: “He stands by it.”",
        ),
        (
            {"state": "declined", "answered_on": "2019"},
            "2020-01-01",
            "Mike Pompeo, asked by mail on 1 May 2019, declined to comment in 2019.",
        ),
        ({"confidential": True}, "2020-01-01", None),
        ({"state": "withdrawn"}, "2020-01-01", None),
    ],
)
def test_a_sentence_says_how_it_stands(
    told: dict[str, Any], today: str, wanted: str | None
) -> None:
    assert outreach.sentence(view(**told), today) == wanted


def test_a_date_that_is_missing_is_left_out() -> None:
    told = outreach.sentence(view(state="declined"), "2020-01-01")
    assert told == "Mike Pompeo, asked by mail on 1 May 2019, declined to comment."
