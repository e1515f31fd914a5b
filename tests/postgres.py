"""A throw-away PostgreSQL server of the installed programs, as root or not, without a TCP port."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from factcheck.history.chain import genesis

SETTINGS = (
    "listen_addresses=''",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
    "max_connections=60",
)


def programs() -> Path | None:
    """The folder of the server programs, or None where they are not installed."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


class Server:
    """A running server; every database of it goes when it stops."""

    def __init__(self, bin_folder: Path) -> None:
        self.bin = bin_folder
        self._lent: tuple[str, str] | None = None
        self.home = Path(tempfile.mkdtemp(prefix="fcpg"))
        if os.geteuid() == 0:
            shutil.chown(self.home, "postgres")
        data = str(self.home / "data")
        self._run(
            "initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync",
            "--encoding=UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        options = f"-k {self.home} " + " ".join(f"-c {setting}" for setting in SETTINGS)
        log = str(self.home / "log")
        self._run("pg_ctl", "-D", data, "-w", "-s", "-l", log, "-o", options, "start")

    def _run(self, program: str, *options: str) -> None:
        command: Sequence[str] = (str(self.bin / program), *options)
        if os.geteuid() == 0:
            command = ("runuser", "-u", "postgres", "--", *command)
        subprocess.run(command, check=True, capture_output=True, cwd="/")

    def url(self, name: str) -> str:
        """The URL of a database of this server."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.home}"

    def create(self, name: str, template: str | None = None) -> str:
        """Make a database, empty or as a copy of another. Returns its URL."""
        like = f' TEMPLATE "{template}" STRATEGY file_copy' if template else ""
        self.sql(f'CREATE DATABASE "{name}"{like}')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def borrow(self, template: str) -> str:
        """A database like the template: the one lent before, or a new copy. Returns its URL."""
        if self._lent is None:
            name = f"lent{uuid4().hex}"
            self.create(name, template)
            self._lent = (name, self._shape(name))
        return self.url(self._lent[0])

    def give_back(self) -> None:
        """Empty the database that was lent; drop it if its schema was touched or it is busy."""
        import psycopg

        assert self._lent is not None
        name, shape = self._lent
        try:
            if self._shape(name) == shape:
                self._empty(name)
                return
        except psycopg.Error:  # a lock that a test left, or no such database any more
            pass
        self.drop(name)
        self._lent = None

    def _shape(self, name: str) -> str:
        """Changes with every change of the schema and of the database's own id."""
        catalogs = ("pg_class", "pg_attribute", "pg_trigger", "pg_constraint", "pg_proc")
        sums = [
            f"(SELECT sum(xmin::text::bigint) FROM {one} WHERE oid >= 16384)" for one in catalogs
        ]
        sums[1] = sums[1].replace("oid >=", "attrelid >=")
        own = "(SELECT string_agg(version_num, ',') FROM alembic_version)"
        head = "(SELECT string_agg(database_uid, ',') FROM log_head)"
        found = self._rows(name, f"SELECT concat_ws(' ', {', '.join([*sums, own, head])})")
        return str(found[0][0])

    def _empty(self, name: str) -> None:
        rows = self._rows(name, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        kept = {"alembic_version", "counter", "log_head"}
        tables = sorted({row[0] for row in rows} - kept)
        statements = [f'DELETE FROM "{table}"' for table in tables]
        statements += [
            "UPDATE counter SET value = 0",
            f"UPDATE log_head SET seq = 0, hash = '{self._start(name)}'",
        ]
        self._rows(name, "SELECT 1", "SET session_replication_role = replica", *statements)

    def _start(self, name: str) -> str:
        """What the head of an empty log is, by the arithmetic of the log."""
        return genesis(str(self._rows(name, "SELECT database_uid FROM log_head")[0][0]))

    def _rows(self, name: str, query: str, *before: str) -> list[tuple[Any, ...]]:
        import psycopg

        with psycopg.connect(f"host={self.home} user=postgres dbname={name}") as connection:
            for statement in ("SET lock_timeout = '3s'", *before):
                connection.execute(statement)
            return connection.execute(query).fetchall()

    def sql(self, statement: str, database: str = "postgres") -> None:
        """Run one statement, outside of a transaction."""
        import psycopg

        where = f"host={self.home} user=postgres dbname={database}"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement)

    def stop(self) -> None:
        """Stop at once and remove everything."""
        self._run("pg_ctl", "-D", str(self.home / "data"), "-m", "immediate", "-s", "stop")
        shutil.rmtree(self.home, ignore_errors=True)
