"""Rules on the saying: who, when, in which words, whether that was checked, who was asked."""

import shlex
from collections.abc import Iterator
from typing import Any

from factcheck import text
from factcheck.matching import differences
from factcheck.services.lint.facts import Facts
from factcheck.services.lint.rule import FAIRNESS, METHOD, SOURCES, Found, Rule, ruling

# Nobody in particular: such cannot be asked.
_NOBODY = ("group",)


def no_speaker(facts: Facts) -> Iterator[Found]:
    """Who says so?"""
    first = facts.first
    if first is None:
        yield Found(
            "nobody is on file as having said it",
            f"factcheck appearance add {facts.id} --speaker NAME --source URL",
        )
    elif first.speaker_id is None:
        yield Found(
            f"the first appearance (a{first.id}) names no speaker",
            f"factcheck appearance edit a{first.id} --speaker NAME",
        )


def no_date(facts: Facts) -> Iterator[Found]:
    """When was it said?"""
    first = facts.first
    if first is not None and not first.said_on:
        yield Found(
            f"nobody says when it was said (a{first.id})",
            f"factcheck appearance edit a{first.id} --said-on DATE",
        )


def no_quote(facts: Facts) -> Iterator[Found]:
    """In which words?"""
    first = facts.first
    if first is not None and not first.quote:
        yield Found(
            f"there is no verbatim quote of the first appearance (a{first.id})",
            f'factcheck appearance edit a{first.id} --quote "..."',
        )


def drift(facts: Facts) -> Iterator[Found]:
    """The claim says what the quote does not."""
    for one in facts.appearances:
        if not one.quote:
            continue
        told = differences.warnings(
            facts.claim.text, one.quote, (), facts.claim.language, ("the claim", "the quote")
        )
        if told:
            yield Found(
                f"the claim (here) and the quote of a{one.id} (there) part ways: "
                f"{'; '.join(told)}",
                f'factcheck edit {facts.id} --text "...", or: '
                f'factcheck appearance edit a{one.id} --quote "..."',
            )


def unchecked(facts: Facts) -> Iterator[Found]:
    """We ruled on whether it is so, and never looked whether it was said."""
    first = facts.first
    if facts.verdict is None or first is None or first.speaker_id is None:
        return
    if facts.ruled(first.id) is None:
        evidence = facts.items(first.id)
        lacks = "no verdict" if evidence else "neither evidence nor a verdict"
        yield Found(
            f"there is {lacks} on whether {text.one_line(first.speaker)} said it (a{first.id})",
            ruling(facts.id, first.id)
            if evidence
            else f'factcheck mark {facts.id} supports "..." --said --source URL',
        )


def not_asked(facts: Facts) -> Iterator[Found]:
    """Whoever said it has a right to answer."""
    first = facts.first
    if first is None or first.speaker_id is None or first.speaker_kind in _NOBODY:
        return
    name = text.fold(first.speaker)
    if not any(_is_to(one, first.speaker_id, name) for one in facts.outreach):
        yield Found(
            f"{text.one_line(first.speaker)} was not asked",
            f"factcheck ask {facts.id} --whom {shlex.quote(first.speaker)} "
            "--channel mail --deadline DATE",
        )


def _is_to(one: Any, speaker: int, name: str) -> bool:
    return one.speaker_id == speaker or text.fold(one.whom) == name


def awaited(facts: Facts) -> Iterator[Found]:
    """An answer may still come."""
    for one in facts.outreach:
        if one.answered_on is not None:
            continue
        whom = text.one_line(one.whom)
        command = f'factcheck answer {facts.id} o{one.id} "..."'
        if one.deadline is None:
            yield Found(f"{whom} was asked without a deadline, and has not answered", command)
        elif one.deadline >= facts.today:
            yield Found(f"{whom} may answer until {one.deadline}", command)


RULES = (
    Rule(
        "no-speaker",
        "warning",
        f"{SOURCES}: readers know whose claim it is.",
        "a claim of which nobody is on file as having said it",
        no_speaker,
    ),
    Rule(
        "no-date",
        "warning",
        f"{SOURCES}: readers know when it was said.",
        "a first appearance without a date",
        no_date,
    ),
    Rule(
        "no-quote",
        "warning",
        f"{FAIRNESS}: who is judged is quoted.",
        "a first appearance without the verbatim words",
        no_quote,
    ),
    Rule(
        "quote-drift",
        "warning",
        f"{FAIRNESS}: what is judged is what was said.",
        "numbers, names or a not in which the claim and the quote differ",
        drift,
    ),
    Rule(
        "attribution-unchecked",
        "error",
        f"{METHOD}: whether it was said is checked, too.",
        "a verdict on the content where there is none on whether the speaker said it",
        unchecked,
    ),
    Rule(
        "speaker-not-asked",
        "warning",
        f"{FAIRNESS}: who made a claim is asked for its grounds.",
        "a speaker to whom no question is on file",
        not_asked,
    ),
    Rule(
        "answer-awaited",
        "warning",
        f"{FAIRNESS}: who was asked has the time that was promised.",
        "a question without an answer whose deadline has not passed, or that has none",
        awaited,
    ),
)
