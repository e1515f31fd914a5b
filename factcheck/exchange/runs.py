"""Import runs: which one was left unfinished, and whether a file was imported before."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.exchange.opening import Source
from factcheck.models import ImportRun


def unfinished(session: Session, source: Source) -> ImportRun | None:
    """The last run of this file that did not come to its end."""
    query = select(ImportRun).where(
        ImportRun.file_sha256 == source.sha256, ImportRun.finished_at.is_(None)
    )
    return session.scalars(query.order_by(ImportRun.id.desc())).first()


def imported_before(session: Session, run: ImportRun) -> bool:
    """Whether this very file was imported before, to its end and read in the same way."""
    if run.file_sha256 is None:
        return False
    query = select(ImportRun.mapping).where(
        ImportRun.id < run.id,
        ImportRun.file_sha256 == run.file_sha256,
        ImportRun.format == run.format,
        ImportRun.finished_at.is_not(None),
    )
    return _columns(run.mapping) in map(_columns, session.scalars(query))


def _columns(settings: str | None) -> Any:
    return json.loads(settings or "{}").get("map")
