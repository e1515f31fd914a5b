"""factcheck doctor: is this installation sound?"""

import typer

from factcheck.cli.context import Call, command
from factcheck.cli.layout import Column

FINDINGS = (
    Column("what", lambda one: one.what),
    Column("state", lambda one: one.state),
    Column("", lambda one: one.told, grow=True, lines=6),
)


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "doctor")(doctor)


def doctor(call: Call) -> None:
    """Look over the installation: program, libraries, folders, database; nothing is changed.

    Ends with the exit code of what is wrong: 7 where the database cannot be reached,
    11 where its schema is not this program's, and so on.

    \b
    Example:
      factcheck doctor
    """
    from factcheck import doctor as looking

    found = looking.examine(call.settings.db.value)
    if call.out.for_people:
        call.out.rows(found, FINDINGS)
    else:
        plain = [{"what": one.what, "state": one.state, "told": one.told} for one in found]
        call.out.rows(plain, ())
    wrong = next((one.failure for one in found if one.failure), None)
    if wrong is not None:
        raise wrong
