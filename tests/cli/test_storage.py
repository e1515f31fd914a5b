"""factcheck db upgrade|backup|restore|copy|grant: from the words typed to the files made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from factcheck.db import SCHEMA, Database
from tests import released, second
from tests.conftest import Cli, run


@pytest.fixture
def checks(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A database with a claim and evidence, and an empty folder to work in."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    assert cli("add", "A claim", "--speaker", "Ana López", "--tag", "flights").code == 0
    assert cli("mark", "1", "disputes", "Denied it").code == 0
    return cli


def listed(place: str) -> str:
    return run("list", "--json", "--db", place).out


def test_a_backup_is_made_and_reported(checks: Cli, engine: str, tmp_path: Path) -> None:
    done = checks("db", "backup", "kept")
    assert (done.code, done.err) == (0, "")
    first, second_line = done.out.splitlines()
    assert first == f"Backup: {tmp_path / 'work' / 'kept'}"
    assert second_line.startswith("Verified: 2 entries, ")
    assert "Head of the log: 2:" in second_line
    found = json.loads(checks("db", "backup", "--json").out)
    path = Path(found["path"])
    assert list(found) == ["path", "size", "entries", "head"]
    assert (found["entries"], found["size"]) == (2, path.stat().st_size)
    assert path.name.endswith(".db" if engine == "sqlite" else ".dump")
    assert path.parent == (tmp_path if engine == "sqlite" else tmp_path / "work")


def test_a_backup_is_restored_elsewhere(
    checks: Cli, url: str, engine: str, tmp_path: Path
) -> None:
    checks("db", "backup", "kept")
    new = str(tmp_path / "work" / "new.db")
    done = checks("db", "restore", "kept", new, "--as", "ben")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0] == f"Restored: {new}"
    assert listed(new) == listed(url)
    last = run("history", "--db", new).out.splitlines()[-1]
    assert "ben\trestored the database from kept, whose log ends at entry 2" in last
    again = checks("db", "restore", "kept", new)
    assert (again.code, again.out) == (5, "")
    told = "exists already" if engine == "sqlite" else "holds a database already"
    assert again.err.startswith(f"error: {new} {told}\n")
    assert run("db", "verify", "--db", new).code == 0


def test_what_the_backup_does_not_hold_is_told(checks: Cli, tmp_path: Path) -> None:
    checks("db", "backup", "kept")
    new = tmp_path / "work" / "new.db"
    checks("db", "restore", "kept", str(new))
    run("add", "Written after it was restored", "--db", str(new))
    new.unlink()
    done = checks("db", "restore", "kept", str(new), "--json")
    assert json.loads(done.out)["seen"] == 4
    assert done.err == (
        "warning: entries 3 to 4 were seen at this place before: the backup does not hold them\n"
    )


@pytest.mark.parametrize(
    ("content", "code"), [(None, 7), (b"", 10), (b"a text", 10), (b"PGDMP rubbish", 10)]
)
def test_what_is_no_backup_is_refused(
    content: bytes | None, code: int, checks: Cli, tmp_path: Path
) -> None:
    wrong = tmp_path / "work" / "wrong"
    if content is not None:
        wrong.write_bytes(content)
    done = checks("db", "restore", "wrong", "new.db")
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("error: ")
    assert not (tmp_path / "work" / "new.db").exists()


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_copy_is_the_same_database(
    to: str, checks: Cli, url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place, name = str(tmp_path / "work" / "copy.db"), f"copy{uuid4().hex}"
    if to == "postgresql":
        server = request.getfixturevalue("postgres_server")
        place = server.create(name)
    done = checks("db", "copy", place)
    assert (done.code, done.err) == (0, "")
    with Database(place) as copied:
        assert done.out.splitlines()[0] == f"Copied 2 entries to {copied.place}"
    assert "Verified: 2 entries there. Head of the log: 2:" in done.out
    assert listed(place) == listed(url)
    checks("tag", "1", "venezuela")
    again = json.loads(checks("db", "copy", place, "--json").out)
    assert (again["entries"], again["before"]) == (1, 2)
    assert list(again) == ["place", "entries", "before", "head"]
    assert listed(place) == listed(url)
    if to == "postgresql":
        server.drop(name)


def test_the_place_may_come_from_stdin(checks: Cli, url: str, tmp_path: Path) -> None:
    place = str(tmp_path / "work" / "copy.db")
    assert run("db", "copy", "-", stdin=f"{place}\n").code == 0
    assert listed(place) == listed(url)


def test_a_copy_onto_itself_or_onto_others_is_refused(checks: Cli, url: str) -> None:
    done = checks("db", "copy", url)
    assert (done.code, done.out) == (3, "")
    Path("mine.txt").write_text("my work")
    done = checks("db", "copy", "mine.txt")
    assert (done.code, done.out) == (10, "")
    assert Path("mine.txt").read_text() == "my work"


def test_without_a_database_there_is_nothing_to_copy(tmp_path: Path) -> None:
    for words in (("backup",), ("copy", str(tmp_path / "copy.db"))):
        done = run("db", *words)
        assert (done.code, done.out) == (7, "")
        assert "there is no database yet" in done.err
    assert not (tmp_path / "copy.db").exists()


@pytest.fixture
def older(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[str]:
    """A database of the first schema, for a program with a second one."""
    place, name = str(tmp_path / "older.db"), f"older{uuid4().hex}"
    if engine == "postgresql":
        place = request.getfixturevalue("postgres_server").create(name)
    released.load(released.FOLDER / f"schema-{SCHEMA}.{engine}.sql", place)
    second.install(tmp_path / "newer", monkeypatch)
    monkeypatch.setenv("FACTCHECK_DB", place)
    monkeypatch.chdir(tmp_path)
    yield place
    if engine == "postgresql":
        request.getfixturevalue("postgres_server").drop(name)


def test_an_upgrade_makes_a_backup_first(older: str, tmp_path: Path) -> None:
    refused = run("list")
    assert (refused.code, refused.out) == (11, "")
    assert refused.err.endswith("  run: factcheck db upgrade\n")
    done = run("db", "upgrade", "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert (found["before"], found["after"]) == (SCHEMA, second.REVISION)
    assert Path(found["backup"]).is_file()
    assert run("list").code == 0
    assert run("db", "verify").code == 0
    again = run("db", "upgrade")
    assert again.out.split() == ["Nothing", "to", "do.", "Schema:", second.REVISION]


def test_an_upgrade_tells_where_the_backup_is(older: str, tmp_path: Path) -> None:
    both = run("db", "upgrade", "--backup", "kept", "--no-backup")
    assert (both.code, both.out) == (2, "")
    (tmp_path / "taken").write_text("mine")
    assert run("db", "upgrade", "--backup", "taken").code == 5
    done = run("db", "upgrade", "--backup", "kept")
    assert (
        " ".join(done.out.split())
        == f"Backup: {tmp_path / 'kept'} Upgraded from schema {SCHEMA} to {second.REVISION}. "
        f"Schema: {second.REVISION}"
    )


def test_an_upgrade_without_a_backup(older: str, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    done = run("db", "upgrade", "--no-backup")
    assert done.out.split() == [
        "Upgraded",
        "from",
        "schema",
        SCHEMA,
        "to",
        f"{second.REVISION}.",
        "Schema:",
        second.REVISION,
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_nothing_to_upgrade(checks: Cli) -> None:
    done = checks("db", "upgrade")
    assert (done.code, done.err) == (0, "")
    assert done.out.split() == f"Nothing to do. Schema: {SCHEMA}".split()
    assert list(Path.cwd().iterdir()) == []


def test_roles_are_for_servers(checks: Cli, engine: str) -> None:
    done = checks("db", "grant", "nobody here")
    assert (done.code, done.out) == ((3 if engine == "sqlite" else 4), "")
    assert done.err.startswith("error: ")


@pytest.mark.postgres
def test_a_role_is_let_in(postgres_url: str, postgres_server: object) -> None:
    role = f"desk{uuid4().hex}"
    with Database(postgres_url) as database:
        with database.engine(writing=True).begin() as connection:
            connection.exec_driver_sql(f'CREATE ROLE "{role}"')
        done = run("db", "grant", role, "--db", postgres_url)
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith(f"{role} may work with ")
        found = json.loads(run("db", "grant", role, "--db", postgres_url, "--json").out)
        assert found["role"] == role
        assert {"claim", "entry", "alembic_version"} <= set(found["tables"])
        with database.engine(writing=True).begin() as connection:
            connection.exec_driver_sql(f'DROP OWNED BY "{role}"')
            connection.exec_driver_sql(f'DROP ROLE "{role}"')
