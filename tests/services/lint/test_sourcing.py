"""Rules on the sources, without a database."""

from typing import Any

import pytest

from factcheck.services.lint import sourcing
from tests.services.lint.made import facts, found, row, ruled


def ground(number: int, **told: Any) -> Any:
    return row(number, stance="supports", **({"source_id": number} | told))


def about(*items: Any, **told: Any) -> Any:
    return facts(verdicts=[ruled()], evidence=list(items), **told)


def test_a_verdict_rests_on_what_speaks_for_it() -> None:
    stances = ("supports", "refutes", "mixed", "disputes", "context", "no-result")
    items = [row(number, stance=stance) for number, stance in enumerate(stances, 1)]

    def rests(verdict: str) -> list[int]:
        made = facts(verdicts=[ruled(verdict)], evidence=items)
        return [item.id for item in sourcing.grounds(made)]

    assert rests("supported") == [1, 3]
    assert rests("refuted") == [2, 3]
    assert rests("mixed") == [1, 2, 3]
    assert rests("insufficient") == rests("not-checkable") == []
    assert sourcing.grounds(facts(evidence=items)) == []


@pytest.mark.parametrize(
    ("items", "single", "origin"),
    [
        ((), False, False),
        ((ground(1),), True, False),
        ((ground(1), ground(2)), False, False),
        ((ground(1), ground(2, source_id=1)), True, False),
        ((ground(1, source_id=None), ground(2, source_id=None)), False, False),
        ((ground(1, source_id=None, by_id=4), ground(2, source_id=None, by_id=4)), True, False),
        ((ground(1, independence_group="a"), ground(2, independence_group="a")), False, True),
        ((ground(1, independence_group="a"), ground(2, independence_group="b")), False, False),
        ((ground(1, independence_group="a"), ground(2)), False, False),
    ],
)
def test_what_has_one_origin_counts_once(items: Any, single: bool, origin: bool) -> None:
    assert bool(found(sourcing.single_source, about(*items))) == single
    assert bool(found(sourcing.one_origin, about(*items))) == origin


def test_posts_and_secrets_bear_nothing_alone() -> None:
    def post(number: int, host: str = "x.com") -> Any:
        return ground(number, source_canonical=f"https://{host}/a/{number}")

    assert found(sourcing.only_social, about(post(1), post(2, "facebook.com")))
    assert not found(sourcing.only_social, about(post(1), post(2, "example.org")))
    assert not found(sourcing.only_social, about(ground(1)))
    secret = ground(2, source_confidential="she would lose her post")
    assert found(sourcing.only_confidential, about(ground(1, confidential=1), secret))
    assert not found(sourcing.only_confidential, about(ground(1), secret))


@pytest.mark.parametrize(
    ("ranks", "words"),
    [
        (("primary", None), None),
        ((None, "secondary"), "no evidence is from a primary source: e1, e2"),
        (("secondary", "secondary"), "all evidence is secondary: e1, e2"),
    ],
)
def test_the_best_source_is_the_primary_one(ranks: Any, words: str | None) -> None:
    items = [ground(number, rank=rank) for number, rank in enumerate(ranks, 1)]
    assert found(sourcing.no_primary, about(*items)) == ([words] if words else [])


def test_the_command_names_what_speaks_for_the_verdict() -> None:
    for verdict, stance in (("supported", "supports"), ("refuted", "refutes"), ("mixed", "mixed")):
        item = row(1, stance=stance, source_id=1)
        made = facts(verdicts=[ruled(verdict)], evidence=[item])
        (told,) = sourcing.single_source(made)
        wanted = "STANCE" if verdict == "mixed" else stance
        assert told.command == f'factcheck mark 1 {wanted} "..." --source URL'


@pytest.mark.parametrize(
    ("told", "bare"),
    [
        ({"source_url": "https://a.example"}, True),
        ({}, False),
        ({"source_url": "https://a.example", "archive_url": "https://archive.ph/x"}, False),
        ({"source_url": "https://a.example", "source_archive": "https://archive.ph/x"}, False),
        ({"source_url": "https://perma.cc/AB12-CD34"}, False),
        ({"source_url": "https://a.example", "withdrawn_because": "x"}, False),
    ],
)
def test_a_page_has_an_archived_copy(told: Any, bare: bool) -> None:
    assert bool(found(sourcing.no_archive, about(ground(1, **told)))) == bare
    if "withdrawn_because" not in told:
        made = facts(appearances=[row(3, **told)])
        assert bool(found(sourcing.no_archive, made)) == bare


@pytest.mark.parametrize(
    ("retrieved", "published", "today", "old"),
    [
        ("2019-04-30", None, "2020-05-01", True),
        ("2019-05-01", None, "2020-05-01", False),
        ("2019", None, "2020-05-01", False),
        ("2018", None, "2020-05-01", True),
        ("2019-04", None, "2020-05-01", True),
        ("2019-05", None, "2020-05-01", False),
        ("2019-06-01", None, "2020-06-02", True),
        ("2019-06-01", "2020-05-02", "2024-01-01", False),
        ("2019-04-30", "2020-05-02", "2024-01-01", True),
        (None, None, "2020-05-01", False),
    ],
)
def test_evidence_grows_old(
    retrieved: str | None, published: str | None, today: str, old: bool
) -> None:
    made = about(ground(1, retrieved_on=retrieved), today=today, claim={"published_at": published})
    assert bool(found(sourcing.stale, made)) == old


def test_when_and_where_it_was_seen() -> None:
    page = ground(1, source_url="https://a.example", source_kind="page")
    tape = ground(2, source_kind="broadcast")
    made = about(page, tape, appearances=[row(3, source_kind="document")])
    assert found(sourcing.no_retrieval_date, made) == ["nobody says when e1 was looked at"]
    assert found(sourcing.no_locator, made) == [
        "nobody says where in its source a3 stands",
        "nobody says where in its source e2 stands",
    ]
