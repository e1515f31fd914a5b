"""Does a list cost what a page costs? python bench/lists.py [--small]

Runs ``factcheck list`` in this process on a small and a large database of made-up
claims, in turn, from the words of the command line to the footer, and compares the CPU
time. A tag or a speaker that is frequent has the same share of both databases. Counts
the statements and asks SQLite for its plans. Exits 1 when the large database takes
more than 1.5 times as long (3 times with --small, where the work is too little to be
measured well), needs another number of statements, or a table is scanned.
"""

import argparse
import contextlib
import gc
import io
import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import typer
from sqlalchemy import Engine, event

from bench import data
from factcheck.cli.main import app

LISTS = {
    "list": [],
    "list --unverified": ["--unverified"],
    "list --speaker FREQUENT": ["--speaker", data.FREQUENT_SPEAKER],
    "list --speaker RARE": ["--speaker", data.RARE_SPEAKER],
    "list --tag FREQUENT": ["--tag", data.FREQUENT_TAG],
    "list --tag RARE": ["--tag", data.RARE_TAG],
    "list -u --tag FREQUENT": ["--unverified", "--tag", data.FREQUENT_TAG],
}
_SCAN = re.compile(r"SCAN (claim|appearance|claim_tag|speaker)(_\d+)?\b")
_program: Any = typer.main.get_command(app)


def listed(path: Path, words: list[str]) -> str:
    """What the command prints, talk included."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        try:
            _program.main(args=["list", *words, "--db", str(path)], prog_name="factcheck")
        except SystemExit as ended:
            if ended.code:
                sys.exit(f"factcheck list {' '.join(words)} failed: {told.getvalue()}")
    return told.getvalue()


def cpu(path: Path, words: list[str]) -> float:
    """CPU seconds of one run."""
    gc.collect()
    gc.disable()
    try:
        begun = time.process_time()
        listed(path, words)
        return time.process_time() - begun
    finally:
        gc.enable()


@contextlib.contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """Collects every statement that any engine is given, with its parameters."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        found.append((statement, given))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def scans(path: Path, found: list[tuple[str, Any]]) -> list[str]:
    """The steps of SQLite's plans that read a whole table of ours."""
    steps = []
    with contextlib.closing(sqlite3.connect(path)) as raw:
        for statement, given in found:
            if statement.startswith("SELECT"):
                plan = raw.execute(f"EXPLAIN QUERY PLAN {statement}", given)
                steps += [row[3] for row in plan if _SCAN.match(row[3])]
    return steps


def main() -> None:
    """Measure, print the table, and judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="500 and 5,000 claims only")
    parser.add_argument("--keep", type=Path, help="keep the databases in this folder, for again")
    told = parser.parse_args()
    few, many = (500, 5_000) if told.small else (1_000, 100_000)
    rounds, limit = (7, 3.0) if told.small else (21, 1.5)
    with data.workplace() as folder:
        folder = (told.keep or folder).absolute()
        paths = [folder / f"{size}.db" for size in (few, many)]
        for path, size in zip(paths, (few, many), strict=True):
            data.database_of(path, size).close()
        failed = compare(paths, (few, many), rounds, limit)
    sys.exit(1 if failed else 0)


def compare(paths: list[Path], sizes: tuple[int, int], rounds: int, limit: float) -> bool:
    """Print a line for each list; true when one of them fails."""
    times: dict[tuple[str, Path], list[float]] = {}
    for _ in range(rounds):
        for name, words in LISTS.items():
            for path in paths:
                times.setdefault((name, path), []).append(cpu(path, words))
    print(f"Median CPU of {rounds} interleaved rounds; SQLite {sqlite3.sqlite_version}.\n")
    print(f"| command | {sizes[0]:,} claims, ms | {sizes[1]:,} claims, ms | ratio | statements |")
    print("|---|---|---|---|---|")
    failed = False
    for name, words in LISTS.items():
        small, large = (statistics.median(times[name, path]) * 1000 for path in paths)
        counts, scanned = [], []
        for path in paths:
            with statements() as found:
                listed(path, words)
            counts.append(len(found))
            scanned += scans(path, found)
        number = str(counts[0]) if counts[0] == counts[1] else f"{counts[0]}, then {counts[1]}"
        print(f"| `{name}` | {small:.1f} | {large:.1f} | {large / small:.2f} | {number} |")
        faults = [f"takes more than {limit} times as long"] if large > limit * small else []
        faults += ["needs another number of statements"] if counts[0] != counts[1] else []
        faults += sorted(set(scanned))
        for fault in faults:
            print(f"FAILED: {name}: {fault}", file=sys.stderr)
        failed = failed or bool(faults)
    return failed


if __name__ == "__main__":
    main()
