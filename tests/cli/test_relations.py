"""factcheck link, unlink: exit codes, both streams, and the rows."""

import pytest

from factcheck.cli import asking
from factcheck.db import Database
from factcheck.models import Claim, Evidence, Relation
from factcheck.services import claims
from tests import filled
from tests.cli.conftest import Answer
from tests.conftest import Cli
from tests.factories import make_claim, make_evidence
from tests.rows import data, entries, refused, rows

KEYS = ("id", "uid", "claim", "kind", "other", "because", "withdrawn_because", "evidence")
COLUMNS = ("claim_id", "kind", "other_id", "because", "added_by", "withdrawn_because")
ITEM = ("claim_id", "stance", "note", "by_id", "source_id", "added_by")
MARK = (
    "factcheck mark 1 disputes 'He never meant to leave' --by 'Nicolás Maduro' --source s2 "
    "--quote never"
)


@pytest.fixture(autouse=True)
def desk(url: str) -> None:
    """A claim, its denial, and one of nobody."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            make_claim(session)
            make_claim(
                session,
                "He never meant to leave",
                speaker="Nicolás Maduro",
                source="https://example.org/vtv",
                quote="never",
            )
            make_claim(session, "A third claim", speaker=None)

    filled.once(url, fill)


def test_a_relation_is_kept_with_the_reason(cli: Cli, db: Database) -> None:
    done = cli("link", "3", "narrows", "1", "--because", "one flight of two")
    assert (done.code, done.out, done.err) == (0, "Claim 3 narrows claim 1.\n", "")
    assert rows(db, Relation, *COLUMNS) == [(3, "narrows", 1, "one flight of two", "ana", None)]
    assert entries(db)[1:] == [("ana", "link", "one flight of two")]
    told = "narrows claim 1, because “one flight of two”"
    assert cli("history", "3").out.splitlines()[-1].endswith(f"\tana\t{told}")
    assert "narrows     claim 1: Nicolás Maduro was" in cli("show", "3").out
    shown = cli("show", "1").out
    assert "narrowed by claim 3: A third claim (because one flight of two)\n" in shown
    hint = 'factcheck unlink 3 narrows 1 --because "..."'
    told = f"error: claim 3 narrows claim 1 already\n  {hint}\n"
    refused(cli, db, 5, told, "link", "3", "narrows", "1")


def test_link_prints_its_relation_as_json(cli: Cli) -> None:
    made = data(cli, "link", "1", "updates", "2")
    assert tuple(made) == KEYS
    assert [made[key] for key in KEYS if key != "uid"] == [1, 1, "updates", 2, None, None, None]
    gone = data(cli, "unlink", "1", "updates", "2", "--because", "no")
    assert tuple(gone) == KEYS
    assert gone["withdrawn_because"] == "no"


def test_a_denial_without_a_terminal_says_how_to_mark_it(cli: Cli, db: Database) -> None:
    done = cli("link", "2", "denies", "1")
    assert (done.code, done.out) == (0, "Claim 2 denies claim 1.\n")
    assert done.err == f"To mark claim 1 as disputed: {MARK}\n"
    assert rows(db, Evidence, *ITEM) == []
    assert "denied by   claim 2: He never meant to leave\n" in cli("show", "1").out
    assert "denies      claim 1: " in cli("show", "2").out


def test_a_denial_is_marked_in_the_same_entry(cli: Cli, db: Database) -> None:
    done = cli("link", "2", "denies", "1", "--mark", "--because", "on television")
    assert (done.code, done.err) == (0, "")
    assert done.out == "Claim 2 denies claim 1. Marked as evidence: e1.\n"
    assert rows(db, Evidence, *ITEM) == [(1, "disputes", "He never meant to leave", 2, 2, "ana")]
    assert rows(db, Claim, "evidence_status") == [("disputed",), ("none",), ("none",)]
    assert entries(db)[1:] == [("ana", "link", "on television")]
    assert cli("undo").code == 0
    assert (rows(db, Evidence, "id"), rows(db, Relation, "id")) == ([], [])
    assert data(cli, "link", "2", "denies", "1", "--mark")["evidence"] == 2


def test_a_denial_is_not_marked_where_nobody_wants_it_or_it_is_there(
    cli: Cli, db: Database
) -> None:
    done = cli("link", "2", "denies", "1", "--no-mark")
    assert (done.code, done.out, done.err) == (0, "Claim 2 denies claim 1.\n", "")
    done = cli("link", "3", "denies", "2")  # nobody is on file as having said it
    assert (done.code, done.err) == (0, "")
    with db.transaction(by="ben") as session:
        make_evidence(session, claims.get(session, 2), by="Mike Pompeo")
    done = cli("link", "1", "denies", "2")
    assert (done.code, done.err) == (0, "")
    assert len(rows(db, Evidence, "id")) == 1


@pytest.mark.parametrize(("answer", "count"), [("y", 1), ("Yes", 1), ("n", 0), ("", 0)])
def test_at_a_terminal_one_is_asked_whether_to_mark(
    cli: Cli,
    db: Database,
    answering: Answer,
    answer: str,
    count: int,
) -> None:
    asked = answering(answer)
    done = cli("link", "2", "denies", "1")
    assert asked == ["Mark claim 1 as disputed by Nicolás Maduro?"]
    assert (done.code, len(rows(db, Evidence, "id"))) == (0, count)
    assert done.err == "Mark claim 1 as disputed by Nicolás Maduro? [y/N] "
    assert len(entries(db)) == 2


def test_no_transaction_is_open_while_one_is_asked(
    cli: Cli,
    db: Database,
    answering: Answer,
) -> None:
    """Somebody else writes meanwhile, and the denial is not marked on what nobody saw."""

    def meanwhile() -> None:
        with db.transaction(by="carla", action="edit") as session:
            claims.edit(session, claims.get(session, 1), {"why": "it matters"})

    answering("y", meanwhile)
    done = cli("link", "2", "denies", "1")
    assert (done.code, done.out) == (5, "")
    question, told = done.err.split("\n", 1)
    assert question.endswith("[y/N] error: the claim was changed meanwhile")
    assert told.endswith("  carla  why: none -> “it matters”\n")
    assert rows(db, Relation, "id") == []


def test_a_withdrawn_relation_stays_on_file_with_its_reason(cli: Cli, db: Database) -> None:
    cli("link", "2", "denies", "1", "--mark")
    done = cli("unlink", "2", "DENIES", "1", "--because", "another flight", "--as", "carla")
    assert (done.code, done.out, done.err) == (0, "No longer: claim 2 denies claim 1.\n", "")
    assert rows(db, Relation, *COLUMNS) == [(2, "denies", 1, None, "ana", "another flight")]
    assert rows(db, Evidence, "withdrawn_because") == [(None,)]
    assert entries(db)[-1] == ("carla", "unlink", "another flight")
    told = "no longer denies claim 1, because “another flight”"
    assert cli("history", "2").out.splitlines()[-1].endswith(f"\tcarla\t{told}")
    assert "RELATED" not in cli("show", "1").out


def test_link_refuses_what_cannot_be(cli: Cli, db: Database) -> None:
    with db.transaction(by="ben") as session:
        claims.get(session, 3).merged_into = 2
    merged = "claim 3 was merged into claim 2 already\n  name claim 2 instead"
    words = "relation is one of: denies, contradicts, narrows, updates"
    other_end = "a relation is told from the claim that denies the other"
    cases = {
        ("1", "denies", "1"): (5, "claim 1 cannot be related to itself"),
        ("1", "denies", "3"): (5, merged),
        ("3", "updates", "1"): (5, merged),
        ("1", "denies", "9"): (4, "there is no claim 9\n  factcheck list shows the claims"),
        ("1", "refutes", "2"): (2, f"unknown relation: refutes\n  {words}"),
        ("1", "denied_by", "2"): (2, f"{other_end}\n  factcheck link 2 denies 1"),
        ("1", "narrows", "2", "--mark"): (
            2,
            "--mark is for denials: that a claim narrows another is no evidence",
        ),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", "link", *args)
    refused(
        *(cli, db, 4, "error: claim 1 updates no claim 2\n  factcheck show 1\n"),
        *("unlink", "1", "updates", "2", "--because", "x"),
    )


def test_nobody_is_asked_who_is_not_there() -> None:
    assert not asking.can_ask()
