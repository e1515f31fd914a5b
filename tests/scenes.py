"""Prepared databases in surroundings that can be broken, and commands run in them.

A scene is a folder with an account's home and a database of a few claims, on one engine. An
injection (tests/failures_sqlite.py and its neighbours) breaks something about it for
a while; ``observe`` runs a command meanwhile, and sees that nothing else was harmed.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import (
    AbstractContextManager,
    ExitStack,
    closing,
    contextmanager,
    nullcontext,
    suppress,
)
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import sleep
from typing import Any
from unittest import mock

import pytest

from factcheck import connections, errors, heads, schema, services, verify
from factcheck.db import Database
from factcheck.history.record import now
from factcheck.models import LogHead, all_models
from tests import postgres
from tests.conftest import Result, run
from tests.factories import make_claim, make_evidence, make_verdict

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = "from factcheck.cli.main import run; run()"
# Stands as the password in every URL, and must stand in nothing that is printed or stored.
CANARY = "s3cretpw"
NOWHERE = (
    f"postgresql://ana:{CANARY}@/news?host=/none",
    f"postgresql://ana@/news?host=/none&password={CANARY}",
)
# Whom root becomes where permissions are to count.
NOBODY = 65534
IS_ROOT = os.geteuid() == 0
MEMORY = Path("/dev/shm")
# How long a command waits for another writer: no test waits for thirty seconds.
PATIENCE = 0.1
TABLES = [*all_models(), "alembic_version"]

# The codes that may stand beside an exit code.
CODES = {each.exit_code: set[str]() for each in errors.tree()}
for each in errors.tree():
    CODES[each.exit_code].add(each.code)

Rows = dict[str, list[str]]


@dataclass(frozen=True)
class Failure:
    """Something that goes wrong around a command, and what the command is to make of it.

    ``inject`` is a context manager on a scene: it breaks something, and mends it. ``says``
    stands in what is printed. ``adds``: so many claims are saved all the same. ``prints``:
    stdout is not empty, since what was found is the result. ``anew``: it lasts for one run
    only. ``root``: only root can bring it about.
    """

    name: str
    engine: str
    inject: Callable[[Any], AbstractContextManager[None]]
    exit: int
    says: str
    command: tuple[str, ...] = ("add", "A plainly invented claim {n}", "--speaker", "Ana Example")
    stdin: str | None = None
    adds: int = 0
    prints: bool = False
    anew: bool = False
    root: bool = False

    def words(self, form: int) -> list[str]:
        """The command line: for people, or with ``--json``.

        ``{n}`` is another number each time, ``{server}`` an address at which is none.
        """
        told = [word.replace("{n}", str(form)) for word in self.command]
        told = [word.replace("{server}", NOWHERE[form]) for word in told]
        return [*told, "--json"] if form else told


@dataclass(frozen=True)
class Seen:
    """What a command made of a failure."""

    exit: int
    code: str
    message: str
    hint: str


@dataclass
class Scene:
    """A database of a few claims, and what is around it."""

    folder: Path
    patch: pytest.MonkeyPatch
    engine: str = ""
    # Queries for what else is to stay as it was.
    shape: dict[str, str] = field(default_factory=dict)
    run: Callable[..., Result] = run
    # The database was seen to be what it was before; or it never will be.
    whole: bool = False
    harmed: bool = False

    def __post_init__(self) -> None:
        home = self.folder / "home"
        self.news.mkdir()
        for name in ("DATA", "STATE", "CONFIG", "CACHE"):
            (home / name.lower()).mkdir(parents=True)
            self.patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        self.patch.setenv("HOME", str(home))
        self.patch.setenv("FACTCHECK_USER", "ana")
        self.patch.setenv("COLUMNS", "80")
        self.patch.setattr(connections, "BUSY_SECONDS", PATIENCE)
        self.patch.setattr(connections, "CONNECT_SECONDS", 2)
        self.patch.setattr(connections, "pause", lambda _attempt: sleep(0.01))

    @property
    def news(self) -> Path:
        """The folder of the database, where it is a file; else an empty one."""
        return self.folder / "news"

    @property
    def heads(self) -> Path:
        """Where the account keeps the heads of logs."""
        return self.folder / "home" / "state" / "factcheck" / "heads"

    @property
    def config(self) -> Path:
        """The account's config file."""
        return self.folder / "home" / "config" / "factcheck" / "config.toml"

    def told(self, form: int) -> str:
        """The address that the command is given, in the one form or the other."""
        raise NotImplementedError

    def own(self) -> str:
        """The address of the database itself, whatever the command is told."""
        raise NotImplementedError

    def raw(self) -> Any:
        """A connection of somebody else, past the program; it commits by itself."""
        raise NotImplementedError

    def contents(self) -> Rows:
        """Every row of every table, and what the tables are, read past the program."""
        queries = {table: f'SELECT * FROM "{table}"' for table in TABLES}
        with closing(self.raw()) as raw:
            return {
                name: sorted(map(repr, raw.execute(query).fetchall()))
                for name, query in [*queries.items(), *self.shape.items()]
            }

    def findings(self) -> list[str]:
        """What ``db verify`` finds."""
        with Database(self.own()) as db:
            return [f"{one.check}: {one.message}" for one in verify.verify(db).findings]

    def keep_head(self) -> None:
        """Let the account have seen the head of the log."""
        with closing(self.raw()) as raw:
            uid, seq, sealed = raw.execute(
                "SELECT database_uid, seq, hash FROM log_head"
            ).fetchone()
        place = connections.shown(connections.parse(self.own()))
        heads.keep(uid, heads.Head(place, seq, sealed, now()))

    def shortened(self, told: str) -> str:
        """A message in words that are the same in every scene."""
        told = re.sub(r"postgresql(\+psycopg)?://[^\s;,]+", "postgresql://...", told)
        told = re.sub(r"^\d+ (byte|finding)s?\b", r"N \1s", told)
        told = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "...", told)
        told = re.sub(r"\.factcheck-\w+\.partial", ".factcheck-....partial", told)
        told = re.sub(r"(.)\1{50,}", r"\1\1\1...", told)
        return told.replace(f"{self.news}/", "").replace(f"{self.folder}/", "")


@dataclass
class SqliteScene(Scene):
    """A file of SQLite, alone in a folder called ``news``."""

    engine: str = "SQLite"
    path: Path = field(init=False)
    # What the command is told instead of the file; empty: nothing.
    target: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.shape = {
            "objects": "SELECT type, name, sql FROM sqlite_master",
            "what is damaged": "PRAGMA integrity_check",
        }
        self.path = self.news / "checks.db"

    def told(self, form: int) -> str:
        return self.own() if self.target is None else self.target

    def own(self) -> str:
        return str(self.path)

    def raw(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, isolation_level=None)


@dataclass
class PostgresScene(Scene):
    """A database on a server that is ours alone."""

    engine: str = "PostgreSQL"
    server: postgres.Server = field(kw_only=True)
    database: str = field(kw_only=True)
    # What the command is told: another role or database, other options of the URL.
    role: str = "postgres"
    named: str = ""
    options: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        ours = "relnamespace = 'public'::regnamespace"
        self.shape = {
            "relations": f"SELECT relname, relkind FROM pg_class WHERE {ours}",
            "columns": "SELECT attrelid::regclass::text, attname, atttypid, attnotnull"
            f" FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE {ours}",
            "triggers": "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal",
        }

    def told(self, form: int) -> str:
        options = {"host": str(self.server.home), **self.options}
        if form:
            options["password"] = CANARY
        query = "&".join(f"{name}={value}" for name, value in options.items())
        account = self.role if form else f"{self.role}:{CANARY}"
        return f"postgresql://{account}@/{self.named or self.database}?{query}"

    def own(self) -> str:
        return self.server.url(self.database)

    def raw(self) -> Any:
        return self.connected(self.database)

    def connected(self, database: str) -> Any:
        """The same, to any database of the server."""
        import psycopg

        where = f"host={self.server.home} user=postgres dbname={database}"
        # What we do to a server is to outlive its end, which comes at once in some scenes.
        kept = "-c synchronous_commit=on"
        return psycopg.connect(where, options=kept, autocommit=True)

    def sql(self, *statements: str, database: str = "") -> list[Any]:
        """Run statements with all rights. Returns the rows of the last."""
        with closing(self.connected(database or self.database)) as raw:
            for statement in statements:
                done = raw.execute(statement)
            return list(done.fetchall()) if done.description else []


# making scenes


def fill(url: str) -> None:
    """Put the claims in that every scene has."""
    with Database(url) as db:
        with db.transaction(by="ana", action="add") as session:
            claim = make_claim(session, tags=("venezuela",))
            make_evidence(session, claim)
            make_verdict(session, claim)
        with db.transaction(by="emil", action="add") as session:
            make_claim(session, "An invented claim", speaker="Emil Example", source=None)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that anybody may enter: those of the tests are for their account alone."""
    roomy = os.access(MEMORY, os.W_OK)
    made = Path(tempfile.mkdtemp(prefix="factcheck-scene-", dir=MEMORY if roomy else None))
    made.chmod(0o711)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@cache
def _filled() -> bytes:
    """A file with the claims in it: copying one takes less than making one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "filled.db"
        schema.create(path).close()
        fill(str(path))
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA journal_mode=delete")  # what a reader meets depends on it
        return path.read_bytes()


@contextmanager
def sqlite_scene() -> Iterator[SqliteScene]:
    """A scene with a file."""
    with _folder() as folder, pytest.MonkeyPatch.context() as patch:
        scene = SqliteScene(folder, patch)
        scene.path.write_bytes(_filled())
        scene.path.chmod(0o600)
        scene.keep_head()
        yield scene


@dataclass
class Stage:
    """A server, and a database of it for one scene after the other while it stays as it was."""

    server: postgres.Server
    name: str = ""
    made: int = 0

    @contextmanager
    def scene(self) -> Iterator[PostgresScene]:
        """A scene with a database of the server."""
        with _folder() as folder, pytest.MonkeyPatch.context() as patch:
            scene = PostgresScene(folder, patch, server=self.server, database=self._database())
            scene.keep_head()
            try:
                yield scene
            finally:
                if not scene.whole:
                    self.drop()

    def _database(self) -> str:
        if not self.made:
            schema.create(self.server.create("filled")).close()
            fill(self.server.url("filled"))
        if not self.name:
            self.made += 1
            self.name = f"news{self.made}"
            self.server.create(self.name, "filled")
        return self.name

    def drop(self) -> None:
        """Let go of the database."""
        if self.name:
            self.server.drop(self.name)
        self.name = ""


# what injections have in common


def both(*injections: Callable[[Any], AbstractContextManager[None]]) -> Any:
    """One injection inside the other."""

    @contextmanager
    def inject(scene: Scene) -> Iterator[None]:
        with ExitStack() as stack:
            for each in injections:
                stack.enter_context(each(scene))
            yield

    return inject


def fill_up(folder: Path) -> None:
    """Leave no room on the disk of this folder."""
    with (folder / "other.bin").open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass


def mounted(*told: str) -> bool:
    """Mount a file system, or say that root may not."""
    return subprocess.run(["mount", *told], check=False, capture_output=True).returncode == 0


def in_own_process(
    *args: str, stdin: str | None = None, code: str = PROGRAM, stdout: Any = subprocess.PIPE
) -> Result:
    """Run a command as a person does."""
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        input=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    return Result(done.returncode, done.stdout or "", done.stderr)


@contextmanager
def as_nobody(scene: Scene) -> Iterator[None]:
    """Be somebody whom permissions stop. Who is not root is that already."""
    if not IS_ROOT:
        yield
        return
    for path in [scene.folder, *scene.folder.rglob("*")]:
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@contextmanager
def midway(act: Callable[[], object]) -> Iterator[None]:
    """Let something happen when ``add`` has written and not yet committed."""
    really_add = services.claims.add

    def add(session: Any, *told: Any, **options: Any) -> Any:
        made = really_add(session, *told, **options)
        session.flush()
        act()
        return made

    with mock.patch.object(services.claims, "add", add):
        yield


# running commands in scenes


@cache
def _warm() -> None:
    """Have Python load what commands load: an account that may read nothing could not later."""
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "warm.db")
        for words in (
            *(("db", "init", place), ("add", "A claim", "--speaker", "Ana Example", "--json")),
            *(("mark", "1", "supports", "so"), ("list",), ("show", "1"), ("history",)),
            *(("db", "verify"), ("db", "info"), ("db", "upgrade"), ("doctor",), ("undo",)),
            *(("db", "backup", f"{place}.kept"), ("db", "copy", f"{place}.copy")),
            ("db", "restore", f"{place}.kept", f"{place}.new"),
        ):
            run(*words, "--db", place)


def observe(failure: Failure, scene: Scene) -> Seen:
    """Run the command of a failure for people, and with ``--json``.

    Raises AssertionError where the program does anything else than the failure says, or
    the database is not afterwards what it was.
    """
    _warm()
    was = scene.contents()
    steady = nullcontext if failure.anew else failure.inject
    brief = failure.inject if failure.anew else nullcontext
    done = []
    with steady(scene):
        for form in (0, 1):
            with brief(scene):
                scene.patch.setenv("FACTCHECK_DB", scene.told(form))
                done.append(scene.run(*failure.words(form), stdin=failure.stdin))
    for each in done:
        _require_order(failure, each)
    if not scene.harmed:
        _require_whole(failure, scene, was)
    for_people, as_json = _lines(done[0]), _object(done[1])
    return Seen(
        exit=failure.exit,
        code=as_json.code,
        message=scene.shortened(for_people.message),
        hint=scene.shortened(for_people.hint),
    )


def _require_order(failure: Failure, done: Result) -> None:
    """The exit code, a line that says why, nothing secret, and on stdout only results."""
    told = f"exit {done.code}\n{done.out}{done.err}"
    assert done.code == failure.exit, told
    assert failure.says in done.out + done.err, told
    assert "Traceback" not in told, told
    assert CANARY not in told, told
    assert bool(done.out) == (done.code == 0 or failure.prints), told


def _talk(done: Result) -> list[str]:
    """What was said on stderr, without remarks."""
    return [line for line in done.err.splitlines() if not line.startswith("note: ")]


def _lines(done: Result) -> Seen:
    """What was printed for people: one line, and under it what to do."""
    lines = _talk(done)
    if done.code == 0:
        assert not any(line.startswith("error") for line in lines), done.err
        warnings = [line for line in lines if line.startswith("warning: ")]
        return Seen(0, "ok", warnings[0] if warnings else "", "")
    assert lines[0].startswith("error: "), done.err
    assert all(line.startswith("  ") for line in lines[1:]), done.err
    hint = "; ".join(line.strip() for line in lines[1:])
    return Seen(done.code, "", lines[0].removeprefix("error: "), hint)


def _object(done: Result) -> Seen:
    """What was printed with ``--json``: one object."""
    if done.code == 0:
        return _lines(done)
    (line,) = _talk(done)
    found = json.loads(line)["error"]
    assert found["exit"] == done.code, line
    assert found["code"] in CODES[done.code], line
    return Seen(done.code, found["code"], found["message"], found.get("hint", ""))


def _require_whole(failure: Failure, scene: Scene, was: Rows) -> None:
    """The database opens and holds what it held, and no more than what was added.

    It was clean before, so it is clean where nothing at all has changed.
    """
    is_now = scene.contents()
    changed = [name for name in was if is_now[name] != was[name]]
    told = f"something else was written: {changed}"
    for table in ("claim", "entry"):
        assert len(is_now[table]) == len(was[table]) + 2 * failure.adds, told
    if failure.adds:
        assert not (found := scene.findings()), found
    else:
        assert not changed, told
        with Database(scene.own()) as db, db.reading() as session:
            session.get_one(LogHead, 1)
    kept = [path.read_text(encoding="utf-8") for path in scene.heads.rglob("*.json")]
    assert CANARY not in str(is_now) + "".join(kept), "the password was stored"
    scene.whole = not failure.adds
