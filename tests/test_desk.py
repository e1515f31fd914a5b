"""Records of a desk's work: checked when they are made."""

from typing import Any

import pytest

from factcheck import days
from factcheck.desk import OutreachRecord
from factcheck.errors import FactcheckError, InvalidInput


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda: "2019-05-01")


def test_a_question_is_of_today_and_has_no_blanks_around_it() -> None:
    made = OutreachRecord(" Nicolás Maduro ", " mail ", "3d", " Was there a plane? ")
    told = (made.whom, made.channel, made.deadline, made.question, made.asked_on)
    assert told == ("Nicolás Maduro", "mail", "2019-05-04", "Was there a plane?", "2019-05-01")
    bare = OutreachRecord("Nicolás Maduro", " ", asked_on="2019-04")
    assert (bare.channel, bare.deadline, bare.asked_on) == (None, None, "2019-04")


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"whom": " "}, "whom you asked is empty"),
        ({"asked_on": "May"}, "asked on: 'May' is not a date"),
        ({"asked_on": "2019-05-02"}, "asked on: 2019-05-02 is still to come"),
        ({"deadline": "2019-05"}, "deadline: '2019-05' is not a day"),
        ({"deadline": "2019-04-30"}, "the deadline 2019-04-30 is before the question"),
        ({"question": "a\0b"}, "question contains a NUL"),
    ],
)
def test_a_question_that_cannot_be_stored_cannot_be_built(
    told: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(FactcheckError, match=wrong) as found:
        OutreachRecord(**({"whom": "Nicolás Maduro"} | told))
    assert isinstance(found.value, InvalidInput)
