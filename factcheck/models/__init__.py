"""What is stored, one noun a file.

The classes are loaded when first named, since mapping all of them costs a
reading command a tenth of a second. ``all_models()`` loads every one.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import MetaData, Table, text

from factcheck.models.base import TEXT, Base, new_uid

if TYPE_CHECKING:
    from factcheck.models.appearance import Appearance
    from factcheck.models.claim import Claim, ClaimAlias
    from factcheck.models.correction import Correction
    from factcheck.models.evidence import Evidence
    from factcheck.models.house_rule import HouseRule
    from factcheck.models.import_run import ImportRun
    from factcheck.models.log import Change, Counter, Entry, LogHead
    from factcheck.models.note import Note
    from factcheck.models.outreach import Outreach
    from factcheck.models.relation import Relation
    from factcheck.models.review import Review
    from factcheck.models.scale import RatingPoint, RatingScale
    from factcheck.models.source import Source
    from factcheck.models.speaker import Speaker, SpeakerAlias
    from factcheck.models.tag import ClaimTag, Tag
    from factcheck.models.verdict import Verdict
    from factcheck.models.view import View
    from factcheck.models.waiver import Waiver

_HOMES = {
    "appearance": ("Appearance",),
    "claim": ("Claim", "ClaimAlias"),
    "correction": ("Correction",),
    "evidence": ("Evidence",),
    "house_rule": ("HouseRule",),
    "import_run": ("ImportRun",),
    "log": ("Change", "Counter", "Entry", "LogHead"),
    "note": ("Note",),
    "outreach": ("Outreach",),
    "relation": ("Relation",),
    "review": ("Review",),
    "scale": ("RatingPoint", "RatingScale"),
    "source": ("Source",),
    "speaker": ("Speaker", "SpeakerAlias"),
    "tag": ("ClaimTag", "Tag"),
    "verdict": ("Verdict",),
    "view": ("View",),
    "waiver": ("Waiver",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)


@cache
def all_models() -> dict[str, type[Base]]:
    """Every mapped class, by the name of its table."""
    for home in _HOMES:
        import_module(f"{__name__}.{home}")
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


def metadata() -> MetaData:
    """All tables as the migrations make them, the conditions of partial indexes in place."""
    all_models()
    for table in Base.metadata.tables.values():
        for index in table.indexes:
            if where := index.info.get("where"):
                for dialect in ("sqlite", "postgresql"):
                    index.dialect_kwargs[f"{dialect}_where"] = text(where)
    return Base.metadata


@cache
def logged() -> dict[str, type[Base]]:
    """The classes whose rows the log keeps, by table, those referred to before the others."""
    found = all_models()
    return {
        table.name: found[table.name]
        for table in Base.metadata.sorted_tables
        if found[table.name].__root__ is not None
    }


def logged_table(name: str) -> Table:
    """The table of this name. Raises KeyError when it is none that the log keeps."""
    return cast(Table, logged()[name].__table__)


def root_of(name: str) -> tuple[str, str]:
    """Kind of root and column with its id, for a table. Raises KeyError as ``logged_table``."""
    return cast("tuple[str, str]", logged()[name].__root__)


__all__ = [
    "TEXT",
    "Appearance",
    "Base",
    "Change",
    "Claim",
    "ClaimAlias",
    "ClaimTag",
    "Correction",
    "Counter",
    "Entry",
    "Evidence",
    "HouseRule",
    "ImportRun",
    "LogHead",
    "Note",
    "Outreach",
    "RatingPoint",
    "RatingScale",
    "Relation",
    "Review",
    "Source",
    "Speaker",
    "SpeakerAlias",
    "Tag",
    "Verdict",
    "View",
    "Waiver",
    "all_models",
    "logged",
    "logged_table",
    "metadata",
    "new_uid",
    "root_of",
]
