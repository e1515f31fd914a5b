"""factcheck next: what it prints for whom."""

import json
from dataclasses import fields

import pytest

from factcheck import days
from factcheck.cli import output
from factcheck.cli.queue import explained
from factcheck.db import Database
from factcheck.desk import QueueLine, QueueParts
from tests import filled
from tests.conftest import Cli
from tests.factories import POMPEO, make_claim


@pytest.fixture(autouse=True)
def desk(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three claims, the first by priority and due date, one of somebody else."""
    monkeypatch.setattr(days, "today", lambda: "2019-05-01")

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            for number, text in enumerate(("A small one", POMPEO, "Ben's one")):
                claim = make_claim(session, text, priority=(1, 2, 0)[number])
                claim.added_at = f"2019-05-01T10:00:0{number}.000000Z"
                claim.assignee = (None, "ana", "ben")[number]
                claim.due_on = (None, "2019-05-02", None)[number]
                claim.why = (None, "The vote is on Sunday.", None)[number]

    filled.once(url, fill)


def test_the_head_of_the_queue_with_why(cli: Cli) -> None:
    done = cli("next")
    assert done.code == 0
    why = "high priority: The vote is on Sunday.; due tomorrow"
    assert done.out.splitlines() == [
        f"2\t350\tana\t{POMPEO}\t{why}",
        "1\t100\tnobody\tA small one\tadded today",
        "3\t0\tben\tBen's one\tlow priority",
    ]
    assert done.err == "3 open claims.\n"
    some = cli("next", "--limit", "1", "--explain")
    assert some.out == f"2\t350\tana\t{POMPEO}\t200 priority + 150 due = 350\t{why}\n"
    assert some.err == "1 of 3 open claims.\n"


def test_the_filters_of_a_list_narrow_it(cli: Cli) -> None:
    assert cli("view", "save", "his", "--assignee", "ben").code == 0
    for words, ids in (
        (("--mine",), "2"),
        (("--assignee", "none"), "1"),
        (("--view", "his"), "3"),
        (("--due-before", "2019-06"), "2"),
    ):
        assert cli("next", *words, "--columns", "id").out.split() == [ids]
    gone = cli("next", "--tag", "nowhere")
    assert (gone.code, gone.out) == (0, "")
    assert gone.err == "note: no claim has the tag nowhere\n0 open claims.\n"
    library = cli("next", "--reference")
    assert (library.code, library.out) == (2, "")
    assert library.err.startswith("error: the queue holds claims that we track")


def test_the_keys_are_a_promise(cli: Cli) -> None:
    [row] = json.loads(cli("next", "--json", "--limit", "1").out)
    assert list(row) == [one.name for one in fields(QueueLine)]
    assert list(row["parts"]) == [one.name for one in fields(QueueParts)]
    assert (row["score"], row["parts"]["due"], row["stage"]) == (350, 150, "new")


def test_a_person_sees_a_table_and_what_comes_next(cli: Cli) -> None:
    with output.staged():
        done = cli("next", "--explain")
    assert "claim" in done.out.splitlines()[0]
    assert "200 priority" in done.out
    assert "Next: factcheck show 2" in done.out
    assert all(len(line) <= 80 for line in done.out.splitlines())


def test_a_sum_of_nothing_is_nought() -> None:
    parts = QueueParts(0, 0, 0, 0, 0, 0)
    told = (1, "u", "t", None, None, "new", "low", None, None, None, None, "none", 1, None, "2019")
    assert explained(QueueLine(*told, 0, parts, ())) == "0 = 0"
