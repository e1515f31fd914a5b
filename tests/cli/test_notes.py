"""factcheck note: exit codes, both streams, and the rows."""

import pytest

from factcheck.db import Database
from factcheck.models import Note
from tests import filled
from tests.conftest import Cli
from tests.factories import make_claim
from tests.rows import data, entries, refused, rows

NOTE_KEYS = {
    "id",
    "uid",
    "claim",
    "text",
    "confidential",
    "added_at",
    "added_by",
    "withdrawn_because",
}
COLUMNS = ("claim_id", "text", "confidential", "added_by", "withdrawn_because")


@pytest.fixture(autouse=True)
def desk(url: str) -> None:
    """Two claims."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            make_claim(session)
            make_claim(session, "Another claim")

    filled.once(url, fill)


def test_a_note_is_kept_with_who_wrote_it(cli: Cli, db: Database) -> None:
    done = cli("note", "2", "Asked the ministry", "--because", "the editor wanted it")
    assert (done.code, done.out, done.err) == (0, "Note n1 on claim 2.\n", "")
    assert cli("note", "1", "-", "--as", "carla", stdin="Two\nlines\n").code == 0
    assert rows(db, Note, *COLUMNS) == [
        (2, "Asked the ministry", 0, "ana", None),
        (1, "Two\nlines", 0, "carla", None),
    ]
    assert entries(db)[1:] == [("ana", "note", "the editor wanted it"), ("carla", "note", None)]
    told = "note n1: “Asked the ministry”, because “the editor wanted it”"
    assert cli("history", "2").out.splitlines()[-1].endswith(f"\tana\t{told}")


def test_history_does_not_tell_a_confidential_note(cli: Cli, db: Database) -> None:
    made = data(cli, "note", "1", "The source is his driver", "--confidential")
    assert made.keys() == NOTE_KEYS
    assert (made["claim"], made["text"], made["confidential"]) == (
        *(1, "The source is his driver", True),
    )
    assert rows(db, Note, *COLUMNS) == [(1, "The source is his driver", 1, "ana", None)]
    assert data(cli, "note", "1", "Plain")["confidential"] is False
    told = cli("history").out
    assert "note n1: confidential" in told
    assert "driver" not in told


def test_a_withdrawn_note_stays_on_file_with_its_reason(cli: Cli, db: Database) -> None:
    cli("note", "1", "Asked the ministry")
    done = cli("note", "1", "--withdraw", "n1", "--because", "they answered", "--as", "carla")
    assert (done.code, done.out, done.err) == (0, "Note n1 on claim 1 withdrawn.\n", "")
    assert rows(db, Note, *COLUMNS) == [(1, "Asked the ministry", 0, "ana", "they answered")]
    assert entries(db)[-1] == ("carla", "note", "they answered")
    assert "Asked the ministry" not in cli("show", "1").out.split("Added by")[0]
    told = "note n1 withdrawn, because “they answered”"
    assert cli("history", "1").out.splitlines()[-1].endswith(f"\tcarla\t{told}")
    again = ("note", "1", "--withdraw", "1", "--because", "x")
    refused(cli, db, 5, "error: note n1 was withdrawn already\n", *again)


def test_withdrawing_a_note_prints_it_as_json(cli: Cli, db: Database) -> None:
    cli("note", "1", "Asked the ministry")
    gone = data(cli, "note", "1", "--withdraw", "1", "--because", "answered")
    assert gone.keys() == NOTE_KEYS
    assert gone["withdrawn_because"] == "answered"


def test_note_refuses_what_it_cannot_store(cli: Cli, db: Database) -> None:
    cli("note", "1", "Asked the ministry")
    cases = {
        ("1",): (2, 'the note is missing\n  factcheck note 1 "..."'),
        ("1", ""): (3, "the note is empty"),
        ("1", "-"): (3, "the note is empty"),
        ("9", "x"): (4, "there is no claim 9\n  factcheck list shows the claims"),
        ("1", "--withdraw", "n1"): (
            2,
            'withdrawing a note needs a reason\n  --because "..."',
        ),
        ("1", "x", "--withdraw", "n1", "--because", "x"): (
            2,
            "--withdraw takes no text: the reason goes to --because",
        ),
        ("1", "--withdraw", "e1", "--because", "x"): (
            2,
            "'e1' is not the id of a note\n  write n1 or 1",
        ),
        ("2", "--withdraw", "n1", "--because", "x"): (4, "claim 2 has no note n1"),
        ("1", "--withdraw", "n9", "--because", "x"): (4, "claim 1 has no note n9"),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", "note", *args)
    assert rows(db, Note, *COLUMNS) == [(1, "Asked the ministry", 0, "ana", None)]


def test_the_mark_of_a_note_is_lifted_and_a_search_finds_it(cli: Cli, db: Database) -> None:
    assert cli("note", "1", "The chauffeur", "--confidential").code == 0
    assert cli("search", "chauffeur").out == ""
    done = cli("note", "1", "--lift", "n1", "--because", "he agreed")
    assert (done.code, done.out, done.err) == (
        *(0, "Note n1 on claim 1: confidential no more.\n", ""),
    )
    assert rows(db, Note, *COLUMNS) == [(1, "The chauffeur", 0, "ana", None)]
    assert entries(db)[-1] == ("ana", "note", "he agreed")
    assert cli("search", "chauffeur").out != ""
    again = cli("note", "1", "--lift", "n1")
    assert (again.code, again.err) == (5, "error: note n1 is not marked confidential\n")
    assert cli("note", "1", "Words", "--lift", "n1").code == 2
    assert cli("undo").code == 0
    assert cli("search", "chauffeur").out == ""
