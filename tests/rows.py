"""What the database holds: rows as plain values, and that a refused command wrote nothing."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from factcheck.db import Database
from factcheck.models import Base, Entry

Row = dict[str, Any]


def rows(db: Database, model: type[Base], *names: str) -> list[tuple[Any, ...]]:
    """These columns of every row of a table, oldest row first."""
    shape: Any = model.__table__
    key = shape.c.seq if "seq" in shape.c else shape.c.id
    with db.reading() as session:
        found = session.execute(select(*(shape.c[name] for name in names)).order_by(key))
        return [tuple(row) for row in found]


def entries(db: Database) -> list[tuple[Any, ...]]:
    """The log: who did what, and why."""
    return rows(db, Entry, "actor", "action", "reason")


def refused(
    cli: Callable[..., Any], db: Database, code: int, told: str, *args: str, stdin: str = ""
) -> None:
    """The command ends with this code and these words on stderr, prints and writes nothing."""
    before = entries(db)
    done = cli(*args, stdin=stdin)
    assert (done.code, done.out, done.err) == (code, "", told), args
    assert entries(db) == before, args


def data(cli: Callable[..., Any], *args: str) -> Any:
    """What a command prints as JSON, when it ends well and has nothing to say beside."""
    done = cli(*args, "--json")
    assert (done.code, done.err) == (0, ""), done
    return json.loads(done.out)
