"""Find the weights of matching again: python bench/tuning.py FOLDER ... [--part train]

The weights of the score (factcheck/matching/alike.py) are those under which the right claim is
the most likely among the candidates (a softmax over their scores), each folder counting
alike; none is below 0, and that of ``letters`` is 1. The weights of the chance
(factcheck/matching/chance.py) are a logistic regression over the best candidate of every
question of the first folder, asked once with its claims and once without them. Prints both,
and the chance from which on the precision over these is 0.95. What is shipped are these
numbers, rounded; on the part ``dev`` it was looked which rounding loses nothing.

--embedder NAME (or MODULE:THING) finds the weights of the chance where an embedder tells how
near in meaning claims are, too (``NEARER`` there); the score has none of that.
"""

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import Connection

from bench import questions
from bench.matching import Match, embedder
from bench.questions import Collection
from factcheck.matching import candidates, chance, posts
from factcheck.matching.alike import WEIGHTS, Likeness
from factcheck.matching.candidates import Candidate
from factcheck.storage import embedding
from factcheck.vectors import Embedder

Row = tuple[float, ...]
# Adam (Kingma and Ba 2015), with the usual constants but for the rate.
STEPS, RATE, FIRST, SECOND, TINY = 250, 0.05, 0.9, 0.999, 1e-9
USED = [name for name, weight in zip(Likeness._fields, WEIGHTS, strict=True) if weight]
NEWTON, RIDGE, WANTED = 50, 1e-3, 0.95


def likely(collection: Collection, part: str) -> Iterator[list[tuple[Row, bool]]]:
    """For each question the candidates: what they share, and whether they are right."""
    with questions.database([collection]) as opened:
        groups = questions.claims_by_id(opened, collection)
        with opened.reading(unhurried=True) as session:
            for one in collection.parts[part]:
                found = candidates.best(session.connection(), posts.read(one.text))
                rows = [(_row(each), groups[each.id] in one.right) for each in found]
                if any(right for _row, right in rows):
                    yield rows


def _row(one: Candidate) -> Row:
    return tuple(getattr(one.likeness, name) for name in USED)


def weights(asked: Sequence[list[list[tuple[Row, bool]]]]) -> dict[str, float]:
    """The weights under which right candidates are the most likely ones."""
    found = [1.0] * len(USED)
    first, second = [0.0] * len(USED), [0.0] * len(USED)
    for step in range(1, STEPS + 1):
        slope = [0.0] * len(USED)
        for folder in asked:
            for rows in folder:
                for at, value in enumerate(_slope(rows, found)):
                    slope[at] += value / len(folder)
        for at, value in enumerate(slope):
            first[at] = FIRST * first[at] + (1 - FIRST) * value
            second[at] = SECOND * second[at] + (1 - SECOND) * value * value
            mean = first[at] / (1 - FIRST**step)
            spread = math.sqrt(second[at] / (1 - SECOND**step)) + TINY
            found[at] = max(found[at] + RATE * mean / spread, 0.0)
    unit = found[USED.index("letters")] or 1.0
    return {name: value / unit for name, value in zip(USED, found, strict=True)}


def _slope(rows: list[tuple[Row, bool]], told: list[float]) -> list[float]:
    """By how much the likelihood of a question grows with each weight."""
    scores = [sum(map(float.__mul__, row, told)) for row, _right in rows]
    most = max(scores)
    shares = [math.exp(score - most) for score in scores]
    total = sum(shares)
    right = sum(share for share, (_row, is_right) in zip(shares, rows, strict=True) if is_right)
    slope = [0.0] * len(told)
    for share, (row, is_right) in zip(shares, rows, strict=True):
        factor = (share / right if is_right and right else 0.0) - share / total
        for at, value in enumerate(row):
            slope[at] += factor * value
    return slope


def decisions(
    collection: Collection, part: str, by: Embedder | None = None
) -> list[tuple[Row, bool]]:
    """The best candidate of every question, with its claims here and without them."""
    with questions.database([collection]) as opened:
        if by is not None:
            embedding.fill(opened, by)
        groups = questions.claims_by_id(opened, collection)
        with opened.reading(unhurried=True) as session:
            return list(_decisions(session.connection(), Match(by), collection, part, groups))


def _decisions(
    connection: Connection,
    match: Match,
    collection: Collection,
    part: str,
    groups: dict[int, str],
) -> Iterator[tuple[Row, bool]]:
    for one in collection.parts[part]:
        gone = {number for number, group in groups.items() if group in one.right}
        for but in (set[int](), gone):
            for best in match.found(connection, one.text, but)[:1]:
                if match.embedder and best.height is None:
                    continue
                yield _inputs(best), not but and groups[best.id] in one.right


def _inputs(one: Candidate) -> Row:
    told = one.likeness
    if one.height is not None:
        return 1.0, one.lead, told.covered, one.height
    return 1.0, told.letters, one.lead, told.shared, told.covered


def logistic(rows: Sequence[tuple[Row, bool]]) -> list[float]:
    """The weights of a logistic regression, by Newton's method with a small ridge."""
    size = len(rows[0][0])
    found = [0.0] * size
    for _step in range(NEWTON):
        slope = [RIDGE * value for value in found]
        bend = [[RIDGE * (at == other) for other in range(size)] for at in range(size)]
        for row, right in rows:
            told = _chance(row, found)
            for at in range(size):
                slope[at] += (told - right) * row[at] / len(rows)
                for other in range(size):
                    bend[at][other] += told * (1 - told) * row[at] * row[other] / len(rows)
        step = _solved(bend, slope)
        found = [value - part for value, part in zip(found, step, strict=True)]
    return found


def _chance(row: Row, told: Sequence[float]) -> float:
    return 1 / (1 + math.exp(-sum(a * b for a, b in zip(row, told, strict=True))))


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """A system of linear equations, by elimination; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at, row in enumerate(rows):
        rows[at] = row = [value / row[at] for value in row]
        for other, each in enumerate(rows):
            if other != at:
                rows[other] = [a - each[at] * b for a, b in zip(each, row, strict=True)]
    return [row[-1] for row in rows]


def threshold(rows: Sequence[tuple[Row, bool]], told: Sequence[float]) -> float:
    """The lowest chance from which on so many are right as are wanted."""
    ranked = sorted(((_chance(row, told), right) for row, right in rows), reverse=True)
    right, found = 0, 1.0
    for count, (value, is_right) in enumerate(ranked, 1):
        right += is_right
        if right / count >= WANTED:
            found = value
    return found


def main() -> None:
    """Run it."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folders", metavar="FOLDER", type=Path, nargs="+")
    options.add_argument("--part", default="train")
    options.add_argument("--embedder", metavar="NAME", type=embedder)
    told = options.parse_args()
    collections = [questions.read(folder) for folder in told.folders]
    if told.embedder:
        _calibrated(decisions(collections[0], told.part, told.embedder), chance.Nearer)
        return
    found = weights([list(likely(one, told.part)) for one in collections])
    print("score:", ", ".join(f"{name} {value:.2f}" for name, value in found.items()))
    _calibrated(decisions(collections[0], told.part), chance.Weights)


def _calibrated(rows: list[tuple[Row, bool]], shape: type[tuple[float, ...]]) -> None:
    fitted = logistic(rows)
    names = zip(getattr(shape, "_fields"), fitted, strict=True)  # noqa: B009 - of any tuple
    print("chance:", ", ".join(f"{name} {value:.2f}" for name, value in names))
    print(f"same from {threshold(rows, fitted):.2f} on")


if __name__ == "__main__":
    main()
