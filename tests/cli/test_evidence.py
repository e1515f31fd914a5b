"""factcheck mark, evidence show|edit|withdraw: exit codes, both streams, and the rows."""

import json
from typing import Any

import pytest

from factcheck.cli.output import staged
from factcheck.db import Database
from factcheck.models import Claim, Evidence, Source, Speaker
from factcheck.records import AppearanceRecord
from factcheck.services import appearances
from tests import filled
from tests.conftest import Cli
from tests.factories import make_claim, make_evidence, noise
from tests.rows import data, entries, refused, rows

EVIDENCE_KEYS = {
    "id",
    "uid",
    "claim",
    "about",
    "appearance",
    "stance",
    "by",
    "source",
    "source_title",
    "source_url",
    "quote",
    "locator",
    "note",
    "retrieved_on",
    "rank",
    "confidential",
    "confidential_because",
    "source_confidential",
    "independence_group",
    "archive_url",
    "added_at",
    "added_by",
    "withdrawn_because",
}
WORDS = ("stance", "note", "quote", "locator", "retrieved_on", "rank", "confidential")
VTV = "https://example.org/vtv"


@pytest.fixture(autouse=True)
def desk(url: str) -> None:
    """Claim 1 with two appearances, and claim 2 by the same speaker."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            claim = make_claim(session)
            again = AppearanceRecord("John Bolton", "https://example.org/b")
            appearances.add(session, claim, again, by="ben")
            make_claim(session, "Another claim")

    filled.once(url, fill)


def status(db: Database) -> list[tuple[Any, ...]]:
    return rows(db, Claim, "evidence_status", "attribution_status")


# mark


def test_mark_keeps_everything_it_is_told(cli: Cli, db: Database) -> None:
    done = cli(
        *("mark", "1", "disputes", "Denied it on state television", "--by", "Nicolás Maduro"),
        *("--source", VTV, "--quote", "I never had a plane", "--locator", "01:30"),
        *("--retrieved-on", "2019-05-01", "--primary", "--confidential"),
    )
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "Evidence e1 on claim 1: disputed by Nicolás Maduro. Status: none -> disputed.\n"
    )
    assert rows(db, Evidence, *WORDS) == [
        (
            *("disputes", "Denied it on state television", "I never had a plane", "01:30"),
            *("2019-05-01", "primary", 1),
        )
    ]
    assert rows(db, Evidence, "claim_id", "appearance_id", "by_id", "source_id") == [
        (1, None, 3, 3)
    ]
    assert rows(db, Speaker, "name")[2] == ("Nicolás Maduro",)
    assert rows(db, Source, "url")[2] == (VTV,)
    assert rows(db, Evidence, "added_by") == [("ana",)]
    assert entries(db)[-1] == ("ana", "mark", None)
    assert status(db) == [("disputed", "none"), ("none", "none")]


def test_evidence_is_on_the_appearance_that_was_named(cli: Cli, db: Database) -> None:
    first = cli("mark", "1", "supports", "--said", "--source", "s1", "--secondary")
    assert first.out == (
        "Evidence e1 on claim 1 (was it said, a1): supported. Status: none -> supporting.\n"
    )
    second = cli("mark", "1", "refutes", "Another man", "--appearance", "a2", "--as", "carla")
    assert second.out == (
        "Evidence e2 on claim 1 (was it said, a2): refuted. Status: none -> refuting.\n"
    )
    assert cli("mark", "1", "mixed", "Half of it", "--appearance", "[a2]").out.endswith(
        "mixed. Status: refuting -> conflicting.\n"
    )
    assert rows(db, Evidence, "appearance_id", "stance", "rank", "added_by") == [
        (1, "supports", "secondary", "ana"),
        (2, "refutes", None, "carla"),
        (2, "mixed", None, "ana"),
    ]
    assert status(db) == [("none", "supporting"), ("none", "none")]
    assert [actor for actor, _, _ in entries(db)] == ["ben", "ana", "carla", "ana"]


def test_the_evidence_status_is_told_in_words_as_it_moves(cli: Cli, db: Database) -> None:
    steps = (
        ("context", "context. Status: none -> inconclusive."),
        ("no-result", "searched, nothing found. Status: inconclusive, as before."),
        ("disputes", "disputed. Status: inconclusive -> disputed."),
        ("SUPPORTS", "supported. Status: disputed -> supporting, disputed."),
        ("refutes", "refuted. Status: supporting, disputed -> conflicting."),
        ("mixed", "mixed. Status: conflicting, as before."),
    )
    for number, (stance, told) in enumerate(steps, 1):
        done = cli("mark", "1", stance, f"note {number}")
        assert (done.code, done.out) == (0, f"Evidence e{number} on claim 1: {told}\n")
    assert status(db) == [("conflicting", "none"), ("none", "none")]
    assert rows(db, Claim, "supports", "refutes", "mixed", "disputes")[0] == (1, 1, 1, 1)


def test_mark_reads_its_note_or_its_source_from_stdin(cli: Cli, db: Database) -> None:
    assert cli("mark", "1", "no_result", "-", stdin="Flight trackers\nof that day\n").code == 0
    secret = "https://example.org/private?key=1"
    assert cli("mark", "1", "supports", "--source", "-", stdin=secret).code == 0
    assert rows(db, Evidence, "stance", "note") == [
        ("no-result", "Flight trackers\nof that day"),
        ("supports", None),
    ]
    assert rows(db, Source, "url")[2] == (secret,)


def test_mark_prints_the_item_it_made_as_json(cli: Cli, db: Database) -> None:
    made = data(cli, "mark", "1", "supports", "The recording", "--said", "--confidential")
    assert made.keys() == EVIDENCE_KEYS
    assert (made["claim"], made["about"], made["appearance"]) == (1, "attribution", 1)
    assert (made["note"], made["confidential"], made["added_by"]) == ("The recording", True, "ana")
    assert rows(db, Evidence, "uid") == [(made["uid"],)]
    plain = data(cli, "mark", "1", "context", "The weather")
    assert (plain["about"], plain["appearance"], plain["confidential"]) == ("content", None, False)


def test_a_verdict_where_a_stance_belongs_names_both_commands(cli: Cli, db: Database) -> None:
    refused(
        *(cli, db, 2),
        'error: "refuted" is a verdict, not a stance\n'
        '  to add evidence against it:  factcheck mark 1 refutes "..." --source URL\n'
        '  to give your conclusion:     factcheck verdict 1 refuted --because "..."\n',
        *("mark", "1", "refuted"),
    )
    refused(
        *(cli, db, 2),
        'error: "supported" is a verdict, not a stance\n'
        '  to add evidence for it:      factcheck mark 2 supports "..." --source URL\n'
        '  to give your conclusion:     factcheck verdict 2 supported --because "..."\n',
        *("mark", "2", "Supported", "a note"),
    )
    refused(
        *(cli, db, 2),
        'error: "not-checkable" is a verdict, not a stance\n'
        '  to add evidence about it:    factcheck mark 1 context "..." --source URL\n'
        '  to give your conclusion:     factcheck verdict 1 not-checkable --because "..."\n',
        *("mark", "1", "not_checkable"),
    )


def test_mark_refuses_what_it_cannot_store(cli: Cli, db: Database) -> None:
    cases = {
        ("mark", "1", "denies", "x"): (
            2,
            (
                "unknown stance: denies\n"
                "  did you mean disputes? stance is one of: "
                "supports, refutes, mixed, disputes, context, no-result"
            ),
        ),
        ("mark", "1", "no-result"): (
            3,
            (
                "no-result needs a note of what was searched\n"
                '  factcheck mark ID no-result "where and when you searched"'
            ),
        ),
        ("mark", "1", "supports", "--locator", "p. 2"): (
            3,
            (
                "evidence needs a note, a source, a quote or somebody who says so\n"
                '  factcheck mark ID STANCE "..." --source URL'
            ),
        ),
        ("mark", "1", "supports", "x", "--retrieved-on", "May"): (
            3,
            "retrieved on: 'May' is not a date\n  write 2019, 2019-04 or 2019-04-30",
        ),
        ("mark", "1", "supports", "x", "--source", "ftp://example.org"): (
            3,
            (
                "'ftp://example.org' is not an address of the web\n"
                '  write https://..., or "KIND: TITLE" for what is not on the web'
            ),
        ),
        ("mark", "1", "supports", "x", "--primary", "--secondary"): (
            2,
            "a source is primary or secondary, not both",
        ),
        ("mark", "1", "supports", "x", "--said", "--appearance", "a1"): (
            2,
            "--said is the first appearance: name it, or another with --appearance",
        ),
        ("mark", "1", "supports", "x", "--appearance", "first"): (
            2,
            "'first' is not the id of an appearance\n  write a1 or 1",
        ),
        ("mark", "1", "supports", "x", "--appearance", "a3"): (
            4,
            "claim 1 has no appearance a3\n  factcheck show 1",
        ),
        ("mark", "1", "supports", "x", "--appearance", "a9"): (4, "there is no appearance a9"),
        ("mark", "9", "supports", "x"): (
            4,
            "there is no claim 9\n  factcheck list shows the claims",
        ),
        ("mark", "1"): (2, "missing argument 'STANCE'\n  factcheck mark --help"),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", *args)
    assert rows(db, Evidence, "id") == []


def test_the_same_evidence_twice_is_a_conflict(cli: Cli, db: Database) -> None:
    item = ("mark", "1", "disputes", "Denied it", "--by", "Nicolás Maduro", "--source", VTV)
    assert cli(*item).code == 0
    refused(cli, db, 5, "error: claim 1 has this evidence already: e1\n", *item)
    assert cli(*item, "--locator", "at the end").code == 0
    assert cli(*item, "--said").code == 0
    assert cli("mark", "2", *item[2:]).code == 0
    assert rows(db, Evidence, "claim_id", "appearance_id") == [
        (1, None),
        (1, None),
        (1, 1),
        (2, None),
    ]


def test_nobody_can_have_said_what_has_no_appearance(cli: Cli, db: Database) -> None:
    cli("add", "It rained")
    refused(
        *(cli, db, 5),
        "error: claim 3 has no appearance yet: nobody is on file as having said it\n"
        "  factcheck appearance add 3 --speaker NAME --source URL\n",
        *("mark", "3", "supports", "x", "--said"),
    )


def test_on_a_terminal_mark_says_what_comes_next(cli: Cli, db: Database) -> None:
    with staged():
        done = cli("mark", "1", "context", "x")
    assert done.out.endswith("none -> inconclusive.\nNext: factcheck show 1\n")


# evidence show


def test_evidence_show_prints_one_item(cli: Cli, db: Database) -> None:
    with db.transaction(by="ben") as session:
        noise(session)
    cli("mark", "1", "disputes", "Denied it", "--by", "Nicolás Maduro", "--source", VTV)
    done = cli("evidence", "show", "e4")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "Evidence e4 on claim 1 · was it so"
    assert lines[1] == "  disputes    Nicolás Maduro: Denied it"
    assert (lines[2].split(), lines[3][:9]) == (["example.org/vtv", "[e4]"], "  added  ")
    shown = data(cli, "evidence", "show", "[E4]")
    assert shown.keys() == EVIDENCE_KEYS
    assert (shown["id"], shown["by"], shown["source_url"]) == (4, "Nicolás Maduro", VTV)
    refused(cli, db, 4, "error: there is no evidence e9\n", "evidence", "show", "9")
    told = "error: 'a1' is not the id of evidence\n  write e1 or 1\n"
    refused(cli, db, 2, told, "evidence", "show", "a1")


# evidence edit


def test_evidence_edit_sets_every_field_and_logs_why(cli: Cli, db: Database) -> None:
    with db.transaction(by="ben") as session:
        claim = make_claim(session, "A third claim")
        make_evidence(session, claim)
        make_evidence(session, claim, "context")
    done = cli(
        *("evidence", "edit", "e1", "--stance", "supports", "--note", "The log", "--source", VTV),
        *("--quote", "cleared for take-off", "--locator", "page 3", "--retrieved-on", "2019-05"),
        *("--by", "Tower", "--rank", "primary", "--confidential", "yes"),
        *("--because", "read again", "--as", "carla"),
    )
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "Evidence e1 changed: source, quote, locator, retrieved on, by, stance, note, rank, "
        "confidential.\n"
    )
    assert rows(db, Evidence, *WORDS) == [
        ("supports", "The log", "cleared for take-off", "page 3", "2019-05", "primary", 1),
        ("context", "A note that context", None, None, None, None, 0),
    ]
    assert rows(db, Evidence, "by_id", "source_id") == [(3, 3), (None, None)]
    assert rows(db, Speaker, "name")[2] == ("Tower",)
    assert rows(db, Source, "url")[2] == (VTV,)
    assert entries(db)[-1] == ("carla", "evidence edit", "read again")
    assert status(db)[2] == ("supporting", "none")
    assert "because “read again”" in cli("history", "3").out


def test_evidence_edit_clears_with_nothing(cli: Cli, db: Database) -> None:
    everything = ("--source", VTV, "--quote", "q", "--locator", "p", "--by", "Tower", "--primary")
    cli("mark", "1", "disputes", "n", *everything, "--retrieved-on", "2019", "--confidential")
    nothing = [
        part
        for name in ("source", "quote", "locator", "by", "rank", "retrieved-on")
        for part in (f"--{name}", "")
    ]
    edited = data(cli, "evidence", "edit", "1", *nothing, "--confidential", "no")
    assert edited.keys() == EVIDENCE_KEYS
    assert rows(db, Evidence, *WORDS) == [("disputes", "n", None, None, None, None, 0)]
    assert rows(db, Evidence, "by_id", "source_id") == [(None, None)]
    before = entries(db)
    assert cli("evidence", "edit", "1", *nothing).out == "Nothing changed.\n"
    assert entries(db) == before


def test_evidence_edit_reads_its_source_from_stdin(cli: Cli, db: Database) -> None:
    cli("mark", "1", "disputes", "n")
    assert cli("evidence", "edit", "1", "--source", "-", stdin=f"{VTV}\n").code == 0
    assert rows(db, Source, "url")[2] == (VTV,)


def test_evidence_edit_refuses_what_it_cannot_store(cli: Cli, db: Database) -> None:
    cli("mark", "1", "no-result", "Flight trackers")
    edit = ("evidence", "edit", "1")
    cases = {
        edit: (2, "nothing to change was named\n  factcheck evidence edit --help"),
        (*edit, "--confidential", "perhaps"): (
            2,
            "unknown --confidential: perhaps\n  --confidential is one of: yes, no",
        ),
        (*edit, "--stance", "refuted"): (
            2,
            (
                "unknown stance: refuted\n"
                "  did you mean refutes? stance is one of: "
                "supports, refutes, mixed, disputes, context, no-result"
            ),
        ),
        (*edit, "--rank", "third"): (
            2,
            "unknown rank: third\n  rank is one of: primary, secondary",
        ),
        (*edit, "--note", ""): (
            3,
            (
                "no-result needs a note of what was searched\n"
                '  factcheck mark ID no-result "where and when you searched"'
            ),
        ),
        (*edit, "--retrieved-on", "then"): (
            3,
            "retrieved on: 'then' is not a date\n  write 2019, 2019-04 or 2019-04-30",
        ),
        ("evidence", "edit", "e7", "--note", "x"): (4, "there is no evidence e7"),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", *args)


# evidence withdraw


def test_withdrawn_evidence_stays_on_file_with_its_reason(cli: Cli, db: Database) -> None:
    cli("mark", "1", "supports", "A photograph")
    cli("mark", "1", "disputes", "Denied it")
    done = cli("evidence", "withdraw", "e1", "--because", "the page is a parody", "--as", "carla")
    assert (done.code, done.err) == (0, "")
    assert done.out == ("Evidence e1 withdrawn. Status: supporting, disputed -> disputed.\n")
    assert rows(db, Evidence, "stance", "withdrawn_because") == [
        ("supports", "the page is a parody"),
        ("disputes", None),
    ]
    assert entries(db)[-1] == ("carla", "evidence withdraw", "the page is a parody")
    assert status(db)[0] == ("disputed", "none")
    told = "evidence e1 withdrawn, because “the page is a parody”"
    assert cli("history", "1").out.splitlines()[-1].endswith(f"\tcarla\t{told}")
    shown = cli("evidence", "show", "1")
    assert shown.out.startswith("Evidence e1 on claim 1 · was it so\n  supports    A photograph")
    assert shown.out.endswith("\n  withdrawn   the page is a parody\n")


def test_withdrawing_evidence_prints_the_item_as_json(cli: Cli, db: Database) -> None:
    cli("mark", "1", "supports", "A photograph", "--said")
    gone = data(cli, "evidence", "withdraw", "1", "--because", "a forgery")
    assert gone.keys() == EVIDENCE_KEYS
    assert gone["withdrawn_because"] == "a forgery"
    assert status(db)[0] == ("none", "none")


def test_what_was_withdrawn_is_not_touched_again(cli: Cli, db: Database) -> None:
    cli("mark", "1", "supports", "A photograph")
    cli("evidence", "withdraw", "1", "--because", "a forgery")
    told = "error: evidence e1 was withdrawn\n"
    refused(cli, db, 5, told, "evidence", "withdraw", "1", "--because", "again")
    refused(cli, db, 5, told, "evidence", "edit", "1", "--note", "again")
    missing = cli("evidence", "withdraw", "1", "--json")
    assert (missing.code, missing.out) == (2, "")
    assert json.loads(missing.err)["error"]["message"] == "missing option '--because'"
    told = "error: there is no evidence e8\n"
    refused(cli, db, 4, told, "evidence", "withdraw", "8", "--because", "x")


def test_items_of_one_origin_share_a_group(cli: Cli, db: Database) -> None:
    assert cli("mark", "1", "supports", "One report", "--group", " agency ").code == 0
    assert data(cli, "mark", "1", "supports", "Another")["independence_group"] is None
    last = data(cli, "mark", "1", "context", "A third", "--group", "agency")["id"]
    assert cli("evidence", "edit", f"e{last}", "--group", "").out.endswith(
        "changed: independence group.\n"
    )
    assert [row[0] for row in rows(db, Evidence, "independence_group")][-3:] == [
        *("agency", None, None)
    ]
    assert "of the group agency" in cli("show", "1").out
