"""What the engines report: every code by its table, and the common ones provoked for real."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    MultipleResultsFound,
    NoResultFound,
    OperationalError,
)

from factcheck import connections, dberrors
from factcheck.db import Database
from factcheck.errors import (
    Busy,
    Conflict,
    Corrupt,
    FactcheckError,
    InvalidInput,
    ReadOnly,
    SchemaMismatch,
    StorageFailed,
    Unavailable,
)
from tests import raw
from tests.factories import make_claim

PLACE = "/here/checks.db"
SQLITE: list[tuple[int, type[FactcheckError]]] = [
    (3, ReadOnly),
    (5, Busy),
    (517, Busy),
    (261, Busy),
    (6, Busy),
    (262, Busy),
    (8, ReadOnly),
    (1032, ReadOnly),
    (1544, ReadOnly),
    (9, Busy),
    (776, ReadOnly),
    (10, StorageFailed),
    (266, StorageFailed),
    (522, StorageFailed),
    (778, StorageFailed),
    (11, Corrupt),
    (267, Corrupt),
    (13, StorageFailed),
    (14, Unavailable),
    (18, InvalidInput),
    (23, ReadOnly),
    (26, Corrupt),
    (275, InvalidInput),
    (1299, InvalidInput),
    (787, Conflict),
    (1555, Conflict),
    (1811, Conflict),
    (2067, Conflict),
]
SQLSTATE: list[tuple[str | None, type[FactcheckError]]] = [
    *(("22003", InvalidInput), ("22001", InvalidInput), ("23502", InvalidInput)),
    *(("23514", InvalidInput), ("23505", Conflict), ("23503", Conflict)),
    *(("54000", InvalidInput), ("25006", ReadOnly), ("42501", ReadOnly)),
    *(("42P01", SchemaMismatch), ("42703", SchemaMismatch), ("3F000", SchemaMismatch)),
    ("42P07", Conflict),
    *(("55P03", Busy), ("40001", Busy), ("40P01", Busy), ("57014", Busy)),
    *(("57P01", Unavailable), ("57P02", Unavailable), ("57P03", Unavailable)),
    *(("25P03", Unavailable), ("55000", Conflict)),
    *(("08006", Unavailable), ("53300", Unavailable), ("53100", StorageFailed)),
    *(("53200", StorageFailed), ("53400", StorageFailed), ("58P01", Corrupt)),
    *(("58030", StorageFailed), ("28P01", Unavailable), ("28000", Unavailable)),
    *(("3D000", Unavailable), ("XX001", Corrupt), ("XX002", Corrupt)),
    (None, InvalidInput),
]


def of_sqlite(code: int | None, message: str = "told") -> DBAPIError:
    """What SQLAlchemy raises for a result code of SQLite."""
    error = sqlite3.OperationalError(message)
    if code is not None:
        error.sqlite_errorcode = code
    return OperationalError("SELECT 'secret'", {}, error)


class Told(psycopg.Error):
    """An error of psycopg with any SQLSTATE."""

    def __init__(self, state: str | None, message: str = "told") -> None:
        super().__init__(message)
        self.sqlstate = state


class Connecting(Told):
    """What psycopg raises when no connection was made."""


Connecting.__name__ = "OperationalError"


class Waiting(Connecting):
    """The same, after too long a wait."""


def of_postgres(state: str | None, message: str = "told") -> DBAPIError:
    return DBAPIError("SELECT 'secret'", {}, Told(state, message))


@pytest.mark.parametrize(("code", "cls"), SQLITE)
def test_a_code_of_sqlite_is_an_error_of_ours(code: int, cls: type[FactcheckError]) -> None:
    for raised in (of_sqlite(code), of_sqlite(code).orig):
        assert isinstance(raised, Exception)
        found = dberrors.translate(raised, PLACE, None)
        assert type(found) is cls
        assert "secret" not in found.message
        assert "{" not in found.message


@pytest.mark.parametrize(("state", "cls"), SQLSTATE)
def test_a_state_of_postgresql_is_an_error_of_ours(
    state: str | None, cls: type[FactcheckError]
) -> None:
    found = dberrors.translate(of_postgres(state), PLACE, None)
    assert type(found) is cls
    assert "secret" not in found.message
    assert "{" not in found.message


def test_the_tables_are_tested_whole() -> None:
    codes = {code for code, _cls in SQLITE}
    states = {state for state, _cls in SQLSTATE}
    assert {*dberrors._SQLITE, *dberrors._SQLITE_EXTENDED} <= codes
    assert {known[:2] for known in dberrors._SQLSTATE} <= {state[:2] for state in states if state}
    assert {known for known in dberrors._SQLSTATE if len(known) == 5} <= states


@pytest.mark.parametrize(
    ("told", "cls", "message"),
    [
        ('FATAL:  password authentication failed for user "x"', Unavailable, "refused the login"),
        ('FATAL:  Peer authentication failed for user "x"', Unavailable, "refused the login"),
        ("FATAL:  pg_hba.conf rejects connection for host", Unavailable, "refused the login"),
        ('FATAL:  role "x" is not permitted to log in', Unavailable, "refused the login"),
        ("fe_sendauth: no password supplied", Unavailable, "wants a password"),
        ('root certificate file "x" does not exist', Unavailable, "certificates"),
        ("server does not support SSL, but SSL was required", Unavailable, "no encryption"),
        ('FATAL:  database "x" does not exist', Unavailable, "there is no such database or role"),
        ('FATAL:  role "x" does not exist', Unavailable, "there is no such database or role"),
        ('FATAL:  permission denied for database "x"', ReadOnly, "no permission on"),
        ('FATAL:  too many connections for role "x"', Unavailable, "no connection left"),
        ("FATAL:  sorry, too many clients already", Unavailable, "no connection left"),
        ("FATAL:  remaining connection slots are reserved", Unavailable, "no connection left"),
        ("is not currently accepting connections", Unavailable, "takes no connections"),
        ("FATAL:  the database system is shutting down", Unavailable, "starting or stopping"),
        ("FATAL:  the database system is starting up", Unavailable, "starting or stopping"),
        ("session is read-only", Unavailable, "takes changes"),
        ("server closed the connection unexpectedly", Unavailable, "closed the connection"),
        ('FATAL:  unrecognized configuration parameter "x"', InvalidInput, "an option"),
        ('invalid sslmode value: "x"', InvalidInput, "an option"),
        ('invalid port number: "99999"', InvalidInput, "an option"),
        ("FATAL:  something else", Unavailable, "refused the connection"),
        ("connection refused", Unavailable, "does not answer"),
    ],
)
def test_a_connection_that_failed_says_why(
    told: str, cls: type[FactcheckError], message: str
) -> None:
    for kind in (Connecting, Waiting):
        error = DBAPIError(None, None, kind(None, told))
        found = dberrors.translate(error, "postgresql://host/x", None)
        assert type(found) is cls
        assert message in found.message
        assert "postgresql://host/x" in found.message


def test_an_option_that_the_driver_does_not_know_is_bad_input() -> None:
    error = DBAPIError(None, None, Told(None, 'invalid connection option "nonsense"'))
    found = dberrors.translate(error, "postgresql://host/x", None)
    assert type(found) is InvalidInput
    assert "an option in the URL of postgresql://host/x" in found.message


@pytest.mark.parametrize(
    "unknown",
    [
        of_sqlite(1, "near syntax"),
        of_sqlite(21),
        of_sqlite(None),
        of_postgres("42601"),
        of_postgres("XX000"),
        RuntimeError("secret"),
    ],
)
def test_what_is_not_known_is_our_bug_and_tells_nothing(unknown: Exception) -> None:
    found = dberrors.translate(unknown, PLACE, None)
    assert type(found) is FactcheckError
    assert found.message == f"unexpected database error ({type(unknown).__name__})"


def test_texts_and_numbers_that_no_engine_takes_are_bad_input() -> None:
    surrogate = UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")
    assert type(dberrors.translate(surrogate, PLACE, None)) is InvalidInput
    assert type(dberrors.translate(OverflowError(), PLACE, None)) is InvalidInput


def test_a_missing_table_is_a_schema_that_does_not_fit() -> None:
    missing = of_sqlite(1, "no such table: claim")
    assert dberrors.schema_missing(missing)
    assert type(dberrors.translate(missing, PLACE, None)) is SchemaMismatch
    for told in (
        *("no such column: x", "table claim has no column named x"),
        "no such index: ix_claim_listed_id",
    ):
        assert type(dberrors.translate(of_sqlite(1, told), PLACE, None)) is SchemaMismatch
        assert not dberrors.schema_missing(of_sqlite(1, told))
    assert not dberrors.schema_missing(of_sqlite(5, "no such table: claim"))
    assert dberrors.schema_missing(of_postgres("42P01"))
    assert not dberrors.schema_missing(of_postgres("42703"))
    assert not dberrors.schema_missing(RuntimeError())


def why_not_opened(path: Path, code: int = 14) -> FactcheckError:
    return dberrors.translate(of_sqlite(code), PLACE, path)


def test_a_file_that_cannot_be_opened_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "checks.db"
    path.touch()
    assert why_not_opened(path).message == f"{PLACE} cannot be opened"
    assert why_not_opened(path, 10).exit_code == StorageFailed.exit_code
    for code in (10, 14):
        assert why_not_opened(tmp_path, code).message == f"{PLACE} is not a file"
    (tmp_path / "checks.db-wal").touch()
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    assert type(why_not_opened(path)) is ReadOnly
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert type(why_not_opened(path)) is ReadOnly
    assert why_not_opened(path).message == f"no permission to read {PLACE}"


def test_where_no_file_can_be_made_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "checks.db"
    path.touch()
    whole = os.statvfs_result((4096, 4096, 9, 9, 9, 2, 0, 0, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda _path: whole)
    assert type(why_not_opened(path)) is StorageFailed
    monkeypatch.delattr(os, "statvfs")
    assert type(why_not_opened(path)) is Unavailable


def test_a_row_that_every_database_has_is_missed() -> None:
    for missed in (NoResultFound("secret"), MultipleResultsFound("secret")):
        found = dberrors.translate(missed, PLACE, None)
        assert type(found) is Corrupt
        assert "secret" not in found.message


def test_a_full_disk_says_how_much_is_free(tmp_path: Path) -> None:
    found = dberrors.translate(of_sqlite(13), PLACE, tmp_path / "checks.db")
    assert found.hint is not None
    assert int(found.hint.removesuffix(" bytes are free there")) >= 0
    assert dberrors.translate(of_sqlite(13), PLACE, tmp_path / "gone" / "x").hint is None
    assert dberrors.translate(of_postgres("53100"), PLACE, None).hint is None


def test_a_damaged_database_names_the_way_out() -> None:
    found = dberrors.translate(of_sqlite(11), PLACE, None)
    assert found.hint == "restore it from a backup; factcheck db verify says more"


# provoked


def provoke(db: Database, table: str, **values: Any) -> FactcheckError:
    """What a row that breaks a rule of the schema becomes."""
    with pytest.raises(FactcheckError) as caught, db.transaction(by="ana") as session:
        raw.insert(session.connection(), table, raw.row(table, **values))
    return caught.value


def test_rows_that_break_a_rule_are_named_alike_on_both_engines(db: Database) -> None:
    assert type(provoke(db, "claim", stage="nonsense")) is InvalidInput
    assert type(provoke(db, "claim", text=None)) is InvalidInput
    assert type(provoke(db, "counter", name="claim")) is Conflict


def test_a_text_with_half_a_pair_and_a_number_too_large_are_bad_input(db: Database) -> None:
    assert type(provoke(db, "claim", text="a\ud800b")) is InvalidInput
    assert type(provoke(db, "claim", priority=2**70)) is InvalidInput


def test_a_key_that_refers_to_nothing_is_a_conflict(db: Database) -> None:
    with pytest.raises(Conflict):
        merge_into_nothing(db)


def merge_into_nothing(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session).merged_into = 99


def test_a_writer_that_waits_too_long_is_told_that_it_is_busy(
    db: Database, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.05)
    with Database(url) as other, db.transaction(by="ana") as session:
        make_claim(session)
        session.flush()
        with pytest.raises(Busy) as caught, other.transaction(by="emil"):
            pytest.fail("two wrote at once")
        assert caught.value.retryable
        assert other.place in caught.value.message
        with other.reading() as reader:
            assert reader.scalar(text("SELECT count(*) FROM claim")) == 0


def test_a_database_without_a_table_does_not_fit(db: Database) -> None:
    with pytest.raises(SchemaMismatch), db.reading() as session:
        session.execute(text("SELECT * FROM nonsense"))


def test_a_statement_that_cannot_be_read_is_our_bug(db: Database) -> None:
    with pytest.raises(FactcheckError, match=r"^unexpected database error") as caught:
        look(db, "SELECT FROM WHERE 'secret'")
    assert caught.value.exit_code == 1
    assert "secret" not in str(caught.value)


def look(db: Database, statement: str) -> None:
    with db.reading() as session:
        session.execute(text(statement))


@pytest.mark.postgres
def test_a_server_that_does_not_answer_is_unavailable(tmp_path: Path) -> None:
    nobody = f"postgresql://ana:s3cret@/x?host={tmp_path}&connect_timeout=1"
    with pytest.raises(Unavailable, match="does not answer") as caught:
        look(Database(nobody), "SELECT 1")
    assert "s3cret" not in str(caught.value)


@pytest.mark.postgres
def test_a_database_or_role_that_is_not_there_is_unavailable(postgres_url: str) -> None:
    base = postgres_url.split("://")[1]
    for changed in (base.replace("@/", "@/no_"), base.replace("postgres@", "nobody_here@")):
        with pytest.raises(Unavailable, match="no such database or role"):
            look(Database(f"postgresql://{changed}"), "SELECT 1")


@pytest.mark.postgres
def test_a_connection_that_the_server_ends_is_unavailable(postgres_url: str) -> None:
    with Database(postgres_url) as db:
        with pytest.raises(Unavailable), db.reading() as session:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        look(db, "SELECT 1")


def test_the_parameters_of_a_statement_are_hidden(db: Database) -> None:
    with db.engine(writing=True).connect() as connection:
        values = raw.row("claim", stage="s3cret-stage")
        with pytest.raises(IntegrityError) as caught:
            raw.insert(connection, "claim", values)
    assert "[SQL parameters hidden" in str(caught.value)
