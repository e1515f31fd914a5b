"""Records: what may cross the edge, and which field is named when it may not."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck import records, vocabulary
from factcheck.errors import InvalidInput, Usage
from factcheck.records import (
    AppearanceRecord,
    ClaimRecord,
    EvidenceRecord,
    SourceRecord,
    SpeakerRecord,
    VerdictRecord,
)

any_text = st.text(alphabet=st.characters(exclude_categories=()))
days = st.dates()


# words, priorities, languages


@pytest.mark.parametrize("told", ["no-result", "no_result", "NO result", " No-Result\n"])
def test_a_word_is_found_however_it_was_written(told: str) -> None:
    assert records.word(told, vocabulary.STANCES, "stance") == "no-result"


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("", None),
        ("xyz", None),
        ("noresult", "no-result"),
        ("no--result", "no-result"),
        ("sup\x1bports", "supports"),
        ("denies", "disputes"),
        ("true", None),
    ],
)
def test_an_unknown_word_is_answered_with_those_that_are_known(
    told: str, meant: str | None
) -> None:
    with pytest.raises(Usage, match=r"^unknown stance: ") as caught:
        records.word(told, vocabulary.STANCES, "stance")
    known = f"stance is one of: {', '.join(vocabulary.STANCES)}"
    assert caught.value.hint == (f"did you mean {meant}? {known}" if meant else known)
    assert "\x1b" not in caught.value.message


@pytest.mark.parametrize(
    ("told", "number"),
    [("low", 0), ("normal", 1), ("HIGH", 2), ("urgent ", 3), ("0", 0), (" 3 ", 3), (2, 2)],
)
def test_a_priority_is_a_word_or_a_number(told: str | int, number: int) -> None:
    assert records.priority(told) == number


@pytest.mark.parametrize("told", ["4", "-1", 4, -1, "", "1.0", "middle", "٢", "01"])
def test_another_priority_is_refused(told: str | int) -> None:
    with pytest.raises(Usage, match=r"^unknown priority: "):
        records.priority(told)


@pytest.mark.parametrize(
    ("told", "tag"),
    [
        ("en", "en"),
        (" ES ", "es"),
        ("pt_BR", "pt-br"),
        ("zh-Hant-TW", "zh-hant-tw"),
        ("yue", "yue"),
    ],
)
def test_a_language_is_a_tag_in_small_letters(told: str, tag: str) -> None:
    assert records.language(told) == tag


@pytest.mark.parametrize("told", ["", "e", "english", "en-", "-en", "en--us", "12", "en us", "ép"])
def test_what_is_no_language_tag_is_refused(told: str) -> None:
    with pytest.raises(InvalidInput, match=r"^language: .* is not a language tag$") as caught:
        records.language(told)
    assert caught.value.hint == "write en, es, pt-br ..."


# the records


def claim(**over: Any) -> ClaimRecord:
    return ClaimRecord(**({"text": "A claim"} | over))


def evidence(**over: Any) -> EvidenceRecord:
    return EvidenceRecord(**({"stance": "supports", "note": "A note"} | over))


def verdict(**over: Any) -> VerdictRecord:
    return VerdictRecord(**({"verdict": "refuted", "reason": "A reason"} | over))


def speaker(**over: Any) -> SpeakerRecord:
    return SpeakerRecord(**({"name": "Mike Pompeo"} | over))


def source(**over: Any) -> SourceRecord:
    return SourceRecord(**({"kind": "page", "title": "An interview"} | over))


Make = Callable[..., Any]
# Which fields hold text, and by which name an error calls them.
REQUIRED: list[tuple[Make, str, str]] = [
    (claim, "text", "the claim"),
    (verdict, "reason", "the reason"),
    (speaker, "name", "the speaker's name"),
]
OPTIONAL: list[tuple[Make, str]] = [
    *((AppearanceRecord, name) for name in ("speaker", "source", "quote", "locator")),
    *((claim, name) for name in ("speaker", "source", "quote", "locator", "context", "why")),
    *((evidence, name) for name in ("source", "quote", "locator", "by", "note")),
    (verdict, "rating"),
    (speaker, "description"),
    *((source, name) for name in ("url", "title", "publisher", "archive_url", "description")),
]
DATES: list[tuple[Make, str]] = [
    *((AppearanceRecord, "said_on"), (claim, "said_on")),
    *((evidence, "retrieved_on"), (source, "published_on")),
]
BAD = [("a\0b", "contains a NUL character"), ("a\ud800b", "contains half a surrogate pair")]


@pytest.mark.parametrize(("make", "name", "called"), REQUIRED)
def test_a_text_that_cannot_be_stored_is_refused_by_name(
    make: Make, name: str, called: str
) -> None:
    for bad, why in [*BAD, ("", "is empty"), (" \n", "is empty")]:
        with pytest.raises(InvalidInput, match=rf"^{called} {why}$"):
            make(**{name: bad})
    assert getattr(make(**{name: "  é \u202e\n"}), name) == "é \u202e"


@pytest.mark.parametrize(("make", "name"), [*OPTIONAL, *DATES])
def test_an_optional_text_that_cannot_be_stored_is_refused_by_name(make: Make, name: str) -> None:
    for bad, why in BAD:
        with pytest.raises(InvalidInput, match=rf"^{name.replace('_', ' ')} {why}$"):
            make(**{name: bad})


@pytest.mark.parametrize(("make", "name"), OPTIONAL)
def test_blanks_around_an_optional_text_go_and_a_blank_one_is_none(make: Make, name: str) -> None:
    assert getattr(make(**{name: " x\n"}), name) == "x"
    needed = {"note": {"quote": "q"}, "title": {"url": "https://example.org"}}.get(name, {})
    assert getattr(make(**{name: " \t", **needed}), name) is None


@pytest.mark.parametrize(("make", "name"), DATES)
def test_a_date_of_a_record_keeps_its_precision(make: Make, name: str) -> None:
    assert getattr(make(**{name: " 2019-04 "}), name) == "2019-04"
    assert getattr(make(**{name: ""}), name) is None
    with pytest.raises(InvalidInput, match=rf"^{name.replace('_', ' ')}: '2019-02-30' is not"):
        make(**{name: "2019-02-30"})


def test_a_claim_checks_language_priority_and_tags() -> None:
    made = claim(language="PT_br", priority="high", tags=("Venezuela", " venezuela. ", "Rusia"))
    assert made.language == "pt-br"
    assert made.priority == 2
    assert made.tags == ("Venezuela", "Rusia")
    assert claim(language="").language is None
    assert claim(language=" ").language is None
    with pytest.raises(InvalidInput, match=r"^language"):
        claim(language="english")
    with pytest.raises(Usage, match=r"^unknown priority"):
        claim(priority=4)
    with pytest.raises(InvalidInput, match=r"^tag is empty$"):
        claim(tags=("ok", " "))


def test_a_claim_hands_on_its_first_appearance() -> None:
    told = {
        "speaker": "Mike Pompeo",
        "source": "https://example.org",
        "said_on": "2019-04-30",
        "quote": "getting prepared to get on his airplane",
        "locator": "02:11",
    }
    assert claim(**told).appearance == AppearanceRecord(**told)
    assert claim(**told).appearance
    assert not claim(context="x", why="y").appearance
    for name, value in told.items():
        assert AppearanceRecord(**{name: value})


def test_evidence_has_a_stance_of_the_vocabulary() -> None:
    assert evidence(stance="No Result").stance == "no-result"
    with pytest.raises(Usage, match=r"^unknown stance: refuted$"):
        evidence(stance="refuted")
    assert evidence(rank="PRIMARY").rank == "primary"
    assert evidence(rank=" ").rank is None
    with pytest.raises(Usage, match=r"^unknown rank: best$"):
        evidence(rank="best")


@pytest.mark.parametrize("note", [None, " "])
def test_a_search_without_result_says_what_was_searched(note: str | None) -> None:
    with pytest.raises(InvalidInput, match=r"^no-result needs a note") as caught:
        EvidenceRecord("no-result", note=note, source="https://example.org")
    assert caught.value.hint


def test_evidence_says_something() -> None:
    with pytest.raises(InvalidInput, match=r"^evidence needs a note, a source"):
        EvidenceRecord("supports", locator="p. 3", retrieved_on="2019", rank="primary")
    for name in ("note", "source", "quote", "by"):
        only: dict[str, Any] = {name: "x"}
        assert getattr(EvidenceRecord("supports", **only), name) == "x"


def test_a_verdict_is_a_word_of_the_vocabulary() -> None:
    assert verdict(verdict="not_checkable").verdict == "not-checkable"
    with pytest.raises(Usage, match=r"^unknown verdict: refutes$"):
        verdict(verdict="refutes")


def test_kinds_of_speakers_and_sources_are_words_of_the_vocabulary() -> None:
    assert speaker().kind == "unknown"
    assert speaker(kind="Person").kind == "person"
    assert source(kind="DATASET").kind == "dataset"
    with pytest.raises(Usage, match=r"^unknown kind of speaker: bot$"):
        speaker(kind="bot")
    with pytest.raises(Usage, match=r"^unknown kind of source: book$"):
        source(kind="book")


def test_a_source_has_an_address_or_a_title() -> None:
    with pytest.raises(InvalidInput, match=r"^a source needs an address or a title$"):
        SourceRecord("page", title=" ", publisher="Example")
    assert SourceRecord("page", url="https://example.org").title is None


@pytest.mark.parametrize("made", [claim(), evidence(), verdict(), speaker(), source()])
def test_a_record_does_not_change(made: Any) -> None:
    name = dataclasses.fields(made)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(made, name, "other")
    assert not hasattr(made, "__dict__")


@given(any_text)
def test_any_text_makes_a_claim_that_can_be_stored_or_is_refused(told: str) -> None:
    with contextlib.suppress(InvalidInput):
        made = ClaimRecord(told)
        assert made.text == told.strip()
        assert "\0" not in made.text
        made.text.encode("utf-8")
