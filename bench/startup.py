"""What does it cost to start? python bench/startup.py [--small]

Runs short commands in turn and compares the CPU time of the whole process (user and
system) with that of ``sqlite-utils --version``, a program of the same kind. Runs the
``factcheck`` and ``sqlite-utils`` that are installed beside this Python. Exits 1 when
``factcheck list`` takes more than 3.0 times, or ``factcheck --help`` more than 1.0 times
as long (with --small, where few rounds are measured: 1.5 times these marks).
"""

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import data

MEASURE = "sqlite-utils --version"
MARKS = {"factcheck list": 3.0, "factcheck --help": 1.0}
CLAIMS = 100


def commands() -> dict[str, list[str]]:
    """What is run, by the name in the table."""
    beside = Path(sys.executable).parent
    factcheck, sqlite_utils = str(beside / "factcheck"), str(beside / "sqlite-utils")
    for program in (factcheck, sqlite_utils):
        if not Path(program).exists():
            sys.exit(
                f"error: {program} is missing: install the checkout with pip install -e '.[dev]'"
            )
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        MEASURE: [sqlite_utils, "--version"],
        "factcheck --version": [factcheck, "--version"],
        "factcheck --help": [factcheck, "--help"],
        "factcheck list": [factcheck, "list"],
        "factcheck show 1": [factcheck, "show", "1"],
        'factcheck add "..."': [
            factcheck,
            "add",
            "A plainly invented claim",
            "--speaker",
            data.FREQUENT_SPEAKER,
            "--source",
            "https://example.org/a",
            "--force",
        ],
    }


def cpu(words: list[str]) -> float:
    """CPU seconds, user and system, of a process from its start to its end."""
    child = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"error: {' '.join(words)} ended with {child.returncode}")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure, print the table, and judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="5 rounds instead of 21")
    told = parser.parse_args()
    rounds, slack = (5, 1.5) if told.small else (21, 1.0)
    run = commands()
    with data.workplace() as folder:
        path = folder / "checks.db"
        data.database_of(path, CLAIMS).close()
        os.environ["FACTCHECK_DB"] = str(path)
        times: dict[str, list[float]] = {name: [] for name in run}
        for number in range(rounds + 1):
            for name, words in run.items():
                spent = cpu(words)
                if number:  # the first round fills caches
                    times[name].append(spent)
    medians = {name: statistics.median(found) for name, found in times.items()}
    ratios = {name: found / medians[MEASURE] for name, found in medians.items()}
    print(f"Median CPU of {rounds} interleaved rounds, a database of {CLAIMS} claims.\n")
    print(f"| command | ms | ratio to `{MEASURE}` | mark |")
    print("|---|---|---|---|")
    for name in run:
        mark = f"{MARKS[name]:.1f}" if name in MARKS else ""
        print(f"| `{name}` | {medians[name] * 1000:.0f} | {ratios[name]:.2f} | {mark} |")
    missed = [name for name, mark in MARKS.items() if ratios[name] > mark * slack]
    for name in missed:
        print(f"FAILED: {name}: more than {MARKS[name] * slack:.1f}", file=sys.stderr)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
