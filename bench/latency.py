"""What does a question cost in a large database? python bench/latency.py [N ...]

Fills databases of so many made-up claims (bench/corpus.py) and asks, each in turn in one
process, in CPU milliseconds:

* match: ``services.matching.checked`` for a claim told in other words, all that the command
  does but printing; beside tantivy, asked for the twenty best of the same texts (with
  ``pip install tantivy``);
* one word, small words too: a page of ``services.search``, beside FTS5 ranking by bm25 all
  claims that hold it.
"""

import argparse
import gc
import random
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import corpus
from bench.data import workplace
from bench.matching import by_bm25, quantiles, spent
from factcheck import services
from factcheck.db import Database


def latency(sizes: list[int], count: int) -> Iterator[str]:
    """What a question costs, by how many claims there are."""
    yield "| claims | match, CPU ms p50 / p95 | tantivy | ratio | one word | bm25 | ratio of p95 |"
    yield "|---|---|---|---|---|---|---|"
    ends = []
    with workplace() as folder:
        for size in sizes:
            corpus.filled(folder / f"{size}.db", size)
            with Database(folder / f"{size}.db") as opened, opened.reading(unhurried=True) as one:
                told, cells = _latency(one, size, count, folder)
            ends.append(told)
            yield f"| {size:,} | {' | '.join(cells)} |"
    if len(ends) > 1:
        ratio = ends[-1] / ends[-2]
        yield f"\np95 of match at {sizes[-1]:,} to that at {sizes[-2]:,}: {ratio:.2f}"


def _latency(session: Any, size: int, count: int, folder: Path) -> tuple[float, list[str]]:
    asked = [corpus.retold(random.Random(at).randint(1, size)) for at in range(count)]
    words = [random.Random(at).choice(corpus.made(at + 1)) for at in range(count)]
    other = _tantivy(folder, size)
    ours: list[float] = []
    theirs: list[float] = []
    single: list[float] = []
    plain: list[float] = []
    connection = session.connection()
    for told in asked[: count // 10 or 1]:
        services.matching.checked(session, told)
    for told, word in zip(asked, words, strict=True):
        ours.append(spent(lambda: services.matching.checked(session, told)))  # noqa: B023 - at once
        if other is not None:
            theirs.append(spent(lambda: other(told)))  # noqa: B023
        single.append(spent(lambda: services.search.page(session, f'"{word}"')))  # noqa: B023
        plain.append(spent(lambda: by_bm25(connection, word)))  # noqa: B023
    mine, best = quantiles(ours), quantiles(theirs) if theirs else None
    one, bm25 = quantiles(single), quantiles(plain)
    return mine[1], [
        _ms(mine),
        _ms(best) if best else "not installed",
        f"{mine[0] / best[0]:.2f}" if best else "",
        _ms(one),
        _ms(bm25),
        f"{one[1] / bm25[1]:.2f}",
    ]


def _ms(told: tuple[float, float]) -> str:
    return f"{told[0]:.2f} / {told[1]:.2f}"


def _tantivy(folder: Path, size: int) -> Callable[[str], list[Any]] | None:
    """Tantivy with the same texts: what it finds, twenty of them; None where it is not here."""
    if find_spec("tantivy") is None:
        return None
    import tantivy  # type: ignore[import-not-found,unused-ignore]

    shape = tantivy.SchemaBuilder()
    shape.add_text_field("body", tokenizer_name="en_stem")
    shape.add_integer_field("id", stored=True)
    (folder / f"tantivy{size}").mkdir()
    index = tantivy.Index(shape.build(), path=str(folder / f"tantivy{size}"))
    writer = index.writer(200_000_000, 1)
    for number in range(1, size + 1):
        writer.add_document(tantivy.Document(body=" ".join(corpus.made(number)), id=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(told: str) -> list[Any]:
        found = searcher.search(index.parse_query(told, ["body"]), 20).hits
        return [searcher.doc(where)["id"] for _score, where in found]

    return search


def main() -> None:
    """Run it."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("sizes", metavar="N", type=int, nargs="*")
    options.add_argument("--questions", metavar="N", type=int, default=300)
    told = options.parse_args()
    gc.freeze()
    for line in latency(told.sizes or [10_000, 100_000, 1_000_000], told.questions):
        print(line, flush=True)


if __name__ == "__main__":
    main()
