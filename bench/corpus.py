"""Made-up texts by the law of Zipf, of any number, and a database of them that only searches.

Text 17 is the same at every call. The words are invented, but for the commonest ones, which
are the small words of English. ``filled`` writes claims and search rows and no log: what is
measured is looking up, which reads no more than that.
"""

import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import accumulate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from factcheck import schema, text
from factcheck.indexing import GAP

_WORDS, _BATCH = 50_000, 5_000
_COMMON = (
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "is",
    "that",
    "for",
    "it",
    "was",
    "on",
    "are",
    "as",
)
_LETTERS = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve", "wo", "xa")


def _word(rank: int) -> str:
    if rank < len(_COMMON):
        return _COMMON[rank]
    told, rest = "", rank
    while rest:
        rest, letter = divmod(rest, len(_LETTERS))
        told += _LETTERS[letter]
    return told


VOCABULARY = [_word(rank) for rank in range(_WORDS)]
_SUMS = list(accumulate(1 / (rank + 2.7) for rank in range(_WORDS)))


def made(number: int) -> list[str]:
    """The words of the text of this number."""
    chance = random.Random(number)
    return chance.choices(VOCABULARY, cum_weights=_SUMS, k=chance.randint(9, 24))


def retold(number: int) -> str:
    """The same text as somebody else tells it: some words gone, some others, some swapped."""
    chance = random.Random(f"again {number}")
    words = [word for word in made(number) if chance.random() > 0.25]
    others = chance.choices(VOCABULARY, cum_weights=_SUMS, k=len(words))
    words = [
        other if chance.random() < 0.15 else word
        for word, other in zip(words, others, strict=True)
    ]
    for at in range(len(words) - 1):
        if chance.random() < 0.1:
            words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def filled(path: Path, size: int) -> Path:
    """A database of so many claims at this path, which can be searched."""
    schema.create(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        raw.execute("PRAGMA journal_mode=OFF")
        raw.execute("BEGIN")
        for begin in range(1, size + 1, _BATCH):
            part = range(begin, min(begin + _BATCH, size + 1))
            told = [(number, made(number)) for number in part]
            raw.executemany(_CLAIM, _claims(told))
            raw.executemany(
                "INSERT INTO search (rowid, claim, rest, hidden) VALUES (?, ?, ?, '')",
                (
                    (number, " ".join(text.tokens(" ".join(words))), f"{GAP} {GAP}en")
                    for number, words in told
                ),
            )
        raw.execute("INSERT INTO search (search) VALUES ('optimize')")
        raw.execute("COMMIT")
        raw.execute("PRAGMA journal_mode=DELETE")
    return path


_CLAIM = (
    "INSERT INTO claim (id, uid, text, text_key, language, added_at, added_by, listed, unverified)"
    " VALUES (?, ?, ?, ?, 'en', '2020-01-01T00:00:00.000000Z', 'bench', 1, 1)"
)


def _claims(told: list[tuple[int, list[str]]]) -> Iterator[tuple[int, str, str, str]]:
    for number, words in told:
        one = " ".join(words)
        yield number, f"{number:032x}", one, text.key(one)
