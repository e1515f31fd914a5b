"""Names of databases, and what is in force on every connection."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from factcheck.connections import journal_mode, parse, shown
from factcheck.db import Database
from factcheck.errors import InvalidInput
from tests.factories import make_claim

# names of databases


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_url_of_postgresql_means_our_driver(scheme: str) -> None:
    found = parse(f"{scheme}://ana@desk/news?sslmode=require")
    assert found.drivername == "postgresql+psycopg"
    assert (found.host, found.database, found.query["sslmode"]) == ("desk", "news", "require")


@pytest.mark.parametrize(
    "told", ["checks.db", "sqlite:///checks.db", "sqlite+pysqlite:///checks.db", Path("checks.db")]
)
def test_a_path_becomes_absolute(told: str | Path) -> None:
    assert parse(told).database == str(Path.cwd() / "checks.db")
    assert Database(told).path == Path.cwd() / "checks.db"


def test_a_tilde_is_the_home_folder(home: Path) -> None:
    assert parse("~/checks.db").database == str(home / "checks.db")


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("", "is empty"),
        (" ", "is empty"),
        ("mysql://desk/news", "SQLite or PostgreSQL, not in mysql"),
        ("oracle+cx://desk/news", "SQLite or PostgreSQL, not in oracle"),
        ("sqlite://", "in memory would be lost"),
        ("sqlite:///:memory:", "in memory would be lost"),
        (":memory:", "in memory would be lost"),
        ("://", "cannot be read"),
        ("postgresql://ana:s3cret@desk:port/news", "cannot be read"),
    ],
)
def test_a_name_that_is_no_database_of_ours_is_refused(told: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message) as caught:
        parse(told)
    assert "s3cret" not in caught.value.message


@pytest.mark.parametrize(
    "told",
    [
        "postgresql://ana:s3cret@desk/news",
        "postgresql://ana@desk/news?password=s3cret",
        "postgresql://ana:s3cret@desk/news?password=s3cret&sslpassword=s3cret",
        "postgres://desk/news?user=ana&PASSWORD=s3cret",
    ],
)
def test_no_password_is_ever_shown(told: str) -> None:
    for place in (shown(parse(told)), Database(told).place):
        assert "s3cret" not in place
        assert place.startswith("postgresql+psycopg://")
        assert "desk/news" in place


def test_a_file_is_shown_by_its_path() -> None:
    assert shown(parse("/here/a b.db")) == "/here/a b.db"


# SQLite's journal and policy


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "delete"),
        ((3, 44, 5), "delete"),
        ((3, 44, 6), "wal"),
        ((3, 45, 0), "delete"),
        ((3, 50, 6), "delete"),
        ((3, 50, 7), "wal"),
        ((3, 51, 2), "delete"),
        ((3, 51, 3), "wal"),
        ((3, 53, 0), "wal"),
        ((4, 0, 0), "wal"),
    ],
)
def test_wal_is_for_versions_without_its_bug(
    version: tuple[int, int, int],
    mode: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert journal_mode() == mode


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_every_writer_has_our_policy_in_force(
    mode: str, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(sqlite_url) as found:
        found.execute(f"PRAGMA journal_mode={mode}")
    found.close()
    wanted = {
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "query_only": 0,
        "synchronous": 2 if mode == "wal" else 3,
        "busy_timeout": 30_000,
        "journal_mode": mode,
    }
    with Database(sqlite_url) as db, db.engine(writing=True).connect() as connection:
        for name, value in wanted.items():
            assert connection.scalar(text(f"PRAGMA {name}")) == value, name
    with Database(sqlite_url) as db, db.engine(writing=False).connect() as connection:
        assert connection.scalar(text("PRAGMA query_only")) == 1


@pytest.mark.postgres
def test_every_connection_to_postgresql_has_our_policy_in_force(postgres_url: str) -> None:
    with Database(postgres_url) as db:
        for writing, level in ((True, "read committed"), (False, "repeatable read")):
            wanted = {
                "application_name": "factcheck",
                "lock_timeout": "30s",
                "idle_in_transaction_session_timeout": "1min",
                "transaction_isolation": level,
                "transaction_read_only": "off" if writing else "on",
            }
            with db.engine(writing=writing).connect() as connection:
                for name, value in wanted.items():
                    assert connection.scalar(text(f"SHOW {name}")) == value, name


def test_a_file_name_may_hold_any_character(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "what? 100%25 #1 & 'é'.db"
    shutil.copy(sqlite_template, path)
    with Database(path) as db, db.transaction(by="ana") as session:
        make_claim(session)
    assert sorted(one.name for one in tmp_path.glob("*.db*")) == [path.name]
