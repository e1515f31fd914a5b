"""factcheck: who said what, the evidence for and against it, and what is still unverified.

The front door. ``Database`` opens a database; the records cross the edge; the
modules of ``factcheck.services`` hold the newsroom's rules::

    from factcheck import ClaimRecord, Database, services

    with Database("checks.db").transaction(by="ana") as session:
        claim = services.claims.add(session, ClaimRecord("...", speaker="Mike Pompeo"), by="ana")

Everything is loaded when it is first named.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from factcheck import derived, errors, exchange, heads, history, schema, services, verify
    from factcheck.db import Database
    from factcheck.errors import FactcheckError
    from factcheck.records import (
        AppearanceRecord,
        ClaimFilter,
        ClaimRecord,
        CorrectionRecord,
        EvidenceRecord,
        SourceRecord,
        SpeakerRecord,
        VerdictRecord,
    )

_RECORDS = (
    "AppearanceRecord",
    "ClaimFilter",
    "ClaimRecord",
    "CorrectionRecord",
    "EvidenceRecord",
    "SourceRecord",
    "SpeakerRecord",
    "VerdictRecord",
)
_HOMES = {
    "Database": "factcheck.db",
    "FactcheckError": "factcheck.errors",
    **dict.fromkeys(_RECORDS, "factcheck.records"),
}
_MODULES = ("derived", "errors", "exchange", "heads", "history", "schema", "services", "verify")


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in _MODULES:
        return import_module(f"factcheck.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "AppearanceRecord",
    "ClaimFilter",
    "ClaimRecord",
    "CorrectionRecord",
    "Database",
    "EvidenceRecord",
    "FactcheckError",
    "SourceRecord",
    "SpeakerRecord",
    "VerdictRecord",
    "__version__",
    "derived",
    "errors",
    "exchange",
    "heads",
    "history",
    "schema",
    "services",
    "verify",
]
