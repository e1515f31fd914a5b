"""Microdata of a page (itemscope, itemprop) as the objects that JSON-LD would have."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from factcheck.formats.base import DEPTH
from factcheck.formats.markup import Tag

_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905
)
_ADDRESSES = ("content", "href", "src", "data", "datetime", "value")
_ITEMS = 1_000


@dataclass(slots=True)
class _Open:
    """An element that is open: the item it is, the properties it gives, where its text begins."""

    name: str
    item: dict[str, Any] | None = None
    properties: tuple[str, ...] = ()
    text_from: int = 0


@dataclass(slots=True)
class Microdata:
    """Fed with the tags of a page, it gives back each outermost item once that is complete."""

    _open: list[_Open] = field(default_factory=list)
    _names: Counter[str] = field(default_factory=Counter)
    _texts: list[str] = field(default_factory=list)
    _items: list[dict[str, Any]] = field(default_factory=list)
    _deep: int = 0
    _within: int = 0

    def feed(self, tag: Tag) -> Iterator[dict[str, Any]]:
        """Take the next tag; yields an item when it was the last of one."""
        if not tag.name:
            if self._open:
                self._texts.append(tag.text)
        elif tag.closes:
            yield from self._close(tag.name)
        elif self._open or "itemscope" in tag.attributes:
            yield from self._start(tag)

    def end(self) -> Iterator[dict[str, Any]]:
        """The page is over: the items that nobody closed."""
        while self._open:
            yield from self._pop()

    def _start(self, tag: Tag) -> Iterator[dict[str, Any]]:
        told = tag.attributes
        scoped = "itemscope" in told and len(self._items) < DEPTH and self._within < _ITEMS
        item: dict[str, Any] | None = (
            {"@type": _types(told.get("itemtype", ""))} if scoped else None
        )
        names = tuple(told.get("itemprop", "").split())[:DEPTH] if self._items else ()
        value = next((told[name] for name in _ADDRESSES if name in told), None)
        if names and item is not None:
            self._give(names, item)
        elif names and value is not None:
            self._give(names, value)
            names = ()
        elif self._deep >= DEPTH:
            names = ()
        if tag.name not in _VOID or item is not None:
            self._push(_Open(tag.name, item, () if item is not None else names, len(self._texts)))
        if tag.name in _VOID and item is not None:
            yield from self._pop()

    def _push(self, element: _Open) -> None:
        self._open.append(element)
        self._names[element.name] += 1
        self._deep += bool(element.properties)
        if element.item is not None:
            self._items.append(element.item)
            self._within += 1

    def _close(self, name: str) -> Iterator[dict[str, Any]]:
        while self._names[name]:
            last = self._open[-1].name
            yield from self._pop()
            if last == name:
                return

    def _pop(self) -> Iterator[dict[str, Any]]:
        element = self._open.pop()
        self._names[element.name] -= 1
        if element.properties:
            self._deep -= 1
            self._give(element.properties, "".join(self._texts[element.text_from :]).strip())
        if element.item is not None:
            self._items.pop()
            if not self._items:
                yield element.item
        if not self._open:
            self._texts.clear()
            self._within = 0

    def _give(self, names: tuple[str, ...], value: Any) -> None:
        """Give a property to the item that is open; a second value makes a list."""
        item = self._items[-1]
        for name in names:
            if name not in item or name == "@type":
                item[name] = value
            elif isinstance(item[name], list):
                item[name].append(value)
            else:
                item[name] = [item[name], value]


def _types(told: str) -> str | list[str]:
    words = told.split()
    return words[0] if len(words) == 1 else words
