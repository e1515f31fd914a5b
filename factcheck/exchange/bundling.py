"""What a record of our own becomes here: its rows, with their numbers."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from factcheck import urls
from factcheck.exchange.inserting import Bundle, Numbers
from factcheck.exchange.merging import VERSIONED
from factcheck.formats.base import Found
from factcheck.formats.shape import HANGING, table_of

if TYPE_CHECKING:
    from factcheck.exchange.settling import Exchange, References


class Unfit(Exception):
    """A record that refers to what is not here."""


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
) -> list[Bundle]:
    """What records become, all at once. Raises Unfit where one of them does not fit."""
    told = [one.record for one in found]

    def rows(kind: str, told: list[Any], said: Mapping[str, int], **beside: Any) -> list[Any]:
        def numbered(ids: tuple[int | None, ...]) -> Iterable[int]:
            return numbers.all(table_of(kind), ids if exchange.numbered else [None] * len(ids))

        return refs.new(kind, told, said, {"id": numbered, **beside}) if told else []

    roots = rows(kind, told, {})
    made = [
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
        for bundle, own in zip(made, lists, strict=True):
            if own:
                bundle.tables[table] = list(islice(each, len(own)))
    for one, bundle in zip(found, made, strict=True):
        _finish(kind, one.record, bundle, numbers)
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
            yield from bundles(exchange, kind, [one], refs, numbers)
        except Unfit as error:
            yield error


def _finish(kind: str, told: Any, bundle: Bundle, numbers: Numbers) -> None:
    """What a record says beside its rows, and what follows from them. Raises Unfit."""
    (root,) = bundle.tables[table_of(kind)]
    if kind in VERSIONED and told.versions:
        root.versions = " ".join(told.versions)
    if kind == "source" and root.url is not None and root.canonical_url is None:
        root.canonical_url = _canonical(root.url)
    elif kind == "claim":
        for wording in told.aliases or ():
            number = numbers.next("claim_alias")
            bundle.put("claim_alias", id=number, claim_id=root.id, text=wording, removed=0)
    elif kind == "speaker":
        for row in bundle.tables.get("speaker_alias", ()):
            row.removed = 0


def _canonical(address: str) -> str:
    try:
        return urls.canonical(address)
    except ValueError as error:
        raise Unfit(f"the source's address {error}") from error
