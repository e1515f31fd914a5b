"""factcheck ask, answer: exit codes, both streams, and the rows."""

from dataclasses import fields

import pytest

from factcheck import days
from factcheck.db import Database
from factcheck.desk import OutreachView
from factcheck.models import Outreach
from tests import filled
from tests.conftest import Cli
from tests.factories import make_claim
from tests.rows import data, entries, refused, rows

COLUMNS = ("claim_id", "whom", "channel", "asked_on", "deadline", "answered_on", "answer")


@pytest.fixture(autouse=True)
def desk(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two claims."""
    monkeypatch.setattr(days, "today", lambda: "2019-05-02")

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            make_claim(session)
            make_claim(session, "Another claim")

    filled.once(url, fill)


def test_a_question_and_its_answer(cli: Cli, db: Database) -> None:
    done = cli("ask", "1", "--whom", "Mike Pompeo", "--channel", "mail", "--deadline", "3d")
    told = "Question o1 on claim 1: Mike Pompeo, by mail; answer wanted by 5 May 2019.\n"
    assert (done.code, done.out, done.err) == (0, told, "")
    words = ("ask", "1", "--whom", "His driver", "--question", "-", "--on", "2019-05-01")
    assert cli(*words, "--confidential", stdin="Were you\nthere?\n").code == 0
    done = cli("answer", "1", "[o2]", "-", stdin="I was.\n")
    assert (done.code, done.out) == (0, "Question o2 on claim 1: His driver answered.\n")
    done = cli("answer", "1", "--declined", "--on", "2019-05")
    told = "Question o1 on claim 1: Mike Pompeo declined to comment.\n"
    assert (done.code, done.out, done.err) == (0, told, "")
    assert rows(db, Outreach, *COLUMNS) == [
        (1, "Mike Pompeo", "mail", "2019-05-02", "2019-05-05", "2019-05", None),
        (1, "His driver", None, "2019-05-01", None, "2019-05-02", "I was."),
    ]
    assert rows(db, Outreach, "question", "confidential", "added_by")[1] == (
        *("Were you\nthere?", 1, "ana"),
    )
    assert [one[1] for one in entries(db)[1:]] == ["ask", "ask", "answer", "answer"]


def test_what_they_print_as_data(cli: Cli) -> None:
    made = data(cli, "ask", "2", "--whom", "Ana López")
    assert list(made) == [one.name for one in fields(OutreachView)]
    assert (made["claim"], made["whom"], made["state"]) == (2, "Ana López", "waiting")
    assert data(cli, "answer", "2", "o1", "Yes.")["answer"] == "Yes."
    gone = data(cli, "ask", "2", "--withdraw", "o1", "--because", "another Ana")
    assert (gone["state"], gone["withdrawn_because"]) == ("withdrawn", "another Ana")


def test_a_withdrawn_question_stays_on_file(cli: Cli, db: Database) -> None:
    cli("ask", "1", "--whom", "Ana López")
    done = cli("ask", "1", "--withdraw", "1", "--because", "another Ana")
    assert (done.code, done.out) == (0, "Question o1 on claim 1 withdrawn.\n")
    assert entries(db)[-1] == ("ana", "ask", "another Ana")
    assert rows(db, Outreach, "withdrawn_because") == [("another Ana",)]
    assert "Ana López" not in cli("show", "1").out.split("Added by")[0]


def test_they_refuse_what_cannot_be(cli: Cli, db: Database) -> None:
    nobody = (
        "nobody who was asked about claim 1 has still to answer\n"
        "  factcheck ask 1 --whom NAME --channel mail --deadline DATE"
    )
    ask = ("ask", "1", "--whom", "A")
    cases: dict[tuple[str, ...], tuple[int, str]] = {
        ("ask", "1"): (2, "whom did you ask?\n  factcheck ask 1 --whom NAME"),
        ("ask", "9", "--whom", "A"): (4, "there is no claim 9\n  factcheck list shows the claims"),
        (*ask, "--deadline", "2019-05"): (
            3,
            (
                "deadline: '2019-05' is not a day\n"
                "  write a whole date (2019-04-30), today, tomorrow, or 3d from now"
            ),
        ),
        (*ask, "--deadline", "2019-05-01"): (
            3,
            "the deadline 2019-05-01 is before the question of 2019-05-02",
        ),
        (*ask, "--on", "2019-06"): (3, "asked on: 2019-06 is still to come"),
        (*ask, "--withdraw", "o1"): (
            2,
            "--withdraw takes back a question: tell nothing of another one",
        ),
        ("ask", "1", "--withdraw", "o1"): (
            2,
            'withdrawing a question needs a reason\n  --because "..."',
        ),
        ("ask", "1", "--withdraw", "e1", "--because", "x"): (
            2,
            "'e1' is not the id of a question\n  write o1 or 1",
        ),
        ("answer", "1"): (2, 'the answer is missing\n  factcheck answer 1 "..."'),
        ("answer", "1", "Yes."): (5, nobody),
        ("answer", "1", "--declined"): (5, nobody),
        ("answer", "1", "o9", "Yes."): (4, "claim 1 has no question o9 to anybody"),
        ("answer", "1", "o9", "Yes.", "No."): (
            2,
            "too many words: put the answer into quotation marks",
        ),
        ("answer", "1", "Yes", "indeed"): (
            2,
            "'Yes' is not the id of a question\n  write o1 or 1",
        ),
        ("answer", "1", "Yes.", "--declined"): (2, "--declined is the answer: tell no other"),
    }
    for words, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", *words)
    assert rows(db, Outreach, "id") == []
