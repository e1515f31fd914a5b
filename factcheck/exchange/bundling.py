"""What a record of our own becomes here: its rows, with their numbers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from factcheck.exchange.inserting import Bundle, Numbers
from factcheck.exchange.merging import VERSIONED
from factcheck.formats.base import Found
from factcheck.formats.shape import HANGING, table_of

if TYPE_CHECKING:
    from factcheck.exchange.settling import Exchange, References


class Unfit(Exception):
    """A record that refers to what is not here."""


@dataclass(slots=True)
class Made:
    """What records became: bundles, and what all their rows say column by column, by table.

    Of the tables that are not among ``columns`` only the bundles tell.
    """

    bundles: list[Bundle] = field(default_factory=list)
    columns: dict[str, dict[str, Sequence[Any]]] = field(default_factory=dict)


def rows_of(kind: str, told: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Records of a kind, and by kind what hangs on them."""
    yield kind, told
    for key, child in HANGING.get(kind, {}).items():
        yield child, under(key, told)


def under(key: str, told: list[Any]) -> list[Any]:
    """What hangs on records by a key."""
    return list(chain.from_iterable(filter(None, map(attrgetter(key), told))))


def bundles(
    exchange: "Exchange", kind: str, found: list[Found], refs: "References", numbers: Numbers
) -> Made:
    """What records become, all at once. Raises Unfit where one of them does not fit."""
    told = [one.record for one in found]
    made = Made()

    def rows(kind: str, told: list[Any], said: Mapping[str, int], **beside: Any) -> list[Any]:
        if not told:
            return []

        def numbered(ids: tuple[int | None, ...]) -> Iterable[int]:
            return numbers.all(table_of(kind), ids if exchange.numbered else [None] * len(ids))

        beside |= {"id": numbered, **_told_here(kind)}
        held, made.columns[table_of(kind)] = refs.new(kind, told, said, beside)
        return held

    roots = rows(kind, told, {})
    made.bundles = [
        Bundle(one.place, {root.kind_of: [root]}) for one, root in zip(found, roots, strict=True)
    ]
    said: dict[str, int] = {}
    for key, child in HANGING.get(kind, {}).items():
        lists = list(map(attrgetter(key), told))
        homes = [root.id for root, own in zip(roots, lists, strict=True) for _ in own or ()]
        held = rows(child, under(key, told), said, **{f"{kind}_id": lambda _, ids=homes: ids})
        if child == "appearance":
            said = {row.uid: row.id for row in held}
        each, table = iter(held), table_of(child)
        for bundle, own in zip(made.bundles, lists, strict=True):
            if own:
                bundle.tables[table] = list(islice(each, len(own)))
    if kind == "claim":
        _put_wordings(made.bundles, roots, told, numbers)
    return made


def one_by_one(
    exchange: "Exchange", kind: str, found: list[Found], refs: "References", numbers: Numbers
) -> Iterator[Bundle | Unfit]:
    """The same for each by itself; or why it does not fit."""
    numbers.give_back()
    if exchange.numbered:
        for name, rows in rows_of(kind, [one.record for one in found]):
            numbers.keep(table_of(name), filter(None, map(attrgetter("id"), rows)))
    for one in found:
        try:
            yield from bundles(exchange, kind, [one], refs, numbers).bundles
        except Unfit as error:
            yield error


Compute = Callable[[Sequence[Any]], Sequence[Any]]


def _told_here(kind: str) -> dict[str, Compute]:
    """How columns are made that no record tells as they are here."""
    if kind == "alias":
        return {"removed": lambda none: [0] * len(none)}
    return {"versions": _versions} if kind in VERSIONED else {}


def _versions(told: Sequence[list[str] | None]) -> list[str | None]:
    return [" ".join(hashes) if hashes else None for hashes in told]


def _put_wordings(made: list[Bundle], roots: list[Any], told: list[Any], numbers: Numbers) -> None:
    for bundle, root, record in zip(made, roots, told, strict=True):
        for wording in record.aliases or ():
            number = numbers.next("claim_alias")
            bundle.put("claim_alias", id=number, claim_id=root.id, text=wording, removed=0)
