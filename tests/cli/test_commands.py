"""Every command, under every condition that must not surprise it.

``LINES`` says for each command what it is told and how it must end. A command that
is not listed fails, and so does a line without a command.
"""

import csv
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import typer
from sqlalchemy.orm import Session

from factcheck import schema
from factcheck.cli import completion, output
from factcheck.cli.main import app
from factcheck.db import Database
from factcheck.services import claims
from tests import filled, postgres
from tests.cli.hostile import EVERY, LONG, REFUSED, STORABLE, obeyed
from tests.conftest import run
from tests.factories import make_claim, make_relation, make_review

Words = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """What one command is told under each condition, and its exit code.

    ``{}`` stands for the hostile text, ``{new}`` for the path of a new file, ``{kept}`` for
    that of a backup, ``{table}`` for that of a table with the hostile text in every cell.
    ``unknown`` is None where a command takes no id; ``hostile`` where it takes no text.
    """

    told: Words
    unknown: Words | None = None
    hostile: Words | None = None
    bare: Words | None = None
    # What a file answers where it cannot do what a server can.
    file: int = 0
    # No database: named by the user, also where it is a file, and the default one.
    unmade: int = 7
    unmade_file: int | None = None
    unmade_default: int = 7
    # Hostile texts that can be stored, and the two that cannot.
    stored: int = 0
    refused: int = 3
    surrogate: int = 3
    # What is only looked for and never stored may hold a NUL, but the server takes none.
    nul: int = 3
    # Where nobody can be asked and stdin is empty.
    alone: int = 2
    nobody: int = 4


LINES: dict[str, Line] = {
    "add": Line(
        ("add", "A new claim", "--speaker", "Ana López"),
        hostile=(
            "add", "{} claim", "--speaker", "{} speaker", "--source", "document: {} title",
            "--quote", "{} quote", "--locator", "{} locator", "--context", "{} context",
            "--why", "{} why", "--tag", "{} tag", "--as", "{} actor",
        ),
        bare=("add",),
        unmade_default=0,
    ),
    "show": Line(("show", "1"), ("show", "99"), ("show", "{}"), stored=2, refused=2),
    "edit": Line(
        ("edit", "1", "--why", "it matters"),
        ("edit", "99", "--why", "it matters"),
        (
            "edit", "1", "--text", "{} text", "--context", "{} context", "--why", "{} why",
            "--because", "{} reason",
        ),
        bare=("edit", "1"),
        unmade_default=4,
    ),
    "mark": Line(
        ("mark", "1", "supports", "A note"),
        ("mark", "99", "supports", "A note"),
        (
            "mark", "1", "mixed", "{} note", "--by", "{} by", "--source", "document: {} title",
            "--quote", "{} quote", "--locator", "{} locator",
        ),
        bare=("mark", "1", "supports", "-"),
        unmade_default=4,
        alone=3,
    ),
    "verdict": Line(
        ("verdict", "1", "insufficient", "--because", "Nobody has shown evidence."),
        ("verdict", "99", "insufficient", "--because", "Nobody has shown evidence."),
        ("verdict", "1", "mixed", "--because", "{} reason"),
        bare=("verdict", "1", "mixed", "--because", "-"),
        unmade_default=4,
        alone=3,
    ),
    "list": Line(
        ("list",),
        hostile=("list", "--speaker", "{}", "--source", "{}", "--tag", "{}"),
    ),
    "search": Line(
        ("search", "maduro OR claim"),
        hostile=("search", "plane", "--speaker", "{}", "--source", "{}", "--tag", "{}"),
        bare=("search",),
    ),
    "match": Line(
        ("match", "A claim of an aeroplane"), hostile=("match", "{} plane"),
        bare=("match", "-"), alone=3, refused=0, nul=0, surrogate=0,
    ),
    "checked": Line(
        ("checked", "A claim of an aeroplane"), hostile=("checked", "{} plane"),
        bare=("checked", "-"), alone=3, refused=0, nul=0, surrogate=0,
    ),
    "tag": Line(
        ("tag", "1", "aviation"), ("tag", "99", "aviation"), ("tag", "1", "{} tag"),
        bare=("tag", "1"), unmade_default=4,
    ),
    "note": Line(
        ("note", "1", "A note"), ("note", "99", "A note"), ("note", "1", "{} note"),
        bare=("note", "1"), unmade_default=4,
    ),
    "link": Line(
        ("link", "1", "updates", "2"), ("link", "99", "denies", "1"),
        ("link", "1", "denies", "2", "--because", "{} reason", "--mark"),
        unmade_default=4,
    ),
    "unlink": Line(
        ("unlink", "1", "narrows", "2", "--because", "another one"),
        ("unlink", "99", "narrows", "2", "--because", "another one"),
        ("unlink", "1", "narrows", "2", "--because", "{} reason"),
        bare=("unlink", "1", "narrows", "2"), unmade_default=4,
    ),
    "merge": Line(
        ("merge", "1", "--into", "2", "--yes"), ("merge", "99", "--into", "2", "--yes"),
        ("merge", "1", "--into", "2", "--yes", "--because", "{} reason"),
        bare=("merge", "1", "--into", "2"), unmade_default=4,
    ),
    "duplicates": Line(
        ("duplicates", "--format", "csv", "--columns", "id"), hostile=("duplicates", "{}"),
        stored=2, refused=2,
    ),
    "history": Line(("history",), ("history", "99"), ("history", "--by", "{}"), refused=0),
    "diff": Line(
        ("diff", "1", "1"), ("diff", "99", "1"), ("diff", "1", "{}"), stored=3, surrogate=3
    ),
    "stats": Line(
        ("stats",), hostile=("stats", "--speaker", "{}", "--source", "{}", "--tag", "{}")
    ),
    "redact": Line(
        ("redact", "1", "--field", "text", "--order", "Court, 1/2019", "--yes"),
        ("redact", "99", "--field", "text", "--order", "Court, 1/2019", "--yes"),
        ("redact", "1", "--field", "text", "--order", "{} order", "--yes"),
        bare=("redact", "1", "--field", "text", "--order", "Court, 1/2019"),
    ),
    "undo": Line(
        ("undo",), ("undo", "99"), ("undo", "--because", "{} reason", "--as", "ana"),
        unmade_default=4,
    ),
    "next": Line(
        ("next",), hostile=("next", "--speaker", "{}", "--source", "{}", "--tag", "{}")
    ),
    "stage": Line(
        ("stage", "1", "checking"), ("stage", "99", "checking"),
        ("stage", "1", "dropped", "--because", "{} reason"), bare=("stage", "1"),
        unmade_default=4,
    ),
    "assign": Line(
        ("assign", "1", "ana"), ("assign", "99", "ana"),
        ("assign", "1", "{} name", "--because", "{} reason"), bare=("assign", "1"),
        unmade_default=4,
    ),
    "due": Line(
        ("due", "1", "2019-05-10"), ("due", "99", "2019-05-10"),
        ("due", "1", "2019-05-10", "--because", "{} reason"), bare=("due", "1"),
        unmade_default=4,
    ),
    "priority": Line(
        ("priority", "1", "urgent", "--why", "the vote"),
        ("priority", "99", "urgent", "--why", "the vote"),
        ("priority", "1", "urgent", "--why", "{} why"), bare=("priority", "1"),
        unmade_default=4,
    ),
    "recheck": Line(
        ("recheck", "1", "--every", "6m"), ("recheck", "99", "--every", "6m"),
        ("recheck", "1", "--every", "6m", "--because", "{} reason"), bare=("recheck", "1"),
        unmade_default=4,
    ),
    "ask": Line(
        ("ask", "1", "--whom", "Mike Pompeo"), ("ask", "99", "--whom", "Mike Pompeo"),
        (
            "ask", "1", "--whom", "{} whom", "--channel", "{} channel", "--question",
            "{} question", "--because", "{} reason",
        ),
        bare=("ask", "1"), unmade_default=4,
    ),
    "answer": Line(
        ("answer", "1", "Yes."), ("answer", "99", "Yes."), ("answer", "1", "o1", "{} answer"),
        bare=("answer", "1"), unmade_default=4,
    ),
    "view save": Line(
        ("view", "save", "late", "--overdue"),
        hostile=("view", "save", "{} name", "--assignee", "{} assignee"),
        bare=("view", "save", "late"), unmade_default=0,
    ),
    "view list": Line(("view", "list")),
    "view show": Line(
        ("view", "show", "ours"), ("view", "show", "Nobody"), ("view", "show", "{}"),
        stored=4, refused=4,
    ),
    "view remove": Line(
        ("view", "remove", "ours"), ("view", "remove", "Nobody"),
        ("view", "remove", "ours", "--because", "{} reason"), unmade_default=4,
    ),
    "house list": Line(("house", "list")),
    "house set": Line(
        ("house", "set", "second-person", "yes"),
        hostile=("house", "set", "second-person", "yes", "--because", "{} reason"),
        unmade_default=0,
    ),
    "house unset": Line(
        ("house", "unset", "second-person"),
        hostile=("house", "unset", "second-person", "--because", "{} reason"),
        unmade_default=0,
    ),
    "demo": Line(("demo",), unmade=0, unmade_default=0),
    "lint": Line(
        ("lint", "waive", "1", "no-date", "--because", "nobody knows"), ("lint", "99"),
        ("lint", "waive", "1", "no-date", "--because", "{} reason"), bare=("lint", "lift"),
        unmade_default=4,
    ),
    "correct": Line(
        ("correct", "3", "typo", "--because", "a slip"),
        ("correct", "99", "typo", "--because", "a slip"),
        ("correct", "3", "clarification", "--because", "{} reason", "--notice", "{} notice"),
        unmade_default=4,
    ),
    "corrections": Line(
        ("corrections",), ("corrections", "99"), ("corrections", "--kind", "{}"),
        stored=2, refused=2,
    ),
    "evidence show": Line(
        ("evidence", "show", "e1"), ("evidence", "show", "e99"), ("evidence", "show", "{}"),
        stored=2, refused=2,
    ),
    "evidence edit": Line(
        ("evidence", "edit", "e1", "--note", "Another note"),
        ("evidence", "edit", "e99", "--note", "Another note"),
        (
            "evidence", "edit", "e1", "--note", "{} note", "--quote", "{} quote", "--locator",
            "{} locator", "--by", "{} by", "--source", "call: {} title", "--because", "{} reason",
        ),
        bare=("evidence", "edit", "e1"),
        unmade_default=4,
    ),
    "evidence withdraw": Line(
        ("evidence", "withdraw", "e1", "--because", "a parody"),
        ("evidence", "withdraw", "e99", "--because", "a parody"),
        ("evidence", "withdraw", "e1", "--because", "{} reason"),
        bare=("evidence", "withdraw", "e1"),
        unmade_default=4,
    ),
    "appearance add": Line(
        ("appearance", "add", "1", "--speaker", "Ana López"),
        ("appearance", "add", "99", "--speaker", "Ana López"),
        (
            "appearance", "add", "1", "--speaker", "{} speaker", "--source", "broadcast: {} title",
            "--quote", "{} quote", "--locator", "{} locator",
        ),
        bare=("appearance", "add", "1"),
        unmade_default=4,
        alone=3,
    ),
    "appearance edit": Line(
        ("appearance", "edit", "a1", "--locator", "02:11"),
        ("appearance", "edit", "a99", "--locator", "02:11"),
        (
            "appearance", "edit", "a1", "--quote", "{} quote", "--locator", "{} locator",
            "--speaker", "{} speaker", "--source", "{} title", "--because", "{} reason",
        ),
        bare=("appearance", "edit", "a1"),
        unmade_default=4,
    ),
    "appearance withdraw": Line(
        ("appearance", "withdraw", "a2", "--because", "somebody else"),
        ("appearance", "withdraw", "a99", "--because", "somebody else"),
        ("appearance", "withdraw", "a2", "--because", "{} reason"),
        bare=("appearance", "withdraw", "a2"),
        unmade_default=4,
    ),
    "speaker list": Line(
        ("speaker", "list"), hostile=("speaker", "list", "--kind", "{}"), stored=2, refused=2
    ),
    "speaker show": Line(
        ("speaker", "show", "Mike Pompeo"), ("speaker", "show", "Nobody"),
        ("speaker", "show", "{}"), stored=4, refused=4,
    ),
    "speaker edit": Line(
        ("speaker", "edit", "Mike Pompeo", "--kind", "person"),
        ("speaker", "edit", "Nobody", "--kind", "person"),
        (
            "speaker", "edit", "1", "--name", "{} name", "--description", "{} description",
            "--because", "{} reason",
        ),
        bare=("speaker", "edit", "1"),
        unmade_default=4,
    ),
    "speaker alias": Line(
        ("speaker", "alias", "Mike Pompeo", "Michael R. Pompeo"),
        ("speaker", "alias", "Nobody", "Michael R. Pompeo"),
        ("speaker", "alias", "1", "{} alias", "--id", "x={} id"),
        bare=("speaker", "alias", "1"),
        unmade_default=4,
    ),
    "speaker merge": Line(
        ("speaker", "merge", "Juan Guaidó", "--into", "Mike Pompeo", "--yes"),
        ("speaker", "merge", "Nobody", "--into", "Mike Pompeo", "--yes"),
        ("speaker", "merge", "2", "--into", "1", "--yes", "--because", "{} reason"),
        bare=("speaker", "merge", "2", "--into", "1"), unmade_default=4,
    ),
    "source merge": Line(
        ("source", "merge", "s2", "--into", "s1", "--yes"),
        ("source", "merge", "s99", "--into", "s1", "--yes"),
        ("source", "merge", "s2", "--into", "s1", "--yes", "--because", "{} reason"),
        bare=("source", "merge", "s2", "--into", "s1"), unmade_default=4,
    ),
    "source list": Line(
        ("source", "list"), hostile=("source", "list", "--kind", "{}"), stored=2, refused=2
    ),
    "source show": Line(
        ("source", "show", "s1"), ("source", "show", "s99"), ("source", "show", "{}"),
        bare=("source", "show", "-"), stored=4, alone=3,
    ),
    "source edit": Line(
        ("source", "edit", "s1", "--title", "An interview"),
        ("source", "edit", "s99", "--title", "An interview"),
        (
            "source", "edit", "s1", "--title", "{} title", "--publisher", "{} publisher",
            "--description", "{} description", "--because", "{} reason",
        ),
        bare=("source", "edit", "s1"),
        unmade_default=4,
    ),
    "extract": Line(
        ("extract", "{article}"), hostile=("extract", "worth", "{} sentence"),
        bare=("extract", "-"), alone=3, unmade_default=0, refused=0, nul=0, surrogate=0,
    ),
    "import": Line(
        ("import", "{table}"), ("import", "undo", "99"),
        ("import", "{table}", "--rejects", "none", "--as", "{} actor"),
        bare=("import", "-"), unmade_default=0, alone=3,
    ),
    "export": Line(
        ("export",), ("export", "99"),
        (
            "export", "--format", "claimreview", "--publisher", "{} publisher", "--check-url",
            "https://example.org/{}", "--speaker", "{}", "--source", "{}", "--tag", "{}",
        ),
    ),
    "track": Line(
        ("track", "2"), ("track", "99"), ("track", "{}"), unmade_default=4, stored=2, refused=2
    ),
    "scale list": Line(("scale", "list")),
    "scale show": Line(
        ("scale", "show", "politifact"), ("scale", "show", "Nobody"), ("scale", "show", "{}"),
        stored=4, refused=4,
    ),
    "scale unmapped": Line(("scale", "unmapped")),
    "scale map": Line(
        ("scale", "map", "Example Checks", "Cherry-picked", "mixed"),
        hostile=("scale", "map", "{} publisher", "{} label", "mixed"), unmade_default=0,
    ),
    "db init": Line(("db", "init", "{new}"), unmade=0, unmade_default=0),
    "db upgrade": Line(("db", "upgrade")),
    "db reindex": Line(("db", "reindex")),
    "db backup": Line(("db", "backup", "{new}")),
    "db restore": Line(
        ("db", "restore", "{kept}", "{new}"), bare=("db", "restore", "{kept}", "-"),
        unmade=0, unmade_default=0, alone=3,
    ),
    "db copy": Line(("db", "copy", "{new}"), bare=("db", "copy", "-"), alone=3),
    "db grant": Line(("db", "grant", "postgres"), file=3, unmade_file=3, unmade_default=3),
    "db current": Line(("db", "current")),
    "db verify": Line(("db", "verify")),
    "db info": Line(("db", "info")),
    "doctor": Line(("doctor",), unmade_file=0, unmade_default=0),
    "config list": Line(("config", "list"), unmade=0, unmade_default=0),
    "config get": Line(
        ("config", "get", "user"), ("config", "get", "nope"), ("config", "get", "{}"),
        unmade=0, unmade_default=0, stored=4, refused=4,
    ),
    "config set": Line(
        ("config", "set", "user", "ana"), ("config", "set", "nope", "x"),
        ("config", "set", "{}", "x"), unmade=0, unmade_default=0, stored=3, nobody=3,
    ),
    "config path": Line(("config", "path"), unmade=0, unmade_default=0),
}  # fmt: skip
# The arguments that name something that is there.
IDS = (
    *("claim", "claims", "evidence", "appearance", "speaker", "source", "entry", "key"),
    *("ids", "name", "run", "speakers", "sources", "things"),
)
READING: tuple[Words, ...] = (
    ("list", "--all", "--limit", "0"),
    ("search", "maduro OR claim", "--all", "--confidential", "--limit", "0"),
    ("match", "A claim of an aeroplane", "--limit", "50"),
    ("show", "1"),
    ("show", "2"),
    ("show", "1", "--as-of", "4"),
    ("diff", "1", "1"),
    ("list", "--as-of", "5", "--all"),
    ("stats", "--all", "--limit", "0"),
    ("next", "--explain"),
    ("due",),
    ("view", "list"),
    ("view", "show", "1"),
    ("history",),
    ("history", "1"),
    ("tag",),
    ("evidence", "show", "e1"),
    ("duplicates", "--all", "--related"),
    ("duplicates", "speakers", "--related"),
    ("duplicates", "sources", "--related"),
    ("speaker", "list"),
    ("speaker", "show", "1"),
    ("source", "list"),
    ("source", "show", "s1"),
    ("scale", "list"),
    ("scale", "unmapped"),
    ("db", "verify"),
)


@cache
def registered() -> dict[str, Any]:
    """All commands of the program, by what is typed."""
    found: dict[str, Any] = {}

    def walk(command: Any, path: Words) -> None:
        for name, one in getattr(command, "commands", {}).items():
            walk(one, (*path, name))
        if not hasattr(command, "commands"):
            found[" ".join(path)] = command

    walk(typer.main.get_command(app), ())
    return found


COMMANDS = sorted(registered())


def line(name: str) -> Line:
    assert name in LINES, f"{name} is not in LINES: say how it behaves under every condition"
    return LINES[name]


def having(what: str) -> pytest.MarkDecorator:
    """The commands whose lines say what they are told under this condition."""
    told = [name for name in COMMANDS if name in LINES and getattr(LINES[name], what) is not None]
    return pytest.mark.parametrize("name", told)


def lacking(what: str) -> list[str]:
    """The others."""
    return [name for name in COMMANDS if getattr(line(name), what) is None]


@pytest.fixture(autouse=True)
def guard() -> Iterator[None]:
    """A test that waits for somebody ends."""

    def rise(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError("the command waits")

    before = signal.signal(signal.SIGALRM, rise)
    signal.alarm(300)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def fill() -> None:
    """Put in every id that ``LINES`` names."""
    source = ("--source", "https://example.org/interview")
    for words in (
        ("add", "A claim", "--speaker", "Mike Pompeo", *source, "--tag", "venezuela"),
        ("mark", "1", "disputes", "Denied it", "--by", "Nicolás Maduro"),
        ("appearance", "add", "1", "--speaker", "Juan Guaidó", *source),
        ("note", "1", "A note"),
        ("ask", "1", "--whom", "Ana López"),
        ("view", "save", "ours", "--tag", "venezuela"),
    ):
        assert run(*words).code == 0, words
    rated = "claim,rating,publisher\nChecked by others,Four owls,Example Checks\n"
    assert run("import", "-", stdin=rated).code == 0
    assert run("link", "1", "narrows", "2").code == 0
    assert run("mark", "1", "context", "A page", "--source", "https://example.org/b").code == 0
    for printed in (
        ("add", "A printed claim", "--source", "A newspaper"),
        ("verdict", "3", "not-checkable", "--because", "It is an opinion."),
        ("stage", "3", "published"),
        ("correct", "3", "typo", "--because", "a letter was missing"),
    ):
        assert run(*printed, "--as", "ben").code == 0, printed


@pytest.fixture
def checks(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database in which every id of ``LINES`` is there."""
    monkeypatch.setenv("FACTCHECK_DB", url)
    filled.once(url, fill)
    return url


@pytest.fixture
def missing(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where no database is: a path without a file, a name that the server does not know."""
    if engine == "sqlite":
        return str(tmp_path / "missing.db")
    server: postgres.Server = request.getfixturevalue("postgres_server")
    return server.url("missing")


def put(words: Words, told: str, folder: Path) -> Words:
    new, kept = folder / "new.db", folder / "kept.db"
    if "{kept}" in words:
        schema.create(kept).close()
    if "{article}" in words:
        (folder / "article.txt").write_text("Ana López said that the bridge is closed.")
    if "{table}" in words:
        write_table(folder / "table.csv", told)
    places = {"{new}": str(new), "{kept}": str(kept), "{table}": str(folder / "table.csv")}
    places["{article}"] = str(folder / "article.txt")
    return tuple(places.get(word, word.replace("{}", told)) for word in words)


def write_table(path: Path, told: str) -> None:
    """A claim of somebody, and one that others rated, with this text in every cell."""
    columns = ("claim", "speaker", "source", "quote", "tags", "rating", "publisher", "title")
    cells = [f"{told} {column}" for column in columns]
    cells[2] = f"document: {told} title"
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerows((columns, cells, [f"{told} other", *cells[1:5], "", "", ""]))


def entries(url: str) -> int:
    with Database(url) as database, database.reading() as session:
        from sqlalchemy import func, select

        from factcheck.models import Entry

        return session.scalar(select(func.count()).select_from(Entry)) or 0


def test_every_command_has_its_line_and_every_line_its_command() -> None:
    assert sorted(LINES) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_does_what_it_is_told(
    name: str, engine: str, checks: str, tmp_path: Path
) -> None:
    done = run(*put(line(name).told, "", tmp_path))
    wanted = line(name).file if engine == "sqlite" else 0
    assert (done.code, bool(done.out)) == (wanted, not wanted), done.err
    assert ("error" in done.err) == bool(wanted)


@pytest.mark.parametrize("name", COMMANDS)
def test_without_the_database_that_was_named(
    name: str, engine: str, missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTCHECK_DB", missing)
    done = run(*put(line(name).told, "", tmp_path))
    wanted = line(name).unmade
    if engine == "sqlite" and line(name).unmade_file is not None:
        wanted = line(name).unmade_file or 0
    assert done.code == wanted, done.err
    assert "Traceback" not in done.err
    if wanted == 7:
        assert (done.out == "") == (name != "doctor")  # which tells the rest all the same
        assert done.err.startswith("error: there is no ")
        assert "missing" in done.err.splitlines()[0]
    if wanted == 7 and engine == "sqlite":
        assert done.err.startswith(f"error: there is no database at {missing}\n")
        assert f"factcheck db init --db {missing}" in done.err
    assert not Path(missing).exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_without_the_default_database(name: str, home: Path, tmp_path: Path) -> None:
    default = home / "data" / "factcheck" / "factcheck.db"
    done = run(*put(line(name).told, "", tmp_path))
    assert done.code == line(name).unmade_default, done.err
    # Some write if told so only; redact finds nothing where nothing is.
    aside = ("db init", "db restore", "match", "checked", "extract", "redact")
    writes = name not in aside and "user" in {one.name for one in registered()[name].params}
    assert default.exists() == writes
    if writes:
        assert done.err.startswith(f"new database: {default}\n")
    elif done.code == 7:
        assert done.err.startswith("error: there is no database")
    assert "Traceback" not in done.err


def test_every_line_of_a_command_that_takes_an_id_names_one_that_nobody_has() -> None:
    takes_none = [
        name
        for name in COMMANDS
        if not any(
            one.param_type_name == "argument" and one.name in IDS
            for one in registered()[name].params
        )
    ]
    assert lacking("unknown") == takes_none


@having("unknown")
def test_with_an_id_that_nobody_has(name: str, checks: str) -> None:
    told = line(name).unknown or ()
    before = entries(checks)
    done = run(*told)
    named = next(word for word in told if word.strip("aes") == "99" or word in ("Nobody", "nope"))
    assert (done.code, done.out) == (line(name).nobody, ""), done.err
    assert done.err.startswith("error: ")
    assert named.strip("aes") in done.err
    assert entries(checks) == before


def test_every_line_of_a_command_that_takes_a_text_has_a_hostile_one() -> None:
    silent = ("demo", "doctor", "config list", "config path", "scale list", "scale unmapped")
    for name in lacking("hostile"):
        assert name in (*silent, "view list", "house list") or name.startswith("db ")


@having("hostile")
def test_hostile_text_is_stored_or_refused_and_never_obeyed(
    name: str, engine: str, checks: str, tmp_path: Path
) -> None:
    told = line(name).hostile or ()
    for kind, nasty in {"every": EVERY, "long": LONG, **REFUSED}.items():
        done = run(*put(told, nasty, tmp_path))
        one = line(name)
        wanted = one.refused if kind in REFUSED else one.stored
        if kind == "surrogate" and one.refused in (0, 3):
            wanted = one.surrogate
        if kind == "nul" and engine == "postgresql" and not one.refused:
            wanted = one.nul
        assert (kind, done.code) == (kind, wanted), done.err
        assert not obeyed(done.out + done.err), kind
        if wanted:
            assert done.err.startswith("error: "), kind
            assert "Traceback" not in done.err, kind
        else:
            filled.once(checks, fill)


@pytest.fixture
def poisoned(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with every hostile text in every text field, put there by the commands."""
    monkeypatch.setenv("FACTCHECK_DB", url)

    def poison() -> None:
        write_all(tmp_path)
        with Database(url) as database, database.transaction(by="ana") as session:
            put_the_rest(session)

    filled.once(url, poison)
    return url


def write_all(folder: Path) -> None:
    """What commands can put there."""
    writes = (
        ("add", "{} claim", "--speaker", "{} speaker", "--source", "document: {} title", "--quote",
         "{} quote", "--locator", "{} at", "--context", "{}", "--why", "{}", "--tag", "{} tag"),
        ("mark", "1", "refutes", "{} note", "--by", "{} by", "--source", "call: {}", "--quote",
         "{}", "--locator", "{}"),
        ("mark", "1", "supports", "{} note", "--said", "--by", "{} by"),
        ("note", "1", "{} note"),
        ("verdict", "1", "mixed", "--because", "{} reason", "--as", "{} actor"),
        ("verdict", "1", "refuted", "--because", "{} other reason"),
        ("verdict", "1", "--withdraw", "--because", "{} withdrawn"),
        ("verdict", "1", "refuted", "--said", "--because", "{} again"),
        ("appearance", "add", "1", "--speaker", "{} another", "--source", "{} b", "--quote", "{}"),
        ("priority", "1", "high", "--why", "{} why"),
        ("assign", "1", "{} name"),
        ("due", "1", "2019-05-10"),
        ("ask", "1", "--whom", "{} whom", "--channel", "{} channel", "--question", "{} question"),
        ("answer", "1", "{} answer"),
        ("view", "save", "1", "--assignee", "{}", "--tag", "{} tag"),
        ("view", "save", "{} name", "--assignee", "{} name"),
        ("speaker", "alias", "1", "{} alias", "--id", "x={}"),
        ("speaker", "edit", "1", "--description", "{} description"),
        ("source", "edit", "s1", "--publisher", "{}", "--description", "{}"),
        ("evidence", "withdraw", "e2", "--because", "{} withdrawn"),
        ("edit", "1", "--text", "{} reworded", "--because", "{} reason"),
        ("scale", "map", "{} publisher", "{} label", "mixed"),
        ("import", "{table}"),
    )  # fmt: skip
    for words in writes:
        done = run(*put(words, EVERY, folder))
        assert done.code == 0, done.err


def put_the_rest(session: Session) -> None:
    """The texts one by one, and what no command makes yet."""
    for text in STORABLE.values():
        make_claim(session, text, speaker=f"{text} s", tags=(text,), source=None)
    one, two = claims.get(session, 1), claims.get(session, 2)
    make_review(session, one, publisher=EVERY, rating=EVERY, title=EVERY)
    make_relation(session, one, two)
    make_relation(session, make_claim(session, f"{EVERY} third"), one, "updates")


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_what_is_hostile_is_shown_harmless_in_every_format(
    words: Words, engine: str, poisoned: str
) -> None:
    # The printer is the same: what another engine gives it is seen in one format as in all.
    for form in output.FORMATS if engine == "sqlite" else ("json",):
        with output.staged():
            done = run(*words, "--format", form)
        assert (form, done.code) == (form, 0)
        assert done.out.strip(), form
        assert not obeyed(done.out + done.err), form
    piped = run(*words, "--color", "always")
    assert not obeyed(piped.out + piped.err, coloured=True)


def test_what_is_hostile_completes_harmless(poisoned: str) -> None:
    context: Any = typer.Context(typer.main.get_command(app))
    for complete in (
        *(completion.claim_ids, completion.speakers, completion.tags, completion.scales),
    ):
        found = complete(context, "")
        assert len(found) > 10
        for value, about in found:
            assert not obeyed(value + about)
            assert "\n" not in value + about


_CLOSED = """
import functools, gc, importlib, json, os, pkgutil, sys
import alembic.command, sqlalchemy.dialects.sqlite, sqlalchemy.orm, tomlkit, typer.main
import factcheck
from factcheck.cli.main import app, run
for module in pkgutil.walk_packages(factcheck.__path__, "factcheck."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
factcheck.models.all_models()
sqlalchemy.orm.configure_mappers()
typer.main.get_command = functools.cache(typer.main.get_command)
typer.main.get_command(app)
gc.freeze()
ended = {}
for name, (home, *words) in json.load(sys.stdin).items():
    talk = os.path.join(home, "stderr")
    child = os.fork()
    if child == 0:
        os.chdir(home)
        for folder in ("CONFIG", "STATE", "DATA"):
            os.environ[f"XDG_{folder}_HOME"] = home
        os.environ["FACTCHECK_DB"] = os.path.join(home, "checks.db")
        reader, writer = os.pipe()
        os.close(reader)
        os.dup2(writer, 1)
        os.dup2(os.open(talk, os.O_CREAT | os.O_WRONLY, 0o600), 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv[1:] = words
        run()
    _, status = os.waitpid(child, 0)
    with open(talk) as stream:
        ended[name] = os.waitstatus_to_exitcode(status), stream.read()
print(json.dumps(ended))
"""


def test_a_closed_pipe_is_silent(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader of every command has gone before the first row, as with ``| head -c 0``.

    Each runs in a process of its own, forked from one that has loaded the program.
    """
    monkeypatch.setenv("FACTCHECK_DB", sqlite_url)
    filled.once(sqlite_url, fill)
    told = {}
    names = [name for name in COMMANDS if not line(name).file]
    for number, name in enumerate(names):
        home = tmp_path / str(number)
        home.mkdir()
        shutil.copy(sqlite_url, home / "checks.db")
        told[name] = [str(home), *put(line(name).told, "", home)]
    done = subprocess.run(
        [sys.executable, "-c", _CLOSED],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        timeout=300,
        start_new_session=True,
        check=True,
    )
    assert json.loads(done.stdout) == {name: [141, ""] for name in names}
    # What was done was done: the reader's going is no reason to lose it.
    kept = str(Path(told["add"][0]) / "checks.db")
    assert entries(kept) == entries(sqlite_url) + 1


# What the others need is told, and they did run without a terminal above.
@having("bare")
def test_nothing_waits_for_a_terminal_that_is_not_there(
    name: str, checks: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\ntouch {started}\nsleep 60\n")
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    done = run(*put(line(name).bare or (), "", tmp_path), stdin="")
    assert (done.code, done.out) == (line(name).alone, ""), done.err
    assert done.err.startswith("error: ")
    assert not started.exists()
