"""Does lint cost what its claims cost, and no more memory for more? python bench/lint.py [--small]

Runs ``factcheck lint`` over all our claims of a small and a large database of made-up ones
(bench/data.py), each in a process of its own and in turn. Prints medians of the CPU time for
1,000 claims, the statements for 1,000 claims and the most memory held. Exits 1 when the
large one takes more than 1.5 times as long for as many claims (3 times with --small), needs
more statements for as many, or holds more than 1.2 times the memory.
"""

import argparse
import contextlib
import io
import json
import math
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import data


def measure(path: str) -> None:
    """One run in this process: prints claims, findings, CPU seconds, statements, memory."""
    import typer

    from bench.lists import statements
    from factcheck.cli.main import app
    from factcheck.services.lint.facts import BATCH

    class Counted(io.TextIOBase):
        """Counts the lines and keeps none."""

        lines = 0

        def write(self, told: str) -> int:
            self.lines += told.count("\n")
            return len(told)

    out, talk, program = Counted(), io.StringIO(), typer.main.get_command(app)
    words = ["lint", "--added-since", "2000", "--format", "jsonl", "--db", path]
    begun = time.process_time()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(talk), statements() as found:
        try:
            program.main(args=words, prog_name="factcheck")
        except SystemExit as ended:
            if ended.code != 15:
                sys.exit(f"lint failed: {talk.getvalue()}")
    used = time.process_time() - begun
    claims = int(talk.getvalue().split(" claims")[0].split()[-1].replace(",", ""))
    told = {
        "claims": claims,
        "findings": out.lines,
        "cpu": used,
        "statements": len(found) / math.ceil((claims + 1) / BATCH),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(told))


def run(path: Path) -> dict[str, float]:
    """One run in a process of its own."""
    words = [sys.executable, __file__, "--measure", str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure, print the table, and judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="1,000 and 4,000 claims only")
    parser.add_argument("--keep", type=Path, help="keep the databases in this folder, for again")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.measure:
        measure(told.measure)
        return
    sizes, rounds, limit = ((1_000, 4_000), 1, 3.0) if told.small else ((10_000, 100_000), 3, 1.5)
    with data.workplace() as folder:
        folder = (told.keep or folder).absolute()
        paths = [folder / f"{size}.db" for size in sizes]
        for path, size in zip(paths, sizes, strict=True):
            data.database_of(path, size).close()
        runs = [[run(path) for path in paths] for _ in range(rounds)]
    found = [
        {name: statistics.median(one[place][name] for one in runs) for name in runs[0][place]}
        for place in range(2)
    ]
    sys.exit(1 if judge(found, limit) else 0)


def judge(found: list[dict[str, float]], limit: float) -> bool:
    """Print a line for each size; true when one is out of proportion."""
    print("| claims checked | findings | CPU s | ms for 1,000 | statements a batch | memory, MB |")
    print("|---|---|---|---|---|---|")
    for one in found:
        one["pace"] = one["cpu"] / one["claims"] * 1e6
        print(
            f"| {one['claims']:,.0f} | {one['findings']:,.0f} | {one['cpu']:.2f} "
            f"| {one['pace']:.0f} | {one['statements']:.1f} | {one['memory']:.0f} |"
        )
    few, many = found
    faults = [
        (many["pace"] > limit * few["pace"], f"takes more than {limit} times as long"),
        (many["statements"] > 1.5 * few["statements"], "needs more statements for as many"),
        (many["memory"] > 1.2 * few["memory"], "holds more memory for more claims"),
    ]
    for fails, what in faults:
        if fails:
            print(f"FAILED: {what}", file=sys.stderr)
    return any(fails for fails, _what in faults)


if __name__ == "__main__":
    main()
