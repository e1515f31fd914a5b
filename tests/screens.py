"""The commands, screens and Python in README.md and docs/: run, compared, and written anew.

A page is one session on a new account with an empty home, by the actor ana, at a terminal of 80
columns. In a ``console`` block a command stands after ``$ `` and what it prints under it; in an
``sh`` block each line is a command that must end with 0, or with the code in ``# exit 5``, and
``cat > NAME <<'END'`` writes a file; a ``python`` block runs, and a ``text`` block right under it
is what it prints. What differs from one run to the next (times, hashes, uids, the home) is shown
as that of one run. Behind ``<!-- clock: 2019-05-01 -->`` a page has that day's clock, on which
each command takes a minute.
"""

import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, chdir, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any
from unittest import mock

from factcheck import days
from factcheck.cli import output
from tests.conftest import run

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
# Lines of an sh block that are no business of ours: they set up, or run other programs.
OTHERS = ("python3 ", "make", "git ", "cp ", ". .venv/", ".venv/bin/", "pip ")
WRITTEN = re.compile(r"^cat > ([\w.-]+) <<'END'\n(.*?)^END\n", re.M | re.S)
CLOCK = re.compile(r"^<!-- clock: (\d{4}-\d\d-\d\d) -->$", re.M)
PIPED = re.compile(r"echo (?P<told>'[^']*'|\"[^\"]*\") \| (?P<command>factcheck .*)")
STEADY = (
    (re.compile(r"(?!2019)\d{4}-\d\d-\d\d \d\d:\d\d"), "2019-05-01 10:02"),
    (
        re.compile(r"(?!2019)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"),
        "2019-05-01T10:02:00.000000Z",
    ),
    (re.compile(r"(?<=^Added by ana on )(?!2019)\d{4}-\d\d-\d\d", re.M), "2019-05-01"),
    (re.compile(r"-(\d+)-[0-9a-f]{8}\.(db|dump)\b"), r"-\1-5f572d4a.\2"),
    (
        re.compile(r"\b[0-9a-f]{64}\b"),
        "5f572d4a0e7c878f8f4c276c5b0f1658a2c2a07d90824c656f22afdf58c33be3",
    ),
    (
        re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
        "019a9e3c-52d1-7c0e-8a44-1f6f2b7d9c10",
    ),
)


class WrongPage(AssertionError):
    """A page does not say what the program does."""


@dataclass
class Page:
    """A page with its session: what it runs leaves its traces for what follows."""

    path: Path
    home: Path
    names: dict[str, Any] = field(default_factory=dict)
    code: int = 0
    clock: datetime | None = None

    def played(self) -> str:
        """The page with every screen as it is now. Raises WrongPage where a command fails."""
        written = self.path.read_text(encoding="utf-8")
        parts, at = [], 0
        blocks = list(BLOCK.finditer(written))
        for block, following in zip_longest(blocks, blocks[1:]):
            parts.append(written[at : block.start(2)])
            for day in CLOCK.findall(parts[-1]):
                self.clock = datetime.fromisoformat(f"{day}T09:00:00+00:00")
            at = max(at, block.start(2))
            if block[1] == "console":
                parts.append(self._console(block[2]))
                at = block.end(2)
            elif block[1] == "sh":
                self._shell(block[2])
            elif block[1] == "python":
                told = self._python(block[2])
                if following and following[1] == "text" and _under(written, block, following):
                    parts.append(written[at : following.start(2)] + told)
                    at = following.end(2)
        return "".join([*parts, written[at:]])

    def _console(self, body: str) -> str:
        lines = []
        for typed in _typed(body):
            lines.append(f"$ {typed}")
            told = self.ended(typed).rstrip("\n")
            lines += told.split("\n") if told else []
        return "\n".join(lines) + "\n"

    def _shell(self, body: str) -> None:
        for name, content in WRITTEN.findall(body):
            Path(name).write_text(content, encoding="utf-8")
        for line in WRITTEN.sub("", body).replace("\\\n", "").splitlines():
            command, _, wanted = line.partition("  # exit ")
            if not command.strip() or command.startswith(("#", *OTHERS)):
                continue
            told = self.ended(command)
            if self.code != int(wanted or 0):
                raise WrongPage(f"{self.path.name}: {command}\nexit {self.code}:\n{told}")

    def _python(self, body: str) -> str:
        told = io.StringIO()
        self.names["__name__"] = "page"
        with redirect_stdout(told):
            exec(compile(body, str(self.path), "exec"), self.names)  # noqa: S102
        return self._steady(told.getvalue())

    def ended(self, typed: str) -> str:
        """What one command prints, as at a terminal."""
        line = typed.replace("\\\n", " ").strip()
        if line == "echo $?":
            return f"{self.code}\n"
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            os.environ[name] = shlex.split(value)[0]
            return ""
        stdin = None
        if piped := PIPED.fullmatch(line):
            stdin, line = shlex.split(piped["told"])[0] + "\n", piped["command"]
        program, *words = shlex.split(line, comments=True)
        if program != "factcheck":
            raise WrongPage(f"{self.path.name}: {program} cannot be run here")
        with output.staged(), self._day():
            done = run(*words, stdin=stdin)
        self.code = done.code
        return self._steady(done.out + done.err)

    @contextmanager
    def _day(self) -> Iterator[None]:
        """The page's own clock, where it has one."""
        if self.clock is None:
            yield
            return
        self.clock = now = self.clock + timedelta(minutes=1)
        with (
            mock.patch.object(days, "clock", return_value=now),
            days.seen_on(now.date().isoformat()),
        ):
            yield

    def _steady(self, told: str) -> str:
        for kind, shown in (("data", "share"), ("state", "state"), ("config", "config")):
            place = "/home/ana/.config" if kind == "config" else f"/home/ana/.local/{shown}"
            told = told.replace(str(self.home / kind), place)
        told = told.replace(str(self.home), "/home/ana")
        for pattern, steady in STEADY:
            told = pattern.sub(steady, told)
        return told


def _typed(body: str) -> list[str]:
    """The commands of a console block, each with its continuation lines."""
    found: list[str] = []
    more = False
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append(line.removeprefix("$ "))
        elif more:
            found[-1] += f"\n{line}"
        more = (line.startswith("$ ") or more) and line.endswith("\\")
    return found


def _under(written: str, block: re.Match[str], following: re.Match[str]) -> bool:
    return not written[block.end() : following.start()].strip()


@contextmanager
def opened(path: Path, kind: type[Page] = Page) -> Iterator[Page]:
    """A page in a session of its own."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory())).resolve()
        told = {name: value for name, value in os.environ.items() if _harmless(name)}
        told |= {f"XDG_{kind.upper()}_HOME": str(home / kind) for kind in _KINDS}
        told |= {"HOME": str(home), "FACTCHECK_USER": "ana", "COLUMNS": "80"}
        stack.enter_context(mock.patch.dict(os.environ, told, clear=True))
        stack.enter_context(chdir(home))
        yield kind(path, home)


_KINDS = ("data", "state", "config", "cache")


def _harmless(name: str) -> bool:
    return not name.startswith(("FACTCHECK_", "XDG_")) and name not in ("NO_COLOR", "TERM")


def pages() -> list[Path]:
    """README.md and every page of docs/ but the one that is made from the program."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [path for path in found if path != ROOT / "docs" / "cli.md"]


def refresh() -> list[str]:
    """Write the screens of all pages as they are now. Returns the names of changed pages."""
    changed = []
    for path in pages():
        with opened(path) as page:
            now = page.played()
        if now != path.read_text(encoding="utf-8"):
            path.write_text(now, encoding="utf-8")
            changed.append(str(path.relative_to(ROOT)))
    return changed
