"""Names of databases, and what is in force on every connection."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from factcheck import connections
from factcheck.connections import journal_mode, parse, shown
from factcheck.db import Database
from factcheck.errors import InvalidInput, ReadOnly
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


@pytest.mark.postgres
def test_every_statement_has_a_limit_unless_the_work_is_long(postgres_url: str) -> None:
    with Database(postgres_url) as db:
        with db.reading() as session:
            assert session.scalar(text("SHOW statement_timeout")) == "1min"
        with db.reading(unhurried=True) as session:
            assert session.scalar(text("SHOW statement_timeout")) == "0"
            assert session.scalar(text("SHOW idle_in_transaction_session_timeout")) == "0"
        with db.reading() as session:
            assert session.scalar(text("SHOW statement_timeout")) == "1min"


# several hosts


@pytest.mark.parametrize(
    ("told", "hosts", "ports"),
    [
        ("postgresql://ana@one:5432,two:5433/news", "one,two", "5432,5433"),
        ("postgresql://one,two:5433,three/news?sslmode=require", "one,two,three", ",5433,"),
        ("postgresql://[::1]:5432,[2001:db8::2]/news", "::1,2001:db8::2", "5432,"),
        ("postgresql://%2Fhere%2Fa,%2Fhere%2Fb/news", "/here/a,/here/b", ","),
        ("postgresql://ana@/news?host=one:1&host=two:2", "one,two", "1,2"),
        ("postgresql://ana@/news?host=one,two&port=1,2", "one,two", "1,2"),
        ("postgresql://one,two?dbname=news", "one,two", ","),
    ],
)
def test_a_url_may_name_several_hosts(told: str, hosts: str, ports: str) -> None:
    found = parse(told)
    assert connections.hosts(found) == len(hosts.split(","))
    for writing in (True, False):
        engine = connections.postgres_engine(found, writing=writing)
        given = engine.dialect.create_connect_args(engine.url)[1]
        assert (given["dbname"], given["host"], given["port"]) == ("news", hosts, ports)
        assert given["target_session_attrs"] == "read-write"


def test_a_reader_heeds_what_the_url_says_and_a_writer_wants_the_primary() -> None:
    url = parse("postgresql://one,two/news?target_session_attrs=prefer-standby")
    reader, writer = (
        connections.postgres_engine(url, writing=writing) for writing in (False, True)
    )
    assert reader.url.query["target_session_attrs"] == "prefer-standby"
    assert writer.url.query["target_session_attrs"] == "read-write"


@pytest.mark.parametrize("told", ["postgresql://one/news", "postgresql:///news", "checks.db"])
def test_one_host_is_one(told: str) -> None:
    assert connections.hosts(parse(told)) == 1


def test_a_server_that_is_silent_is_given_up_unless_the_url_says_otherwise() -> None:
    """Else who waits for a machine without power would wait for hours."""
    wanted = {
        "connect_timeout": "10",
        "keepalives_idle": "10",
        "keepalives_interval": "5",
        "keepalives_count": "4",
        "tcp_user_timeout": "30000",
    }
    for told, given in (("", {}), ("?connect_timeout=3", {"connect_timeout": "3"})):
        url = parse(f"postgresql://one/news{told}")
        engine = connections.postgres_engine(url, writing=False)
        assert engine.url.query == wanted | given


def test_a_url_that_was_parsed_is_taken_as_it_is() -> None:
    url = parse("postgresql://ana:s3cret@one/news")
    assert parse(url) is url


@pytest.mark.parametrize("before", [(), (True,), (True, False)])
def test_what_takes_a_bounded_statement_back_is_kept_in_memory(
    before: tuple[bool, ...], sqlite_url: str
) -> None:
    """By transaction: the next one on the same connection is as it says itself."""
    stores = {True: 2, False: 0}  # memory; as SQLite was built
    with Database(sqlite_url) as db:
        for bounded in (*before, False, True):
            with db.transaction(by="ana", bounded=bounded) as session:
                assert session.scalar(text("PRAGMA temp_store")) == stores[bounded]
                assert session.scalar(text("PRAGMA query_only")) == 0
        with db.reading() as session:
            assert session.scalar(text("PRAGMA temp_store")) == 0


# files that may not be written


@pytest.fixture
def forbidden(monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """Paths that may not be written, as the system would say."""
    found: set[Path] = set()
    real = os.access

    def access(path: str | Path, mode: int) -> bool:
        return real(path, mode) and not (mode == os.W_OK and Path(path) in found)

    monkeypatch.setattr(os, "access", access)
    return found


@pytest.mark.parametrize(("which", "message"), [(0, "can be read but not"), (1, "the folder ")])
def test_a_file_that_may_not_be_written_is_told_before_anything_is_done(
    which: int, message: str, sqlite_url: str, forbidden: set[Path]
) -> None:
    path = Path(sqlite_url)
    forbidden.add((path, path.parent)[which])
    with Database(path) as db:
        with pytest.raises(ReadOnly, match=message), db.transaction(by="ana"):
            pytest.fail("the transaction began")
        with db.reading() as session:
            assert session.scalar(text("SELECT count(*) FROM claim")) == 0


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_nothing_is_taken_to_be_immutable_that_could_change(
    mode: str, log: bool, sqlite_url: str, forbidden: set[Path]
) -> None:
    path = Path(sqlite_url)
    with sqlite3.connect(path) as raw:
        raw.execute(f"PRAGMA journal_mode={mode}")
    raw.close()
    assert connections._mode(path) == "mode=rw"
    if log:
        path.with_name(path.name + "-wal").write_bytes(b"")
    forbidden.add(path.parent)
    alone = mode == "wal" and not log
    assert connections._mode(path) == ("mode=ro&immutable=1" if alone else "mode=ro")


def test_what_cannot_be_read_uses_no_log(tmp_path: Path) -> None:
    assert not connections._uses_wal(tmp_path / "none.db")


def test_pauses_grow_and_are_never_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    for attempt in range(40):
        connections.pause(attempt)
    assert all(0.005 <= one <= 1 for one in slept)
    assert max(slept[:2]) < 0.05
    assert len(set(slept)) == len(slept)
