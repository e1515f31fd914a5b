"""factcheck demo: the story of one claim, played through the real commands."""

import os
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli import output
from factcheck.cli.context import Call, command
from factcheck.errors import Conflict

CLAIM = (
    "Nicolás Maduro was about to leave Venezuela by plane on 30 April 2019, "
    "and Russia told him to stay"
)
# What is typed, with the sentence that leads to it.
STORY: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "On 30 April 2019 Mike Pompeo says on television that Maduro had a plane waiting.",
        (
            "add", CLAIM, "--speaker", "Mike Pompeo", "--said-on", "2019-04-30",
            "--source", "https://example.org/interview",
            "--quote", "getting prepared to get on his airplane", "--tag", "venezuela",
        ),
    ),
    (
        "Maduro denies it. A denial is no proof: it disputes the claim, it does not refute it.",
        (
            "mark", "1", "disputes", "Denied it on state television", "--by", "Nicolás Maduro",
            "--source", "https://example.org/vtv", "--retrieved-on", "2019-05-01",
        ),
    ),
    (
        "The recording shows that he said it. That is another question than whether it is so.",
        (
            "mark", "1", "supports", "Recording of the broadcast", "--said", "--locator", "02:10",
            "--source", "https://example.org/interview", "--primary",
        ),
    ),
    (
        "A search for proof finds nothing. That is evidence of work, so it is kept too.",
        (
            "mark", "1", "no-result",
            "Flight trackers and airport notices of that day, searched 2019-05-01",
        ),
    ),
    (
        "A verdict too many: the program says what speaks against it ...",
        ("verdict", "1", "supported", "--because", "He said so."),
    ),
    ("... so it is taken back. Nothing is lost: the log keeps both.", ("undo",)),
    ("Was it said? Yes. Was it so? Nobody knows yet.", ("show", "1")),
    (
        "What happened, in plain words:",
        ("history", "1"),
    ),
    ("The log is chained, so that a change behind its back shows.", ("db", "verify")),
    ("And this is what is still to be done:", ("list", "--unverified")),
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "demo", prints=False)(demo)


def demo(
    call: Call,
    *,
    keep: Annotated[
        str | None,
        typer.Option("--keep", metavar="PATH", help="Make the database there, and leave it."),
    ] = None,
) -> None:
    """Play the story of one claim in a fresh database, command by command.

    \b
    Examples:
      factcheck demo
      factcheck demo --keep demo.db
    """
    if keep is not None:
        path = Path(keep).expanduser().absolute()
        if path.exists():
            raise Conflict(f"{path} exists already", hint="name a new file")
        with _environment(FACTCHECK_DB=str(path)):
            _play(call, path)
    else:
        with (
            tempfile.TemporaryDirectory(prefix="factcheck-demo-") as folder,
            # The heads of a log that is thrown away go with it.
            _environment(FACTCHECK_DB=f"{folder}/demo.db", XDG_STATE_HOME=folder),
        ):
            _play(call, Path(folder) / "demo.db")
    _close(call, keep)


def _play(call: Call, path: Path) -> None:
    from factcheck import schema

    schema.create(path).close()
    with output.staged():
        for lead, words in STORY:
            command_lines = f"$ {typed(words)}".split("\n")
            call.out.lines(
                [[], [(f"# {lead}", "dim")], *([(line, "bold")] for line in command_lines)]
            )
            _run(words, call.settings.color.value)


def _run(words: tuple[str, ...], color: str) -> None:
    """One command, through the same door as from the shell."""
    from factcheck.cli.main import app

    try:
        app(["--color", color, *words], prog_name="factcheck")
    except SystemExit as ended:
        if ended.code:
            raise


def typed(words: tuple[str, ...]) -> str:
    """A command as a person types it, on several lines where it is long."""
    line, lines = "factcheck", []
    for word in words:
        told = word if word and all(c.isalnum() or c in "-_./:" for c in word) else _quoted(word)
        if len(line) + len(told) > 76 and word.startswith("--"):
            lines.append(line + " \\")
            line = "   "
        line += f" {told}"
    return "\n".join([*lines, line])


def _quoted(word: str) -> str:
    return f'"{word}"' if not set(word) & set('"$`\\!') else shlex.quote(word)


@contextmanager
def _environment(**wanted: str) -> Iterator[None]:
    """While this is open these variables are set; afterwards they are what they were."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _close(call: Call, keep: str | None) -> None:
    call.out.lines([[]])
    if keep is not None:
        call.out.note(f"The database is {keep}. Next: factcheck --db {shlex.quote(keep)} show 1")
    else:
        call.out.note('Your turn: factcheck add "TEXT" --speaker NAME --source URL')
