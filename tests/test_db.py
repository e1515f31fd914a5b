"""Databases and their transactions: one entry or nothing, and an error of ours for the rest."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from factcheck import __version__, connections, schema, services, verify
from factcheck.connections import APPLICATION_ID
from factcheck.db import ATTEMPTS, SCHEMA, Database, compare_schema
from factcheck.errors import (
    Busy,
    Conflict,
    Corrupt,
    FactcheckError,
    InvalidInput,
    ReadOnly,
    SchemaNewer,
    SchemaOlder,
    Unavailable,
)
from factcheck.models import Change, Claim, Entry, Tag
from tests import raw
from tests.factories import make_claim, make_evidence


def count(db: Database, model: Any = Claim) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def look(db: Database) -> None:
    with db.reading():
        pass


def test_without_the_driver_of_postgresql_the_package_to_install_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for use in (look, lambda db: schema.create(str(db.url))):
        with pytest.raises(Unavailable, match="driver is not installed") as caught:
            use(Database("postgresql://desk/news"))
        assert caught.value.hint == "pip install 'factcheck[postgres]'"


# what is there, or not


def missing(path: Path) -> None:
    """Nothing is there."""


def under_a_file(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("")


def too_long(path: Path) -> None:
    """The name itself cannot be looked up."""


def folder(path: Path) -> None:
    path.mkdir()


def empty_file(path: Path) -> None:
    path.touch()


def text_file(path: Path) -> None:
    path.write_text("claim,speaker\n" * 200)


def short_text_file(path: Path) -> None:
    path.write_text("claim")


def foreign_database(path: Path) -> None:
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE alembic_version (version_num TEXT)")
        made.execute("INSERT INTO alembic_version VALUES ('0001')")
    made.close()


def marked_without_tables(path: Path) -> None:
    with sqlite3.connect(path) as made:
        made.execute(f"PRAGMA application_id={APPLICATION_ID}")
        made.execute("CREATE TABLE other (x)")
    made.close()


@pytest.mark.parametrize(
    ("make", "cls", "code", "message"),
    [
        (missing, Unavailable, 7, "there is no database at"),
        (under_a_file, Unavailable, 7, "there is no database at"),
        (folder, Unavailable, 7, "is a folder, not a database"),
        (empty_file, Corrupt, 10, "is not a factcheck database"),
        (text_file, Corrupt, 10, "is damaged or not a factcheck database"),
        (short_text_file, Corrupt, 10, "is damaged or not a factcheck database"),
        (foreign_database, Corrupt, 10, "is not a factcheck database"),
        (marked_without_tables, Corrupt, 10, "holds no factcheck database"),
    ],
)
def test_what_is_no_database_of_ours_is_told_and_left_alone(
    make: Callable[[Path], None],
    cls: type[FactcheckError],
    code: int,
    message: str,
    tmp_path: Path,
) -> None:
    path = tmp_path / "folder" / "checks.db"
    path.parent.mkdir()
    make(path)
    before = path.read_bytes() if path.is_file() else None
    for use in (look, write, schema.upgrade):
        with pytest.raises(cls, match=message) as caught:
            use(path if use is schema.upgrade else Database(path))  # type: ignore[arg-type]
        assert caught.value.exit_code == code
    assert (path.read_bytes() if path.is_file() else None) == before
    assert not list(path.parent.glob("checks.db-*")) if path.parent.is_dir() else True


def write(db: Database) -> None:
    with db.transaction(by="ana"):
        pytest.fail("the transaction began")


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_the_system_cannot_hold_is_unavailable(name: str, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be opened"):
        look(Database(tmp_path / name))


def test_a_file_in_a_folder_that_may_not_be_entered_is_no_permission(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, **_: object) -> os.stat_result:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(ReadOnly, match="no permission to read"):
        look(Database(tmp_path / "checks.db"))


def test_a_missing_database_is_answered_with_the_command_that_makes_it(tmp_path: Path) -> None:
    path = tmp_path / "my checks.db"
    with pytest.raises(Unavailable) as caught:
        look(Database(path))
    assert caught.value.hint == f"factcheck db init --db '{path}'"


@pytest.mark.postgres
def test_an_empty_database_of_the_server_holds_none_of_ours(
    postgres_server: Any, postgres_url: str
) -> None:
    name = "empty_one"
    postgres_server.drop(name)
    with Database(postgres_server.create(name)) as db:
        with pytest.raises(Corrupt, match="holds no factcheck database") as caught:
            look(db)
        assert caught.value.hint == "make one with: factcheck db init"
    postgres_server.drop(name)


def set_schema(db: Database, *revisions: str) -> None:
    with db.engine(writing=True).begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        for revision in revisions:
            values = {"version_num": revision}
            raw.insert(connection, "alembic_version", values)


@pytest.mark.parametrize(
    ("revision", "cls", "hint"),
    [
        ("0000", SchemaOlder, "run: factcheck db upgrade"),
        ("9999", SchemaNewer, "upgrade factcheck"),
        ("abcdef", SchemaNewer, "upgrade factcheck"),
    ],
)
def test_another_schema_is_told_and_nothing_is_written(
    db: Database, url: str, revision: str, cls: type[FactcheckError], hint: str
) -> None:
    set_schema(db, revision)
    for use in (look, write):
        with pytest.raises(cls, match=f"has schema {revision}") as caught, Database(url) as other:
            use(other)
        assert caught.value.exit_code == 11
        assert caught.value.hint == hint


def test_the_schema_of_this_program_is_told_by_silence() -> None:
    compare_schema(SCHEMA, "here")


@pytest.mark.parametrize("revisions", [(), ("0001", "0002")])
def test_a_database_has_one_schema(db: Database, url: str, revisions: tuple[str, ...]) -> None:
    set_schema(db, *revisions)
    with Database(url) as other, pytest.raises(Corrupt, match=f"names {len(revisions)} schemas"):
        look(other)


def test_the_schema_is_looked_at_once(db: Database) -> None:
    look(db)
    set_schema(db, "9999")
    look(db)


def test_a_read_only_file_is_read_and_not_written(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    with Database(sqlite_url) as db:
        assert count(db) == 0
        with pytest.raises(ReadOnly) as caught:
            add_one(db)
        assert caught.value.exit_code == 8
        assert count(db) == 0


def add_one(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)


# transactions


def test_a_transaction_is_one_entry(db: Database) -> None:
    with db.transaction(by=" ana\n", action="add", reason="The desk asked.") as session:
        make_claim(session, "One", speaker=None)
        make_claim(session, "Two", speaker=None)
    with db.reading() as session:
        entry = session.scalars(select(Entry)).one()
        assert (entry.seq, entry.actor, entry.action) == (1, "ana", "add")
        assert (entry.reason, entry.undoes) == ("The desk asked.", None)
        assert (entry.program_version, entry.schema_revision) == (__version__, SCHEMA)
        user = "postgres (" if db.dialect == "postgresql" else ""
        assert entry.login.startswith(user)
        assert "@" in entry.login
    assert verify.verify(db).clean


@pytest.mark.parametrize(
    ("by", "message"),
    [("", "is empty"), (" \n", "is empty"), ("a\0", "NUL"), ("a\ud800", "half a surrogate")],
)
def test_a_change_needs_somebody_who_makes_it(db: Database, by: str, message: str) -> None:
    expected = pytest.raises(InvalidInput, match=f"the actor of a change .*{message}")
    with expected, db.transaction(by=by):
        pytest.fail("the transaction began")


def test_a_reason_that_cannot_be_stored_is_refused(db: Database) -> None:
    expected = pytest.raises(InvalidInput, match="the reason contains a NUL character")
    with expected, db.transaction(by="ana", reason="a\0b"):
        pytest.fail("the transaction began")


def test_a_transaction_that_changes_nothing_writes_no_entry(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
    with db.transaction(by="ana"):
        pass
    with db.transaction(by="ana") as session:
        claim = services.claims.get(session, 1)
        claim.stage = str(claim.stage)
        services.claims.refresh(session, claim)
    assert count(db, Entry) == 1


def test_an_exception_leaves_nothing(db: Database) -> None:
    with pytest.raises(RuntimeError, match="stop"):
        stop(db)
    assert (count(db), count(db, Entry), count(db, Change)) == (0, 0, 0)
    with db.transaction(by="ana") as session:
        assert make_claim(session).id == 1


def stop(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
        raise RuntimeError("stop")


def test_a_dry_run_shows_all_and_leaves_nothing(db: Database) -> None:
    with db.transaction(by="ana", dry_run=True) as session:
        claim = make_claim(session)
        assert claim.id == 1
    assert (count(db), count(db, Entry), count(db, Change)) == (0, 0, 0)


def test_a_savepoint_takes_its_changes_along_when_it_is_rolled_back(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session, "Before")
        with pytest.raises(RuntimeError):
            back_to_the_savepoint(session)
        make_claim(session, "After")
    with db.reading() as session:
        assert list(session.scalars(select(Claim.text).order_by(Claim.id))) == ["Before", "After"]
        payloads = " ".join(str(one) for one in session.scalars(select(Change.payload)))
        assert "Between" not in payloads
        numbers = list(session.scalars(select(Change.n).order_by(Change.n)))
        assert numbers == list(range(1, len(numbers) + 1))
    assert verify.verify(db).findings == ()


def back_to_the_savepoint(session: Session) -> None:
    with session.begin_nested():
        make_claim(session, "Between")
        raise RuntimeError


def test_a_savepoint_that_ends_well_is_kept(db: Database) -> None:
    with db.transaction(by="ana") as session:
        with session.begin_nested():
            make_claim(session)
        make_evidence(session, services.claims.get(session, 1))
    assert verify.verify(db).findings == ()
    assert count(db) == 1


def test_changes_that_no_entry_seals_cannot_be_committed(db: Database) -> None:
    with pytest.raises(Conflict):
        commit_unsealed(db)
    assert (count(db, Tag), count(db, Change), count(db, Entry)) == (0, 0, 0)


def commit_unsealed(db: Database) -> None:
    with db.transaction(by="ana") as session:
        session.add(Tag(name="behind the back"))
        session.commit()


def test_after_a_commit_that_failed_the_next_transaction_goes_ahead(
    db: Database, url: str
) -> None:
    with pytest.raises(Conflict), db.transaction(by="ana") as session:
        make_claim(session, "Refers to nothing").merged_into = 99
    with db.transaction(by="ana") as session:
        make_claim(session)
    with Database(url) as other, other.transaction(by="emil") as session:
        make_claim(session, "Another")
    assert (count(db), count(db, Entry)) == (2, 2)


def test_statements_that_go_round_the_log_are_refused(db: Database) -> None:
    row = raw.row("tag", 7)
    with db.transaction(by="ana") as session:
        claim = make_claim(session)
        for statement in (
            insert(Tag).values(**row),
            Claim.__table__.update().values(stage="dropped"),  # type: ignore[attr-defined]
            Claim.__table__.delete(),  # type: ignore[attr-defined]
        ):
            with pytest.raises(FactcheckError, match="is kept by the log"):
                session.execute(statement)
            with pytest.raises(FactcheckError, match="is kept by the log"):
                session.connection().execute(statement)
        with pytest.raises(FactcheckError, match="claim is kept by the log"):
            session.query(Claim).update({"stage": "dropped"})
        assert claim.stage == "new"
    assert (count(db), count(db, Tag)) == (1, 0)
    expected = pytest.raises(FactcheckError, match="tag is kept by the log")
    with db.engine(writing=True).connect() as connection, expected:
        connection.execute(insert(Tag).values(**row))


def test_after_a_flush_that_failed_the_log_is_guarded_still(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
        with pytest.raises(IntegrityError):
            flush_wrong(session)
        with pytest.raises(FactcheckError, match="tag is kept by the log"):
            session.execute(insert(Tag).values(**raw.row("tag", 7)))
    assert verify.verify(db).findings == ()


def flush_wrong(session: Session) -> None:
    with session.begin_nested():
        services.claims.get(session, 1).stage = "nonsense"
        session.flush()


def test_ids_are_not_used_again_after_an_undo(db: Database) -> None:
    with db.transaction(by="ana") as session:
        assert make_claim(session).id == 1
    with db.transaction(by="ana", action="undo") as session:
        services.undo.undo(session, by="ana")
    assert count(db) == 0
    with db.transaction(by="ana") as session:
        assert make_claim(session).id == 2
    assert verify.verify(db).findings == ()


def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises(ReadOnly), db.reading() as session:
        session.execute(text("UPDATE counter SET value = 7"))
    with pytest.raises(ReadOnly):
        flush_into_a_reader(db)
    assert count(db, Tag) == 0


def flush_into_a_reader(db: Database) -> None:
    with db.reading() as session:
        session.add(Tag(**raw.row("tag")))
        session.flush()


def test_a_reader_sees_one_moment(db: Database, url: str) -> None:
    if db.dialect == "sqlite":
        with sqlite3.connect(url) as found:
            found.execute("PRAGMA journal_mode=wal")
        found.close()
    with db.reading() as session, Database(url) as other:
        assert session.scalar(select(func.count()).select_from(Claim)) == 0
        with other.transaction(by="ana") as writer:
            make_claim(writer)
        assert session.scalar(select(func.count()).select_from(Claim)) == 0
    assert count(db) == 1


def test_nothing_is_connected_before_the_first_transaction(tmp_path: Path) -> None:
    with Database(tmp_path / "none.db") as db:
        assert db.path == tmp_path / "none.db"
    assert list(tmp_path.glob("none*")) == []
    assert Database("postgresql://desk/news").path is None


def test_a_file_keeps_its_permissions_while_it_is_written(sqlite_url: str) -> None:
    Path(sqlite_url).chmod(0o600)
    with Database(sqlite_url) as db, db.transaction(by="ana") as session:
        make_claim(session)
        session.flush()
        files = list(Path(sqlite_url).parent.glob("checks.db*"))
        assert len(files) > 1
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


# beginning again


class Lost(psycopg.OperationalError):
    """A connection that went away."""

    sqlstate = "08006"


def lost() -> DBAPIError:
    return OperationalError("", {}, Lost("server closed"), connection_invalidated=True)


@pytest.mark.parametrize("code", ["40001", "40P01"])
def test_work_is_done_again_where_the_engine_undid_it(
    code: str, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "pause", lambda _: None)
    tries = iter(range(9))

    def work(session: Session) -> int:
        claim = make_claim(session)
        session.flush()
        if next(tries) < 2:
            raise undone(code)
        return claim.id

    assert db.write(work, by="ana", action="add", reason="why not") == 1
    with db.reading() as session:
        entries = session.execute(select(Entry.seq, Entry.action, Entry.reason)).all()
        assert [tuple(one) for one in entries] == [(1, "add", "why not")]
    assert verify.verify(db).findings == ()


def undone(code: str) -> DBAPIError:
    """A serialisation failure, or a deadlock: the whole transaction may be run again."""
    error = psycopg.errors.lookup(code)("told")
    return DBAPIError("", {}, error)


@pytest.mark.parametrize(
    ("failure", "attempts"),
    [(undone("40001"), ATTEMPTS), (Conflict("no"), 1), (undone("23505"), 1)],
)
def test_work_is_not_done_again_for_ever_nor_for_another_reason(
    failure: Exception, attempts: int, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "pause", lambda _: None)
    tries: list[int] = []

    def work(_session: Session) -> None:
        tries.append(1)
        raise failure

    with pytest.raises((Busy, Conflict)):
        db.write(work, by="ana")
    assert len(tries) == attempts
    assert count(db) == 0


def test_a_connection_that_nobody_used_is_replaced(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "pause", lambda _: None)
    real, failures = db._begin, iter([lost()])

    def begin(session: Session, *, writing: bool) -> None:
        if (failure := next(failures, None)) is not None:
            raise failure
        real(session, writing=writing)

    monkeypatch.setattr(db, "_begin", begin)
    assert count(db) == 0


def test_a_connection_that_is_lost_again_is_told(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "pause", lambda _: None)

    def begin(*_: object, **__: object) -> None:
        raise lost()

    monkeypatch.setattr(db, "_begin", begin)
    with pytest.raises(Unavailable) as caught:
        look(db)
    assert (caught.value.again, caught.value.retryable) == (True, True)


@pytest.mark.parametrize("saved", [True, False])
def test_a_commit_without_an_answer_is_looked_up_in_the_log(
    saved: bool, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "pause", lambda _: None)
    real, failures = Session.commit, iter([lost()])

    def commit(session: Session) -> None:
        failure = next(failures, None)
        if failure is None or saved:
            real(session)
        if failure is not None:
            session.rollback()
            raise failure

    monkeypatch.setattr(Session, "commit", commit)
    assert db.write(lambda session: make_claim(session).id, by="ana") == 1
    assert (count(db), count(db, Entry)) == (1, 1)


def test_a_commit_that_nobody_can_tell_of_is_said_to_be_unknown(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def commit(_session: Session) -> None:
        monkeypatch.setattr(db, "_begin", nobody)
        raise lost()

    def nobody(*_: object, **__: object) -> None:
        raise lost()

    monkeypatch.setattr(connections, "pause", lambda _: None)
    monkeypatch.setattr(Session, "commit", commit)
    with pytest.raises(Unavailable, match="whether entry 1 was saved is not known") as caught:
        db.write(lambda session: make_claim(session).id, by="ana")
    assert not caught.value.again


# a file that is not the same any more


@pytest.mark.parametrize("how", ["moved", "replaced"])
def test_a_file_that_was_moved_is_not_written(
    how: str, sqlite_url: str, sqlite_template: Path
) -> None:
    path = Path(sqlite_url)
    with Database(path) as db:
        with db.transaction(by="ana") as session:
            make_claim(session)
        path.rename(path.with_name("elsewhere.db"))
        if how == "replaced":
            shutil.copy(sqlite_template, path)
        for use in (look, write_one):
            with pytest.raises(ReadOnly, match="moved or replaced while it was open"):
                use(db)
        db.close()
    with Database(path.with_name("elsewhere.db")) as found:
        assert count(found) == 1


def write_one(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)


def test_a_file_that_goes_while_it_is_written_is_told(sqlite_url: str) -> None:
    path = Path(sqlite_url)
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA journal_mode=WAL")  # in which SQLite itself would not notice
    raw.close()
    with Database(path) as db, pytest.raises(ReadOnly, match="moved or replaced"):
        write_and_remove(db, path)


def write_and_remove(db: Database, path: Path) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
        session.flush()
        path.unlink()


def test_a_fork_has_connections_of_its_own(db: Database) -> None:
    assert count(db) == 0
    reading, writing = os.pipe()
    ours = db.engine(writing=False)
    child = os.fork()
    if child == 0:
        answer = b"?"
        try:
            write_one(db)
            answer = b"1" if db.engine(writing=False) is not ours and count(db) == 1 else b"0"
        finally:
            os.write(writing, answer)
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 1) == b"1"
    assert count(db) == 1
    write_one_more(db)
    os.close(reading)
    os.close(writing)
    assert verify.verify(db).findings == ()


def write_one_more(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session, "Another")
