"""What can go wrong around backups, restoring, copies and roles, brought about for real."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, chdir, closing, contextmanager
from pathlib import Path
from typing import Any

from tests import failures_postgres as postgres
from tests import failures_sqlite as sqlite
from tests.scenes import Failure, PostgresScene, Scene, SqliteScene, both

BACKUP = ("db", "backup", "kept.db")
RESTORE = ("db", "restore", "kept.db", "new.db")
COPY = ("db", "copy", "new.db")

Injection = Callable[[Any], AbstractContextManager[None]]


def inside(*injections: Injection, leaves: tuple[str, ...] = ()) -> Injection:
    """The command runs in the folder of the database, and leaves nothing more than this there."""

    @contextmanager
    def inject(scene: Scene) -> Iterator[None]:
        with chdir(scene.news), both(*injections)(scene), there(scene.news):
            before = {path.name for path in scene.news.iterdir()}
            yield
            left = {path.name for path in scene.news.iterdir()} - before
            assert left == set(leaves), left
            for name in left:
                (scene.news / name).unlink()

    return inject


@contextmanager
def there(folder: Path) -> Iterator[None]:
    """In a folder, which somebody may close or mount over until we leave it."""
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir("/")


def kept(change: Callable[[bytes], bytes]) -> Injection:
    """A backup is there, or something of its name."""

    @contextmanager
    def inject(scene: SqliteScene) -> Iterator[None]:
        backup = scene.news / "kept.db"
        backup.write_bytes(change(scene.path.read_bytes()))
        yield
        backup.unlink()

    return inject


GOOD = kept(lambda whole: whole)
TEXT = kept(lambda _whole: b"claim,speaker\n" * 200)
HALF = kept(lambda whole: whole[: len(whole) // 2])


@contextmanager
def locked_for_a_while(scene: PostgresScene) -> Iterator[None]:
    """Another session has locked a table, for longer than is waited."""
    with closing(scene.raw()) as other:
        other.execute("BEGIN")
        other.execute(postgres.HANDS_OFF)
        end = threading.Timer(0.5, other.close)
        end.start()
        yield
        end.cancel()


def fails(
    name: str, inject: Injection, code: int, told: str, *command: str, **more: Any
) -> Failure:
    """A row of the catalogue, on SQLite."""
    return Failure(name, "SQLite", inject, code, told, command, **more)


def fails_too(
    name: str, inject: Injection, code: int, told: str, *command: str, **more: Any
) -> Failure:
    """A row of the catalogue, on PostgreSQL."""
    return Failure(name, "PostgreSQL", inject, code, told, command, **more)


TAKEN = "exists already"
NO_FOLDER = "there is no folder"
NO_RIGHT = "no permission"
NO_ROOM = "the disk cannot take it"
SILENT = "does not answer"
CLOSED = sqlite.folder_closed
REWRITTEN = sqlite.altered("UPDATE claim SET text = 'x'")
# What is still wrong, and where.

FAILURES = (
    # backups
    fails("the name is taken", inside(), 5, TAKEN, "db", "backup", "checks.db"),
    fails("there is no folder", inside(), 7, NO_FOLDER, "db", "backup", "none/kept.db"),
    fails("there is no file", inside(sqlite.named("x.db")), 7, "there is no database", *BACKUP),
    fails("the folder may not be written", inside(CLOSED), 8, NO_RIGHT, *BACKUP),
    fails("the disk is full (tmpfs)", inside(sqlite.FULL), 9, NO_ROOM, *BACKUP, root=True),
    fails(
        "files may not be larger (RLIMIT_FSIZE)", inside(sqlite.file_limit), 9, NO_ROOM, *BACKUP
    ),
    fails(
        "another program has locked the file",
        *(inside(sqlite.EXCLUSIVE), 6, "another process is writing", *BACKUP),
    ),
    fails(
        "a claim is rewritten",
        *(inside(REWRITTEN, leaves=("kept.db.unverified",)), 12, "is not what its log says"),
        *BACKUP,
        anew=True,
    ),
    fails_too("a role that may not read", inside(postgres.OUTSIDER), 8, NO_RIGHT, *BACKUP),
    fails_too("the server is down", inside(postgres.stopped), 7, SILENT, *BACKUP),
    fails_too(
        "a page is garbage",
        *(inside(postgres.file_of("claim", postgres.garbled)), 10, "is damaged", *BACKUP),
    ),
    fails_too(
        "another session has locked a table",
        *(inside(locked_for_a_while), 6, "another process is writing", *BACKUP),
        anew=True,
    ),
    # restoring
    fails("there is no backup", inside(), 7, "cannot be read", *RESTORE),
    fails("a text file", inside(TEXT), 10, "is no backup of a factcheck database", *RESTORE),
    fails("the backup is cut in half", inside(HALF), 10, "is damaged", *RESTORE),
    fails("the name is taken", inside(GOOD), 5, TAKEN, "db", "restore", "kept.db", "checks.db"),
    fails("the folder may not be written", inside(GOOD, CLOSED), 8, NO_RIGHT, *RESTORE),
    fails(
        "files may not be larger (RLIMIT_FSIZE)",
        *(inside(GOOD, sqlite.file_limit), 9, NO_ROOM, *RESTORE),
    ),
    fails(
        "the server's socket is missing",
        *(inside(GOOD), 7, SILENT, "db", "restore", "kept.db", "{server}"),
    ),
    # copies
    fails("the database itself", inside(), 3, "onto itself", "db", "copy", "checks.db"),
    fails("there is no folder", inside(), 7, NO_FOLDER, "db", "copy", "none/new.db"),
    fails("a text file", inside(TEXT), 10, "is damaged", "db", "copy", "kept.db"),
    fails("the folder may not be written", inside(CLOSED), 8, NO_RIGHT, *COPY),
    fails("the disk is full (tmpfs)", inside(sqlite.FULL), 9, NO_ROOM, *COPY, root=True),
    fails("the server's socket is missing", inside(), 7, SILENT, "db", "copy", "{server}"),
    fails_too("a role that may not read", inside(postgres.OUTSIDER), 8, NO_RIGHT, *COPY),
    fails_too(
        "the other server's socket is missing", inside(), 7, SILENT, "db", "copy", "{server}"
    ),
    # roles, and what the doctor sees
    fails_too("no such role", inside(), 4, "has no role", "db", "grant", "nobody_here"),
    fails_too(
        "a role that does not own the tables",
        *(inside(postgres.READER), 8, "only the owner", "db", "grant", "reader"),
    ),
    fails_too("the server is down", inside(postgres.stopped), 7, SILENT, "doctor", prints=True),
)
