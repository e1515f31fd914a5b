"""What the migrations make is found out once in a run for each engine, not at each verification.

To carry them out takes longer than all other checks of ``db verify`` together. A test that is
about them asks for ``really``.
"""

from typing import Any

from sqlalchemy import Connection

from factcheck import schema

really = schema.expected_objects
_known: dict[tuple[Any, ...], dict[str, str]] = {}


def share() -> None:
    """From now on every verification in this process compares with what was made before."""
    schema.expected_objects = remembered


def remembered(connection: Connection, revision: str = "head") -> dict[str, str]:
    """What the migrations of this folder make on this engine, as it was made the first time."""
    key = (connection.dialect.name, revision, schema.migrations_folder())
    if key not in _known:
        _known[key] = really(connection, revision)
    return _known[key]
