"""A table of which one row in a hundred is broken: all others are taken, on either engine."""

from itertools import cycle
from pathlib import Path

import pytest

from factcheck.db import Database
from factcheck.exchange.importing import Strict
from factcheck.models import Claim, Entry, ImportRun, Review
from tests.exchange.carried import many, sound, take
from tests.long import LONG

ROWS = 100_000 if LONG else 1_600
HEADER = b"text,speaker,said_on,url,publisher,rating\n"
GOOD = b'"It is so, number %d",Invented,2019-04-30,https://desk.example/%d,The Desk,False\n'
# What is wrong with a row, as it is written, and what is said of it.
BROKEN = {
    "a comma without quotes": (
        b"It is so, number %d,Invented,2019-04-30,https://desk.example/%d,The Desk,False\n",
        "too many columns: 7 where the header has 6",
    ),
    "cut off": (b'"It is so, number %d",Invented\n', "too few columns: 2 where the header has 6"),
    "no claim": (
        b",Invented,2019-04-30,https://desk.example/%d,The Desk,False\n",
        "text: the claim is empty",
    ),
    "no such day": (
        b'"It is so, number %d",Invented,2019-04-31,https://desk.example/%d,The Desk,False\n',
        "said_on: '2019-04-31' is not a date",
    ),
    "no address": (b'"It is so, number %d",Invented,2019-04-30,desk,The Desk,False\n', "url"),
    "a password": (
        b'"It is so, number %d",Invented,2019-04-30,https://a:b@desk.example/,The Desk,False\n',
        "url",
    ),
    "NUL": (
        b'"It is so\0, number %d",Invented,2019-04-30,https://desk.example/%d,The Desk,False\n',
        "NUL",
    ),
    "no UTF-8": (
        b'"It is so\xff, number %d",Invented,2019-04-30,https://desk.example/%d,The Desk,False\n',
        "UTF-8",
    ),
}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The file, and by place what is said of the rows that are broken."""
    kinds, said = cycle(BROKEN.values()), dict[str, str]()
    path = tmp_path_factory.mktemp("broken") / "table.csv"
    with path.open("wb") as file:
        file.write(HEADER)
        for number in range(ROWS):
            row, reason = next(kinds) if number % 100 == 50 else (GOOD, "")
            file.write(row % ((number,) * row.count(b"%d")))
            if reason:
                said[f"line {number + 2}"] = reason
    return path, said


def test_each_is_refused_with_its_line_and_reason(
    table: tuple[Path, dict[str, str]], db: Database
) -> None:
    path, said = table
    done = take(db, path)
    assert done.counts == {"created": ROWS - len(said), "refused": ROWS // 100}
    refused = done.refused()
    assert refused.keys() == said.keys()
    assert all(reason in refused[place] for place, reason in said.items())
    assert many(db, Claim, Review, ImportRun) == [ROWS - len(said), ROWS - len(said), 1]
    again = take(db, path)
    assert again.counts == {"unchanged": ROWS - len(said), "refused": len(said)}
    sound(db)


def test_all_or_nothing_leaves_nothing(table: tuple[Path, dict[str, str]], db: Database) -> None:
    path, said = table
    with pytest.raises(Strict, match=rf"^{len(said):,} records refused, so nothing was imported"):
        take(db, path, strict=True)
    assert many(db, Claim, Review, ImportRun, Entry) == [0, 0, 0, 0]
