"""Many at once: writers, backups while they write, upgrades."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random
from time import monotonic
from unittest import mock

from sqlalchemy import func, select

from factcheck import db as databases
from factcheck import schema
from factcheck import verify as verifying
from factcheck.db import SCHEMA, Database
from factcheck.errors import FactcheckError
from factcheck.history import replay
from factcheck.models import Claim, Entry
from factcheck.records import ClaimRecord
from factcheck.services import claims
from factcheck.storage import backup as backups
from factcheck.storage import copy as copies
from factcheck.storage import restore as restores
from factcheck.storage import upgrade as upgrades
from factcheck.storage.dump import Dump
from tests import stories
from tests.torture_ground import (
    POSTGRES,
    Child,
    Engine,
    Ground,
    Row,
    Tally,
    Tell,
    Work,
    told_well,
)
from tests.torture_judges import FAILED, FORK, LOST, PARTIAL, Ack, Broken, judge
from tests.torture_kills import sealed

# How long a writer pauses at most while backups are made, which it would else grow faster than.
PAUSE = 0.5


# writers


def writing(url: str, name: str, start: Event, number: int, stop: Event | None = None) -> Work:
    """Claims, each in a transaction of its own: so many, or until it is stopped, with pauses.

    Tells what was acknowledged, how long it waited for its turn, and what failed.
    """

    def work(tell: Tell) -> None:
        chance = Random(name)
        with Database(url) as db:
            start.wait()
            for one in range(number):
                if stop is not None:
                    time.sleep(chance.uniform(0, PAUSE))
                    if stop.is_set():
                        break
                try:
                    tell(_written(db, name, one))
                except FactcheckError as error:
                    tell(f"? {type(error).__name__}: {error}")

    return work


def _written(db: Database, name: str, one: int) -> str:
    """One claim; how long it waited, and what was acknowledged."""
    record = ClaimRecord(
        f"An invented claim, number {one} of {name}",
        speaker=f"Speaker {one % 7}",
        source="https://example.org/a",
        tags=("torture",),
    )
    with sealed() as kept:
        begun = monotonic()
        with db.transaction(by=name, action="add") as session:
            waited = monotonic() - begun
            uid = claims.add(session, record, by=name).uid
    return f"{waited:.6f} {Ack(uid, kept[-1].seq, kept[-1].hash).line()}"


def _heard(tally: Tally, when: str, lines: list[str]) -> list[Ack]:
    """What writers told: their waits, what failed, and what was acknowledged."""
    acks = []
    for line in told_well(lines):
        if line.startswith("?"):
            tally.take(when, [Broken(FAILED, line.removeprefix("? "))])
            continue
        waited, _, ack = line.partition(" ")
        tally.waits.append(float(waited))
        acks.append(Ack.read(ack))
    return acks


def crowds(ground: Ground) -> Iterator[Row]:
    """Writers, each as fast as it can."""
    for engine in ground.engines[:: ground.size(1, 2)]:
        yield _crowd(ground, engine)


def _crowd(ground: Ground, engine: Engine) -> Row:
    tally, start = Tally(), get_context("fork").Event()
    writers, each = ground.size(8, 4), ground.size(250, 25)
    with ground.database(engine) as url:
        children = [
            Child(writing(url, f"writer {number}", start, each)) for number in range(writers)
        ]
        begun = monotonic()
        start.set()
        lines = [line for child in children for line in child.rest()]
        spent = monotonic() - begun
        acks = _heard(tally, engine.name, lines)
        with Database(url) as db:
            seen, broken = judge(db, acks)
        tally.take(engine.name, broken)
        there = len(seen.claims) if seen else 0
    if there != writers * each and not tally.broken:
        tally.take(engine.name, [Broken(LOST, f"{there} claims of {writers * each}")])
    held = tally.counts
    found = (
        f"{there:,} of {writers * each:,} there, {held[LOST]} acknowledged lost, {held[FAILED]} "
        f"failed, {held[PARTIAL]} partial, {held[FORK]} forks; {len(acks) / spent:.0f} a second"
    )
    return tally.row("writers at once", engine, f"{writers} x {each}", found)


# backups while others write


def backups_in_a_crowd(ground: Ground) -> Iterator[Row]:
    """Backups while others write."""
    for engine in ground.engines[:: ground.size(1, 2)]:
        yield _backups(ground, engine)


def _backups(ground: Ground, engine: Engine) -> Row:
    tally, context = Tally(), get_context("fork")
    start, stop = context.Event(), context.Event()
    times = ground.size(20 if engine == POSTGRES else 100, 2 if engine == POSTGRES else 5)
    writers = ground.size(8, 2)
    made: list[tuple[int, tuple[str, ...]]] = []
    with ground.database(engine) as url, ground.room() as to:
        children = [
            Child(writing(url, f"writer {number}", start, 10**6, stop))
            for number in range(writers)
        ]
        start.set()
        for one in range(times):
            try:
                made.append(_backup(url, to))
            except FactcheckError as error:
                wrong = Broken(FAILED, f"{type(error).__name__}: {error}")
                tally.take(f"{engine.name}, backup {one}", [wrong])
        stop.set()
        acks = _heard(tally, engine.name, [line for child in children for line in child.rest()])
        with Database(url) as db:
            seen, broken = judge(db, acks)
        tally.take(engine.name, broken)
        if seen is not None:
            tally.take(engine.name, _not_prefixes(made, seen.hashes))
    held = tally.counts
    found = (
        f"{len(made)} verified, {held[FORK]} no prefix of the log, {held[PARTIAL]} without what "
        f"was there before; meanwhile {len(acks)} claims, {held[LOST]} lost"
    )
    what = f"backups while {writers} write"
    return tally.row(what, engine, f"{times} backups", found)


def _backup(url: str, to: Path) -> tuple[int, tuple[str, ...]]:
    """Make a backup; the entries that there were before, and those it has."""
    with Database(url) as db:
        with db.reading() as session:
            before = session.scalar(select(func.count(Entry.seq))) or 0
        path = backups.backup(db, to).path
    query = select(Entry.hash).order_by(Entry.seq)
    if path.suffix == ".dump":
        with Dump(path) as read, read.reading() as session:
            hashes = tuple(session.scalars(query))
    else:
        with Database(path) as copied, copied.reading() as session:
            hashes = tuple(session.scalars(query))
    path.unlink()
    return before, hashes


def _not_prefixes(
    made: list[tuple[int, tuple[str, ...]]], log: tuple[str, ...]
) -> Iterator[Broken]:
    for number, (before, hashes) in enumerate(made):
        if hashes != log[: len(hashes)]:
            yield Broken(FORK, f"backup {number} is no prefix of the log")
        if len(hashes) < before:
            yield Broken(PARTIAL, f"backup {number} has {len(hashes)} of {before} entries")


# upgrades

TO = f"{int(SCHEMA) + 1:04}"
# Says when it is carried out; does by hand what a second migration may do.
MIGRATION = f'''
"""Another index, and a column filled in.

Revision: {TO}
"""
import os

from alembic import op

revision, down_revision = "{TO}", "{SCHEMA}"
branch_labels = depends_on = None


def upgrade():
    with open(os.environ["TORTURE_CARRIED_OUT"], "a") as carried_out:
        carried_out.write("once\\n")
    op.create_index("ix_claim_why", "claim", ["why"])
    op.execute("UPDATE claim SET why = 'nobody said' WHERE why IS NULL")
'''


@contextmanager
def _newer_program(folder: Path) -> Iterator[None]:
    """The program of the next release: with a second migration."""
    home = folder / "migrations"
    if not home.is_dir():
        shutil.copytree(schema.migrations_folder(), home)
        (home / "versions" / f"{TO}_torture.py").write_text(MIGRATION, encoding="utf-8")
    with ExitStack() as patches:
        for module in (databases, schema, verifying, copies, restores, upgrades):
            patches.enter_context(mock.patch.object(module, "SCHEMA", TO))
        patches.enter_context(mock.patch.object(schema, "migrations_folder", return_value=home))
        told = {"claim": lambda row: {"why": "nobody said", **row}}
        patches.enter_context(mock.patch.dict(replay.UPCASTS, {TO: told}))
        carried_out = {"TORTURE_CARRIED_OUT": str(folder / "carried-out")}
        patches.enter_context(mock.patch.dict(os.environ, carried_out))
        yield


def _upgrading(url: str, start: Event, to: Path | None) -> Work:
    """An upgrade of the schema alone, or with the backup before it into a folder."""

    def work(tell: Tell) -> None:
        start.wait()
        if to is None:
            schema.upgrade(url)
        else:
            upgrades.upgrade(url, to=to)

    return work


def upgraded(ground: Ground) -> Iterator[Row]:
    """Two and four upgrades at once, alone and with their backups."""
    engines = ground.engines[:: ground.size(1, 2)]  # how SQLite keeps its journal matters little
    for engine in engines:
        for crowd in (2, 4):
            yield _upgrades(ground, engine, crowd, backed_up=False)
    for engine in engines:
        yield _upgrades(ground, engine, 4, backed_up=True)


def _upgrades(ground: Ground, engine: Engine, crowd: int, *, backed_up: bool) -> Row:
    tally, times = Tally(), ground.size(5, 1)
    for time_ in range(times):
        with ground.database(engine) as url, ground.room() as folder:
            with Database(url) as db:
                stories.tell(stories.unsynced(db), ground.seed, 12)
            with _newer_program(folder):
                when = f"{engine.name}, {crowd} at once, time {time_}"
                to = folder if backed_up else None
                tally.take(when, _at_once(tally, url, folder, crowd, to))
    held = tally.counts
    found = (
        f"{held['well']} of {crowd * times} ended well, {held['carried out']} carried it out, "
        f"{held[PARTIAL]} findings"
    )
    what = f"{crowd} upgrades at once" + (", each with its backup" if backed_up else "")
    return tally.row(what, engine, f"{times} times", found)


def _at_once(
    tally: Tally, url: str, folder: Path, crowd: int, to: Path | None
) -> Iterator[Broken]:
    start = get_context("fork").Event()
    children = [Child(_upgrading(url, start, to)) for _ in range(crowd)]
    start.set()
    for child in children:
        told = child.rest()
        tally.counts["well"] += not told
        for line in told:
            yield Broken(FAILED, line)
    carried_out = folder / "carried-out"
    once = len(carried_out.read_text().splitlines()) if carried_out.exists() else 0
    tally.counts["carried out"] += once
    if once != 1:
        yield Broken(FAILED, f"the migration was carried out {once} times")
    with Database(url) as db:
        for one in verifying.verify(db).findings:
            yield Broken(PARTIAL, f"{one.check}: {one.message}")
        with db.reading() as session:
            unsaid = session.scalar(select(func.count(Claim.id)).where(Claim.why.is_(None)))
    if unsaid:
        yield Broken(PARTIAL, f"{unsaid} claims were not rewritten")
