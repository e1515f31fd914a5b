"""Every test that runs on SQLite alone is named with a reason, and the count can be believed."""

from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import create_engine

from factcheck.db import Database
from tests import engines
from tests.engines import ONLY_SQLITE, ROOT, Place, Watch, line, named, place, problems

BOTH = Place("tests/test_a.py::test_on_both", frozenset({"sqlite"}), each=True)
ALONE = Place("tests/test_a.py::test_of_a_file", frozenset({"sqlite"}), each=False)
SERVER = Place("tests/test_a.py::test_of_the_server", frozenset({"postgresql"}), each=False)
PURE = Place("tests/test_b.py::test_of_nothing", frozenset(), each=False)
PLACES = [BOTH, ALONE, SERVER, PURE]


@pytest.fixture
def watch(request: pytest.FixtureRequest) -> Watch:
    """The one that watches this run."""
    found: Any = request.config.pluginmanager.get_plugin("engines")
    assert isinstance(found, Watch)
    return found


# this run


def test_what_runs_on_sqlite_alone_is_named_and_nothing_else_is(
    watch: Watch, request: pytest.FixtureRequest
) -> None:
    parts = {one.split("::")[0] for one in request.config.args if "::" in one}
    whole = [one for one in watch.places.values() if one.file not in parts]
    assert problems(whole, ONLY_SQLITE) == []


def test_every_name_is_of_a_file_that_is_there_and_has_its_reason() -> None:
    for name, reason in ONLY_SQLITE.items():
        assert (ROOT / name.split("::")[0]).is_file(), name
        assert reason, name


def test_the_tests_on_postgresql_are_those_on_sqlite_less_the_named(watch: Watch) -> None:
    """And its own."""
    both = Counter(engine for one in watch.places.values() if one.each for engine in one.asks)
    assert both["sqlite"] == both["postgresql"] > 0


# names


def test_what_is_on_sqlite_alone_must_be_named() -> None:
    assert problems(PLACES, ()) == [f"{ALONE.name} runs on SQLite alone and is not named"]
    assert problems(PLACES, (ALONE.name,)) == []
    assert problems(PLACES, (ALONE.file,)) == []


def test_a_name_that_fits_nothing_is_wrong() -> None:
    gone = "tests/test_a.py::test_that_is_gone"
    assert problems(PLACES, (ALONE.name, gone)) == [f"{gone} fits no test"]
    assert problems(PLACES, (ALONE.name, "tests/test_not_collected.py")) == []


def test_a_name_of_what_runs_on_both_engines_is_wrong() -> None:
    wrong = [f"{BOTH.name} runs on both engines and is named"]
    assert problems(PLACES, (ALONE.name, BOTH.name)) == wrong


def test_a_test_is_named_alone_or_by_its_file() -> None:
    assert named(ALONE, {ALONE.name: ""})
    assert named(ALONE, {ALONE.file: ""})
    assert not named(ALONE, {"tests/test_b.py": ""})


def item(*fixtures: str, **params: str) -> Any:
    """As pytest has collected a test."""
    ids = f"[1-{'-'.join(params.values())}]" if params else ""
    name = f"tests/test_a.py::test_x{ids}"
    found = SimpleNamespace(nodeid=name, fixturenames=fixtures, user_properties=[])
    if params:
        found.callspec = SimpleNamespace(params=params)
    return found


@pytest.mark.parametrize(
    ("told", "asks", "each"),
    [
        (item("engine", "url", engine="sqlite"), {"sqlite"}, True),
        (item("engine", "sqlite_template", engine="postgresql"), {"postgresql"}, True),
        (item("sqlite_url", "tmp_path"), {"sqlite"}, False),
        (item("postgres_server"), {"postgresql"}, False),
        (item("sqlite_url", "postgres_url"), {"sqlite", "postgresql"}, False),
        (item("scheme", scheme="postgresql"), set(), False),
        (item("tmp_path"), set(), False),
    ],
)
def test_a_test_is_placed_by_its_fixtures(told: Any, asks: set[str], each: bool) -> None:
    twins = {"tests/test_a.py::test_x[1-sqlite]", "tests/test_a.py::test_x[1-postgresql]"}
    assert place(told, twins) == Place("tests/test_a.py::test_x", frozenset(asks), each)


def test_a_test_without_its_like_on_the_other_engine_is_alone() -> None:
    told = item("engine", engine="sqlite")
    assert place(told, {told.nodeid}) == Place(told.nodeid.split("[")[0], frozenset({"sqlite"}))


# what a test connects to


def test_a_connection_is_seen_whatever_made_it(watch: Watch, db: Database) -> None:
    watch.used.clear()
    for _ in range(2):
        with db.reading() as session:
            session.connection()
        assert watch.used == {db.dialect}
        watch.used.clear()


def test_a_database_in_memory_is_of_no_engine(watch: Watch) -> None:
    with create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    assert watch.used == set()


def called(watch: Watch, told: Any, *used: str) -> Any:
    """Run a test that connects to these engines."""
    other = engines.twin(told.nodeid, "postgresql")
    watch.places[told.nodeid] = place(told, {other})
    running = watch.pytest_runtest_call(told)
    next(running)
    watch.used.update(used)
    try:
        with pytest.raises(StopIteration):
            running.send(None)
    finally:
        del watch.places[told.nodeid]
        watch.used.clear()
    return told.user_properties


def test_what_a_test_asks_for_and_what_it_connects_to_are_told(watch: Watch) -> None:
    assert called(watch, item("tmp_path")) == [("engines", []), ("both engines", False)]
    told = called(watch, item("postgres_url"), "sqlite")
    assert told == [("engines", ["postgresql", "sqlite"]), ("both engines", False)]
    told = called(watch, item("engine", engine="postgresql"), "sqlite", "postgresql")
    assert told == [("engines", ["postgresql"]), ("both engines", True)]


def test_a_test_that_makes_its_own_file_unnamed_fails(watch: Watch, tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="test_x uses SQLite: take `url`, or name it"):
        called(watch, item("tmp_path"), "sqlite")


# the closing line


def report(when: str, outcome: str, on: list[str], both: bool) -> Any:
    """As a process that runs tests sends it to the one that prints."""
    told = [("engines", on), ("both engines", both)] if when == "call" else []
    return SimpleNamespace(when=when, skipped=outcome == "skipped", user_properties=told)


def test_what_ran_is_counted_once_and_only_where_it_ran() -> None:
    told = SimpleNamespace(ran=Counter[str]())
    for one in (
        report("setup", "passed", [], both=False),
        report("call", "passed", ["sqlite"], both=True),
        report("call", "failed", ["postgresql"], both=True),
        report("call", "passed", ["sqlite"], both=False),
        report("call", "passed", ["postgresql", "sqlite"], both=False),
        report("call", "passed", [], both=False),
        report("call", "skipped", ["postgresql"], both=True),
        report("teardown", "passed", [], both=False),
    ):
        Watch.pytest_runtest_logreport(told, one)  # type: ignore[arg-type]
    assert told.ran == {"sqlite": 3, "postgresql": 2, "only sqlite": 1}


def test_the_line_has_all_numbers() -> None:
    ran = Counter({"sqlite": 1204, "postgresql": 1100, "only sqlite": 112, "only postgresql": 8})
    assert line(ran) == (
        "engines: 1,204 tests ran on SQLite, 1,100 on PostgreSQL; 112 only on SQLite "
        "(named in tests/engines.py), 8 only on PostgreSQL"
    )
