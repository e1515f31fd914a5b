"""What show says of a plan, and of whom we asked."""

from typing import Any

import pytest

from factcheck import days
from factcheck.cli import desk_screens
from factcheck.cli.layout import Line
from tests.cli.test_screens import whole
from tests.reports.test_outreach import view as outreach


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda: "2019-05-04")


@pytest.mark.parametrize(
    ("over", "wanted"),
    [
        ({}, []),
        ({"assignee": "ana"}, [("Plan", "assigned to ana")]),
        ({"due_on": "2019-05-04"}, [("Plan", "due 2019-05-04")]),
        (
            {"assignee": "ana", "due_on": "2019-05-03"},
            [("Plan", "assigned to ana, due 2019-05-03 (overdue)")],
        ),
        (
            {"due_on": "2019-05-03", "stage": "published", "published_at": "2019-05-02T10:00:00Z"},
            [("Plan", "due 2019-05-03"), ("Published", "first on 2019-05-02")],
        ),
        ({"recheck_every": "6m"}, [("Recheck", "every 6 months")]),
        ({"recheck_every": "never"}, [("Recheck", "never")]),
        (
            {"recheck_every": "1y", "rechecked_at": "2019-05-02T10:00:00Z"},
            [("Recheck", "every 1 year, last on 2019-05-02")],
        ),
        ({"rechecked_at": "2019-05-02T10:00:00Z"}, [("Rechecked", "2019-05-02")]),
    ],
)
def test_a_plan_is_told_where_there_is_one(
    over: dict[str, Any], wanted: list[tuple[str, str]]
) -> None:
    assert desk_screens.plan(whole(**over)) == wanted


def plain(lines: list[Line]) -> list[str]:
    return ["".join(part for part, _style in line) for line in lines]


def test_whom_we_asked_and_what_came() -> None:
    found = desk_screens.asked(
        (
            outreach(),
            outreach(id=2, state="answered", answered_on="2019-05-02", answer="He stands by it."),
            outreach(id=3, state="declined", answered_on="2019-05-02", question=None),
            outreach(id=4, deadline="2019-05-04", channel=None, confidential=True),
            outreach(id=5, deadline=None),
            outreach(id=6, state="withdrawn", whom="Somebody else"),
        ),
        70,
    )
    lines = plain(found)
    assert lines[0] == "ASKED"
    assert [line.split("  ")[-1].strip() for line in lines[2::2]] == [
        "[o1]",
        "[o2]",
        "[o3]",
        "[o4]",
        "[o5]",
    ]
    first = " ".join(" ".join(lines[1:3]).split("[")[0].split())
    assert first == "2019-05-01 Mike Pompeo, by mail: Who told you? no answer by 2019-05-03"
    told = "\n".join(lines)
    for words in (
        "answered 2019-05-02: “He stands by it.”",
        "declined to comment, 2019-05-02",
        "Mike Pompeo (confidential): Who told you?",
        "no answer yet, wanted by 2019-05-04",
    ):
        assert words in told
    assert "Somebody else" not in told
    assert desk_screens.asked((), 70) == []
