"""factcheck db: making, upgrading, checking and describing databases."""

import json
import os
import sqlite3
import stat
from pathlib import Path

import pytest

from factcheck.cli import output
from factcheck.db import SCHEMA
from tests.conftest import Result, run

INFO_KEYS = [
    "database", "engine", "schema", "database_id", "head_of_the_log", "claims", "evidence",
    "speakers", "sources", "entries", "size_in_bytes", "permissions", "journal", "synchronous",
    "waits_for_writers", "foreign_keys", "trusted_schema", "cell_size_check",
    "head_kept_outside", "named_by",
]  # fmt: skip


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def checks(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with one claim."""
    monkeypatch.setenv("FACTCHECK_DB", sqlite_url)
    assert run("add", "A claim", "--speaker", "Ana López").code == 0
    return Path(sqlite_url)


def behind(path: Path, sql: str) -> None:
    """Change a database behind the program's back, past its triggers."""
    raw = sqlite3.connect(path)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        if name.split("_")[0] in sql or "UPDATE claim" not in sql:
            raw.execute(f'DROP TRIGGER "{name}"')
    raw.executescript(sql)
    raw.close()


def test_a_new_database_is_private(tmp_path: Path) -> None:
    path = tmp_path / "checks.db"
    before = os.umask(0o022)
    try:
        done = run("db", "init", str(path))
    finally:
        os.umask(before)
    assert (done.code, done.err) == (0, "")
    assert done.out.split() == f"New database: {path}".split()
    assert mode(path) == 0o600
    assert run("--db", str(path), "list") == Result(0, "", "0 claims.\n")


def test_a_new_database_says_how_to_use_it(tmp_path: Path) -> None:
    with output.staged():
        done = run("db", "init", str(tmp_path / "checks.db"))
    assert "To use it: set FACTCHECK_DB" in done.out


def test_init_twice_is_a_conflict(tmp_path: Path) -> None:
    path = tmp_path / "checks.db"
    assert json.loads(run("db", "init", str(path), "--json").out) == {
        "database": str(path),
        "schema": SCHEMA,
    }
    before = path.read_bytes()
    done = run("db", "init", str(path))
    assert (done.code, done.out) == (5, "")
    assert done.err.startswith(f"error: {path} exists already\n")
    assert path.read_bytes() == before


def test_init_never_overwrites_a_file_of_somebody_else(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("my work")
    assert run("db", "init", str(mine)).code == 5
    assert mine.read_text() == "my work"


def test_init_of_the_default_makes_its_folder(home: Path) -> None:
    assert run("db", "init").code == 0
    default = home / "data" / "factcheck" / "factcheck.db"
    assert (mode(default), mode(default.parent)) == (0o600, 0o700)
    assert run("db", "init").code == 5


def test_init_where_there_is_no_folder(tmp_path: Path) -> None:
    done = run("db", "init", str(tmp_path / "none" / "checks.db"))
    assert (done.code, done.out) == (7, "")
    assert not (tmp_path / "none").exists()


def test_the_first_write_makes_the_default_database(home: Path) -> None:
    default = home / "data" / "factcheck" / "factcheck.db"
    assert run("list").code == 7
    assert not default.exists()
    done = run("add", "A claim", "--json")
    assert done.code == 0
    assert json.loads(done.out)["id"] == 1
    assert done.err == f"new database: {default}\n"
    assert (mode(default), mode(default.parent)) == (0o600, 0o700)
    assert run("add", "Salt is cheap").err == ""


@pytest.mark.parametrize("how", ["option", "environment", "file"])
def test_a_named_database_is_never_made_by_a_write(
    how: str, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = tmp_path / "named.db"
    words = ["add", "A claim"]
    if how == "option":
        words += ["--db", str(named)]
    elif how == "environment":
        monkeypatch.setenv("FACTCHECK_DB", str(named))
    else:
        (home / "config" / "factcheck").mkdir(parents=True)
        (home / "config" / "factcheck" / "config.toml").write_text(f'db = "{named}"\n')
    done = run(*words)
    assert (done.code, done.out) == (7, "")
    assert done.err == (
        f"error: there is no database at {named}\n  factcheck db init --db {named}\n"
    )
    assert not named.exists()


def test_current_and_upgrade_of_what_is_new_enough(checks: Path) -> None:
    assert run("db", "current").out.strip() == f"Schema {SCHEMA}; this program needs {SCHEMA}"
    assert json.loads(run("db", "current", "--json").out) == {"schema": SCHEMA, "program": SCHEMA}
    assert json.loads(run("db", "upgrade", "--json").out) == {
        "before": SCHEMA,
        "after": SCHEMA,
        "backup": None,
    }
    assert run("db", "upgrade").out.startswith("Nothing to do.")


def test_a_database_of_a_newer_program(checks: Path) -> None:
    behind(checks, "UPDATE alembic_version SET version_num = '9999'")
    for words in (("list",), ("add", "A claim"), ("db", "info"), ("db", "upgrade")):
        done = run(*words)
        assert (words, done.code, done.out) == (words, 11, "")
        assert "upgrade factcheck" in done.err
    assert json.loads(run("db", "current", "--json").out)["schema"] == "9999"


@pytest.mark.parametrize(
    "content", [b"", b"plain text " * 500, b"SQLite format 3\0" + b"x" * 5000]
)
def test_a_file_that_is_no_database_of_ours(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    for words in (
        ("list",),
        ("add", "A claim"),
        ("db", "info"),
        ("db", "verify"),
        ("db", "upgrade"),
    ):
        done = run("--db", str(path), *words)
        assert (words, done.code, done.out) == (words, 10, "")
        assert str(path) in done.err
        assert "Traceback" not in done.err
    assert path.read_bytes() == content


def test_verify_says_that_all_is_well(checks: Path) -> None:
    done = run("db", "verify")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("All is well: 1 entry")
    assert "Head of the log: 1:" in " ".join(done.out.split())
    found = json.loads(run("db", "verify", "--json").out)
    assert list(found) == [
        "clean", "entries", "changes", "head", "head_known", "checks", "findings",
    ]  # fmt: skip
    assert (found["clean"], found["entries"], found["findings"]) == (True, 1, [])
    assert (found["head_known"], len(found["checks"])) == (True, 9)


def test_verify_says_when_no_head_is_known(checks: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(checks.read_bytes())
    done = run("--db", str(copy), "db", "verify")
    assert done.code == 0
    assert done.err == "note: no head of this log is known here, so a cut tail could not be seen\n"


def test_verify_shows_its_progress_to_a_person_only(checks: Path) -> None:
    with output.staged():
        assert "checking chain ..." in run("db", "verify").out
        assert "checking" not in run("db", "verify", "--json").err
    assert "checking" not in run("db", "verify").err


def test_verify_finds_what_was_changed_behind_the_log(checks: Path) -> None:
    behind(checks, "UPDATE claim SET text = 'Another claim'")
    done = run("db", "verify")
    assert done.code == 12
    assert done.err.splitlines()[0].endswith("findings: the database is not what its log says")
    assert done.out.startswith("state\t")
    assert "claim" in done.out
    done = run("db", "verify", "--json")
    told = json.loads(done.out)
    assert done.code == 12
    assert told["clean"] is False
    assert {"check", "message"} == set(told["findings"][0])
    assert json.loads(done.err)["error"]["exit"] == 12


def test_verify_finds_a_changed_log(checks: Path) -> None:
    behind(checks, "UPDATE entry SET actor = 'mallory'")
    done = run("db", "verify", "--json")
    assert done.code == 12
    assert "chain" in {one["check"] for one in json.loads(done.out)["findings"]}


def test_a_write_warns_where_the_log_was_cut(checks: Path, tmp_path: Path) -> None:
    kept = checks.read_bytes()
    assert run("add", "Another claim").code == 0
    checks.write_bytes(kept)
    done = run("add", "A third claim")
    assert done.code == 0
    assert "warning: the log no longer holds entry 2" in done.err


def test_info_for_people_and_programs(checks: Path) -> None:
    found = json.loads(run("db", "info", "--json").out)
    assert list(found) == INFO_KEYS
    assert (found["database"], found["claims"], found["speakers"], found["entries"]) == (
        str(checks), 1, 1, 1,
    )  # fmt: skip
    assert (found["permissions"], found["head_kept_outside"]) == (f"{mode(checks):04o}", "entry 1")
    assert found["named_by"] == "environment"
    lines = dict(line.split("\t") for line in run("db", "info").out.splitlines())
    assert [name.replace(" ", "_") for name in lines] == INFO_KEYS
    assert lines["schema"] == SCHEMA


def test_reading_leaves_the_file_as_it_is(checks: Path) -> None:
    before = checks.read_bytes()
    for words in (("list",), ("show", "1"), ("history",), ("db", "verify"), ("db", "info")):
        assert run(*words).code == 0
    assert checks.read_bytes() == before
