"""How many commits a second? python bench/commits.py [--small]

Has processes write at the same time, one transaction after the other: on SQLite with each of
its two journals, and on PostgreSQL with and without waiting for the disk at a commit
(``synchronous_commit``; ``fsync`` is on). A transaction takes the head of the log first, and
nobody else writes until it ends: so many writers are not faster than one, and the time of a
commit is that of the whole transaction, Python included. Everything is on the disk of the
folder for temporary files (``TMPDIR``), whose fsync is measured beside. Judges no speed, but
exits 1 when a commit is not in the log or the log forked. Without the server programs of
PostgreSQL only SQLite is measured. ``--away 10 --away 100`` measures what distance costs.
"""

import argparse
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import data
from bench.away import relayed
from factcheck import connections, schema, services
from factcheck.db import Database
from factcheck.history import verify as log
from factcheck.models import Entry
from factcheck.records import ClaimRecord
from tests import postgres, statements

WRITERS = 8
_fork = get_context("fork")


def add(session: Session, name: str, number: int) -> None:
    """A claim with its speaker, as ``factcheck add`` writes it."""
    made = data.made(number)
    record = ClaimRecord(
        f"{made.row['text']}, {name} writes for the {number}th time",
        speaker=data.speaker_name(made.appearances[0]["speaker"]),
        said_on=made.appearances[0]["said_on"],
    )
    services.claims.add(session, record, by=name)


def note(session: Session, name: str, number: int) -> None:
    """Hardly more than a commit: a line on a claim, as ``factcheck note`` writes it."""
    claim = services.claims.get(session, 1)
    services.notes.add(session, claim, f"{name} looked {number} times", by=name)


Change = Callable[[Session, str, int], None]
CHANGES: dict[str, Change] = {"note": note, "add": add}


@dataclass
class Place:
    """A database, and what was measured there: commits a second, by change and writers."""

    name: str
    url: str
    rates: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    longest: dict[str, float] = field(default_factory=dict)
    commits: int = 0

    def rate(self, what: str, writers: int) -> float:
        """The median."""
        return statistics.median(self.rates[what, writers])


def commit(database: Database, change: Change, name: str, number: int) -> None:
    """One transaction."""
    with database.transaction(by=name, action="bench") as session:
        change(session, name, number)


def begin(place: Place) -> None:
    """Two claims and a note; what is compiled for them, the writers inherit."""
    with Database(place.url) as database:
        for number, change in enumerate((add, add, note)):
            commit(database, change, "bench", number)
            place.commits += 1


def write(url: str, change: Change, name: str, commits: int, ready: Any, told: Any) -> None:
    """The work of one process; tells when it was through, and its longest wait."""
    longest = ended = 0.0
    with Database(url) as database:
        commit(database, change, name, 0)  # it connects
        ready.wait()
        for number in range(1, commits + 1):
            begun = time.monotonic()
            commit(database, change, name, number)
            ended = time.monotonic()
            longest = max(longest, ended - begun)
    told.put((ended, longest))


def measure(place: Place, what: str, writers: int, commits: int, mark: int) -> None:
    """One round: so many processes, each with so many commits."""
    ready, heard = _fork.Barrier(writers + 1), _fork.SimpleQueue()
    told = [
        (place.url, CHANGES[what], f"writer {mark}.{writers}.{one}", commits, ready, heard)
        for one in range(writers)
    ]
    running = [_fork.Process(target=write, args=one) for one in told]
    for one in running:
        one.start()
    ready.wait(timeout=300)
    begun = time.monotonic()
    for one in running:
        one.join()
    assert not any(one.exitcode for one in running), f"a writer failed on {place.name}"
    ended, waits = zip(*(heard.get() for _ in running), strict=True)
    place.rates.setdefault((what, writers), []).append(writers * commits / (max(ended) - begun))
    place.longest[what] = max(place.longest.get(what, 0), *waits)
    place.commits += writers * (commits + 1)


def on_sqlite(folder: Path) -> Iterator[Place]:
    """A new file for each journal, first the one that this SQLite is best with."""
    chosen = connections.journal_mode()
    names = {"delete": "rollback journal", "wal": "write-ahead log"}
    for mode in sorted(names, key=lambda mode: mode != chosen):
        path = folder / f"{mode}.db"
        schema.create(path).close()
        with closing(sqlite3.connect(path)) as raw:
            raw.execute(f"PRAGMA journal_mode={mode}")
        note = " (chosen here)" if mode == chosen else ""
        yield Place(f"SQLite, {names[mode]}{note}", str(path))


def on_postgres(server: postgres.Server) -> Iterator[Place]:
    """A new database for each setting."""
    for setting in ("on", "off"):
        url = f"{made(server, setting)}&options=-csynchronous_commit%3D{setting}"
        yield Place(f"PostgreSQL, `synchronous_commit` {setting}", url)


def further_away(
    server: postgres.Server, stack: ExitStack, distances: list[int]
) -> Iterator[Place]:
    """A new database for each distance in milliseconds."""
    yield Place("PostgreSQL, here", made(server, "here"))
    for one in distances:
        url = made(server, f"away{one}")
        folder = stack.enter_context(relayed(server.home, one / 1000))
        yield Place(f"PostgreSQL, {one} ms away", url.replace(str(server.home), str(folder)))


def made(server: postgres.Server, name: str) -> str:
    """The URL of a new database."""
    url = server.create(name)
    schema.create(url).close()
    return url


@contextmanager
def a_server() -> Iterator[postgres.Server | None]:
    """A server that writes to the disk; None where its programs are not installed."""
    programs = postgres.programs()
    if programs is None:
        yield None
        return
    server = postgres.Server(programs, postgres.SYNCED)
    try:
        yield server
    finally:
        server.stop()


def faults(place: Place) -> list[str]:
    """What is wrong with the log: each commit must be in it once, on one line."""
    with Database(place.url) as database, database.reading() as session:
        entries = session.scalar(select(func.count()).select_from(Entry))
        found = [one.message for one in log.check_chain(session.connection())]
    if entries != place.commits:
        found.append(f"{place.commits} commits are {entries} entries")
    return found


def main() -> None:
    """Measure, print the table, and judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="2 rounds of 4 commits, not 5 of 25")
    parser.add_argument(
        "--away",
        metavar="MS",
        type=int,
        action="append",
        help="a server that seems to be so many milliseconds away, there and back; again for more",
    )
    told = parser.parse_args()
    statements.share()
    with data.workplace() as folder, a_server() as server, ExitStack() as stack:
        if told.away:
            assert server is not None, "the server programs of PostgreSQL were not found"
            places = [*further_away(server, stack, told.away)]
            sizes = (2, 2)
        else:
            places = [*on_sqlite(folder), *(on_postgres(server) if server else ())]
            sizes = (2, 4) if told.small else (5, 25)
        measure_all(places, ["note"] if told.away else [*CHANGES], *sizes)
        print_disk(folder)
        wrong = [f"{place.name}: {fault}" for place in places for fault in faults(place)]
    for line in wrong:
        print(f"FAILED: {line}", file=sys.stderr)
    sys.exit(1 if wrong else 0)


def measure_all(places: list[Place], changes: list[str], rounds: int, commits: int) -> None:
    """All of it in turn, and a line for each place and change; the ratios are to the first."""
    for place in places:
        begin(place)
    for number in range(rounds):
        for what, writers, place in product(changes, (1, WRITERS), places):
            measure(place, what, writers, commits, number)
    print(
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, SQLite "
        f"{sqlite3.sqlite_version}; commits a second, medians\nof {rounds} interleaved rounds of "
        f"{commits} commits a writer.\n"
    )
    print(
        f"| where | each commit is | 1 writer | {WRITERS} writers | ratio to the first "
        "| longest wait, s |"
    )
    print("|---|---|---|---|---|---|")
    for what, place in product(changes, places):
        alone, together = place.rate(what, 1), place.rate(what, WRITERS)
        print(
            f"| {place.name} | `{what}` | {alone:.3g} | {together:.3g} "
            f"| {together / places[0].rate(what, WRITERS):.2f} | {place.longest[what]:.2f} |"
        )


def print_disk(folder: Path) -> None:
    """How often a second a block can be written to this disk for good, to compare with."""
    handle = os.open(folder / "synced", os.O_CREAT | os.O_WRONLY)
    times = 200
    try:
        begun = time.monotonic()
        for _ in range(times):
            os.pwrite(handle, bytes(4096), 0)
            os.fsync(handle)
        rate = times / (time.monotonic() - begun)
    finally:
        os.close(handle)
    print(f"\nA block of 4 kB is on this disk for good {rate:,.0f} times a second.")


if __name__ == "__main__":
    main()
