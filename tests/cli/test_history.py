"""factcheck history and undo: plain words, taking back, and what is in the way."""

import json
import re

import pytest

from factcheck.cli.output import staged
from factcheck.db import Database
from factcheck.models import Claim, ClaimTag, Entry, Evidence, Verdict
from tests import filled
from tests.conftest import Cli
from tests.factories import POMPEO
from tests.rows import data, entries, refused, rows

ENTRY_KEYS = {
    "seq",
    "at",
    "actor",
    "action",
    "reason",
    "undoes",
    "undone_by",
    "claims",
    "sentences",
}


@pytest.fixture(autouse=True)
def desk(cli: Cli, url: str) -> None:
    """Entries 1 to 4: two claims by ana, evidence and a verdict on the first."""

    def fill() -> None:
        cli("add", POMPEO, "--speaker", "Mike Pompeo", "--said-on", "2019-04-30", "--tag", "air")
        cli("add", "It rained")
        cli("mark", "1", "disputes", "Denied it", "--by", "Nicolás Maduro", "--as", "ben")
        cli("verdict", "1", "insufficient", "--because", "No evidence.")

    filled.once(url, fill)


def told(cli: Cli, *args: str) -> list[tuple[str, ...]]:
    """Entry, who and what of each line of history."""
    lines = [line.split("\t") for line in cli("history", *args).out.splitlines()]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", line[1]) for line in lines)
    return [(line[0], *line[2:]) for line in lines]


# history


def test_history_of_a_claim_tells_who_did_what_and_why(cli: Cli, db: Database) -> None:
    cli("verdict", "1", "refuted", "--because", "No plane left.", "--as", "ben")
    cli("edit", "1", "--priority", "high", "--because", "widely shared")
    cli("evidence", "withdraw", "e1", "--because", "a parody")
    before = entries(db)
    assert told(cli, "1") == [
        (
            "1",
            "ana",
            (
                "added the claim “Nicolás Maduro was about to leave Venezuela by plane on 30…”, "
                "by Mike Pompeo, 30 April 2019; tag air"
            ),
        ),
        ("3", "ben", "evidence e1: disputes, by Nicolás Maduro: “Denied it”"),
        ("4", "ana", "verdict: none -> insufficient, because “No evidence.”"),
        ("5", "ben", "verdict: insufficient -> refuted, because “No plane left.”"),
        ("6", "ana", "priority: normal -> high, because “widely shared”"),
        ("7", "ana", "evidence e1 withdrawn, because “a parody”"),
    ]
    assert cli("history", "1").err == "6 entries.\n"
    assert entries(db) == before


def test_history_of_all_names_the_claims(cli: Cli, db: Database) -> None:
    lines = {line[0]: line[2] for line in told(cli)}
    assert lines["2"] == "claim 2: added the claim “It rained”"
    assert lines["3"].startswith("claim 1: evidence e1: disputes, by Nicolás Maduro")
    assert lines["4"] == "claim 1: verdict: none -> insufficient, because “No evidence.”"


def test_history_is_narrowed_to_an_actor_and_comes_in_pages(cli: Cli, db: Database) -> None:
    assert [line[0] for line in told(cli, "--by", "ben")] == ["3"]
    assert [line[0] for line in told(cli, "--by", "nobody")] == []
    assert [line[0] for line in told(cli, "1", "--by", "ana")] == ["1", "4"]
    page = cli("history", "--limit", "3")
    assert [line.split("\t")[0] for line in page.out.splitlines()] == ["2", "3", "4"]
    assert page.err == "3 entries.   Older: --before 2\n"
    older = cli("history", "-n", "3", "--before", "2")
    assert [line.split("\t")[0] for line in older.out.splitlines()] == ["1"]
    assert older.err == "1 entry.\n"
    assert len(told(cli, "--limit", "0")) == 4


def test_history_is_narrowed_to_days_and_times(cli: Cli, db: Database) -> None:
    times = [at for (at,) in rows(db, Entry, "at")]
    day = times[0][:10]
    assert [line[0] for line in told(cli, "--on", day, "--by", "ana")] == ["1", "2", "4"]
    assert [line[0] for line in told(cli, "--since", times[1], "--until", times[2])] == ["2", "3"]
    assert [line[0] for line in told(cli, "1", "--since", times[1])] == ["3", "4"]
    assert [line[0] for line in told(cli, "--until", times[3], "--before", "3")] == ["1", "2"]
    assert told(cli, "--on", "2019-05") == told(cli, "--until", "2019") == []
    refused(
        cli,
        db,
        2,
        "error: --on names a day: leave out --since and --until\n",
        *("history", "--on", day, "--since", day),
    )
    assert cli("history", "--on", "2999").code == 3
    assert cli("history", "--since", "4").code == 3


def test_the_keys_of_history_are_a_promise(cli: Cli, db: Database) -> None:
    cli("undo")
    found = json.loads(cli("history", "--json").out)
    assert [one["seq"] for one in found] == [1, 2, 3, 4, 5]
    assert {frozenset(one) for one in found} == {frozenset(ENTRY_KEYS)}
    assert {name: found[3][name] for name in ENTRY_KEYS - {"at"}} == {
        "seq": 4,
        "actor": "ana",
        "action": "verdict",
        "reason": None,
        "undoes": None,
        "undone_by": 5,
        "claims": [1],
        "sentences": ["claim 1: verdict: none -> insufficient, because “No evidence.”"],
    }
    assert (found[4]["undoes"], found[4]["undone_by"]) == (4, None)


def test_history_of_what_is_not_there_is_not_found(cli: Cli, db: Database) -> None:
    unknown = "error: there is no claim 9\n  factcheck list shows the claims\n"
    refused(cli, db, 4, unknown, "history", "9")
    assert cli("history", "--limit", "-1").code == 2
    assert cli("history", "--before", "0").code == 2


# undo


def test_undo_takes_back_the_own_last_change_and_again_one_further_back(
    cli: Cli, db: Database
) -> None:
    first = cli("undo")
    assert (first.code, first.err) == (0, "")
    assert first.out == (
        "Took back entry 4 by ana: "
        "claim 1: verdict: none -> insufficient, because “No evidence.”\n"
    )
    assert rows(db, Verdict, "id") == []
    assert rows(db, Claim, "content_verdict") == [(None,), (None,)]
    second = cli("undo", "--because", "a test")
    assert second.out == "Took back entry 2 by ana: claim 2: added the claim “It rained”\n"
    assert rows(db, Claim, "id") == [(1,)]
    assert rows(db, Evidence, "stance") == [("disputes",)]
    assert entries(db)[-2:] == [("ana", "undo", None), ("ana", "undo", "a test")]
    assert rows(db, Entry, "undoes")[-2:] == [(4,), (2,)]
    lines = told(cli)
    assert lines[3][2].endswith("(taken back by entry 5)")
    assert lines[5] == (
        *("6", "ana"),
        "took back entry 2: claim 2: added the claim “It rained”, because “a test”",
    )


def test_undo_takes_back_the_change_of_the_one_who_asks(cli: Cli, db: Database) -> None:
    done = cli("undo", "--as", "ben")
    assert done.out.startswith("Took back entry 3 by ben: ")
    assert rows(db, Evidence, "id") == []
    assert rows(db, Verdict, "verdict") == [("insufficient",)]
    assert entries(db)[-1] == ("ben", "undo", None)
    nothing = "error: ben has no change to take back\n  factcheck history\n"
    refused(cli, db, 4, nothing, "undo", "--as", "ben")


def test_undo_takes_back_the_entry_that_was_named_and_can_do_it_again(
    cli: Cli, db: Database
) -> None:
    assert cli("undo", "3").out.startswith("Took back entry 3 by ben: ")
    assert rows(db, Evidence, "id") == []
    assert rows(db, Claim, "evidence_status")[0] == ("none",)
    already = "error: entry 3 was taken back already, by entry 5\n"
    refused(cli, db, 5, f"{already}  to do it again: factcheck undo 5\n", "undo", "3")
    with staged():
        again = cli("undo", "5")
    assert again.out.splitlines()[-1] == "To do it again: factcheck undo 6"
    assert rows(db, Evidence, "id", "stance") == [(1, "disputes")]
    assert rows(db, Claim, "evidence_status")[0] == ("disputed",)
    assert "taken back" not in {line[0]: line[2] for line in told(cli)}["3"]


def test_a_dry_run_says_it_and_writes_nothing(cli: Cli, db: Database) -> None:
    before = entries(db)
    done = cli("undo", "--dry-run")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Would take back entry 4 by ana: claim 1: verdict: none -> ")
    assert data(cli, "undo", "3", "--dry-run") == {
        "entry": 3,
        "undone": False,
        "by_entry": None,
        "what": [
            "claim 1: evidence e1: disputes, by Nicolás Maduro: “Denied it”",
            "new speaker Nicolás Maduro",
        ],
    }
    assert entries(db) == before
    assert rows(db, Verdict, "verdict") == [("insufficient",)]
    assert rows(db, Evidence, "stance") == [("disputes",)]


def test_undo_prints_what_it_took_back_as_json(cli: Cli, db: Database) -> None:
    assert data(cli, "undo", "2") == {
        "entry": 2,
        "undone": True,
        "by_entry": 5,
        "what": ["claim 2: added the claim “It rained”"],
    }


def test_a_later_change_in_the_way_is_named(cli: Cli, db: Database) -> None:
    cli("verdict", "1", "refuted", "--because", "No plane left.", "--as", "ben")
    refused(
        *(cli, db, 5),
        "error: entry 4 cannot be taken back: entry 5 (verdict by ben) touched the same things\n"
        "  take that back first: factcheck undo 5\n",
        *("undo", "4"),
    )
    refused(cli, db, 5, cli("undo").err, "undo", "--dry-run")
    assert rows(db, Verdict, "verdict", "ended") == [
        ("insufficient", "superseded"),
        ("refuted", None),
    ]
    assert cli("undo", "5").code == 0
    assert rows(db, Verdict, "verdict", "ended") == [("insufficient", None)]
    assert cli("undo", "4").code == 0
    assert rows(db, Verdict, "verdict") == []


def test_what_something_hangs_on_is_not_taken_back(cli: Cli, db: Database) -> None:
    done = cli("undo", "1")
    assert (done.code, done.out) == (5, "")
    assert re.match(r"error: entry 1 cannot be taken back: entry [34] \(", done.err)
    assert rows(db, Claim, "id") == [(1,), (2,)]
    refused(cli, db, 4, "error: there is no entry 99\n  factcheck history\n", "undo", "99")
    assert cli("undo", "0").code == 2


def test_tags_and_edits_go_back_to_what_they_were(cli: Cli, db: Database) -> None:
    cli("tag", "1", "--remove", "air")
    cli("edit", "1", "--text", "Worded anew", "--because", "clearer")
    assert cli("undo").code == 0
    assert rows(db, Claim, "text")[0] == (POMPEO,)
    assert cli("undo").code == 0
    assert rows(db, ClaimTag, "claim_id", "removed") == [(1, 0)]
    assert cli("undo", "7").code == 0
    assert rows(db, Claim, "text")[0] == ("Worded anew",)
    assert cli("undo", "8").code == 0
    assert rows(db, ClaimTag, "claim_id", "removed") == [(1, 1)]
