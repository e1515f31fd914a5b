"""factcheck lint: exit codes, both streams, and the rows."""

import json
from typing import Any

import pytest

from factcheck.cli import output
from factcheck.db import Database
from factcheck.models import Claim, Waiver
from factcheck.services import lint
from tests import filled
from tests.conftest import Cli
from tests.factories import make_verdict
from tests.rows import data, entries, refused, rows
from tests.services.lint.cases import Parts, fit

WAIVED = ("claim_id", "rule", "reason", "waived_by", "lifted_because")
FINDING = {
    *("claim", "uid", "rule", "level", "finding", "command", "principle", "fix"),
    *("waived", "waived_by"),
}
UNFIT = '\n  what is to stand: factcheck lint waive CLAIM RULE --because "..."\n'


@pytest.fixture(autouse=True)
def desk(url: str) -> None:
    """Claim 1 is fit; of claim 2 the speaker was not asked; claim 3 has no verdict yet."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            fit(session, 1)
            fit(session, 2, Parts(asked=False))
            fit(session, 3, Parts(verdict=None, said=False))

    filled.once(url, fill)


def test_a_fit_claim_says_so_and_ends_well(cli: Cli) -> None:
    done = cli("lint", "1")
    assert (done.code, done.out, done.err) == (0, "", "nothing found on 1 claim.\n")
    assert cli("lint", "1", "--rule", "no-date", "--json").out == "[]\n"


def test_what_is_found_is_told_and_ends_with_15(cli: Cli) -> None:
    done = cli("lint")
    row = "2\twarning\tspeaker-not-asked\tBen Example was not asked\tfactcheck ask 2 --whom 'Be"
    assert (done.code, done.out[: len(row)], done.out.count("\n")) == (15, row, 1)
    told = f"1 warning on 2 claims.\nerror: 1 claim is not fit to publish{UNFIT}"
    assert done.err == told
    every = cli("lint", "1", "2", "3", "--level", "error")
    assert (every.code, every.out.split("\t")[:3]) == (15, ["3", "error", "no-verdict"])
    assert cli("lint", "2", "--level", "error").code == 0
    assert cli("lint", "3", "--rule", "no-date", "--rule", "no-verdict").code == 15
    assert cli("lint", "--unverified", "--json").code == 15


def test_findings_are_data_in_every_format(cli: Cli) -> None:
    done = cli("lint", "2", "3", "--json")
    found = json.loads(done.out)
    assert [(one["claim"], one["rule"]) for one in found] == [
        (2, "speaker-not-asked"),
        (3, "no-verdict"),
    ]
    assert all(one.keys() == FINDING for one in found)
    assert '"exit": 15' in done.err
    lines = cli("lint", "2", "3", "--format", "jsonl").out.splitlines()
    assert list(map(json.loads, lines)) == found
    table = cli("lint", "2", "3", "--format", "csv", "--columns", "claim,rule").out
    assert table == "claim,rule\n2,speaker-not-asked\n3,no-verdict\n"
    assert cli("lint", "1", "--format", "csv", "--columns", "claim,rule").out == "claim,rule\n"


def test_a_waiver_stays_visible_and_does_not_count(cli: Cli, db: Database) -> None:
    done = cli("lint", "waive", "2", "speaker-not-asked", "--because", "he is dead")
    assert (done.code, done.out, done.err) == (0, "Claim 2: speaker-not-asked waived.\n", "")
    assert rows(db, Waiver, *WAIVED) == [(2, "speaker-not-asked", "he is dead", "ana", None)]
    assert entries(db)[1:] == [("ana", "lint waive", "he is dead")]
    done = cli("lint", "2")
    assert (done.code, done.err) == (0, "nothing found on 1 claim; 1 waived.\n")
    assert done.out.startswith("2\twaived\tspeaker-not-asked\t")
    assert done.out.endswith("\twaived by ana: he is dead\n")
    assert "WAIVED  (factcheck lint 2)" in cli("show", "2").out
    assert "speaker-not-asked, by ana: he is dead" in cli("show", "2").out
    last = cli("history", "2").out.splitlines()[-1]
    assert last.endswith("speaker-not-asked waived, because “he is dead”")
    told = data(cli, "lint", "lift", "2", "speaker-not-asked", "--because", "he is not")
    assert told["lifted_because"] == "he is not"
    assert cli("lint", "2").code == 15
    assert "counts again, because “he is not”" in cli("history", "2").out
    assert cli("undo").code == 0
    assert cli("lint", "2").code == 0


def test_rules_are_listed_with_their_principles(cli: Cli) -> None:
    done = cli("lint", "--rules")
    assert (done.code, done.err) == (0, "")
    assert [line.split("\t")[1] for line in done.out.splitlines()] == list(lint.RULES)
    assert done.out.splitlines()[0].startswith("error\tno-verdict\tno verdict in force")
    told = data(cli, "lint", "--rules")
    assert {one["name"] for one in told if one["fixes"]} == {
        *("untidy-blanks", "archive-as-source", "address-not-canonical")
    }


def test_a_person_sees_claims_with_what_to_type(cli: Cli) -> None:
    cli("lint", "waive", "2", "speaker-not-asked", "--because", "he is dead")
    with output.staged():
        done = cli("lint", "1", "2", "3")
        rules = cli("lint", "--rules")
    lines = done.out.splitlines()
    assert (
        lines[0] == "Claim 2  The bridge at Aldea was closed for 12 days, says part 2 of the plan"
    )
    assert lines[1] == "  waived   speaker-not-asked: Ben Example was not asked"
    assert lines[2] == "           waived by ana: he is dead"
    assert lines[4].startswith("Claim 3  ")
    assert lines[5] == "  error    no-verdict: there is no verdict in force on the content"
    assert lines[6] == '           factcheck verdict 3 VERDICT --because "..."'
    assert "untidy-blanks\n         blanks too many in the text or the context, before the" in (
        rules.out
    )


def test_fix_puts_right_what_needs_no_person_in_one_entry(cli: Cli, db: Database) -> None:
    with db.transaction(by="ben") as session:
        session.get_one(Claim, 3).text = "The  bridge is\tshut"
    assert cli("lint", "3", "--level", "warning", "--fix").out == ""
    done = cli("lint", "3", "--fix")
    assert (done.code, done.out) == (0, "3\tuntidy-blanks\tsingle blanks in the text\n")
    assert done.err == "1 thing put right.\n"
    assert rows(db, Claim, "text")[2] == ("The bridge is shut",)
    assert entries(db)[-1] == ("ana", "lint", None)
    again = cli("lint", "--unverified", "--fix", "--json")
    assert (again.code, again.out, again.err) == (0, "[]\n", "0 things put right.\n")


NONE = "there is no claim {}\n  factcheck list shows the claims"
NOT_OURS = "what others published is not ours to check: no --reference, no --all"
ALONE = "takes no claims to check, rules or filters"
WANTS = 'wants a claim, a rule and the reason\n  factcheck lint {} CLAIM RULE --because "..."'
WHY = ("no-date", "--because", "x")


@pytest.mark.parametrize(
    ("code", "told", "words"),
    [
        (4, NONE.format(99), ("99",)),
        (2, "x is not the id of a claim\n  factcheck lint 1", ("x",)),
        (2, "0 is not the id of a claim\n  factcheck lint 1", ("0",)),
        (2, "name claims or filters, not both", ("1", "--unverified")),
        (2, NOT_OURS, ("--reference",)),
        (2, NOT_OURS, ("--all", "--fix")),
        (2, "--because goes with lint waive and lint lift", ("1", "--because", "x")),
        (2, f"--rules {ALONE}", ("1", "--rules")),
        (2, f"--rules {ALONE}", ("--rules", "--fix")),
        (2, f"waive {WANTS.format('waive')}", ("waive", "1", "no-date")),
        (2, f"lift {WANTS.format('lift')}", ("lift", "1", "--because", "x")),
        (2, f"waive {ALONE}", ("waive", "1", *WHY, "--fix")),
        (2, "one is not the id of a claim\n  factcheck lint 1", ("waive", "one", *WHY)),
        (5, "no-date is not waived for claim 1", ("lift", "1", *WHY)),
        (4, NONE.format(9), ("waive", "9", *WHY)),
    ],
)
def test_refused(cli: Cli, db: Database, code: int, told: str, words: tuple[str, ...]) -> None:
    refused(cli, db, code, f"error: {told}\n", "lint", *words)


def test_an_unknown_rule_or_level_is_told_with_what_there_is(cli: Cli) -> None:
    for words in (("--rule", "no-dat"), ("--level", "grave")):
        done = cli("lint", "1", *words)
        assert (done.code, done.out) == (2, "")
        assert "is one of: " in done.err
    assert "did you mean no-date?" in cli("lint", "1", "--rule", "no-dat").err


def test_publishing_asks_lint_where_the_house_says_so(cli: Cli, db: Database) -> None:
    assert cli("house", "set", "lint-before-publish", "yes").code == 0
    with db.transaction(by="ben") as session:
        make_verdict(session, session.get_one(Claim, 3), "supported", reason="So.")
    done = cli("stage", "2", "published")
    assert (done.code, done.out) == (5, "")
    assert done.err.startswith("error: claim 2 is not fit to publish: Ben Example was not asked\n")
    assert cli("lint", "waive", "2", "speaker-not-asked", "--because", "he is dead").code == 0
    assert cli("stage", "2", "published").code == 0
    assert cli("stage", "1", "published").code == 0


def test_completion_knows_rules_and_levels() -> None:
    from factcheck.cli import completion

    context: Any = None
    assert completion.rules(context, "no-d") == ["no-date"]
    assert completion.levels("w") == ["warning"]
