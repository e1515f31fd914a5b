"""The records of our own format as types, made from ``formats.shape``.

What msgspec decodes into them has the right keys, all that are needed among them, with texts,
numbers and words where these belong. Fields bear the names of the columns and stand in the
order of the alphabet, as rows do; the lists that hang on a record come after them.
"""

from typing import Annotated, Any, Literal, cast

import msgspec

from factcheck.formats.shape import CHILDREN, KEYS, LINES, LISTS, MERGED, OPEN, Key, Line
from factcheck.shaped import Shaped, shaped

Text = Annotated[str, msgspec.Meta(min_length=1)]
Number = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
Flag = Annotated[int, msgspec.Meta(ge=0, le=1)]
Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$", max_length=16)]
# No value is of this type: the database fills such a column, and no record may.
Nothing = Annotated[str, msgspec.Meta(min_length=1, max_length=0)]
_TYPES: dict[str, Any] = {
    "text": Text,
    "url": Text,
    "date": Text,
    "day": Text,
    "uid": Text,
    "number": Number,
    "flag": Flag,
    "point": Annotated[list[str], msgspec.Meta(min_length=2, max_length=2)],
}


def _type(key: Key) -> Any:
    return _TYPES[key.kind] if isinstance(key.kind, str) else Literal[key.kind]


def _class(kind: str, hanging: dict[str, Any], **how: Any) -> type[Shaped]:
    own = {key.column: _type(key) for key in KEYS[kind]} | dict.fromkeys(OPEN[kind], Nothing)
    if "versions" in OPEN[kind]:
        own["versions"] = hanging.pop("versions")
    if kind in MERGED:
        own["merged_into"] = Text
    renamed = {key.column: key.name for key in KEYS[kind] if key.column != key.name}
    fields = [*sorted(own.items()), *hanging.items()]
    needed = [key.column for key in KEYS[kind] if key.needed and not key.private]
    return shaped(kind, fields, renamed, needed, kw_only=True, forbid_unknown_fields=True, **how)


ROWS = {kind: _class(kind, {}) for kind in ("alias", "point", *CHILDREN.values())}


def _record(kind: str) -> type[Shaped]:
    hanging: dict[str, Any] = {"versions": list[Hash]}
    if kind == "claim":
        hanging |= {name: list[ROWS[child]] for name, child in CHILDREN.items()}  # type: ignore[valid-type]
    for name in LISTS.get(kind, ()):
        row = Text if kind == "claim" else ROWS["alias" if name == "aliases" else "point"]
        hanging[name] = list[row]  # type: ignore[valid-type]
    return _class(kind, hanging, tag_field="type", tag=kind)


RECORDS = {kind: _record(kind) for kind in LINES}
_any: Any = None
for _one in RECORDS.values():
    _any = _one if _any is None else _any | _one
# Raises msgspec.MsgspecError, or RecursionError, for what is none of these.
decode = cast("msgspec.json.Decoder[Shaped]", msgspec.json.Decoder(_any)).decode


def typed(line: Line) -> Shaped:
    """A record that is of the right shape. Raises msgspec.ValidationError for any other."""
    return cast(Shaped, msgspec.convert(line, _any))
