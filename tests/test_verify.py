"""`db verify`: it finds every tampering, and is quiet about every honest history."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from factcheck import heads, schema, verify
from factcheck.db import Database
from factcheck.errors import Corrupt, FactcheckError, SchemaNewer, SchemaOlder
from factcheck.heads import Head
from factcheck.models import LogHead
from factcheck.services import claims
from tests import expected, postgres, stories, tampering
from tests.long import seeds
from tests.tampering import TABLES, Behind

ALL_COLUMNS = [(table, column) for table, columns in TABLES.items() for column in columns]
NEVER_NULL = {
    *("alembic_version", "claim_alias", "claim_tag", "counter", "log_head", "tag", "view"),
}
SEEDS = seeds(40, 200)
EACH = 8
CHECKS = (
    *("integrity", "schema", "chain", "heads", "state", "derived", "counters"),
    *("search", "vectors"),
)


@dataclass(frozen=True)
class Told:
    """A database in which every table has rows, and the head that the program kept of it."""

    where: str
    uid: str
    head: Head
    entries: int

    def remember(self, place: str) -> None:
        """The same head, as seen at the place of a copy."""
        heads.keep(self.uid, replace(self.head, place=place))


def _told(where: str) -> Told:
    with stories.opened(where) as db:
        stories.fill(db)
        report = verify.verify(db)
    assert report.findings == ()
    uid = _uid(where)
    (head,) = heads.known(uid)
    assert f"{head.seq}:{head.hash}" == report.head
    return Told(where, uid, head, report.entries)


def _uid(where: str) -> str:
    with Database(where) as db, db.reading() as session:
        return session.scalars(select(LogHead.database_uid)).one()


@pytest.fixture(scope="session")
def told(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("told")
    shutil.copy(sqlite_template, folder / "told.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        return _told(str(folder / "told.db"))


@pytest.fixture(scope="session")
def told_postgres(
    postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> Told:
    folder = tmp_path_factory.mktemp("told")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        return _told(postgres_server.create("told", template="template"))


@dataclass(frozen=True)
class Copy:
    """A copy to tamper with; its head is known at its place."""

    path: Path
    told: Told

    def tamper(self, how: Callable[[Behind], object]) -> None:
        """Do it, and make sure that something was done."""
        before = tampering.fingerprint(self.path)
        with tampering.sqlite_behind(self.path) as behind:
            how(behind)
        assert tampering.fingerprint(self.path) != before

    def found(self) -> set[str]:
        """The checks that have findings; "opening" where it cannot even be opened."""
        return checks_with_findings(str(self.path))


def checks_with_findings(where: str) -> set[str]:
    try:
        with Database(where) as db:
            return {finding.check for finding in verify.verify(db).findings}
    except (Corrupt, SchemaOlder, SchemaNewer):
        return {"opening"}


@pytest.fixture
def copy(told: Told, tmp_path: Path) -> Copy:
    path = tmp_path / "copy.db"
    shutil.copy(told.where, path)
    told.remember(str(path))
    return Copy(path, told)


# what is there to be tampered with


def test_the_tampering_reaches_every_table_and_column_there_is(told: Told) -> None:
    raw = sqlite3.connect(told.where)
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'"
    names = raw.execute(tables).fetchall()
    found = {
        (name, row[1]) for (name,) in names for row in raw.execute(f'PRAGMA table_info("{name}")')
    }
    assert found == set(ALL_COLUMNS)
    fewest = {name: 1 if name in tampering.ONE_ROW else 2 for (name,) in names}
    counted = {
        name: raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in fewest
    }
    raw.close()
    assert {name: counted[name] for name in fewest if counted[name] < fewest[name]} == {}


def test_an_untouched_copy_is_clean_and_its_head_known(copy: Copy) -> None:
    with tampering.sqlite_behind(copy.path):
        pass  # the triggers dropped, and made again as they were
    heard: list[str] = []
    with Database(copy.path) as db:
        report = verify.verify(db, heard.append)
    assert report.clean
    assert report.findings == ()
    assert report.checks == tuple(heard) == CHECKS
    assert report.head_known
    assert report.entries == copy.told.entries > 15
    assert report.changes > report.entries
    assert report.head == f"{copy.told.head.seq}:{copy.told.head.hash}"


# tampering with rows


@pytest.mark.parametrize(("table", "column"), ALL_COLUMNS)
def test_an_edited_value_is_found(copy: Copy, table: str, column: str) -> None:
    rng = random.Random(f"edit {table}.{column}")
    copy.tamper(lambda behind: tampering.edit(behind, table, column, rng))
    assert copy.found()


@pytest.mark.parametrize("table", sorted({*TABLES} - NEVER_NULL))
def test_a_cleared_value_is_found(copy: Copy, table: str) -> None:
    columns = random.Random(f"clear {table}").sample(TABLES[table], len(TABLES[table]))
    copy.tamper(
        lambda behind: next(name for name in columns if tampering.clear(behind, table, name))
    )
    assert copy.found()


@pytest.mark.parametrize("table", TABLES)
def test_an_added_row_is_found(copy: Copy, table: str) -> None:
    rng = random.Random(f"insert {table}")
    copy.tamper(lambda behind: tampering.insert(behind, table, rng))
    assert copy.found()


@pytest.mark.parametrize("table", TABLES)
def test_a_deleted_row_is_found(copy: Copy, table: str) -> None:
    rng = random.Random(f"delete {table}")
    copy.tamper(lambda behind: tampering.delete(behind, table, rng))
    assert copy.found()


@pytest.mark.parametrize("table", [name for name in TABLES if name not in tampering.ONE_ROW])
def test_an_exchange_between_two_rows_is_found(copy: Copy, table: str) -> None:
    rng = random.Random(f"swap {table}")
    copy.tamper(lambda behind: tampering.swap(behind, table, rng))
    assert copy.found()


# tampering with the log and all that follows from it


REWRITTEN = [
    ("claim", "text"),
    ("claim", "added_by"),
    ("appearance", "quote"),
    ("evidence", "note"),
    ("verdict", "reason"),
    ("speaker", "name"),
    ("source", "title"),
    ("review", "publisher"),
]


@pytest.mark.parametrize(("table", "column"), REWRITTEN)
def test_a_perfectly_mended_rewrite_is_seen_by_the_head_kept_outside_alone(
    copy: Copy, table: str, column: str
) -> None:
    rng = random.Random(f"rewrite {table}.{column}")
    copy.tamper(lambda behind: tampering.rewrite(behind, table, column, rng))
    tampering.reindex(str(copy.path))
    assert copy.found() == {"heads"}
    shutil.rmtree(heads.folder(copy.told.uid))
    assert copy.found() == set()


@pytest.mark.parametrize("column", ["actor", "login", "program_version", "action", "reason"])
def test_a_rewritten_and_rechained_entry_is_seen_by_the_head_alone(
    copy: Copy, column: str
) -> None:
    def rewrite(behind: Behind) -> None:
        entry = behind.rows("entry")[2]
        behind.set("entry", entry, **{column: "somebody else"})
        tampering.rechain(behind)

    copy.tamper(rewrite)
    assert copy.found() == {"heads"}


def test_a_rechained_entry_dated_before_the_one_before_it_is_found(copy: Copy) -> None:
    def predate(behind: Behind) -> None:
        behind.set("entry", behind.rows("entry")[4], at="2019-05-01T00:00:00.000000Z")
        tampering.rechain(behind)

    copy.tamper(predate)
    shutil.rmtree(heads.folder(copy.told.uid))
    assert copy.found() == {"chain"}


@pytest.mark.parametrize("seed", range(4))
def test_a_cut_tail_is_found(copy: Copy, seed: int) -> None:
    last = random.Random(seed).randrange(copy.told.entries)
    copy.tamper(lambda behind: tampering.cut(behind, last))
    assert "heads" in copy.found()


@pytest.mark.parametrize("seed", range(4))
def test_a_cut_tail_with_a_mended_state_is_seen_by_the_head_alone(copy: Copy, seed: int) -> None:
    last = random.Random(f"mended {seed}").randrange(copy.told.entries)
    with Database(copy.told.where) as original, original.reading() as session:

        def cut(behind: Behind) -> None:
            tampering.cut(behind, last)
            tampering.mend(behind, session.connection(), last)

        copy.tamper(cut)
    tampering.reindex(str(copy.path))
    with Database(copy.path) as db:
        (finding,) = verify.verify(db).findings
    assert finding.check == "heads"
    assert finding.message == (
        f"the log ends at entry {last}, but entry {copy.told.entries} was seen here"
    )
    shutil.rmtree(heads.folder(copy.told.uid))
    assert copy.found() == set()


def test_an_entry_lost_from_the_middle_is_named(copy: Copy) -> None:
    def lose(behind: Behind) -> None:
        behind.run("DELETE FROM entry WHERE seq = 3")

    copy.tamper(lose)
    with Database(copy.path) as db:
        found = {str(finding.message) for finding in verify.verify(db).findings}
    assert {
        "entry 3 is missing (entry 4 comes next)",
        "changes of entry 3 without the entry",
        "entry 4 does not follow from the one before it",
    } <= found


def test_changes_after_the_last_entry_are_found(copy: Copy) -> None:
    def add(behind: Behind) -> None:
        row = behind.rows("change")[-1]
        behind.insert("change", {**row, "seq": 900})

    copy.tamper(add)
    with Database(copy.path) as db:
        messages = [finding.message for finding in verify.verify(db).findings]
    assert "changes of entry 900 without the entry" in messages


def test_a_blanked_payload_is_found_unless_an_order_names_it(copy: Copy) -> None:
    """Of a row that a later change wrote again: the state does not depend on it."""
    with Database(copy.path) as db:
        for told in ("first", "second"):
            with db.transaction(by="ana", action="edit") as session:
                claim = claims.get(session, 1)
                claims.edit(session, claim, {"why": told})
    seq = copy.told.entries + 1

    def blank(behind: Behind) -> None:
        behind.run("UPDATE change SET salt = NULL, payload = NULL WHERE seq = ?", seq)

    copy.tamper(blank)
    with Database(copy.path) as db:
        (finding,) = verify.verify(db).findings
        assert finding.message == f"change 1 of entry {seq} was blanked without an order"
        reason = f"court order 7 of 2019-05-01: {seq}/1"
        with db.transaction(by="ana", action="redact claim 1", reason=reason) as session:
            stories.add_note(random.Random(1), session, "ana")
        assert verify.verify(db).findings == ()


@pytest.mark.parametrize("column", ["salt", "payload"])
def test_half_a_redaction_is_an_alteration(copy: Copy, column: str) -> None:
    copy.tamper(lambda behind: behind.run(f"UPDATE change SET {column} = NULL WHERE seq = 2"))
    with Database(copy.path) as db:
        messages = [finding.message for finding in verify.verify(db).findings]
    assert "change 1 of entry 2 was altered" in messages


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "null",
        "[]]",
        "[[1, 2]]",
        '[["insert", "nothing", 1, {}]]',
        '[["insert", "claim", 1, {"unheard_of": 1}]]',
        '[["insert", "claim", 1, [1]]]',
        '[["insert", "claim", {}, null]]',
        '[["insert", "claim", 100000000000000000000000, {"text": "x"}]]',
        '[["insert", "claim", 1, {"text": 5}]]',
        "[" * 100_000,
    ],
)
def test_no_payload_keeps_verify_from_its_end(copy: Copy, payload: str) -> None:
    """Even with the chain mended around it, what cannot be read is a finding and no traceback."""

    def replace_one(behind: Behind) -> None:
        behind.set("change", behind.rows("change")[5], payload=payload)
        tampering.rechain(behind)

    copy.tamper(replace_one)
    assert {"heads", "state"} <= copy.found()


@pytest.mark.parametrize("uid", ["../../outside", "/", "", "with\0nul", b"\xff\x00"])
def test_a_forged_database_id_is_found_and_names_no_folder(copy: Copy, uid: str | bytes) -> None:
    copy.tamper(lambda behind: behind.run("UPDATE log_head SET database_uid = ?", uid))
    assert "chain" in copy.found()
    home = heads.folder("").parent
    assert home.name == "heads"
    assert heads.folder(str(uid)).resolve().parent == home.resolve()


def test_a_lost_log_head_is_found(copy: Copy) -> None:
    copy.tamper(lambda behind: behind.run("DELETE FROM log_head"))
    with Database(copy.path) as db:
        report = verify.verify(db)
    assert report.head == "none"
    assert not report.head_known
    assert "log_head holds 0 rows, not one" in {finding.message for finding in report.findings}


# heads kept outside


def test_without_a_known_head_the_report_says_so(copy: Copy) -> None:
    shutil.rmtree(heads.folder(copy.told.uid))
    with Database(copy.path) as db:
        report = verify.verify(db)
    assert report.findings == ()
    assert not report.head_known


def test_a_head_of_another_place_is_compared_where_the_log_reaches_that_far(copy: Copy) -> None:
    told = copy.told
    heads.keep(told.uid, Head("elsewhere", told.head.seq + 9, "0" * 64, "2019"))
    heads.keep(told.uid, replace(told.head, place="the same elsewhere"))
    assert copy.found() == set()
    heads.keep(told.uid, Head("a forged copy", 3, "0" * 64, "2019"))
    with Database(copy.path) as db:
        (finding,) = verify.verify(db).findings
    assert finding.message == "entry 3 differs from the copy at a forged copy"


def test_a_head_of_this_place_that_differs_is_found(copy: Copy) -> None:
    shutil.rmtree(heads.folder(copy.told.uid))
    heads.keep(copy.told.uid, Head(str(copy.path), 3, "0" * 64, "2019"))
    with Database(copy.path) as db:
        (finding,) = verify.verify(db).findings
    assert finding.message == "entry 3 is not the one that was seen here"


# tampering with the schema


def _differences(path: Path) -> list[str]:
    with Database(path) as db, db.reading() as session:
        return schema.differences(session.connection())


def _masters(path: str | Path) -> list[tuple[str, str, str]]:
    raw = sqlite3.connect(path)
    try:
        return raw.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'table'"
        ).fetchall()
    finally:
        raw.close()


def _on(path: Path, *statements: str) -> None:
    raw = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        raw.execute(statement)
    raw.close()


def test_every_dropped_trigger_and_index_is_found(copy: Copy) -> None:
    masters = _masters(copy.path)
    assert len(masters) > 40
    for kind, name, sql in masters:
        _on(copy.path, f'DROP {kind} "{name}"')
        assert _differences(copy.path) == [f"{kind} {name} is missing"]
        _on(copy.path, sql)
    assert copy.found() == set()


def test_every_altered_trigger_and_index_is_found(copy: Copy) -> None:
    altered = {"trigger": ("BEGIN SELECT", "BEGIN  SELECT"), "index": ("(", "( ")}
    for kind, name, sql in _masters(copy.path):
        _on(copy.path, f'DROP {kind} "{name}"', sql.replace(*altered[kind], 1))
        assert _differences(copy.path) == [f"{kind} {name} is not as the migrations make it"]
        _on(copy.path, f'DROP {kind} "{name}"', sql)
    assert copy.found() == set()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER entry_no_update",
        "DROP INDEX ix_claim_listed_id",
        "CREATE TABLE extra (id INTEGER)",
        "CREATE TABLE sqliteextra (id INTEGER)",
        "CREATE VIEW extra AS SELECT 1",
        "CREATE INDEX extra ON claim (why)",
        "CREATE TRIGGER extra AFTER INSERT ON claim BEGIN DELETE FROM note; END",
        "CREATE TRIGGER sqlite AFTER INSERT ON claim BEGIN DELETE FROM note; END",
        "CREATE TRIGGER SQLITE0 AFTER INSERT ON claim BEGIN DELETE FROM note; END",
        "ALTER TABLE note ADD COLUMN extra TEXT",
        "ALTER TABLE note RENAME TO remark",
        "DROP TABLE note",
        "DROP TABLE change",
        "DROP TABLE counter",
        "PRAGMA application_id=7",
        "DROP TABLE alembic_version",
    ],
)
def test_an_altered_schema_is_found(copy: Copy, statement: str) -> None:
    _on(copy.path, "PRAGMA foreign_keys=OFF", statement)
    assert copy.found()


def test_a_database_without_its_log_is_reported_and_not_refused(copy: Copy) -> None:
    tables = ("change", "entry", "log_head")
    _on(copy.path, "PRAGMA foreign_keys=OFF", *(f"DROP TABLE {name}" for name in tables))
    with Database(copy.path) as db:
        report = verify.verify(db)
    assert (report.entries, report.changes, report.head) == (0, 0, "none")
    messages = [finding.message for finding in report.findings]
    assert {f"table {name} is missing" for name in tables} <= {*messages}
    assert "the check could not be carried out: OperationalError" in messages


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("UPDATE alembic_version SET version_num = '0000'", SchemaOlder),
        ("UPDATE alembic_version SET version_num = '9999'", SchemaNewer),
        ("UPDATE alembic_version SET version_num = 'abc'", SchemaNewer),
        ("INSERT INTO alembic_version VALUES ('0000')", Corrupt),
        ("DELETE FROM alembic_version", Corrupt),
        ("PRAGMA application_id=0", Corrupt),
    ],
)
def test_a_database_of_another_schema_is_not_opened(
    copy: Copy, statement: str, error: type[FactcheckError]
) -> None:
    _on(copy.path, statement)
    with Database(copy.path) as db, pytest.raises(error):
        verify.verify(db)


def test_an_application_id_changed_while_it_is_open_is_found(copy: Copy) -> None:
    with Database(copy.path) as db:
        verify.verify(db)
        _on(copy.path, "PRAGMA application_id=7")
        messages = [finding.message for finding in verify.verify(db).findings]
    assert messages == ["application_id is not that of a factcheck database"]


def test_a_row_that_refers_to_nothing_is_found_by_the_integrity_check_too(copy: Copy) -> None:
    copy.tamper(lambda behind: behind.run("UPDATE appearance SET speaker_id = 900 WHERE id = 1"))
    assert copy.found() == {"integrity", "state", "derived", "search"}


# no false alarm


@pytest.mark.parametrize("start", SEEDS[::EACH])
def test_an_honest_history_raises_no_alarm(
    sqlite_template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    start: int,
) -> None:
    alarms: dict[int, Any] = {}
    for seed in range(start, start + EACH):
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / f"state{seed}"))
        path = tmp_path / f"{seed}.db"
        shutil.copy(sqlite_template, path)
        with stories.opened(path) as db:
            stories.tell(db, seed, 2 + seed % 5)
            report = verify.verify(db)
            assert report.entries > 0
            assert report.head_known
            if report.findings:
                alarms[seed] = report.findings
    assert alarms == {}


def test_an_honest_history_raises_no_alarm_with_the_real_schema_check(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "expected_objects", expected.really)
    shutil.copy(sqlite_template, tmp_path / "long.db")
    with stories.opened(tmp_path / "long.db") as db:
        stories.tell(db, 1789, 40)
        assert verify.verify(db).findings == ()


def test_an_empty_database_is_clean(db: Database) -> None:
    report = verify.verify(db)
    assert report.findings == ()
    assert (report.entries, report.changes, report.head_known) == (0, 0, False)


# PostgreSQL


@pytest.fixture
def postgres_copy(postgres_server: postgres.Server, told_postgres: Told) -> Iterator[str]:
    name = f"t{uuid4().hex}"
    url = postgres_server.create(name, template="told")
    told_postgres.remember(Database(url).place)
    yield url
    postgres_server.drop(name)


@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(3))
def test_an_honest_history_raises_no_alarm_on_postgresql(postgres_url: str, seed: int) -> None:
    with Database(postgres_url) as db:
        stories.tell(db, seed, 14)
        assert verify.verify(db).findings == ()


def _random_tampering(rng: random.Random) -> tuple[str, Callable[[Behind], object]]:
    table = rng.choice(sorted(set(TABLES) - tampering.ONE_ROW))
    column = rng.choice(TABLES[table])
    ways: dict[str, Callable[[Behind], object]] = {
        "edit": lambda behind: tampering.edit(behind, table, column, rng),
        "insert": lambda behind: tampering.insert(behind, table, rng),
        "delete": lambda behind: tampering.delete(behind, table, rng),
        "swap": lambda behind: tampering.swap(behind, table, rng),
    }
    kind = rng.choice(sorted(ways))
    return f"{kind} {table}.{column}", ways[kind]


@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(12))
def test_random_tampering_is_found_on_postgresql(postgres_copy: str, seed: int) -> None:
    name, tamper = _random_tampering(random.Random(f"postgresql {seed}"))
    with tampering.postgres_behind(postgres_copy) as behind:
        tamper(behind)
    assert checks_with_findings(postgres_copy), name


@pytest.mark.postgres
def test_a_copy_on_postgresql_that_nobody_touched_is_clean(postgres_copy: str) -> None:
    assert checks_with_findings(postgres_copy) == set()


@pytest.mark.postgres
@pytest.mark.parametrize("kind", ["rewrite", "cut"])
def test_the_head_kept_outside_sees_what_a_mended_log_hides_on_postgresql(
    postgres_copy: str, told_postgres: Told, kind: str
) -> None:
    def tamper(behind: Behind) -> None:
        if kind == "rewrite":
            tampering.rewrite(behind, "claim", "text", random.Random(1))
            return
        tampering.cut(behind, 9)
        with Database(told_postgres.where) as original, original.reading() as session:
            tampering.mend(behind, session.connection(), 9)

    with tampering.postgres_behind(postgres_copy) as behind:
        tamper(behind)
    tampering.reindex(postgres_copy)
    assert checks_with_findings(postgres_copy) == {"heads"}


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER entry_in_order ON entry",
        "ALTER TABLE entry DISABLE TRIGGER entry_append_only",
        "CREATE OR REPLACE FUNCTION factcheck_append_only()"  # noqa: ISC004
        " RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "DROP INDEX ix_claim_listed_id",
        "ALTER TABLE claim DROP CONSTRAINT ck_claim_stage",
        "ALTER TABLE claim ALTER COLUMN why TYPE varchar",
        "CREATE TABLE extra (id integer)",
        "CREATE VIEW extra AS SELECT 1",
        "CREATE RULE extra AS ON INSERT TO change DO INSTEAD NOTHING",
        "CREATE FUNCTION factcheck_entry(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "UPDATE alembic_version SET version_num = '9999'",
        "DELETE FROM alembic_version",
    ],
)
def test_an_altered_schema_is_found_on_postgresql(
    postgres_copy: str, postgres_server: postgres.Server, statement: str
) -> None:
    postgres_server.sql(statement, database=Database(postgres_copy).url.database or "")
    assert checks_with_findings(postgres_copy)


def test_findings_can_be_printed_as_json(copy: Copy) -> None:
    copy.tamper(lambda behind: behind.run("UPDATE claim SET why = 'x' WHERE id = 1"))
    with Database(copy.path) as db:
        (finding,) = verify.verify(db).findings
    assert json.dumps([finding.check, finding.message]) == (
        '["state", "claim 1 differs from the log: why"]'
    )
