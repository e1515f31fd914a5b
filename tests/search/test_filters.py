"""Filters of a query: the fields of ClaimFilter, in the vocabulary of ``list``."""

import dataclasses
from typing import Any

import pytest

from factcheck.records import ClaimFilter
from factcheck.search import filters
from factcheck.search.filters import NAMES, Told, gathered, known, unknown, written
from factcheck.search.unreadable import QueryError
from factcheck.vocabulary import EVIDENCE_STATUSES, PRIORITIES, STAGES, VERDICTS


def told(*pairs: tuple[str, str]) -> tuple[str, list[Told]]:
    """What was typed, and its filters with their places."""
    typed, found = "", []
    for name, value in pairs:
        start, at = len(typed), len(typed) + len(name) + 1
        typed += f"{name}:{value} "
        found.append(Told(name, value, at, (start, len(typed) - 1)))
    return typed, found


def read(*pairs: tuple[str, str]) -> ClaimFilter:
    return gathered(*told(*pairs))


def refused(*pairs: tuple[str, str]) -> QueryError:
    with pytest.raises(QueryError) as caught:
        read(*pairs)
    return caught.value


@pytest.mark.parametrize(
    ("name", "value", "fields"),
    [
        ("speaker", "Mike Pompeo", {"speaker": "Mike Pompeo"}),
        ("source", " s3 ", {"source": "s3"}),
        ("tag", "venezuela", {"tags": ("venezuela",)}),
        ("verdict", "Not_Checkable", {"verdict": "not-checkable"}),
        ("verdict", "none", {"verdict": "none"}),
        ("attribution", "supported", {"attribution": "supported"}),
        ("status", "disputed", {"evidence_status": "disputed"}),
        ("status", "supporting, disputed", {"evidence_status": "supporting, disputed"}),
        ("stage", "dropped", {"stage": "dropped"}),
        ("priority", "3", {"priority": "urgent"}),
        ("priority", "HIGH", {"priority": "high"}),
        ("language", "pt_BR", {"language": "pt-br"}),
        ("said", "2019-04-30", {"said_since": "2019-04-30", "said_until": "2019-04-30"}),
        ("said", "2019-04..2019-06", {"said_since": "2019-04", "said_until": "2019-06"}),
        ("said", "2019-04-30 .. 2019-04", {"said_since": "2019-04-30", "said_until": "2019-04"}),
        ("said", "2019..2019-04", {"said_since": "2019", "said_until": "2019-04"}),
        ("said", "2019-04..", {"said_since": "2019-04"}),
        ("said", "..2019", {"said_until": "2019"}),
        ("added", "2019-05", {"added_since": "2019-05", "added_until": "2019-05"}),
        ("assignee", "ana", {"assignee": "ana"}),
        ("due-before", "2019-05", {"due_before": "2019-05"}),
        ("is", "unverified", {"unverified": True}),
        ("is", "Overdue", {"overdue": True}),
        ("is", "reference", {"reference": True}),
        ("is", "Library", {"reference": True}),
    ],
)
def test_a_filter_is_a_field(name: str, value: str, fields: dict[str, Any]) -> None:
    assert read((name, value)) == ClaimFilter(**fields)


def test_every_field_but_one_can_be_said() -> None:
    everything = read(
        *(("speaker", "Pompeo"), ("source", "s3"), ("tag", "venezuela"), ("verdict", "none")),
        *(("attribution", "none"), ("status", "none"), ("stage", "new"), ("priority", "low")),
        *(("language", "es"), ("said", "2019"), ("added", "2019"), ("is", "unverified")),
        *(("assignee", "ana"), ("due-before", "2019-05"), ("is", "overdue")),
    )
    unsaid = {
        each.name
        for each in dataclasses.fields(ClaimFilter)
        if getattr(everything, each.name) == each.default
    }
    assert unsaid == {"reference", "everything"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("verdict", (*VERDICTS, "none")),
        ("attribution", (*VERDICTS, "none")),
        ("status", EVIDENCE_STATUSES),
        ("stage", STAGES),
        ("priority", PRIORITIES),
    ],
)
def test_the_whole_vocabulary_is_known(name: str, words: tuple[str, ...]) -> None:
    for word in words:
        found = read((name, word))
        assert word in (getattr(found, field.name) for field in dataclasses.fields(found))


def test_tags_are_repeated_and_nothing_else_is() -> None:
    found = read(("tag", "Venezuela"), ("tag", "russia"), ("tag", "venezuela"))
    assert found.tags == ("Venezuela", "russia")
    assert read(("stage", "new"), ("stage", "NEW")).stage == "new"
    error = refused(("speaker", "pompeo"), ("speaker", "maduro"))
    assert error.message == "another speaker: at character 16: speaker:maduro"
    assert error.hint is not None
    assert error.hint.endswith("\ntag: alone may be repeated")


def test_a_time_may_be_told_in_two_parts() -> None:
    found = read(("said", "2019-04.."), ("said", "..2019-06"))
    assert found == ClaimFilter(said_since="2019-04", said_until="2019-06")
    refused(("said", "2019"), ("said", "2019-04"))


@pytest.mark.parametrize(
    "pairs",
    [
        [("said", "2019-06..2019-04")],
        [("added", "2019-05-01..2019-04")],
        [("said", "2020.."), ("said", "..2019")],
    ],
)
def test_no_time_ends_before_it_begins(pairs: list[tuple[str, str]]) -> None:
    assert refused(*pairs).message.startswith("a time that ends before it begins at character ")


def test_the_library_has_nothing_unverified() -> None:
    error = refused(("is", "reference"), ("is", "unverified"))
    assert error.position == len("is:reference ")
    assert error.message.startswith("is:unverified together with is:reference at character 14")


@pytest.mark.parametrize(
    ("name", "value", "what", "advice"),
    [
        ("verdict", "false", "unknown verdict", "did you mean refuted? verdict is one of: supp"),
        ("verdict", "disputed", "unknown verdict", "did you mean status:disputed? verdict is one"),
        ("verdict", "xyz", "unknown verdict", "verdict is one of: supported, refuted, mixed,"),
        ("attribution", "true", "unknown verdict", "did you mean supported? verdict is one of"),
        ("status", "refuted", "unknown evidence status", "did you mean verdict:refuted? evidence"),
        ("status", "supports", "unknown evidence status", "did you mean supporting? evidence "),
        (
            "stage",
            "refuting, disputed",
            "unknown stage",
            'did you mean status:"refuting, disputed"? stage is one of: new, checking',
        ),
        ("priority", "4", "unknown priority", "priority is one of: low, normal, high, urgent"),
        ("is", "new", 'unknown word after "is:"', "did you mean stage:new? word after "),
        ("language", "english", "not a language tag", "write en, es, pt-br ..."),
        ("said", "yesterday", "not a date", "write said:2019-04, said:2019-04..2019-06, said:"),
        ("said", "2019-13", "not a date", "write said:"),
        ("added", "..", "not a date", "write added:2019-04, added:2019-04..2019-06, added:"),
        ("added", "2019..2020..2021", "not a date", "write added:"),
        ("said", "refuted", "not a date", "write said:"),
        ("speaker", "a\0b", "a value that cannot be stored", "leave out the character that is"),
        ("tag", "a\ud800b", "a value that cannot be stored", "leave out the character that is"),
    ],
)
def test_a_bad_value_is_pointed_at_and_a_better_one_is_named(
    name: str, value: str, what: str, advice: str
) -> None:
    error = refused((name, value))
    assert error.message.startswith(f"{what} at character {len(name) + 2}: ")
    assert error.position == len(name) + 1
    assert error.hint is not None
    assert error.hint.split("\n")[2].startswith(advice)


def test_a_name_is_known_however_it_is_written() -> None:
    assert [known(name) for name in NAMES] == list(NAMES)
    assert known("Speaker") == "speaker"
    assert known("evidence-status") == known("Evidence_Status") == "status"
    assert known("stance") is None
    assert known("") is None


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("stance", "did you mean status:? "),
        ("Said_Since", "did you mean said:2019-04..? "),
        ("unverified", "did you mean is:unverified? "),
        ("tags", "did you mean tag:? "),
        ("speeker", "did you mean speaker:? "),
        ("note", ""),
        ("", ""),
    ],
)
def test_an_unknown_filter_is_answered_with_those_that_there_are(name: str, near: str) -> None:
    error = unknown(f"a {name}:x", 2, name)
    assert error.message == f"unknown filter at character 3: {name}:x"
    assert error.hint is not None
    advice = error.hint.split("\n")[2]
    assert advice == f"{near}filters: {', '.join(NAMES)}; in quotes it is plain text"


def test_what_was_probably_meant_can_be_typed() -> None:
    for instead in filters._MEANT.values():
        name, _, value = instead.partition(":")
        assert known(name)
        if value:
            read((name, value))


@pytest.mark.parametrize(
    ("wanted", "typed"),
    [
        (ClaimFilter(), ""),
        (ClaimFilter(everything=True), ""),
        (
            ClaimFilter(speaker="Mike Pompeo", unverified=True),
            'speaker:"Mike Pompeo" is:unverified',
        ),
        (ClaimFilter(tags=("a", "b*", "c(d)")), 'tag:a tag:"b*" tag:"c(d)"'),
        (ClaimFilter(said_since="2019", said_until="2019"), "said:2019"),
        (ClaimFilter(said_since="2019-04", added_until="2019"), "said:2019-04.. added:..2019"),
        (ClaimFilter(evidence_status="disputed", reference=True), "status:disputed is:reference"),
        (ClaimFilter(said_since="2019", said_until="2020"), "said:2019..2020"),
    ],
)
def test_filters_are_written_as_they_are_typed(wanted: ClaimFilter, typed: str) -> None:
    assert written(wanted) == typed
