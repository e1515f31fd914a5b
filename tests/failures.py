"""The catalogue of failures, and the table of them in docs/reliability.md.

``python -m tests.failures`` brings every failure about, on both engines, and writes what was
printed into the page; ``--check`` compares instead, and exits 1 where the page says something
else. A row that takes root stays as it is where somebody else runs this.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from difflib import unified_diff
from typing import Any

from tests import expected, failures_postgres, failures_sqlite, failures_storage, postgres
from tests.scenes import IS_ROOT, ROOT, Failure, Scene, Seen, Stage, observe, sqlite_scene

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- failures -->\n", "<!-- /failures -->\n"
HEAD = "| failure | engine | command | exit | code | what it prints |\n|---|---|---|---|---|---|\n"
START = f"# Reliability\n\n## Failures\n\n{BEGIN}{END}"


def value(name: str, code: int, says: str, *command: str, **more: Any) -> Failure:
    """A failure of what is typed, the same on both engines."""
    return Failure(name, "both", nullcontext, code, says, command, **more)


VALUES = (
    value("a text with NUL in it", 3, "contains a NUL character", "add", "-", stdin="a\0b"),
    value("a text that is no Unicode", 3, "half a surrogate pair", "add", "a\udcffb"),
    value("an empty text", 3, "is empty", "add", " "),
    value("an actor that is no Unicode", 3, "half a surrogate", "add", "a", "--as", "a\udcff"),
    value("a date that no calendar has", 3, "2019-02-30", "add", "a", "--said-on", "2019-02-30"),
    value("a number that no column takes", 3, "too large", "list", "--limit", "9" * 30),
    value("a number that no column takes", 4, "there is no claim 999", "show", "9" * 30),
    value("no such claim", 4, "there is no claim 999", "show", "999"),
    value("no such claim", 4, "there is no claim 999", "mark", "999", "context", "A note"),
    value("an address inside a network", 14, "public address", "extract", "http://127.0.0.1/a"),
    value("no address of the web", 14, "http and https", "extract", "file:///etc/passwd"),
    value("no document of proposals", 3, "no document", "extract", "apply", "-", stdin="{}"),
    value(
        "the claim is there", 5, "already", "add", "An invented claim", "--speaker", "Emil Example"
    ),
)
CATALOGUE: tuple[Failure, ...] = (
    *VALUES,
    *failures_sqlite.FAILURES,
    *failures_postgres.FAILURES,
    *failures_storage.FAILURES,
)


def engines(failure: Failure) -> list[str]:
    """The engines it happens on, as the tests call them."""
    found = {"SQLite": ["sqlite"], "PostgreSQL": ["postgresql"]}
    return found.get(failure.engine, ["sqlite", "postgresql"])


def start(failure: Failure) -> str:
    """The cells of its row that tell it from all others."""
    command = " ".join(failure.command[: 2 if failure.command[0] == "db" else 1])
    return f"| {failure.name} | {failure.engine} | `{command}` |"


def row(failure: Failure, seen: Seen) -> str:
    """What was seen, as a row of the table."""
    printed = f"`{seen.message}`" if seen.message else "what it prints always"
    if seen.hint:
        printed += f"<br>`{seen.hint}`"
    cells = (str(seen.exit), f"`{seen.code}`", printed.replace("|", "\\|"))
    return f"{start(failure)} {' | '.join(cells)} |\n"


def table() -> str:
    """The table that stands in the page."""
    if not PAGE.exists():
        return ""
    return PAGE.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]


def rows(stage: Stage) -> Iterator[str]:
    """A row for every failure, brought about now."""
    held = table().splitlines(keepends=True)
    for failure in CATALOGUE:
        if failure.root and not IS_ROOT:
            yield from (line for line in held if line.startswith(start(failure)))
            continue
        seen = set()
        for engine in engines(failure):
            with sqlite_scene() if engine == "sqlite" else stage.scene() as scene:
                seen.add(row(failure, _observed(failure, scene)))
        yield from seen


def _observed(failure: Failure, scene: Scene) -> Seen:
    try:
        return observe(failure, scene)
    except AssertionError as wrong:
        sys.exit(f"{start(failure)} {failure.exit} is wanted, and there was: {wrong}")


@contextmanager
def server() -> Iterator[Stage]:
    """A server for as long as this runs."""
    programs = postgres.programs()
    if programs is None:
        sys.exit("PostgreSQL's server programs were not found")
    made = postgres.Server(programs)
    try:
        yield Stage(made)
    finally:
        made.stop()


def main() -> int:
    """Write the table into the page, or compare it with the page."""
    told = argparse.ArgumentParser(description="The table of failures in docs/reliability.md.")
    told.add_argument("--check", action="store_true", help="compare, and write nothing")
    check: bool = told.parse_args().check
    expected.share()
    with server() as stage:
        now = HEAD + "".join(rows(stage))
    before = table()
    if check:
        sys.stdout.writelines(
            unified_diff(before.splitlines(True), now.splitlines(True), "page", "now", n=0)
        )
        return int(now != before)
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else START
    above, _, rest = page.partition(BEGIN)
    PAGE.write_text(above + BEGIN + now + END + rest.partition(END)[2], encoding="utf-8")
    sys.stdout.write(f"wrote {PAGE.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
