"""What is to be known about a database: where it is, how large, what is in force."""

import sqlite3
from typing import Any

from sqlalchemy import func, select

from factcheck import catalog, connections, db, heads
from factcheck.db import Database, Session
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
        found.update(_in_force(database, session))
    known = [one.seq for one in heads.known(found["database id"]) if one.place == database.place]
    found["head kept outside"] = f"entry {max(known)}" if known else "none"
    return found


def _engine(database: Database, connection: Any) -> str:
    if database.dialect == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    return "PostgreSQL " + ".".join(str(part) for part in connection.dialect.server_version_info)


def _in_force(database: Database, session: Session) -> dict[str, Any]:
    held = catalog.in_force(session.connection())
    if database.path is None:
        return _of_server(held)
    status = database.path.stat()
    return {
        "size in bytes": status.st_size,
        "permissions": f"{status.st_mode & 0o777:04o}",
        **_of_file(held, str(database.journal(session))),
    }


def _of_file(held: dict[str, str], journal: str) -> dict[str, str]:
    """What is in force on a SQLite file, and why."""
    why = (
        "this SQLite is free of the WAL-reset bug"
        if connections.journal_mode() == "wal"
        else "this SQLite has the WAL-reset bug, so new files do without a write-ahead log"
    )
    depth = "FULL" if journal == "wal" else "EXTRA"
    return {
        "journal": f"{journal} ({why})",
        "synchronous": f"{depth} for writers (a commit is on the disk when it is told)",
        "waits for writers": f"{connections.BUSY_SECONDS:g} s, then exit code 6",
        "foreign keys": _on(held["foreign_keys"], "no row refers to nothing"),
        "trusted schema": _on(held["trusted_schema"], "a foreign file's triggers do nothing"),
        "cell size check": _on(held["cell_size_check"], "a damaged page is noticed when read"),
    }


def _of_server(held: dict[str, str]) -> dict[str, str]:
    """What is in force on a server, and why."""
    return {
        "role": f"{held['role']} ({held['kind']})",
        "server": held["server"],
        "encoding": held["encoding"],
        "encrypted connection": "yes" if held["encrypted"] == "True" else "no",
        "fsync": f"{held['fsync']} (off: a crash may lose what was saved)",
        "synchronous commit": f"{held['synchronous_commit']} (on: a commit is safe when told)",
        "data checksums": f"{held['data_checksums']} (on: damaged pages are noticed when read)",
        "waits for writers": f"{held['lock_timeout']}, then exit code 6",
        "statement timeout": f"{held['statement_timeout']} (none for verify, copies, upgrades)",
        "idle in transaction": f"{held['idle_timeout']}, then the server lets go",
    }


def _on(value: str, why: str) -> str:
    return f"{'on' if value == '1' else 'off'} ({why})"
