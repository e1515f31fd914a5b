"""What the public reads of a claim, and where two versions of it part ways."""

from typing import Any

import pytest

from factcheck.history.published import Names, Told, differing, is_public, lines, source_name

NAMES = Names(
    {1: "Mike Pompeo", 2: "Nicolás Maduro"}, {1: "An interview, example.org/1"}, {1: "Half True"}
)
CLAIM: dict[str, Any] = {
    "id": 1,
    "text": "He was  about to leave",
    "published_at": "2019-05-02T00:00:00Z",
    "stage": "published",
}
ROWS: dict[tuple[str, int], dict[str, Any]] = {
    ("claim", 1): CLAIM,
    ("appearance", 3): {"id": 3, "speaker_id": 2},
    ("appearance", 2): {
        "id": 2,
        "speaker_id": 1,
        "source_id": 1,
        "said_on": "2019-04-30",
        "quote": "ready to go",
        "locator": "02:10",
        "archive_url": "https://a.example",
    },
    ("verdict", 1): {"id": 1, "verdict": "mixed", "reason": "Partly: so.", "point_id": 1},
    ("verdict", 2): {"id": 2, "verdict": "supported", "reason": "Heard.", "appearance_id": 2},
    ("verdict", 3): {"id": 3, "verdict": "refuted", "reason": "Old.", "ended": "superseded"},
    ("evidence", 1): {"id": 1, "stance": "disputes", "by_id": 2, "note": "Denied it"},
    ("evidence", 2): {"id": 2, "stance": "supports", "appearance_id": 2, "source_id": 1},
    ("evidence", 3): {"id": 3, "stance": "supports", "note": "secret", "confidential": 1},
    ("evidence", 4): {"id": 4, "stance": "supports", "note": "a", "withdrawn_because": "b"},
    ("note", 1): {"id": 1, "text": "for the desk"},
    ("outreach", 1): {
        "id": 1,
        "whom": "Ben",
        "channel": "mail",
        "asked_on": "2019-05-01",
        "added_at": "2019-05-01T10:00:00Z",
    },
    ("outreach", 2): {
        "id": 2,
        "whom": "Zoë",
        "asked_on": "2019-05-04",
        "added_at": "2019-05-04T10:00:00Z",
        "answered_on": "2019-05-05",
        "answer": "No.",
    },
    ("outreach", 3): {
        "id": 3,
        "whom": "Ana",
        "asked_on": "2019-05-04",
        "added_at": "2019-05-04T10:00:00Z",
    },
}
READ = [
    "claim: He was about to leave",
    "said: Mike Pompeo, 30 April 2019 “ready to go” (An interview, example.org/1, 02:10)",
    "said again: Nicolás Maduro, date unknown",
    "verdict: mixed, rated Half True: Partly: so.",
    "was it said: supported: Heard.",
    "evidence: disputes it, by Nicolás Maduro: Denied it",
    "evidence: supports it (that it was said) (An interview, example.org/1)",
    "evidence: supports it (a confidential source)",
    "asked: Ben, asked by mail, 1 May 2019",
    "asked: Zoë, asked, 4 May 2019, answered: “No.”",
]


def read(*changes: tuple[tuple[str, int], dict[str, Any]], names: Names = NAMES) -> list[Told]:
    rows = dict(ROWS)
    for place, values in changes:
        rows[place] = {**rows.get(place, {}), **values}
    return lines(rows, names)


def test_the_public_reads_what_stands() -> None:
    assert list(map(str, read())) == READ
    assert [str(one) for one in read((("claim", 1), {"context": "On  TV"}))][1] == "context: On TV"


@pytest.mark.parametrize(
    "values",
    [{"published_at": None}, {"stage": "dropped"}, {"merged_into": 2}, {"tracked": 0}],
)
def test_the_public_reads_nothing_of(values: dict[str, Any]) -> None:
    assert read((("claim", 1), values)) == []
    assert lines({}, NAMES) == []


def test_a_claim_that_goes_back_to_work_stays_public() -> None:
    assert is_public({**CLAIM, "stage": "checking"})
    assert not is_public(None)


@pytest.mark.parametrize(
    ("place", "values"),
    [
        (("claim", 1), {"priority": 3, "why": "x", "assignee": "ana", "language": "en"}),
        (("claim", 1), {"stage": "checking", "due_on": "2019-05-01", "versions": "a"}),
        (("appearance", 2), {"archive_url": "https://b.example"}),
        (("appearance", 4), {"id": 4, "speaker_id": 2, "said_on": "2019-05-03"}),
        (("evidence", 1), {"rank": "primary", "retrieved_on": "2019", "independence_group": "g"}),
        (("evidence", 3), {"note": "another secret"}),
        (("verdict", 3), {"reason": "Older."}),
        (("outreach", 3), {"deadline": "2019-05-09"}),
    ],
)
def test_this_is_no_correction(place: tuple[str, int], values: dict[str, Any]) -> None:
    assert not differing(read(), read((place, values)), fresh={4})


@pytest.mark.parametrize(
    ("place", "values", "about"),
    [
        (("claim", 1), {"text": "He left"}, "claim"),
        (("claim", 1), {"context": "On TV"}, "context"),
        (("appearance", 2), {"quote": "going"}, "said"),
        (("appearance", 2), {"said_on": "2019"}, "said"),
        (("appearance", 3), {"locator": "page 3"}, "said again"),
        (("appearance", 5), {"id": 5, "speaker_id": 2, "said_on": "2019"}, "said again"),
        (("appearance", 3), {"withdrawn_because": "b"}, "said again"),
        (("appearance", 1), {"id": 1, "speaker_id": 2, "said_on": "2019"}, "said, said again"),
        (("evidence", 1), {"stance": "refutes"}, "evidence"),
        (("evidence", 1), {"withdrawn_because": "a forgery"}, "evidence"),
        (("evidence", 3), {"confidential": 0}, "evidence"),
        (("evidence", 3), {"stance": "mixed"}, "evidence"),
        (("evidence", 3), {"withdrawn_because": "a forgery"}, "evidence"),
        (("outreach", 1), {"answered_on": "2019-05-05", "answer": "Yes."}, "asked"),
        (("outreach", 3), {"answered_on": "2019-05-05"}, "asked"),
        (("outreach", 1), {"withdrawn_because": "never sent"}, "asked"),
        (("evidence", 9), {"id": 9, "stance": "context", "note": "More"}, "evidence"),
        (("verdict", 1), {"reason": "Hardly."}, "verdict"),
    ],
)
def test_this_is(place: tuple[str, int], values: dict[str, Any], about: str) -> None:
    found = differing(read(), read((place, values)), fresh={1, 4})
    assert found
    assert found.about == about
    assert not found.changes_verdict


@pytest.mark.parametrize(
    "change",
    [
        (("verdict", 1), {"verdict": "refuted"}),
        (("verdict", 1), {"point_id": 2}),
        (("verdict", 1), {"ended": "withdrawn"}),
        (("verdict", 2), {"verdict": "refuted"}),
        (("claim", 1), {"stage": "dropped"}),
    ],
)
def test_and_this_changes_the_verdict(change: tuple[tuple[str, int], dict[str, Any]]) -> None:
    assert differing(read(), read(change)).changes_verdict


def test_another_name_is_read_wherever_it_stands() -> None:
    found = differing(read(), read(names=Names({1: "Ben", 2: "Zoë"}, NAMES.sources, NAMES.labels)))
    assert found.about == "said, said again, evidence"
    assert str(found.after[0]).startswith("said: Ben, 30 April 2019")


def test_a_source_goes_by_title_and_address_or_by_no_name() -> None:
    assert source_name({"title": "A  book"}) == "A book"
    assert source_name({"url": "https://www.example.org/1"}) == "example.org/1"
    assert source_name({"title": "A", "url": "https://example.org/1"}) == "A, example.org/1"
    assert source_name({"title": "A", "confidential_because": "b"}) == "a confidential source"


def test_of_a_secret_source_no_words_are_told() -> None:
    told = [str(one) for one in read(names=Names(NAMES.speakers, NAMES.sources, secret={1}))]
    assert "said: Mike Pompeo, 30 April 2019 (a confidential source)" in told
    assert "evidence: supports it (that it was said) (a confidential source)" in told
    assert not any("ready to go" in one or "02:10" in one or "interview" in one for one in told)
