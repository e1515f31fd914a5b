"""Upgrading a database to this program's schema, with a verified backup first."""

import os
from dataclasses import dataclass

from factcheck import schema
from factcheck.connections import Place
from factcheck.db import SCHEMA, Database
from factcheck.storage.backup import Backup, backup
from factcheck.storage.copy import Progress, nothing


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The schema before and after, and the backup; None where there was nothing to do."""

    before: str
    after: str
    backup: Backup | None


def upgrade(
    url: Place,
    *,
    to: str | os.PathLike[str] | None = None,
    backed_up: bool = True,
    progress: Progress = nothing,
) -> Upgraded:
    """Bring a database to the current schema, all or nothing, after a verified backup.

    ``to`` says where the backup goes, as in ``storage.backup``; without ``backed_up``
    none is made. Raises SchemaNewer when a newer program made the database.
    """
    with Database(url, schema_check=False) as database:
        before = schema.upgradable(database)
        if before == SCHEMA:
            return Upgraded(before, before, None)
        made = backup(database, to, progress) if backed_up else None
    return Upgraded(*schema.upgrade(url), made)
