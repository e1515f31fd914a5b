"""import --tracked --on-duplicate: what becomes of records that are likely here already."""

import json
from pathlib import Path
from typing import Any

import pytest

from factcheck.cli import doors
from factcheck.db import Database
from factcheck.errors import Usage
from factcheck.models import Appearance, Claim, ClaimAlias, ImportRun, Speaker
from factcheck.services import appearances, claims
from tests import filled
from tests.cli.conftest import Answer
from tests.conftest import Cli
from tests.factories import POMPEO, make_claim
from tests.rows import entries, refused, rows

AGAIN = "Maduro was about to leave Venezuela by plane, and Russia told him to stay"
BLEACH = "Bleach kills the coronavirus"
KILLS = "Bleach kills the coronavirus at once"
TABLE = f"""\
claim,speaker,date
"{AGAIN}",John Bolton,2019-05-01
Salt is cheap,Ana López,2019
{KILLS},Zoë,2020
"""
SAME = "claim 1 is the same (1.00)"
FIRST = "[a]dd it anyway, [l]ink it to claim 1, or [s]top it?"
SECOND = "[a]dd it anyway, [l]ink it to claim 2, or [s]top it?"


@pytest.fixture
def checks(cli: Cli, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Claim 1 is ours, claim 2 is in the library; and a folder with a file to work in."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            make_claim(session)
            bare: dict[str, Any] = dict.fromkeys(("speaker", "source", "said_on", "quote"))
            two = make_claim(session, BLEACH, **bare)
            two.tracked = 0
            session.flush()
            claims.refresh(session, two)

    filled.once(url, fill)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    Path("a.csv").write_text(TABLE)
    return cli


def texts(db: Database) -> list[str]:
    return [told for (told,) in rows(db, Claim, "text")]


def report() -> list[dict[str, Any]]:
    """What became of the records, in the order of the file."""
    told = [json.loads(line) for line in Path("report.jsonl").read_text().splitlines()]
    return sorted(told, key=lambda one: int(one["place"].split()[-1]))


# nobody is there to ask


@pytest.mark.parametrize("more", [(), ("--on-duplicate", "ask"), ("--on-duplicate", "add")])
def test_without_a_terminal_all_are_added_and_told(
    checks: Cli, db: Database, more: tuple[str, ...]
) -> None:
    done = checks("import", "a.csv", "--tracked", "--report", "report.jsonl", *more)
    assert (done.code, done.out) == (0, "Run 1: 3 created. Format: csv.\n")
    assert f"note: {SAME}\n" in done.err
    assert len(done.err.splitlines()) == 2
    assert sorted(texts(db)[2:]) == sorted((AGAIN, "Salt is cheap", KILLS))
    first, second, third = report()
    assert first["notes"] == [SAME]
    assert [(one["claim"], one["zone"], one["text"]) for one in first["near"]] == [
        (1, "same", POMPEO)
    ]
    assert (second["near"], [one["claim"] for one in third["near"]]) == ([], [2])
    assert rows(db, ClaimAlias, "id") == []


def test_they_are_linked(checks: Cli, db: Database) -> None:
    done = checks(
        *("import", "a.csv", "--tracked", "--on-duplicate", "LINK"), "--report", "report.jsonl"
    )
    assert (done.code, done.out) == (0, "Run 1: 1 created, 2 updated. Format: csv.\n")
    assert texts(db) == [POMPEO, BLEACH, "Salt is cheap"]
    assert sorted(rows(db, ClaimAlias, "claim_id", "text")) == [(1, AGAIN), (2, KILLS)]
    assert sorted(rows(db, Appearance, "claim_id", "said_on"))[:3] == [
        *((1, "2019-04-30"), (1, "2019-05-01"), (2, "2020")),
    ]
    assert [(one["result"], one["claim"]) for one in report()] == [
        *(("updated", 1), ("created", 3), ("updated", 2)),
    ]
    assert rows(db, Claim, "tracked")[0] == (1,)
    again = checks("import", "a.csv", "--tracked", "--on-duplicate", "link")
    assert (again.code, again.out) == (0, "Run 2: 3 unchanged. Format: csv.\n")
    assert "Taken back: run 1" in checks("import", "undo", "1").out
    assert texts(db) == [POMPEO, BLEACH]


def test_they_are_refused(checks: Cli, db: Database) -> None:
    done = checks("import", "a.csv", "--tracked", "--on-duplicate", "stop")
    assert (done.code, done.out) == (3, "Run 1: 1 created, 2 refused. Format: csv.\n")
    assert f"refused: {SAME} (first: line 2)\n" in done.err
    assert texts(db) == [POMPEO, BLEACH, "Salt is cheap"]
    kept = Path("a.rejects.csv").read_text().splitlines()
    assert kept[1].startswith(f'2,"{SAME}",')
    before = texts(db)
    done = checks("import", "a.csv", "--tracked", "--on-duplicate", "stop", "--strict")
    assert (done.code, done.out, texts(db)) == (3, "", before)


def test_a_file_of_the_library_is_not_looked_up(
    checks: Cli, db: Database, answering: Answer
) -> None:
    asked = answering("s")
    done = checks("import", "a.csv", "--reference", "--report", "report.jsonl")
    assert (done.code, done.err, asked) == (0, "", [])
    assert all(one["near"] == [] for one in report())


def test_the_option_goes_with_tracked(checks: Cli, db: Database) -> None:
    told = "error: --on-duplicate goes with --tracked: only our own claims are looked up\n"
    for more in ((), ("--reference",)):
        refused(checks, db, 2, told, "import", "a.csv", "--on-duplicate", "link", *more)
    told = "error: unknown answer: drop\n  answer is one of: ask, link, add, stop\n"
    refused(checks, db, 2, told, "import", "a.csv", "--tracked", "--on-duplicate", "drop")
    for words in (("list",), ("undo", "1")):
        assert checks("import", *words, "--on-duplicate", "link").code == 2


def test_what_is_wanted() -> None:
    assert doors.policy(None, tracked=False) is None
    assert doors.policy(None, tracked=True) == "ask"
    assert doors.policy("Link", tracked=True) == "link"
    with pytest.raises(Usage):
        doors.policy("ask", tracked=False)


# somebody is


def test_a_person_is_asked_of_each(checks: Cli, db: Database, answering: Answer) -> None:
    asked = answering(["l", "add"])
    done = checks("import", "a.csv", "--tracked", "--report", "report.jsonl")
    assert (done.code, done.out) == (0, "Run 1: 2 created, 1 updated. Format: csv.\n")
    assert asked == [FIRST, SECOND]
    told = done.err.splitlines()
    assert told[0] == f"line 2: {SAME}"
    assert told[1] == f"    {POMPEO[:75].rstrip()}…"
    assert told[2].startswith(f"{FIRST} [stop] line 4: claim 2 is ")
    assert told[3] == f"    {BLEACH}"
    assert sorted(texts(db)[2:]) == [KILLS, "Salt is cheap"]
    assert rows(db, ClaimAlias, "claim_id", "text") == [(1, AGAIN)]
    assert [one["result"] for one in report()] == ["updated", "created", "created"]
    assert len(rows(db, ImportRun, "id")) == 1


def test_what_a_person_stops_is_refused_and_kept(
    checks: Cli, db: Database, answering: Answer
) -> None:
    asked = answering(["", "x"])
    done = checks("import", "a.csv", "--tracked", "--on-duplicate", "ask")
    assert (done.code, asked) == (3, [FIRST, SECOND])
    assert done.out == "Run 1: 1 created, 2 refused. Format: csv.\n"
    assert texts(db)[2:] == ["Salt is cheap"]
    assert len(Path("a.rejects.csv").read_text().splitlines()) == 3
    assert ("Zoë",) not in rows(db, Speaker, "name")


def test_nothing_is_open_and_nothing_written_while_one_is_asked(
    checks: Cli, db: Database, answering: Answer
) -> None:
    seen = []

    def meanwhile() -> None:
        seen.append((len(texts(db)), len(rows(db, ImportRun, "id"))))
        with db.transaction(by="carla", action="edit") as session:
            claims.edit(session, claims.get(session, 1), {"why": f"because {len(seen)}"})

    answering("l", meanwhile)
    done = checks("import", "a.csv", "--tracked")
    assert done.out == "Run 1: 1 created, 2 updated. Format: csv.\n"
    assert seen == [(2, 0), (2, 0)]
    assert [actor for actor, *_ in entries(db)][1:] == ["carla", "carla", "ana"]


def test_nothing_is_linked_to_a_claim_that_nobody_was_shown(
    checks: Cli, db: Database, answering: Answer
) -> None:
    """A much nearer one came while the person was asked: the record is refused, and kept."""

    def meanwhile() -> None:
        with db.transaction(by="carla") as session:
            make_claim(session, f"{AGAIN} (he says)", speaker="Ben", source=None, quote=None)

    Path("a.csv").write_text("\n".join(TABLE.splitlines()[:2]))
    answering("l", meanwhile)
    done = checks("import", "a.csv", "--tracked")
    assert (done.code, done.out) == (3, "Run 1: 1 refused. Format: csv.\n")
    assert "refused: claim 1 is no longer likely the same (first: line 2)\n" in done.err
    assert rows(db, ClaimAlias, "id") == []


def test_a_link_to_what_is_gone_meanwhile_is_refused(
    checks: Cli, db: Database, answering: Answer
) -> None:
    def meanwhile() -> None:
        with db.transaction(by="carla") as session:
            claims.edit(session, claims.get(session, 1), {"text": "Salt is cheap", "language": ""})
            for (number,) in rows(db, Appearance, "id"):
                appearances.withdraw(session, session.get_one(Appearance, number), "x")

    Path("a.csv").write_text("\n".join(TABLE.splitlines()[:2]))
    answering("l", meanwhile)
    done = checks("import", "a.csv", "--tracked")
    assert (done.code, done.out) == (3, "Run 1: 1 refused. Format: csv.\n")
    assert "refused: claim 1 is no longer likely the same (first: line 2)\n" in done.err
    assert len(texts(db)) == 2


@pytest.mark.parametrize("policy", ["link", "add", "stop"])
def test_who_decided_before_is_not_asked(checks: Cli, answering: Answer, policy: str) -> None:
    asked = answering("a")
    checks("import", "a.csv", "--tracked", "--on-duplicate", policy)
    assert asked == []


def test_nobody_is_asked_of_stdin_or_a_dry_run(
    checks: Cli, db: Database, answering: Answer
) -> None:
    asked = answering("s")
    before = entries(db)
    done = checks("import", "a.csv", "--tracked", "--dry-run")
    assert (done.code, done.out) == (0, "Dry run: 3 created. Format: csv.\n")
    assert f"note: {SAME}\n" in done.err
    assert (asked, entries(db)) == ([], before)
    done = checks("import", "-", "--tracked", stdin=TABLE)
    assert (done.code, done.out, asked) == (0, "Run 1: 3 created. Format: csv.\n", [])


def test_what_is_not_alike_or_is_the_very_one_is_not_asked_about(
    checks: Cli, db: Database, answering: Answer
) -> None:
    asked = answering("s")
    Path("b.csv").write_text(f'claim,speaker\n"{POMPEO}",Mike Pompeo\nSalt is cheap,Zoë\n')
    done = checks("import", "b.csv", "--tracked")
    assert (done.code, done.out, asked) == (
        *(0, "Run 1: 1 created, 1 unchanged. Format: csv.\n", []),
    )


def test_a_bad_record_is_no_reason_to_ask_nothing(
    checks: Cli, db: Database, answering: Answer
) -> None:
    """The look through goes past what is refused; all or nothing is for the import itself."""
    Path("b.csv").write_text(f"{TABLE},Ben,2019\n")
    asked = answering("l")
    before = entries(db)
    done = checks("import", "b.csv", "--tracked", "--strict")
    assert (done.code, done.out, asked) == (3, "", [FIRST, SECOND])
    assert entries(db) == before


def test_an_import_that_is_resumed_asks_of_the_rest(
    checks: Cli, db: Database, answering: Answer
) -> None:
    checks("import", "a.csv", "--tracked", "--on-duplicate", "link", "--limit", "2")
    asked = answering("l")
    done = checks("import", "a.csv", "--tracked", "--resume")
    assert done.code == 0, done.err
    assert asked == [SECOND]
    assert sorted(rows(db, ClaimAlias, "claim_id", "text")) == [(1, AGAIN), (2, KILLS)]


# records of the same file

TWICE = f"""\
claim,speaker,date
{BLEACH} quickly,Zoë,2020
Salt is cheap,Ana López,2019
"Salt, it is cheap",Ben,2020
"It is cheap, the salt",Cleo,2021
"""
THIRD = "[a]dd it anyway, [l]ink it to line 3 of this file, or [s]top it?"
SALT = "line 3 of this file is the same"


def test_a_file_is_looked_through_for_what_stands_in_it_twice(checks: Cli, db: Database) -> None:
    Path("b.csv").write_text(TWICE)
    done = checks("import", "b.csv", "--tracked", "--report", "report.jsonl")
    assert (done.code, done.out) == (0, "Run 1: 4 created. Format: csv.\n")
    assert f"note: 2 × {SALT} (1.00)\n" in done.err
    near = [[(one["claim"], one["place"]) for one in each["near"]] for each in report()]
    assert near[:2] == [[(2, None)], []]
    assert near[2] == [(4, "line 3")]
    assert set(near[3]) == {(4, "line 3"), (5, "line 4")}


@pytest.mark.parametrize(
    ("policy", "told"),
    [("link", "1 created, 3 updated"), ("stop", "1 created, 3 refused")],
)
def test_what_stands_in_a_file_twice_is_linked_or_refused(
    checks: Cli, db: Database, policy: str, told: str
) -> None:
    Path("b.csv").write_text(TWICE)
    done = checks("import", "b.csv", "--tracked", "--on-duplicate", policy)
    assert done.out == f"Run 1: {told}. Format: csv.\n"
    assert texts(db) == [POMPEO, BLEACH, "Salt is cheap"]
    linked = [(3, "It is cheap, the salt"), (3, "Salt, it is cheap")] if policy == "link" else []
    found = sorted(rows(db, ClaimAlias, "claim_id", "text"))
    assert [one for one in found if one[0] == 3] == linked
    assert checks("db", "verify").code == 0


def test_a_person_is_asked_of_the_file_itself_and_numbers_may_move(
    checks: Cli, db: Database, answering: Answer
) -> None:
    Path("b.csv").write_text(TWICE)
    asked = answering("l")
    done = checks("import", "b.csv", "--tracked")
    assert (done.code, done.out) == (0, "Run 1: 1 created, 3 updated. Format: csv.\n")
    assert asked[:2] == [SECOND, THIRD]
    assert len(asked) == 3
    # The first one was linked, so that the second got the number that it would have had.
    assert texts(db) == [POMPEO, BLEACH, "Salt is cheap"]
    assert [one for one, _ in rows(db, ClaimAlias, "claim_id", "text")].count(3) == 2


def test_an_import_that_is_resumed_without_a_word_asks_again(
    checks: Cli, db: Database, answering: Answer
) -> None:
    asked = answering("l")
    checks("import", "a.csv", "--tracked", "--limit", "2")
    assert (asked, texts(db)) == ([FIRST], [POMPEO, BLEACH, "Salt is cheap"])
    asked.clear()
    done = checks("import", "a.csv", "--resume")
    assert (done.code, done.out) == (0, "Run 1: 1 updated. Format: csv.\n")
    assert asked == [SECOND]
    assert rows(db, ImportRun, "mapping") == [('{"tracked": true, "on_duplicate": "ask"}',)]


def test_an_import_that_is_resumed_may_be_told_otherwise(
    checks: Cli, db: Database, answering: Answer
) -> None:
    asked = answering("l")
    checks("import", "a.csv", "--tracked", "--limit", "2")
    asked.clear()
    done = checks("import", "a.csv", "--resume", "--on-duplicate", "stop")
    assert (done.code, asked) == (3, [])
    assert texts(db) == [POMPEO, BLEACH, "Salt is cheap"]
