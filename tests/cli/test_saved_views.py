"""factcheck view save|list|show|remove, and --view: exit codes, both streams, and the rows."""

import json

import pytest

from factcheck.db import Database
from factcheck.models import View
from tests import filled
from tests.conftest import Cli
from tests.factories import make_claim
from tests.rows import data, entries, refused, rows


@pytest.fixture(autouse=True)
def desk(url: str) -> None:
    """Two claims, one with a tag."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            make_claim(session, tags=("venezuela",), language="en")
            make_claim(session, "Another claim", speaker="Ana López")

    filled.once(url, fill)


def test_a_view_is_saved_and_used_wherever_filters_are(cli: Cli, db: Database) -> None:
    done = cli("view", "save", "ours", "--unverified", "--tag", "venezuela")
    told = "View ours: --tag venezuela --unverified.\n"
    assert (done.code, done.out, done.err) == (0, told, "")
    assert rows(db, View, "name", "filters", "made_by") == [
        ("ours", '{"tags": ["venezuela"], "unverified": true}', "ana"),
    ]
    assert entries(db)[-1] == ("ana", "view save", None)
    assert cli("list", "--view", "OURS", "--columns", "id").out == "1\n"
    assert cli("list", "--view", "ours", "--speaker", "López").out == ""
    assert cli("list", "--view", "ours", "--count").out == "1\n"
    assert cli("search", "claim OR plane", "--view", "ours", "--columns", "id").out == "1\n"
    assert cli("next", "--view", "ours", "--columns", "id").out == "1\n"
    lines = cli("export", "--view", "ours", "--format", "csv").out.splitlines()
    assert len(lines) == 2
    narrowed = cli("view", "save", "mine", "--view", "ours", "--mine")
    assert narrowed.out == "View mine: --assignee ana --tag venezuela --unverified.\n"


def test_views_are_listed_shown_and_removed(cli: Cli, db: Database) -> None:
    cli("view", "save", "ours", "--tag", "venezuela")
    cli("view", "save", "two words", "--speaker", "Ana López", "--all")
    listed = cli("view", "list")
    assert listed.out.splitlines() == [
        "ours\t--tag venezuela\tana",
        "two words\t--all --speaker 'Ana López'\tana",
    ]
    assert listed.err == "2 views.\n"
    assert cli("view", "show", "ours").out.splitlines()[0] == "ours: --tag venezuela"
    assert cli("view", "show", "ours").out.endswith("; 1 claim now.\n")
    shown = data(cli, "view", "show", "ours")
    assert list(shown) == ["id", "uid", "name", "filters", "options", "made_at", "made_by"]
    assert shown["filters"] == {"tags": ["venezuela"]}
    gone = cli("view", "remove", "ours", "--because", "nobody uses it")
    assert gone.out == "View ours removed: it was --tag venezuela.\n"
    assert entries(db)[-1] == ("ana", "view remove", "nobody uses it")
    assert rows(db, View, "removed") == [(1,), (0,)]
    assert [one["name"] for one in json.loads(cli("view", "list", "--json").out)] == ["two words"]
    assert cli("undo").code == 0
    assert cli("list", "--view", "ours", "--columns", "id").out == "1\n"


def test_they_refuse_what_cannot_be(cli: Cli, db: Database) -> None:
    cli("view", "save", "ours", "--tag", "venezuela")
    cases: dict[tuple[str, ...], tuple[int, str]] = {
        ("view", "save", "v"): (2, "which filters?\n  factcheck view save v --unverified"),
        ("view", "save", "Ours", "--overdue"): (
            5,
            (
                "there is a view ours already, by ana\n"
                "  factcheck view show ours; --replace saves this one instead"
            ),
        ),
        ("view", "save", "v", "--tag", "x"): (4, "no claim has the tag x\n  factcheck tag"),
        ("view", "show", "v"): (4, "there is no view v\n  views: ours"),
        ("view", "remove", "v"): (4, "there is no view v\n  views: ours"),
        ("list", "--view", "v"): (4, "there is no view v\n  views: ours"),
    }
    for words, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", *words)
    assert cli("view", "save", "Ours", "--overdue", "--replace").out == "View Ours: --overdue.\n"
