"""Everything that a session flushes is recorded; writing to a logged table otherwise raises."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, event, inspect
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from factcheck.errors import FactcheckError
from factcheck.history.record import (
    ALLOWED,
    Op,
    complete,
    derive_row,
    record,
    stored,
    stored_columns,
    writing_of,
)
from factcheck.models import Base, Claim, logged


def watch(session: Session) -> None:
    """Have everything that the session flushes recorded."""
    event.listen(session, "before_flush", _before_flush)
    event.listen(session, "after_flush", _after_flush)
    event.listen(session, "after_soft_rollback", _after_rollback)


def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    writing_of(session)
    for row in session.new:
        complete(session, row)
    for row in session.dirty:
        derive_row(row)
    session.info["connection"] = session.connection().info
    session.info["connection"][ALLOWED] = True


def _after_flush(session: Session, _context: Any) -> None:
    session.connection().info[ALLOWED] = False
    writing_of(session).published |= set(_unpublished(session))
    record(session, _flushed(session))


def _after_rollback(session: Session, _transaction: Any) -> None:
    """A flush that failed does not come to its end: the guard is put back here."""
    session.info.get("connection", {})[ALLOWED] = False


def _flushed(session: Session) -> Iterator[Op]:
    order = {name: place for place, name in enumerate(logged())}

    def sort(rows: Iterable[Any]) -> list[Any]:
        kept = [row for row in rows if row.__tablename__ in order]
        return sorted(kept, key=lambda row: (order[row.__tablename__], row.id))

    for row in sort(session.new):
        yield op_of("insert", row)
    for row in sort(session.dirty):
        if _changed(row):
            yield op_of("update", row)
    for row in reversed(sort(session.deleted)):
        yield op_of("delete", row)


def _unpublished(session: Session) -> Iterator[int]:
    """The claims that were published, and are so no more."""
    for row in session.dirty:
        if isinstance(row, Claim) and any(inspect(row).attrs.published_at.history.deleted or ()):
            yield row.id


def _changed(row: Base) -> bool:
    state = inspect(row)
    names = stored_columns(row.__table__)
    return any(state.attrs[name].history.has_changes() for name in names)


def op_of(op: str, row: Any) -> Op:
    """What happened to a row of the session, as the log wants it."""
    home = row.__root__
    after = None if op == "delete" else stored(row.__table__, row)
    uid = row.uid if home[1] == "id" else None
    left = inspect(row).attrs[home[1]].history.deleted if op == "update" else ()
    return Op(op, row.__tablename__, row.id, after, getattr(row, home[1]), uid, *left)


def guard(engine: Engine) -> None:
    """Have the engine refuse statements that would change logged rows behind the log's back."""
    names = set(logged())

    def refuse(
        connection: Connection, statement: Any, _many: Any, _params: Any, _options: Any
    ) -> None:
        table: Any = getattr(statement, "table", None)
        if not getattr(statement, "is_dml", False) or getattr(table, "name", None) not in names:
            return
        if not connection.info.get(ALLOWED):
            raise FactcheckError(
                f"{table.name} is kept by the log: write through the session or factcheck.bulk"
            )

    event.listen(engine, "before_execute", refuse)
