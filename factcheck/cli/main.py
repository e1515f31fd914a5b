"""The program: its commands, and the one place where an error becomes an exit code."""

import gc
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from types import FrameType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from factcheck import __version__
from factcheck.cli import output
from factcheck.cli.index import COMMANDS, OF_FILES, Commands
from factcheck.errors import FactcheckError, StorageFailed, Usage

# What the parser raises for a wrong command line, whichever way Typer ships it.
_UsageError: Any = typer.BadParameter.__bases__[0]
INTERRUPTED, CLOSED_PIPE, TERMINATED = 130, 141, 143


class Terminated(BaseException):
    """SIGTERM arrived: transactions roll back on the way out."""


class Interrupted(BaseException):
    """SIGINT arrived, or nobody answered a question."""


class ClosedPipe(BaseException):
    """Whoever read our output has gone."""


@contextmanager
def _past_the_parser() -> Iterator[None]:
    """The parser has exit codes of its own for these: carry them past it."""
    try:
        try:
            yield
        except _UsageError as wrong:
            if type(wrong).__name__ != "NoArgsIsHelpError":
                raise
            # Nothing was asked, which is no mistake: the message is the help.
            output.Output().lines([[(one, "")] for one in wrong.format_message().split("\n")])
            raise typer.Exit from wrong
    except BrokenPipeError as failure:
        raise ClosedPipe from failure
    except KeyboardInterrupt as failure:
        raise Interrupted from failure


class Program(TyperGroup):
    """The group of all commands; turns every failure into one line and an exit code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = Commands()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the parser's signature
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])

    def make_context(self, *told: Any, **options: Any) -> Any:
        with _past_the_parser():  # --help and --version print in here
            return super().make_context(*told, **options)

    def invoke(self, ctx: Any) -> Any:
        with _past_the_parser():
            return super().invoke(ctx)

    def main(self, args: Sequence[str] | None = None, *_: Any, **options: Any) -> Any:
        told = list(sys.argv[1:] if args is None else args)
        options["standalone_mode"] = False
        sys.exit(self._run(told, options))

    def _run(self, told: list[str], options: dict[str, Any]) -> int:
        as_json = _asks_json(told)
        output.saved.clear()
        output.asked.clear()
        try:
            ended = super().main(args=told, **options)
            sys.stdout.flush()
            return ended if isinstance(ended, int) else 0
        except FactcheckError as failure:
            _debug(told)
            output.error(failure, as_json=as_json)
            return failure.exit_code
        except _UsageError as wrong:
            output.error(_usage(wrong), as_json=as_json)
            return Usage.exit_code
        except (ClosedPipe, BrokenPipeError):
            _forget_stdout()
            return CLOSED_PIPE
        except (Interrupted, KeyboardInterrupt, typer.Abort):
            output.error(_stopped("interrupted", INTERRUPTED), as_json=as_json)
            return INTERRUPTED
        except Terminated:
            output.error(_stopped("terminated", TERMINATED), as_json=as_json)
            return TERMINATED
        except OSError as failure:
            _debug(told)
            output.error(_of_system(failure), as_json=as_json)
            return StorageFailed.exit_code
        except Exception as bug:
            _debug(told)
            output.error(
                FactcheckError(
                    f"unexpected {type(bug).__name__}; {output.what_is_saved()}",
                    hint="run it again with --debug and report what it prints",
                ),
                as_json=as_json,
            )
            return FactcheckError.exit_code


def _asks_json(told: list[str]) -> bool:
    if next((word for word in told if word in COMMANDS), None) in OF_FILES:
        return "--json" in told
    return (
        "--json" in told
        or any(one in told for one in ("--jsonl", "--format=json", "--format=jsonl"))
        or any(pair in (("--format", "json"), ("--format", "jsonl")) for pair in pairwise(told))
    )


def _debug(told: list[str]) -> None:
    if "--debug" in told or os.environ.get("FACTCHECK_DEBUG"):
        output.say_traceback(traceback.format_exc())


def _usage(wrong: Any) -> Usage:
    """The parser's complaint in our form, with the help to read."""
    context = getattr(wrong, "ctx", None)
    path = context.command_path if context is not None else "factcheck"
    told = wrong.format_message().strip()
    for kind in ("a valid int range", "a valid int", "a valid integer range", "a valid integer"):
        told = told.replace(f"is not {kind}", "is not a whole number")
    return Usage(told[:1].lower() + told[1:].rstrip("."), hint=f"{path} --help")


class _Stopped(FactcheckError):
    """Stopped from outside; nothing was saved."""

    code = "interrupted"


def _stopped(how: str, code: int) -> FactcheckError:
    found = _Stopped(f"{how}; {output.what_is_saved()}")
    found.exit_code = code
    return found


def _of_system(failure: OSError) -> StorageFailed:
    where = f": {failure.filename}" if failure.filename else ""
    why = (failure.strerror or type(failure).__name__).lower()
    return StorageFailed(f"{why}{where}; {output.what_is_saved()}")


def _forget_stdout() -> None:
    """Whoever read our output has gone: write the rest nowhere."""
    with suppress(OSError, ValueError):  # a stdout that is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise Terminated


app = typer.Typer(
    cls=Program,
    name="factcheck",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        output.Output().paragraphs(f"factcheck {__version__}")
        raise typer.Exit


@app.callback()
def factcheck(
    ctx: typer.Context,
    db: Annotated[
        str | None,
        typer.Option(
            "--db",
            metavar="PATH|URL",
            help="The database; else FACTCHECK_DB, the config file, your data folder.",
        ),
    ] = None,
    user: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="NAME",
            help="Who does this; else FACTCHECK_USER, the config file, your login.",
        ),
    ] = None,
    color: Annotated[
        str | None,
        typer.Option("--color", metavar="auto|always|never", help="When to print in colour."),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error arose.")] = False,
    _version_asked: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", is_eager=True, callback=_version),
    ] = False,
) -> None:
    """Claims, the evidence for and against them, and what is still unverified.

    \b
    Add a claim:       factcheck add "TEXT" --speaker NAME --source URL
    Mark evidence:     factcheck mark 1 disputes "Denied it" --source URL
    List the open:     factcheck list --unverified
    See an example:    factcheck demo

    These options may also stand after the command.
    """
    ctx.obj = {"db": db, "user": user, "color": color, "debug": debug}


def run() -> None:
    """Run the program on the command line it was given."""
    # Start-up makes many objects that all stay: looking for garbage among them costs a tenth.
    gc.disable()
    signal.signal(signal.SIGTERM, _terminate)
    try:
        app(prog_name="factcheck")
    finally:
        gc.freeze()  # and for a tenth more of it when the interpreter takes itself apart
