"""Making and upgrading databases: the only door to Alembic, which is imported when used.

The search rows and other derived data are no schema history: they are
installed after the migrations.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.pool import StaticPool

from factcheck import catalog, indexing
from factcheck.connections import APPLICATION_ID, Place, journal_mode, migrating_engine
from factcheck.db import SCHEMA, Database, compare_schema
from factcheck.derived import recompute_rows
from factcheck.errors import Conflict, Corrupt, SchemaMismatch, Unavailable
from factcheck.files import partial, publish, require_new

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


def create(url: Place) -> Database:
    """Make a new database with the current schema, its first log entry still to come.

    Raises Conflict when there is one already, Unavailable when the folder or
    the server is missing. A SQLite file is readable by its owner alone (0600).
    """
    database = Database(url)
    if database.path is None:
        _migrate(database, fresh=True)
        return database
    require_new(database.path)
    with partial(database.path.parent) as fresh:
        with Database(fresh) as made:
            made.place = database.place  # as errors name it
            with made._translated():
                _mark(fresh)
            _migrate(made, fresh=True)
        publish(fresh, database.path)
    return database


def _mark(path: Path) -> None:
    """Make a new file ours."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
    set_journal(path)


def set_journal(path: Path) -> None:
    """Have a file keep its transactions as is best with this SQLite. Raises what SQLite does."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA journal_mode={journal_mode()}")


def upgrade(url: Place) -> tuple[str, str]:
    """Bring a database to the current schema, all or nothing. Returns revisions before and after.

    Raises SchemaNewer when a newer program made it. ``storage.upgrade`` makes a backup first.
    """
    with Database(url, schema_check=False) as database:
        before = upgradable(database)
        if before != SCHEMA:
            _migrate(database, fresh=False)
        return before, SCHEMA


def upgradable(database: Database) -> str:
    """The schema that an upgrade begins from: this program's, or an older one."""
    found = current(database)
    if found != SCHEMA and (not found.isdigit() or found > SCHEMA):
        compare_schema(found, database.place)
    if not list((migrations_folder() / "versions").glob(f"{found}_*.py")):
        raise SchemaMismatch(f"{database.place} has schema {found}, which no release ever made")
    return found


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
            if not fresh:
                recompute_rows(connection)
                indexing.rebuild(connection)
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


def expected_objects(connection: Connection, revision: str = "head") -> dict[str, str]:
    """What ``objects`` says of a new database on the same engine, made by the migrations."""
    from alembic import command

    if connection.dialect.name == "sqlite":
        engine = create_engine("sqlite://", poolclass=StaticPool)
        with engine.begin() as empty:
            command.upgrade(config(empty), revision)
            found = catalog.objects(empty)
        engine.dispose()
        return found
    engine = migrating_engine(connection.engine.url)
    with engine.connect() as side:
        side.execute(text("CREATE SCHEMA factcheck_expected"))
        side.execute(text("SET LOCAL search_path TO factcheck_expected"))
        command.upgrade(config(side), revision)
        found = catalog.objects(side)
        side.rollback()
    engine.dispose()
    return {
        name.replace("factcheck_expected.", ""): sql.replace("factcheck_expected.", "")
        for name, sql in found.items()
    }


def differences(connection: Connection, revision: str = "head") -> list[str]:
    """In words, where the database's own schema is not what the migrations make."""
    is_now, should = catalog.objects(connection), expected_objects(connection, revision)
    found = [f"{name} is missing" for name in should if name not in is_now]
    found += [f"{name} does not belong here" for name in is_now if name not in should]
    found += [
        f"{name} is not as the migrations make it"
        for name in should
        if name in is_now and _lines(is_now[name]) != _lines(should[name])
    ]
    return sorted(found)


def _lines(sql: str) -> list[str]:
    """A definition without the order of its lines: a table that was rebuilt has another."""
    return sorted(line.strip().rstrip(",") for line in sql.split("\n"))
