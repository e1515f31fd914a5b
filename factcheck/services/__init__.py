"""The newsroom's rules, one noun a file. Each is loaded when first named.

Services take the session first, may flush, and never commit: the transaction
begins and ends at the edge.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from factcheck.services import (
        appearances,
        articles,
        claims,
        corrections,
        duplicates,
        evidence,
        house,
        lint,
        lists,
        matching,
        merging,
        notes,
        outreach,
        plans,
        queue,
        redirects,
        relations,
        saved_views,
        scales,
        search,
        show,
        sources,
        speakers,
        stages,
        tags,
        undo,
        verdicts,
    )

__all__ = [
    "appearances",
    "articles",
    "claims",
    "corrections",
    "duplicates",
    "evidence",
    "house",
    "lint",
    "lists",
    "matching",
    "merging",
    "notes",
    "outreach",
    "plans",
    "queue",
    "redirects",
    "relations",
    "saved_views",
    "scales",
    "search",
    "show",
    "sources",
    "speakers",
    "stages",
    "tags",
    "undo",
    "verdicts",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
