"""Is a copy the same database, and what does it cost? python bench/copies.py [--small]

Makes a database of made-up claims with evidence and verdicts, adds a history of edits,
tags put on and taken off, withdrawals, undos and redos, and carries it from SQLite to
PostgreSQL and back. Compares what ``factcheck list`` and ``factcheck history`` print as
JSON lines, every row of every table, and the heads, byte for byte. Then makes a backup of
each and restores it. Prints what each step took, and exits 1 when anything differs.
"""

import argparse
import contextlib
import hashlib
import io
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import typer
from sqlalchemy import func, select

from bench import data
from factcheck.cli.main import app
from factcheck.db import Database
from factcheck.errors import FactcheckError
from factcheck.history.chain import canonical
from factcheck.models import Change, Claim, Counter, Entry, LogHead, logged
from factcheck.records import EvidenceRecord, VerdictRecord
from factcheck.services import claims, evidence, tags, undo, verdicts
from factcheck.storage.backup import backup
from factcheck.storage.copy import copy
from factcheck.storage.restore import restore
from factcheck.verify import verify
from tests import postgres

Step = Callable[[random.Random, Any, Any], object]


def edit(rng: random.Random, session: Any, claim: Any) -> None:
    claims.edit(session, claim, {"context": f"context {rng.randrange(99)}", "priority": "high"})


def mark(rng: random.Random, session: Any, claim: Any) -> None:
    evidence.mark(session, claim, EvidenceRecord("disputes", f"n {rng.random()}"), by="ana")


def rule(rng: random.Random, session: Any, claim: Any) -> None:
    verdicts.give(session, claim, VerdictRecord("mixed", f"because {rng.random()}"), by="ben")


def tag(rng: random.Random, session: Any, claim: Any) -> None:
    tags.put(session, claim, (f"tag {rng.randrange(9)}",))


def untag(rng: random.Random, session: Any, claim: Any) -> None:
    tags.remove(session, claim, (f"tag {rng.randrange(9)}",))


def take_back(_rng: random.Random, session: Any, _claim: Any) -> None:
    undo.undo(session, by="ana")


STEPS: tuple[Step, ...] = (edit, mark, rule, tag, untag, take_back)


def tell(database: Database, length: int, seed: int = 1) -> None:
    """A history by two people on top of what is there; what a rule forbids leaves nothing."""
    rng = random.Random(seed)
    with database.reading() as session:
        ids = list(session.scalars(select(Claim.id).limit(500)))
    for number in range(length):
        step = rng.choice(STEPS)
        by = ("ana", "ben")[number % 2]
        with contextlib.suppress(FactcheckError), database.transaction(by=by) as session:
            step(rng, session, session.get_one(Claim, rng.choice(ids)))


def printed(url: str, *words: str) -> str:
    """The SHA-256 of what a command prints."""
    program: Any = typer.main.get_command(app)
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(io.StringIO()):
        try:
            program.main(args=[*words, "--db", url], prog_name="factcheck")
        except SystemExit as ended:
            if ended.code:
                sys.exit(f"factcheck {' '.join(words)} failed: {told.getvalue()}")
    return hashlib.sha256(told.getvalue().encode()).hexdigest()


def rows(database: Database) -> str:
    """The SHA-256 over every row of every table, derived columns and log included."""
    digest = hashlib.sha256()
    models: list[Any] = [*logged().values(), Entry, Change, Counter, LogHead]
    with database.reading(unhurried=True) as session:
        for model in models:
            table = model.__table__
            query = select(table).order_by(*table.primary_key)
            for row in session.execute(query, execution_options={"yield_per": 2000}):
                digest.update(canonical([table.name, *row]).encode() + b"\n")
    return digest.hexdigest()


def sums(url: str) -> dict[str, str]:
    """Everything of a database that is to be the same in a copy, each as one hash."""
    with Database(url) as database:
        head = verify(database)
        assert head.clean, head.findings
        return {
            "head": head.head,
            "rows": rows(database),
            "list": printed(url, "list", "--all", "--limit", "0", "--format", "jsonl"),
            "history": printed(url, "history", "--limit", "200", "--format", "jsonl"),
        }


@contextlib.contextmanager
def timed(what: str, table: list[str]) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    table.append(f"| {what} | {time.perf_counter() - begun:.1f} |")
    print(table[-1], file=sys.stderr, flush=True)


def measure(home: Path, server: postgres.Server, size: int, history: int) -> list[str]:
    """Carry the database there and back. Returns the table; exits 1 at a difference."""
    table = ["| step | seconds |", "|---|---|"]
    first, back = str(home / "first.db"), str(home / "back.db")
    there = server.create("there")
    with data.database_of(Path(first), size) as database:
        tell(database, history)
        with database.reading() as session:
            entries, changes = (
                session.scalar(select(func.count()).select_from(one)) for one in (Entry, Change)
            )
        with timed("copy from SQLite to PostgreSQL, verified", table):
            copy(database, there)
        with timed("backup of SQLite, verified", table):
            kept = backup(database, home / "kept.db")
    with Database(there) as database:
        with timed("copy from PostgreSQL to SQLite, verified", table):
            copy(database, back)
        with timed("backup of PostgreSQL (pg_dump), verified", table):
            dumped = backup(database, home / "kept.dump")
    with timed("restore from the SQLite backup", table):
        restore(kept.path, str(home / "restored.db"), by="ana")
    with timed("restore from the dump, to PostgreSQL", table):
        restore(dumped.path, server.create("restored"), by="ana")
    found = {url: sums(url) for url in (first, there, back)}
    told = f"{size:,} claims, {entries:,} entries, {changes:,} changes"
    if any(one != found[first] for one in found.values()):
        sys.exit(f"the copies differ ({told}): {found}")
    sizes = f"{Path(first).stat().st_size:,} bytes; dump {dumped.size:,} bytes"
    lines = [f"| {name} | {value} |" for name, value in found[first].items()]
    same = ["", "| the same in all three | SHA-256, or head |", "|---|---|", *lines]
    return [f"{told}; {sizes}", "", *table, *same]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", action="store_true", help="300 claims, for CI")
    small = options.parse_args().small
    programs = postgres.programs()
    if programs is None:
        sys.exit("PostgreSQL's server programs were not found")
    home = Path(tempfile.mkdtemp())
    os.environ["XDG_STATE_HOME"] = str(home / "state")
    server = postgres.Server(programs)
    try:
        size, history = (300, 120) if small else (100_000, 3_000)
        print("\n".join(measure(home, server, size, history)))
    finally:
        server.stop()
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
