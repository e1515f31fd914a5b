"""The doctor's findings, one for each thing that may be wrong."""

import os
import shutil
import sqlite3
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from factcheck import catalog, connections, doctor, schema
from factcheck.doctor import Finding
from factcheck.errors import Unavailable
from factcheck.storage import dump


def found(place: str, what: str) -> Finding:
    return next(one for one in doctor.examine(place) if one.what == what)


def test_everything_is_looked_at(url: str, engine: str) -> None:
    names = [one.what for one in doctor.examine(url)]
    assert names[:8] == [
        *("factcheck", "libraries", "SQLite", "PostgreSQL driver", "pg_dump", "migrations"),
        *("config file", "heads of logs"),
    ]
    assert names[8:10] == ["database", "permissions" if engine == "sqlite" else "server"]
    assert all(one.failure is None for one in doctor.examine(url))


@pytest.mark.parametrize(("version", "state"), [((3, 40, 1), "note"), ((3, 53, 0), "ok")])
def test_sqlite_by_its_version(
    version: tuple[int, int, int], state: str, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert found(sqlite_url, "SQLite").state == state


def missing(name: str) -> str:
    raise metadata.PackageNotFoundError(name)


@pytest.mark.parametrize(
    ("place", "state"), [("checks.db", "note"), ("postgresql:///news?host=/nowhere", "wrong")]
)
def test_without_the_driver(place: str, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", missing)
    driver = found(place, "PostgreSQL driver")
    assert driver.state == state
    assert (driver.failure is None) == (state == "note")
    assert "pip install 'factcheck[postgres]'" in driver.told
    assert "SQLAlchemy missing" in found(place, "libraries").told


def test_without_pg_dump_and_without_migrations(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Any:
        raise Unavailable("not there")

    monkeypatch.setattr(dump, "program", fail)
    monkeypatch.setattr(schema, "migrations_folder", fail)
    assert found(sqlite_url, "pg_dump").state == "note"
    assert found(sqlite_url, "migrations").failure is not None


def test_another_encoding_of_the_terminal(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Latin:
        encoding = "ISO-8859-1"

    monkeypatch.setattr(sys, "stdout", Latin())
    assert "set LANG" in found(sqlite_url, "terminal").told


def test_a_file_that_others_may_read(sqlite_url: str) -> None:
    Path(sqlite_url).chmod(0o644)
    one = found(sqlite_url, "permissions")
    assert (one.state, one.told) == (
        "note",
        f"0644: others may read it; chmod 600 {sqlite_url}",
    )


def test_folders_and_disks(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(sqlite_url, "disk").state == "ok"
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 8, 1))
    assert found(sqlite_url, "disk").told.startswith("1 bytes are free")
    assert found(sqlite_url, "disk").state == "note"
    monkeypatch.setattr(os, "access", lambda _path, mode: mode == os.R_OK)
    assert found(sqlite_url, "heads of logs").state == "note"
    assert found(sqlite_url, "writing").told.endswith("can be read but not written")


@pytest.mark.postgres
def test_a_server_whose_promises_are_off(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = catalog.in_force

    def off(connection: Any) -> dict[str, str]:
        names = ("fsync", "synchronous_commit", "data_checksums")
        return {**real(connection), **dict.fromkeys(names, "off")}

    monkeypatch.setattr(catalog, "in_force", off)
    told = {one.what: one for one in doctor.examine(postgres_url)}
    for name in ("fsync", "synchronous_commit", "data_checksums", "role"):
        assert told[name].state == "note", name
    monkeypatch.setattr(catalog, "in_force", lambda one: {**real(one), "kind": "application"})
    assert "role" not in {one.what for one in doctor.examine(postgres_url)}


def test_the_limit_of_free_bytes_is_modest() -> None:
    assert doctor.FREE_BYTES < 2**30
    assert connections.BUSY_SECONDS == 30
