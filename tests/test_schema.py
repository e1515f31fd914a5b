"""Making, upgrading and looking over connections. The migrations are in test_migrations.py."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from factcheck import catalog, connections, schema
from factcheck.db import SCHEMA, Database
from factcheck.errors import (
    Conflict,
    Corrupt,
    ReadOnly,
    SchemaMismatch,
    SchemaNewer,
    StorageFailed,
    Unavailable,
)
from factcheck.models import LogHead
from tests.factories import make_claim
from tests.test_db import set_schema


def test_a_new_file_is_ours_empty_and_the_users_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    before = os.umask(0)
    try:
        schema.create(path).close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with sqlite3.connect(path) as found:
        assert found.execute("PRAGMA application_id").fetchone() == (0x4643484B,)
        assert found.execute("PRAGMA journal_mode").fetchone() == (connections.journal_mode(),)
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    found.close()
    with Database(path) as db, db.transaction(by="ana") as session:
        assert make_claim(session).id == 1


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 3)])
def test_a_new_file_has_the_journal_of_the_version(
    version: tuple[int, int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    with schema.create(tmp_path / "new.db") as db, db.reading() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == connections.journal_mode()


def test_every_new_database_has_a_uid_of_its_own(tmp_path: Path) -> None:
    uids = set()
    for name in ("one.db", "two.db"):
        with schema.create(tmp_path / name) as db, db.reading() as session:
            uids.add(session.query(LogHead).one().database_uid)
    assert len(uids) == 2


def test_what_is_there_already_is_not_made_again(db: Database, url: str) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
    message = "exists already" if db.dialect == "sqlite" else "holds a factcheck database already"
    with pytest.raises(Conflict, match=message):
        schema.create(url)
    with db.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM claim")) == 1


def test_another_file_is_never_touched(tmp_path: Path) -> None:
    path = tmp_path / "thesis.txt"
    path.write_text("all of it")
    with pytest.raises(Conflict, match="exists already"):
        schema.create(path)
    assert path.read_text() == "all of it"


def test_a_database_is_made_in_a_folder_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="there is no folder") as caught:
        schema.create(tmp_path / "no" / "new.db")
    assert caught.value.hint == "make the folder first"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_written_is_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ReadOnly, match="no permission to make a file in"):
        schema.create(tmp_path / "new.db")


def test_a_disk_that_is_full_from_the_start_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = 13
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", full)
        with pytest.raises(StorageFailed):
            schema.create(tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()
    schema.create(tmp_path / "new.db").close()


@pytest.mark.postgres
def test_other_tables_of_the_server_are_left_alone(postgres_server: Any) -> None:
    url = postgres_server.create("others")
    postgres_server.sql("CREATE TABLE claim (mine text)", database="others")
    with pytest.raises(Conflict, match="holds other tables of these names"):
        schema.create(url)
    with Database(url) as db, db.engine(writing=False).connect() as connection:
        names = [name for name in catalog.objects(connection) if name.startswith("column ")]
    assert names == ["column claim.mine"]
    postgres_server.drop("others")


def test_a_missing_migrations_folder_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (schema.migrations_folder() / "env.py").is_file()
    monkeypatch.setattr(schema, "__file__", str(tmp_path / "factcheck" / "schema.py"))
    with pytest.raises(Unavailable, match="no migrations folder"):
        schema.migrations_folder()
    (tmp_path / "factcheck" / "migrations").mkdir(parents=True)
    (tmp_path / "factcheck" / "migrations" / "env.py").touch()
    assert schema.migrations_folder() == tmp_path / "factcheck" / "migrations"


# upgrading


def test_what_is_current_needs_no_upgrade(db: Database, url: str) -> None:
    assert schema.upgrade(url) == (SCHEMA, SCHEMA)
    assert schema.current(db) == SCHEMA


def test_what_a_newer_program_made_is_not_upgraded(db: Database, url: str) -> None:
    for revision in ("9999", "abcdef"):
        set_schema(db, revision)
        with pytest.raises(SchemaNewer, match=f"has schema {revision}"):
            schema.upgrade(url)
        with Database(url, schema_check=False) as other:
            assert schema.current(other) == revision


def test_a_schema_that_no_release_made_is_told(db: Database, url: str) -> None:
    set_schema(db, "0000")
    with pytest.raises(SchemaMismatch, match="has schema 0000, which no release ever made"):
        schema.upgrade(url)


def test_a_migration_that_breaks_references_is_not_committed(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import command

    def harm(made: Any, _revision: str) -> None:
        made.attributes["connection"].exec_driver_sql(
            "INSERT INTO note (id, uid, claim_id, text, added_at, added_by)"
            " VALUES (1, 'u', 99, 'x', 'x', 'x')"
        )

    monkeypatch.setattr(command, "upgrade", harm)
    monkeypatch.setattr(schema, "upgradable", lambda _database: "0000")
    with pytest.raises(Corrupt, match="would leave 1 rows that refer to nothing"):
        schema.upgrade(sqlite_url)
    with Database(sqlite_url) as db, db.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM note")) == 0


# looking it over


def differences(db: Database) -> list[str]:
    with db.engine(writing=True).connect() as connection:
        return schema.differences(connection)


def test_a_new_database_is_as_the_migrations_make_it(db: Database) -> None:
    assert differences(db) == []


def test_what_was_dropped_added_or_changed_is_named(db: Database) -> None:
    with db.engine(writing=True).begin() as connection:
        connection.execute(text("DROP INDEX ix_claim_text_key"))
        connection.execute(text("CREATE INDEX mine ON claim (why)"))
        connection.execute(text("DROP INDEX ix_claim_stage_id"))
        connection.execute(text("CREATE INDEX ix_claim_stage_id ON claim (id, stage)"))
    assert differences(db) == [
        "index ix_claim_stage_id is not as the migrations make it",
        "index ix_claim_text_key is missing",
        "index mine does not belong here",
    ]


@pytest.mark.postgres
def test_a_trigger_that_was_switched_off_is_named(postgres_url: str) -> None:
    with Database(postgres_url) as db:
        with db.engine(writing=True).begin() as connection:
            connection.execute(text("ALTER TABLE entry DISABLE TRIGGER entry_append_only"))
            connection.execute(text("DROP TRIGGER change_in_order ON change"))
        assert differences(db) == [
            "trigger change.change_in_order is missing",
            "trigger entry.entry_append_only is not as the migrations make it",
        ]


def test_a_trigger_that_was_dropped_is_named(sqlite_url: str) -> None:
    with Database(sqlite_url) as db:
        with db.engine(writing=True).begin() as connection:
            connection.execute(text("DROP TRIGGER entry_no_update"))
        assert differences(db) == ["trigger entry_no_update is missing"]


def integrity(db: Database) -> list[str]:
    with db.engine(writing=False).connect() as connection:
        return catalog.damage(connection)


def test_a_sound_database_is_sound(db: Database) -> None:
    assert integrity(db) == []


def test_what_the_engine_finds_damaged_is_named(sqlite_url: str) -> None:
    with sqlite3.connect(sqlite_url) as found:
        found.execute("PRAGMA foreign_keys=OFF")
        found.execute(
            "INSERT INTO note (id, uid, claim_id, text, added_at, added_by)"
            " VALUES (1, 'u', 99, 'x', 'x', 'x')"
        )
        found.execute("PRAGMA application_id=7")
        found.execute("PRAGMA writable_schema=ON")
        found.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'value INTEGER', 'value INTEGER CHECK"
            " (value > 7)') WHERE name = 'counter'"
        )
    found.close()
    with Database(sqlite_url, schema_check=False) as db:
        told = integrity(db)
    assert "note 1 refers to a claim that is not there" in told
    assert "application_id is not that of a factcheck database" in told
    assert any("counter" in line for line in told)
