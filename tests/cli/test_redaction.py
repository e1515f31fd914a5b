"""factcheck redact: what it says, asks and refuses."""

import json

import pytest

from factcheck.cli import asking
from factcheck.db import Database
from factcheck.models import Claim
from tests import filled
from tests.conftest import Cli
from tests.rows import entries, refused, rows

ORDER = ("--order", "Court of Aldea, 12/2019")


@pytest.fixture(autouse=True)
def desk(cli: Cli, url: str) -> None:
    """One claim, whose speaker stands in its text and in a reason of the log."""

    def fill() -> None:
        cli("add", "Invented Secret was there", "--speaker", "Invented Secret")
        cli("edit", "1", "--why", "widely shared", "--because", "Invented Secret asked")

    filled.once(url, fill)


def test_what_would_go_is_shown(cli: Cli, db: Database) -> None:
    before = entries(db)
    done = cli("redact", "1", "--field", "text", *ORDER, "--dry-run")
    assert (done.code, done.out) == (
        0,
        (
            "Nothing was redacted. It would blank:\n"
            "Fields: claim 1 text.\n"
            "Changes of the log: 1/2, 2/1.\n"
        ),
    )
    assert done.err == ""
    assert entries(db) == before


def test_it_goes_for_good(cli: Cli, db: Database) -> None:
    done = cli("redact", "speaker:Invented Secret", "--field", "name", *ORDER, "--yes")
    assert (done.code, done.out) == (
        0,
        "Redacted by order, in entry 3.\nFields: speaker 1 name.\nChanges of the log: 1/1.\n",
    )
    assert done.err == (
        "warning: the same words stand in claim 1 text: name these too, or --everywhere\n"
        "warning: 1 entry of the log (2) holds them as reason or name, which is sealed\n"
        "warning: copies and backups are not reached, delete them: "
        "none that this account has seen\n"
    )
    told = cli("history").out.splitlines()[-1].split("\t")
    assert told[-1] == "redact speaker 1, by order: Court of Aldea, 12/2019; blanked: 1/1"
    assert cli("db", "verify").code == 0
    assert cli("undo").code == 5
    shown = cli("show", "1", "--as-of", "1")
    assert "[redacted speaker 1]" in shown.out
    assert "note: entry 1 can be read in part only: redacted by order, see entry 3" in shown.err
    assert "note: entry 1 can be read" in cli("list", "--as-of", "1").err


def test_as_data_and_everywhere(cli: Cli, db: Database) -> None:
    words = ("redact", "speaker:1", "--field", "name", "--everywhere", *ORDER, "--yes", "--json")
    told = json.loads(cli(*words).out)
    assert told == {
        "redacted": True,
        "order": "Court of Aldea, 12/2019",
        "fields": [
            {"table": "claim", "id": 1, "name": "text"},
            {"table": "speaker", "id": 1, "name": "name"},
        ],
        "changes": ["1/1", "1/2", "2/1"],
        "entry": 3,
        "also": [],
        "sealed": [2],
        "files": [],
        "copies": [],
    }
    assert rows(db, Claim, "text") == [("[redacted claim 1]",)]
    again = cli("redact", "1", "--field", "text", *ORDER, "--yes")
    assert again.out == "Nothing holds it any more; the files were written anew.\n"
    assert cli("search", "secret").out == ""
    assert cli("match", "Invented Secret was there").out == ""


def test_it_asks_and_takes_no_for_an_answer(
    cli: Cli, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = entries(db)
    monkeypatch.setattr(asking, "can_ask", lambda: True)
    done = cli("redact", "1", "--field", "why", *ORDER, stdin="n\n")
    assert done.err == (
        "Fields: claim 1 why.\nChanges of the log: 2/1.\nBlank this for good? [y/N] "
    )
    assert done.out.startswith("Nothing was redacted.")
    assert entries(db) == before
    assert cli("redact", "1", "--field", "why", *ORDER, stdin="yes\n").code == 0
    assert rows(db, Claim, "why") == [("[redacted]",)]


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("1", "--field", "text", *ORDER), 2, "a redaction is asked about, and nobody is there"),
        (("1", *ORDER, "--yes"), 2, "which field?"),
        (("1", "--field", "song", *ORDER, "--yes"), 2, "claim 1 has no text called song"),
        (("1", "--field", "text", "--order", " ", "--yes"), 3, "the order is empty"),
        (("9", "--field", "text", *ORDER, "--yes"), 4, "there is no claim 9"),
    ],
)
def test_what_cannot_be_redacted_is_refused(
    cli: Cli, db: Database, args: tuple[str, ...], code: int, told: str
) -> None:
    before = entries(db)
    done = cli("redact", *args)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(f"error: {told}")
    assert entries(db) == before


def test_the_order_is_asked_for(cli: Cli, db: Database) -> None:
    assert cli("redact", "1", "--field", "text", "--yes").code == 2


def test_refused_words_leave_nothing(cli: Cli, db: Database) -> None:
    told = (
        "error: speaker 1 has no text called song\n"
        "  --field is one of: name, description, party, aliases, all\n"
    )
    refused(cli, db, 2, told, "redact", "speaker:1", "--field", "song", *ORDER, "--yes")
