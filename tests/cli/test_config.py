"""factcheck config: settings that last, and never a password on the screen."""

import json
import os
import stat
from pathlib import Path

import pytest

from tests.conftest import Result, run

SECRETS = (
    "postgresql://ana:s3cretpw@db.invalid/news",
    "postgresql://db.invalid/news?password=s3cretpw",
    "postgresql+psycopg://ana:s3cretpw@db.invalid:1/news?sslpassword=s3cretpw",
)
# Where nobody answers, and no name is looked up.
CLOSED = (
    "postgresql://ana:s3cretpw@127.0.0.1:1/news",
    "postgresql://127.0.0.1:1/news?password=s3cretpw",
    "postgresql+psycopg://ana:s3cretpw@127.0.0.1:1/news?sslpassword=s3cretpw",
)


@pytest.fixture
def file(home: Path) -> Path:
    """The config file, not there yet."""
    return home / "config" / "factcheck" / "config.toml"


def test_the_list_says_where_each_setting_comes_from(
    home: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.parent.mkdir(parents=True)
    file.write_text('color = "never"\nuser = "fay"\n')
    monkeypatch.setenv("FACTCHECK_USER", "emil")
    found = json.loads(run("--db", "mine.db", "config", "list", "--json").out)
    assert [(row["key"], row["value"], row["from"], row["variable"]) for row in found] == [
        ("db", "mine.db", "option", "FACTCHECK_DB"),
        ("user", "emil", "environment", "FACTCHECK_USER"),
        ("color", "never", "file", "FACTCHECK_COLOR"),
        ("publisher", "", "default", "FACTCHECK_PUBLISHER"),
        ("check_url", "", "default", "FACTCHECK_CHECK_URL"),
        ("embedder", "none", "default", "FACTCHECK_EMBEDDER"),
    ]
    assert all(set(row) == {"key", "value", "from", "variable", "about"} for row in found)
    assert run("config", "list").out.splitlines()[1:] == [
        "user\temil\tenvironment\tFACTCHECK_USER",
        "color\tnever\tfile\tFACTCHECK_COLOR",
        "publisher\t\tdefault\tFACTCHECK_PUBLISHER",
        "check_url\t\tdefault\tFACTCHECK_CHECK_URL",
        "embedder\tnone\tdefault\tFACTCHECK_EMBEDDER",
    ]


def test_one_setting(home: Path) -> None:
    assert run("config", "get", "user") == Result(0, "ana\n", "")
    found = json.loads(run("config", "get", "db", "--json").out)
    default = home / "data" / "factcheck" / "factcheck.db"
    assert (found["value"], found["from"]) == (str(default), "default")


def test_an_unknown_setting(file: Path) -> None:
    done = run("config", "get", "nope")
    assert (done.code, done.out) == (4, "")
    assert (
        done.err == "error: there is no setting nope\n"
        "  settings: db, user, color, publisher, check_url, embedder\n"
    )
    done = run("config", "set", "nope", "x")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("error: unknown setting nope\n")
    assert not file.exists()


def test_a_setting_that_was_set_is_in_force_and_private(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FACTCHECK_USER")
    done = run("config", "set", "user", "olga")
    assert (done.code, done.err) == (0, "")
    assert done.out.split() == f"user is set in {file}".split()
    assert run("config", "get", "user").out == "olga\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told = json.loads(run("config", "set", "user", "emil", "--json").out)
    assert told == {"key": "user", "value": "emil", "file": str(file)}


def test_what_else_stands_in_the_file_is_kept(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text('# mine\nuser = "fay" # me\n')
    assert run("config", "set", "color", "never").code == 0
    assert file.read_text() == '# mine\nuser = "fay" # me\ncolor = "never"\n'


def test_the_path(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("config", "path").out.split() == [str(file)]
    monkeypatch.setenv("FACTCHECK_CONFIG", "/etc/x.toml")
    assert run("config", "path").out == "/etc/x.toml\n"
    assert not file.exists()


def test_a_broken_file_is_bad_input_for_every_command(file: Path) -> None:
    file.parent.mkdir(parents=True)
    for told in ("user = ", "nope = 'x'", "user = 3"):
        file.write_text(told)
        for words in (("config", "list"), ("list",), ("db", "info")):
            done = run(*words)
            assert (done.code, done.out) == (3, "")
            assert done.err.startswith(f"error: the config file {file} ".rstrip())
            assert "Traceback" not in done.err


@pytest.mark.parametrize("url", SECRETS)
@pytest.mark.parametrize("told", ["option", "environment", "file"])
def test_a_password_is_never_printed(
    url: str, told: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    option: tuple[str, ...] = ()
    if told == "option":
        option = ("--db", url)
    elif told == "environment":
        monkeypatch.setenv("FACTCHECK_DB", url)
    else:
        file.parent.mkdir(parents=True)
        file.write_text(f'db = "{url}"\n')
    for words in (("config", "list"), ("config", "get", "db")):
        for form in ("table", "json", "csv"):
            done = run(*option, *words, "--format", form)
            assert done.code == 0
            assert "db.invalid" in done.out
            assert "s3cret" not in done.out + done.err


def test_a_password_is_not_printed_where_it_is_set(file: Path) -> None:
    done = run("config", "set", "db", SECRETS[0], "--json")
    assert done.code == 0
    assert "s3cret" not in done.out + done.err
    assert "s3cretpw" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "url", [*CLOSED, "postgres://ana:s3cretpw@[broken", "mysql://a:s3cretpw@b/c"]
)
def test_a_password_is_in_no_error(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGCONNECT_TIMEOUT", "2")
    for words in (("list",), ("add", "A claim"), ("db", "info"), ("db", "verify"), ("db", "init")):
        for more in ((), ("--json",)):
            done = run("--db", url, *words, *more)
            assert done.code in (3, 7), done.err
            assert "s3cret" not in done.out + done.err
            assert "Traceback" not in done.err


def test_an_empty_home_is_no_reason_to_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    assert run("config", "list").code == 0
