"""factcheck db init|current|verify|info: the database itself (the rest: storage.py)."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from factcheck import text
from factcheck.cli import meaning, storage
from factcheck.cli.context import Call, command, new_group
from factcheck.cli.layout import Column
from factcheck.cli.output import on_terminal
from factcheck.cli.progress import bar
from factcheck.errors import Usage, VerificationFailed

if TYPE_CHECKING:
    from factcheck.verify import Report

FINDINGS = (
    Column("check", lambda one: one.check),
    Column("what it found", lambda one: one.message, grow=True, lines=10),
)
FACTS = (
    Column("what", lambda one: one["name"]),
    Column("value", lambda one: one["value"], grow=True, lines=6),
)


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    group = new_group("Make, upgrade, check and describe the database.")
    app.add_typer(group, name="db")
    command(group, "init")(init)
    command(group, "current")(current)
    command(group, "verify")(verify)
    command(group, "reindex")(reindex)
    command(group, "info")(info)
    storage.add_to(group)


def init(
    call: Call,
    path: Annotated[
        str | None, typer.Argument(metavar="[PATH|URL]", help="Where; else as for any command.")
    ] = None,
) -> None:
    """Make a new database. A file is readable by you alone.

    \b
    Example:
      factcheck db init checks.db
    """
    from pathlib import Path

    from factcheck import schema
    from factcheck.db import SCHEMA

    target = path or call.settings.db.value
    if path is None and call.settings.db.origin == "default":
        Path(target).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = schema.create(target)
    made.close()
    call.out.result({"database": made.place, "schema": SCHEMA}, f"New database: {made.place}")
    if call.settings.db.origin != "default" or path is not None:
        call.out.hint("To use it: set FACTCHECK_DB, or factcheck config set db PATH")


def current(call: Call) -> None:
    """Say which schema the database has, and which one this program needs.

    \b
    Example:
      factcheck db current
    """
    from factcheck import schema
    from factcheck.db import SCHEMA, Database

    with Database(call.settings.db.value, schema_check=False) as database:
        found = schema.current(database)
    call.out.result(
        {"schema": found, "program": SCHEMA}, f"Schema {found}; this program needs {SCHEMA}"
    )


def verify(call: Call) -> None:
    """Check the file, the schema, the log and every row against it.

    Exit code 12 when anything is not as it must be. A cut-off end of the log
    shows only where a head of it is known: one is kept in your state folder
    after every change.

    \b
    Example:
      factcheck db verify
    """
    from factcheck import verify as checking

    def progress(check: str) -> None:
        if on_terminal() and call.out.for_people:
            call.out.note(f"checking {check} ...")

    call.require_database()
    report = checking.verify(call.database, progress)
    if not call.out.for_people:
        call.out.record(_plain(report))
    else:
        call.out.rows(report.findings, FINDINGS)
        if report.clean:
            call.out.paragraphs(
                f"All is well: {text.counted(report.entries, 'entry', 'entries')}, "
                f"{text.counted(report.changes, 'change')}, "
                f"{len(report.checks)} checks.",
                f"Head of the log: {report.head}",
            )
    if "schema" not in report.checks:
        call.out.note(
            "note: the schema was not checked, which takes the right to make one: "
            "run it as the owner of the database"
        )
    if not report.head_known:
        call.out.note("note: no head of this log is known here, so a cut tail could not be seen")
    if not report.clean:
        raise VerificationFailed(
            f"{text.counted(len(report.findings), 'finding')}: "
            "the database is not what its log says",
            hint="keep this file as it is, and compare it with a backup",
        )


def _plain(report: "Report") -> dict[str, Any]:
    return {
        "clean": report.clean,
        "entries": report.entries,
        "changes": report.changes,
        "head": report.head,
        "head_known": report.head_known,
        "checks": list(report.checks),
        "findings": [{"check": one.check, "message": one.message} for one in report.findings],
    }


def reindex(
    call: Call,
    of_vectors: Annotated[
        bool,
        typer.Option("--vectors", help="Make the vectors that are missing, by the embedder."),
    ] = False,
    only: Annotated[
        bool, typer.Option("--only", help="With --vectors: remove those of other embedders.")
    ] = False,
    embedder: meaning.Named = None,
) -> None:
    """Make the search rows anew, where ``db verify`` says so; nothing else is changed.

    They follow from the claims, like every derived column, and are not in the log. With
    --vectors: have the embedder make the vectors that wordings lack. What was made is saved as
    it goes, and who stops it goes on there the next time.

    \b
    Example:
      factcheck db reindex
    """
    call.require_database()
    if of_vectors:
        _fill(call, embedder, only=only)
        return
    if only or embedder:
        raise Usage("--only and --embedder go with --vectors")
    from factcheck.storage.reindex import reindex as made_anew

    with bar("indexing", "claims") as progress:
        count = made_anew(call.database, progress)
    call.out.result({"claims": count}, f"{text.counted(count, 'claim')} indexed.")


def _fill(call: Call, named: str | None, *, only: bool) -> None:
    from factcheck.storage import embedding

    found = meaning.required(call, named)
    with bar("embedding", "claims") as progress:
        done = embedding.fill(call.database, found, progress, only=only)
    told = f"{text.counted(done.made, 'vector')} of {found.model} made, {done.removed:,} removed."
    call.out.result({"model": found.model, "made": done.made, "removed": done.removed}, told)


def info(call: Call) -> None:
    """Say where the database is, what it is, and what is in force.

    \b
    Example:
      factcheck db info --json
    """
    from factcheck.reports import facts

    call.require_database()
    found = facts.database(call.database)
    found["named by"] = call.settings.db.origin
    if call.out.for_people:
        call.out.rows(
            [{"name": name, "value": str(value)} for name, value in found.items()], FACTS
        )
    else:
        call.out.record({name.replace(" ", "_"): value for name, value in found.items()})
