"""Tampering with a database behind the program's back, past its triggers and foreign keys."""

import hashlib
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import Connection, Integer

from factcheck import indexing, vocabulary
from factcheck.db import Database
from factcheck.derived import OF_ROW
from factcheck.history import chain, replay
from factcheck.models import all_models, logged

# Every table with its columns: those of the models, and Alembic's own.
TABLES: dict[str, list[str]] = {
    **{
        name: [column.name for column in model.__table__.c]
        for name, model in sorted(all_models().items())
    },
    "alembic_version": ["version_num"],
}
KEYS: dict[str, list[str]] = {
    **{
        name: [column.name for column in model.__table__.primary_key]
        for name, model in all_models().items()
    },
    "alembic_version": ["version_num"],
}
ONE_ROW = {"log_head", "alembic_version"}
WORDS = [word for name, words in vars(vocabulary).items() if name.isupper() for word in words]
INTERIOR = 5  # of a table: a page that names other pages
REFUSED = (sqlite3.IntegrityError, psycopg.IntegrityError)

Row = dict[str, Any]


@dataclass
class Behind:
    """A connection of the intruder's own: the same few statements on both engines."""

    raw: Any
    sqlite: bool

    def run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        done = self.raw.execute(sql if self.sqlite else sql.replace("?", "%s"), values)
        return list(done.fetchall()) if done.description else []

    def rows(self, table: str) -> list[Row]:
        names = TABLES[table]
        listed = ", ".join(f'"{name}"' for name in names)
        order = ", ".join(f'"{name}"' for name in KEYS[table])
        found = self.run(f'SELECT {listed} FROM "{table}" ORDER BY {order}')
        return [dict(zip(names, row, strict=True)) for row in found]

    def set(self, table: str, row: Row, **values: Any) -> None:
        sets = ", ".join(f'"{name}" = ?' for name in values)
        where = " AND ".join(f'"{name}" = ?' for name in KEYS[table])
        keys = [row[name] for name in KEYS[table]]
        self.run(f'UPDATE "{table}" SET {sets} WHERE {where}', *values.values(), *keys)

    def delete(self, table: str, row: Row) -> None:
        where = " AND ".join(f'"{name}" = ?' for name in KEYS[table])
        self.run(f'DELETE FROM "{table}" WHERE {where}', *[row[name] for name in KEYS[table]])

    def insert(self, table: str, row: Row) -> None:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        self.run(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', *row.values())

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What the engine refuses in here leaves nothing behind."""
        self.run("SAVEPOINT attempt")
        try:
            yield
        except REFUSED:
            self.run("ROLLBACK TO attempt")
            raise
        finally:
            self.run("RELEASE attempt")

    def ignore_checks(self, on: bool) -> None:
        if self.sqlite:
            self.run(f"PRAGMA ignore_check_constraints={'ON' if on else 'OFF'}")


@contextmanager
def sqlite_behind(path: Path) -> Iterator[Behind]:
    """Without foreign keys and triggers; the triggers are made again exactly as they were."""
    raw = sqlite3.connect(path, isolation_level=None)
    try:
        triggers = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
        ).fetchall()
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("BEGIN")
        for name, _ in triggers:
            raw.execute(f'DROP TRIGGER "{name}"')
        yield Behind(raw, sqlite=True)
        for _, sql in triggers:
            raw.execute(sql)
        raw.execute("COMMIT")
    finally:
        raw.close()


@contextmanager
def postgres_behind(url: str) -> Iterator[Behind]:
    """As the owner may: as a replica, for which triggers and foreign keys do not fire."""
    with psycopg.connect(url.replace("+psycopg", "")) as raw:
        raw.execute("SET session_replication_role = replica")
        yield Behind(raw, sqlite=False)


def behind(db: Database) -> AbstractContextManager[Behind]:
    """A database past its triggers and foreign keys, whichever engine it is on."""
    if db.path is not None:
        return sqlite_behind(db.path)
    return postgres_behind(db.url.render_as_string(hide_password=False))


def candidates(table: str, column: str, old: Any) -> list[Any]:
    """Values that differ from what is there, those that look most natural first."""
    if table != "alembic_version" and isinstance(
        all_models()[table].__table__.c[column].type, Integer
    ):
        base = old or 0
        found: list[Any] = [base + 1, base - 1, 0, 1, 2, None, base + 1000]
    else:
        found = [f"{old or ''}x", *WORDS, "2018", "2018-01", None, ""]
    return [value for value in found if value != old]


def edit(behind: Behind, table: str, column: str, rng: random.Random) -> None:
    """Another value in one column of one row: a lawful one where there is one."""
    row = rng.choice(behind.rows(table))
    for lawful in (True, False):
        behind.ignore_checks(not lawful)
        for value in candidates(table, column, row[column]):
            try:
                with behind.attempt():
                    behind.set(table, row, **{column: value})
            except REFUSED:
                continue
            return
    raise AssertionError(f"no way was found to edit {table}.{column}")


def clear(behind: Behind, table: str, column: str) -> bool:
    """NULL in place of the first value of a column; false where none may be cleared."""
    for row in behind.rows(table):
        if row[column] is not None:
            try:
                with behind.attempt():
                    behind.set(table, row, **{column: None})
            except REFUSED:
                continue
            return True
    return False


def insert(behind: Behind, table: str, rng: random.Random) -> None:
    """One more row, like another one but for its keys, and as little else as possible."""
    rows = behind.rows(table)
    for attempt in range(400):
        behind.ignore_checks(attempt > 200)
        row = dict(rng.choice(rows))
        for name in KEYS[table][-1:]:
            highest = max(each[name] for each in rows)
            row[name] = highest + 1 if isinstance(highest, int) else f"{highest}x"
        if "uid" in row:
            row["uid"] = str(uuid4())
        for name in rng.sample(sorted(row), min(len(row), attempt // 20)):
            if name not in KEYS[table] and name != "uid":
                held = [each[name] for each in rows]
                row[name] = rng.choice([*held, *candidates(table, name, row[name])])
        try:
            with behind.attempt():
                behind.insert(table, row)
        except REFUSED:
            continue
        return
    raise AssertionError(f"no way was found to add a row to {table}")


def delete(behind: Behind, table: str, rng: random.Random) -> None:
    """One row gone."""
    behind.delete(table, rng.choice(behind.rows(table)))


def swap(behind: Behind, table: str, rng: random.Random) -> str:
    """The values of two rows in one column exchanged. Returns the column."""
    rows = behind.rows(table)
    columns = [name for name in TABLES[table] if name not in KEYS[table]] or TABLES[table]
    for _ in range(400):
        one, other = rng.sample(rows, 2)
        column = rng.choice(columns)
        if one[column] == other[column]:
            continue
        try:
            with behind.attempt():
                if column == "uid":
                    behind.set(table, one, uid="between")
                behind.set(table, other, **{column: one[column]})
                behind.set(table, one, **{column: other[column]})
        except REFUSED:
            continue
        return column
    raise AssertionError(f"no two rows of {table} could be exchanged")


def rechain(behind: Behind) -> None:
    """Every hash of the log anew, and the head: what is left fits itself perfectly."""
    (head,) = behind.rows("log_head")
    prev, seq = chain.genesis(head["database_uid"]), 0
    changes = behind.rows("change")
    for change in changes:
        change["sha256"] = chain.payload_hash(change["salt"], change["payload"])
        behind.set("change", change, sha256=change["sha256"])
    for entry in behind.rows("entry"):
        own = [
            (change["n"], change["root_kind"], change["root_uid"], change["sha256"])
            for change in changes
            if change["seq"] == entry["seq"]
        ]
        fields = {name: entry[name] for name in chain.EntryFields.__slots__}
        fields |= {"prev": prev, "changes_sha256": chain.changes_hash(own)}
        prev, seq = chain.EntryFields(**fields).hash(), entry["seq"]
        behind.set("entry", entry, prev=fields["prev"], hash=prev)
        behind.set("entry", entry, changes_sha256=fields["changes_sha256"])
    behind.set("log_head", head, seq=seq, hash=prev)


def rewrite(behind: Behind, table: str, column: str, rng: random.Random) -> None:
    """Another text in the log and in the state alike, and the whole chain made to fit it."""
    row = rng.choice([row for row in behind.rows(table) if row[column] is not None])
    told = f"{row[column]}, or so they say"
    for change in behind.rows("change"):
        ops = json.loads(change["payload"])
        for _op, name, row_id, after in ops:
            if (name, row_id) == (table, row["id"]) and after and column in after:
                after[column] = told
        behind.set("change", change, payload=chain.canonical(ops))
    values = {column: told}
    for name, compute in OF_ROW.get(table, {}).items():
        values[name] = compute({**row, column: told})
    behind.set(table, row, **values)
    rechain(behind)


def cut(behind: Behind, last: int) -> None:
    """The log ends at this entry, and its head says so."""
    behind.run("DELETE FROM change WHERE seq > ?", last)
    behind.run("DELETE FROM entry WHERE seq > ?", last)
    (head,) = behind.rows("log_head")
    hashes = {entry["seq"]: entry["hash"] for entry in behind.rows("entry")}
    sealed = hashes.get(last) or chain.genesis(head["database_uid"])
    behind.set("log_head", head, seq=last, hash=sealed)


def mend(behind: Behind, log: Connection, last: int) -> None:
    """The whole state and the counters as they were after an entry."""
    engine = replay.replay(log, last)
    with engine.connect() as then:
        for name in reversed(logged()):
            behind.run(f'DELETE FROM "{name}"')
        for name, table in replay.bare_tables().items():
            for row in then.execute(table.select()):
                behind.insert(name, dict(row._mapping))
    engine.dispose()
    highest = dict.fromkeys(logged(), 0)
    for _op, table_name, row_id, _row in replay.operations(log, last):
        highest[table_name] = max(highest[table_name], row_id)
    for name, value in highest.items():
        behind.run("UPDATE counter SET value = ? WHERE name = ?", value, name)


def reindex(place: str) -> None:
    """The search rows of what the state was made to be."""
    with Database(place) as db, db.engine(writing=True).begin() as connection:
        indexing.rebuild(connection)


def disorder(path: Path, table: str) -> None:
    """The first page of a table's rows and the last one exchanged, so that their numbers fall.

    The table must be so large that its root has pages below it. SQLite notices nothing while
    it reads: see https://www.sqlite.org/fileformat2.html#b_tree_pages.
    """
    with closing(sqlite3.connect(path)) as raw:
        (size,) = raw.execute("PRAGMA page_size").fetchone()
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (number,) = raw.execute(query, [table]).fetchone()
    told = bytearray(path.read_bytes())
    root = (number - 1) * size
    assert told[root] == INTERIOR, f"{table} is too small"
    cell = root + int.from_bytes(told[root + 12 : root + 14])
    first, last = slice(cell, cell + 4), slice(root + 8, root + 12)
    told[first], told[last] = told[last], told[first]
    path.write_bytes(told)


def fingerprint(path: Path) -> str:
    """Of all that a SQLite file holds, whatever its pages look like."""
    raw = sqlite3.connect(path)
    try:
        told = "\n".join(raw.iterdump())
        told += str(raw.execute("PRAGMA application_id").fetchone())
    finally:
        raw.close()
    return hashlib.sha256(told.encode()).hexdigest()
