"""factcheck stage, assign, due, priority, recheck: exit codes, both streams, and the rows."""

import json

import pytest

from factcheck import days
from factcheck.cli import output
from factcheck.db import Database
from factcheck.models import Claim
from tests import filled
from tests.conftest import Cli
from tests.factories import make_claim, make_evidence, make_verdict
from tests.rows import data, entries, refused, rows

PLAN_KEYS = {
    *("id", "uid", "stage", "priority", "why", "assignee", "due_on", "recheck_every"),
    *("rechecked_at", "published_at"),
}


@pytest.fixture(autouse=True)
def desk(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three claims; the first has evidence, and the third is of the library."""
    monkeypatch.setattr(days, "today", lambda: "2019-05-01")

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            make_evidence(session, make_claim(session))
            make_claim(session, "Another claim")
            make_claim(session, "One of the library").tracked = 0

    filled.once(url, fill)


def ruled(db: Database) -> None:
    with db.transaction(by="ben") as session:
        make_verdict(session, session.get_one(Claim, 1)).ruled_at = "2018-05-01T10:00:00.000000Z"


def test_several_claims_come_to_a_stage_at_once_or_none_does(cli: Cli, db: Database) -> None:
    done = cli("stage", "1", "2", "[1]", "checking", "--because", "a busy day")
    assert (done.code, done.err) == (0, "")
    assert done.out == "Claim 1: stage new -> checking.\nClaim 2: stage new -> checking.\n"
    assert rows(db, Claim, "stage") == [("checking",), ("checking",), ("new",)]
    assert entries(db)[-1] == ("ana", "stage", "a busy day")
    told = (
        "error: claim 2 has no evidence on file to review\n"
        '  factcheck mark 2 supports|refutes|disputes "..." --source URL\n'
        '  a search that found nothing counts: factcheck mark 2 no-result "..."\n'
    )
    refused(cli, db, 5, told, "stage", "1", "2", "review")
    again = cli("stage", "1", "checking")
    assert (again.code, again.out) == (0, "Claim 1: nothing changed.\n")
    assert len(entries(db)) == 2


def test_what_a_plan_prints_as_data(cli: Cli, db: Database) -> None:
    [one] = data(cli, "assign", "1", "carla")
    assert one.keys() == PLAN_KEYS
    assert (one["id"], one["assignee"], one["stage"]) == (1, "carla", "new")
    assert [row["due_on"] for row in data(cli, "due", "1", "2", "3d")] == ["2019-05-04"] * 2
    picked = cli("priority", "1", "high", "--why", "a vote", "--columns", "id,priority,why")
    assert picked.out == "1\thigh\ta vote\n"
    assert data(cli, "stage", "2", "dropped", "--because", "x")[0]["stage"] == "dropped"
    assert data(cli, "recheck", "1", "--every", "90 days")[0]["recheck_every"] == "90d"
    assert rows(db, Claim, "assignee", "due_on", "priority", "recheck_every")[0] == (
        *("carla", "2019-05-04", 2, "90d"),
    )


def test_claims_are_given_to_people(cli: Cli, db: Database) -> None:
    assert cli("assign", "1", "2", "ben lópez").out == (
        "Claim 1: assignee nobody -> ben lópez.\nClaim 2: assignee nobody -> ben lópez.\n"
    )
    assert cli("assign", "2", "--me").out == "Claim 2: assignee ben lópez -> ana.\n"
    done = cli("assign", "1", "--nobody", "--because", "on leave")
    assert done.out == "Claim 1: assignee ben lópez -> nobody.\n"
    assert rows(db, Claim, "assignee") == [(None,), ("ana",), (None,)]
    assert json.loads(cli("list", "--mine", "--json").out)[0]["id"] == 2
    assert cli("list", "--assignee", "none", "--columns", "id").out == "1\n"
    both = cli("list", "--mine", "--assignee", "ben")
    assert (both.code, both.err) == (2, "error: --mine is an --assignee: tell one of them\n")


def test_what_is_due_is_listed_soonest_first(cli: Cli, db: Database) -> None:
    cli("due", "1", "tomorrow")
    assert cli("due", "2", "2019-04-30").out == "Claim 2: due no day -> 2019-04-30.\n"
    done = cli("due")
    assert [line.split("\t")[0] for line in done.out.splitlines()] == ["2", "1"]
    assert done.err == "2 claims with these filters, of 2 tracked; library of 1 hidden.\n"
    assert cli("list", "--overdue", "--columns", "id").out == "2\n"
    assert cli("list", "--due-before", "2019-05", "--columns", "id,due_on").out == (
        "2\t2019-04-30\n"
    )
    assert cli("due", "1", "--never").out == "Claim 1: due 2019-05-02 -> no day.\n"
    assert json.loads(cli("due", "--json").out)[0]["id"] == 2


def test_a_verdict_is_looked_at_again(cli: Cli, db: Database) -> None:
    ruled(db)
    assert cli("recheck").err == "0 verdicts want another look.\n"
    done = cli("recheck", "1", "2", "--every", "1y")
    assert done.out.splitlines()[0] == "Claim 1: recheck as the house says -> every 1 year."
    listed = cli("recheck")
    assert listed.out.split("\t") == [
        *("1", "2019-05-01", "Mike Pompeo", json.loads(cli("show", "1", "--json").out)["text"]),
        *("insufficient", "2018-05-01", "1y\n"),
    ]
    assert listed.err == "1 verdict wants another look.\n"
    [row] = data_of(cli, "recheck")
    assert (row["id"], row["since"], row["every"]) == (1, "2019-05-01", "1y")
    told = cli("recheck", "1", "--done", "--because", "it stands").out
    assert told.startswith("Claim 1: looked at again none -> ")
    assert cli("recheck").out == ""
    assert cli("recheck", "--until", "99y").err.endswith("another look by 2118-05-01.\n")
    assert cli("recheck", "1", "--never").out == "Claim 1: recheck every 1 year -> never.\n"
    assert cli("house", "set", "recheck-every", "6m").code == 0
    cli("recheck", "1", "--every", "house")
    cli("undo")
    assert rows(db, Claim, "recheck_every")[0] == ("never",)


def data_of(cli: Cli, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(cli(*words, "--json").out)
    return found


def test_a_long_list_says_how_much_of_it_is_shown(cli: Cli, db: Database) -> None:
    ruled(db)
    with db.transaction(by="ben") as session:
        make_verdict(session, session.get_one(Claim, 2)).ruled_at = "2018-05-01T10:00:00.000000Z"
    cli("recheck", "1", "2", "--every", "1y")
    assert cli("recheck", "--limit", "1").err == "1 of 2 verdicts want another look.\n"


def test_plans_refuse_what_they_do_not_understand(cli: Cli, db: Database) -> None:
    stages = "new, checking, review, published, dropped"
    looks = "recheck wants one of --every, --never and --done"
    cases: dict[tuple[str, ...], tuple[int, str]] = {
        ("stage", "checking"): (
            2,
            f"which stage? one of: {stages}\n  factcheck stage 1 checking",
        ),
        ("stage", "1", "2"): (2, f"which stage? one of: {stages}\n  factcheck stage 1 checking"),
        ("stage", "1", "ready"): (2, f"unknown stage: ready\n  stage is one of: {stages}"),
        ("stage", "x", "review"): (2, "'x' is not the id of a claim\n  write 1 or 1"),
        ("stage", "9", "checking"): (
            4,
            "there is no claim 9\n  factcheck list shows the claims",
        ),
        ("stage", "3", "checking"): (
            5,
            (
                "claim 3 is a reference of the library: it takes no stage of ours\n"
                "  to work on it: factcheck track 3"
            ),
        ),
        ("stage", "1", "dropped"): (
            5,
            'dropping claim 1 needs a reason\n  factcheck stage 1 dropped --because "..."',
        ),
        ("assign", "1"): (2, "to whom? a name, --me or --nobody\n  factcheck assign 1 ana"),
        ("assign", "1", "--me", "--nobody"): (2, "--nobody and --me exclude each other"),
        ("assign", "1", "ana", "--me"): (2, "'ana' is not the id of a claim\n  write 1 or 1"),
        ("due", "1"): (2, "due when? a day, or --never\n  factcheck due 1 2019-05-10"),
        ("due", "--never"): (2, "which claim?\n  factcheck due CLAIM DATE"),
        ("due", "1", "May"): (
            3,
            (
                "due: 'may' is not a day\n"
                "  write a whole date (2019-04-30), today, tomorrow, or 3d from now"
            ),
        ),
        ("priority", "1", "soon"): (
            2,
            "unknown priority: soon\n  priority is one of: low, normal, high, urgent",
        ),
        ("priority", "1", "high"): (
            5,
            'claim 1: a priority of high needs a why\n  factcheck priority 1 high --why "..."',
        ),
        ("recheck", "1"): (2, looks),
        ("recheck", "1", "--never", "--done"): (2, looks),
        ("recheck", "1", "--done"): (2, 'what did another look show?\n  --because "..."'),
        ("recheck", "1", "--done", "--because", "x"): (
            5,
            (
                "claim 1 has no verdict on its content to look at again\n"
                '  factcheck verdict 1 VERDICT --because "..."'
            ),
        ),
        ("recheck", "1", "--never", "--until", "1d"): (
            2,
            "--until is for the list: name no claim",
        ),
        ("recheck", "--never"): (2, "which claim?\n  factcheck recheck CLAIM --every 6m"),
        ("recheck", "1", "--every", "soon"): (
            3,
            "every: 'soon' is no span of time\n  write 90d, 2w, 6m or 1y",
        ),
    }
    for words, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", *words)


def test_a_list_of_what_is_due_shows_the_day(cli: Cli) -> None:
    cli("due", "1", "2019-05-02")
    with output.staged():
        shown = cli("due").out.splitlines()
        plain = cli("list", "--limit", "1").out.splitlines()
        aware = cli("list", "-u", "--overdue").out
    assert shown[0].split()[:2] == ["id", "due"]
    assert shown[1].split()[:2] == ["1", "2019-05-02"]
    assert plain[0].split()[:2] == ["id", "said"]
    assert "0 unverified" in aware


def test_a_person_is_told_what_comes_next(cli: Cli) -> None:
    with output.staged():
        for stage, told in (
            ("checking", 'Next: factcheck mark 1 supports|refutes|disputes|context "..."'),
            ("review", "Next: factcheck show 1, then factcheck stage 1 published"),
            ("new", "Claim 1: stage review -> new."),
        ):
            assert told in cli("stage", "1", stage).out.splitlines()[-1]
