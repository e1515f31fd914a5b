"""factcheck merge, speaker merge, source merge: exit codes, both streams, and the rows."""

import json

import pytest

from factcheck.db import Database
from factcheck.models import Claim, Source, Speaker
from factcheck.services import claims
from tests import filled
from tests.cli.conftest import Answer
from tests.conftest import Cli
from tests.exchange.carried import sound
from tests.factories import make_claim, make_evidence, make_verdict
from tests.rows import data, entries, refused, rows

KEYS = ["kind", "from", "into", "merged", "moved", "also", "doubts"]
OTHER = "He was about to fly out"
WENT = "What goes over: 1 appearance, 1 item of evidence, 1 tag, 1 wording.\n"
NOBODY = (
    "error: a merge is asked about, and nobody is there to answer\n"
    "  --dry-run shows what would happen, --yes does it\n"
)


@pytest.fixture(autouse=True)
def desk(url: str) -> None:
    """Claims 1 and 2 say the same, claim 3 does not."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            make_claim(session)
            other = make_claim(
                session, OTHER, speaker="M. Pompeo", source="https://example.org/b", tags=("us",)
            )
            make_evidence(session, other)
            make_claim(session, "A third claim", speaker=None, source=None)

    filled.once(url, fill)


def merged_into(db: Database) -> list[int | None]:
    return [one for (one,) in rows(db, Claim, "merged_into")]


def test_claims_are_merged_in_one_entry(cli: Cli, db: Database) -> None:
    done = cli("merge", "2", "--into", "1", "--yes", "--because", "in other words")
    assert (done.code, done.err) == (0, "")
    assert done.out == f"Merged claim 2 into claim 1.\n{WENT}"
    assert merged_into(db) == [None, 1, None]
    assert entries(db)[1:] == [("ana", "merge", "in other words")]
    sound(db)
    told = f"claim 1: also known as “{OTHER}”, because “in other words”"
    last = cli("history").out.splitlines()[-1]
    assert last.endswith(f"\tana\tmerged claim 2 into claim 1; {told}")
    assert cli("undo").out.startswith("Took back entry 2 by ana: merged claim 2 into claim 1; ")
    assert merged_into(db) == [None] * 3
    last = cli("history", "2").out.splitlines()[-1]
    assert last.endswith("took back entry 2: merged claim 2 into claim 1")
    sound(db)


def test_the_old_id_leads_on_everywhere(cli: Cli, db: Database) -> None:
    cli("merge", "2", "--into", "1", "--yes")
    led = "claim 2 was merged into claim 1\n"
    shown, there = cli("show", "2"), cli("show", "1")
    assert (shown.code, shown.out, shown.err) == (0, there.out, led)
    view = json.loads(cli("show", "2", "--json").out)
    assert (view["id"], view["redirected_from"]) == (1, 2)
    for words in (
        ("mark", "2", "context", "A note"),
        ("verdict", "2", "insufficient", "--because", "no"),
        ("edit", "2", "--why", "it matters"),
        ("tag", "2", "flights"),
        ("note", "2", "A note"),
        ("appearance", "add", "2", "--speaker", "Zoë"),
        ("history", "2"),
        ("track", "2"),
        ("unlink", "3", "narrows", "2", "--because", "x"),
        ("export", "2", "--format", "csv"),
    ):
        done = cli(*words)
        assert led in done.err, words
        assert done.code == (4 if words[0] == "unlink" else 0), done.err
    assert rows(db, Claim, "why")[1] == (None,)
    assert [row.split("\t")[0] for row in cli("list").out.splitlines()] == ["3", "1"]


def test_a_merge_prints_what_it_did_as_json(cli: Cli) -> None:
    made = data(cli, "merge", "2", "3", "--into", "1", "--yes")
    assert list(made) == KEYS
    assert [made[key] for key in KEYS] == [
        *("claim", [2, 3], 1, True),
        {"appearance": 2, "evidence": 1, "claim_tag": 1, "claim_alias": 2},
        *([], []),
    ]


def test_a_dry_run_says_what_would_happen(cli: Cli, db: Database) -> None:
    before = entries(db)
    done = cli("merge", "2", "--into", "1", "--dry-run")
    assert (done.code, done.out, done.err) == (0, f"Would merge claim 2 into claim 1.\n{WENT}", "")
    assert data(cli, "merge", "2", "--into", "1", "--dry-run")["merged"] is False
    assert (merged_into(db), entries(db)) == ([None] * 3, before)


def test_without_a_terminal_a_merge_needs_a_word(cli: Cli, db: Database) -> None:
    for words in (
        ("merge", "2", "--into", "1"),
        ("speaker", "merge", "2", "--into", "1"),
        ("source", "merge", "2", "--into", "1"),
    ):
        refused(cli, db, 2, NOBODY, *words)


@pytest.mark.parametrize("answer", ["y", "n"])
def test_at_a_terminal_one_is_asked(
    cli: Cli, db: Database, answering: Answer, answer: str
) -> None:
    asked = answering(answer)
    done = cli("merge", "2", "--into", "1")
    assert asked == ["Merge claim 2 into claim 1?"]
    assert done.err == f"{WENT}Merge claim 2 into claim 1? [y/N] "
    assert done.code == 0
    if answer == "y":
        assert done.out == f"Merged claim 2 into claim 1.\n{WENT}"
        assert merged_into(db) == [None, 1, None]
    else:
        assert done.out == "Nothing was merged.\n"
        assert merged_into(db) == [None] * 3
        answering(answer)
        assert json.loads(cli("merge", "2", "--into", "1", "--json").out)["merged"] is False


@pytest.mark.parametrize("number", [1, 2])
def test_what_moved_while_one_was_asked_is_not_merged(
    cli: Cli, db: Database, answering: Answer, number: int
) -> None:
    def meanwhile() -> None:
        with db.transaction(by="carla", action="edit") as session:
            claims.edit(session, claims.get(session, number), {"why": "it matters"})

    answering("y", meanwhile)
    done = cli("merge", "2", "--into", "1")
    assert (done.code, done.out) == (5, "")
    assert "error: the claim was changed meanwhile\n" in done.err
    assert done.err.endswith("  carla  why: none -> “it matters”\n")
    assert merged_into(db) == [None] * 3


def test_verdicts_that_differ_need_a_word(cli: Cli, db: Database) -> None:
    with db.transaction(by="ben") as session:
        for number, verdict in ((1, "supported"), (2, "refuted")):
            make_verdict(session, claims.get(session, number), verdict)
    told = "the verdicts in force on the content differ: supported on claim 1, refuted on claim 2"
    hint = "--keep 1 or --keep 2 says whose stays"
    for how in ("--yes", "--dry-run"):
        words = ("merge", "2", "--into", "1", how)
        refused(cli, db, 5, f"error: {told}\n  {hint}\n", *words)
    done = cli("merge", "2", "--into", "1", "--yes", "--keep", "2")
    assert done.out.endswith("The verdict supported of claim 1 is superseded.\n")
    assert done.err == "warning: the verdict on claim 1 was given on other words: is it so?\n"
    assert "earlier     supported" in cli("show", "1").out
    last = cli("history", "1").out.splitlines()[-1]
    ended = "verdict: supported superseded, because “merged: that of claim 2 stands”"
    assert f"merged claim 2 into claim 1; {ended}; also known as" in last


def test_merge_refuses_what_cannot_be(cli: Cli, db: Database) -> None:
    cli("merge", "3", "--into", "2", "--yes")
    gone = "claim 3 was merged into claim 2 already\n  name claim 2 instead"
    nobody = "there is no claim 9\n  factcheck list shows the claims"
    cases = {
        ("1", "--into", "1"): (5, "claim 1 cannot be merged into itself"),
        ("3", "--into", "1"): (5, gone),
        ("3", "--into", "2"): (5, gone),
        ("9", "--into", "1"): (4, nobody),
        ("1", "--into", "9"): (4, nobody),
        ("1", "--into", "2", "--keep", "9"): (4, nobody),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", "merge", *args, "--yes")
    done = cli("merge", "2", "--into", "3", "--yes")  # which leads to 2
    assert (done.code, done.out) == (5, "")
    led = "claim 3 was merged into claim 2\n"
    assert done.err == f"{led}error: claim 2 cannot be merged into itself\n"
    done = cli("merge", "1", "--into", "3", "--yes")
    assert (done.code, done.err) == (0, led)
    assert merged_into(db) == [2, None, 2]


def test_speakers_are_merged_by_name(cli: Cli, db: Database) -> None:
    done = cli("speaker", "merge", "M. Pompeo", "--into", "Mike Pompeo", "--yes")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "Merged speaker 2 into speaker 1.\nWhat goes over: 1 appearance, 1 name.\n"
    )
    assert rows(db, Speaker, "merged_into") == [(None,), (1,)]
    assert entries(db)[1:] == [("ana", "speaker merge", None)]
    shown = cli("speaker", "show", "2")
    assert shown.err == "speaker 2 was merged into speaker 1\n"
    assert shown.out.startswith("Speaker 1 · Mike Pompeo\n  Also: M. Pompeo\n\n2 claims: 2 open\n")
    assert cli("speaker", "show", "m. pompeo").err == ""
    assert cli("list", "--speaker", "M. Pompeo", "--count").out == "2\n"
    deed = "merged speaker 2, M. Pompeo, into speaker 1, Mike Pompeo"
    alias = "speaker Mike Pompeo: alias M. Pompeo"
    assert cli("history").out.splitlines()[-1].endswith(f"\tana\t{deed}; {alias}")
    assert cli("history", "2").out.splitlines()[-1].endswith(f"\tana\t{deed}")
    sound(db)


def test_speakers_of_two_ids_are_a_doubt(cli: Cli, db: Database, answering: Answer) -> None:
    for number in ("1", "2"):
        cli("speaker", "alias", number, "--id", f"wikidata=Q{number}")
    doubt = "there are several ids of wikidata: Q1, Q2"
    done = cli("speaker", "merge", "2", "--into", "1", "--dry-run")
    assert (done.code, done.err) == (0, f"warning: {doubt}\n")
    answering("n")
    done = cli("speaker", "merge", "2", "--into", "1")
    assert f"But {doubt}.\n" in done.err
    assert rows(db, Speaker, "merged_into") == [(None,), (None,)]


def test_sources_are_merged_and_the_old_address_leads_on(cli: Cli, db: Database) -> None:
    done = cli("source", "merge", "https://example.org/b", "--into", "s1", "--yes")
    assert (done.code, done.err) == (0, "")
    assert done.out == "Merged source s2 into source s1.\nWhat goes over: 1 appearance.\n"
    assert rows(db, Source, "merged_into") == [(None,), (1,)]
    assert entries(db)[1:] == [("ana", "source merge", None)]
    led = "source s2 was merged into source s1\n"
    for told in ("s2", "https://example.org/b"):
        shown = cli("source", "show", told)
        assert (shown.err, shown.out.split("\t")[0]) == (led, "s1")
    done = cli("mark", "1", "context", "A page", "--source", "https://example.org/b")
    assert (done.code, done.err) == (0, led)
    assert len(rows(db, Source, "id")) == 2
    deed = "merged source s2, example.org/b, into source s1, example.org/interview"
    assert f"\tana\t{deed}" in cli("history").out
    again = ("source", "merge", "s2", "--into", "s1", "--yes")
    told = "error: source s2 was merged into source s1 already\n  name source s1 instead\n"
    refused(cli, db, 5, told, *again)
