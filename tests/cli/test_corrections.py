"""factcheck correct, corrections, and --correction of the commands that change the published."""

import json
from typing import Any

import pytest

from factcheck.cli import output
from factcheck.db import Database
from factcheck.models import Claim, Correction
from tests import filled
from tests.conftest import Cli
from tests.factories import make_claim, make_evidence, make_verdict, publish
from tests.rows import data, entries, refused, rows

COLUMNS = ("claim_id", "kind", "reason", "notice", "made_by")
KEYS = {
    *("id", "uid", "claim", "text", "kind", "reason", "notice", "before", "after"),
    *("made_at", "made_by"),
}
AS_ONE = (
    *("--correction", "clarification", "--notice", "We said it otherwise."),
    *("--because", "asked"),
)
CLARIFIED = (1, "clarification", "asked", "We said it otherwise.", "ana")
WHAT_TO_TYPE = (
    '  do it as a correction: --correction KIND --notice "..." --because "..." '
    "(KIND: keeps-verdict, clarification, typo, retraction)\n"
)


@pytest.fixture(autouse=True)
def desk(url: str) -> None:
    """Claim 1 is published; claim 2 is not."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            claim = make_claim(session, "The bridge is shut")
            make_evidence(session, claim, "disputes", by="Zoë Sample", source="call: the council")
            make_verdict(session, claim)
            publish(session, claim)
            make_evidence(session, make_claim(session, "It opens", source=None), "supports")

    filled.once(url, fill)


def listed(cli: Cli, *words: str) -> Any:
    """What ``corrections`` prints as JSON."""
    done = cli("corrections", *words, "--json")
    assert done.code == 0, done
    return json.loads(done.out)


COMMANDS = [
    ("edit", "1", "--text", "The bridge was shut"),
    ("edit", "1", "--said-on", "2019-04"),
    ("mark", "1", "supports", "A photograph"),
    ("evidence", "edit", "e1", "--note", "Said that it is open"),
    ("evidence", "withdraw", "e1"),
    ("appearance", "edit", "a1", "--quote", "shut, they say"),
    ("speaker", "edit", "Mike Pompeo", "--name", "Michael Pompeo"),
    ("speaker", "merge", "Zoë Sample", "--into", "Mike Pompeo", "--yes"),
    ("source", "edit", "s1", "--title", "The interview"),
    ("merge", "2", "--into", "1", "--yes"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_a_published_claim_changes_with_a_correction_and_not_without(
    cli: Cli, db: Database, words: tuple[str, ...]
) -> None:
    before = entries(db)
    done = cli(*words, "--because", "asked")
    assert (done.code, done.out) == (5, "")
    told = "error: claim 1 is published, and what the public reads of it would change: "
    assert done.err.startswith(told)
    assert done.err.endswith(WHAT_TO_TYPE)
    assert entries(db) == before
    assert cli(*words, *AS_ONE).code == 0
    assert rows(db, Correction, *COLUMNS) == [CLARIFIED]
    assert entries(db)[-1][2] == "asked"
    last = cli("history", "1").out.splitlines()[-1]
    assert "correction c1 (clarification): “We said it otherwise.”, because “asked”" in last


def test_a_verdict_is_changed_by_its_own_kind(cli: Cli, db: Database) -> None:
    ruled = ("verdict", "1", "refuted", "--because", "A film shows it open.")
    done = cli(*ruled)
    assert done.code == 5
    assert '--correction changes-verdict --notice "..."' in done.err
    wrong = cli(*ruled, "--correction", "typo")
    told = "error: the verdict on claim 1 changes: that is no typo\n"
    assert (wrong.code, wrong.err) == (5, f"{told}  --correction changes-verdict, or retraction\n")
    done = cli(*ruled, "--correction", "changes-verdict", "--notice", "It is refuted.")
    assert (done.code, done.out) == (0, "Verdict on claim 1: refuted.\n")
    assert rows(db, Correction, *COLUMNS) == [
        (1, "changes-verdict", "A film shows it open.", "It is refuted.", "ana")
    ]
    gone = ("verdict", "1", "--withdraw", "--because", "The film was old.")
    assert cli(*gone, "--correction", "retraction", "--notice", "We take it back.").code == 0
    told = listed(cli, "1")
    assert [one["kind"] for one in told] == ["retraction", "changes-verdict"]
    assert told[1]["before"] == "verdict: insufficient: Nobody has shown evidence."
    assert told[1]["after"] == "verdict: refuted: A film shows it open."


def test_dropping_what_is_published_is_a_retraction(cli: Cli, db: Database) -> None:
    assert cli("stage", "1", "checking", "--because", "another look").code == 0
    done = cli("stage", "1", "dropped", "--because", "it was satire")
    assert done.code == 5
    words = ("stage", "1", "dropped", "--because", "it was satire", "--correction", "retraction")
    assert cli(*words).err.startswith("error: a correction of the kind retraction needs a notice")
    assert cli(*words, "--notice", "It was satire, and we took it for news.").code == 0
    (row,) = rows(db, Correction, "kind", "after")
    assert row == ("retraction", None)


def test_undo_of_a_correction_is_one_and_the_ledger_keeps_both(cli: Cli, db: Database) -> None:
    assert cli("edit", "1", "--text", "The bridge was shut", *AS_ONE).code == 0
    done = cli("undo")
    assert (done.code, done.out) == (5, "")
    done = cli("undo", *AS_ONE)
    assert (done.code, done.err) == (0, "")
    assert rows(db, Claim, "text")[0] == ("The bridge is shut",)
    assert rows(db, Correction, "before", "after") == [
        ("claim: The bridge is shut", "claim: The bridge was shut"),
        ("claim: The bridge was shut", "claim: The bridge is shut"),
    ]


def test_an_article_is_corrected_where_nothing_stored_is_wrong(cli: Cli, db: Database) -> None:
    done = cli("correct", "1", "typo", "--because", "a letter was missing")
    assert (done.code, done.out, done.err) == (0, "Correction c1 of claim 1: typo.\n", "")
    told = data(
        *(cli, "correct", "1", "clarification"),
        *("--because", "asked", "--notice", "It is meant so."),
    )
    assert told.keys() == KEYS
    assert rows(db, Correction, *COLUMNS) == [
        (1, "typo", "a letter was missing", None, "ana"),
        (1, "clarification", "asked", "It is meant so.", "ana"),
    ]
    assert entries(db)[-1] == ("ana", "correct", "asked")
    done = cli("undo")
    assert done.code == 5
    assert "what the public was told stays in the ledger" in done.err


def test_corrections_are_listed_and_exported(cli: Cli) -> None:
    none = cli("corrections")
    assert (none.code, none.out, none.err) == (0, "", "0 corrections.\n")
    cli("correct", "1", "typo", "--because", "a slip")
    cli("edit", "1", "--text", "The bridge was shut", *AS_ONE)
    done = cli("corrections", "--limit", "1")
    day = listed(cli)[0]["made_at"][:10]
    row = f"c2\t{day}\t1\tclarification\tWe said it otherwise.\tclaim: The bridge is shut\tclaim: "
    assert (done.code, done.out) == (0, f"{row}The bridge was shut\n")
    assert done.err == "1 of 2 corrections.   Next page: --after 2\n"
    assert [one["id"] for one in listed(cli, "--after", "2")] == [1]
    assert [one["id"] for one in listed(cli, "--with-notice")] == [2]
    assert [one["id"] for one in listed(cli, "--kind", "typo")] == [1]
    assert listed(cli, "2") == listed(cli, "--until", "2018") == []
    table = cli("corrections", "--format", "csv", "--columns", "id,kind,before").out
    assert table == "id,kind,before\n2,clarification,claim: The bridge is shut\n1,typo,\n"
    shown = cli("show", "1").out
    assert "CORRECTIONS  (newest first)" in shown
    assert f"  {day}  clarification: We said it otherwise." in shown
    assert "  before      claim: The bridge is shut" in shown
    page = cli("export", "1", "--format", "markdown").out
    assert "We said it otherwise." in page
    assert "- Before: claim: The bridge is shut" in page
    node = json.loads(cli("export", "1", "--format", "claimreview").out)
    assert "We said it otherwise." in json.dumps(node)


HALF = (
    "a notice belongs to a correction\n  --correction KIND: changes-verdict, keeps-verdict, "
    "clarification, typo, retraction"
)
UNTOLD = 'a correction of the kind retraction needs a notice for the public\n  --notice "..."'
NOTHING = (
    "nothing that the public reads was changed: there is nothing to correct\n  do it without "
    "--correction; for an error in the published article itself: factcheck correct CLAIM KIND "
    '--because "..." --notice "..."'
)
TYPO, RETRACTION = ("--correction", "typo"), ("--correction", "retraction")
EDIT = ("edit", "1", "--text", "x")


def test_a_person_reads_them_one_under_another(cli: Cli) -> None:
    cli("correct", "1", "typo", "--because", "a slip")
    cli("edit", "1", "--text", "The bridge was shut", *AS_ONE)
    with output.staged():
        lines = cli("corrections").out.splitlines()
    assert [line.rstrip() for line in lines if "2" not in line] == [
        "            We said it otherwise.",
        "    before  claim: The bridge is shut",
        "    after   claim: The bridge was shut",
        "",
        "            no notice",
        "",
    ]


@pytest.mark.parametrize(
    ("code", "told", "words"),
    [
        (2, HALF, (*EDIT, "--notice", "y")),
        (2, 'a correction needs its reason\n  --because "..."', (*EDIT, *TYPO)),
        (3, UNTOLD, (*EDIT, *RETRACTION, "--because", "y")),
        (5, NOTHING, ("edit", "2", "--text", "x", *TYPO, "--because", "y")),
        (
            5,
            "claim 2 was never published: there is nothing to correct\n  factcheck edit 2",
            ("correct", "2", "typo", "--because", "y"),
        ),
        (4, "there is no claim 9\n  factcheck list shows the claims", ("corrections", "9")),
        (
            3,
            "since: 'May' is not a date\n  write 2019, 2019-04 or 2019-04-30",
            ("corrections", "--since", "May"),
        ),
        (
            2,
            "--rest, --because, --correction and --notice go with import undo",
            ("import", "a.csv", "--because", "x"),
        ),
    ],
)
def test_refused(cli: Cli, db: Database, code: int, told: str, words: tuple[str, ...]) -> None:
    refused(cli, db, code, f"error: {told}\n", *words)


def test_an_unknown_kind_is_told_with_those_that_there_are(cli: Cli, db: Database) -> None:
    for words in (
        ("correct", "1", "update", "--because", "x"),
        ("edit", "1", "--text", "x", "--correction", "update", "--because", "x"),
        ("corrections", "--kind", "update"),
    ):
        done = cli(*words)
        assert (done.code, done.out) == (2, "")
        assert "kind of correction is one of: changes-verdict, keeps-verdict" in done.err
    assert rows(db, Correction, *COLUMNS) == []


def test_undo_tells_what_it_took_back_and_not_the_correction_that_stays(cli: Cli) -> None:
    assert cli("edit", "1", "--text", "The bridge was shut", *AS_ONE).code == 0
    undone = cli("undo", *AS_ONE, "--json")
    assert undone.code == 0, undone
    assert [one.split(":")[1].strip() for one in json.loads(undone.out)["what"]] == ["text"]
    last = cli("history", "1").out.splitlines()[-2:]
    assert not any("and 1 more" in line for line in last)
    assert len(listed(cli)) == 2
