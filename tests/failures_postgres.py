"""What can go wrong around a database of PostgreSQL, brought about for real."""

import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from factcheck import connections
from factcheck.db import SCHEMA
from tests.scenes import IS_ROOT, Failure, PostgresScene, both, fill_up, midway, mounted

LIST = ("list",)
SHOW = ("show", "1")
INIT = ("db", "init")
VERIFY = ("db", "verify")
UPGRADE = ("db", "upgrade")
# A text that takes room, however well it is compressed.
LONG = ("add", "".join(random.Random(1).choices("abcdefghij", k=90_000)))

Injection = Callable[[PostgresScene], AbstractContextManager[None]]


# the address


def told(*, role: str = "postgres", database: str = "", **options: str) -> Injection:
    """The command is told another role or database, or other options in the URL."""

    @contextmanager
    def inject(scene: PostgresScene) -> Iterator[None]:
        scene.role, scene.named, scene.options = role, database, options
        yield

    return inject


@contextmanager
def no_socket(scene: PostgresScene) -> Iterator[None]:
    """There is no server's socket in the folder."""
    scene.options = {"host": str(scene.folder)}
    yield


Answer = Callable[[socket.socket], object]


def port(answer: Answer | None = None, *, listening: bool = True, **options: str) -> Injection:
    """Something that is no server of PostgreSQL has the port."""

    @contextmanager
    def inject(scene: PostgresScene) -> Iterator[None]:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            scene.options = {"host": "127.0.0.1", "port": str(taken.getsockname()[1]), **options}
            if listening:
                taken.listen()
            if answer is not None:
                threading.Thread(target=_serve, args=(taken, answer), daemon=True).start()
            yield
            if listening:
                taken.shutdown(socket.SHUT_RDWR)

    return inject


def _serve(taken: socket.socket, answer: Answer) -> None:
    while True:
        try:
            caller, _ = taken.accept()
        except OSError:
            return
        with caller:
            caller.settimeout(1)
            caller.recv(1000)
            answer(caller)


@contextmanager
def hasty(_scene: PostgresScene) -> Iterator[None]:
    """The driver waits for less than the two seconds that are its least."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("psycopg.connection.timeout_from_conninfo", lambda _told: 0.2)
        yield


def says(what: bytes) -> Answer:
    """Answer this to everything."""
    return lambda caller: caller.sendall(what)


# the server


@contextmanager
def stopped(scene: PostgresScene) -> Iterator[None]:
    """The server is down."""
    scene.server.halt()
    try:
        yield
    finally:
        scene.server.start()


@contextmanager
def shutting_down(scene: PostgresScene) -> Iterator[None]:
    """The server waits for others to leave, and lets nobody in."""
    with closing(scene.raw()):
        scene.server.halt("smart", wait=False)
        _wait(lambda: not _lets_in(scene))
        try:
            yield
        finally:
            scene.server.halt()
            scene.server.start()


def _lets_in(scene: PostgresScene) -> bool:
    import psycopg

    try:
        scene.raw().close()
    except psycopg.OperationalError:
        return False
    return True


def _wait(done: Callable[[], object]) -> None:
    until = time.monotonic() + 10
    while not done():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.005)


@contextmanager
def stopped_midway(scene: PostgresScene) -> Iterator[None]:
    """The power of the server is cut while the command writes."""
    try:
        with midway(scene.server.halt):
            yield
    finally:
        scene.server.start()


@contextmanager
def restarted_midway(scene: PostgresScene) -> Iterator[None]:
    """The server is started anew while the command writes."""

    def restart() -> None:
        scene.server.halt()
        scene.server.start()

    with midway(_once(restart)):
        yield


def _once(act: Callable[[], object]) -> Callable[[], None]:
    done: list[bool] = []

    def first() -> None:
        if not done:
            done.append(True)
            act()

    return first


@contextmanager
def stopped_at_commit(scene: PostgresScene) -> Iterator[None]:
    """The power of the server is cut in the middle of COMMIT."""
    pid = (scene.server.home / "data" / "postmaster.pid").read_text().split()[0]
    later = f"cat >/dev/null; (sleep 0.02; kill -QUIT {pid}) >/dev/null 2>&1 &"
    kill = f"COPY (SELECT 1) TO PROGRAM '{later}'; PERFORM pg_sleep(10)"
    with ExitStack() as stack:
        stack.enter_context(trigger(kill, deferred=True)(scene))
        stack.callback(scene.server.start)
        stack.callback(_wait, lambda: not _lets_in(scene))
        yield


@contextmanager
def standby(scene: PostgresScene) -> Iterator[None]:
    """The server is a hot standby."""
    sign = scene.server.home / "data" / "standby.signal"
    scene.server.halt("fast")
    sign.touch(mode=0o644)
    scene.server.start()
    try:
        yield
    finally:
        scene.server.halt("fast")
        sign.unlink()
        scene.server.start()


@contextmanager
def two_hosts(scene: PostgresScene) -> Iterator[None]:
    """The URL names two servers."""
    home = str(scene.server.home)
    scene.options = {"host": f"{home},{home}"}
    yield


# what others do in the database


def altered(do: tuple[str, ...], undo: tuple[str, ...], *, aside: bool = False) -> Injection:
    """Somebody with all rights did this; ``{db}`` is the database's name."""

    @contextmanager
    def inject(scene: PostgresScene) -> Iterator[None]:
        where = "postgres" if aside else scene.database
        scene.sql(*_named(do, scene), database=where)
        try:
            yield
        finally:
            scene.sql(*_named(undo, scene), database=where)

    return inject


def _named(statements: tuple[str, ...], scene: PostgresScene) -> list[str]:
    return [one.replace("{db}", f'"{scene.database}"') for one in statements]


def configured(*settings: str) -> Injection:
    """The database has these settings of its own."""
    names = [one.split(" = ")[0] for one in settings]
    return altered(
        tuple(f"ALTER DATABASE {{db}} SET {one}" for one in settings),
        tuple(f"ALTER DATABASE {{db}} RESET {one}" for one in names),
    )


def schema(*revisions: str) -> Injection:
    """The database says it has this schema."""
    emptied = "DELETE FROM alembic_version"
    rows = [f"INSERT INTO alembic_version VALUES ('{one}')" for one in revisions]
    return altered((emptied, *rows), (emptied, f"INSERT INTO alembic_version VALUES ('{SCHEMA}')"))


def locked(statement: str) -> Injection:
    """Another session holds a lock."""

    @contextmanager
    def inject(scene: PostgresScene) -> Iterator[None]:
        with closing(scene.raw()) as other:
            other.execute("BEGIN")
            other.execute(statement)
            yield

    return inject


def trigger(body: str, *, deferred: bool = False) -> Injection:
    """The server does this when a claim was inserted, or when that is committed."""

    @contextmanager
    def inject(scene: PostgresScene) -> Iterator[None]:
        kind = "CONSTRAINT TRIGGER" if deferred else "TRIGGER"
        when = "DEFERRABLE INITIALLY DEFERRED" if deferred else ""
        scene.sql(
            "CREATE FUNCTION injected() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {body}; RETURN NEW; END $$",
            f"CREATE {kind} injected AFTER INSERT ON claim {when}"
            " FOR EACH ROW EXECUTE FUNCTION injected()",
        )
        try:
            yield
        finally:
            scene.sql("DROP TRIGGER injected ON claim", "DROP FUNCTION injected()")

    return inject


KILL = "PERFORM pg_terminate_backend(pg_backend_pid())"
OTHERS = "datname = current_database() AND pid <> pg_backend_pid()"


@contextmanager
def killed_once(scene: PostgresScene) -> Iterator[None]:
    """The server ends the command's connection while it writes, the first time."""
    ended = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {OTHERS}"
    with midway(_once(lambda: scene.sql(ended))):
        yield


@contextmanager
def renamed_midway(scene: PostgresScene) -> Iterator[None]:
    """The database gets another name while the command writes."""
    name = f'"{scene.database}"'

    def rename() -> None:
        scene.sql(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {OTHERS}")
        scene.sql(f"ALTER DATABASE {name} RENAME TO elsewhere", database="postgres")

    with midway(_once(rename)):
        yield
    scene.sql(f"ALTER DATABASE elsewhere RENAME TO {name}", database="postgres")


@contextmanager
def answer_lost(scene: PostgresScene) -> Iterator[None]:
    """The connection ends when the commit is made and not yet answered.

    A server that waits for a standby has committed already; ending the connection ends the
    wait.
    """
    waiting = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    over = threading.Event()

    def end() -> None:
        while not over.wait(0.005):
            scene.sql(waiting)

    ending = threading.Thread(target=end)
    with role("careful", login="SUPERUSER LOGIN")(scene):
        scene.sql(
            "ALTER ROLE careful SET synchronous_commit = on",
            "ALTER SYSTEM SET synchronous_standby_names = 'nobody'",
            "SELECT pg_reload_conf()",
        )
        _wait(lambda: scene.sql("SHOW synchronous_standby_names")[0][0])
        ending.start()
        try:
            yield
        finally:
            over.set()
            ending.join()
            scene.sql("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")


def deadlocked(*, once: bool) -> Injection:
    """Another session holds what the command wants next, and wants what the command has."""
    waits = "(SELECT count(*) FROM pg_locks WHERE NOT granted) > 0"
    trap = f"WHILE NOT {waits} LOOP PERFORM pg_sleep(0.005); END LOOP;"
    trap += " PERFORM pg_advisory_xact_lock(7)"
    if once:
        trap = f"IF nextval('injected_times') = 1 THEN {trap}; END IF"

    @contextmanager
    def inject(scene: PostgresScene) -> Iterator[None]:
        over = threading.Event()
        other = threading.Thread(target=_cross, args=(scene, over))
        scene.patch.setattr(connections, "BUSY_SECONDS", 5)  # it never waits as long as that
        with ExitStack() as stack:
            stack.enter_context(configured("deadlock_timeout = 10")(scene))
            stack.enter_context(trigger(trap)(scene))
            scene.sql("CREATE SEQUENCE injected_times")
            stack.callback(scene.sql, "DROP SEQUENCE injected_times")
            other.start()
            stack.callback(other.join)
            stack.callback(over.set)
            yield

    return inject


def _cross(scene: PostgresScene, over: threading.Event) -> None:
    """Hold one lock, and want the log's head as soon as somebody has it."""
    taken = (
        "SELECT count(*) FROM pg_locks WHERE relation = 'log_head'::regclass"
        " AND mode = 'RowShareLock' AND pid <> pg_backend_pid()"
    )
    with closing(scene.raw()) as raw:
        raw.execute("SET deadlock_timeout = 10000")
        raw.execute("SET lock_timeout = 5000")
        while not over.wait(0.005):
            raw.execute("BEGIN")
            raw.execute("SELECT pg_advisory_xact_lock(7)")
            while not raw.execute(taken).fetchone()[0] and not over.wait(0.005):
                pass
            raw.execute("UPDATE log_head SET seq = seq")
            raw.execute("ROLLBACK")


def policy(name: str, value: str) -> Injection:
    """The settings of our sessions, but for one."""

    @contextmanager
    def inject(_scene: PostgresScene) -> Iterator[None]:
        really = connections.postgres_policy

        def ours(**told: bool) -> dict[str, str]:
            return {**really(**told), name: value}

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(connections, "postgres_policy", ours)
            yield

    return inject


@contextmanager
def asleep(_scene: PostgresScene) -> Iterator[None]:
    """The program sleeps in its transaction."""
    with midway(lambda: time.sleep(0.04)):
        yield


# roles


def role(name: str, *grants: str, login: str = "LOGIN") -> Injection:
    """The command comes as a role of its own."""

    @contextmanager
    def inject(scene: PostgresScene) -> Iterator[None]:
        scene.sql(f"CREATE ROLE {name} {login}", *_named(grants, scene))
        scene.role = name
        try:
            yield
        finally:
            scene.sql(f"DROP OWNED BY {name}", f"DROP ROLE {name}")

    return inject


READER = role("reader", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
OUTSIDER = role("outsider")


def authenticated(rule: str) -> Injection:
    """The server asks this of the role."""

    @contextmanager
    def inject(scene: PostgresScene) -> Iterator[None]:
        rules = scene.server.home / "data" / "pg_hba.conf"
        before = rules.read_text(encoding="utf-8")
        _reload(scene, rules, f"local all guarded {rule}\n{before}")
        try:
            with role("guarded", login="LOGIN PASSWORD 'other'")(scene):
                yield
        finally:
            _reload(scene, rules, before)

    return inject


def _reload(scene: PostgresScene, rules: Path, content: str) -> None:
    rules.write_text(content, encoding="utf-8")
    loaded = "SELECT pg_conf_load_time()"
    before = scene.sql(loaded)
    scene.sql("SELECT pg_reload_conf()")
    _wait(lambda: scene.sql(loaded) != before)


# what else is there


def elsewhere(*statements: str) -> Injection:
    """The command looks into another schema, in which there is this."""

    @contextmanager
    def inject(scene: PostgresScene) -> Iterator[None]:
        path = "SET search_path = elsewhere"
        scene.sql("CREATE SCHEMA elsewhere", path, *statements)
        scene.options = {"options": "-csearch_path%3Delsewhere"}
        try:
            yield
        finally:
            scene.sql("DROP SCHEMA elsewhere CASCADE")

    return inject


def encoded(encoding: str) -> Injection:
    """The command is told an empty database in this encoding."""

    @contextmanager
    def inject(scene: PostgresScene) -> Iterator[None]:
        scene.sql(f"CREATE DATABASE odd ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0")
        scene.named = "odd"
        try:
            yield
        finally:
            scene.server.drop("odd")

    return inject


@contextmanager
def no_driver(_scene: PostgresScene) -> Iterator[None]:
    """The driver is not installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "psycopg", None)
        yield


# disks


def tablespace(name: str, kind: str, scene: PostgresScene, folder: Path) -> ExitStack:
    """Put a table or an index into a folder. Closing what is returned takes it back."""
    with ExitStack() as stack:
        folder.mkdir()
        stack.callback(folder.rmdir)
        if IS_ROOT:
            shutil.chown(folder, "postgres")
        scene.sql(f"CREATE TABLESPACE spare LOCATION '{folder}'")
        stack.callback(scene.sql, "DROP TABLESPACE spare")
        scene.sql(f"ALTER {kind} {name} SET TABLESPACE spare")
        stack.callback(scene.sql, f"ALTER {kind} {name} SET TABLESPACE pg_default")
        return stack.pop_all()


def file_of(name: str, change: Callable[[bytes], bytes | None], kind: str = "TABLE") -> Injection:
    """The file of a table or index holds other bytes, or is gone.

    It was moved just before, which the server does past its buffers: it has to read it.
    """

    @contextmanager
    def inject(scene: PostgresScene) -> Iterator[None]:
        with tablespace(name, kind, scene, scene.server.home / "spare"):
            (found,) = scene.sql(f"SELECT pg_relation_filepath('{name}')")
            path = scene.server.home / "data" / found[0]
            whole = path.read_bytes()
            broken = change(whole)
            scene.harmed = change is zeroed  # readers strike what they miss from the indexes
            if broken is None:
                path.rename(path.with_name("aside"))
            else:
                path.write_bytes(broken)
            try:
                yield
            finally:
                if broken is None:
                    path.with_name("aside").rename(path)
                path.write_bytes(whole)

    return inject


def garbled(whole: bytes) -> bytes:
    """Garbage all over."""
    return b"\xa5" * len(whole)


def flipped(whole: bytes) -> bytes:
    """One bit is another one."""
    return whole[:8000] + bytes([whole[8000] ^ 1]) + whole[8001:]


def zeroed(whole: bytes) -> bytes:
    """Nothing but zeros: an empty page to the server."""
    return bytes(len(whole))


def cut(_whole: bytes) -> bytes:
    """Nothing."""
    return b""


def gone(_whole: bytes) -> None:
    """Not even a file."""


@contextmanager
def full_disk(scene: PostgresScene) -> Iterator[None]:
    """The log's table is on a disk with no room left. Where root may not mount: it says so."""
    disk = scene.server.home / "disk"
    disk.mkdir()
    if not mounted("-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)):
        disk.rmdir()
        with trigger("RAISE EXCEPTION 'injected' USING ERRCODE = '53100'")(scene):
            yield
        return
    disk.chmod(0o755)
    try:
        with tablespace("change", "TABLE", scene, disk / "spare"):
            fill_up(disk)
            yield
            (disk / "other.bin").unlink()
    finally:
        subprocess.run(["umount", disk], check=True)
        disk.rmdir()


# the catalogue


def fails(name: str, inject: Injection, code: int, told: str, **more: Any) -> Failure:
    """A row of the catalogue."""
    return Failure(name, "PostgreSQL", inject, code, told, **more)


SILENT = "does not answer"
REFUSED = "refused the login"
NOT_THERE = "there is no such database or role"
CROWDED = "has no connection left"
CLOSED = "closed the connection"
WAITED = "another process is writing to"
NO_RIGHT = "no permission on"
READ_ONLY = "can be read but not written"
DAMAGED = "is damaged or not a factcheck database"
NOT_OURS = "holds no factcheck database"
LACKS = "lacks a table, column or index of this program"
NO_ROOM = "the disk cannot take it"
OPTION = "does not know an option in the URL"
FOUND: dict[str, Any] = {"command": VERIFY, "prints": True}
NO_LOG = "the database is not what its log says"
HANDS_OFF = "LOCK TABLE claim IN ACCESS EXCLUSIVE MODE"
TURN = f"SELECT pg_advisory_xact_lock({connections.APPLICATION_ID})"
SORT = "PERFORM count(*) FROM (SELECT g FROM generate_series(1, 50000) g ORDER BY g DESC) x"
FOREIGN = ("CREATE TABLE claim (id int)",)
ALEMBIC = (
    "CREATE TABLE alembic_version (version_num text)",
    "INSERT INTO alembic_version VALUES ('1975ea83b712')",
)
LIMITED = altered(
    ("ALTER DATABASE {db} CONNECTION LIMIT 0",), ("ALTER DATABASE {db} CONNECTION LIMIT -1",)
)
SHUT = altered(
    ("ALTER DATABASE {db} ALLOW_CONNECTIONS false",),
    ("ALTER DATABASE {db} ALLOW_CONNECTIONS true",),
    aside=True,
)
UNCONNECTED = altered(
    ("REVOKE CONNECT ON DATABASE {db} FROM PUBLIC",),
    ("GRANT CONNECT ON DATABASE {db} TO PUBLIC",),
)
UNENTERED = altered(
    ("REVOKE USAGE ON SCHEMA public FROM PUBLIC",), ("GRANT USAGE ON SCHEMA public TO PUBLIC",)
)
NOWHERE = told(options="-csearch_path%3Dnowhere")
GONE = altered(("ALTER TABLE claim RENAME TO gone",), ("ALTER TABLE gone RENAME TO claim",))
COLUMN = altered(
    ("ALTER TABLE claim RENAME priority TO gone",), ("ALTER TABLE claim RENAME gone TO priority",)
)
HEADLESS = altered(
    ("CREATE TABLE kept AS SELECT * FROM log_head", "DELETE FROM log_head"),
    ("INSERT INTO log_head SELECT * FROM kept", "DROP TABLE kept"),
)
READ = "PERFORM set_config('transaction_read_only', 'on', true)"
UNSERIALISABLE = "RAISE EXCEPTION 'injected' USING ERRCODE = '40001'"
CANCEL = "PERFORM pg_cancel_backend(pg_backend_pid()); PERFORM pg_sleep(5)"
REWRITE = "UPDATE entry SET actor = 'x'"
SAFE = configured("synchronous_commit = on")
UNGUARDED = altered(
    ("ALTER TABLE entry DISABLE TRIGGER entry_append_only",),
    ("ALTER TABLE entry ENABLE TRIGGER entry_append_only",),
)
# What is still wrong, and where.

FAILURES = (
    # on the way to the server
    fails("the server's socket is missing", no_socket, 7, SILENT),
    fails("the server's socket is missing", no_socket, 7, SILENT, command=INIT),
    fails("nothing listens on the port", port(listening=False), 7, SILENT),
    fails("what listens never answers", both(hasty, port()), 7, SILENT),
    fails("what listens hangs up", port(says(b"")), 7, CLOSED),
    fails(
        "another kind of server listens", port(says(b"HTTP/1.1 400 Bad Request\r\n")), 7, SILENT
    ),
    fails(
        "encryption is wanted, and the server has none",
        *(port(says(b"N"), sslmode="require"), 7, "offers no encryption"),
    ),
    fails(
        "a certificate of the URL is missing",
        *(port(says(b"S"), sslmode="verify-full", sslrootcert="/none.pem"), 7, "certificates"),
    ),
    fails("an impossible address", told(host="h", hostaddr="300.1.1.1"), 7, SILENT),
    fails("an impossible port", told(host="127.0.0.1", port="99999"), 3, OPTION),
    fails(
        "a port that is no number",
        *(told(port="x"), 3, "the database URL cannot be read"),
    ),
    fails("an option that the driver does not know", told(nonsense="1"), 3, OPTION),
    fails("a value that the driver does not know", told(sslmode="nonsense"), 3, OPTION),
    fails("a timeout that is no number", told(connect_timeout="soon"), 3, OPTION),
    fails("an option that the server does not know", told(options="-cnonsense=1"), 3, OPTION),
    fails("the driver is missing", no_driver, 7, "the PostgreSQL driver is not installed"),
    # the server
    fails("the server is down", stopped, 7, SILENT),
    fails("the server is shutting down", shutting_down, 7, "is starting or stopping"),
    fails("the server stops at once meanwhile", stopped_midway, 7, SILENT, anew=True),
    fails("the server stops at once in COMMIT", stopped_at_commit, 7, "is not known", anew=True),
    fails(
        "the server restarts meanwhile",
        both(SAFE, restarted_midway),
        0,
        "added",
        adds=1,
        anew=True,
    ),
    fails("the server is a standby", standby, 8, READ_ONLY),
    fails("both servers are standbys", both(standby, two_hosts), 7, "takes changes"),
    # the login
    fails("a wrong password", authenticated("scram-sha-256"), 7, REFUSED),
    fails("a rule of the server lets nobody in", authenticated("reject"), 7, REFUSED),
    fails("the account is not the role's", authenticated("peer"), 7, REFUSED),
    fails("no such role", told(role="nobody_here"), 7, NOT_THERE),
    fails("no such database", told(database="nothing_here"), 7, NOT_THERE),
    fails("no such database", told(database="nothing_here"), 7, NOT_THERE, command=INIT),
    fails("a role that may not log in", role("sleeper", login="NOLOGIN"), 7, REFUSED),
    fails(
        "too many connections of the role",
        *(role("crowded", login="LOGIN CONNECTION LIMIT 0"), 7, CROWDED),
    ),
    fails(
        "too many connections to the database",
        *(both(OUTSIDER, LIMITED), 7, CROWDED),
    ),
    fails("the database is closed to all", SHUT, 7, "takes no connections"),
    # rights
    fails("a role that may not connect", both(OUTSIDER, UNCONNECTED), 8, NO_RIGHT),
    fails("a role that may not read", OUTSIDER, 8, NO_RIGHT, command=LIST),
    fails("a role that may only read", READER, 8, NO_RIGHT),
    fails(
        "a role that may not make tables",
        *(both(role("outsider"), elsewhere("GRANT USAGE ON SCHEMA elsewhere TO outsider")), 8),
        *(NO_RIGHT,),
        command=INIT,
    ),
    fails("a role that may not enter the schema", both(OUTSIDER, UNENTERED), 10, NOT_OURS),
    fails("the transaction becomes read-only", trigger(READ), 8, READ_ONLY),
    # others at work
    fails("another session is writing", locked("SELECT * FROM log_head FOR UPDATE"), 6, WAITED),
    fails("another session has locked a table", locked(HANDS_OFF), 6, WAITED, command=LIST),
    fails(
        "another session has locked a table",
        *(locked(HANDS_OFF), 6, WAITED),
        command=VERIFY,
    ),
    fails("another session is making the tables", locked(TURN), 6, WAITED, command=INIT),
    fails("a deadlock, every time", deadlocked(once=False), 6, WAITED),
    fails("a deadlock, once", deadlocked(once=True), 0, "added", adds=1, anew=True),
    fails("not serialisable, every time", trigger(UNSERIALISABLE), 6, WAITED),
    fails(
        "a statement takes too long",
        *(both(policy("statement_timeout", "50ms"), trigger("PERFORM pg_sleep(5)")), 6),
        *("took too long to answer",),
    ),
    fails("an administrator cancels the statement", trigger(CANCEL), 6, "took too long to answer"),
    fails(
        "the program sleeps in its transaction",
        *(both(policy("idle_in_transaction_session_timeout", "10ms"), asleep), 7, CLOSED),
    ),
    fails("the connection is ended, every time", trigger(KILL), 7, CLOSED),
    fails("the connection is ended in COMMIT", trigger(KILL, deferred=True), 7, CLOSED),
    fails("the connection is ended, once", killed_once, 0, "added", adds=1, anew=True),
    fails("the answer to COMMIT is lost", answer_lost, 0, "added", adds=1),
    fails("the database is renamed meanwhile", renamed_midway, 7, NOT_THERE, anew=True),
    # room
    fails(
        "the disk is full (tablespace on tmpfs)", full_disk, 9, NO_ROOM, command=LONG, root=True
    ),
    fails(
        "a limit on temporary files",
        *(both(configured("temp_file_limit = 64", "work_mem = 64"), trigger(SORT)), 9),
        *("short of memory or disk",),
    ),
    # damage
    fails("a page is garbage", file_of("claim", garbled), 10, DAMAGED, command=LIST),
    fails("a page is garbage", file_of("claim", garbled), 10, DAMAGED),
    fails("a page of an index is garbage", file_of("pk_claim", garbled, "INDEX"), 10, DAMAGED),
    fails("a bit is flipped", file_of("evidence", flipped), 10, DAMAGED, command=SHOW),
    fails("a bit is flipped", file_of("evidence", flipped), 12, NO_LOG, **FOUND),
    fails("a page is zeroed", file_of("claim", zeroed), 12, NO_LOG, **FOUND),
    fails("a page of the log is zeroed", file_of("log_head", zeroed), 10, DAMAGED),
    fails("a file is empty", file_of("evidence", cut), 12, NO_LOG, **FOUND),
    fails("a file is missing", file_of("claim", gone), 10, DAMAGED, command=LIST),
    fails("a table is missing", GONE, 11, LACKS, command=LIST),
    fails("a table is missing", GONE, 11, LACKS),
    fails("a column is missing", COLUMN, 11, LACKS),
    fails("a column is missing", COLUMN, 11, LACKS, command=SHOW),
    fails("the log has no head", HEADLESS, 10, DAMAGED),
    fails("a trigger of somebody else rewrites the log", trigger(REWRITE), 5, "append-only"),
    fails("a trigger of the log is disabled", UNGUARDED, 12, NO_LOG, **FOUND),
    # what is there
    fails("an empty schema", elsewhere(), 10, NOT_OURS),
    fails("an empty schema", elsewhere(), 10, NOT_OURS, command=UPGRADE),
    fails("tables of another program", elsewhere(*FOREIGN), 10, NOT_OURS),
    fails("tables of another program", elsewhere(*FOREIGN), 5, "other tables", command=INIT),
    fails("another program that uses Alembic", elsewhere(*ALEMBIC), 11, "1975ea83b712"),
    fails("search_path names no schema", NOWHERE, 10, NOT_OURS),
    fails("search_path names no schema", NOWHERE, 11, "search_path", command=INIT),
    fails("the encoding is SQL_ASCII", encoded("SQL_ASCII"), 7, "UTF8", command=INIT),
    fails("the encoding is LATIN1", encoded("LATIN1"), 7, "UTF8", command=INIT),
    fails("the schema is older", schema("0000"), 11, "run: factcheck db upgrade"),
    fails("the schema is newer", schema("9999"), 11, "upgrade factcheck"),
    fails("the schema is newer", schema("9999"), 11, "upgrade factcheck", command=UPGRADE),
    fails("no schema is named", schema(), 10, "names 0 schemas"),
    fails("two schemas are named", schema(SCHEMA, "9999"), 10, "names 2 schemas"),
    fails("a copy that was not finished", schema("unfinished copy"), 7, "was not finished"),
)
