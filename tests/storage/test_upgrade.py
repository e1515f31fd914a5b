"""Upgrades: nothing is lost, all or nothing, with a verified backup first, one at a time."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command, op
from sqlalchemy import inspect, text

from factcheck import catalog, schema, verify
from factcheck.db import SCHEMA, Database
from factcheck.errors import Conflict, SchemaNewer, SchemaOlder, Unavailable
from factcheck.models import all_models
from factcheck.services import undo
from factcheck.storage.restore import restore
from factcheck.storage.upgrade import upgrade
from tests import released, second, stories
from tests.factories import make_claim, make_evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.storage.conftest import Fresh

Contents = dict[str, list[dict[str, Any]]]
LOUD = {"en": "eng"}
LATER = {"0004": {"house_rule", "outreach", "view", "waiver"}}  # tables, by their revision
REVISIONS = [path.name.split(".")[0] for path in released.files("sqlite")]


def contents(database: Database) -> Contents:
    """Every row of every table there is, whatever the schema."""
    found: Contents = {}
    with database.engine(writing=False).connect() as connection:
        for name in sorted(inspect(connection).get_table_names()):
            if name != "alembic_version" and not name.startswith("search"):
                rows = connection.execute(text(f'SELECT * FROM "{name}"')).all()
                found[name] = sorted((dict(row._mapping) for row in rows), key=repr)
    return found


def loud(found: Contents) -> Contents:
    """The contents as the made-up migration leaves them."""
    rows = [
        {**row, "language": LOUD.get(row["language"], row["language"])} for row in found["claim"]
    ]
    return {**found, "claim": sorted(rows, key=repr)}


def as_before(found: Contents, held: Contents) -> Contents:
    """What is there now of what there was, but for what is computed anew."""
    names = {table: set(rows[0]) - {"identity"} for table, rows in held.items() if rows}
    return {
        table: sorted(
            (
                {name: row[name] for name in row if name in names.get(table, row)}
                for row in rows
                if table != "counter" or row["name"] in held
            ),
            key=repr,
        )
        for table, rows in found.items()
        if table in held
    }


def use(database: Database) -> None:
    """A day's work on a database that was upgraded."""
    with database.transaction(by="ana") as session:
        make_evidence(session, make_claim(session, "After the upgrade"))
    with database.transaction(by="ana") as session:
        undo.undo(session, by="ana")
    stories.tell(database, seed=5, length=12)
    assert verify.verify(database).findings == ()


def test_there_is_a_fixture_of_every_released_schema() -> None:
    revisions = {f"{number:04}" for number in range(1, int(SCHEMA) + 1)}
    for engine in ("sqlite", "postgresql"):
        found = {
            path.name.split(".")[0].removeprefix("schema-") for path in released.files(engine)
        }
        assert found == revisions, f"python -m tests.released writes the one of {SCHEMA}"


@pytest.fixture
def loaded(engine: str, fresh: Fresh) -> Callable[..., str]:
    """Makes the database of a released schema."""

    def load(name: str = f"schema-{SCHEMA}") -> str:
        url = fresh(engine)
        released.load(released.FOLDER / f"{name}.{engine}.sql", url)
        return url

    return load


@pytest.mark.parametrize("name", REVISIONS)
def test_a_released_database_is_upgraded_and_used(
    name: str, loaded: Callable[..., str], tmp_path: Path
) -> None:
    url = loaded(name)
    with Database(url, schema_check=False) as before:
        held = contents(before)
    done = upgrade(url, to=tmp_path)
    assert (done.backup is None) == (done.before == SCHEMA)
    with Database(url) as after:
        assert verify.verify(after).findings == ()
        assert as_before(contents(after), held) == as_before(held, held)
        use(after)


@pytest.mark.parametrize("name", REVISIONS)
def test_every_table_of_a_fixture_has_rows(name: str, loaded: Callable[..., str]) -> None:
    with Database(loaded(name), schema_check=False) as database:
        held = contents(database)
    later = {table for revision, made in LATER.items() if revision > name[-4:] for table in made}
    assert set(held) == set(all_models()) - later
    assert [name for name, rows in held.items() if not rows] == []


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program has a second schema."""
    second.install(tmp_path / "newer", monkeypatch)


def test_a_second_schema_keeps_everything_but_what_it_means_to_change(
    newer: None, loaded: Callable[..., str], tmp_path: Path
) -> None:
    url = loaded()
    with Database(url, schema_check=False) as before:
        held = contents(before)
    with Database(url) as older:
        with pytest.raises(SchemaOlder) as caught, older.reading():
            pytest.fail("an older schema was used")
        assert caught.value.hint == "run: factcheck db upgrade"
    assert any(row["language"] == "en" for row in held["claim"])
    done = upgrade(url, to=tmp_path / "before")
    assert (done.before, done.after) == (SCHEMA, second.REVISION)
    with Database(url) as after:
        assert verify.verify(after).findings == ()
        assert contents(after) == loud(held)
        use(after)
    assert upgrade(url).backup is None


def test_the_backup_of_an_upgrade_is_the_database_as_it_was(
    engine: str, loaded: Callable[..., str], tmp_path: Path, fresh: Fresh
) -> None:
    url = loaded()
    with Database(url) as before:
        held = contents(before)
    with pytest.MonkeyPatch.context() as patched:
        second.install(tmp_path / "newer", patched)
        made = upgrade(url, to=tmp_path / "before").backup
    assert made is not None
    assert made.entries == len(held["entry"])
    place = fresh(engine)
    restore(made.path, place, by="ana")
    with Database(place) as restored:
        found = contents(restored)
    for table in set(held) - {"entry", "log_head"}:
        assert found[table] == held[table], table


def test_an_older_backup_is_upgraded_when_it_is_restored(
    newer: None, story: Path, tmp_path: Path
) -> None:
    place = tmp_path / "restored.db"
    restore(story, place, by="ana")
    with Database(place) as restored:
        assert verify.verify(restored).findings == ()
        use(restored)


@pytest.mark.parametrize("step", range(1, 5))
def test_an_upgrade_that_fails_at_any_step_leaves_no_trace(
    step: int,
    newer: None,
    loaded: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = loaded()
    with Database(url, schema_check=False) as database:
        held = contents(database)
        with database.engine(writing=False).connect() as connection:
            shape = catalog.objects(connection)
    done: list[str] = []
    with monkeypatch.context() as patched:
        for name in ("execute", "create_index", "batch_alter_table"):
            patched.setattr(op, name, failing(getattr(op, name), done, step))
        with pytest.raises(RuntimeError, match="injected"):
            upgrade(url, backed_up=False)
    with Database(url, schema_check=False) as database:
        assert contents(database) == held
        with database.engine(writing=False).connect() as connection:
            assert catalog.objects(connection) == shape
        assert schema.current(database) == SCHEMA
    assert upgrade(url, backed_up=False).after == second.REVISION
    with Database(url) as after:
        assert verify.verify(after).findings == ()


def failing(real: Any, done: list[str], step: int) -> Any:
    """An operation of a migration, after which the migration fails when it was the one."""

    def operation(*args: Any, **options: Any) -> Any:
        made = real(*args, **options)
        done.append(real.__name__)
        if len(done) == min(step, 3 if op.get_bind().dialect.name == "postgresql" else 4):
            raise RuntimeError("injected")
        return made

    return operation


def test_a_rival_waits_and_finds_the_work_done(newer: None, loaded: Callable[..., str]) -> None:
    url = loaded()
    found: list[object] = []

    def run() -> None:
        try:
            found.append(schema.upgrade(url)[1])
        except Exception as error:  # told by the assertion below
            found.append(error)

    rivals = [threading.Thread(target=run) for _ in range(3)]
    for one in rivals:
        one.start()
    for one in rivals:
        one.join()
    assert found == [second.REVISION] * 3
    with Database(url) as after:
        assert verify.verify(after).findings == ()


def test_no_upgrade_without_its_backup(
    newer: None, loaded: Callable[..., str], tmp_path: Path
) -> None:
    url = loaded()
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(Conflict, match="exists already"):
        upgrade(url, to=tmp_path / "taken")
    with Database(url, schema_check=False) as database:
        assert schema.current(database) == SCHEMA


def test_a_newer_schema_and_an_unfinished_copy_are_not_upgraded(db: Database) -> None:
    for mark, error in (("9999", SchemaNewer), ("unfinished copy", Unavailable)):
        with db.engine(writing=True).begin() as connection:
            catalog.mark(connection, mark)
        with pytest.raises(error):
            upgrade(db.url)


def test_alembic_itself_finds_nothing_to_do(db: Database) -> None:
    with db.engine(writing=True).begin() as connection:
        command.check(schema.config(connection))
        connection.execute(text("DROP INDEX ix_claim_text_key"))
        with pytest.raises(Exception, match="New upgrade operations detected"):
            command.check(schema.config(connection))
        connection.rollback()
