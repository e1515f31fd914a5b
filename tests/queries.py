"""What a session asks the database: how often, and in which words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

Asked = list[tuple[str, Any]]


@contextmanager
def asked(session: Session) -> Iterator[Asked]:
    """The statements with their parameters, as they are sent while this is open.

    The session forgets its rows first, so that nothing is answered from memory.
    """
    session.flush()
    session.expunge_all()
    connection = session.connection()
    found: Asked = []

    def note(*sent: Any) -> None:
        found.append((sent[2], sent[3]))

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(connection, "before_cursor_execute", note)


def plans(session: Session, sent: Asked) -> Iterator[str]:
    """The steps of each statement's plan, as SQLite tells them."""
    connection = session.connection()
    for statement, parameters in sent:
        for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
            yield step.detail
