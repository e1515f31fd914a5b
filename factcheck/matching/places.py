"""Sources that may be one: by variants of an address, by an archived copy, by their titles.

``keys`` are for ``blocks.pairs``: sources that have none in common are never compared.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from factcheck import text, urls
from factcheck.matching.blocks import Near

_FILE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$|\.(?:s?html?|php|aspx?)$")
_AMP = re.compile(r"^/amp(?=/)|/amp(?:\.html?)?$|\.amp(?=\.|$)")
_PRINTED = re.compile(r"(?:outputtype|output|amp|print|printable|share|shared|ref|source)(?:=.*)?")
_STATUS = re.compile(r"/status(?:es)?/(\d+)")
_VIDEO = re.compile(r"/(?:shorts|embed|live|v)/([\w-]+)")
# What a page's title ends with: " | Example News", " - Example".
_SITE = re.compile(r"\s+(?:[|\u00b7\u2013\u2014-]|::)\s+[^|]{2,40}$")
_LONG_TITLE = 5


class Place(NamedTuple):
    """A source as it is compared."""

    kind: str
    title: str | None = None
    url: str | None = None
    archive_url: str | None = None
    publisher: str | None = None
    published_on: str | None = None


def keys(place: Place) -> set[str]:
    """What this source may have in common with another one that is the same."""
    return {*_addresses(place), *_titles(place)}


def _addresses(place: Place) -> Iterator[str]:
    for address in (place.url, place.archive_url):
        if address:
            yield f"u:{loose(address)}"


def _titles(place: Place) -> Iterator[str]:
    if place.title:
        yield f"t:{plain_title(place.title)}"


def plain_title(told: str) -> str:
    """A title folded, without signs and without the name of the site at its end."""
    folded = text.fold(_SITE.sub("", told) or told)
    return " ".join(re.findall(r"[^\W_]+", folded)) or folded


def loose(address: str) -> str:
    """An address without what may differ between addresses of one page. Never raises.

    A copy counts as what was copied. Two pages may have one such form: it proves nothing.
    """
    try:
        split = urlsplit(urls.canonical(address))
    except ValueError:
        return text.fold(address)
    host, path = split.netloc, unquote(split.path)
    if host in ("twitter.com", "x.com") and (status := _STATUS.search(path)):
        return f"x.com/status/{status[1]}"
    if video := _video(host, path, split.query):
        return f"youtube.com/{video}"
    path = _FILE.sub("", _AMP.sub("", path.lower())).rstrip("/")
    asked = (one for one in split.query.split("&") if not _PRINTED.fullmatch(one.lower()))
    told = "&".join(sorted(filter(None, asked)))
    return "".join((host, path, told and f"?{told}", split.fragment and f"#{split.fragment}"))


def _video(host: str, path: str, query: str) -> str | None:
    if host == "youtu.be":
        return path.strip("/") or None
    if host not in ("youtube.com", "youtube-nocookie.com", "music.youtube.com"):
        return None
    found = _VIDEO.match(path)
    asked = dict(one.partition("=")[::2] for one in query.split("&"))
    return found[1] if found else asked.get("v")


def near(one: Place, other: Place) -> Near | None:
    """How likely two sources are one; None where nothing speaks for it."""
    found = _by_address(one, other) or _by_title(one, other)
    if found is None:
        return None
    if one.kind != other.kind:
        found = found.but(f"kinds differ: {one.kind}, {other.kind}", 0.9)
    for what, mine, yours in (
        ("dates", one.published_on, other.published_on),
        ("publishers", one.publisher, other.publisher),
    ):
        if mine and yours and not _agree(mine, yours):
            found = found.but(f"{what} differ: {text.one_line(mine)}, {text.one_line(yours)}", 0.5)
    return found


def _agree(one: str, other: str) -> bool:
    short, long = sorted((text.fold(one), text.fold(other)), key=len)
    return long.startswith(short)


def _by_address(one: Place, other: Place) -> Near | None:
    if one.url and other.url and loose(one.url) == loose(other.url):
        return Near(0.93, ("variants of one address",))
    if set(_addresses(one)) & set(_addresses(other)):
        return Near(0.9, ("an archived copy of the same page",))
    return None


def _by_title(one: Place, other: Place) -> Near | None:
    if not one.title or not other.title or set(_titles(one)).isdisjoint(_titles(other)):
        return None
    shared = [
        what
        for what, mine, yours in (
            ("publisher", one.publisher, other.publisher),
            ("date", one.published_on, other.published_on),
            ("site", _site(one.url), _site(other.url)),
        )
        if mine and yours and text.fold(mine) == text.fold(yours)
    ]
    chance = 0.55 if shared else 0.35
    if len(plain_title(one.title).split()) >= _LONG_TITLE:
        chance += 0.25
    if one.url and other.url:
        chance -= 0.2  # two addresses that are no variants are two pages
    return Near(chance, (" and ".join(("the same title", *shared)),))


def _site(address: str | None) -> str | None:
    try:
        return urls.site(address) if address else None
    except ValueError:
        return None
