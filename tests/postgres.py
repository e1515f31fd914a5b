"""A throw-away PostgreSQL server of the installed programs, as root or not, without a TCP port."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

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
