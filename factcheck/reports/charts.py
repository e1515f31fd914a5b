"""Charts as inline SVG: bars and stacked bars, with their colours from the page. Pure.

Every chart has a title and a description for those who hear it, and shows no number that does
not stand in the table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import count
from unicodedata import east_asian_width

from factcheck import text

WIDTH = 400
NAME, BAR, GAP = 16, 12, 14  # heights: of the words, of the bar under them, of what is between
FIGURES = 64
_LETTER = 7.6  # how wide a letter is at most, about, in the page's font and size


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar: how long, the class that colours it, and what it stands for."""

    number: float
    style: str
    name: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it is called, the figure at its end, and the parts it is made of."""

    name: str
    figure: str
    parts: tuple[Part, ...]

    @property
    def length(self) -> float:
        """All parts together."""
        return sum(part.number for part in self.parts)


def bars(number: int, title: str, about: str, told: Sequence[Bar]) -> str:
    """Horizontal bars under one another; ``number`` tells the charts of a page apart."""
    most = max((bar.length for bar in told), default=0) or 1
    step = NAME + BAR + GAP
    body = "".join(_bar(bar, at * step, most) for at, bar in zip(count(), told, strict=False))
    return (
        f'<svg role="img" viewBox="0 0 {WIDTH} {max(len(told) * step - GAP, 1)}" '
        f'aria-labelledby="t{number} d{number}">'
        f'<title id="t{number}">{plain(title)}</title>'
        f'<desc id="d{number}">{plain(about)}</desc>{body}</svg>'
    )


def _bar(bar: Bar, top: int, most: float) -> str:
    at, pieces = 0.0, [f'<rect class="track" y="{top + NAME}" width="{WIDTH}" height="{BAR}"/>']
    for part in bar.parts:
        size = max(part.number / most * WIDTH, 2) if part.number else 0
        if size:
            hint = f"<title>{plain(f'{bar.name}: {part.name}')}</title>"
            pieces.append(
                f'<rect class="{part.style}" x="{at:.1f}" y="{top + NAME}" width="{size:.1f}" '
                f'height="{BAR}">{hint}</rect>'
            )
        at += size
    name, base = plain(cut(bar.name, WIDTH - FIGURES)), top + NAME - 5
    return (
        f'<text x="0" y="{base}">{name}</text>'
        f'<text class="figure" x="{WIDTH}" y="{base}">{plain(bar.figure)}</text>{"".join(pieces)}'
    )


def cut(told: str, room: float) -> str:
    """A text that fits into so much room, about; wide letters count twice."""
    line, used = text.one_line(told), 0.0
    for at, letter in enumerate(line):
        used += _LETTER * (2 if east_asian_width(letter) in "WF" else 1)
        if used > room:
            return line[: max(at - 1, 1)].rstrip() + "…"
    return line


def plain(told: str) -> str:
    """A text that is nothing but text, in an element and in an attribute."""
    return escape(text.printable(told), quote=True)
