"""Posts as people write them on networks: what is said in them, by whom and when.

Links go, names of accounts and tags are split into their words, and the line that an embedded
post ends with ("— Jane Roe (@janeroe) May 4, 2020") becomes its author and its date.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from factcheck import text

# Every repetition has a bound, so that no text takes long. A picture's address often follows
# the last word without a blank.
_LINK = re.compile(
    r"https?://\S+|\bwww\.\w\S*|pic\.twitter\.com/\S+"
    r"|\b(?!\w{1,40}pic\.twitter)(?:[\w-]{1,63}\.){1,5}(?:com|org|net|co|ly|gl|be|me)/\S*",
    re.IGNORECASE,
)
# A hyphen signs only where it stands alone, and where no other one does behind it.
_SIGNED = re.compile(
    r"(?:[\u2012-\u2015]|(?<!\S)-(?=\s)(?![^\n]{1,80}\s-\s))\s{0,9}"
    r"(?P<author>[^\s\u2012-\u2015-][^\u2012-\u2015\n]{0,79}?)\s{0,9}"
    r"\(@(?P<handle>\w{1,40})\)\s{0,9}(?P<date>\w{3,12} \d{1,2}, \d{4})?\Z"
)
# No text has this in it where its tokens are asked for: it stands between texts.
_BETWEEN = text.BETWEEN.strip()
_MARKED = re.compile(r"(?<![\w/])[#@\uff03\uff20](\w+)")
_PARTS = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Post:
    """A text without what is no part of what it says.

    ``hints`` is what may lead to a claim without being said: names and tags as they were
    written, in one word, and the date. ``said_on`` is that date in ISO form. All but the text
    are empty or None for a text that is no post.
    """

    text: str
    hints: tuple[str, ...] = ()
    author: str | None = None
    said_on: str | None = None

    @property
    def words(self) -> str:
        """All words of it, its author's name among them."""
        return f"{self.text} {self.author}" if self.author else self.text


def read(told: str) -> Post:
    """Read a text as a post. Any text is one; a plain one comes back without blanks around it."""
    bare = _LINK.sub(" ", told.replace(_BETWEEN, " ")).strip()
    signed = _SIGNED.search(bare)
    body = bare[: signed.start()] if signed else bare
    hints = dict.fromkeys(_MARKED.findall(bare))
    if signed and signed["date"]:
        hints[signed["date"]] = None
    return Post(
        _MARKED.sub(_split, body).strip() or bare,
        tuple(hints),
        signed["author"].strip() if signed else None,
        _date(signed["date"]) if signed else None,
    )


def _split(found: re.Match[str]) -> str:
    """The words of #StopTheSteal2020, @IlhanMN or #one_two."""
    return " ".join(word for part in _PARTS.findall(found[1]) for word in _capitalised(part))


def _capitalised(told: str) -> Iterator[str]:
    """Words written together, each with a capital; several capitals in a row are one word."""
    begin = 0
    for at in range(1, len(told)):
        before, here, after = told[at - 1], told[at], told[at + 1 : at + 2]
        if here.isupper() and (not before.isupper() or after.islower()):
            yield told[begin:at]
            begin = at
    yield told[begin:]


def _date(told: str | None) -> str | None:
    for shape in ("%B %d, %Y", "%b %d, %Y"):
        try:
            return datetime.strptime(told or "", shape).date().isoformat()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return None
