"""Make a database of made-up claims, of any size: python bench/data.py 1000 checks.db

The claims are deterministic and prefix-stable: claim 17 is the same one in a database
of 100 claims and in one of 100,000. Names, places and addresses are invented. A few
speakers, sources and tags are in most claims, most are in few (Zipf). One claim in ten
comes from a library of others' fact-checks. The log is written as by every other
change, so that ``factcheck db verify`` has nothing to find.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from bisect import bisect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import accumulate, count
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy.orm import Session

from factcheck import bulk, schema, text
from factcheck.db import Database
from factcheck.history.record import next_id

Row = dict[str, Any]
BATCH = 1000
SPEAKERS, SOURCES, TAGS = 20_000, 60_000, 300
BEGINNING = datetime(2012, 1, 1, tzinfo=UTC)
# These claims are by the rare speaker and bear the rare tag: three, however many there are.
RARE_CLAIMS = (17, 117, 217)
_RARE = -1

_GIVEN = [
    start + end
    for start in ["Ta", "Ori", "Vel", "Sa", "Qua", "Mi", "Dro", "Ely", "Fen", "Zu"]
    for end in ["ra", "len", "vik", "mo", "dis", "tha", "nor", "bex", "lia", "ruk"]
]
_FAMILY = [
    start + middle + end
    for start in ["Mer", "Vol", "Quill", "Ash", "Tren", "Orl", "Bry", "Zan"]
    for middle in ["in", "a", "o", "es", "u"]
    for end in ["dak", "wen", "feld", "tova", "rix"]
]
_TOPICS = [
    "budget",
    "health",
    "schools",
    "railways",
    "elections",
    "energy",
    "housing",
    "water",
    "farming",
    "fisheries",
    "pensions",
    "courts",
    "borders",
    "ports",
    "forests",
]
_PLACES = (
    "Northmark",
    "Tessaly Bay",
    "the Ormen valley",
    "Vadrin",
    "Lower Quist",
    "the isles",
    "Port Elmira",
    "Sundrake",
    "the capital",
    "Karsholm",
    "Upper Trell",
    "Ravensey",
)
_BODIES = (
    "The ministry of transport",
    "The harbour authority",
    "The city council",
    "The national bank",
    "The teachers' union",
    "The water board",
    "The army",
    "The largest hospital",
    "The opposition",
    "The statistics office",
)
_DEEDS = (
    "spent {n} million crowns on {topic} in {place}",
    "closed {n} offices in {place} without telling anybody",
    "paid {n} % more for {topic} than any neighbouring country did",
    "left {n},000 people in {place} without help for {topic}",
    "promised {n} new projects for {topic} in {place} and finished none",
    "hid a report about {topic} in {place} for {n} months",
)
_TAILS = (
    "",
    "",
    " before the vote",
    ", according to a letter that was never published",
    ", more than in the ten years before it together",
    " since the last election",
    ", and the council was told about it only when the work had begun",
)
_STANCES = ("supports", "refutes", "mixed", "disputes", "context", "no-result")
_VERDICTS = ("supported", "refuted", "mixed", "insufficient", "not-checkable")
_STAGES = ("new", "checking", "review", "published", "dropped")
_DESK = ("ana", "ben", "chidi", "dana")


def _zipf(size: int, flat: float) -> Callable[[random.Random], int]:
    """A draw of a rank below ``size``, each in proportion to 1 / (rank + 1 + flat)."""
    sums = list(accumulate(1 / (rank + 1 + flat) for rank in range(size)))
    return lambda chance: bisect(sums, chance.random() * sums[-1], hi=size - 1)


_any_speaker, _any_source, _any_tag = _zipf(SPEAKERS, 1.2), _zipf(SOURCES, 1), _zipf(TAGS, 7)


def speaker_name(rank: int) -> str:
    """The invented name of a speaker; rank 0 speaks most often."""
    if rank == _RARE:
        return "Ulla Rarely"
    given, family = _GIVEN[rank % 100], _FAMILY[rank // 100 % 200]
    return f"{given} {family}"


def tag_name(rank: int) -> str:
    """A tag; rank 0 is on most claims."""
    if rank == _RARE:
        return "rarely"
    return f"{_TOPICS[rank % 15]}-{2030 - rank // 15}"


FREQUENT_SPEAKER, RARE_SPEAKER = speaker_name(0), speaker_name(_RARE)
FREQUENT_TAG, RARE_TAG = tag_name(0), tag_name(_RARE)


def uid(kind: str, number: int) -> str:
    """What a UUID of version 7 looks like, but the same at every run."""
    at = BEGINNING + timedelta(minutes=number)
    noise = int.from_bytes(sha256(f"{kind} {number}".encode()).digest()[:10], "big")
    value = (int(at.timestamp() * 1000) << 80 | noise) & ~(0xF << 76) & ~(0x3 << 62)
    return str(UUID(int=value | 0x7 << 76 | 0x2 << 62))


@dataclass(frozen=True, slots=True)
class MadeClaim:
    """A claim with what hangs on it. Speakers, sources and tags are named by their ranks.

    Evidence and verdicts say with ``said`` whether they are about the first appearance.
    """

    number: int
    row: Row
    appearances: list[Row]
    evidence: list[Row]
    verdicts: list[Row]
    reviews: list[Row]
    tags: list[int]


def made(number: int) -> MadeClaim:
    """The claim of this number: the same one at every call."""
    chance = random.Random(number)
    at = BEGINNING + timedelta(minutes=number)
    added_at, by = f"{at:%Y-%m-%dT%H:%M:%S.%fZ}", chance.choice(_DESK)
    tracked = chance.random() >= 0.1
    rare = number in RARE_CLAIMS
    row = {
        "text": _sentence(chance),
        "context": _sentence(chance) if chance.random() < 0.2 else None,
        "language": chance.choice(("en", "en", "es", "pt", None)),
        "tracked": int(tracked or rare),
        "stage": chance.choices(_STAGES, (50, 25, 10, 13, 2))[0] if not rare else "new",
        "priority": chance.choices(range(4), (10, 70, 15, 5))[0],
        "added_at": added_at,
        "added_by": by,
    }
    appearances = [
        _appearance(chance, at) | {"added_at": added_at, "added_by": by}
        for _ in range(chance.choices((1, 2, 3), (75, 18, 7))[0])
    ]
    tags = {_any_tag(chance) for _ in range(chance.choices(range(5), (20, 25, 25, 20, 10))[0])}
    if rare:
        appearances[0]["speaker"] = _RARE
        tags.add(_RARE)
    items = chance.choices(range(6), (30, 20, 20, 15, 10, 5))[0] if tracked else 0
    return MadeClaim(
        number,
        row,
        appearances,
        [_evidence(chance, at) | {"added_at": added_at, "added_by": by} for _ in range(items)],
        _verdicts(chance, row) if tracked and not rare else [],
        [_review(chance, row) for _ in range(chance.choice((1, 1, 2)))] if not tracked else [],
        sorted(tags),
    )


def _sentence(chance: random.Random) -> str:
    deed = chance.choice(_DEEDS).format(
        n=chance.randrange(2, 990), topic=chance.choice(_TOPICS), place=chance.choice(_PLACES)
    )
    return f"{chance.choice(_BODIES)} {deed}{chance.choice(_TAILS)}"


def _day(chance: random.Random, before: datetime) -> str:
    """A date, three in ten without its day or month."""
    day = before - timedelta(days=chance.randrange(400))
    return f"{day:%Y-%m-%d}"[: chance.choices((10, 7, 4), (70, 20, 10))[0]]


def _appearance(chance: random.Random, at: datetime) -> Row:
    return {
        "speaker": _any_speaker(chance),
        "source": _any_source(chance),
        "said_on": _day(chance, at) if chance.random() < 0.9 else None,
        "quote": _sentence(chance) if chance.random() < 0.5 else None,
        "locator": f"p. {chance.randrange(1, 90)}" if chance.random() < 0.2 else None,
    }


def _evidence(chance: random.Random, at: datetime) -> Row:
    about = chance.random()
    return {
        "said": about < 0.2,
        "stance": chance.choices(_STANCES, (30, 25, 5, 15, 15, 10))[0],
        "by": _any_speaker(chance) if about > 0.7 else None,
        "source": _any_source(chance) if chance.random() < 0.8 else None,
        "note": _sentence(chance),
        "quote": _sentence(chance) if chance.random() < 0.3 else None,
        "retrieved_on": f"{at:%Y-%m-%d}",
        "withdrawn_because": "entered twice" if chance.random() < 0.03 else None,
    }


def _verdicts(chance: random.Random, row: Row) -> list[Row]:
    """Three claims in ten have a verdict on the content; of these some had another before."""
    found = []
    common = {
        "text_sha256": text.digest(row["text"]),
        "ruled_at": row["added_at"],
        "ruled_by": row["added_by"],
    }
    if chance.random() < 0.3:
        if chance.random() < 0.2:
            ended = {"ended": "superseded", "ended_at": row["added_at"]}
            found.append(_verdict(chance, said=False) | common | ended)
        found.append(_verdict(chance, said=False) | common)
    if chance.random() < 0.1:
        found.append(_verdict(chance, said=True) | common)
    return found


def _verdict(chance: random.Random, *, said: bool) -> Row:
    return {"said": said, "verdict": chance.choice(_VERDICTS), "reason": _sentence(chance)}


def _review(chance: random.Random, row: Row) -> Row:
    publisher = chance.randrange(40)
    url = f"https://checks-{publisher}.example/{chance.randrange(10**9)}"
    return {
        "publisher": f"Example Checks {publisher}",
        "url": url,
        "canonical_url": url,
        "wording": row["text"],
        "rating": chance.choice(("True", "Mostly false", "False", "No evidence")),
        "published_on": row["added_at"][:10],
        "added_at": row["added_at"],
    }


def load(database: Database, n: int) -> None:
    """Fill an empty database with the first ``n`` claims, a thousand in each transaction."""
    known: dict[str, dict[int, int]] = {"speaker": {}, "source": {}, "tag": {}}
    for start in range(0, n, BATCH):
        claims = [made(number) for number in range(start, min(n, start + BATCH))]
        with database.transaction(by="bench", action="load") as session:
            shared = _shared(session, claims, known)
            bulk.insert_tables(session, {**shared, **_own(session, claims, known)})


def _shared(
    session: Session, claims: list[MadeClaim], known: dict[str, dict[int, int]]
) -> dict[str, list[Row]]:
    """The speakers, sources and tags that were not needed before, in the order of their ranks."""
    wanted: dict[str, set[int | None]] = {"speaker": set(), "source": set(), "tag": set()}
    for claim in claims:
        wanted["tag"].update(claim.tags)
        for row in claim.appearances + claim.evidence:
            wanted["speaker"].add(row["speaker"] if "speaker" in row else row["by"])
            wanted["source"].add(row["source"])
    columns = {"speaker": _speaker, "source": _source, "tag": _tag}
    found = {}
    for table, ranks in wanted.items():
        new = sorted(rank for rank in ranks if rank is not None and rank not in known[table])
        ids = _ids(session, table, len(new))
        found[table] = [
            {"id": next(ids), "uid": uid(table, rank), **columns[table](rank)} for rank in new
        ]
        known[table].update((rank, row["id"]) for rank, row in zip(new, found[table], strict=True))
    return found


def _ids(session: Session, table: str, wanted: int) -> Iterator[int]:
    return count(next_id(session, table, wanted)) if wanted else iter(())


def _speaker(rank: int) -> Row:
    return {"name": speaker_name(rank), "kind": "person"}


def _tag(rank: int) -> Row:
    return {"name": tag_name(rank)}


def source_url(rank: int) -> str:
    """The address of a source; rank 0 is cited most often."""
    return f"https://paper-{rank % 700}.example/article/{rank}"


def _source(rank: int) -> Row:
    url = source_url(rank)
    title = _sentence(random.Random(-rank - 1))
    return {"kind": "page", "title": title, "url": url, "canonical_url": url}


def _own(
    session: Session, claims: list[MadeClaim], known: dict[str, dict[int, int]]
) -> dict[str, list[Row]]:
    """The rows of the claims themselves."""
    sizes = {
        "claim": len(claims),
        "appearance": sum(len(claim.appearances) for claim in claims),
        "evidence": sum(len(claim.evidence) for claim in claims),
        "verdict": sum(len(claim.verdicts) for claim in claims),
        "review": sum(len(claim.reviews) for claim in claims),
        "claim_tag": sum(len(claim.tags) for claim in claims),
    }
    ids = {table: _ids(session, table, size) for table, size in sizes.items()}
    found: dict[str, list[Row]] = {table: [] for table in sizes}

    def put(table: str, row: Row) -> int:
        row_id = next(ids[table])
        found[table].append({"id": row_id, "uid": uid(table, row_id), **row})
        return row_id

    for claim in claims:
        claim_id = put("claim", claim.row)
        said = [put("appearance", _linked(row, claim_id, known)) for row in claim.appearances]
        for table, rows in (
            ("evidence", claim.evidence),
            ("verdict", claim.verdicts),
            ("review", claim.reviews),
        ):
            for row in rows:
                put(table, _linked(row, claim_id, known, said[0]))
        for rank in claim.tags:
            put("claim_tag", {"claim_id": claim_id, "tag_id": known["tag"][rank]})
    for row in found["claim_tag"]:
        del row["uid"]
    return found


def _linked(
    row: Row, claim_id: int, known: dict[str, dict[int, int]], first: int | None = None
) -> Row:
    """The row on its claim, with ids in place of ranks and of ``said``."""
    linked: Row = {"claim_id": claim_id}
    for name, value in row.items():
        if name in ("speaker", "by"):
            linked["speaker_id" if name == "speaker" else "by_id"] = known["speaker"].get(value)
        elif name == "source":
            linked["source_id"] = known["source"].get(value)
        elif name == "said":
            linked["appearance_id"] = first if value else None
        else:
            linked[name] = value
    return linked


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder that is removed at the end; nothing is read from or left in the account's own."""
    with tempfile.TemporaryDirectory(prefix="factcheck-bench-") as name:
        for variable in [one for one in os.environ if one.startswith("FACTCHECK_")]:
            del os.environ[variable]
        for kind in ("DATA", "STATE", "CONFIG", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = f"{name}/home/{kind.lower()}"
        os.environ["FACTCHECK_USER"] = "bench"
        yield Path(name)


def database_of(path: Path, n: int) -> Database:
    """A database of ``n`` claims in this file: the one that is there, else a new one."""
    if path.exists():
        return Database(path)
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with schema.create(unfinished) as database:
        load(database, n)
    unfinished.rename(path)
    return Database(path)


def main() -> None:
    """Make a database in a file, and say how long it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("claims", type=int, help="how many claims")
    parser.add_argument("file", type=Path, help="the new database")
    told = parser.parse_args()
    if told.file.exists():
        parser.error(f"{told.file} exists already")
    with workplace():
        begun = time.process_time()
        database_of(told.file, told.claims).close()
        spent = time.process_time() - begun
    size = told.file.stat().st_size
    print(
        f"{told.claims:,} claims in {spent:.1f} s CPU ({spent / told.claims * 1e6:,.0f} µs each), "
        f"{size / 1e6:.1f} MB ({size / told.claims:,.0f} bytes each)"
    )


if __name__ == "__main__":
    main()
