"""What every command shares: options spread out of records, the database, the transaction."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import psycopg
import pytest
import typer
from sqlalchemy.exc import DBAPIError

from factcheck import connections
from factcheck.cli import context, output
from factcheck.cli.context import ATTEMPTS, Call, changes, command, new_group, number
from factcheck.errors import Busy, Unavailable, Usage
from factcheck.history import record
from tests.conftest import Cli


@pytest.mark.parametrize("told", ["e3", "E3", "3", "[e3]", " e3 ", "[3]"])
def test_an_id_is_read_as_it_is_typed(told: str) -> None:
    assert number(told, "e", "evidence") == 3


@pytest.mark.parametrize("told", ["", "e", "a3", "3.0", "-3", "e-3", "٣", "²", "1" * 10, "e3 e4"])
def test_what_is_no_id_is_wrong_usage(told: str) -> None:
    with pytest.raises(Usage, match="is not the id of evidence") as caught:
        number(told, "e", "evidence")
    assert caught.value.hint == "write e1 or 1"


@dataclass(frozen=True)
class Told:
    """Options of a made-up command."""

    name: Annotated[str | None, typer.Option("--name")] = None
    size: Annotated[int, typer.Option("--size")] = 3


def test_changes_are_the_options_that_were_given() -> None:
    assert changes(Told("", 4)) == dict[str, object](name="", size=4)
    assert changes(Told()) == dict[str, object](size=3)


def made(**options: Any) -> tuple[typer.Typer, list[Any]]:
    """A program of two commands, and what they were called with."""
    seen: list[Any] = []
    app = typer.Typer()

    @app.callback()
    def top(ctx: typer.Context) -> None:
        ctx.obj = {"user": "olga"}

    def work(call: Call, what: str, told: Told, *, loud: bool = False) -> None:
        """Do it."""
        seen.append((call.action, call.by, call.out.format, call.out.columns, what, told, loud))

    group = new_group("More.")
    app.add_typer(group, name="more")
    command(group, "work", **options)(work)
    return app, seen


def invoke(app: typer.Typer, *words: str) -> Any:
    from typer.testing import CliRunner

    return CliRunner().invoke(app, list(words), prog_name="factcheck")


def test_a_record_becomes_options_and_comes_back_as_a_record() -> None:
    app, seen = made(writes=True)
    invoke(app, "more", "work", "x", "--name", "n", "--size", "9", "--loud")
    invoke(app, "more", "work", "y", "--as", "emil", "--json", "--columns", "id, text,")
    assert seen == [
        ("more work", "olga", "table", (), "x", Told("n", 9), True),
        ("more work", "emil", "json", ("id", "text"), "y", Told(), False),
    ]


@pytest.mark.parametrize(
    ("options", "has"),
    [
        ({}, {"--format", "--json", "--columns", "--db"}),
        ({"writes": True}, {"--format", "--json", "--columns", "--db", "--as"}),
        ({"prints": False}, {"--db"}),
    ],
)
def test_a_command_has_the_shared_options_that_fit_it(
    options: dict[str, bool], has: set[str]
) -> None:
    told = invoke(made(**options)[0], "more", "work", "--help").output
    shared = {"--format", "--json", "--columns", "--db", "--as"}
    assert {one for one in shared if one in told} == has


def test_reading_without_the_default_database_says_what_makes_it(home: Path) -> None:
    call = Call("show", {})
    with pytest.raises(Unavailable, match="there is no database yet at") as caught, call.reading():
        pass
    assert caught.value.hint == 'the first "factcheck add" makes it'
    assert not (home / "data").exists()


def test_the_action_of_an_entry_is_the_command(cli: Cli) -> None:
    cli("add", "A claim", "--speaker", "Ana")
    cli("appearance", "edit", "a1", "--locator", "2")
    found = json.loads(cli("history", "--json").out)
    assert [one["action"] for one in found] == ["add", "appearance edit"]


def test_a_dry_run_saves_nothing(cli: Cli) -> None:
    cli("add", "A claim")
    done = cli("undo", "--dry-run")
    assert (done.code, done.out.split(" by ")[0]) == (0, "Would take back entry 1")
    assert len(json.loads(cli("history", "--json").out)) == 1


def test_the_notices_of_the_database_are_warnings(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call = Call("show", {"db": url})
    call.database.notices.append("look at this")
    call.close()
    assert capsys.readouterr().err == "warning: look at this\n"


def test_an_unknown_format_is_wrong_usage() -> None:
    with pytest.raises(Usage, match="unknown format: xml"):
        Call("show", {"format": "xml"})
    assert Call("show", {"format": "TSV"}).out.format == "tsv"


# running a command again


def failing(times: int, *, again: bool = True) -> Callable[[], None]:
    """A run that fails so many times, and is counted in its ``runs``."""
    runs: list[int] = []

    def run() -> None:
        runs.append(1)
        if len(runs) <= times:
            failure = Busy("deadlock")
            failure.again = again
            raise failure

    run.runs = runs  # type: ignore[attr-defined]
    return run


@pytest.fixture(autouse=True)
def swift(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "pause", lambda _: None)
    output.saved.clear()
    output.asked.clear()


@pytest.mark.parametrize(
    ("times", "runs"), [(0, 1), (1, 2), (ATTEMPTS - 1, ATTEMPTS), (ATTEMPTS, ATTEMPTS)]
)
def test_a_command_is_run_again_where_the_engine_undid_it(times: int, runs: int) -> None:
    run_it: Any = failing(times)
    if times < ATTEMPTS:
        context._repeated(run_it)
    else:
        with pytest.raises(Busy):
            context._repeated(run_it)
    assert len(run_it.runs) == runs


@pytest.mark.parametrize("why", ["saved", "asked", "another error"])
def test_a_command_is_not_run_again_when_that_could_do_harm(why: str) -> None:
    run_it: Any = failing(1, again=why != "another error")
    if why == "saved":
        output.saved.append("add")
    elif why == "asked":
        output.asked.append("the claim")
    with pytest.raises(Busy):
        context._repeated(run_it)
    assert len(run_it.runs) == 1


@pytest.mark.parametrize("stdin", [None, "A claim from stdin"])
def test_a_deadlock_is_not_seen_by_the_person_unless_stdin_is_spent(
    stdin: str | None, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = record.seal, iter([1])

    def seal(*args: Any, **options: Any) -> Any:
        if next(failures, None):
            raise DBAPIError("", {}, psycopg.errors.DeadlockDetected("told"))
        return real(*args, **options)

    monkeypatch.setattr(record, "seal", seal)
    done = cli("add", "-" if stdin else "A claim", stdin=stdin)
    assert (done.code, len(json.loads(cli("list", "--json").out))) == ((6, 0) if stdin else (0, 1))
    if stdin:
        assert "try again" in done.err
