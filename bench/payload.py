"""Should the log's payloads be compressed? python bench/payload.py [--small]

Writes made-up claims as a newsroom does (one ``add``, then one ``mark`` for each item of
evidence), takes the payloads of the log, stores them plain and compressed, and prints
what each way costs: the size of the file, and the CPU time of a write, of reading the
history of a claim, and of checking a payload against its hash. Decides nothing by
itself: docs/decisions/0003-payloads-are-plain-text.md does.
"""

import argparse
import json
import sqlite3
import statistics
import sys
import time
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import data
from factcheck import schema, services
from factcheck.db import Database
from factcheck.history import chain
from factcheck.records import ClaimRecord, EvidenceRecord

Stored = str | bytes
BATCH = 50
_TABLE = "CREATE TABLE written (seq INTEGER, n INTEGER, payload, PRIMARY KEY (seq, n))"


@dataclass
class Way:
    """One way of storing a payload, and what it was seen to cost (in seconds, per round)."""

    name: str
    encode: Callable[[str], Stored]
    decode: Callable[[Any], str]
    write: list[float] = field(default_factory=list)
    read: list[float] = field(default_factory=list)
    check: list[float] = field(default_factory=list)
    payload: float = 0
    file: float = 0


def ways(payloads: list[str]) -> list[Way]:
    """Plain, two levels of zlib, and zlib with a dictionary made of payloads like these."""
    sample = "".join(payloads[:: max(1, len(payloads) // 60)]).encode()[-32_768:]

    def with_dictionary(payload: str) -> bytes:
        made = zlib.compressobj(6, zdict=sample)
        return made.compress(payload.encode()) + made.flush()

    def without_dictionary(held: bytes) -> str:
        return zlib.decompressobj(zdict=sample).decompress(held).decode()

    def inflate(held: bytes) -> str:
        return zlib.decompress(held).decode()

    return [
        Way("plain text", lambda payload: payload, lambda held: str(held)),
        Way("zlib 1", lambda payload: zlib.compress(payload.encode(), 1), inflate),
        Way("zlib 6", lambda payload: zlib.compress(payload.encode(), 6), inflate),
        Way("zlib 6, dictionary", with_dictionary, without_dictionary),
    ]


def write_claims(database: Database, n: int) -> None:
    """The first ``n`` made-up claims through the services, as the commands write them."""
    for start in range(0, n, BATCH):
        with database.transaction(by="bench") as session:
            for number in range(start, min(n, start + BATCH)):
                made = data.made(number)
                first = made.appearances[0]
                claim = services.claims.add(
                    session,
                    ClaimRecord(
                        made.row["text"],
                        speaker=data.speaker_name(first["speaker"]),
                        source=data.source_url(first["source"]),
                        said_on=first["said_on"],
                        quote=first["quote"],
                        tags=tuple(data.tag_name(rank) for rank in made.tags),
                    ),
                    by="bench",
                )
                for row in made.evidence:
                    item = EvidenceRecord(
                        row["stance"],
                        note=row["note"],
                        source=data.source_url(row["source"]) if row["source"] else None,
                    )
                    services.evidence.mark(session, claim, item, by="bench")


def file_size(path: Path, way: Way) -> int:
    """The size of the database when its payloads are stored in this way."""
    copy = path.with_suffix(".copy")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as raw:
        source.backup(raw)
        raw.execute("DROP TRIGGER change_no_update")
        raw.create_function("encoded", 1, way.encode)
        raw.execute("UPDATE change SET payload = encoded(payload)")
        raw.commit()
        raw.execute("VACUUM")
    size = copy.stat().st_size
    copy.unlink()
    return size


def measure(way: Way, rows: list[tuple[int, int, str, str, str]], scratch: Path) -> None:
    """One round: write all payloads, read them in claims' histories, check them."""
    scratch.unlink(missing_ok=True)
    with closing(sqlite3.connect(scratch)) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        raw.execute(_TABLE)
        begun = time.process_time()
        encoded = [(seq, n, way.encode(payload)) for seq, n, _, _, payload in rows]
        raw.executemany("INSERT INTO written VALUES (?, ?, ?)", encoded)
        raw.commit()
        way.write.append(time.process_time() - begun)
        begun = time.process_time()
        for (held,) in raw.execute("SELECT payload FROM written"):
            json.loads(way.decode(held))
        way.read.append(time.process_time() - begun)
        begun = time.process_time()
        held_rows = raw.execute("SELECT payload FROM written ORDER BY seq, n")
        for (held,), (_, _, salt, digest, _) in zip(held_rows, rows, strict=True):
            assert chain.payload_hash(salt, way.decode(held)) == digest
        way.check.append(time.process_time() - begun)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="200 claims instead of 2,000")
    told = parser.parse_args()
    n, rounds = (200, 5) if told.small else (2_000, 15)
    with data.workplace() as folder:
        path = folder / "checks.db"
        with schema.create(path) as database:
            write_claims(database, n)
        with closing(sqlite3.connect(path)) as raw:
            rows = raw.execute(
                "SELECT seq, n, salt, sha256, payload FROM change ORDER BY seq, n"
            ).fetchall()
        tried = ways([row[4] for row in rows])
        for way in tried:
            way.payload = statistics.mean(len(_bytes(way.encode(row[4]))) for row in rows)
            way.file = file_size(path, way) / n
        for _ in range(rounds):
            for way in tried:
                measure(way, rows, folder / "scratch.db")
    report(tried, n, len(rows), rounds)


def _bytes(stored: Stored) -> bytes:
    return stored.encode() if isinstance(stored, str) else stored


def report(tried: list[Way], n: int, changes: int, rounds: int) -> None:
    """Print a line for each way; the ratios are to plain text."""
    print(f"{n:,} claims, {changes:,} changes ({changes / n:.1f} a claim); medians of {rounds}")
    print("interleaved rounds, CPU µs per change; in brackets the ratio to plain text.\n")
    print("| payloads | bytes each | file, bytes a claim | write | read | check |")
    print("|---|---|---|---|---|---|")
    plain = tried[0]
    for way in tried:
        cells = [f"{way.payload:,.0f}", f"{way.file:,.0f} ({way.file / plain.file:.2f})"]
        for spent, base in (
            (way.write, plain.write),
            (way.read, plain.read),
            (way.check, plain.check),
        ):
            now, then = statistics.median(spent), statistics.median(base)
            cells.append(f"{now / changes * 1e6:.1f} ({now / then:.2f})")
        print(f"| {way.name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
