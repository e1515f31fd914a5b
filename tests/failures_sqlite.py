"""What can go wrong around a file of SQLite, brought about for real."""

import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, chdir, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from factcheck.connections import APPLICATION_ID
from factcheck.db import SCHEMA
from tests.scenes import (
    Failure,
    SqliteScene,
    as_nobody,
    both,
    fill_up,
    in_own_process,
    midway,
    mounted,
)

LIST = ("list",)
SHOW = ("show", "1")
INIT = ("db", "init")
UPGRADE = ("db", "upgrade")
VERIFY = ("db", "verify")
INFO = ("db", "info")
MARK = ("mark", "1", "context", "A note")
LONG = ("add", "A plainly invented claim. " * 4000)

Injection = Callable[[SqliteScene], AbstractContextManager[None]]


# locks


def locked(how: str) -> Injection:
    """Another program holds a lock."""

    @contextmanager
    def inject(scene: SqliteScene) -> Iterator[None]:
        with closing(scene.raw()) as other:
            other.execute(how)
            yield

    return inject


# what stands at the path


def instead(make: Callable[[Path], object]) -> Injection:
    """Something else stands where the file was; it must be left as it is."""

    @contextmanager
    def inject(scene: SqliteScene) -> Iterator[None]:
        aside = scene.folder / "aside.db"
        scene.path.rename(aside)
        make(scene.path)
        held = _held(scene)
        try:
            yield
            assert _held(scene) == held, "what stands there was changed"
        finally:
            _clear(scene.path)
            aside.rename(scene.path)

    return inject


def _held(scene: SqliteScene) -> dict[str, bytes | None]:
    """The folder of the database: every name in it, and what the files hold."""
    found = sorted(scene.path.parent.rglob("*"))
    return {str(path): path.read_bytes() if path.is_file() else None for path in found}


def _clear(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def named(target: str) -> Injection:
    """The command is told another path, and must make nothing there."""

    @contextmanager
    def inject(scene: SqliteScene) -> Iterator[None]:
        held = _held(scene)
        scene.target = str(scene.path.parent / target)
        yield
        assert _held(scene) == held, "something was made or changed"

    return inject


NEW = named("new.db")


def as_socket(path: Path) -> None:
    """What a server that has gone leaves behind."""
    with socket.socket(socket.AF_UNIX) as made, chdir(path.parent):
        made.bind(path.name)


def dangling(path: Path) -> None:
    """A link to nothing."""
    path.symlink_to("gone.db")


def looping(path: Path) -> None:
    """A link to itself."""
    path.symlink_to(path.name)


def as_text(path: Path) -> None:
    """A table of somebody's."""
    path.write_text("claim,speaker\n" * 200, encoding="utf-8")


def sealed(path: Path) -> None:
    """A folder that may not be written."""
    path.mkdir(0o555)


def foreign(path: Path) -> None:
    """The database of another program."""
    with closing(sqlite3.connect(path)) as made:
        made.executescript("CREATE TABLE claim (id INTEGER, text TEXT); PRAGMA user_version=3")


def marked(path: Path) -> None:
    """A file that says it is ours, with none of our tables."""
    with closing(sqlite3.connect(path)) as made:
        made.executescript(f"PRAGMA application_id={APPLICATION_ID}; CREATE TABLE other (x)")


def config(content: str, *, database: bool = False) -> Injection:
    """The config file says this; it alone names the database, or not."""

    @contextmanager
    def inject(scene: SqliteScene) -> Iterator[None]:
        if database:
            scene.target = ""
        scene.config.parent.mkdir(exist_ok=True)
        told = content.replace("{folder}", str(scene.path.parent))
        scene.config.write_text(told, encoding="utf-8")
        yield
        scene.config.unlink()

    return inject


# No shell lets a NUL through; a config file does.
NUL = config('db = "{folder}/checks\\u0000.db"\n', database=True)


@contextmanager
def config_closed(scene: SqliteScene) -> Iterator[None]:
    """The config folder may not be entered."""
    scene.config.parent.mkdir(exist_ok=True)
    scene.config.write_text('user = "ana"\n', encoding="utf-8")
    scene.config.parent.chmod(0)
    with as_nobody(scene):
        yield
    scene.config.parent.chmod(0o700)


@contextmanager
def in_a_removed_folder(scene: SqliteScene) -> Iterator[None]:
    """The shell stands in a folder that is gone, and the path is a relative one."""
    scene.target = "checks.db"
    gone = scene.folder / "gone"
    gone.mkdir()
    with chdir(gone):
        gone.rmdir()
        yield


# damage


def damaged(change: Callable[[SqliteScene, bytearray], bytes | bytearray]) -> Injection:
    """The bytes of the file are other ones; the command must leave them alone."""

    @contextmanager
    def inject(scene: SqliteScene) -> Iterator[None]:
        whole = scene.path.read_bytes()
        broken = bytes(change(scene, bytearray(whole)))
        scene.path.write_bytes(broken)
        try:
            yield
            assert scene.path.read_bytes() == broken, "a damaged file was written to"
        finally:
            scene.path.write_bytes(whole)

    return inject


def cut(share: float) -> Injection:
    """The end of the file is missing."""
    return damaged(lambda _scene, found: found[: int(len(found) * share)])


def page(table: str, byte: bytes) -> Injection:
    """The first page of a table is full of one byte."""

    def change(scene: SqliteScene, found: bytearray) -> bytearray:
        with closing(scene.raw()) as raw:
            query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
            root = raw.execute(query, (table,)).fetchone()[0]
            size = raw.execute("PRAGMA page_size").fetchone()[0]
        found[(root - 1) * size : root * size] = byte * size
        return found

    return damaged(change)


def ran(*statements: str) -> Injection:
    """Somebody ran these statements behind the program's back."""

    def change(scene: SqliteScene, _found: bytearray) -> bytes:
        with closing(scene.raw()) as raw:
            for statement in ("PRAGMA foreign_keys=OFF", *statements):
                raw.execute(statement)
        return scene.path.read_bytes()

    return damaged(change)


def altered(*statements: str) -> Injection:
    """The same, past the triggers, which are as they were afterwards."""

    @contextmanager
    def inject(scene: SqliteScene) -> Iterator[None]:
        with closing(scene.raw()) as raw:
            query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            triggers = raw.execute(query).fetchall()
        drops = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        with ran(*drops, *statements, *[sql for _, sql in triggers])(scene):
            yield

    return inject


def schema(*revisions: str) -> Injection:
    """The database says it has this schema."""
    rows = [f"INSERT INTO alembic_version VALUES ('{one}')" for one in revisions]
    return altered("DELETE FROM alembic_version", *rows)


_KILLED = """
import os, signal, sqlite3, sys
raw = sqlite3.connect(sys.argv[1], isolation_level=None)
raw.execute("PRAGMA cache_size=1")
raw.execute("BEGIN IMMEDIATE")
raw.execute("UPDATE claim SET text = 'half of it'")
raw.execute(
    "CREATE TABLE half AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n"
    " WHERE x < 3000) SELECT hex(randomblob(60)) FROM n"
)
os.kill(os.getpid(), signal.SIGKILL)
"""


@contextmanager
def writer_killed(scene: SqliteScene) -> Iterator[None]:
    """A writer was killed when half of its pages stood in the file, its journal beside it."""
    whole = scene.path.read_bytes()
    done = subprocess.run([sys.executable, "-c", _KILLED, scene.path], check=False)
    assert done.returncode == -signal.SIGKILL
    assert scene.path.read_bytes() != whole
    assert _beside(scene, "-journal").exists()
    yield


def _beside(scene: SqliteScene, suffix: str) -> Path:
    return scene.path.with_name(scene.path.name + suffix)


# permissions


def permissions(bits: int, *, of: str) -> Injection:
    """The file or its folder has these permissions."""

    @contextmanager
    def inject(scene: SqliteScene) -> Iterator[None]:
        path = scene.path if of == "file" else scene.path.parent
        before = path.stat().st_mode
        path.chmod(bits)
        with as_nobody(scene):
            yield
        path.chmod(before)

    return inject


folder_closed = permissions(0o555, of="folder")


def write_ahead(*, left_over: bool) -> Injection:
    """The file has a write-ahead log, its folder may not be written."""

    @contextmanager
    def inject(scene: SqliteScene) -> Iterator[None]:
        log = _beside(scene, "-wal")
        with closing(scene.raw()) as raw:
            raw.execute("PRAGMA journal_mode=wal")
            raw.execute("UPDATE counter SET value = value")
            held = log.read_bytes()
        if left_over:
            log.write_bytes(held)
        with folder_closed(scene):
            yield
        log.unlink(missing_ok=True)
        with closing(scene.raw()) as raw:
            raw.execute("PRAGMA journal_mode=delete")

    return inject


@contextmanager
def journal_is_a_folder(scene: SqliteScene) -> Iterator[None]:
    """Where SQLite wants its journal stands a folder."""
    _beside(scene, "-journal").mkdir()
    yield
    _beside(scene, "-journal").rmdir()


def heads_closed(make: Callable[[Path], object]) -> Injection:
    """The account's folder for heads of logs cannot be written."""

    @contextmanager
    def inject(scene: SqliteScene) -> Iterator[None]:
        aside = scene.heads.with_name("aside")
        scene.heads.rename(aside)
        make(scene.heads)
        with as_nobody(scene):
            yield
        _clear(scene.heads)
        aside.rename(scene.heads)

    return inject


# room


@contextmanager
def file_limit(_scene: SqliteScene) -> Iterator[None]:
    """No file may be written beyond 100 kB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def disk(options: str, *, filled: bool = False, read_only: bool = False) -> Injection:
    """The folder is a file system of its own; where root may not mount, what is most like it."""

    @contextmanager
    def inject(scene: SqliteScene) -> Iterator[None]:
        news, whole = scene.path.parent, scene.path.read_bytes()
        if not mounted("-t", "tmpfs", "-o", options, "tmpfs", str(news)):
            with (permissions(0o400, of="file") if read_only else file_limit)(scene):
                yield
            return
        try:
            scene.path.write_bytes(whole)
            if filled:
                fill_up(news)
            if read_only:
                mounted("-o", "remount,ro", str(news))
            held = _held(scene)
            yield
            assert _held(scene) == held, "something was written"
        finally:
            subprocess.run(["umount", news], check=True)

    return inject


@contextmanager
def no_files_left(scene: SqliteScene) -> Iterator[None]:
    """The process may open no more files."""
    scene.run("list")  # so that no module is still to be read
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.dup(0)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def stdout_full(scene: SqliteScene) -> Iterator[None]:
    """What is printed goes to a full disk."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        scene.run = partial(in_own_process, stdout=full)
        yield


# while it is open


def meanwhile(act: Callable[[Path, Path], object]) -> Injection:
    """Something happens to the file while a command is writing to it."""

    @contextmanager
    def inject(scene: SqliteScene) -> Iterator[None]:
        aside = scene.folder / "aside.db"
        with midway(lambda: act(scene.path, aside)):
            yield
        scene.path.unlink(missing_ok=True)
        aside.rename(scene.path)

    return inject


def moved(path: Path, aside: Path) -> None:
    """The file bears another name."""
    path.rename(aside)


def removed(path: Path, aside: Path) -> None:
    """The file bears no name; here one is kept, so that it can be looked at."""
    os.link(path, aside)
    path.unlink()


def replaced(path: Path, aside: Path) -> None:
    """Another file bears its name."""
    path.rename(aside)
    shutil.copy(aside, path)


# the catalogue


def fails(name: str, inject: Injection, code: int, says: str, **more: Any) -> Failure:
    """A row of the catalogue."""
    return Failure(name, "SQLite", inject, code, says, **more)


CLOSED = "can be read but not written"
DAMAGED = "is damaged or not a factcheck database"
SEALED = "no permission to read"
NO_ROOM = "the disk cannot take it"
WAITED = "another process is writing to"
LACKS = "lacks a table, column or index of this program"
NO_LOG = "the database is not what its log says"
UNOPENED = "cannot be opened"
UNKEPT = "could not be kept outside"
UNSEALED = "refused a change of its log"
MOVED = "was moved or replaced while it was open"
FOUND: dict[str, Any] = {"command": VERIFY, "prints": True}
EXCLUSIVE = locked("BEGIN EXCLUSIVE")
FULL = disk("size=1m", filled=True)
HEADLESS = damaged(lambda _scene, found: b"x" * 100 + found[100:])
RENAMED = "ALTER TABLE claim RENAME COLUMN priority TO urgency"
REWRITING = "CREATE TRIGGER other AFTER INSERT ON claim BEGIN UPDATE entry SET actor = 'x'; END"
CUT_LOG = (
    "DELETE FROM entry WHERE seq = 2",
    "DELETE FROM change WHERE seq = 2",
    "UPDATE log_head SET seq = 1, hash = (SELECT hash FROM entry WHERE seq = 1)",
)
# What is still wrong, and where.

FAILURES = (
    # others at work
    fails("another program is writing", locked("BEGIN IMMEDIATE"), 6, WAITED),
    fails("another program has locked the file", EXCLUSIVE, 6, WAITED, command=LIST),
    fails("another program has locked the file", EXCLUSIVE, 6, WAITED, command=VERIFY),
    fails(
        "a writer was killed halfway",
        *(writer_killed, 0, "added"),
        adds=1,
        anew=True,
    ),
    fails("a writer was killed halfway", writer_killed, 0, "invented", command=LIST, anew=True),
    fails(
        "a writer was killed halfway, and the folder may not be written",
        *(both(writer_killed, folder_closed), 8, "was cut off"),
        command=LIST,
    ),
    fails("the file is moved meanwhile", meanwhile(moved), 8, MOVED, anew=True),
    fails("the file is deleted meanwhile", meanwhile(removed), 8, MOVED, anew=True),
    fails("another file takes its place", meanwhile(replaced), 8, MOVED, anew=True),
    # permissions
    fails("the file may not be written", permissions(0o400, of="file"), 8, CLOSED),
    fails("the folder may not be written", folder_closed, 8, "may not be written"),
    fails(
        "the folder may not be written",
        *(both(NEW, folder_closed), 8, "no permission to make a file"),
        command=INIT,
    ),
    fails("the file may not be read", permissions(0, of="file"), 8, SEALED, command=LIST),
    fails(
        "the file may not be read",
        *(permissions(0, of="file"), 8, SEALED),
    ),
    fails("the folder may not be entered", permissions(0, of="folder"), 8, SEALED, command=LIST),
    fails(
        "the folder may not be entered",
        *(permissions(0, of="folder"), 8, "no permission to"),
        command=INIT,
    ),
    fails(
        "it uses a write-ahead log, and its folder may not be written",
        *(write_ahead(left_over=False), 8, "may not be written"),
    ),
    fails(
        "a write-ahead log was left beside it, and its folder may not be written",
        *(write_ahead(left_over=True), 8, "has a log beside it"),
        command=LIST,
    ),
    fails("the disk is mounted read-only", disk("size=2m", read_only=True), 8, CLOSED, root=True),
    fails("heads cannot be kept: no permission", heads_closed(sealed), 0, UNKEPT, adds=1),
    fails("heads cannot be kept: a file is there", heads_closed(Path.touch), 0, UNKEPT, adds=1),
    # room
    fails("the disk is full (tmpfs)", FULL, 9, NO_ROOM, root=True),
    fails("the disk is full (tmpfs)", FULL, 9, NO_ROOM, command=MARK, root=True),
    fails("the disk is full (tmpfs)", both(FULL, NEW), 9, NO_ROOM, command=INIT, root=True),
    fails(
        "the disk holds as many files as it can (tmpfs)",
        *(disk("size=2m,nr_inodes=2"), 9, NO_ROOM),
        root=True,
    ),
    fails("files may not be larger (RLIMIT_FSIZE)", file_limit, 9, NO_ROOM, command=LONG),
    fails(
        "files may not be larger (RLIMIT_FSIZE)", both(NEW, file_limit), 9, NO_ROOM, command=INIT
    ),
    fails("no more files may be opened (RLIMIT_NOFILE)", no_files_left, 7, UNOPENED),
    fails("no more files may be opened (RLIMIT_NOFILE)", no_files_left, 7, UNOPENED, command=LIST),
    fails(
        "stdout is on a full disk",
        *(stdout_full, 9, "what was asked is saved"),
        adds=1,
    ),
    # what stands at the path
    fails("there is no file", named("none.db"), 7, "there is no database at"),
    fails("there is no file", named("none.db"), 7, "there is no database at", command=VERIFY),
    fails("there is no folder", named("none/checks.db"), 7, "there is no database at"),
    fails("there is no folder", named("none/checks.db"), 7, "there is no folder", command=INIT),
    fails("the folder is a file", named("checks.db/x.db"), 7, "there is no database at"),
    fails("a folder", instead(Path.mkdir), 7, "is a folder, not a database"),
    fails("a folder", instead(Path.mkdir), 5, "exists already", command=INIT),
    fails("a link that leads nowhere", instead(dangling), 7, "there is no database at"),
    fails("a link that leads nowhere", instead(dangling), 5, "exists already", command=INIT),
    fails("a link to itself", instead(looping), 7, "Too many levels of symbolic links"),
    fails("a named pipe", instead(os.mkfifo), 7, "is not a file"),
    fails("a socket", instead(as_socket), 7, "is not a file", command=LIST),
    fails("a device", named("/dev/null"), 10, "is not a factcheck database", command=LIST),
    fails("an empty file", instead(Path.touch), 10, "is not a factcheck database"),
    fails("a text file", instead(as_text), 10, DAMAGED, command=LIST),
    fails("a text file", instead(as_text), 10, DAMAGED, command=UPGRADE),
    fails("a text file", instead(as_text), 5, "exists already", command=INIT),
    fails("the database of another program", instead(foreign), 10, "is not a factcheck database"),
    fails("a file of ours without our tables", instead(marked), 10, "holds no factcheck database"),
    fails("a name with NUL in it", NUL, 7, UNOPENED),
    fails("a name with NUL in it", NUL, 7, UNOPENED, command=INIT),
    fails("a name that is too long", named("x" * 300), 7, UNOPENED),
    fails("a name that is too long", named("x" * 300), 7, UNOPENED, command=INIT),
    fails(
        "the current folder is gone",
        *(in_a_removed_folder, 7, "folder"),
    ),
    fails("the journal's place is taken by a folder", journal_is_a_folder, 9, "the disk of"),
    fails("the config file is broken", config("db = "), 3, "the config file"),
    fails(
        "the config folder may not be entered",
        *(config_closed, 3, "the config file"),
    ),
    # damage
    fails("the header is overwritten", HEADLESS, 10, DAMAGED, command=LIST),
    fails("the header is overwritten", HEADLESS, 10, DAMAGED),
    fails("a page is zeroed", page("claim", b"\0"), 10, DAMAGED, command=LIST),
    fails("a page is zeroed", page("claim", b"\0"), 10, DAMAGED),
    fails("a page is zeroed", page("claim", b"\0"), 12, NO_LOG, command=VERIFY, prints=True),
    fails("a page is garbage", page("claim", b"\xa5"), 10, DAMAGED, command=SHOW),
    fails("a page of the log is garbage", page("entry", b"\xa5"), 10, DAMAGED),
    fails("a page of the log is garbage", page("entry", b"\xa5"), 12, NO_LOG, **FOUND),
    fails("the file is cut in half", cut(0.5), 10, DAMAGED, command=LIST),
    fails("the file is cut in half", cut(0.5), 10, DAMAGED),
    fails("the file is cut in half", cut(0.5), 10, DAMAGED, command=VERIFY),
    fails("the end of the file is missing", cut(0.99), 10, DAMAGED),
    fails("a table is missing", altered("DROP TABLE claim"), 11, LACKS, command=LIST),
    fails("a table is missing", altered("DROP TABLE claim"), 11, LACKS),
    fails("a table is missing", altered("DROP TABLE claim"), 12, NO_LOG, **FOUND),
    fails("a column is missing", altered(RENAMED), 11, LACKS),
    fails("the index of words is damaged", altered("DELETE FROM search_config"), 10, DAMAGED),
    fails("the index of words is gone", altered("DROP TABLE search"), 11, LACKS),
    fails("a column is missing", altered(RENAMED), 11, LACKS, command=SHOW),
    fails("the log has no head", altered("DELETE FROM log_head"), 10, DAMAGED),
    fails("the log has no head", altered("DELETE FROM log_head"), 10, DAMAGED, command=INFO),
    fails("the log's head is set back", altered("UPDATE log_head SET seq = 1"), 5, UNSEALED),
    fails("a counter is missing", altered("DELETE FROM counter"), 10, DAMAGED),
    fails("a counter is set back", altered("UPDATE counter SET value = 0"), 5, "exists already"),
    fails("a trigger of somebody else rewrites the log", ran(REWRITING), 5, UNSEALED),
    fails(
        "a trigger of the log is missing", ran("DROP TRIGGER entry_no_update"), 12, NO_LOG, **FOUND
    ),
    fails("a claim is rewritten", altered("UPDATE claim SET text = 'x'"), 12, NO_LOG, **FOUND),
    fails("the end of the log is cut off", altered(*CUT_LOG), 12, NO_LOG, **FOUND),
    fails(
        "the file no longer says that it is ours",
        ran("PRAGMA application_id=0"),
        10,
        "is not a factcheck database",
    ),
    # schema
    fails("the schema is older", schema("0000"), 11, "run: factcheck db upgrade"),
    fails("the schema is unknown", schema("0000"), 11, "0000", command=UPGRADE),
    fails("the schema is newer", schema("9999"), 11, "upgrade factcheck"),
    fails("the schema is newer", schema("9999"), 11, "upgrade factcheck", command=UPGRADE),
    fails("no schema is named", schema(), 10, "names 0 schemas"),
    fails("two schemas are named", schema(SCHEMA, "9999"), 10, "names 2 schemas"),
    fails("a copy that was not finished", schema("unfinished copy"), 7, "was not finished"),
)
