"""Broken JSON made whole, where that can be done in one way only.

Every character of every text is kept. A text with quotation marks that should have been
escaped is mended when nothing in it looks like another key, and what follows its end can
only be the next key or the end of the object.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from factcheck.formats.base import FormatError
from factcheck.formats.strict import position


class TwoReadings(FormatError):
    """A broken text that can be read in more than one way."""


_WRAPPERS = (
    ("an HTML comment", re.compile(r"\A(?://\s*)?<!--\s*(.*?)\s*(?://\s*)?-->\s*\Z", re.DOTALL)),
    (
        "a CDATA wrapper",
        re.compile(
            r"\A(?:/\*\s*|//\s*)?<!\[CDATA\[(?:\s*\*/)?\s*(.*?)\s*(?:/\*\s*|//\s*)?\]\]>"
            r"(?:\s*\*/)?\s*\Z",
            re.DOTALL,
        ),
    ),
)
_ENTITY_QUOTE = re.compile(r"[\[{\s]*&(?:quot|#34|#x22);", re.IGNORECASE)
_TOKEN = re.compile(r'\s+|[{}\[\],:"]|[^\s{}\[\],:"]+')
_KEY = re.compile(r'"(?:[^"\\]|\\.)*"(?=\s*:)', re.DOTALL)
_TO_QUOTE = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)
_NAME = r'"[@$\w.:-]{1,64}"'
_PLAIN_NEXT = re.compile(rf"\s*,(\s*){_NAME}\s*:")
_ANY_NEXT = re.compile(r'\s*,\s*"[^"]*"\s*:')
_OBJECT_END = re.compile(r"\s*(?:,\s*)?\}\s*(?:[,\]}]|\Z)")
_LIST_NEXT = re.compile(r'\s*(?:,\s*(?:["{\[\d\-\]]|true|false|null)|\])')
_LOOKS_LIKE_A_KEY = re.compile(rf'{_NAME}\s*:\s*["\[{{\d-]')
_TRAILING = re.compile(r"\s*[}\]]")
_BARE_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*"')
_OPENING = re.compile(r'\s"\w')
_COMMA_QUOTE = re.compile(r'\s*,\s*"')
_LINE_END = re.compile(r"[ \t]*,?[ \t]*(?:\n|\Z)")
_CONTROL = re.compile(r"[\x00-\x1f]")


def unwrapped(text: str) -> tuple[str, tuple[str, ...]]:
    """The JSON within what was put around it, and notes of what that was."""
    notes = []
    if text.startswith("\ufeff"):
        text = text.lstrip("\ufeff")
        notes.append("a byte order mark was taken off")
    text = text.strip()
    for what, wrapper in _WRAPPERS:
        if found := wrapper.match(text):
            text = found[1]
            notes.append(f"{what} was taken off")
    if '"' not in text and _ENTITY_QUOTE.match(text):
        text = html.unescape(text)
        notes.append("the document was HTML-escaped as a whole")
    return text, tuple(notes)


def mended(text: str) -> tuple[str, tuple[str, ...]]:
    """The text as JSON that is at least better, and what was mended; it still must be parsed.

    Raises FormatError, with line and column, where there are two readings or none.
    """
    work = _Work(text)
    return "".join(_pieces(work)), tuple(work.notes)


@dataclass(slots=True)
class _Work:
    """A text while it is mended: the open brackets, whether a key is next, the last token."""

    text: str
    at: int = 0
    notes: dict[str, None] = field(default_factory=dict)
    inside: list[str] = field(default_factory=list)
    before: str = ""

    def refuse(self, at: int, why: str) -> FormatError:
        return FormatError(f"{position(self.text, at)}: {why}")

    def unclear(self, at: int, why: str) -> TwoReadings:
        return TwoReadings(f"{position(self.text, at)}: two readings are possible: {why}")

    @property
    def in_object(self) -> bool:
        return self.inside[-1:] == ["{"]


def _pieces(work: _Work) -> Iterator[str]:
    while work.at < len(work.text):
        token = _TOKEN.match(work.text, work.at)
        assert token is not None  # noqa: S101 - every character is in one of its kinds
        if token[0] == '"':
            yield _string(work)
        else:
            work.at = token.end()
            yield _structure(work, token[0])


def _structure(work: _Work, sign: str) -> str:
    if sign.isspace():
        return sign
    if sign == "," and work.before not in "[{,:" and _TRAILING.match(work.text, work.at):
        work.notes["a comma too many was left out"] = None
        return ""
    if sign in "{[":
        work.inside.append(sign)
    elif sign in "}]" and work.inside:
        work.inside.pop()
    work.before = sign
    return sign


def _string(work: _Work) -> str:
    if work.in_object and work.before in ("{", ","):
        return _key(work)
    opened = work.at
    end = _end(work)
    work.at, work.before = end + 1, '"'
    return _escaped(work, opened + 1, end)


def _key(work: _Work) -> str:
    found = _KEY.match(work.text, work.at)
    if found is None:
        raise work.refuse(work.at, "a key has no end")
    work.at, work.before = found.end(), '"'
    return found[0]


def _end(work: _Work) -> int:
    """Where the text ends that begins here; its closing quotation mark."""
    text, opened = work.text, work.at
    at = opened + 1
    first = True
    while True:
        stop = _TO_QUOTE.match(text, at)
        at = stop.end() if stop else at
        if at >= len(text) or text[at] != '"':
            raise work.refuse(opened, "a text has no end")
        if _may_end(work, opened, at + 1, first):
            break
        at, first = at + 1, False
    if not first and _LOOKS_LIKE_A_KEY.search(text, opened + 1, at):
        raise work.unclear(opened, "a text may hold further keys")
    if not first and not _laid_out(text, opened, at) and _unpaired(text[opened + 1 : at]):
        raise work.unclear(opened, "a quotation within a text has no begin or no end")
    return at


def _laid_out(text: str, opened: int, closed: int) -> bool:
    """Whether the text has a line of its own with its key, which shows where it ends."""
    return _on_own_line(text, opened) and _LINE_END.match(text, closed + 1) is not None


def _unpaired(told: str) -> bool:
    """Whether a quotation mark begins what nothing ends, or the first ends what none began."""
    marks = list(_BARE_QUOTE.finditer(told))
    if marks and _COMMA_QUOTE.match(told, marks[0].end()):
        return True
    return len(marks) % 2 == 1 and any(_OPENING.match(told, each.end() - 2) for each in marks[-1:])


def _may_end(work: _Work, opened: int, after: int, first: bool) -> bool:
    """Whether the text may end before ``after``; refused when it may or may not."""
    text = work.text
    if not work.in_object:
        ends = bool(_LIST_NEXT.match(text, after)) or (not work.inside and after == len(text))
        if not first or not ends:
            raise work.unclear(opened, "which quotation mark ends a text of a list")
        return True
    if _OBJECT_END.match(text, after):
        return True
    if found := _PLAIN_NEXT.match(text, after):
        if not first and _on_own_line(text, opened) and "\n" not in found[1]:
            raise work.unclear(opened, "a text may end within its line")
        return True
    if not _ANY_NEXT.match(text, after):
        return False
    if not first:
        raise work.unclear(opened, "a text may end here or later")
    return True


def _on_own_line(text: str, opened: int) -> bool:
    """Whether the key of this text begins its line, as where there is one key a line."""
    line = text[text.rfind("\n", 0, opened) + 1 : opened]
    return "\n" in text[:opened] and re.fullmatch(rf"\s*{_NAME}\s*:\s*", line) is not None


def _escaped(work: _Work, start: int, end: int) -> str:
    told = work.text[start:end]
    made = re.sub(r'(\\.)|"', lambda found: found[1] or '\\"', told, flags=re.DOTALL)
    if made != told:
        work.notes["quotation marks within a text were escaped"] = None
    if _CONTROL.search(made):
        made = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", made)
        work.notes["line breaks or control characters within a text were escaped"] = None
    return f'"{made}"'
