"""Import and export: what others wrote, and what we hand on, record by record.

``importing.run`` imports a file, ``exporting.export`` gives one out, ``undoing.undo``
takes an import back. Each module is loaded when it is first named.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from factcheck.exchange import exporting, importing, undoing

__all__ = ["exporting", "importing", "undoing"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
