"""factcheck db upgrade|backup|restore|copy|grant: whole databases."""

from dataclasses import asdict
from typing import Annotated

import typer

from factcheck import text
from factcheck.cli.context import Call, command
from factcheck.cli.editor import told_or_stdin
from factcheck.cli.progress import bar
from factcheck.errors import Usage

To = Annotated[
    str, typer.Argument(metavar="PATH|URL", help="Where: a new place; - reads it from stdin.")
]


def add_to(group: typer.Typer) -> None:
    """Give ``factcheck db`` these commands, too."""
    command(group, "upgrade")(upgrade)
    command(group, "backup")(backup)
    command(group, "restore", writes=True)(restore)
    command(group, "copy")(copy)
    command(group, "grant")(grant)


def upgrade(
    call: Call,
    backup: Annotated[
        str | None,
        typer.Option("--backup", metavar="PATH", help="Where the backup goes: a file or folder."),
    ] = None,
    no_backup: Annotated[
        bool, typer.Option("--no-backup", help="Make none: you have one, and it was verified.")
    ] = False,
) -> None:
    """Bring the database to this program's schema, all or nothing, after a verified backup.

    \b
    Example:
      factcheck db upgrade
    """
    from factcheck.storage.upgrade import upgrade

    if backup and no_backup:
        raise Usage("--backup and --no-backup exclude each other")
    with bar("copying", "pages") as progress:
        done = upgrade(
            call.settings.db.value, to=backup, backed_up=not no_backup, progress=progress
        )
    kept = str(done.backup.path) if done.backup else None
    told = ["Nothing to do."]
    if done.before != done.after:
        told = [f"Backup: {kept}"] if kept else []
        told.append(f"Upgraded from schema {done.before} to {done.after}.")
    made = {"before": done.before, "after": done.after, "backup": kept}
    call.out.result(made, " ".join([*told, f"Schema: {done.after}"]))


def backup(
    call: Call,
    to: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATH]", help="A new file, or a folder; else beside the database."
        ),
    ] = None,
) -> None:
    """Make a backup of the database, which may be in use, and verify it.

    A SQLite file becomes another one; of PostgreSQL pg_dump makes a dump. The name
    tells where the log ended. Only a backup that passed every check is reported.

    \b
    Example:
      factcheck db backup
    """
    from factcheck.storage.backup import backup

    call.require_database()
    with bar("copying", "pages") as progress:
        made = backup(call.database, to, progress)
    call.out.result(
        {**asdict(made), "path": str(made.path)},
        f"Backup: {made.path}",
        f"Verified: {text.counted(made.entries, 'entry', 'entries')}, "
        f"{made.size:,} bytes. Head of the log: {made.head}",
    )


def restore(
    call: Call,
    path: Annotated[str, typer.Argument(metavar="BACKUP", help="A backup or a dump.")],
    to: To,
) -> None:
    """Make a database of a backup, in a new place. The backup is verified first.

    The log of the new database says that it was restored, by whom and from what.

    \b
    Example:
      factcheck db restore kept.db restored.db
    """
    from factcheck.storage.restore import restore

    target = told_or_stdin(to, "the place") or ""
    with bar("copying", "") as progress:
        done = restore(path, target.strip(), by=call.by, progress=progress)
    call.out.result(
        asdict(done),
        f"Restored: {done.place}",
        f"Verified: {text.counted(done.entries, 'entry', 'entries')}. "
        f"Head of the log: {done.head}",
    )
    if done.seen > done.entries:
        call.out.warning(
            f"entries {done.entries + 1} to {done.seen} were seen at this place before: "
            "the backup does not hold them"
        )


def copy(call: Call, to: To) -> None:
    """Copy the database to another place, by its log: from SQLite to PostgreSQL or back.

    The copy is the same database: same ids, same history, same head. It is verified
    before it is reported. A copy that was stopped goes on where it stopped; one that
    is there already is brought up to date.

    \b
    Example:
      factcheck db copy copy.db
    """
    from factcheck.storage.copy import copy

    target = told_or_stdin(to, "the place") or ""
    call.require_database()
    with bar("copying", "changes") as progress:
        done = copy(call.database, target.strip(), progress)
    call.out.result(
        asdict(done),
        f"Copied {text.counted(done.entries, 'entry', 'entries')} to {done.place}",
        f"Verified: {text.counted(done.entries + done.before, 'entry', 'entries')} there. "
        f"Head of the log: {done.head}",
    )


def grant(
    call: Call,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="A role of the server.")],
) -> None:
    """Let a role of a PostgreSQL server work with the database, but not change its log.

    To be run by the owner of the tables, again after each upgrade.

    \b
    Example:
      factcheck db grant newsroom --db postgresql://owner@desk/news
    """
    from factcheck import catalog

    granted = catalog.grant(call.database, role)
    call.out.result(
        {"role": role, "tables": list(granted)},
        f"{role} may work with {text.counted(len(granted), 'table')}; "
        "entries of the log it can add and read, never change.",
    )
