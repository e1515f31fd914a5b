"""The program: errors to exit codes, one line each, and the options of everywhere."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import typer

from factcheck import __version__, errors
from factcheck.cli import main
from factcheck.db import Database
from factcheck.models import Claim
from tests.conftest import Cli, Result, run

PROGRAM = [sys.executable, "-c", "from factcheck.cli.main import run; run()"]


@pytest.fixture
def checks(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty database, named by the environment."""
    monkeypatch.setenv("FACTCHECK_DB", sqlite_url)


def failing(monkeypatch: pytest.MonkeyPatch, failure: BaseException, *more: str) -> Result:
    """``list`` where the service raises this."""

    def fail(*_: Any, **__: Any) -> None:
        raise failure

    monkeypatch.setattr("factcheck.services.lists.page", fail)
    return run(*more, "list")


def claims(url: str) -> int:
    from sqlalchemy import func, select

    with Database(url) as database, database.reading() as session:
        return session.scalar(select(func.count()).select_from(Claim)) or 0


@pytest.mark.parametrize("kind", errors.tree(), ids=lambda kind: kind.__name__)
def test_every_error_has_its_exit_code_and_one_line(
    kind: type[errors.FactcheckError], checks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = failing(monkeypatch, kind("what,\nwhich", hint="one thing to do\nanother"))
    assert done == Result(kind.exit_code, "", "error: what, which\n  one thing to do\n  another\n")


@pytest.mark.parametrize("kind", errors.tree(), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    "asked", [("--json",), ("--format", "json"), ("--format=jsonl",)], ids=" ".join
)
def test_an_error_is_an_object_where_json_was_asked(
    kind: type[errors.FactcheckError],
    asked: tuple[str, ...],
    checks: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise kind("what, \x1b which")

    monkeypatch.setattr("factcheck.services.lists.page", fail)
    done = run("list", *asked)
    assert (done.code, done.out) == (kind.exit_code, "")
    assert "\x1b" not in done.err
    assert json.loads(done.err) == {
        "error": {
            "code": kind.code,
            "exit": kind.exit_code,
            "message": "what, \x1b which",
            "retryable": kind.retryable,
        }
    }


def test_the_hint_is_in_the_object_too(cli: Cli) -> None:
    told = json.loads(cli("show", "9", "--json").err)["error"]
    assert told["hint"] == "factcheck list shows the claims"


@pytest.mark.parametrize(
    ("failure", "code", "line"),
    [
        (RuntimeError("secret"), 1, "error: unexpected RuntimeError; nothing was saved"),
        (RecursionError(), 1, "error: unexpected RecursionError; nothing was saved"),
        (
            OSError(28, "No space left on device", "x.db"),
            9,
            "error: no space left on device: x.db; nothing was saved",
        ),
        (OSError("odd"), 9, "error: oserror; nothing was saved"),
        (KeyboardInterrupt(), 130, "error: interrupted; nothing was saved"),
        (main.Terminated(), 143, "error: terminated; nothing was saved"),
        (typer.Abort(), 130, "error: interrupted; nothing was saved"),
    ],
    ids=repr,
)
def test_what_is_no_error_of_ours_is_one_line_too(
    failure: BaseException, code: int, line: str, checks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = failing(monkeypatch, failure)
    assert (done.code, done.out) == (code, "")
    assert done.err.splitlines()[0].lower() == line.lower()
    assert "Traceback" not in done.err
    assert "secret" not in done.err


def test_a_closed_pipe_is_silent_in_a_command_and_in_the_help(
    checks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert failing(monkeypatch, BrokenPipeError(32, "Broken pipe")) == Result(141, "", "")
    reader, writer = os.pipe()
    os.close(reader)
    for words in (["--help"], [], ["list", "--help"]):
        done = subprocess.run(
            [*PROGRAM, *words], stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False
        )
        assert (words, done.returncode, done.stderr) == (words, 141, b"")
    os.close(writer)


@pytest.mark.parametrize("failure", [RuntimeError("why"), errors.NotFound("why"), OSError("why")])
@pytest.mark.parametrize("where", ["before", "after", "environment"])
def test_a_traceback_is_for_debug_only(
    failure: Exception, where: str, checks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise failure

    monkeypatch.setattr("factcheck.services.lists.page", fail)
    if where == "environment":
        monkeypatch.setenv("FACTCHECK_DEBUG", "1")
    told = {"before": ("--debug", "list"), "after": ("list", "--debug")}.get(where, ("list",))
    done = run(*told)
    assert done.err.startswith("Traceback (most recent call last):\n")
    assert type(failure).__name__ in done.err
    assert done.err.splitlines()[-2 if isinstance(failure, RuntimeError) else -1].startswith(
        "error: "
    )


@pytest.mark.parametrize(
    "failure", [KeyboardInterrupt(), main.Terminated(), RuntimeError(), BrokenPipeError()]
)
def test_what_stops_a_transaction_rolls_it_back(
    failure: BaseException, cli: Cli, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("add", "The first claim").code == 0

    def fail(*_: Any, **__: Any) -> None:
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr("factcheck.services.show.claim", fail)
        assert cli("add", "The second claim").code in (130, 143, 1, 141)
    assert claims(url) == 1
    assert cli("add", "The third claim").code == 0
    assert claims(url) == 2


_PAUSED = """
import signal, sys, time
from factcheck import services
from factcheck.cli.main import run

# What starts the tests may have told its children to pass over Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)

def pause(*_, **__):
    print("inside", flush=True)
    time.sleep(60)

services.show.claim = pause
sys.argv = ["factcheck", "add", "A claim that is never kept"]
run()
"""


@pytest.mark.parametrize(
    ("sent", "code", "word"),
    [(signal.SIGTERM, 143, "terminated"), (signal.SIGINT, 130, "interrupted")],
)
def test_a_signal_inside_a_transaction_rolls_it_back(
    sent: signal.Signals, code: int, word: str, cli: Cli, url: str
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _PAUSED],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "inside\n"
    time.sleep(0.1)  # it is asleep inside the transaction by now
    child.send_signal(sent)
    try:
        out, err = child.communicate(timeout=50)
    finally:
        child.kill()
    assert (child.returncode, out, err) == (code, "", f"error: {word}; nothing was saved\n")
    assert claims(url) == 0
    assert cli("add", "The next claim").code == 0


def test_the_version() -> None:
    assert run("--version") == Result(0, f"factcheck {__version__}\n", "")


@pytest.mark.parametrize("words", [(), ("-h",), ("--help",)], ids=" ".join)
def test_no_arguments_show_the_help(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: factcheck [OPTIONS] COMMAND [ARGS]...\n")
    assert 'factcheck add "TEXT" --speaker NAME --source URL' in done.out
    assert "\n  speaker " in done.out


def test_a_group_alone_shows_its_help() -> None:
    done = run("speaker")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: factcheck speaker [OPTIONS] COMMAND [ARGS]...\n")


def test_the_help_of_every_command_has_an_example_that_names_it() -> None:
    def walk(command: Any, path: tuple[str, ...]) -> None:
        for name, one in getattr(command, "commands", {}).items():
            walk(one, (*path, name))
        if not hasattr(command, "commands"):
            done = run(*path, "-h")
            assert (done.code, done.err) == (0, ""), path
            assert "Example" in done.out, path
            assert f"factcheck {' '.join(path)}" in done.out.split("Example", 1)[1], path

    walk(typer.main.get_command(main.app), ())


@pytest.mark.parametrize(
    ("words", "line", "hint"),
    [
        (("shwo", "1"), "no such command 'shwo'. Did you mean 'show'?", "factcheck --help"),
        (("speaker", "lst"), "no such command 'lst'.", "factcheck speaker --help"),
        (("show",), "missing argument 'CLAIM'", "factcheck show --help"),
        (("show", "x"), "invalid value for 'CLAIM'", "factcheck show --help"),
        (("show", "0"), "invalid value for 'CLAIM'", "factcheck show --help"),
        (("list", "--nope"), "no such option: --nope", "factcheck list --help"),
        (("list", "--limit", "-1"), "invalid value for '--limit'", "factcheck list --help"),
        (("list", "--format", "xml"), "unknown format: xml", "format is one of: table, json"),
        (("--nope", "list"), "no such option: --nope", "factcheck --help"),
    ],
    ids=lambda told: " ".join(told) if isinstance(told, tuple) else "",
)
def test_wrong_usage_is_one_line_and_where_to_read(
    words: tuple[str, ...], line: str, hint: str
) -> None:
    done = run(*words)
    first, *rest = done.err.splitlines()
    assert (done.code, done.out) == (2, "")
    assert first.startswith(f"error: {line.rstrip('.')}")
    assert rest[0].startswith(f"  {hint}")


def test_an_unknown_order_is_wrong_usage(cli: Cli) -> None:
    done = cli("list", "--sort", "size")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: unknown order: size\n")


def test_wrong_usage_is_an_object_where_json_was_asked() -> None:
    for words in (("show", "--json"), ("list", "--nope", "--format", "json"), ("--json", "x")):
        done = run(*words)
        told = json.loads(done.err)["error"]
        assert (done.code, done.out, told["code"], told["exit"]) == (2, "", "usage", 2)


def test_an_unknown_column_is_named_with_the_known_ones(cli: Cli) -> None:
    cli("add", "A claim")
    for form in ("json", "csv"):
        done = cli("list", "--columns", "id,nope", "--format", form)
        assert (done.code, done.out) == (2, "")
        known = done.err.split("columns: ")[1].strip().strip('"}').split(", ")
        assert "there is no column nope" in done.err
        assert {"id", "uid", "text", "verdict", "tags"} <= set(known)


def test_global_options_stand_before_or_after_the_command(
    cli: Cli, tmp_path: Path, sqlite_template: Path
) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(sqlite_template.read_bytes())
    before = ("--db", str(other), "--as", "olga")
    assert cli(*before, "add", "One").code == 0
    assert cli("add", "Two", *before).code == 0
    listed = json.loads(cli("--db", str(other), "list", "--json").out)
    assert [(row["text"], row["added_by"]) for row in listed] == [("Two", "olga"), ("One", "olga")]
    assert json.loads(cli("list", "--json").out) == []
    assert len(json.loads(cli("list", "--json", "--db", str(other)).out)) == 2


def test_what_stands_after_the_command_goes_first(cli: Cli) -> None:
    assert cli("--as", "olga", "add", "One", "--as", "emil").code == 0
    assert json.loads(cli("show", "1", "--json").out)["added_by"] == "emil"


def test_an_unknown_colour_mode_is_bad_input() -> None:
    for words in (("--color", "pink", "list"), ("list", "--color", "pink")):
        done = run(*words)
        assert (done.code, done.out) == (3, "")
        assert done.err.startswith("error: unknown colour mode pink\n")
