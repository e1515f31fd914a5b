"""What every command shares: its options, its database, its transaction.

``command`` registers a function whose first parameter is a ``Call``. A
parameter that is a dataclass becomes one option per field, so that a command
with many options stays a short function.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

import typer

from factcheck import settings
from factcheck.cli.completion import corrections, formats
from factcheck.cli.output import FORMATS, Output, asked, saved, say
from factcheck.errors import FactcheckError, Unavailable, Usage
from factcheck.records import CorrectionRecord, word
from factcheck.vocabulary import CORRECTIONS

if TYPE_CHECKING:
    from factcheck.db import Database, Session

Function = TypeVar("Function", bound=Callable[..., Any])
# How often a command is run whose transaction the engine undid.
ATTEMPTS = 5


@dataclass(frozen=True)
class Everywhere:
    """Options that every command takes."""

    db: Annotated[
        str | None,
        typer.Option("--db", metavar="PATH|URL", help="The database (or FACTCHECK_DB)."),
    ] = None
    color: Annotated[
        str | None, typer.Option("--color", metavar="auto|always|never", hidden=True)
    ] = None
    debug: Annotated[bool, typer.Option("--debug", hidden=True)] = False


@dataclass(frozen=True)
class Writing:
    """Options of commands that write."""

    user: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help="Who does this (or FACTCHECK_USER)."),
    ] = None


@dataclass(frozen=True)
class Correcting:
    """Options of commands that may change what was published, and then correct it."""

    because: Annotated[
        str | None,
        typer.Option("--because", metavar="TEXT", help="Why, for the log and the correction."),
    ] = None
    correction: Annotated[
        str | None,
        typer.Option(
            "--correction",
            metavar="KIND",
            help=f"Of what is published: {', '.join(CORRECTIONS)}.",
            autocompletion=corrections,
        ),
    ] = None
    notice: Annotated[
        str | None,
        typer.Option("--notice", metavar="TEXT", help="What the public is told of it."),
    ] = None


@dataclass(frozen=True)
class Printing:
    """Options of commands that print rows or the record they made."""

    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="|".join(FORMATS),
            help="How to print.",
            autocompletion=formats,
        ),
    ] = "table"
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False
    columns: Annotated[
        str | None,
        typer.Option("--columns", metavar="A,B", help="Only these keys of each record."),
    ] = None


class Call:
    """One run of a command: what it was told, its database, its printer."""

    def __init__(self, action: str, told: dict[str, Any]) -> None:
        self.action = action
        options = {key: told.get(key) for key in ("db", "user", "color")}
        self.settings = settings.current(options)
        shape = (
            "json" if told.get("json") else word(told.get("format", "table"), FORMATS, "format")
        )
        names = (name.strip() for name in (told.get("columns") or "").split(","))
        self.out = Output(shape, tuple(filter(None, names)), self.settings.color.value)
        self._database: Database | None = None
        self._led: set[str] = set()
        self._told = told

    @property
    def by(self) -> str:
        """The actor."""
        return self.settings.user.value

    @property
    def database(self) -> "Database":
        """The database, not yet connected."""
        if self._database is None:
            from factcheck.db import Database

            self._database = Database(self.settings.db.value)
        return self._database

    @contextmanager
    def reading(self, *, unhurried: bool = False) -> Iterator["Session"]:
        """A session that looks; ``unhurried`` one that may take its time."""
        self.require_database()
        with self.database.reading(unhurried=unhurried) as session, self._leading(session):
            yield session

    @contextmanager
    def writing(
        self, reason: str | None = None, *, dry_run: bool = False, why: str | None = None
    ) -> Iterator["Session"]:
        """The command's one transaction. The default database is made by the first write.

        ``why`` is the reason of a correction where the entry itself tells none.
        """
        reason = reason if reason or why else self._told.get("because")
        correction = self._correction(why or reason)
        self.create_if_missing()
        with (
            self.database.transaction(
                by=self.by, action=self.action, reason=reason, dry_run=dry_run
            ) as session,
            self._leading(session),
        ):
            if correction is not None:
                from factcheck.history.ledger import declare

                declare(session, correction)
            yield session
        if not dry_run:
            saved.append(self.action)

    def _correction(self, because: str | None) -> CorrectionRecord | None:
        """The correction that was named, if one was. Raises Usage for half of one."""
        kind, notice = self._told.get("correction"), self._told.get("notice")
        if kind is None:
            if notice is not None:
                raise Usage(
                    "a notice belongs to a correction",
                    hint=f"--correction KIND: {', '.join(CORRECTIONS)}",
                )
            return None
        if not because:
            raise Usage("a correction needs its reason", hint='--because "..."')
        return CorrectionRecord(kind, because, notice)

    @contextmanager
    def _leading(self, session: "Session") -> Iterator[None]:
        """Say, once each, which record stands for one that was asked for and was merged."""
        try:
            yield
        finally:
            told = map(str, session.info.get("redirects", ()))
            for one in dict.fromkeys(told):
                if one not in self._led:
                    self._led.add(one)
                    self.out.note(one)

    def create_if_missing(self) -> None:
        """Make the default database where it is not there yet."""
        if self._missing():
            self._create_default()

    def require_database(self) -> None:
        """Raise Unavailable while the default database is still to be made."""
        if self._missing():
            raise Unavailable(
                f"there is no database yet at {self.settings.db.value}",
                hint='the first "factcheck add" makes it',
            )

    @property
    def database_missing(self) -> bool:
        """Whether the default database is still to be made."""
        return self._missing()

    def _missing(self) -> bool:
        path = self.database.path
        return self.settings.db.origin == "default" and path is not None and not path.exists()

    def _create_default(self) -> None:
        from pathlib import Path

        from factcheck import schema

        path = Path(self.settings.db.value)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        schema.create(path).close()
        say(f"new database: {path}")

    def close(self) -> None:
        """Say what the database has to say, and let go of it."""
        if self._database is not None:
            for notice in self._database.notices:
                self.out.warning(notice)
            self._database.close()


def new_group(about: str) -> typer.Typer:
    """A group of commands that shows its help when called alone."""
    return typer.Typer(
        help=about, no_args_is_help=True, add_completion=False, rich_markup_mode=None
    )


def command(
    app: typer.Typer,
    name: str,
    *,
    prints: bool = True,
    writes: bool = False,
    corrects: bool = False,
) -> Callable[[Function], Function]:
    """Register a command with the shared options that fit it.

    ``corrects``: it writes, and may change what was published.
    """
    shared: list[type] = [Everywhere]
    writes = writes or corrects
    if corrects:
        shared.insert(0, Correcting)
    if writes:
        shared.insert(0, Writing)
    if prints:
        shared.insert(0, Printing)

    def register(function: Function) -> Function:
        app.command(name, context_settings={"help_option_names": ["-h", "--help"]})(
            _flattened(function, shared)
        )
        return function

    return register


def _flattened(function: Callable[..., Any], shared: list[type]) -> Callable[..., None]:
    """The function as Typer sees it: every record spread out into its fields."""
    hints = get_type_hints(function, include_extras=True)
    given = list(inspect.signature(function).parameters.values())[1:]
    records = {each.name: hints[each.name] for each in given if is_dataclass(hints[each.name])}
    parameters = [
        inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    ]
    for each in given:
        if each.name in records:
            parameters += _parameters(records[each.name])
        else:
            parameters.append(
                each.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[each.name])
            )
    own = {each.name for each in parameters}
    for record in shared:
        parameters += [each for each in _parameters(record) if each.name not in own]

    def run(ctx: typer.Context, **told: Any) -> None:
        if sum(value == "-" for value in told.values()) > 1:
            raise Usage("only one thing can come from stdin: - is there twice")
        everything = {
            **(ctx.obj or {}),
            **{k: v for k, v in told.items() if v not in (None, False)},
        }
        everything["format"] = told.get("format", "table")
        arguments = {
            each.name: _built(records[each.name], told)
            if each.name in records
            else told[each.name]
            for each in given
        }
        _repeated(lambda: _once(function, Call(_action(ctx), everything), arguments))

    run.__doc__ = function.__doc__
    run.__name__ = function.__name__
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _once(function: Callable[..., Any], call: Call, arguments: dict[str, Any]) -> None:
    try:
        function(call, **arguments)
    finally:
        call.close()


def _repeated(run: Callable[[], None]) -> None:
    """Run a command, and again where the engine undid all of it and asks for that.

    Only while nothing was saved, and nothing was asked that cannot be asked again.
    """
    for attempt in range(ATTEMPTS - 1):
        try:
            return run()
        except FactcheckError as failure:
            if not failure.again or saved or asked:
                raise
        from factcheck.connections import pause

        pause(attempt)
    return run()


def _parameters(record: type) -> list[inspect.Parameter]:
    hints = get_type_hints(record, include_extras=True)
    return [
        inspect.Parameter(
            each.name,
            inspect.Parameter.KEYWORD_ONLY,
            annotation=hints[each.name],
            default=inspect.Parameter.empty if each.default is MISSING else each.default,
        )
        for each in fields(record)
    ]


def _built(record: type, told: dict[str, Any]) -> Any:
    return record(**{each.name: told[each.name] for each in fields(record)})


def _action(ctx: typer.Context) -> str:
    """The command as the log names it: "add", "appearance withdraw"."""
    return " ".join(ctx.command_path.split()[1:])


def changes(told: Any) -> dict[str, str]:
    """The fields of an options record that were given: what an edit is to set."""
    found = {each.name: getattr(told, each.name) for each in fields(told)}
    return {name: value for name, value in found.items() if value is not None}


def number(told: str, prefix: str, what: str) -> int:
    """An id as a person types it: 3, e3 or [e3]. Raises Usage."""
    bare = told.strip().strip("[]").lower().removeprefix(prefix)
    if not bare.isdecimal() or not bare.isascii() or len(bare) > 9:
        raise Usage(f"{told!r} is not the id of {what}", hint=f"write {prefix}1 or 1")
    return int(bare)
