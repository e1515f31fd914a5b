"""Claims, questions and which claims answer them: folders in the form of the CheckThat! lab.

A folder holds ``claims.tsv`` (columns id, vclaim, title, after a header, and subtitle where the
header names it) or ``claims.jsonl`` (keys vclaim_id, vclaim, title, maybe subtitle), either of
them also packed (.gz); for each part the file
``PART.qrels.tsv`` (question, 0, claim, 1), and ``PART.queries.tsv`` or one ``queries.tsv`` for
all (question, text; a first line with an empty id is a header).
"""

import csv
import gzip
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import select

from bench.data import workplace
from factcheck import schema, text
from factcheck.db import Database
from factcheck.exchange import importing
from factcheck.models import Claim, Review

_PAGE = "https://checks.example.org/"


class Question(NamedTuple):
    """A text, and the claims that it repeats: groups of claims that are told alike."""

    id: str
    text: str
    right: frozenset[str]


@dataclass(frozen=True)
class Collection:
    """The claims of a folder, and its questions by part (train, dev, test).

    ``subtitles`` are those of the reviews that have one.
    """

    name: str
    claims: dict[str, tuple[str, str]]
    parts: dict[str, list[Question]]
    subtitles: dict[str, str] = field(default_factory=dict)

    def group(self, claim: str) -> str:
        """What near-verbatim twins have in common: they differ in quotation marks and the like."""
        return text.key(" ".join(text.tokens(self.claims[claim][0], text.UNSTEMMED)))

    def sample(self, size: int) -> "Collection":
        """So many of the claims, and the same questions."""
        picked = random.Random(size).sample(sorted(self.claims), min(size, len(self.claims)))
        claims = {number: self.claims[number] for number in picked}
        return Collection(self.name, claims, self.parts, self.subtitles)


def read(folder: Path) -> Collection:
    """Read a folder. Exits when it is not of this form."""
    claims: dict[str, tuple[str, str]] = {}
    subtitles: dict[str, str] = {}
    for number, claim, title, subtitle in _claims(folder):
        claims[number] = claim, title
        if subtitle:
            subtitles[number] = subtitle
    found = Collection(folder.name, claims, {}, subtitles)
    for path in sorted(folder.glob("*.qrels.tsv")):
        part = path.name.removesuffix(".qrels.tsv")
        right: dict[str, set[str]] = defaultdict(set)
        for row in _rows(path):
            right[row[0]].add(found.group(row[2]))
        told = _queries(folder, part)
        found.parts[part] = [
            Question(one, told[one], frozenset(groups)) for one, groups in right.items()
        ]
    if not found.parts:
        sys.exit(f"{folder} holds no PART.qrels.tsv")
    return found


def _claims(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    for path in sorted(folder.glob("claims.*")):
        with _open(path) as file:
            if ".jsonl" in path.name:
                for line in file:
                    one = json.loads(line)
                    title, subtitle = (one.get(name) or "" for name in ("title", "subtitle"))
                    yield str(one["vclaim_id"]), one["vclaim"], title, subtitle
                return
            rows = csv.reader(file, delimiter="\t")
            names = next(rows)
            at = names.index("subtitle") if "subtitle" in names else None
            for row in rows:
                yield row[0], row[1], row[2], row[at] if at is not None else ""
            return
    sys.exit(f"{folder} holds no claims.tsv or claims.jsonl")


def _queries(folder: Path, part: str) -> dict[str, str]:
    own = folder / f"{part}.queries.tsv"
    return {row[0]: row[1] for row in _rows(own if own.exists() else folder / "queries.tsv")}


def _rows(path: Path) -> list[list[str]]:
    with _open(path) as file:
        quoted = file.readline().startswith("\t")  # a header: else nothing is in marks
        file.seek(0)
        if quoted:
            return list(csv.reader(file, delimiter="\t"))
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


@contextmanager
def database(collections: list[Collection], url: str | None = None) -> Iterator[Database]:
    """A database with the claims of these collections as a library, imported as ClaimReview.

    On a server (``url``) the database is one that is there and empty.
    """
    with workplace() as folder:
        for collection in collections:
            (folder / f"{collection.name}.jsonl").write_text(
                "".join(f"{line}\n" for line in map(json.dumps, _reviews(collection))),
                encoding="utf-8",
            )
        schema.create(url or folder / "checks.db").close()
        with Database(url or folder / "checks.db") as opened:
            for collection in collections:
                importing.run(opened, str(folder / f"{collection.name}.jsonl"), by="bench")
            yield opened


def _reviews(collection: Collection) -> Iterator[dict[str, object]]:
    for number, (told, title) in collection.claims.items():
        yield {
            "@type": "ClaimReview",
            "claimReviewed": told,
            "name": title or None,
            "alternativeHeadline": collection.subtitles.get(number),
            "url": f"{_PAGE}{collection.name}/{number}",
            "author": {"@type": "Organization", "name": "A Library"},
            "inLanguage": "en",
        }


def claims_by_id(opened: Database, collection: Collection) -> dict[int, str]:
    """The group that each claim of the database belongs to, by the claim's id."""
    begin = f"{_PAGE}{collection.name}/"
    with opened.reading() as session:
        query = select(Claim.id, Review.url).join(Review, Review.claim_id == Claim.id)
        return {
            number: collection.group(str(url).removeprefix(begin))
            for number, url in session.execute(query)
            if str(url).startswith(begin)
        }
