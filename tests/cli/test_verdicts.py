"""factcheck verdict: exit codes, both streams, and the rows."""

import json
from typing import Any

import pytest

from factcheck.db import Database
from factcheck.models import Claim, RatingPoint, RatingScale, Verdict
from factcheck.records import AppearanceRecord
from factcheck.services import appearances
from tests import filled
from tests.conftest import Cli
from tests.factories import make_claim, make_evidence
from tests.rows import data, entries, refused, rows

VERDICT_KEYS = {
    "id",
    "uid",
    "claim",
    "about",
    "appearance",
    "verdict",
    "reason",
    "rating",
    "scale",
    "reworded_since",
    "ruled_at",
    "ruled_by",
    "ended",
    "ended_at",
    "ended_because",
}


@pytest.fixture(autouse=True)
def desk(url: str) -> None:
    """Claim 1, disputed, with two appearances; and claim 2, of the library."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            claim = make_claim(session)
            again = AppearanceRecord("John Bolton", "https://example.org/b")
            appearances.add(session, claim, again, by="ben")
            make_evidence(session, claim)
            make_claim(session, "Checked by others").tracked = 0

    filled.once(url, fill)


def ruled(db: Database) -> list[tuple[Any, ...]]:
    return rows(db, Verdict, "appearance_id", "verdict", "reason", "ruled_by", "ended")


def test_a_verdict_is_given_with_its_reason(cli: Cli, db: Database) -> None:
    done = cli("verdict", "1", "insufficient", "--because", "No evidence was shown.")
    assert (done.code, done.out) == (0, "Verdict on claim 1: insufficient.\n")
    assert done.err == ""
    assert ruled(db) == [(None, "insufficient", "No evidence was shown.", "ana", None)]
    assert rows(db, Claim, "content_verdict", "attribution_verdict", "unverified")[0] == (
        *("insufficient", None, 1),
    )
    assert entries(db)[-1][:2] == ("ana", "verdict")
    told = "verdict: none -> insufficient, because “No evidence was shown.”"
    assert cli("history", "1").out.splitlines()[-1].endswith(f"\tana\t{told}")


def test_a_new_verdict_supersedes_the_former_and_history_tells_from_what_to_what(
    cli: Cli, db: Database
) -> None:
    cli("verdict", "1", "insufficient", "--because", "No evidence.")
    done = cli("verdict", "1", "Refuted", "--because", "-", "--as", "carla", stdin="No plane.\n")
    assert (done.code, done.out) == (0, "Verdict on claim 1: refuted.\n")
    assert ruled(db) == [
        (None, "insufficient", "No evidence.", "ana", "superseded"),
        (None, "refuted", "No plane.", "carla", None),
    ]
    assert rows(db, Claim, "content_verdict", "unverified")[0] == ("refuted", 0)
    told = "verdict: insufficient -> refuted, because “No plane.”"
    assert cli("history", "1").out.splitlines()[-1].endswith(f"\tcarla\t{told}")


def test_a_verdict_is_on_the_appearance_that_was_named(cli: Cli, db: Database) -> None:
    said = cli("verdict", "1", "supported", "--said", "--because", "The recording.")
    assert said.out == "Verdict on claim 1 (was it said, a1): supported.\n"
    assert said.err == "warning: there is no evidence on file about the attribution\n"
    other = cli("verdict", "1", "mixed", "--appearance", "a2", "--because", "In other words.")
    assert other.out == "Verdict on claim 1 (was it said, a2): mixed.\n"
    assert ruled(db) == [
        (1, "supported", "The recording.", "ana", None),
        (2, "mixed", "In other words.", "ana", None),
    ]
    assert rows(db, Claim, "content_verdict", "attribution_verdict", "unverified")[0] == (
        *(None, "supported", 1),
    )
    told = "verdict on whether it was said (a2): none -> mixed, because “In other words.”"
    assert cli("history", "1").out.splitlines()[-1].endswith(told)


def test_a_rating_is_kept_beside_the_verdict(cli: Cli, db: Database) -> None:
    rated = ("--rating", "politifact: half true")
    done = cli("verdict", "1", "refuted", "--because", "No plane left.", *rated)
    assert done.out == "Verdict on claim 1: refuted, rated Half True (politifact).\n"
    assert done.err == (
        "warning: no evidence refutes the content\n"
        "warning: the rating Half True usually means mixed\n"
    )
    [(point,)] = rows(db, Verdict, "point_id")
    assert rows(db, RatingPoint, "label")[point - 1] == ("Half True",)
    assert rows(db, RatingScale, "name") == [("politifact",)]


def test_a_verdict_against_the_evidence_is_kept_with_a_warning(cli: Cli, db: Database) -> None:
    cli("mark", "1", "no-result", "Flight trackers of that day")
    done = cli("verdict", "1", "supported", "--because", "He said so.")
    assert done.out == "Verdict on claim 1: supported.\n"
    assert done.err == (
        "warning: no evidence supports the content; it is disputed [e1]; "
        "a search found nothing [e2]\n"
    )
    assert rows(db, Claim, "content_verdict", "unverified")[0] == ("supported", 0)


def test_a_verdict_is_printed_as_json(cli: Cli, db: Database) -> None:
    rated = ("--rating", "politifact: Half True")
    done = cli("verdict", "1", "mixed", "--said", "--because", "In parts.", *rated, "--json")
    assert done.code == 0
    assert done.err == "warning: there is no evidence on file about the attribution\n"
    made = json.loads(done.out)
    assert made.keys() == VERDICT_KEYS
    assert (made["claim"], made["about"], made["appearance"]) == (1, "attribution", 1)
    assert (made["verdict"], made["reason"], made["ended"]) == ("mixed", "In parts.", None)
    assert (made["rating"], made["scale"]) == ("Half True", "politifact")
    gone = data(cli, "verdict", "1", "--withdraw", "--said", "--because", "Cut.")
    assert gone.keys() == VERDICT_KEYS
    assert (gone["id"], gone["ended"], gone["ended_because"]) == (made["id"], "withdrawn", "Cut.")


def test_a_verdict_is_withdrawn_with_a_reason(cli: Cli, db: Database) -> None:
    cli("verdict", "1", "insufficient", "--because", "No evidence.")
    cli("verdict", "1", "supported", "--because", "The recording.", "--said")
    cli("verdict", "1", "refuted", "--because", "Another man.", "--appearance", "2")
    said = cli("verdict", "1", "--withdraw", "--said", "--because", "It was cut.")
    assert (said.code, said.err) == (0, "")
    assert said.out == "Verdict on claim 1 (was it said, a1) withdrawn: it was supported.\n"
    assert entries(db)[-1] == ("ana", "verdict", "It was cut.")
    told = "verdict on whether it was said (a1): supported -> none, because “It was cut.”"
    assert cli("history", "1").out.splitlines()[-1].endswith(f"\tana\t{told}")
    other = cli("verdict", "1", "--withdraw", "--appearance", "a2", "--because", "Heard again.")
    assert other.out == "Verdict on claim 1 (was it said, a2) withdrawn: it was refuted.\n"
    content = cli("verdict", "1", "--withdraw", "--because", "-", stdin="New facts.")
    assert content.out == "Verdict on claim 1 withdrawn: it was insufficient.\n"
    assert rows(db, Verdict, "verdict", "ended", "ended_because") == [
        ("insufficient", "withdrawn", "New facts."),
        ("supported", "withdrawn", "It was cut."),
        ("refuted", "withdrawn", "Heard again."),
    ]
    assert rows(db, Claim, "content_verdict", "attribution_verdict")[0] == (None, None)


def test_a_stance_where_a_verdict_belongs_names_both_commands(cli: Cli, db: Database) -> None:
    for stance, verdict in (
        ("refutes", "refuted"),
        ("supports", "supported"),
        ("disputes", "insufficient"),
        ("no-result", "insufficient"),
    ):
        refused(
            *(cli, db, 2),
            f'error: "{stance}" is a stance, not a verdict\n'
            f'  to give your conclusion:  factcheck verdict 1 {verdict} --because "..."\n'
            f'  to add evidence:          factcheck mark 1 {stance} "..." --source URL\n',
            *("verdict", "1", stance, "--because", "x"),
        )
    bare = cli("verdict", "1", "refutes")
    assert (bare.code, bare.err.splitlines()[0]) == (
        *(2, 'error: "refutes" is a stance, not a verdict'),
    )


def test_verdict_refuses_what_it_cannot_store(cli: Cli, db: Database) -> None:
    because = ("--because", "x")
    words = "supported, refuted, mixed, insufficient, not-checkable"
    cases = {
        ("verdict", "1", "supported"): (2, 'the reason is missing\n  --because "..."'),
        ("verdict", "1", *because): (2, f"which verdict?\n  one of: {words}; or --withdraw"),
        ("verdict", "1", "true", *because): (
            2,
            f"unknown verdict: true\n  did you mean supported? verdict is one of: {words}",
        ),
        ("verdict", "1", "mixed", *because, "--said", "--appearance", "a1"): (
            2,
            "--said is the first appearance: name it, or another with --appearance",
        ),
        ("verdict", "1", "mixed", *because, "--withdraw"): (
            2,
            "--withdraw takes back the verdict in force: name no other",
        ),
        ("verdict", "1", *because, "--withdraw", "--rating", "politifact: True"): (
            2,
            "--withdraw takes back the verdict in force: name no other",
        ),
        ("verdict", "1", "mixed", "--because", "  "): (3, "the reason is empty"),
        ("verdict", "9", "mixed", *because): (
            4,
            "there is no claim 9\n  factcheck list shows the claims",
        ),
        ("verdict", "1", "mixed", *because, "--appearance", "a3"): (
            4,
            "claim 1 has no appearance a3\n  factcheck show 1",
        ),
        ("verdict", "1", "mixed", *because, "--rating", "Half True"): (
            4,
            (
                "'Half True' names no scale\n"
                '  write "SCALE: LABEL"; factcheck scale list shows the scales'
            ),
        ),
        ("verdict", "1", "mixed", *because, "--rating", "stars: 5"): (
            4,
            "there is no rating scale stars\n  factcheck scale list shows them all",
        ),
        ("verdict", "1", "mixed", *because, "--rating", "politifact: Falso"): (
            4,
            (
                "the scale politifact has no label Falso\n"
                "  its labels: True, Mostly True, Half True, Mostly False, False, Pants on Fire, "
                "Full Flop, Half Flip, No Flip, Promise Kept, Promise Broken, Compromise"
            ),
        ),
        ("verdict", "2", "mixed", *because): (
            5,
            (
                "claim 2 is a reference of the library: it takes no verdict of ours\n"
                "  to work on it: factcheck track 2"
            ),
        ),
        ("verdict", "1", "--withdraw", *because): (
            5,
            "claim 1 has no verdict in force to withdraw",
        ),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", *args)
    assert ruled(db) == []


def test_the_same_verdict_again_is_a_conflict(cli: Cli, db: Database) -> None:
    given = ("verdict", "1", "insufficient", "--because", "No evidence.")
    assert cli(*given).code == 0
    refused(cli, db, 5, "error: this verdict on claim 1 is in force already\n", *given)
    assert cli(*given[:-1], "Still no evidence.").code == 0
    assert [row[4] for row in ruled(db)] == ["superseded", None]
