"""What does a question cost in a large database? python bench/latency.py [N ...]

Fills databases of so many made-up claims (bench/corpus.py) and asks, each in turn of each size
in one process, in CPU milliseconds:

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
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy.orm import Session

from bench import corpus
from bench.data import workplace
from bench.matching import by_bm25, quantiles, spent
from factcheck import services
from factcheck.db import Database


@dataclass
class Size:
    """A database of so many claims, what is asked of it, and what that cost."""

    session: Session
    asked: list[str]
    words: list[str]
    other: Callable[[str], list[Any]] | None
    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def ask(self, at: int) -> None:
        """A question, and a word, of each."""
        told, word, connection = self.asked[at], self.words[at], self.session.connection()
        other = self.other
        self._clocked("match", lambda: services.matching.checked(self.session, told))
        if other is not None:
            self._clocked("tantivy", lambda: other(told))
        self._clocked("word", lambda: services.search.page(self.session, f'"{word}"'))
        self._clocked("bm25", lambda: by_bm25(connection, word))

    def _clocked(self, name: str, asked: Callable[[], Any]) -> None:
        self.spent[name].append(spent(asked))

    def cells(self) -> list[str]:
        """The row of the table."""
        told = {name: quantiles(found) for name, found in self.spent.items()}
        mine, other = told["match"], told.get("tantivy")
        return [
            _ms(mine),
            _ms(other) if other else "not installed",
            f"{mine[0] / other[0]:.2f}" if other else "",
            _ms(told["word"]),
            _ms(told["bm25"]),
            f"{told['word'][1] / told['bm25'][1]:.2f}",
        ]


def latency(sizes: list[int], count: int) -> Iterator[str]:
    """What a question costs, by how many claims there are: of each size one after another."""
    with workplace() as folder, ExitStack() as held:
        each = {size: _size(folder, held, size, count) for size in sizes}
        for one in each.values():
            for told in one.asked[: count // 10 or 1]:
                services.matching.checked(one.session, told)
            services.search.page(one.session, "asked before")
        for at in range(count):
            for one in each.values():
                one.ask(at)
    yield "| claims | match, CPU ms p50 / p95 | tantivy | ratio | one word | bm25 | ratio of p95 |"
    yield "|---|---|---|---|---|---|---|"
    for size, one in each.items():
        yield f"| {size:,} | {' | '.join(one.cells())} |"
    if len(sizes) > 1:
        ends = [quantiles(each[size].spent["match"])[1] for size in sizes[-2:]]
        yield f"\np95 of match at {sizes[-1]:,} to that at {sizes[-2]:,}: {ends[1] / ends[0]:.2f}"


def _size(folder: Path, held: ExitStack, size: int, count: int) -> Size:
    database = held.enter_context(Database(corpus.filled(folder / f"{size}.db", size)))
    return Size(
        held.enter_context(database.reading(unhurried=True)),
        [corpus.retold(random.Random(at).randint(1, size)) for at in range(count)],
        [random.Random(at).choice(corpus.made(at + 1)) for at in range(count)],
        _tantivy(folder, size),
    )


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
