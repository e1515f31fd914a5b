"""Rules on the verdict, without a database."""

from typing import Any

import pytest

from factcheck.services.lint import verdicts
from factcheck.services.lint.rule import Look
from tests.services.lint.made import facts, found, row, ruled


def items(told: str) -> list[Any]:
    """ "supports refutes" as two items."""
    return [row(n, stance=stance) for n, stance in enumerate(told.split(), 1)]


@pytest.mark.parametrize(
    ("look", "verdict", "stances", "words"),
    [
        (verdicts.without_evidence, "supported", "", "rests on no evidence on file"),
        (verdicts.without_evidence, "insufficient", "", "rests on no evidence on file"),
        (verdicts.contradicted, "supported", "refutes", "no evidence supports the content"),
        (verdicts.contradicted, "refuted", "disputes", "no evidence refutes the content"),
        (verdicts.contradicted, "mixed", "supports", "for one side only"),
        (verdicts.contradicted, "mixed", "context", "no evidence supports or refutes"),
        (verdicts.other_side, "supported", "supports refutes mixed", "against it: e2, e3"),
        (verdicts.other_side, "refuted", "supports refutes", "against it: e1"),
        (verdicts.insufficient_although, "insufficient", "supports", "supports the content [e1]"),
        (verdicts.not_checkable_although, "not-checkable", "mixed", "there is evidence: e1"),
    ],
)
def test_found(look: Look, verdict: str, stances: str, words: str) -> None:
    (told,) = found(look, facts(verdicts=[ruled(verdict)], evidence=items(stances)))
    assert words in told


@pytest.mark.parametrize(
    ("look", "verdict", "stances"),
    [
        (verdicts.without_evidence, "not-checkable", ""),
        (verdicts.without_evidence, "insufficient", "no-result"),
        (verdicts.contradicted, "supported", "supports disputes"),
        (verdicts.contradicted, "supported", ""),
        (verdicts.contradicted, "mixed", "mixed"),
        (verdicts.contradicted, "mixed", "supports refutes"),
        (verdicts.contradicted, "insufficient", "supports"),
        (verdicts.other_side, "supported", "supports disputes no-result"),
        (verdicts.other_side, "supported", "refutes"),
        (verdicts.insufficient_although, "insufficient", "supports refutes"),
        (verdicts.insufficient_although, "insufficient", "no-result disputes"),
        (verdicts.not_checkable_although, "not-checkable", "context disputes"),
    ],
)
def test_not_found(look: Look, verdict: str, stances: str) -> None:
    assert found(look, facts(verdicts=[ruled(verdict)], evidence=items(stances))) == []


@pytest.mark.parametrize("rule", verdicts.RULES, ids=lambda rule: rule.name)
def test_without_a_verdict_there_is_but_one_thing_to_say(rule: Any) -> None:
    told = found(rule.look, facts(evidence=items("supports refutes disputes")))
    assert told == (
        ["there is no verdict in force on the content"] if rule.name == "no-verdict" else []
    )


def test_the_two_questions_are_judged_apart() -> None:
    about = facts(
        verdicts=[ruled(), ruled("refuted", appearance_id=7)],
        evidence=[row(1, stance="supports"), row(2, stance="supports", appearance_id=7)],
    )
    (told,) = verdicts.contradicted(about)
    assert told.words.startswith("the verdict is refuted, but no evidence refutes whether it was")
    assert "--appearance a7" in told.command


def test_what_happened_after_the_ruling_counts_and_what_before_does_not() -> None:
    early, late = "2020-04-01T00:00:00.000000Z", "2020-06-01T00:00:00.000000Z"
    evidence = [
        row(1, stance="supports", added_at=early, withdrawn_because="x"),
        row(2, stance="supports", added_at=early, withdrawn_because="x"),
        row(3, stance="supports", added_at=late, withdrawn_because="x"),
        row(4, stance="supports", added_at=late),
    ]
    about = facts(verdicts=[ruled()], evidence=evidence, withdrawn_at={1: early, 2: late, 3: late})
    told = found(verdicts.withdrawn_since, about)
    assert told == ["e2 was withdrawn after the ruling on the content"]
    assert found(verdicts.added_since, about) == ["e4 was added after the ruling on the content"]


@pytest.mark.parametrize(
    ("by", "reason", "silent"),
    [
        ("Nicolás Maduro", "Nobody has shown evidence.", True),
        ("Nicolás Maduro", "MADURO denied it.", False),
        ("Nicolás Maduro", "Nicolas said no.", False),
        ("Li Na", "Nobody said so.", True),
        ("Li Na", "Li says it is not so.", False),
        (None, "Nobody.", False),
    ],
)
def test_who_disputes_it_is_named(by: str | None, reason: str, silent: bool) -> None:
    about = facts(verdicts=[ruled(reason=reason)], evidence=[row(1, stance="disputes", by=by)])
    assert bool(found(verdicts.dispute_unmentioned, about)) == silent


def test_words_and_labels() -> None:
    old = facts(verdicts=[ruled(text_sha256="0", rating="Half True", rated="mixed")])
    assert found(verdicts.reworded, old) == [
        "the claim was reworded since we ruled on the content on 2020-05-01"
    ]
    assert found(verdicts.rating_differs, old) == [
        "the rating Half True usually means mixed, the verdict is supported"
    ]
    fine = facts(verdicts=[ruled(rating="True", rated="supported")])
    assert found(verdicts.reworded, fine) == found(verdicts.rating_differs, fine) == []
