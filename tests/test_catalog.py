"""What the engine knows of a database; and roles that can work with it but not change its log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import select

from factcheck import catalog, schema
from factcheck.connections import migrating_engine, parse
from factcheck.db import SCHEMA, UNFINISHED, Database
from factcheck.errors import InvalidInput, NotFound, ReadOnly
from factcheck.models import Entry, all_models
from tests import postgres, second
from tests.conftest import Result, run

# what the engine knows


def altered(url: str, *statements: str) -> None:
    """Change a database behind the program's back, with the rights of its owner."""
    engine = migrating_engine(parse(url))
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def asked(url: str, ask: Callable[[Any], Any]) -> Any:
    """What one of the functions says of a database."""
    with Database(url) as db, db.reading() as session:
        return ask(session.connection())


def test_everything_that_the_migrations_made_is_an_object(url: str, engine: str) -> None:
    found = asked(url, catalog.objects)
    kind = "table" if engine == "sqlite" else "relation"
    assert {f"{kind} {table}" for table in (*all_models(), "alembic_version")} <= set(found)
    assert any(name.startswith("index ") for name in found)
    assert any(name.startswith("trigger ") for name in found)
    assert not any("sqlite_" in name for name in found)


def test_an_object_more_or_another_one_is_seen(url: str) -> None:
    before = asked(url, catalog.objects)
    altered(url, "CREATE INDEX found ON claim (language)")
    after = asked(url, catalog.objects)
    assert [name for name in after if name not in before] == ["index found"]
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize("revision", [UNFINISHED, SCHEMA])
def test_a_database_is_marked_as_a_copy_that_is_under_way_or_done(url: str, revision: str) -> None:
    engine = migrating_engine(parse(url))
    with engine.begin() as connection:
        catalog.mark(connection, revision)
    engine.dispose()
    with Database(url, schema_check=False) as db, db.reading() as session:
        assert db.revision(session) == revision


DAMAGE: dict[str, dict[str, tuple[str, ...]]] = {
    "sqlite": {
        "application_id is not that of a factcheck database": ("PRAGMA application_id = 7",),
        "claim_tag 1 refers to a tag that is not there": (
            "INSERT INTO claim_tag (id, claim_id, tag_id, removed) VALUES (1, 8, 9, 0)",
        ),
    },
    "postgresql": {
        "index broken is not valid": (
            "CREATE INDEX broken ON claim (language)",
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'broken'::regclass",
        ),
        "constraint late was never held against the rows": (
            "ALTER TABLE claim ADD CONSTRAINT late CHECK (id > 0) NOT VALID",
        ),
    },
}


@pytest.mark.parametrize("which", [0, 1])
def test_damage_is_told_in_words(url: str, engine: str, which: int) -> None:
    told, statements = list(DAMAGE[engine].items())[which]
    with Database(url) as db:
        with (
            db.reading() as session
        ):  # before it is damaged: a file that is not ours is not opened
            assert catalog.damage(session.connection()) == []
        altered(url, *statements)
        with db.reading() as session:
            assert told in catalog.damage(session.connection())


def test_what_is_in_force_is_asked_of_the_engine(url: str, engine: str) -> None:
    held = asked(url, catalog.in_force)
    if engine == "sqlite":
        assert (held["foreign_keys"], held["trusted_schema"]) == ("1", "0")
        return
    assert (held["role"], held["kind"]) == ("postgres", "owner of the tables")
    assert (held["server"], held["encrypted"]) == ("primary", "False")
    assert (held["lock_timeout"], held["statement_timeout"]) == ("30s", "1min")


@pytest.mark.postgres
def test_a_schema_is_named_as_it_must_be_written(postgres_url: str) -> None:
    assert asked(postgres_url, catalog.name) == "public"
    engine = migrating_engine(parse(postgres_url))
    with engine.connect() as connection:
        connection.exec_driver_sql('CREATE SCHEMA "Desk 1"')
        connection.exec_driver_sql('SET search_path TO "Desk 1"')
        assert catalog.name(connection) == '"Desk 1"'
    engine.dispose()


# roles


@dataclass(frozen=True)
class Desk:
    """A database on a server, by the role that owns it and by the one that works with it."""

    server: postgres.Server
    name: str

    def url(self, role: str) -> str:
        """The database as this role opens it."""
        return f"postgresql://{role}@/{self.name}?host={self.server.home}"

    def run(self, role: str, *words: str) -> Result:
        """A command by that role."""
        return run(*words, "--db", self.url(role))

    def sql(self, role: str, statement: str) -> None:
        """A statement by that role, past the program."""
        with psycopg.connect(self.url(role), autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="module")
def owned(postgres_server: postgres.Server) -> Iterator[postgres.Server]:
    """A server with a database that a role owns which may do nothing else, and three others."""
    server = postgres_server
    for role in ROLES:
        server.sql(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
    server.sql('CREATE DATABASE "owned" OWNER desk_owner')
    schema.create(Desk(server, "owned").url("desk_owner")).close()
    yield server
    server.drop("owned")
    for role in ROLES:
        server.sql(f"DROP ROLE {role}")


ROLES = ("desk_owner", "desk_app", "desk_guest")


@pytest.fixture
def desk(owned: postgres.Server) -> Iterator[Desk]:
    """A copy of that database, of the test's own; nobody was let in yet."""
    made = Desk(owned, f"desk{uuid4().hex}")
    owned.sql(f'CREATE DATABASE "{made.name}" OWNER desk_owner TEMPLATE "owned"')
    yield made
    owned.drop(made.name)


@pytest.fixture
def granted(desk: Desk) -> Desk:
    """The application role was let in."""
    done = desk.run("desk_owner", "db", "grant", "desk_app")
    assert (done.code, done.err) == (0, ""), done.err
    return desk


@pytest.mark.postgres
def test_a_working_day_in_the_application_role(
    granted: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (
        ("add", "A claim", "--speaker", "Ana López", "--source", "https://example.org/a"),
        ("mark", "1", "disputes", "Denied it", "--by", "Ben Example"),
        ("mark", "1", "supports", "A recording", "--said", "--primary"),
        ("verdict", "1", "insufficient", "--because", "Nobody has shown evidence."),
        ("tag", "1", "flights"),
        ("note", "1", "Ask the ministry"),
        ("edit", "1", "--priority", "2"),
        ("speaker", "alias", "Ana López", "A. López"),
        ("evidence", "withdraw", "e1", "--because", "entered twice"),
        ("undo",),
        ("list", "--unverified"),
        ("show", "1"),
        ("history", "1"),
        ("db", "info"),
        ("db", "current"),
        ("db", "backup"),
    ):
        done = granted.run("desk_app", *words)
        assert (done.code, "error" in done.err) == (0, False), f"{words}: {done.err}"
    assert "desk_app (application)" in granted.run("desk_app", "db", "info").out
    (backup,) = tmp_path.glob("*.dump")
    assert backup.stat().st_size
    assert run("db", "restore", str(backup), str(tmp_path / "restored.db")).code == 0


@pytest.mark.postgres
def test_the_application_role_verifies_all_but_the_schema(granted: Desk) -> None:
    assert granted.run("desk_app", "add", "A claim").code == 0
    for role, checked in (("desk_app", False), ("desk_owner", True)):
        done = granted.run(role, "db", "verify")
        assert done.code == 0, done.err
        assert ("the schema was not checked" in done.err) != checked


# What somebody would do who wants the log to say something else.
FORGERIES = (
    "UPDATE entry SET actor = 'somebody else'",
    "UPDATE change SET payload = NULL, salt = NULL",
    "DELETE FROM entry",
    "DELETE FROM change",
    "TRUNCATE entry",
    "TRUNCATE change",
    "DELETE FROM log_head",
    "DELETE FROM counter",
    "UPDATE alembic_version SET version_num = '9999'",
    "ALTER TABLE entry DISABLE TRIGGER ALL",
    "DROP TRIGGER entry_append_only ON entry",
    "SET session_replication_role = replica",
)


@pytest.mark.postgres
def test_the_application_role_cannot_change_the_log_nor_what_guards_it(granted: Desk) -> None:
    assert granted.run("desk_app", "add", "A claim").code == 0
    for statement in FORGERIES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege) as caught:
            granted.sql("desk_app", statement)
        assert caught.value.sqlstate == "42501", statement
    assert granted.run("desk_owner", "db", "verify").code == 0


@pytest.mark.postgres
def test_the_application_role_upgrades_nothing(
    granted: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert granted.run("desk_app", "db", "upgrade").code == 0  # there is nothing to do
    second.install(tmp_path, monkeypatch)
    for role, code in (("desk_app", 8), ("desk_owner", 0)):
        done = granted.run(role, "db", "upgrade", "--no-backup")
        assert done.code == code, done.err
        assert ("no permission" in done.err) == bool(code)


@pytest.mark.postgres
def test_the_application_role_makes_no_database(granted: Desk) -> None:
    done = granted.run("desk_app", "db", "init")
    assert (done.code, done.out) == (5, "")
    granted.server.sql(f'CREATE DATABASE "{granted.name}x" OWNER desk_owner')
    try:
        done = run("db", "init", granted.url("desk_app").replace(granted.name, f"{granted.name}x"))
        assert (done.code, done.out) == (8, "")
        assert "no permission" in done.err
    finally:
        granted.server.drop(f"{granted.name}x")


@pytest.mark.postgres
def test_members_of_the_application_role_work_under_their_own_names(granted: Desk) -> None:
    granted.server.sql("CREATE ROLE desk_ana LOGIN IN ROLE desk_app")
    try:
        assert granted.run("desk_ana", "add", "A claim", "--as", "somebody").code == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            granted.sql("desk_ana", "DELETE FROM entry")
    finally:
        granted.server.sql("DROP ROLE desk_ana")
    with Database(granted.url("desk_owner")) as db, db.reading() as session:
        (entry,) = session.scalars(select(Entry))
    assert (entry.actor, entry.login.split(" (")[0]) == ("somebody", "desk_ana")


@pytest.mark.postgres
def test_who_was_not_let_in_reads_nothing(desk: Desk) -> None:
    for words in (("list",), ("add", "A claim"), ("db", "verify")):
        done = desk.run("desk_guest", *words)
        assert (done.code, done.out) == (8, ""), words
        assert "no permission" in done.err


@pytest.mark.postgres
@pytest.mark.parametrize("role", ["desk_app", "desk_guest"])
def test_only_the_owner_lets_others_in(granted: Desk, role: str) -> None:
    with Database(granted.url(role)) as db, pytest.raises(ReadOnly):
        catalog.grant(db, "desk_guest")
    assert granted.run("desk_guest", "list").code == 8


@pytest.mark.postgres
def test_what_a_role_could_do_before_it_can_do_no_more(granted: Desk) -> None:
    granted.sql("desk_owner", "GRANT ALL ON entry TO desk_app")
    granted.sql("desk_owner", "GRANT UPDATE (actor) ON entry TO desk_app")
    assert granted.run("desk_owner", "db", "grant", "desk_app").code == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        granted.sql("desk_app", "UPDATE entry SET actor = 'somebody else'")


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["Desk 1", 'q"uoted', "-- x"])
def test_a_role_may_have_any_name(desk: Desk, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    desk.server.sql(f"CREATE ROLE {quoted}")
    with Database(desk.url("desk_owner")) as db:
        tables = catalog.grant(db, name)
    assert {"entry", "change", "log_head", "alembic_version"} <= set(tables)
    desk.server.sql(f"DROP OWNED BY {quoted}", desk.name)
    desk.server.sql(f"DROP ROLE {quoted}")


def test_roles_are_of_a_server_and_must_be_there(url: str, engine: str) -> None:
    expected: dict[str, Any] = {
        "sqlite": pytest.raises(InvalidInput, match="a SQLite file has no roles"),
        "postgresql": pytest.raises(NotFound, match="no role nobody_here"),
    }
    with Database(url) as db, expected[engine] as caught:
        catalog.grant(db, "nobody_here")
    assert caught.value.exit_code == {"sqlite": 3, "postgresql": 4}[engine]
