"""What is promised of writes, under torture: python -m tests.torture [--small] [--only NAME]

Processes are killed with SIGKILL at random moments, a server is stopped as by a power
cut, logs and journals are mutilated, writers and upgrades crowd together. Prints one
table, in Markdown, with a row as soon as it is finished, and exits 1 when a promise was
broken. Random, but by a seed that is printed: the same dice fall again with --seed; the
moments at which processes are killed are only as exact as the machine.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from time import monotonic

from bench import data
from factcheck.errors import FactcheckError
from tests import expected, postgres, statements, torture_crowds, torture_kills, torture_logs
from tests.torture_ground import Ground, Row

Section = Callable[[Ground], Iterator[Row]]

SECTIONS: dict[str, Section] = {
    "adds": torture_kills.single_adds,
    "loads": torture_kills.bulk_loads,
    "copies": torture_kills.copied,
    "backups": torture_kills.backed_up,
    "logs": torture_logs.mutilated,
    "writers": torture_crowds.crowds,
    "crowd": torture_crowds.backups_in_a_crowd,
    "upgrades": torture_crowds.upgraded,
}
MEMORY = "/dev/shm"
SHOWN = 30  # of the promises that were broken
HEADINGS = ("what was done", "engine", "how often", "found", "longest wait", "seconds")


def told() -> argparse.Namespace:
    """What the command was told."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="the size of CI, below a minute")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="this section")
    parser.add_argument("--seed", type=int, help="the dice of an earlier run")
    return parser.parse_args()


def say(told: str) -> None:
    """Print it at once: a run may take long."""
    print(told, flush=True)  # noqa: T201 - the table is what the program is for


def line(cells: tuple[str, ...]) -> str:
    """A line of the table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def torture(ground: Ground, names: list[str]) -> list[str]:
    """Carry out sections, print their rows, and return what is broken."""
    broken: list[str] = []
    say(line(HEADINGS))
    say(line(("---",) * len(HEADINGS)))
    for name in names:
        try:
            for row in SECTIONS[name](ground):
                say(line(row.cells()))
                broken += [f"{name}: {row.what}: {one}" for one in row.broken]
        except (RuntimeError, FactcheckError) as error:  # the other sections have their turn
            broken.append(f"{name}: {error}")
    return broken


def main() -> int:
    """The command."""
    wanted = told()
    seed = random.randrange(10**6) if wanted.seed is None else wanted.seed
    programs = postgres.programs()
    begun = monotonic()
    say(f"seed {seed}{', small' if wanted.small else ''}\n")
    expected.share()
    statements.share()
    if wanted.small and os.access(MEMORY, os.W_OK):
        tempfile.tempdir = MEMORY  # a killed process loses nothing of what it wrote to a disk
    server = postgres.Server(programs, postgres.SYNCED) if programs else None
    try:
        with data.workplace() as folder:
            ground = Ground(folder, seed, wanted.small, server)
            torture_kills.warm(ground)
            broken = torture(ground, wanted.only or list(SECTIONS))
    finally:
        if server is not None:
            server.stop()
    say(f"\n{len(broken)} promises broken, in {monotonic() - begun:.0f} s")
    if server is None:
        say("PostgreSQL was not tortured: its server programs were not found")
    for one in broken[:SHOWN]:
        say(f"- {one}")
    if broken[SHOWN:]:
        say(f"- and {len(broken) - SHOWN} more")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
