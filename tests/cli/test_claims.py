"""factcheck show, edit: exit codes, both streams, and the rows."""

import json

from factcheck.db import Database
from factcheck.models import Appearance, Claim
from factcheck.records import AppearanceRecord
from factcheck.services import appearances
from tests.conftest import Cli
from tests.factories import POMPEO, make_claim, make_evidence, make_verdict, noise
from tests.rows import data, entries, refused, rows

CLAIM_KEYS = {
    *("assignee", "due_on", "recheck_every", "rechecked_at", "worth", "published_at"),
    *("outreach", "corrections", "waivers"),
    "id",
    "uid",
    "text",
    "context",
    "language",
    "stage",
    "priority",
    "why",
    "tracked",
    "unverified",
    "merged_into",
    "tags",
    "verdict",
    "evidence_status",
    "attribution",
    "attribution_status",
    "appearances",
    "evidence",
    "verdicts",
    "reviews",
    "relations",
    "notes",
    "aliases",
    "added_at",
    "added_by",
    "changes",
    "corrections",
    "waivers",
    "redirected_from",
}
EDITED = ("text", "context", "language", "priority", "why")

# show


def test_show_has_a_block_for_each_of_the_two_questions(cli: Cli, db: Database) -> None:
    with db.transaction(by="ana") as session:
        noise(session)
        claim = make_claim(session, tags=("venezuela",))
        make_evidence(session, claim, by="Nicolás Maduro", note="Denied it", source="s4")
        make_evidence(session, claim, "supports", said=True, note="The recording")
        make_verdict(session, claim, reason="No evidence.")
    done = cli("show", "4")
    assert (done.code, done.err) == (0, "")
    shown = " ".join(done.out.split())
    content, attribution = shown.split("WAS IT SAID?")
    opening, content = content.split("WAS IT SO?")
    assert opening.startswith("Claim 4 · unverified (insufficient) · new · venezuela Nicolás")
    assert "Said by Mike Pompeo, 30 April 2019" in opening
    assert "example.org/interview" in opening
    assert "“getting prepared to get on his airplane”" in opening
    assert content.startswith(" insufficient evidence: disputed because No evidence. ruled ")
    assert "disputes Nicolás Maduro: Denied it example.org/interview [e4]" in content
    assert attribution.startswith(" no verdict evidence: supporting supports The recording [e5]")
    assert "invented" not in shown


def test_show_prints_all_that_hangs_on_a_claim_as_json(cli: Cli, db: Database) -> None:
    with db.transaction(by="ana") as session:
        noise(session)
        claim = make_claim(session, tags=("venezuela",))
        make_evidence(session, claim)
        make_evidence(session, claim, "supports", said=True)
        make_verdict(session, claim)
    shown = data(cli, "show", "4")
    assert shown.keys() == CLAIM_KEYS
    assert (shown["id"], shown["tags"], shown["verdict"]) == (4, ["venezuela"], "insufficient")
    assert (shown["evidence_status"], shown["attribution_status"]) == ("disputed", "supporting")
    assert [(one["id"], one["about"]) for one in shown["evidence"]] == [
        (4, "content"),
        (5, "attribution"),
    ]
    assert [one["first"] for one in shown["appearances"]] == [True]
    assert data(cli, "show", "4", "--columns", "id,verdict") == {
        "id": 4,
        "verdict": "insufficient",
    }


def test_show_of_what_is_not_there_says_so(cli: Cli, db: Database) -> None:
    unknown = "error: there is no claim 9\n  factcheck list shows the claims\n"
    refused(cli, db, 4, unknown, "show", "9")
    done = cli("show", "9", "--json")
    assert (done.code, done.out) == (4, "")
    assert json.loads(done.err) == {
        "error": {
            "code": "not_found",
            "exit": 4,
            "message": "there is no claim 9",
            "retryable": False,
            "hint": "factcheck list shows the claims",
        }
    }
    for told in ("0", "x", ""):
        assert cli("show", told).code == 2
    assert cli("show").code == 2


# edit


def test_edit_sets_every_field_and_logs_why(cli: Cli, db: Database) -> None:
    with db.transaction(by="ben") as session:
        make_claim(session)
        make_claim(session, "Another claim")
    done = cli(
        *("edit", "1", "--text", "Maduro had a plane waiting", "--context", "On the radio"),
        *("--language", "es", "--said-on", "2019-04", "--priority", "urgent", "--why", "shared"),
        *("--because", "nearer to the quote"),
    )
    assert (done.code, done.err) == (0, "")
    told = "text, context, language, said on, priority, why"
    assert done.out == f"Claim 1 changed: {told}.\n"
    assert rows(db, Claim, *EDITED) == [
        ("Maduro had a plane waiting", "On the radio", "es", 3, "shared"),
        ("Another claim", None, None, 1, None),
    ]
    assert rows(db, Claim, "said_on") == [("2019-04",), ("2019-04-30",)]
    assert entries(db)[-1] == ("ana", "edit", "nearer to the quote")
    assert "because “nearer to the quote”" in cli("history", "1").out


def test_edit_clears_with_nothing_and_knows_when_nothing_changed(cli: Cli, db: Database) -> None:
    with db.transaction(by="ben") as session:
        make_claim(session, context="On the radio", language="es", why="shared")
    cleared = ("edit", "1", "--context", "", "--language", "", "--why", "", "--said-on", "")
    done = cli(*cleared, "--as", "carla")
    assert done.out == "Claim 1 changed: context, language, said on, why.\n"
    assert rows(db, Claim, *EDITED, "said_on") == [(POMPEO, None, None, 1, None, "")]
    assert entries(db)[-1] == ("carla", "edit", None)
    before = entries(db)
    assert cli(*cleared, "--because", "again").out == "Nothing changed.\n"
    assert entries(db) == before


def test_edit_prints_the_claim_as_json_and_asks_about_a_verdict(cli: Cli, db: Database) -> None:
    with db.transaction(by="ben") as session:
        claim = make_claim(session)
        make_evidence(session, claim)
        make_verdict(session, claim)
    assert cli("edit", "1", "--priority", "low").err == ""
    done = cli("edit", "1", "--text", "Worded anew", "--json")
    assert done.code == 0
    assert done.err == "warning: claim 1 has a verdict: does it still fit the new words?\n"
    assert json.loads(done.out).keys() == CLAIM_KEYS
    assert json.loads(done.out)["text"] == "Worded anew"
    assert json.loads(done.out)["verdicts"][0]["reworded_since"] is True


def test_edit_into_the_words_of_another_claim_needs_force(cli: Cli, db: Database) -> None:
    with db.transaction(by="ben") as session:
        make_claim(session)
        make_claim(session, "Another claim")
    told = "claim 1 says this already\n  factcheck show 1, or edit it anyway with --force"
    refused(cli, db, 5, f"error: {told}\n", "edit", "2", "--text", POMPEO)
    assert cli("edit", "2", "--text", POMPEO, "--force").code == 0
    assert rows(db, Claim, "text") == [(POMPEO,), (POMPEO,)]


def test_edit_refuses_what_it_cannot_store(cli: Cli, db: Database) -> None:
    with db.transaction(by="ben") as session:
        make_claim(session)
    cases = {
        ("edit", "1"): (2, 'nothing to change was named\n  factcheck edit 1 --text "..."'),
        ("edit", "1", "--text", ""): (3, "the claim is empty"),
        ("edit", "1", "--said-on", "May"): (
            3,
            "said on: 'May' is not a date\n  write 2019, 2019-04 or 2019-04-30",
        ),
        ("edit", "1", "--language", "!"): (
            3,
            "language: '!' is not a language tag\n  write en, es, pt-br ...",
        ),
        ("edit", "1", "--priority", "4"): (
            2,
            "unknown priority: 4\n  priority is one of: low, normal, high, urgent",
        ),
        ("edit", "9", "--why", "x"): (
            4,
            "there is no claim 9\n  factcheck list shows the claims",
        ),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", *args)


def test_a_date_for_a_claim_without_an_appearance_makes_one(cli: Cli, db: Database) -> None:
    with db.transaction(by="ben") as session:
        make_claim(session, speaker=None, source=None, said_on=None, quote=None)
        other = make_claim(session, "Another claim")
        appearances.add(session, other, AppearanceRecord("John Bolton", said_on="2001"), by="ben")
    assert cli("edit", "1", "--said-on", "2019").code == 0
    assert cli("edit", "2", "--said-on", "2018").code == 0
    assert rows(db, Appearance, "claim_id", "said_on") == [(2, "2018"), (2, "2001"), (1, "2019")]
