"""The migrations: one chain, up and down on both engines, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, inspect, text
from sqlalchemy.exc import DBAPIError

from factcheck import catalog, schema
from factcheck.db import SCHEMA, Database
from factcheck.models import all_models, logged, metadata
from tests import filled, raw
from tests.factories import make_claim
from tests.models.test_base import NAMES


def scripts(db: Database) -> ScriptDirectory:
    with db.engine(writing=False).connect() as connection:
        return ScriptDirectory.from_config(schema.config(connection))


def test_there_is_one_head_and_the_program_knows_it(db: Database) -> None:
    found = scripts(db)
    assert found.get_heads() == [SCHEMA]
    assert found.get_bases() == ["0001"]
    with db.reading() as session:
        assert db.revision(session) == SCHEMA


def test_revisions_are_numbered_without_a_gap(db: Database) -> None:
    revisions = sorted(one.revision for one in scripts(db).walk_revisions())
    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    files = sorted(Path(schema.migrations_folder(), "versions").glob("*.py"))
    assert [path.name[:4] for path in files] == revisions


def test_a_migration_never_imports_the_program() -> None:
    for path in Path(schema.migrations_folder(), "versions").glob("*.py"):
        assert not re.search(r"^\s*(from|import) factcheck", path.read_text(), re.M), path


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """The search rows are no model: each engine has a table of its own kind."""
    return kind != "table" or not str(name).startswith("search")


def test_the_models_are_what_the_migrations_make(db: Database) -> None:
    all_models()
    options = {"compare_type": True, "compare_server_default": True, "include_name": is_modelled}
    with db.engine(writing=False).connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata()) == []


def test_the_comparison_sees_a_difference(db: Database) -> None:
    with db.engine(writing=True).begin() as connection:
        connection.execute(text("DROP INDEX ix_claim_text_key"))
        connection.execute(text("ALTER TABLE tag ADD COLUMN colour TEXT"))
    with db.engine(writing=False).connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_modelled})
        assert len(compare_metadata(context, metadata())) == 2


def test_checks_and_conditions_are_what_the_models_say(db: Database) -> None:
    """Alembic compares neither CHECK constraints nor the conditions of indexes."""
    with db.engine(writing=False).connect() as connection:
        found = inspect(connection)
        for name, model in all_models().items():
            table = cast("Table", model.__table__)
            wanted = {str(one.name) for one in table.constraints if str(one.name)[:3] == "ck_"}
            assert {one["name"] for one in found.get_check_constraints(name)} == wanted
            keys = {
                one["name"]: (one["options"].get("ondelete"), one["options"].get("initially"))
                for one in found.get_foreign_keys(name)
            }
            assert keys == {
                str(one.name): (one.ondelete, one.initially)
                for one in table.foreign_key_constraints
            }
            partial = {one.name for one in table.indexes if "where" in one.info}
            dialect = f"{db.dialect}_where"
            assert partial == {
                one["name"]
                for one in found.get_indexes(name)
                if one.get("dialect_options", {}).get(dialect) is not None
            }


def test_everything_in_the_database_bears_a_name_of_the_convention(db: Database) -> None:
    with db.engine(writing=False).connect() as connection:
        found = inspect(connection)
        for name in all_models():
            names = [
                found.get_pk_constraint(name)["name"],
                *(one["name"] for one in found.get_unique_constraints(name)),
                *(one["name"] for one in found.get_check_constraints(name)),
                *(one["name"] for one in found.get_foreign_keys(name)),
                *(one["name"] for one in found.get_indexes(name)),
            ]
            assert [one for one in names if not NAMES.fullmatch(str(one))] == [], name


# down, up, and half way


def down(connection: Connection) -> None:
    command.downgrade(schema.config(connection), "base")


def up(connection: Connection) -> None:
    command.upgrade(schema.config(connection), "head")


def test_down_and_up_again_gives_the_same_schema(db: Database) -> None:
    with db.engine(writing=True).begin() as connection:
        first = catalog.objects(connection)
        down(connection)
        left = catalog.objects(connection)
        assert [name for name in left if "alembic_version" not in name] == []
        up(connection)
        assert catalog.objects(connection) == first
        names = connection.scalars(text("SELECT name FROM counter"))
        assert set(names) == set(logged())
    assert len(first) > 60


def test_no_downgrade_loses_the_log(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
    with pytest.raises(RuntimeError, match="use factcheck db restore"):
        try_down(db)
    with db.reading() as session:
        assert session.scalar(text("SELECT text FROM claim")) is not None


def try_down(db: Database) -> None:
    with db.engine(writing=True).begin() as connection:
        down(connection)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    if request.param == "sqlite":
        path = tmp_path / "half.db"
        path.touch()
        schema._mark(path)
        yield str(path)
        return
    server = request.getfixturevalue("postgres_server")
    server.drop("half")
    yield server.create("half")
    server.drop("half")


@pytest.mark.parametrize(
    ("step", "calls"),
    [
        *(("create_table", 1), ("create_table", 11), ("create_table", 21), ("create_index", 30)),
        *(("execute", 1), ("execute", 6), ("bulk_insert", 1), ("bulk_insert", 2)),
    ],
)
def test_a_migration_that_fails_half_way_leaves_nothing(
    empty: str, step: str, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    real = getattr(op, step)

    def fail_later(*args: Any, **options: Any) -> Any:
        made = real(*args, **options)
        done.append(step)
        if len(done) == calls:
            raise RuntimeError("injected")
        return made

    with Database(empty) as db:
        with monkeypatch.context() as patched:
            patched.setattr(op, step, fail_later)
            with pytest.raises(RuntimeError, match="injected"):
                schema._migrate(db, fresh=True)
        assert len(done) == calls
        with db.engine(writing=False).connect() as connection:
            assert catalog.objects(connection) == {}
        schema._migrate(db, fresh=True)
        with db.engine(writing=True).connect() as connection:
            assert schema.differences(connection) == []


def test_making_a_database_that_fails_half_way_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("injected")

    with monkeypatch.context() as patched:
        patched.setattr(op, "bulk_insert", fail)
        with pytest.raises(RuntimeError, match="injected"):
            schema.create(tmp_path / "new.db")
    assert not list(tmp_path.glob("new.db*"))
    schema.create(tmp_path / "new.db").close()


# the log is append-only


def fill(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
    with db.transaction(by="ana") as session:
        make_claim(session, "Another", speaker=None, source=None)


@pytest.fixture
def written(db: Database) -> Database:
    """A database with two entries; the first has three changes."""
    return filled.database(db, fill)


def say(db: Database, statement: str, **values: Any) -> str | None:
    """What the engine says to a statement; None when it does it. Nothing stays."""
    with db.engine(writing=True).connect() as connection:
        try:
            connection.execute(text(statement), values)
        except DBAPIError as error:
            return str(error.orig)
        finally:
            connection.rollback()
    return None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET actor = 'mallory' WHERE seq = 1",
        "UPDATE entry SET actor = actor",
        "DELETE FROM entry WHERE seq = 2",
        "DELETE FROM entry",
        "DELETE FROM change WHERE seq = 1",
        "UPDATE change SET payload = '[]' WHERE seq = 1",
        "UPDATE change SET payload = NULL WHERE seq = 1",
        "UPDATE change SET salt = NULL WHERE seq = 1",
        *(
            f"UPDATE change SET payload = NULL, salt = NULL, {column} = {value} WHERE seq = 2"
            for column, value in (
                *(("seq", 1), ("n", 9), ("sha256", "'x'"), ("root_uid", "'x'")),
                ("root_kind", "'tag'"),
            )
        ),
    ],
)
def test_entries_and_changes_stay_as_they_were_written(written: Database, statement: str) -> None:
    told = say(written, statement)
    assert told is not None
    assert "the log is append-only" in told


def test_a_redaction_blanks_payload_and_salt_together(written: Database) -> None:
    blank = "UPDATE change SET payload = NULL, salt = NULL WHERE seq = 1 AND n = 1"
    assert say(written, blank) is None


def test_an_entry_comes_after_the_last_one(written: Database) -> None:
    for seq in (0, 1, 2, 4, -1):
        told = insert_raw(written, "entry", raw.row("entry", seq=seq))
        assert told is not None
        assert "the log is append-only" in told
    assert insert_raw(written, "entry", raw.row("entry", seq=3)) is None


def test_a_change_belongs_to_the_next_entry_and_comes_after_the_last_one(
    written: Database,
) -> None:
    for seq, n in ((1, 4), (2, 9), (3, 2), (3, 0), (4, 1)):
        told = insert_raw(written, "change", raw.row("change", seq=seq, n=n))
        assert told is not None, (seq, n)
        assert "the log is append-only" in told
    assert insert_raw(written, "change", raw.row("change", seq=3, n=1)) is None


def insert_raw(db: Database, table: str, row: dict[str, Any]) -> str | None:
    names, slots = ", ".join(row), ", ".join(f":{name}" for name in row)
    return say(db, f"INSERT INTO {table} ({names}) VALUES ({slots})", **row)


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_replace_is_no_way_round_on_sqlite(sqlite_url: str, recursive: str) -> None:
    """REPLACE deletes without a delete trigger unless recursive_triggers is on."""
    with Database(sqlite_url) as db:
        with db.transaction(by="ana") as session:
            make_claim(session)
        with db.engine(writing=True).connect() as connection:
            connection.exec_driver_sql(f"PRAGMA recursive_triggers={recursive}")
            for table in ("entry", "change"):
                with pytest.raises(DBAPIError, match="append-only"):
                    connection.execute(text(f"REPLACE INTO {table} SELECT * FROM {table}"))


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["entry", "change"])
def test_truncate_is_no_way_round_on_postgresql(postgres_url: str, table: str) -> None:
    with Database(postgres_url) as db:
        told = say(db, f"TRUNCATE {table} CASCADE")
        assert told is not None
        assert "the log is append-only" in told


def test_every_logged_table_has_a_counter(db: Database) -> None:
    with db.reading() as session:
        assert set(session.scalars(text("SELECT name FROM counter"))) == set(logged())
