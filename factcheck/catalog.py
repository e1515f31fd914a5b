"""What the engine itself knows of a database: its objects, what is damaged, who may do what."""

from sqlalchemy import Connection, text

from factcheck.connections import APPLICATION_ID, migrating_engine
from factcheck.db import Database
from factcheck.errors import InvalidInput, NotFound, ReadOnly
from factcheck.models import all_models


def name(connection: Connection) -> str:
    """The schema of a server that holds our tables."""
    return str(connection.scalar(text("SELECT quote_ident(current_schema())")))


def mark(connection: Connection, revision: str) -> None:
    """Write down another schema than the migrations did: that a copy is under way, or done."""
    connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


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


def can_compare(connection: Connection) -> bool:
    """Whether a schema may be made beside the one to look at (and rolled back)."""
    if connection.dialect.name == "sqlite":
        return True
    return bool(
        connection.scalar(
            text(
                "SELECT has_database_privilege(current_database(), 'CREATE')"
                " AND NOT pg_is_in_recovery()"
            )
        )
    )


_POSTGRES_DAMAGE = """
    SELECT 'index ' || c.relname || ' is not valid'
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = current_schema()::regnamespace
    AND NOT i.indisvalid
    UNION ALL
    SELECT 'constraint ' || conname || ' was never held against the rows'
    FROM pg_constraint
    WHERE connamespace = current_schema()::regnamespace
    AND NOT convalidated
    """


def damage(connection: Connection) -> list[str]:
    """In words, what the engine itself finds damaged; empty when nothing."""
    if connection.dialect.name == "postgresql":
        return list(connection.scalars(text(_POSTGRES_DAMAGE)))
    told = connection.scalars(text("PRAGMA integrity_check")).all()
    found = [line for line in told if line != "ok"]
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        found.append(f"{row[0]} {row[1]} refers to a {row[2]} that is not there")
    found_id = connection.scalar(text("PRAGMA application_id"))
    if found_id != APPLICATION_ID:
        found.append("application_id is not that of a factcheck database")
    return found


# What an application may do with a table of the log and beside it; all with the others.
_RIGHTS = {
    "entry": "SELECT, INSERT",
    "change": "SELECT, INSERT",
    "log_head": "SELECT, UPDATE",
    "counter": "SELECT, UPDATE",
    "alembic_version": "SELECT",
}


def grant(database: Database, role: str) -> tuple[str, ...]:
    """Let a role of the server work with the database without being able to change its log.

    Returns the tables. Raises InvalidInput on SQLite, NotFound for an unknown role,
    ReadOnly where the own role does not own the tables.
    """
    if database.dialect == "sqlite":
        raise InvalidInput("a SQLite file has no roles: whoever may write the file may do all")
    engine = migrating_engine(database.url)
    try:
        with database._translated(), engine.begin() as connection:
            known = connection.scalar(
                text("SELECT quote_ident(rolname) FROM pg_roles WHERE rolname = :role"),
                {"role": role},
            )
            if known is None:
                raise NotFound(f"the server has no role {role}", hint="CREATE ROLE makes one")
            return _let_in(connection, known, database.place)
    finally:
        engine.dispose()


def _let_in(connection: Connection, role: str, place: str) -> tuple[str, ...]:
    tables = (*sorted(all_models()), "alembic_version", "search", "search_vector")
    # To who owns nothing, but was let in, the server would only remark that it did nothing.
    if connection.scalar(text(_OURS), {"tables": list(tables)}) is False:
        raise ReadOnly(f"only the owner of the tables of {place} can let others in")
    connection.execute(text(f"GRANT USAGE ON SCHEMA {name(connection)} TO {role}"))
    for table in tables:
        rights = _RIGHTS.get(table, "SELECT, INSERT, UPDATE, DELETE")
        connection.execute(text(f"REVOKE ALL ON {table} FROM {role}"))
        connection.execute(text(f"GRANT {rights} ON {table} TO {role}"))
    return tables


_OURS = """
    SELECT bool_and(pg_has_role(relowner, 'USAGE'))
    FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace
    AND relname = ANY(:tables)
    """


def in_force(connection: Connection) -> dict[str, str]:
    """What holds on this connection, by name; on PostgreSQL also our role and the server."""
    if connection.dialect.name == "sqlite":
        names = (
            "synchronous",
            "foreign_keys",
            "trusted_schema",
            "cell_size_check",
            "busy_timeout",
        )
        return {one: str(connection.scalar(text(f"PRAGMA {one}"))) for one in names}
    row = connection.execute(text(_POSTGRES_FACTS)).one()
    return {name: str(value) for name, value in row._mapping.items()}


_POSTGRES_FACTS = """
    SELECT session_user AS role,
        CASE WHEN EXISTS (
            SELECT FROM pg_class
            WHERE oid = 'entry'::regclass
            AND pg_has_role(relowner, 'USAGE')
        ) THEN 'owner of the tables' ELSE 'application' END AS kind,
        CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE 'primary' END AS server,
        current_setting('server_encoding') AS encoding,
        current_setting('fsync') AS fsync,
        current_setting('synchronous_commit') AS synchronous_commit,
        current_setting('data_checksums') AS data_checksums,
        current_setting('lock_timeout') AS lock_timeout,
        current_setting('statement_timeout') AS statement_timeout,
        current_setting('idle_in_transaction_session_timeout') AS idle_timeout,
        coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted
    """
