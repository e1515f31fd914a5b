"""What every table shares: names, types, references, marks, uids."""

import re
import time
import uuid
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Integer, Table, Text
from sqlalchemy.dialects import postgresql, sqlite

from factcheck import derived, indexing, models, vocabulary
from factcheck.models import Base, all_models, base, logged, new_uid

TABLES = [cast("Table", model.__table__) for _name, model in sorted(all_models().items())]
COLUMNS = [column for table in TABLES for column in table.c]
NAMES = re.compile(r"(ix|uq|ck|fk|pk)_[a-z0-9_]{1,59}")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_everything_has_a_name_that_both_engines_can_hold(table: Table) -> None:
    found: list[Any] = [*table.constraints, *table.indexes]
    names = [str(one.name) for one in found]
    assert [name for name in names if not NAMES.fullmatch(name)] == []
    assert [name for name in names if f"_{table.name}" not in name] == []
    assert len(names) == len(set(names))


def test_every_reference_is_restrict_so_that_nothing_goes_unseen() -> None:
    keys = [key for table in TABLES for key in table.constraints]
    foreign = [key for key in keys if isinstance(key, ForeignKeyConstraint)]
    assert len(foreign) > 20
    assert {key.ondelete for key in foreign} == {"RESTRICT"}
    assert {key.onupdate for key in foreign} == {None}


def test_no_text_has_a_length_limit_and_all_sort_byte_for_byte() -> None:
    texts = [column for column in COLUMNS if isinstance(column.type, Text)]
    assert {cast("Text", column.type).length for column in texts} == {None}
    spelled = {column.type.compile(postgresql.dialect()) for column in texts}  # type: ignore[no-untyped-call]
    assert spelled == {'TEXT COLLATE "C"'}
    assert {column.type.compile(sqlite.dialect()) for column in texts} == {"TEXT"}
    others = {type(column.type) for column in COLUMNS if column not in texts}
    assert others == {Integer}


def test_no_unique_key_is_on_a_text_that_people_write() -> None:
    for table in TABLES:
        unique = [index for index in table.indexes if index.unique]
        names = {column.name for index in unique for column in index.columns}
        names |= {
            column.name
            for key in table.constraints
            if key.__class__.__name__ == "UniqueConstraint"
            for column in cast("Any", key).columns
        }
        assert names.isdisjoint({"text", "name", "title", "value", "label", "url", "note"})


def test_every_logged_table_hangs_on_a_root_of_the_vocabulary() -> None:
    roots = [model.__root__ for model in logged().values()]
    assert {root[0] for root in roots if root} == set(vocabulary.ROOTS)
    for name, model in logged().items():
        assert model.__root__ is not None
        kind, column = model.__root__
        key = model.__table__.c[column]
        if column != "id":
            [target] = key.foreign_keys
            assert all_models()[target.column.table.name].__root__ == (kind, "id"), name
            assert not key.nullable


def test_parents_come_before_what_refers_to_them() -> None:
    order = list(logged())
    for name, model in logged().items():
        for key in cast("Table", model.__table__).foreign_keys:
            parent = key.column.table.name
            assert parent == name or order.index(parent) < order.index(name)


def test_ids_are_given_out_by_us_and_never_by_the_engine() -> None:
    for model in logged().values():
        assert model.__table__.c.id.primary_key
        assert model.__table__.c.id.autoincrement is False


def test_each_derived_column_is_computed_somewhere() -> None:
    of_row = {(t.name, c.name) for t in TABLES for c in t.c if c.info == {"derived": "row"}}
    of_set = {(t.name, c.name) for t in TABLES for c in t.c if c.info == {"derived": "set"}}
    assert of_row == {(name, key) for name, found in derived.OF_ROW.items() for key in found}
    assert of_set == {
        (model.__tablename__, column.name)
        for model, expected in derived.EXPECTED
        for column in expected(False).selected_columns
        if column.name != "id"
    }


def test_the_server_defaults_are_those_of_python() -> None:
    for column in COLUMNS:
        server = getattr(column.server_default, "arg", None)
        plain = getattr(column.default, "arg", None)
        if column.name != "version_num":
            shown = None if server is None else str(server).strip("'")
            assert shown == (None if plain is None else str(plain)), column


def test_checks_are_made_of_the_vocabulary() -> None:
    check = base.words("stance", ("a", "b-c"))
    assert isinstance(check, CheckConstraint)
    assert str(check.sqltext) == "stance IN ('a', 'b-c')"
    assert str(base.flag("removed").sqltext) == "removed IN (0, 1)"
    assert str(base.partial_date("said_on").sqltext) == (
        "said_on LIKE '____' OR said_on LIKE '____-__' OR said_on LIKE '____-__-__'"
    )


def test_a_uid_is_a_uuid_of_version_seven() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid.UUID(new_uid())
    after = time.time_ns() // 1_000_000
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert before <= made.int >> 80 <= after


def test_uids_differ_and_sort_by_the_time_they_were_made(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len({new_uid() for _ in range(1000)}) == 1000
    made = []
    for moment in (1, 2, 1_700_000_000_000, 1_700_000_000_001):
        monkeypatch.setattr(time, "time_ns", lambda moment=moment: moment * 1_000_000)
        made.append(new_uid())
    assert made == sorted(made)


def test_models_are_loaded_by_name_and_nothing_else_is() -> None:
    assert models.Claim.__tablename__ == "claim"
    with pytest.raises(AttributeError, match="has no attribute 'Nonsense'"):
        _ = models.Nonsense
    mapped = {model.__name__ for model in all_models().values()}
    assert mapped <= set(models.__all__)
    assert all(issubclass(model, Base) for model in all_models().values())


def test_the_limit_of_the_benchmark_is_the_schema() -> None:
    """bench/limit.sql: one statement for each logged table and the search rows, all columns."""
    lines = (
        (Path(__file__).parents[2] / "bench/limit.sql").read_text(encoding="utf-8").splitlines()
    )
    wanted = []
    for name, model in logged().items():
        names = [column.name for column in model.__table__.c]
        marks = ", ".join("?" * len(names))
        wanted.append(f"INSERT INTO {name} ({', '.join(names)}) VALUES ({marks})")
    names = indexing.SQLITE.c.keys()
    wanted.append(f"INSERT INTO search ({', '.join(names)}) VALUES (?, ?, ?, ?)")
    assert [line for line in lines if not line.startswith("--")] == wanted
