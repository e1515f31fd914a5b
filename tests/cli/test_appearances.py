"""factcheck appearance add|edit|withdraw: exit codes, both streams, and the rows."""

import pytest

from factcheck.cli.output import staged
from factcheck.db import Database
from factcheck.models import Appearance, Claim, Source, Speaker
from tests import filled
from tests.conftest import Cli
from tests.factories import make_claim
from tests.rows import data, entries, refused, rows

APPEARANCE_KEYS = {
    "source_confidential",
    "id",
    "uid",
    "claim",
    "first",
    "speaker",
    "speaker_kind",
    "said_on",
    "source",
    "source_title",
    "source_url",
    "quote",
    "locator",
    "archive_url",
    "verdict",
    "evidence_status",
    "added_at",
    "added_by",
    "withdrawn_because",
}
FIELDS = ("claim_id", "speaker_id", "source_id", "said_on", "quote", "locator")
BLOG = "https://example.org/blog"
FIRST = (1, 1, 1, "2019-04-30", "getting prepared to get on his airplane", None)


@pytest.fixture(autouse=True)
def desk(url: str) -> None:
    """Claim 1, said by Mike Pompeo."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            make_claim(session)

    filled.once(url, fill)


# add


def test_an_appearance_keeps_everything_it_is_told(cli: Cli, db: Database) -> None:
    done = cli(
        *("appearance", "add", "1", "--speaker", "John Bolton", "--said-on", "2019-05"),
        *("--source", BLOG, "--quote", "head out of the country", "--locator", "paragraph 3"),
        *("--as", "carla"),
    )
    assert (done.code, done.err) == (0, "")
    assert done.out == "Appearance a2 of claim 1: John Bolton, May 2019.\n"
    assert rows(db, Appearance, *FIELDS) == [
        FIRST,
        (1, 2, 2, "2019-05", "head out of the country", "paragraph 3"),
    ]
    assert rows(db, Speaker, "name")[1] == ("John Bolton",)
    assert rows(db, Source, "url")[1] == (BLOG,)
    assert rows(db, Appearance, "added_by")[1] == ("carla",)
    assert rows(db, Claim, "appearances", "appearance_id") == [(2, 1)]
    assert entries(db)[-1] == ("carla", "appearance add", None)
    told = "appearance a2, by John Bolton at example.org/blog, May 2019"
    assert cli("history", "1").out.splitlines()[-1].endswith(f"\tcarla\t{told}")


def test_an_appearance_reads_its_source_from_stdin(cli: Cli, db: Database) -> None:
    done = cli("appearance", "add", "1", "--source", "-", stdin=f"{BLOG}\n")
    assert done.out == "Appearance a2 of claim 1: speaker unknown, date unknown.\n"
    assert rows(db, Source, "url")[1] == (BLOG,)
    assert cli("appearance", "edit", "a2", "--source", "-", stdin="broadcast: News").code == 0
    assert rows(db, Source, "kind", "title")[2] == ("broadcast", "News")


def test_an_appearance_is_printed_as_json(cli: Cli, db: Database) -> None:
    made = data(cli, "appearance", "add", "1", "--speaker", "John Bolton")
    assert made.keys() == APPEARANCE_KEYS
    assert (made["id"], made["claim"], made["first"]) == (2, 1, False)
    assert (made["speaker"], made["evidence_status"]) == ("John Bolton", "none")
    edited = data(cli, "appearance", "edit", "2", "--locator", "02:10")
    assert edited.keys() == APPEARANCE_KEYS
    assert edited["locator"] == "02:10"
    gone = data(cli, "appearance", "withdraw", "2", "--because", "another man")
    assert gone.keys() == APPEARANCE_KEYS
    assert gone["withdrawn_because"] == "another man"


def test_an_appearance_that_cannot_be_stored_is_refused(cli: Cli, db: Database) -> None:
    add = ("appearance", "add", "1")
    assert cli(*add, "--source", BLOG).code == 0
    cases = {
        add: (
            3,
            (
                "an appearance needs a speaker, a source, a date or a quote\n"
                "  factcheck appearance add 1 --speaker NAME --source URL"
            ),
        ),
        (*add, "--source", BLOG): (5, "claim 1 has this appearance already: a2"),
        (*add, "--said-on", "May"): (
            3,
            "said on: 'May' is not a date\n  write 2019, 2019-04 or 2019-04-30",
        ),
        (*add, "--source", "ftp://example.org"): (
            3,
            (
                "'ftp://example.org' is not an address of the web\n"
                '  write https://..., or "KIND: TITLE" for what is not on the web'
            ),
        ),
        ("appearance", "add", "9", "--source", BLOG): (
            4,
            "there is no claim 9\n  factcheck list shows the claims",
        ),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", *args)


def test_on_a_terminal_an_appearance_says_what_comes_next(cli: Cli, db: Database) -> None:
    with staged():
        done = cli("appearance", "add", "1", "--source", BLOG)
    assert done.out.splitlines()[-1] == (
        "Next: factcheck mark 1 supports --appearance a2 --source URL"
    )


# edit


def test_editing_sets_every_field_and_logs_why(cli: Cli, db: Database) -> None:
    cli("appearance", "add", "1", "--source", BLOG)
    done = cli(
        *("appearance", "edit", "a1", "--speaker", "John Bolton", "--said-on", "2019"),
        *("--source", "broadcast: Evening news", "--quote", "on his airplane"),
        *("--locator", "02:10", "--because", "found in the recording"),
    )
    assert (done.code, done.err) == (0, "")
    assert done.out == "Appearance a1 changed: John Bolton, 2019.\n"
    assert rows(db, Appearance, *FIELDS) == [
        (1, 2, 3, "2019", "on his airplane", "02:10"),
        (1, None, 2, None, None, None),
    ]
    assert rows(db, Speaker, "name")[1] == ("John Bolton",)
    assert rows(db, Source, "title")[2] == ("Evening news",)
    assert rows(db, Claim, "said_on", "speaker_id") == [("2019", 2)]
    assert entries(db)[-1] == ("ana", "appearance edit", "found in the recording")
    told = cli("history", "1").out.splitlines()[-1]
    assert "speaker: Mike Pompeo -> John Bolton" in told
    assert told.endswith(", because “found in the recording”")


def test_editing_clears_with_nothing_but_leaves_something(cli: Cli, db: Database) -> None:
    clear = ("appearance", "edit", "1", "--quote", "", "--said-on", "", "--source", "")
    assert cli(*clear, "--as", "carla").code == 0
    assert rows(db, Appearance, *FIELDS) == [(1, 1, None, None, None, None)]
    before = entries(db)
    assert before[-1] == ("carla", "appearance edit", None)
    assert cli(*clear).out == "Nothing changed.\n"
    assert entries(db) == before
    told = "error: nothing would be left of the appearance: withdraw it instead\n"
    refused(cli, db, 3, told, "appearance", "edit", "1", "--speaker", "")


def test_editing_refuses_what_it_does_not_know(cli: Cli, db: Database) -> None:
    cases = {
        ("a1",): (2, "nothing to change was named\n  factcheck appearance edit --help"),
        ("e1", "--quote", "x"): (2, "'e1' is not the id of an appearance\n  write a1 or 1"),
        ("a9", "--quote", "x"): (4, "there is no appearance a9"),
        ("a1", "--said-on", "May"): (
            3,
            "said on: 'May' is not a date\n  write 2019, 2019-04 or 2019-04-30",
        ),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", "appearance", "edit", *args)


# withdraw


def test_a_withdrawn_appearance_stays_on_file_with_its_reason(cli: Cli, db: Database) -> None:
    cli("appearance", "add", "1", "--speaker", "John Bolton", "--said-on", "2019-05")
    gone = ("appearance", "withdraw", "a1", "--because", "it was another speaker")
    done = cli(*gone, "--as", "carla")
    assert (done.code, done.err) == (0, "")
    assert done.out == "Appearance a1 of claim 1 withdrawn.\n"
    assert rows(db, Appearance, "withdrawn_because") == [("it was another speaker",), (None,)]
    assert rows(db, Claim, "appearances", "appearance_id", "said_on") == [(1, 2, "2019-05")]
    assert entries(db)[-1] == ("carla", "appearance withdraw", "it was another speaker")
    told = "appearance a1 withdrawn, because “it was another speaker”"
    assert cli("history", "1").out.splitlines()[-1].endswith(f"\tcarla\t{told}")
    refused(cli, db, 5, "error: appearance a1 was withdrawn\n", *gone)
    again = ("appearance", "edit", "a1", "--quote", "x")
    refused(cli, db, 5, "error: appearance a1 was withdrawn\n", *again)


def test_an_appearance_that_something_rests_on_is_not_withdrawn(cli: Cli, db: Database) -> None:
    gone = ("appearance", "withdraw", "1", "--because", "x")
    cli("mark", "1", "supports", "The recording", "--said")
    evidence = 'factcheck evidence withdraw e1 --because "..."'
    told = f"error: evidence e1 is about appearance a1\n  {evidence}\n"
    refused(cli, db, 5, told, *gone)
    cli("verdict", "1", "supported", "--said", "--because", "Heard.")
    verdict = 'factcheck verdict 1 --appearance a1 --withdraw --because "..."'
    told = f"error: a verdict on appearance a1 is in force\n  {verdict}\n"
    refused(cli, db, 5, told, *gone)
    missing = "error: missing option '--because'\n  factcheck appearance withdraw --help\n"
    refused(cli, db, 2, missing, "appearance", "withdraw", "1")
    unknown = "error: there is no appearance a9\n"
    refused(cli, db, 4, unknown, "appearance", "withdraw", "9", "--because", "x")
    assert rows(db, Appearance, "withdrawn_because") == [(None,)]
