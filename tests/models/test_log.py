"""The log's own tables: which rows they take. The triggers are in tests/test_migrations.py."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from factcheck import vocabulary
from factcheck.db import Database
from factcheck.models import Counter, LogHead, all_models, logged
from tests import raw


def test_the_kind_of_a_root_is_a_word_of_the_vocabulary(db: Database) -> None:
    for kind in vocabulary.ROOTS:
        change = raw.row("change", seq=1, n=1, root_kind=kind)
        assert raw.refusal(db, ("change", change)) is None
    told = raw.refusal(db, ("change", raw.row("change", seq=1, n=1, root_kind="verdict")))
    assert told is not None
    assert "ck_change_root_kind" in told


def test_changes_without_their_entry_cannot_be_committed(db: Database) -> None:
    with db.engine(writing=True).connect() as connection:
        raw.insert(connection, "change", raw.row("change", seq=1, n=1))
        with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
            connection.commit()


def test_an_entry_undoes_one_that_is_there(db: Database) -> None:
    with db.engine(writing=True).connect() as connection:
        raw.insert(connection, "entry", raw.row("entry", seq=1))
        with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
            raw.insert(connection, "entry", raw.row("entry", seq=2, undoes=7))


def test_there_is_one_head(db: Database) -> None:
    told = raw.refusal(db, ("log_head", raw.row("log_head", 2)))
    assert told is not None
    assert "ck_log_head_one_row" in told
    assert raw.refusal(db, ("log_head", raw.row("log_head", 1))) is not None
    with db.reading() as session:
        assert session.query(LogHead).count() == 1


def test_every_logged_table_has_a_counter_that_starts_at_nought(db: Database) -> None:
    with db.reading() as session:
        rows = session.execute(text("SELECT name, value FROM counter"))
        held = {row.name: row.value for row in rows}
    assert held == dict.fromkeys(logged(), 0)
    assert raw.refusal(db, ("counter", raw.row("counter", name="claim"))) is not None


def test_the_logs_own_tables_are_not_logged() -> None:
    apart = {name for name, model in all_models().items() if model.__root__ is None}
    assert apart == {"counter", "log_head", "entry", "change"}
    assert Counter.__tablename__ not in logged()
