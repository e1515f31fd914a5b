"""Many new rows at once, on either engine, and how it is told that one does not fit."""

from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import Unavailable
from factcheck.history.record import recording
from factcheck.inserts import write_columns, write_many
from factcheck.models import Tag

NAMES = ("id", "uid", "name", "name_key")
Row = tuple[Any, ...]


def some(count: int) -> list[Row]:
    return [(n, f"tag-{n}", f"Tag {n}", f"key {n}") for n in range(1, count + 1)]


def by_row(connection: Connection, rows: list[Row]) -> None:
    write_many(connection, "tag", NAMES, rows)


def by_column(connection: Connection, rows: list[Row]) -> None:
    write_columns(connection, "tag", dict(zip(NAMES, zip(*rows, strict=True), strict=True)))


BOTH = pytest.mark.parametrize("write", [by_row, by_column])


@BOTH
@pytest.mark.parametrize("count", [1, 9, 10, 19, 20, 99, 100, 234])
def test_all_rows_are_written_in_their_order(count: int, write: Any, db: Database) -> None:
    rows = some(count)
    with db.transaction(by="ana", dry_run=True) as session, recording(session):
        write(session.connection(), rows)
        found = session.execute(select(Tag.id, Tag.uid, Tag.name, Tag.name_key).order_by(Tag.id))
        assert [tuple(row) for row in found] == rows


@BOTH
@pytest.mark.parametrize("count", [5, 150])
def test_what_does_not_fit_is_told_as_sqlalchemy_tells_it(
    count: int, write: Any, db: Database
) -> None:
    """Few or many, past SQLAlchemy or not; and a savepoint takes all of them back."""
    rows = some(count)
    rows[-2] = (*rows[-2][:3], "key 1")
    with db.transaction(by="ana", dry_run=True) as session, recording(session):
        connection = session.connection()
        with pytest.raises(IntegrityError), connection.begin_nested():
            write(connection, rows)
        assert session.scalars(select(Tag.id)).all() == []
        write(connection, rows[:-2])
        assert len(session.scalars(select(Tag.id)).all()) == count - 2


def test_many_that_the_server_cannot_keep(postgres_url: str) -> None:
    with Database(postgres_url) as db, db.transaction(by="ana", dry_run=True) as session:
        rows = [*some(30), (2**40, "tag", "Tag", "key")]
        with pytest.raises(DataError) as told, session.begin_nested():
            by_row(session.connection(), rows)
        assert not told.value.connection_invalidated


def test_a_connection_that_is_lost_meanwhile_is_known_to_be(postgres_url: str) -> None:
    def write(session: Session) -> None:
        raw: Any = session.connection().connection.driver_connection
        raw.close()
        by_row(session.connection(), some(30))

    with Database(postgres_url) as db, pytest.raises(Unavailable) as told:
        db.write(write, by="ana")
    cause = told.value.__cause__
    assert isinstance(cause, DBAPIError)
    assert cause.connection_invalidated


def test_nothing_is_no_statement(db: Database) -> None:
    with db.transaction(by="ana") as session:
        write_many(session.connection(), "no such table", NAMES, [])
