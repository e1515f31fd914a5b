"""Why a claim was found, in words: what it shares with the text, and what it lacks."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from factcheck import text

_WORD = re.compile(r"[^\W_]+(?:[.,'\u2019][^\W_]+)*")
_SHOWN = 5


def reasons(
    told: str,
    shared: Sequence[str],
    missing: Sequence[str],
    stems: str,
    *,
    verbatim: bool,
    verb: str = "shares",
) -> list[str]:
    """The reasons in words; ``shared`` and ``missing`` are tokens, the weightiest first.

    The claim "shares" them, two claims "share" them.
    """
    if verbatim:
        return ["told in the same words"]
    written = _written(told, stems)
    found = []
    numbers = [one for one in shared if one.isdigit()]
    names = [one for one in shared if one not in numbers and written.get(one, one)[:1].isupper()]
    others = [one for one in shared if one not in numbers and one not in names]
    for what, tokens in (("names", names), ("numbers", numbers), ("words", others)):
        if tokens:
            found.append(f"{verb} the {what} {_listed(tokens, written)}")
    if missing:
        found.append(f"says nothing of {_listed(missing, written)}")
    return found


def _listed(tokens: Collection[str], written: dict[str, str]) -> str:
    words = dict.fromkeys(written.get(one, one) for one in tokens)
    return ", ".join(islice(words, _SHOWN))


def _written(told: str, stems: str) -> dict[str, str]:
    """How the words of a text are written, by their tokens."""
    return dict(reversed(list(_tokens(told, stems))))


def _tokens(told: str, stems: str) -> Iterator[tuple[str, str]]:
    for word in _WORD.findall(told):
        for token in text.tokens(word, stems):
            yield token, word
