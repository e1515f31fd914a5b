"""Rows and records as small classes made from a list of names: fast to read, write and check.

They are read like mappings, too: what is not told is None and is not in it. ``msgspec``
decodes JSON into them and encodes them without a dict in between.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar, cast

import msgspec


class Shaped(msgspec.Struct, omit_defaults=True, gc=False):
    """A row or a record; its fields are those of the class that ``shaped`` made."""

    kind_of: ClassVar[str] = ""

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __setitem__(self, name: str, value: Any) -> None:
        setattr(self, name, value)

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def get(self, name: str, default: Any = None) -> Any:
        """What stands there, or the default."""
        found = getattr(self, name, None)
        return default if found is None else found

    def keys(self) -> list[str]:
        """The names of what is told."""
        return [name for name in self.__struct_fields__ if getattr(self, name) is not None]


def shaped(
    kind: str,
    fields: Iterable[tuple[str, Any]],
    rename: Mapping[str, str] | None = None,
    needed: Collection[str] = (),
    **how: Any,
) -> type[Shaped]:
    """A class with these fields and their types, in this order; those not needed may be left out.

    ``rename`` says under which other names fields stand in JSON, ``how`` is for msgspec.
    """
    made = msgspec.defstruct(
        kind,
        [(name, told) if name in needed else (name, told, None) for name, told in fields],
        bases=(Shaped,),
        namespace={"kind_of": kind},
        rename=dict(rename or {}),
        **how,
    )
    return cast(type[Shaped], made)


# What a row or a record says, in the order of its fields.
values: Callable[[Shaped], tuple[Any, ...]] = msgspec.structs.astuple


def columns_of(made: type[Shaped], records: Collection[Shaped]) -> dict[str, Sequence[Any]]:
    """What records say, by the fields of a class with which theirs begin: column by column."""
    told = zip(*map(values, records), strict=True)
    return dict(zip(made.__struct_fields__, told, strict=False))


def plain(record: Shaped) -> dict[str, Any]:
    """A record as JSON has it, as dicts and lists."""
    found: dict[str, Any] = msgspec.to_builtins(record)
    return found
