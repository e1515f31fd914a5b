"""Making and upgrading databases: the only door to Alembic, which is imported when used.

The search rows and other derived data are no schema history: they are
installed after the migrations.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.pool import NullPool, StaticPool

from factcheck.connections import APPLICATION_ID, journal_mode, migrating_engine
from factcheck.db import SCHEMA, Database, compare_schema
from factcheck.errors import Conflict, Corrupt, ReadOnly, Unavailable

if TYPE_CHECKING:
    from alembic.config import Config


def migrations_folder() -> Path:
    """The Alembic scripts: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    for home in (package, package.parent):
        if (home / "migrations" / "env.py").is_file():
            return home / "migrations"
    raise Unavailable("this installation has no migrations folder")


def config(connection: Connection) -> "Config":
    """Alembic's configuration, made in code, over a connection whose transaction is open."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def create(url: str | os.PathLike[str]) -> Database:
    """Make a new database with the current schema, its first log entry still to come.

    Raises Conflict when there is one already, Unavailable when the folder or
    the server is missing. A SQLite file is readable by its owner alone (0600).
    """
    database = Database(url)
    if database.path is not None:
        _create_file(database.path)
    try:
        if database.path is not None:
            _mark(database)
        _migrate(database, fresh=True)
    except BaseException:
        if database.path is not None:
            database.close()
            database.path.unlink(missing_ok=True)
        raise
    return database


def _create_file(path: Path) -> None:
    if not path.parent.is_dir():
        raise Unavailable(f"there is no folder {path.parent}", hint="make the folder first")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError as error:
        raise Conflict(
            f"{path} exists already", hint="factcheck db info shows what it is"
        ) from error
    except PermissionError as error:
        raise ReadOnly(f"no permission to make a file in {path.parent}") from error


def _mark(database: Database) -> None:
    """Make a new file ours."""
    with database._translated(), closing(sqlite3.connect(str(database.path))) as raw:
        raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
        raw.execute(f"PRAGMA journal_mode={journal_mode()}")


def upgrade(url: str | os.PathLike[str]) -> tuple[str, str]:
    """Bring a database to the current schema, all or nothing. Returns revisions before and after.

    Raises SchemaNewer when a newer program made it.
    """
    with Database(url, schema_check=False) as database:
        before = current(database)
        if before == SCHEMA:
            return before, before
        if not before.isdigit() or before > SCHEMA:
            compare_schema(before, database.place)
        _migrate(database, fresh=False)
        return before, SCHEMA


def current(database: Database) -> str:
    """The schema revision of a database. Raises Corrupt when it has none."""
    with database.reading() as session:
        return database.revision(session)


def _migrate(database: Database, *, fresh: bool) -> None:
    from alembic import command

    engine = migrating_engine(database.url)
    try:
        with database._translated(), engine.begin() as connection:
            _take_turn(connection)
            if fresh and inspect(connection).has_table("alembic_version"):
                raise Conflict(f"{database.place} holds a factcheck database already")
            command.upgrade(config(connection), "head")
            _check_references(connection)
    finally:
        engine.dispose()


def _take_turn(connection: Connection) -> None:
    """Two upgrades at once: the second waits (SQLite's lock does the same)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLICATION_ID})


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise Corrupt(f"the migration would leave {len(broken)} rows that refer to nothing")


def objects(connection: Connection) -> dict[str, str]:
    """Every table, index, trigger, function and constraint, by name, with its definition."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(
            text(
                "SELECT type || ' ' || name, sql FROM sqlite_master"
                " WHERE lower(substr(name, 1, 7)) <> 'sqlite_'"
            )
        )
        return {row[0]: row[1] or "" for row in rows}
    found: dict[str, str] = {}
    for query in _POSTGRES_OBJECTS:
        found.update({row[0]: row[1] for row in connection.execute(text(query))})
    return found


_POSTGRES_OBJECTS = (
    """
    SELECT 'column ' || c.relname || '.' || a.attname,
        format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text || ' '
        || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = current_schema()::regnamespace
    AND c.relkind = 'r'
    AND a.attnum > 0
    AND NOT a.attisdropped
    """,
    """
    SELECT 'relation ' || relname, relkind::text
    FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace
    AND relkind NOT IN ('i', 't', 'c')
    """,
    """
    SELECT 'rule ' || tablename || '.' || rulename, replace(definition, schemaname || '.', '')
    FROM pg_rules
    WHERE schemaname = current_schema()
    """,
    """
    SELECT 'index ' || indexname, replace(indexdef, schemaname || '.', '')
    FROM pg_indexes
    WHERE schemaname = current_schema()
    """,
    """
    SELECT 'constraint ' || conrelid::regclass::text || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE connamespace = current_schema()::regnamespace
    AND conrelid <> 0
    """,
    """
    SELECT 'trigger ' || c.relname || '.' || t.tgname,
        replace(pg_get_triggerdef(t.oid), current_schema() || '.', '')
        || ' ' || t.tgenabled::text
    FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = current_schema()::regnamespace
    AND NOT t.tgisinternal
    """,
    """
    SELECT 'function ' || proname, prosrc
    FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace
    """,
)


def expected_objects(connection: Connection) -> dict[str, str]:
    """What ``objects`` says of a new database on the same engine, made by the migrations."""
    from alembic import command

    if connection.dialect.name == "sqlite":
        engine = create_engine("sqlite://", poolclass=StaticPool)
        with engine.begin() as empty:
            command.upgrade(config(empty), "head")
            found = objects(empty)
        engine.dispose()
        return found
    engine = create_engine(connection.engine.url, poolclass=NullPool)
    with engine.connect() as side:
        side.execute(text("CREATE SCHEMA factcheck_expected"))
        side.execute(text("SET LOCAL search_path TO factcheck_expected"))
        command.upgrade(config(side), "head")
        found = objects(side)
        side.rollback()
    return {
        name.replace("factcheck_expected.", ""): sql.replace("factcheck_expected.", "")
        for name, sql in found.items()
    }


def differences(connection: Connection) -> list[str]:
    """In words, where the database's own schema is not what the migrations make."""
    is_now, should = objects(connection), expected_objects(connection)
    found = [f"{name} is missing" for name in should if name not in is_now]
    found += [f"{name} does not belong here" for name in is_now if name not in should]
    found += [
        f"{name} is not as the migrations make it"
        for name in should
        if name in is_now and is_now[name] != should[name]
    ]
    return sorted(found)


def integrity(connection: Connection) -> list[str]:
    """In words, what the engine itself finds damaged; empty when nothing."""
    if connection.dialect.name == "postgresql":
        return []
    told = connection.scalars(text("PRAGMA integrity_check")).all()
    found = [line for line in told if line != "ok"]
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        found.append(f"{row[0]} {row[1]} refers to a {row[2]} that is not there")
    found_id = connection.scalar(text("PRAGMA application_id"))
    if found_id != APPLICATION_ID:
        found.append("application_id is not that of a factcheck database")
    return found
