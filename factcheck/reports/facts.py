"""What is to be known about a database: where it is, how large, what is in force."""

import sqlite3
from typing import Any

from sqlalchemy import func, select

from factcheck import connections, db, heads
from factcheck.db import Database
from factcheck.models import Claim, Entry, Evidence, LogHead, Source, Speaker


def database(database: Database) -> dict[str, Any]:
    """Facts by name. Raises what opening the database raises."""
    with database.reading() as session:
        head = session.execute(select(LogHead)).scalar_one()
        found: dict[str, Any] = {
            "database": database.place,
            "engine": _engine(database, session.connection()),
            "schema": db.SCHEMA,
            "database id": head.database_uid,
            "head of the log": f"{head.seq}:{head.hash}",
        }
        for name, model in (
            ("claims", Claim),
            ("evidence", Evidence),
            ("speakers", Speaker),
            ("sources", Source),
            ("entries", Entry),
        ):
            found[name] = session.scalar(select(func.count()).select_from(model)) or 0
        found.update(_file(database, database.journal(session)))
    known = [one.seq for one in heads.known(found["database id"]) if one.place == database.place]
    found["head kept outside"] = f"entry {max(known)}" if known else "none"
    return found


def _engine(database: Database, connection: Any) -> str:
    if database.dialect == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    return "PostgreSQL " + ".".join(str(part) for part in connection.dialect.server_version_info)


def _file(database: Database, journal: str | None) -> dict[str, Any]:
    if database.path is None:
        return {}
    status = database.path.stat()
    why = (
        "this SQLite is free of the WAL-reset bug"
        if connections.journal_mode() == "wal"
        else "this SQLite has the WAL-reset bug, so new files do without a write-ahead log"
    )
    return {
        "size in bytes": status.st_size,
        "permissions": f"{status.st_mode & 0o777:04o}",
        "journal": f"{journal} ({why})",
    }
