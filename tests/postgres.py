"""A throw-away PostgreSQL server of the installed programs, as root or not, without a TCP port."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from factcheck.history.chain import genesis
from tests import kept

SETTINGS = (
    "listen_addresses=''",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
    "max_connections=60",
)
# As a server of a newsroom has it: what was committed outlives the server's end.
# Not so autovacuum: of a database that was just emptied for the next one to use, the planner
# would believe that it stays empty, and whether it comes in between is a matter of seconds.
SYNCED = (
    "listen_addresses=''",
    "shared_buffers=32MB",
    "max_connections=60",
    "autovacuum=off",
)
# A commit waits for the standby; for the disks nobody waits, since no machine loses its power.
REPLICATED = (*SETTINGS, "synchronous_commit=on", "wal_retrieve_retry_interval=100ms")
# What the connections of the tests' own are called, so that they are told from the program's.
OURS = "tests"
MEMORY = Path("/dev/shm")
ROOMY = 4 * 2**30
_FOLLOWED = "SELECT FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'"
_SEEN = "pg_last_wal_replay_lsn()"


def programs() -> Path | None:
    """The folder of the server programs, or None where they are not installed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent  # a link may stand beside none of the others
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


def _folder(settings: Sequence[str]) -> Path | None:
    """In memory, where there is room, for a server that does not wait for disks anyway."""
    if "fsync=off" not in settings or not os.access(MEMORY, os.W_OK):
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free > ROOMY else None


@dataclass
class Lent:
    """A database for one test after the other, and what it was like when it was made."""

    name: str
    template: str
    shape: str
    uid: str
    # The connection by which it is emptied.
    own: Any


class Server:
    """A running server; every database of it goes when it stops."""

    def __init__(
        self, bin_folder: Path, settings: Sequence[str] = SETTINGS, *, of: "Server | None" = None
    ) -> None:
        self.bin = bin_folder
        self.settings = settings
        self._lent: dict[str, Lent] = {}
        self._free: list[Lent] = []
        self.home = Path(tempfile.mkdtemp(prefix="fcpg", dir=_folder(settings)))
        if os.geteuid() == 0:
            shutil.chown(self.home, "postgres")
        data = str(self.home / "data")
        if of is None:
            self._run(
                "initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync",
                "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
            )  # fmt: skip
        else:
            self._run(
                "pg_basebackup", "-D", data, "-h", str(of.home), "-U", "postgres", "--no-sync",
                "--checkpoint=fast", "--write-recovery-conf",
            )  # fmt: skip
        self.start()

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
        """A database like the template: one given back, or a new copy. Returns its URL."""
        lent = next((one for one in self._free if one.template == template), None)
        if lent is None:
            lent = self._lend(template)
        else:
            self._free.remove(lent)
        self._lent[self.url(lent.name)] = lent
        return self.url(lent.name)

    def _lend(self, template: str) -> "Lent":
        name = f"{kept.LENT}{uuid4().hex}"
        self.create(name, template)
        own = self._connection(name)
        made = Lent(name, template, _shape(own), _uid(own), own)
        own.commit()
        return made

    def give_back(self, url: str) -> None:
        """Empty a database that was lent; drop it if its schema was touched or it is busy."""
        import psycopg

        lent = self._lent.pop(url)
        if not kept.quiet(lent.own):
            lent.own.close()
        try:
            if lent.own.closed:
                lent.own = self._connection(lent.name)
            if _shape(lent.own) == lent.shape:
                _empty(lent.own, lent.uid)
                lent.own.commit()
                self._free.append(lent)
                return
        except psycopg.Error:  # a lock that a test left, or no such database any more
            pass
        lent.own.close()
        kept.keeper.forget()
        self.drop(lent.name)

    def _connection(self, name: str) -> Any:
        import psycopg

        where = f"host={self.home} user=postgres dbname={name} application_name={OURS}"
        return psycopg.connect(where, options="-c lock_timeout=3s")

    def _rows(self, name: str, query: str) -> list[tuple[Any, ...]]:
        with self._connection(name) as connection:
            found: list[tuple[Any, ...]] = connection.execute(query).fetchall()
            return found

    def sql(self, statement: str, database: str = "postgres") -> None:
        """Run one statement, outside of a transaction."""
        import psycopg

        where = f"host={self.home} user=postgres dbname={database}"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-k {self.home} " + " ".join(f"-c {setting}" for setting in self.settings)
        log = str(self.home / "log")
        data = str(self.home / "data")
        self._run("pg_ctl", "-D", data, "-w", "-s", "-l", log, "-o", options, "start")

    def halt(self, mode: str = "immediate", *, wait: bool = True) -> None:
        """Stop it and keep its data; ``immediate`` is like a power cut for all who use it."""
        waits = "-w" if wait else "-W"
        self._run("pg_ctl", "-D", str(self.home / "data"), "-m", mode, waits, "-s", "stop")

    def standby(self) -> "Server":
        """Another server that repeats all this one does; no commit ends before it has it, too."""
        made = Server(self.bin, self.settings, of=self)
        self.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.sql("SELECT pg_reload_conf()")
        _wait_for(lambda: self._rows("postgres", _FOLLOWED))
        return made

    def follow(self, primary: "Server") -> None:
        """Wait until all that was done on the primary is to be seen here."""
        ((done,),) = primary._rows("postgres", "SELECT pg_current_wal_lsn()")
        _wait_for(lambda: self._rows("postgres", f"SELECT WHERE {_SEEN} >= '{done}'"))

    def promote(self) -> None:
        """Make a primary of a standby, and wait until it takes changes."""
        self._run("pg_ctl", "-D", str(self.home / "data"), "-w", "-s", "promote")

    def stop(self) -> None:
        """Stop at once, where it still runs, and remove everything."""
        for one in (*self._lent.values(), *self._free):
            one.own.close()
        kept.keeper.forget()
        if (self.home / "data" / "postmaster.pid").exists():
            self.halt()
        shutil.rmtree(self.home, ignore_errors=True)


def _shape(connection: Any) -> str:
    """Changes with every change of the schema."""
    return str(connection.execute(_SHAPE).fetchone()[0])


_CATALOGS = ("pg_class", "pg_trigger", "pg_constraint", "pg_proc")
_SUMS = ", ".join(
    f"(SELECT sum(xmin::text::bigint) FROM {one} WHERE oid >= 16384)" for one in _CATALOGS
)
_SHAPE = f"""
    SELECT concat_ws(' ', {_SUMS},
        (SELECT sum(xmin::text::bigint) FROM pg_attribute WHERE attrelid >= 16384),
        (SELECT string_agg(version_num, ',') FROM alembic_version))
    """


def _uid(connection: Any) -> str:
    """By what its log is told from others."""
    return str(connection.execute("SELECT database_uid FROM log_head").fetchone()[0])


def _empty(connection: Any, uid: str) -> None:
    """Take out all rows, past the triggers, and have the log begin anew."""
    tables = connection.execute(_TABLES).fetchall()
    statements = [
        "SET LOCAL session_replication_role = replica",
        *(f'DELETE FROM "{table}"' for (table,) in tables),
        "UPDATE counter SET value = 0 WHERE value <> 0",
        f"UPDATE log_head SET database_uid = '{uid}', seq = 0, hash = '{genesis(uid)}'",
    ]
    connection.execute(";".join(statements))


# The tables that take up any room: the others never held a row.
_TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace
    AND relkind = 'r'
    AND relname NOT IN ('alembic_version', 'counter', 'log_head')
    AND pg_relation_size(oid) > 0
    """


def _wait_for(seen: Callable[[], object]) -> None:
    """Wait for what a standby does in its own time."""
    until = monotonic() + 30
    while not seen():
        if monotonic() > until:
            raise RuntimeError("the standby does not follow its primary")
        time.sleep(0.01)
