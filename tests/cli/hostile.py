"""Texts that a terminal, a shell, a format string or a database might obey."""

import re

LONG = "long " * 4000
# Every one of these may be stored, and must be shown without being obeyed.
STORABLE = {
    "title": "\x1b]0;owned\x07 title",
    "clear": "clear \x1b[2J\x1b[H screen",
    "colour": "\x1b[31mred\x1b[0m",
    "c1": "c1 \x9b31m and \x9d0;owned\x9c",
    "rtl override": "gnp.\u202eexe.live",
    "isolate": "a \u2066isolate\u2069 and marks \u200f\u200e\u061c",
    "bell": "bell \x07\x07",
    "backspace": "approved\x08\x08\x08\x08\x08\x08\x08\x08refuted",
    "carriage return": "shown\rhidden",
    "newline": "first line\nsecond line\tafter a tab",
    "separators": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "markup": "[/b] [bold]not bold[/bold] [link=file:///]x[/link]",
    "braces": "{} {0} {a.b} ${HOME} `id` $(id)",
    "percent": "%s %n %(x)s",
    "sql": "'; DROP TABLE claim;--",
    "formula": '=HYPERLINK("http://evil.example";"x")',
    "zero width": "zero\u200bwidth\ufeff",
    "tags": "tags \U000e0041\U000e0042",
    "del": "del \x7f",
    "dashes": "--help -h --",
    "long": LONG,
}
# All of them in one text, but for the long one.
EVERY = " ".join(told for told in STORABLE.values() if told != LONG)
# These cannot be stored: exit code 3 wherever they would be.
REFUSED = {"nul": "before\0after", "surrogate": "before\udc80after"}

_OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_OURS = re.compile("\x1b\\[[0-9]{1,2}m")


def obeyed(told: str, *, coloured: bool = False) -> list[str]:
    """The characters in an output that a terminal would obey, but for our own colours."""
    return _OBEYED.findall(_OURS.sub("", told) if coloured else told)
