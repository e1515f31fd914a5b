"""Rules on the saying, without a database."""

from typing import Any

import pytest

from factcheck.services.lint import saying
from tests.services.lint.made import facts, found, row, ruled

BEN = {"speaker_id": 4, "speaker": "Ben O'Example", "speaker_kind": "person"}


def first(**told: Any) -> Any:
    return row(3, **(BEN | {"said_on": "2019", "quote": "closed for 12 days"} | told))


def test_who_when_and_in_which_words() -> None:
    nobody = facts()
    assert found(saying.no_speaker, nobody) == ["nobody is on file as having said it"]
    assert found(saying.no_date, nobody) == found(saying.no_quote, nobody) == []
    bare = facts(appearances=[first(speaker_id=None, said_on=None, quote=None)])
    assert found(saying.no_speaker, bare) == ["the first appearance (a3) names no speaker"]
    assert found(saying.no_date, bare) == ["nobody says when it was said (a3)"]
    assert found(saying.no_quote, bare) == [
        "there is no verbatim quote of the first appearance (a3)"
    ]
    whole = facts(appearances=[first()])
    for look in (saying.no_speaker, saying.no_date, saying.no_quote):
        assert found(look, whole) == []


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("closed for 12 days", None),
        (None, None),
        ("closed for 21 days", "numbers differ: 12 here, 21 there"),
        ("it was not closed", 'only the quote says "not"'),
        ("getting prepared to get on his airplane", None),
    ],
)
def test_the_claim_says_what_the_quote_says(quote: str | None, words: str | None) -> None:
    told = found(saying.drift, facts(appearances=[first(quote=quote)]))
    assert ([words in one for one in told] == [True]) if words else told == []


def test_every_quote_is_compared() -> None:
    told = found(saying.drift, facts(appearances=[first(), row(9, quote="for 13 days")]))
    assert [one[:45] for one in told] == ["the claim (here) and the quote of a9 (there) "]


def test_content_is_not_ruled_while_nobody_looked_whether_it_was_said() -> None:
    one = first()
    unchecked = facts(appearances=[one], verdicts=[ruled()])
    (told,) = saying.unchecked(unchecked)
    assert told.words.startswith("there is neither evidence nor a verdict on whether Ben O'Ex")
    assert told.command == 'factcheck mark 1 supports "..." --said --source URL'
    heard = row(1, stance="supports", appearance_id=3)
    (told,) = saying.unchecked(facts(appearances=[one], verdicts=[ruled()], evidence=[heard]))
    assert told.words.startswith("there is no verdict on whether")
    assert "--appearance a3" in told.command
    for fine in (
        facts(appearances=[one]),
        facts(appearances=[first(speaker_id=None)], verdicts=[ruled()]),
        facts(verdicts=[ruled()]),
        facts(appearances=[one], verdicts=[ruled(), ruled(appearance_id=3)]),
    ):
        assert found(saying.unchecked, fine) == []


@pytest.mark.parametrize(
    ("asked", "fine"),
    [
        (None, False),
        ({"whom": "His office", "speaker_id": 4}, True),
        ({"whom": "ben o'example"}, True),
        ({"whom": "The ministry"}, False),
    ],
)
def test_who_said_it_is_asked(asked: Any, fine: bool) -> None:
    outreach = [row(1, **asked)] if asked else []
    told = list(saying.not_asked(facts(appearances=[first()], outreach=outreach)))
    assert [one.command for one in told] == (
        []
        if fine
        else ["factcheck ask 1 --whom 'Ben O'\"'\"'Example' --channel mail --deadline DATE"]
    )


def test_a_group_and_nobody_cannot_be_asked() -> None:
    for one in (first(speaker_kind="group"), first(speaker_id=None)):
        assert found(saying.not_asked, facts(appearances=[one])) == []
    assert found(saying.not_asked, facts()) == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"deadline": "2020-05-01"}, "Ben may answer until 2020-05-01"),
        ({"deadline": "2020-04-30"}, None),
        ({}, "Ben was asked without a deadline, and has not answered"),
        ({"answered_on": "2020-05-01", "deadline": "2020-06-01"}, None),
    ],
)
def test_an_answer_has_its_time(asked: Any, words: str | None) -> None:
    made = facts(outreach=[row(8, whom="Ben", **asked)])
    assert found(saying.awaited, made) == ([words] if words else [])
