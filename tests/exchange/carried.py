"""What the tests of the exchange share: exports as bytes, imports with all their outcomes."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck import verify
from factcheck.db import Database
from factcheck.exchange import exporting, importing
from factcheck.exchange.importing import Report, Wanted
from factcheck.exchange.outcome import Outcome
from factcheck.formats.shape import HEAD
from factcheck.models import all_models
from factcheck.models.base import Base

Line = dict[str, Any]


@dataclass
class Done:
    """An import: its report, and every outcome in the order in which it was told."""

    report: Report
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The results that there were, counted."""
        return {name: count for name, count in self.report.tally.results.items() if count}

    def results(self) -> list[str]:
        """The results in the order of the file, as far as it is told."""
        return [one.result for one in self.outcomes]

    def refused(self) -> dict[str, str]:
        """Why, by the place."""
        return {one.place: str(one.reason) for one in self.outcomes if one.result == "refused"}

    def reasons(self) -> list[str]:
        """Everything that was said of a record, but for what needs no word."""
        return [one.reason for one in self.outcomes if one.reason]


def take(db: Database, raw: bytes | Path, *, by: str = "ben", **wanted: Any) -> Done:
    """Import these bytes, or a file."""
    outcomes: list[Outcome] = []
    file = raw if isinstance(raw, Path) else io.BytesIO(raw)
    report = importing.run(db, file, by=by, wanted=Wanted(**wanted), told=outcomes.append)
    return Done(report, outcomes)


def export(db: Database, name: str = "jsonl", *ids: int, **told: Any) -> bytes:
    """An export of everything, or of these claims."""
    with db.reading() as session:
        return b"".join(exporting.export(session, name, ids or None, **told))


def written(*lines: Mapping[str, Any] | str | bytes) -> bytes:
    """A file of our own format with these lines below its heading."""
    told = [HEAD.encode()]
    for one in lines:
        text = one if isinstance(one, (str, bytes)) else json.dumps(one, ensure_ascii=False)
        told.append(text if isinstance(text, bytes) else text.encode())
    return b"\n".join(told) + b"\n"


def lines_of(raw: bytes, kind: str | None = None) -> list[Line]:
    """The records of such a file, all or those of a kind."""
    found = [json.loads(line) for line in raw.splitlines()[1:]]
    return [one for one in found if kind in (None, one["type"])]


def line_of(raw: bytes, kind: str) -> Line:
    """The only record of a kind."""
    (found,) = lines_of(raw, kind)
    return found


def work(db: Database, does: Callable[[Session], object], by: str = "ana") -> Any:
    """Something done in a transaction of its own."""
    with db.transaction(by=by) as session:
        return does(session)


def many(db: Database, *models: type[Base]) -> list[int]:
    """How many rows these tables have."""
    with db.reading() as session:
        return [session.scalar(select(func.count()).select_from(one)) or 0 for one in models]


def totals(db: Database) -> dict[str, int]:
    """How many rows every table has."""
    with db.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(model)) or 0
            for name, model in all_models().items()
        }


def sound(db: Database) -> None:
    """Assert that the log, the rows and what is derived of them fit together."""
    assert verify.verify(db).findings == ()
