"""What other packages bring, by the name of an entry point: formats, extractors, embedders."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from factcheck import text
from factcheck.errors import Unavailable

# More of what somebody else's code says is not repeated.
_MOST = 200


def named(told: str) -> str:
    """A name as a person may write it: in any case, with _ or -."""
    return told.strip().lower().replace("_", "-")


@cache
def known(group: str) -> dict[str, EntryPoint]:
    """What a group of entry points has, by name; nothing of it is loaded."""
    return {named(each.name): each for each in entry_points(group=group)}


@cache
def load(group: str, name: str) -> Any:
    """The thing of this name; of a class, an instance.

    Raises KeyError where the group has none of this name, Unavailable where it cannot be loaded.
    """
    entry = known(group)[name]
    try:
        made = entry.load()
        return made() if isinstance(made, type) else made
    except Exception as error:
        raise Unavailable(
            f"{name}, which another package brings as one of {group}, cannot be loaded: "
            f"{failed(error)}",
            hint="upgrade or uninstall that package",
        ) from error


def failed(error: Exception) -> str:
    """What somebody else's code said when it failed, in a line."""
    return text.one_line(f"{type(error).__name__}: {error}")[:_MOST].removesuffix(":")


def every(group: str) -> dict[str, Any]:
    """All that a group has, by name. Raises Unavailable where one cannot be loaded."""
    return {name: load(group, name) for name in known(group)}
