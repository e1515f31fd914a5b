"""HTML and XML as a stream of tags and texts: lenient, linear in time, flat in memory."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from factcheck.formats import base
from factcheck.formats.buffer import Buffer

_TAG = re.compile(
    r"<(/?)([a-zA-Z][^\s/>]*+)"
    r"((?>[^>\"'=]++|=\s*+(?>\"[^\"]*+\"|'[^']*+'|)|[\"'])*+)>"
)
_ATTRIBUTE = re.compile(r"([^\s=>/\"']++)(?:\s*+=\s*+(?>(\"[^\"]*+\"|'[^']*+')|([^\s\"']\S*+)|))?")
_RAW_END = {name: re.compile(rf"</{name}[\s>/]", re.IGNORECASE) for name in ("script", "style")}
_SKIPPED = (("<!--", "-->"), ("<![CDATA[", ""), ("]]>", ""), ("<!", ">"), ("<?", ">"))
_SKIPPED_BEGINS = tuple(begin for begin, _ in _SKIPPED)


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag, an end tag (``closes``), or a text (no name). ``inside`` is a script's text."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    closes: bool = False
    text: str = ""


def tags(buffer: Buffer) -> Iterator[Tag]:
    """The tags and the texts between them, in order; a script comes whole, its text with it.

    Names are in small letters, entities in attributes and texts resolved. Comments are
    passed over, CDATA wrappers taken off. Attributes are read only of tags that may matter:
    scripts, and those with microdata.
    """
    while buffer.text or buffer.more():
        at = buffer.text.find("<")
        if at != 0:
            told = buffer.drop(at if at > 0 else len(buffer.text))
            yield Tag("", text=html.unescape(told.replace("]]>", "")))
        elif not (found := _tag(buffer)):
            if not _skip(buffer):
                never_ends = _begins_tag(buffer)
                yield Tag("", text=buffer.drop(len(buffer.text) if never_ends else 1))
        else:
            yield from _whole(buffer, found)


def _tag(buffer: Buffer) -> re.Match[str] | None:
    """The tag that begins here; None when none does, or when it never ends."""
    while not (found := _TAG.match(buffer.text)):
        if len(buffer.text) > 2 and not _begins_tag(buffer):
            return None
        if _full(buffer) or not buffer.more():
            return None
    return found


def _begins_tag(buffer: Buffer) -> bool:
    return buffer.text[1:3].removeprefix("/")[:1].isalpha() and buffer.text[1:2].isascii()


def _full(buffer: Buffer) -> bool:
    return len(buffer.text) > base.RECORD_BYTES


def _skip(buffer: Buffer) -> bool:
    """Pass over a comment, a declaration, or the begin of CDATA."""
    while len(buffer.text) < 9 and buffer.more():
        pass
    for begin, end in _SKIPPED:
        if buffer.text.startswith(begin):
            buffer.drop(len(begin))
            if end:
                _pass(buffer, end)
            return True
    return False


def _pass(buffer: Buffer, end: str) -> None:
    """Pass over everything up to that end, or to that of the file."""
    while (at := buffer.text.find(end)) < 0:
        buffer.drop(max(len(buffer.text) - len(end) + 1, 0))
        if not buffer.more():
            buffer.drop(len(buffer.text))
            return
    buffer.drop(at + len(end))


def _whole(buffer: Buffer, found: re.Match[str]) -> Iterator[Tag]:
    name, told = found[2].lower(), found[3]
    buffer.drop(found.end())
    raw = not found[1] and name in _RAW_END and not told.endswith("/")
    matters = name == "script" or "item" in told.lower()
    attributes = _attributes(told) if matters else {}
    text = _raw_text(buffer, name) if raw else ""
    yield Tag(name, attributes, bool(found[1]), text)


def _attributes(told: str) -> dict[str, str]:
    made: dict[str, str] = {}
    for name, quoted, bare in _ATTRIBUTE.findall(told):
        made.setdefault(name.lower(), html.unescape(quoted[1:-1] if quoted else bare))
    return made


def _raw_text(buffer: Buffer, name: str) -> str:
    """The text of a script up to its end tag; nothing of one that is too long."""
    at = 0
    while not (found := _RAW_END[name].search(buffer.text, at)):
        at = max(len(buffer.text) - len(name) - 3, 0)
        if _full(buffer) or not buffer.more():
            return buffer.drop(len(buffer.text))
    return buffer.drop(found.start())
