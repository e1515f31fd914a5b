"""What every table shares: Base, the naming convention, the column types.

``info={"derived": ...}`` marks a column that can be computed from others. Such
columns are never written to the log; ``db verify`` computes them again.

* ``"row"``: from the same row, in Python (``factcheck.derived.OF_ROW``);
* ``"set"``: from other rows, in SQL (``factcheck.derived.derive``).
"""

import os
import time
import uuid
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias

from sqlalchemy import CheckConstraint, ForeignKey, Index, MetaData, Select, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

# Any SELECT: of no fixed number of columns (SQLAlchemy 2.1 counts them in the type).
if TYPE_CHECKING:
    AnySelect: TypeAlias = Select[*tuple[Any, ...]]
else:
    AnySelect = Select

# The C collation on PostgreSQL: both engines sort byte for byte alike.
TEXT = Text().with_variant(Text(collation="C"), "postgresql")

Key = Annotated[int, mapped_column(primary_key=True, autoincrement=False)]
Uid = Annotated[str, mapped_column(TEXT, unique=True)]


class Base(DeclarativeBase):
    """The ground of all tables. ``__root__`` names the kind of root a table hangs on.

    ``__root__`` is ``(kind, column)``: the column holds the id of the root, or is
    ``"id"`` for the root itself. A table without it is not logged.
    """

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: TEXT}
    __root__: ClassVar[tuple[str, str] | None] = None


def words(column: str, allowed: tuple[str, ...]) -> CheckConstraint:
    """A CHECK that holds a column to a closed vocabulary (NULL passes)."""
    listed = ", ".join(f"'{word}'" for word in allowed)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def flag(column: str) -> CheckConstraint:
    """A CHECK that holds an integer column to 0 and 1."""
    return CheckConstraint(f"{column} IN (0, 1)", name=column)


def partial_date(column: str) -> CheckConstraint:
    """A CHECK that holds a column to the shapes 2019, 2019-04 and 2019-04-30."""
    shapes = " OR ".join(f"{column} LIKE '{shape}'" for shape in ("____", "____-__", "____-__-__"))
    return CheckConstraint(shapes, name=column)


def day(column: str) -> CheckConstraint:
    """A CHECK that holds a column to a whole date: 2019-04-30."""
    return CheckConstraint(f"{column} LIKE '____-__-__'", name=column)


def reference(target: str, **options: Any) -> Mapped[Any]:
    """A foreign key with RESTRICT, looked at when the transaction commits.

    Deferred, so that an undo or a replay may write rows in any order. What it was before
    is known when it is set: the log tells from where a row was moved.
    """
    key = ForeignKey(target, ondelete="RESTRICT", deferrable=True, initially="DEFERRED")
    return mapped_column(key, active_history=True, **options)


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows that meet a condition, on both engines.

    The condition waits in ``info``: naming it for PostgreSQL here would load that
    dialect at every start. ``factcheck.models.metadata`` puts it in place.
    """
    return Index(name, *columns, unique=unique, info={"where": where})


def few(table: str, column: str) -> Index:
    """An index on a foreign key that is seldom set, of the rows where it is.

    Every foreign key needs an index: without one SQLite reads the whole table for each
    new row that it could refer to, as long as the log's entry is still to come.
    """
    return partial(f"ix_{table}_{column}", column, where=f"{column} IS NOT NULL")


def derived(how: str) -> dict[str, str]:
    """The mark of a derived column: ``row`` or ``set`` (see the module)."""
    return {"derived": how}


def new_uid() -> str:
    """A UUID of version 7 (RFC 9562, section 5.7): sorts by the time it was made."""
    stamp = (time.time_ns() // 1_000_000) << 80
    noise = int.from_bytes(os.urandom(10), "big")
    value = stamp | noise
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(uuid.UUID(int=value))
