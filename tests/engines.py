"""On which engines each test runs, and which tests run on SQLite alone, with the reason.

A test that asks for the fixture ``engine`` (by ``url``, ``db``, ``cli`` ...) runs on both. What
else connects to a file of SQLite is named in ``ONLY_SQLITE``; ``tests/test_engines.py`` fails
where a name is missing or fits nothing. Every run ends with how many tests ran on which engine.
"""

from collections import Counter
from collections.abc import Collection, Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Pool, event

ROOT = Path(__file__).resolve().parents[1]
ENGINES = ("sqlite", "postgresql")
# Fixtures with one value for each engine, and those that are of one engine alone.
PARAMETRISED = ("engine", "empty")
FIXTURES = {
    "sqlite_url": "sqlite",
    "sqlite_template": "sqlite",
    "postgres_url": "postgresql",
    "postgres_server": "postgresql",
}
PROPERTY = "engines"

# Files, or single tests, that run on SQLite alone.
ONLY_SQLITE: dict[str, str] = {
    "tests/cli/test_asking.py::test_at_a_terminal_somebody_is_asked": "it is about a terminal",
    "tests/cli/test_asking.py::test_at_a_terminal_somebody_is_asked_at_the_door": "a terminal",
    "tests/cli/test_commands.py::test_a_closed_pipe_is_silent": "it is about stdout",
    "tests/cli/test_commands.py::test_without_the_default_database": "the default is a file",
    "tests/cli/test_completion.py::test_silent_with_a_file_that_is_no_database": "a file",
    "tests/cli/test_database.py": "what is done to a file, its place and its permissions",
    "tests/cli/test_demo.py": "the demo makes a file of its own",
    "tests/cli/test_extracting.py::test_the_default_database_is_made_by_the_first_decision":
        "the default is a file",
    "tests/cli/test_reviewing.py::test_at_a_terminal_it_survives_and_goes_on": "a terminal",
    "tests/cli/test_imports.py::test_without_the_default_database_the_first_import_makes_it":
        "the default is a file",
    "tests/cli/test_main.py": "the service is replaced by one that fails: no engine is asked",
    "tests/cli/test_startup.py::test_a_command_loads_only_what_it_needs": "the driver of the"
    " server is the user's choice, and loads what it likes",
    "tests/cli/test_startup.py::test_the_probe_sees_what_is_loaded": "it proves the one above",
    "tests/exchange/test_merging.py": "decided in Python; test_laptops.py beside it is on both",
    "tests/history/test_chain.py": "the second implementation reads the file without us",
    "tests/history/test_verify.py": "tampers with the file; tests/test_verify.py does on both",
    "tests/reports/test_facts.py::test_the_file": "its size and its permissions",
    "tests/services/test_lists.py::test_a_slow_plan_would_be_noticed": "plans in SQLite's words",
    "tests/services/test_lists.py::test_sqlite_walks_an_index_in_order_for_the_usual_lists":
        "plans in SQLite's words",
    "tests/cli/test_doctor.py::test_what_is_wrong_is_the_exit_code": "a file that is none",
    "tests/storage/test_backup.py::test_a_file_is_copied_page_by_page": "pages of a file",
    "tests/storage/test_backup.py::test_a_full_disk_leaves_nothing": "what SQLite says of it",
    "tests/storage/test_backup.py::test_a_wal_file_becomes_one_file": "a write-ahead log",
    "tests/storage/test_backup.py::test_what_is_damaged_is_not_backed_up_as_sound": "a page",
    "tests/storage/test_restore.py::test_a_backup_of_a_newer_program_is_refused": "forged file",
    "tests/storage/test_restore.py::test_a_restored_file_is_private_and_kept_as_new_ones_are":
        "its permissions and its journal",
    "tests/storage/test_restore.py::test_a_trigger_of_somebody_else_is_refused": "a forged file",
    "tests/storage/test_upgrade.py::test_an_older_backup_is_upgraded_when_it_is_restored":
        "a dump of an older schema is restored by the program that made it",
    "tests/storage/test_backup.py::test_a_backup_knows_its_head": "of the file that was made",
    "tests/test_connections.py": "the policy for a file; the server's is tested beside it",
    "tests/test_db.py": "files: moved, replaced, not ours, not to be written",
    "tests/test_docs.py": "the pages show the program with files",
    "tests/test_doctor.py": "the library, the file, its folder and the disk",
    "tests/test_failures.py": "failures of files and disks; the server has others",
    "tests/test_heads.py": "files are copied over one another",
    "tests/test_indexing.py::test_claims_that_are_in_no_order_are_not_walked_for_ever": "a page",
    "tests/test_indexing.py::test_damage_that_sqlite_does_not_notice_is_reported": "a page",
    "tests/test_migrations.py": "REPLACE, and a file that is made half way",
    "tests/test_schema.py": "how a file is made, marked and damaged",
    "tests/test_verify.py": "every column tampered with; those named ..._on_postgresql draw some",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A test of a function (``file::function``), the engines it asks for, and if on each."""

    name: str
    asks: frozenset[str]
    each: bool = False

    @property
    def file(self) -> str:
        """The file it stands in, as ``ONLY_SQLITE`` names it."""
        return self.name.split("::")[0]


def place(item: pytest.Item, twins: Collection[str]) -> Place:
    """What can be told of a test before it runs, given all that are collected."""
    name = item.nodeid.split("[")[0]
    callspec = getattr(item, "callspec", None)
    told = callspec.params if callspec else {}
    for engine in (told[one] for one in PARAMETRISED if one in told):
        return Place(name, frozenset({engine}), each=twin(item.nodeid, engine) in twins)
    fixtures: list[str] = getattr(item, "fixturenames", [])
    asks = {FIXTURES[one] for one in fixtures if one in FIXTURES}
    if name in ONLY_SQLITE:
        asks.add("sqlite")
    return Place(name, frozenset(asks))


def twin(nodeid: str, engine: str) -> str:
    """The same test on the other engine."""
    (other,) = {*ENGINES} - {engine}
    name, _, told = nodeid.partition("[")
    return f"{name}[{told.replace(engine, other, 1)}"


def named(one: Place, names: Iterable[str]) -> bool:
    """Whether it is named, alone or by its file."""
    return one.name in names or one.file in names


def problems(places: Collection[Place], names: Iterable[str]) -> list[str]:
    """What is wrong with the names, given all tests of some files."""
    wrong = {
        f"{one.name} runs on SQLite alone and is not named"
        for one in places
        if one.asks == {"sqlite"} and not one.each and not named(one, names)
    }
    for name in names:
        fitting = [one for one in places if name in (one.name, one.file)]
        if not fitting and name.split("::")[0] in {one.file for one in places}:
            wrong.add(f"{name} fits no test")
        elif fitting and all(one.each for one in fitting):
            wrong.add(f"{name} runs on both engines and is named")
    return sorted(wrong)


def line(ran: Counter[str]) -> str:
    """The closing line of a run."""
    alone = " (named in tests/engines.py)"
    return (
        f"engines: {ran['sqlite']:,} tests ran on SQLite, {ran['postgresql']:,} on PostgreSQL; "
        f"{ran['only sqlite']:,} only on SQLite{alone}, "
        f"{ran['only postgresql']:,} only on PostgreSQL"
    )


class Watch:
    """The hooks: what was collected, what each test connects to, how many ran where."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.used: set[str] = set()
        self.ran: Counter[str] = Counter()
        event.listen(Pool, "connect", self._connected)
        event.listen(Pool, "checkout", self._in_use)

    @staticmethod
    def _connected(raw: Any, record: Any) -> None:
        """A database in memory is nobody's database: replaying a log makes one on any engine."""
        kind = type(raw).__module__.split(".")[0]
        if kind == "psycopg":
            record.info[PROPERTY] = "postgresql"
        elif kind == "sqlite3" and raw.execute("PRAGMA database_list").fetchone()[2]:
            record.info[PROPERTY] = "sqlite"

    def _in_use(self, _raw: Any, record: Any, _proxy: Any) -> None:
        self.used.update({record.info.get(PROPERTY)} & {*ENGINES})

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Before any is left out by -k or -m."""
        twins = {item.nodeid for item in items}
        self.places = {item.nodeid: place(item, twins) for item in items}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        self.used.clear()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Note the engines for the report; a test that takes to SQLite unannounced fails."""
        told = self.places[item.nodeid]
        try:
            result = yield
        finally:
            on = told.asks if told.each else told.asks | self.used
            item.user_properties.append((PROPERTY, sorted(on)))
            item.user_properties.append(("both engines", told.each))
        if on == {"sqlite"} and not told.asks and not named(told, ONLY_SQLITE):
            pytest.fail(f"{told.name} uses SQLite: take `url`, or name it in tests/engines.py")
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what ran; where several processes run tests, only the one that prints is asked."""
        if report.when != "call" or report.skipped:
            return
        told = dict(report.user_properties)
        on: Any = told.get(PROPERTY, [])
        self.ran.update(on)
        if len(on) == 1 and not told["both engines"]:
            self.ran[f"only {on[0]}"] += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.ran:
            terminalreporter.write_line(line(self.ran))
