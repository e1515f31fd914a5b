"""New records into the database, many at once; one that cannot be written harms no other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from factcheck import bulk
from factcheck.history.record import Op
from factcheck.models import Counter

Row = dict[str, Any]


@dataclass(slots=True)
class Bundle:
    """What one record becomes: its place in the file, and its new rows by table.

    ``needs`` is the place of the record on whose rows these hang.
    """

    place: str
    tables: dict[str, list[Row]] = field(default_factory=dict)
    needs: str | None = None

    def add(self, table: str, row: Row) -> Row:
        """One more row."""
        rows = self.tables.get(table)
        if rows is None:
            self.tables[table] = [row]
        else:
            rows.append(row)
        return row

    def put(self, table: str, row: Row) -> Row:
        """One more row, without what it leaves open."""
        return self.add(table, {name: value for name, value in row.items() if value is not None})


class Numbers:
    """New ids for a batch. Nobody else takes any while the head of the log is held."""

    def __init__(self, session: Session) -> None:
        self._session = session
        found = session.execute(select(Counter.name, Counter.value))
        self._held: dict[str, int] = {row.name: row.value for row in found}
        self._last = dict(self._held)

    def next(self, table: str) -> int:
        """An id that no row of the table ever had."""
        self._last[table] += 1
        return self._last[table]

    def keep(self, table: str, numbers: Iterable[int]) -> None:
        """These ids are for rows that bring them along."""
        self._last[table] = max(self._last[table], *numbers, 0)

    def used(self, bundles: Iterable[Bundle]) -> None:
        """Have the counters stand at the last ids that were written; the others stay free."""
        last = dict(self._held)
        for bundle in bundles:
            for table, rows in bundle.tables.items():
                for row in rows:
                    if row["id"] > last[table]:
                        last[table] = row["id"]
        for table, value in last.items():
            if value > self._held[table]:
                _set(self._session.connection(), table, value)
        self._held, self._last = last, dict(last)

    def used_by(self, ops: Iterable[Op]) -> None:
        """The same for rows that were written by operations."""
        bundle = Bundle("")
        for op in ops:
            bundle.add(op.table, {"id": op.id})
        self.used([bundle])


def _set(connection: Connection, table: str, value: int) -> None:
    connection.execute(update(Counter).where(Counter.name == table).values(value=value))


def insert(session: Session, bundles: list[Bundle]) -> dict[str, str]:
    """Write the bundles. Returns, by place, why one could not be written.

    What hangs on another bundle comes after it.
    """
    if not bundles:
        return {}
    try:
        with session.begin_nested():
            bulk.load(session, [bundle.tables for bundle in bundles])
    except (IntegrityError, DataError) as error:
        if len(bundles) == 1:
            return {bundles[0].place: _reason(error)}
    else:
        return {}
    middle = len(bundles) // 2
    failed = insert(session, bundles[:middle])
    left = []
    for one in bundles[middle:]:
        if one.needs in failed:
            failed[one.place] = "hangs on a record that was refused"
        else:
            left.append(one)
    return failed | insert(session, left)


def _reason(error: IntegrityError | DataError) -> str:
    told = str(error.orig).splitlines()[0]
    if "UNIQUE" in told or "unique" in told:
        return "a record like it is there already"
    return f"does not fit: {told}"
