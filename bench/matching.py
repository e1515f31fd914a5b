"""How well are claims found again? python bench/matching.py FOLDER ...

Each FOLDER holds claims, questions and which claims answer them (bench/questions.py tells the
form: that of the CheckThat! lab). For each of its parts the table tells, beside FTS5's own
bm25 over all words of the question, what ``factcheck match`` finds: MAP@5, MAP@1, MRR and
HasPositives@10, each with its 95 % interval (1,000 bootstrap samples), and the CPU
milliseconds of a question. A near-verbatim twin of a right claim counts as it, and twins are
one place in a ranking, as they are one line on the screen.

Then what "same" is worth: every question is asked twice, with its claims and without them
(and their twins). Precision is that over both, recall that of the first, false alarms those
of the second.

--embedder NAME (or MODULE:THING) has an embedder make vectors first, and looks claims up by
meaning, too, as ``factcheck match`` does where one is set; tests.embedders:Grams is one.

--postgres asks PostgreSQL the same questions and tells how often the five best are the same
ones. --sample N asks in databases of so many of the claims, where most questions have no claim:
how often one is said to be the same all the same. bench/latency.py tells what a question costs
in large databases.
"""

import argparse
import gc
import pkgutil
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, cast

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import Connection

from bench import questions
from bench.questions import Collection, Question
from factcheck import text
from factcheck.matching import candidates, chance, embedders, meaning, posts
from factcheck.matching.candidates import Candidate
from factcheck.matching.meaning import Sense
from factcheck.storage import embedding
from factcheck.vectors import Embedder

DEPTH, SAMPLES = 50, 1000
Search = Callable[[Connection, str], Sequence[int]]


class Measured(NamedTuple):
    """What came of the questions of a part: one number for each question."""

    map5: list[float]
    map1: list[float]
    mrr: list[float]
    hp10: list[float]
    seconds: list[float]


def by_bm25(connection: Connection, told: str) -> Sequence[int]:
    """FTS5 by itself: any word of the text, ranked by bm25."""
    words = " OR ".join(f'"{one}"' for one in dict.fromkeys(text.tokens(told)))
    ask = (
        "SELECT rowid FROM search WHERE search MATCH ?"
        " ORDER BY bm25(search, 1, 0, 0), rowid LIMIT ?"
    )
    if not words:
        return []
    return [row[0] for row in connection.exec_driver_sql(ask, (f"claim : ({words})", DEPTH))]


class Match:
    """What ``factcheck match`` finds in one database, with an embedder or without."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self.embedder, self._sense = embedder, Sense()

    def found(
        self, connection: Connection, told: str, but: AbstractSet[int] = frozenset()
    ) -> list[Candidate]:
        """The candidates, the best first."""
        post = posts.read(told)
        if self.embedder is None:
            return candidates.best(connection, post, but=but)
        near = meaning.near(connection, self._sense, self.embedder, post.words, but)
        return candidates.joined(connection, post, near, but=but)

    def ids(self, connection: Connection, told: str) -> Sequence[int]:
        """Their ids."""
        return [one.id for one in self.found(connection, told)]

    def chance(self, connection: Connection, told: str) -> float:
        """The chance of the best candidate; 0 where there is none."""
        found = self.found(connection, told)[:1]
        return found[0].chance if found else 0.0


def embedder(told: str | None) -> Embedder | None:
    """An embedder by the name of its entry point, or by module:thing; None without a name."""
    if told is None or ":" not in told:
        return embedders.embedder(told) if told else None
    found = pkgutil.resolve_name(told)
    return cast(Embedder, found() if isinstance(found, type) else found)


def measured(
    connection: Connection, search: Search, asked: list[Question], groups: dict[int, str]
) -> Measured:
    """Ask all questions."""
    rows = []
    for one in asked:
        found: list[Sequence[int]] = []
        seconds = spent(lambda: found.append(search(connection, one.text)))  # noqa: B023 - at once
        ranked = list(dict.fromkeys(groups[number] for number in found[0] if number in groups))
        rows.append((*scores(ranked, one.right), seconds))
    return Measured(*map(list, zip(*rows, strict=True)))


def spent(work: Callable[[], object]) -> float:
    """The CPU seconds that it takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def scores(ranked: Sequence[str], right: frozenset[str]) -> tuple[float, float, float, float]:
    """AP@5, AP@1, the reciprocal rank and whether one of the ten best is right."""
    hits = [place for place, one in enumerate(ranked, 1) if one in right]

    def precision(depth: int) -> float:
        found = sum(count / place for count, place in enumerate(hits, 1) if place <= depth)
        return found / min(len(right), depth)

    return (
        precision(5),
        precision(1),
        1 / hits[0] if hits else 0.0,
        float(bool(hits) and hits[0] <= 10),
    )


def interval(values: list[float]) -> tuple[float, float]:
    """The 95 % interval of a mean, by bootstrap."""
    chance_of = random.Random(1)
    means = sorted(
        statistics.fmean(chance_of.choices(values, k=len(values))) for _ in range(SAMPLES)
    )
    return means[int(SAMPLES * 0.025)], means[int(SAMPLES * 0.975)]


def quantiles(seconds: Iterable[float]) -> tuple[float, float]:
    """The median and the 95th percentile, in milliseconds."""
    ranked = sorted(seconds)
    return ranked[len(ranked) // 2] * 1000, ranked[int(len(ranked) * 0.95)] * 1000


def quality(folders: list[Path], *, postgres: bool, by: Embedder | None = None) -> Iterator[str]:
    """The tables of the folders."""
    collections = [questions.read(folder) for folder in folders]
    yield "| questions | by | MAP@5 | MAP@1 | MRR | HP@10 | CPU ms p50 / p95 |"
    yield "|---|---|---|---|---|---|---|"
    same = []
    for collection in collections:
        with questions.database([collection]) as opened:
            groups = questions.claims_by_id(opened, collection)
            if by is not None:
                embedding.fill(opened, by)
            match = Match(by)
            named = f"match, {by.model}" if by else "match"
            with opened.reading(unhurried=True) as session:
                for part, asked in collection.parts.items():
                    connection = session.connection()
                    for name, search in (("FTS5 bm25", by_bm25), (named, match.ids)):
                        told = measured(connection, search, asked, groups)
                        whose = f"{collection.name} {part} ({len(asked)})"
                        yield f"| {whose} | {name} | {_row(told)} |"
                    same.append(_same(connection, match, collection, part, groups))
                    if postgres:
                        same.append(_on_postgres(connection, collection, part))
    yield ""
    yield from same


def _row(told: Measured) -> str:
    cells = [
        f"{statistics.fmean(one):.3f} [{interval(one)[0]:.3f}, {interval(one)[1]:.3f}]"
        for one in told[:4]
    ]
    middle, most = quantiles(told.seconds)
    return " | ".join([*cells, f"{middle:.1f} / {most:.1f}"])


def _same(
    connection: Connection,
    match: Match,
    collection: Collection,
    part: str,
    groups: dict[int, str],
) -> str:
    """What "same" is worth on a part."""
    members: dict[str, set[int]] = defaultdict(set)
    for number, group in groups.items():
        members[group].add(number)
    right = wrong = alarms = 0
    asked = collection.parts[part]
    for one in asked:
        best = match.found(connection, one.text)[:1]
        if best and best[0].chance >= chance.SAME:
            is_right = groups[best[0].id] in one.right
            right, wrong = right + is_right, wrong + (not is_right)
        gone = set().union(*(members[group] for group in one.right))
        other = match.found(connection, one.text, gone)[:1]
        alarms += bool(other and other[0].chance >= chance.SAME)
    told = right / max(right + wrong + alarms, 1)
    return (
        f'"same" on {collection.name} {part}: precision {told:.3f}, recall '
        f"{right / len(asked):.3f}, false alarms {alarms / len(asked):.3f}"
    )


def in_small(collection: Collection, size: int) -> Iterator[str]:
    """How often, with so many claims, one is "same" that is not."""
    some = collection.sample(size)
    with questions.database([some]) as opened, opened.reading(unhurried=True) as session:
        here = set(questions.claims_by_id(opened, some).values())
        for part, asked in some.parts.items():
            others = [one for one in asked if not one.right & here]
            found = (Match().chance(session.connection(), one.text) for one in others)
            alarms = sum(told >= chance.SAME for told in found)
            whose = f"{collection.name} {part}, {size:,} claims"
            yield f"false alarms, {whose}: {alarms / len(others):.3f} of {len(others)}"


# two engines


def _on_postgres(connection: Connection, collection: Collection, part: str) -> str:
    """How often PostgreSQL gives the same five claims."""
    asked = collection.parts[part]
    with (
        _server() as url,
        questions.database([collection], url) as opened,
        opened.reading(unhurried=True) as session,
    ):
        other = session.connection()
        alike = sum(_five(connection, one) == _five(other, one) for one in asked)
    return f"the same five on PostgreSQL, {collection.name} {part}: {alike / len(asked):.1%}"


def _five(connection: Connection, one: Question) -> set[int]:
    return set(Match().ids(connection, one.text)[:5])


@contextmanager
def _server() -> Iterator[str]:
    from tests import postgres

    programs = postgres.programs()
    if programs is None:
        sys.exit("--postgres needs the programs of PostgreSQL")
    server = postgres.Server(programs)
    try:
        yield server.create("matching")
    finally:
        server.stop()


def main() -> None:
    """Run it."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folders", metavar="FOLDER", type=Path, nargs="+")
    options.add_argument("--postgres", action="store_true")
    options.add_argument("--embedder", metavar="NAME", type=embedder)
    options.add_argument("--sample", metavar="N", type=int, nargs="+", default=[])
    told = options.parse_args()
    gc.freeze()
    for line in quality(told.folders, postgres=told.postgres, by=told.embedder):
        print(line, flush=True)
    for folder in told.folders:
        for size in told.sample:
            for line in in_small(questions.read(folder), size):
                print(line, flush=True)


if __name__ == "__main__":
    main()
