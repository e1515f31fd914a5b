"""Where databases are tortured: places of their own, and processes that can be killed."""

import os
import random
import shutil
import signal
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import NoReturn
from unittest import mock
from uuid import uuid4

from factcheck import schema
from factcheck.connections import parse
from tests import postgres
from tests.torture_judges import Broken

Tell = Callable[[str], None]
Work = Callable[[Tell], None]


@dataclass(frozen=True)
class Engine:
    """An engine as it is tortured: on SQLite with one of its two journals."""

    name: str
    journal: str = ""


ROLLBACK = Engine("SQLite, rollback journal", "delete")
AHEAD = Engine("SQLite, write-ahead log", "wal")
POSTGRES = Engine("PostgreSQL")


@dataclass
class Row:
    """A row of the table: what was done, and what was found; what is broken fails the run."""

    what: str
    engine: str
    often: str
    found: str
    wait: float | None
    seconds: float
    broken: list[str]

    def cells(self) -> tuple[str, ...]:
        """The row as it is printed."""
        wait = "" if self.wait is None else f"{self.wait:.2f} s"
        return self.what, self.engine, self.often, self.found, wait, f"{self.seconds:.0f}"


@dataclass
class Tally:
    """What is counted until a row is finished."""

    counts: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    begun: float = field(default_factory=monotonic)

    def take(self, when: str, broken: Iterable[Broken]) -> None:
        """Count broken promises, and remember each with the moment at which it was broken."""
        for one in broken:
            self.counts[one.promise] += 1
            self.broken.append(f"{when}: {one.what}")

    def row(self, what: str, engine: Engine | str, often: str, found: str) -> Row:
        """The finished row."""
        name = engine if isinstance(engine, str) else engine.name
        longest = max(self.waits, default=None)
        spent = monotonic() - self.begun
        return Row(what, name, often, found, longest, spent, self.broken)


class Child:
    """A forked process that does some work, and tells of it in lines.

    What it tells is heard here though it is killed the moment after.
    """

    def __init__(self, work: Work) -> None:
        read, write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(read)
            _work(work, write)
        os.close(write)
        self._heard = os.fdopen(read, encoding="utf-8")
        self.status: int | None = None

    def line(self) -> str:
        """The next line. Raises RuntimeError when the process ended without one."""
        told = self._heard.readline()
        if not told.endswith("\n") or told.startswith("!"):
            raise RuntimeError(f"a process ended early: {told.strip() or 'it said nothing'}")
        return told.rstrip("\n")

    def kill(self) -> None:
        """End it at once, wherever it is."""
        os.kill(self.pid, signal.SIGKILL)

    def rest(self) -> list[str]:
        """The other lines until its end, whole ones only; an error is a line with a ``!``."""
        with self._heard:
            told = [line.rstrip("\n") for line in self._heard if line.endswith("\n")]
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return told


def _work(work: Work, write: int) -> NoReturn:
    """The whole life of a child."""
    status = 1
    try:
        work(lambda told: _tell(write, told))
        status = 0
    except BaseException as error:  # nothing of a child may come out in its parent
        code = getattr(error, "exit_code", 1)
        _tell(write, f"! {code} {type(error).__name__}: {' '.join(str(error).split())}")
    finally:
        os._exit(status)


def _tell(write: int, told: str) -> None:
    os.write(write, f"{told[:2000]}\n".encode())


def told_well(lines: Sequence[str]) -> list[str]:
    """The lines of a child that was to end well. Raises RuntimeError for its error."""
    wrong = [line for line in lines if line.startswith("!")]
    if wrong:
        raise RuntimeError(f"a process failed: {wrong[0]}")
    return list(lines)


@dataclass
class Ground:
    """A folder, a seed, a size, and a server that writes to the disk; none where none is."""

    folder: Path
    seed: int
    small: bool
    server: postgres.Server | None
    blank: Path = field(init=False)

    def __post_init__(self) -> None:
        self.blank = self.folder / "blank.db"
        schema.create(self.blank).close()
        if self.server is not None:
            schema.create(self.server.create("blank")).close()

    @property
    def engines(self) -> tuple[Engine, ...]:
        """All that are there."""
        return (ROLLBACK, AHEAD, *([POSTGRES] if self.server is not None else []))

    def size(self, full: int, small: int) -> int:
        """How often something is done."""
        return small if self.small else full

    def chance(self, section: str) -> random.Random:
        """The dice of a section: the same ones whichever others run."""
        return random.Random(f"{self.seed} {section}")

    @contextmanager
    def room(self) -> Iterator[Path]:
        """A folder of one's own, and an account that has seen no log yet."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        with mock.patch.dict(os.environ, {"XDG_STATE_HOME": str(folder / "state")}):
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def database(self, engine: Engine) -> Iterator[str]:
        """An empty database of an engine, in a room of its own."""
        with self.room() as folder:
            if engine == POSTGRES:
                lent = self._server().borrow("blank")
                try:
                    yield lent
                finally:
                    self._server().give_back(lent)
                return
            path = folder / "checks.db"
            shutil.copy(self.blank, path)
            use_journal(path, engine)
            yield str(path)

    def nowhere(self, engine: Engine, folder: Path) -> str:
        """A place where no database of ours is yet."""
        if engine != POSTGRES:
            return str(folder / f"{uuid4().hex[:8]}.db")
        return self._server().create(f"new{uuid4().hex}")

    def cut_power(self) -> None:
        """Stop the server like a power cut, and start it again."""
        self._server().halt("immediate")
        self._server().start()

    def settle(self, url: str) -> None:
        """Wait until the server has let go of a client that was killed."""
        if not url.startswith("postgresql"):
            return
        import psycopg

        where = f"host={self._server().home} user=postgres dbname=postgres"
        query = (
            "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND backend_type LIKE 'client%%'"
            " AND application_name <> %s"
        )
        with psycopg.connect(where, autocommit=True) as raw:
            until = monotonic() + 60
            while monotonic() < until:
                if not raw.execute(query, [parse(url).database, postgres.OURS]).fetchall():
                    return
                time.sleep(0.01)
        raise RuntimeError("the server did not let go of a client that was killed")

    def _server(self) -> postgres.Server:
        assert self.server is not None
        return self.server


def use_journal(path: Path, engine: Engine) -> None:
    """Have a file keep its transactions by this journal, whatever this SQLite is best with."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA journal_mode={engine.journal}")
