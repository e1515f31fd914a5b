"""New records into the database, many at once; one that cannot be written harms no other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from factcheck.history.record import Op
from factcheck.loading import NO_COLUMNS, Columns, Known, load, row_class
from factcheck.models import Counter
from factcheck.shaped import Shaped


@dataclass(slots=True)
class Bundle:
    """What one record becomes: its place in the file, and its new rows by table.

    ``needs`` is the place of the record on whose rows these hang.
    """

    place: str
    tables: dict[str, list[Any]] = field(default_factory=dict)
    needs: str | None = None

    def add(self, row: Shaped) -> Shaped:
        """One more row, of the table whose kind it is."""
        rows = self.tables.get(row.kind_of)
        if rows is None:
            self.tables[row.kind_of] = [row]
        else:
            rows.append(row)
        return row

    def put(self, table: str, **told: Any) -> Shaped:
        """One more row of a table, made from its columns."""
        return self.add(row_class(table)(**told))


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

    def all(self, table: str, told: Sequence[int | None]) -> list[int]:
        """These ids, and new ones where there is none. Those that are told are kept."""
        self.keep(table, filter(None, told))
        return [number or self.next(table) for number in told]

    def give_back(self) -> None:
        """Forget which ids were taken."""
        self._last = dict(self._held)

    def used_all(self) -> None:
        """Have the counters stand at the last ids that were taken or kept."""
        self._stand_at(self._last)

    def used(self, bundles: Iterable[Bundle]) -> None:
        """Have the counters stand at the last ids that were written; the others stay free."""
        last = dict(self._held)
        for bundle in bundles:
            for table, rows in bundle.tables.items():
                for row in rows:
                    if row.id > last[table]:
                        last[table] = row.id
        self._stand_at(last)

    def _stand_at(self, last: dict[str, int]) -> None:
        moved = [
            {"table": table, "number": number}
            for table, number in last.items()
            if number > self._held[table]
        ]
        if moved:
            stands = update(Counter).where(Counter.name == bindparam("table"))
            connection = self._session.connection()
            connection.execute(stands.values(value=bindparam("number")), moved)
        self._held, self._last = last, dict(last)

    def used_by(self, ops: Iterable[Op]) -> None:
        """The same for rows that were written by operations."""
        last = dict(self._held)
        for op in ops:
            last[op.table] = max(last[op.table], op.id)
        self._stand_at(last)


class Clash(Exception):
    """Something among many records could not be written, and the transaction must be redone."""


def insert_all(
    session: Session,
    bundles: list[Bundle],
    known: Known | None = None,
    columns: Columns = NO_COLUMNS,
) -> None:
    """Write the bundles without a savepoint, in nine tenths of the time. Raises Clash.

    ``known`` is what is remembered of speakers and sources; ``columns`` as ``load`` takes them.
    """
    try:
        load(session, [bundle.tables for bundle in bundles], known, columns)
    except (IntegrityError, DataError) as error:
        raise Clash from error


def insert(session: Session, bundles: list[Bundle]) -> dict[str, str]:
    """Write the bundles. Returns, by place, why one could not be written.

    What hangs on another bundle comes after it.
    """
    if not bundles:
        return {}
    try:
        with session.begin_nested():
            load(session, [bundle.tables for bundle in bundles])
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
