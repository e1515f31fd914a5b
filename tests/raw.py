"""Rows written past the program, to see what the engines themselves refuse."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from factcheck.db import SCHEMA, Database

_ADDED = {"added_at": "2019-05-01T10:02:00.000000Z", "added_by": "ana"}
# For each table the least that its columns want; the uid and the keys are filled in by `row`.
_LEAST: dict[str, dict[str, Any]] = {
    "speaker": {"name": "Mike Pompeo"},
    "speaker_alias": {"speaker_id": 1, "value": "Pompeo"},
    "source": {"kind": "page", "title": "Interview"},
    "claim": {"text": "He was about to leave", **_ADDED},
    "claim_alias": {"claim_id": 1, "text": "He was leaving"},
    "appearance": {"claim_id": 1, **_ADDED},
    "evidence": {"claim_id": 1, "stance": "disputes", "note": "Denied it", **_ADDED},
    "verdict": {
        "claim_id": 1,
        "verdict": "insufficient",
        "reason": "No evidence",
        "text_sha256": "0",
        "ruled_at": _ADDED["added_at"],
        "ruled_by": "ana",
    },
    "rating_scale": {"name": "example", "title": "Example Checks"},
    "rating_point": {"scale_id": 1, "label": "False"},
    "tag": {"name": "venezuela"},
    "claim_tag": {"claim_id": 1, "tag_id": 1},
    "review": {"claim_id": 1, "publisher": "Example Checks", "added_at": _ADDED["added_at"]},
    "relation": {"claim_id": 1, "other_id": 2, "kind": "denies", **_ADDED},
    "note": {"claim_id": 1, "text": "Ask the desk", **_ADDED},
    "correction": {
        "claim_id": 1,
        "kind": "typo",
        "reason": "A wrong letter",
        "made_at": _ADDED["added_at"],
        "made_by": "ana",
    },
    "outreach": {
        "claim_id": 1,
        "whom": "Ben Example",
        "asked_on": "2019-05-01",
        **_ADDED,
    },
    "waiver": {
        "claim_id": 1,
        "reason": "The only witness",
        "waived_at": _ADDED["added_at"],
        "waived_by": "ana",
    },
    "view": {
        "name": "Venezuela",
        "filters": "{}",
        "made_at": _ADDED["added_at"],
        "made_by": "ana",
    },
    "house_rule": {"value": "yes"},
    "import_run": {
        "file": "claims.csv",
        "format": "csv",
        "started_at": _ADDED["added_at"],
        "started_by": "ana",
    },
    "change": {"root_kind": "claim", "root_uid": "u", "sha256": "0"},
    "entry": {
        "at": _ADDED["added_at"],
        "actor": "ana",
        "login": "ana@desk",
        "program_version": "0",
        "schema_revision": SCHEMA,
        "action": "add",
        "prev": "0",
        "changes_sha256": "0",
        "hash": "0",
    },
    "log_head": {"database_uid": "u", "seq": 0, "hash": "0"},
    "counter": {"value": 0},
}
_KEY = {
    "speaker": "name_key",
    "speaker_alias": "key",
    "source": "key",
    "claim": "text_key",
    "claim_alias": "text_key",
    "rating_scale": "name_key",
    "rating_point": "label_key",
    "tag": "name_key",
    "view": "name_key",
    "house_rule": "rule",
    "waiver": "rule",
    "review": "identity",
}
_WITHOUT_UID = {
    *("speaker_alias", "claim_alias", "claim_tag", "rating_point"),
    *("change", "entry", "log_head", "counter"),
}
# The tables that others refer to.
PARENTS = (
    *("speaker", "source", "claim", "rating_scale", "rating_point", "tag", "import_run"),
    "appearance",
)


def row(table: str, number: int = 1, **over: Any) -> dict[str, Any]:
    """A row that the table takes, unless told otherwise."""
    made: dict[str, Any] = dict(_LEAST[table])
    if table not in ("change", "entry", "counter"):
        made["id"] = number
    if table not in _WITHOUT_UID:
        made["uid"] = f"{table}-{number}"
    if table in _KEY:
        made[_KEY[table]] = f"key-{number}"
    return made | over


def insert(connection: Connection, table: str, values: Mapping[str, Any]) -> None:
    """One row, as SQL that neither the session nor the log sees."""
    names, slots = ", ".join(values), ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({slots})"), dict(values))


def refusal(db: Database, *rows: tuple[str, Mapping[str, Any]]) -> str | None:
    """What the engine says to the last of these rows; None when it takes it. Nothing stays."""
    with db.engine(writing=True).connect() as connection:
        try:
            for table, values in rows[:-1]:
                insert(connection, table, values)
            try:
                insert(connection, *rows[-1])
            except IntegrityError as error:
                return str(error.orig)
            return None
        finally:
            connection.rollback()


def takes_only(db: Database, table: str, column: str, allowed: Iterable[Any], wrong: Any) -> None:
    """Assert that a CHECK holds the column to these values."""
    for value in allowed:
        assert refusal(db, (table, row(table, **{column: value}))) is None, (table, column, value)
    told = refusal(db, (table, row(table, **{column: wrong})))
    assert told is not None, (table, column, wrong)
    assert f"ck_{table}_{column}" in told


def takes_words(db: Database, table: str, column: str, allowed: Iterable[str]) -> None:
    """The same for a closed vocabulary: no other word, no empty one, no capitals."""
    words = list(allowed)
    for wrong in ("nonsense", "", words[0].upper(), f" {words[0]}"):
        takes_only(db, table, column, words, wrong)
        words = words[:1]


def takes_flag(db: Database, table: str, column: str) -> None:
    """The same for 0 and 1."""
    takes_only(db, table, column, (0, 1), 2)


def takes_dates(db: Database, table: str, column: str) -> None:
    """The same for the shapes of a partial date; none at all is taken too."""
    shapes = ("2019", "2019-04", "2019-04-30")
    for wrong in ("", "19", "2019-4", "30 April 2019", "2019-04-30T10:00"):
        takes_only(db, table, column, (*shapes, None), wrong)


def refuses_twice(db: Database, table: str, *columns: str, **over: Any) -> str:
    """Assert that two rows cannot have the same in these columns. Returns what the engine said."""
    one = row(table, 1, **over)
    other = row(table, 2, **over) | {name: one[name] for name in columns}
    told = refusal(db, (table, one), (table, other))
    assert told is not None, (table, columns)
    return told


def restricts(db: Database, table: str, column: str, parent: str) -> None:
    """Assert that the column wants a row of the parent, and keeps that row from being deleted."""
    with db.engine(writing=True).connect() as connection:
        _families(connection)
        insert(connection, parent, row(parent, 99))
        insert(connection, table, row(table, 98, **{column: 99}))
        _require_all_keys_hold(connection)
        with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
            connection.execute(text(f"DELETE FROM {parent} WHERE id = 99"))
        connection.rollback()
        _families(connection)
        insert(connection, table, row(table, 98, **{column: 97}))
        with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
            connection.commit()


def _families(connection: Connection) -> None:
    """Two rows of every table that others refer to."""
    for name in PARENTS:
        for number in (1, 2):
            insert(connection, name, row(name, number))


def _require_all_keys_hold(connection: Connection) -> None:
    """A row that misses another of its parents would be refused for that."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    else:
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
