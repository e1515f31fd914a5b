"""How likely are two claims one that is there twice? python bench/twins.py FOLDER

FOLDER holds claims with titles, in the form of bench/questions.py. A database is made of the
claims as our own, and the title of every fourth is added as another claim: it tells the same in
other words. Each of these is compared as ``factcheck duplicates`` does: with its own claim (and
near-verbatim twins of it), and with the most alike of all others, which are taken for other
claims, though some tell the same and nobody marked them.

One claim in ten is taken to be there twice (SHARE): all pairs are weighed so. Half of them give
the numbers of the chance (factcheck/matching/pairs.py) by logistic regression. Shipped are these,
rounded; it is told what they are worth on the other half, and how many of the folder's claims
that are near-verbatim twins are the same by them.
"""

import argparse
import csv
import gc
import math
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench import questions
from bench.data import workplace
from bench.questions import Collection
from bench.tuning import logistic
from factcheck import schema, text
from factcheck.db import Database
from factcheck.exchange import importing
from factcheck.matching import chance, differences, pairs
from factcheck.models import Claim
from factcheck.services.duplicates import claims

EVERY, SHARE = 4, 0.1


class Compared(NamedTuple):
    """Two claims: their score, in how much they differ, and whether they are one."""

    score: float
    differ: tuple[str, ...]
    one: bool


def told_again(collection: Collection) -> dict[str, set[str]]:
    """Titles that are added as claims, and the texts of the claims that they tell again."""
    groups: dict[str, set[str]] = defaultdict(set)
    for number, (told, _title) in collection.claims.items():
        groups[collection.group(number)].add(told)
    texts = {told for told, _title in collection.claims.values()}
    picked = sorted(collection.claims)[::EVERY]
    return {
        title: groups[collection.group(number)]
        for number in picked
        if (title := collection.claims[number][1]) and title not in texts
    }


def compared(collection: Collection) -> Iterator[Compared]:
    """For each title its own claim and the most alike of the others, as far as they are found."""
    again = told_again(collection)
    texts = [told for told, _title in collection.claims.values()]
    with workplace() as folder:
        with (folder / "claims.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("claim",), *((one,) for one in (*texts, *again))])
        schema.create(folder / "checks.db").close()
        with Database(folder / "checks.db") as opened:
            importing.run(opened, str(folder / "claims.csv"), by="bench")
            with opened.reading(unhurried=True) as session:
                yield from _compared(session, again)


def _compared(session: Session, again: dict[str, set[str]]) -> Iterator[Compared]:
    columns = (Claim.id, Claim.text, Claim.language)
    rows = {row.id: row for row in session.execute(select(*columns))}
    for row in rows.values():
        right = again.get(row.text)
        if right is None:
            continue
        best: dict[bool, tuple[float, Any]] = {}
        for number, score in claims.compared(session, row):
            other = rows[number]
            is_right = other.text in right
            if score > best.get(is_right, (0.0, None))[0]:
                best[is_right] = score, other
        for is_right, (score, other) in best.items():
            yield Compared(score, tuple(claims.differing(row, other)), is_right)


def fitted(found: list[Compared]) -> str:
    """The numbers of the chance, by logistic regression, where so few are there twice."""
    rows = [((1.0, each.score, float(len(each.differ))), each.one) for each in found]
    constant, steep, different = logistic(rows)
    ones = sum(each.one for each in found)
    constant += math.log(SHARE / (1 - SHARE)) - math.log(ones / (len(found) - ones))
    return f"even {-constant / steep:.2f}, steep {steep:.1f}, each difference {-different:.2f}"


def worth(found: list[Compared]) -> Iterator[str]:
    """Precision and recall of the shipped chance."""
    chances = [(pairs.chance(each.score, each.differ), each.one) for each in found]
    ones = sum(one for _told, one in chances)
    weight = ones * (1 - SHARE) / SHARE / max(len(chances) - ones, 1)
    for zone, least in (("same", chance.SAME), ("likely or same", chance.LIKELY)):
        right = sum(told >= least for told, one in chances if one)
        wrong = sum(told >= least for told, one in chances if not one)
        precision = right / max(right + weight * wrong, 1)
        yield f"{zone}: precision {precision:.3f}, recall {right / max(ones, 1):.3f}"


def verbatim(collection: Collection) -> str:
    """How many of the near-verbatim twins are the same by the shipped chance."""
    groups: dict[str, list[str]] = defaultdict(list)
    for number in collection.claims:
        groups[collection.group(number)].append(collection.claims[number][0])
    twins = [pair for told in groups.values() for pair in combinations(told, 2)]
    alike = sum(_by_words(*pair) >= chance.SAME for pair in twins)
    return f"near-verbatim twins: {alike} of {len(twins)} pairs are the same"


def _by_words(one: str, other: str) -> float:
    mine, yours = (text.tokens(told, "en") for told in (one, other))
    if mine == yours:
        return chance.VERBATIM
    differ = differences.warnings(one, other, (), "en")
    return pairs.chance(pairs.score(mine, yours, {}, "en"), differ)


def main() -> None:
    """Run it."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", metavar="FOLDER", type=Path)
    told = options.parse_args()
    gc.freeze()
    collection = questions.read(told.folder)
    found = list(compared(collection))
    print(f"{len(found):,} pairs, {sum(one.one for one in found):,} of them one claim told twice")
    print("fitted on the one half:", fitted(found[::2]))
    for line in worth(found[1::2]):
        print("on the other half,", line)
    print(verbatim(collection))


if __name__ == "__main__":
    main()
