"""``kill -9`` at random moments: of single adds, bulk loads, copies, backups and restores."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import count, pairwise
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any
from unittest import mock

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import data
from factcheck import bulk, heads, schema
from factcheck.db import Database
from factcheck.errors import Corrupt, FactcheckError, SchemaMismatch, Unavailable
from factcheck.heads import Head
from factcheck.history.record import RESTORED, now
from factcheck.models import Claim, Entry, LogHead, logged
from factcheck.records import ClaimRecord
from factcheck.services import claims
from factcheck.storage import backup as backups
from factcheck.storage import copy as copies
from factcheck.storage.dump import Dump
from factcheck.storage.restore import restore
from factcheck.verify import Report, check_file, check_rows, verify
from tests import stories
from tests.torture_ground import (
    POSTGRES,
    ROLLBACK,
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

# A process may live so long after one of its first acknowledgements.
FIRST, LONGEST = (8, 2), 0.150
KILLS = 50, 3  # of bulk loads, in full size and small
ENTRIES = 7  # that a copy puts into one transaction, so that there are many


# single adds


@contextmanager
def sealed() -> Iterator[list[Head]]:
    """The heads that this process keeps meanwhile: how each entry was sealed."""
    really, kept = heads.keep, []

    def keep(uid: str, head: Head, *, anew: bool = False) -> None:
        kept.append(head)
        really(uid, head, anew=anew)

    with mock.patch.object(heads, "keep", keep):
        yield kept


def add(db: Database, name: str, number: int) -> Ack:
    """One claim with what hangs on it, in a transaction of its own; what was acknowledged."""
    record = ClaimRecord(
        f"An invented claim, number {number} of {name}",
        speaker=f"Speaker {number % 7} of {name}",
        source=f"https://example.org/{name}/{number % 5}",
        quote="four words are enough",
        tags=("torture", f"tag-{number % 3}"),
    )
    with sealed() as kept, db.transaction(by=name, action="add") as session:
        uid = claims.add(session, record, by=name).uid
    return Ack(uid, kept[-1].seq, kept[-1].hash)


def adding(url: str) -> Work:
    """Claims one after the other without an end, each told when it was acknowledged."""

    def work(tell: Tell) -> None:
        with Database(url) as db:
            for number in count():
                tell(add(db, "ana", number).line())

    return work


def warm(ground: Ground) -> None:
    """Compile what every child runs, so that none has to: children are copies of this process."""
    for engine in {ROLLBACK, POSTGRES} & {*ground.engines}:
        with ground.database(engine) as url, Database(url) as db:
            add(db, "ana", 0)
            judge(db)


def single_adds(ground: Ground) -> Iterator[Row]:
    """Kill whoever adds claims; and stop the server under them."""
    for engine in ground.engines:
        yield _killed_adds(ground, engine)
    if ground.server is not None:
        yield _power_cuts(ground)


def _killed_adds(ground: Ground, engine: Engine) -> Row:
    chance, tally = ground.chance(f"adds {engine.name}"), Tally()
    times = ground.size(50, 5)
    for kill in range(times):
        with ground.database(engine) as url:
            child = Child(adding(url))
            lines = [child.line() for _ in range(chance.randint(1, ground.size(*FIRST)))]
            time.sleep(chance.uniform(0, LONGEST))
            child.kill()
            acks = [Ack.read(line) for line in (*lines, *child.rest())]
            ground.settle(url)
            _see(tally, f"{engine.name}, kill {kill}", url, acks)
    return tally.row("kill -9 in single adds", engine, f"{times} kills", _of_adds(tally))


def _power_cuts(ground: Ground) -> Row:
    chance, tally = ground.chance("power cuts"), Tally()
    times = ground.size(8, 1)
    for cut in range(times):
        with ground.database(POSTGRES) as url:
            child = Child(adding(url))
            first = child.line()
            time.sleep(chance.uniform(0, 3 * LONGEST))
            ground.cut_power()
            lines = [first, *child.rest()]
            acks = [Ack.read(line) for line in lines if not line.startswith("!")]
            if child.status and lines[-1].split()[1] == "1":
                tally.take(f"stop {cut}", [Broken(FAILED, f"no error of ours: {lines[-1]}")])
            _see(tally, f"stop {cut}", url, acks)
    often = f"{times} stops"
    return tally.row("server stopped at once in single adds", POSTGRES, often, _of_adds(tally))


def _see(tally: Tally, when: str, url: str, acks: list[Ack]) -> None:
    """Judge what is left; then go on with it, and judge again."""
    with Database(url) as db:
        seen, broken = judge(db, acks)
        tally.take(when, broken)
        tally.counts["acknowledged"] += len(acks)
        if seen is None:
            return
        tally.counts["unanswered"] += max(0, len(seen.claims) - len(acks))
        later = add(db, "ben", 0)
        tally.take(f"{when}, going on", judge(db, [*acks, later])[1] if not broken else [])


def _of_adds(tally: Tally) -> str:
    held = tally.counts
    return (
        f"{held[LOST]} of {held['acknowledged']:,} acknowledged lost, {held[PARTIAL]} partial, "
        f"{held[FORK]} forks; {held['unanswered']} saved before the answer"
    )


# bulk loads


def _known(session: Session, claims: list[data.MadeClaim]) -> dict[str, dict[int, int]]:
    """The ids of the speakers, sources and tags that these claims brought in, by their ranks."""
    ranks: dict[str, set[int | None]] = {"speaker": set(), "source": set(), "tag": set()}
    for claim in claims:
        ranks["tag"].update(claim.tags)
        for row in claim.appearances + claim.evidence:
            ranks["speaker"].add(row["speaker"] if "speaker" in row else row["by"])
            ranks["source"].add(row["source"])
    known = {}
    for table, needed in ranks.items():
        shape: Any = logged()[table].__table__
        ids = {row.uid: row.id for row in session.execute(select(shape.c.uid, shape.c.id))}
        known[table] = {rank: ids[data.uid(table, rank)] for rank in needed if rank is not None}
    return known


def load_on(db: Database, claims: list[data.MadeClaim], tell: Tell) -> None:
    """Load made-up claims from where the last whole batch ended, each batch one transaction."""
    with db.reading() as session:
        start = session.scalar(select(func.count(Claim.id))) or 0
        known = _known(session, claims[:start])
    for first in range(start, len(claims), data.BATCH):
        batch = claims[first : first + data.BATCH]
        with db.transaction(by="bench", action="load") as session:
            shared = data._shared(session, batch, known)
            bulk.insert_tables(session, {**shared, **data._own(session, batch, known)})
        tell(str(first + len(batch)))


@dataclass
class Load:
    """A bulk load that is killed: the claims, and what an uninterrupted load makes of them.

    ``batch``: the seconds that a batch took last.
    """

    claims: list[data.MadeClaim]
    wanted: stories.Dump
    batch: float

    def work(self, url: str) -> Work:
        """The load in a process of its own."""

        def work(tell: Tell) -> None:
            with Database(url) as db:
                tell("begun")
                load_on(db, self.claims, tell)

        return work


def bulk_loads(ground: Ground) -> Iterator[Row]:
    """Kill a bulk load again and again, until it is finished; then begin another one."""
    batches = ground.size(5, 2)
    claims = [data.made(number) for number in range(batches * data.BATCH)]
    with ground.database(ROLLBACK) as url, Database(url) as db:
        at = [monotonic()]
        load_on(db, claims, lambda _: at.append(monotonic()))
        spent = min(later - earlier for earlier, later in pairwise(at))
        load = Load(claims, stories.state(db), spent)
    for engine in ground.engines[:: ground.size(1, 2)]:
        yield _killed_loads(ground, engine, replace(load))


def _killed_loads(ground: Ground, engine: Engine, load: Load) -> Row:
    chance, tally = ground.chance(f"loads {engine.name}"), Tally()
    times = ground.size(*KILLS)
    while tally.counts["kills"] < times:
        with ground.database(engine) as url:
            _load_under_fire(ground, url, load, tally, chance)
            with Database(url) as db:
                load_on(db, load.claims, lambda _: None)
                when = f"{engine.name}, load {tally.counts['loads']}"
                tally.take(when, judge(db)[1])
                if stories.state(db) != load.wanted:
                    tally.take(when, [Broken(LOST, "the rows are not those of a whole load")])
        tally.counts["loads"] += 1
    held = tally.counts
    found = (
        f"{held[LOST]} of {held['acknowledged']} acknowledged batches lost, {held[PARTIAL]} "
        f"partial, {held[FORK]} forks; all {held['loads']} loads finished like whole ones"
    )
    return tally.row("kill -9 in a bulk load", engine, f"{times} kills", found)


def _load_under_fire(ground: Ground, url: str, load: Load, tally: Tally, chance: Random) -> None:
    """Kill a load and begin it again, until it is through or was killed often enough."""
    left = len(load.claims) // data.BATCH
    while left and tally.counts["kills"] < ground.size(*KILLS):
        child = Child(load.work(url))
        child.line()
        begun, lines = monotonic(), []
        if left > 1 and chance.random() < 0.5:
            lines = [child.line()]
            load.batch = monotonic() - begun
        time.sleep(chance.uniform(0, 1.3 * load.batch))
        child.kill()
        lines += told_well(child.rest())
        ground.settle(url)
        tally.counts["kills"] += child.status != 0
        tally.counts["acknowledged"] += len(lines)
        with Database(url) as db, db.reading() as session:
            loaded = session.scalar(select(func.count(Claim.id))) or 0
            entries = session.scalar(select(func.count(Entry.seq))) or 0
        when = f"kill {tally.counts['kills']}"
        if loaded % data.BATCH or entries != loaded // data.BATCH:
            tally.take(when, [Broken(PARTIAL, f"{loaded} claims by {entries} entries")])
        if lines and loaded < int(lines[-1]):
            tally.take(when, [Broken(LOST, f"{lines[-1]} acknowledged, {loaded} there")])
        left = (len(load.claims) - loaded) // data.BATCH


# copies


def _story(ground: Ground, folder: Path) -> Path:
    """A database with every table filled, and a log of many entries."""
    path = folder / "story.db"
    with schema.create(path) as db:
        stories.unsynced(db)
        stories.fill(db)
        stories.tell(db, ground.seed, ground.size(150, 20))
    return path


def _copying(source: str, target: str) -> Work:
    def work(tell: Tell) -> None:
        tell("begun")
        with mock.patch.object(copies, "ENTRIES", ENTRIES), Database(source) as db:
            copies.copy(db, target)

    return work


def copied(ground: Ground) -> Iterator[Row]:
    """Kill a copy, and copy again."""
    for engine in (ROLLBACK, POSTGRES):
        if engine in ground.engines:
            yield _killed_copies(ground, engine)


def _time(work: Work) -> float:
    """How long a child takes that nobody kills."""
    begun = monotonic()
    child = Child(work)
    told_well(child.rest())
    return monotonic() - begun


def _killed_after(work: Work, seconds: float) -> Child:
    """A child that told that it began, and was killed so long after, if it lived so long."""
    child = Child(work)
    child.line()
    time.sleep(seconds)
    child.kill()
    told_well(child.rest())
    return child


def _killed_copies(ground: Ground, engine: Engine) -> Row:
    tally, times = Tally(), ground.size(20, 3)
    chance = ground.chance(f"copies {engine.name}")
    with ground.room() as folder:
        source = str(_story(ground, folder))
        with Database(source) as db:
            wanted = stories.state(db)
        whole = _time(_copying(source, ground.nowhere(engine, folder)))
        while tally.counts["kills"] < times:
            target = ground.nowhere(engine, folder)
            child = _killed_after(_copying(source, target), chance.uniform(0, 1.25 * whole))
            ground.settle(target)
            if child.status == 0:
                continue
            tally.counts["kills"] += 1
            when = f"copy to {engine.name}, kill {tally.counts['kills']}"
            tally.take(when, _copied_again(tally, source, target, wanted))
    held = tally.counts
    found = (
        f"left: {_listed(held, 'nothing', 'empty', 'unfinished', 'finished')}; "
        f"{held[FAILED]} did not go on, {held[LOST]} differ from the source"
    )
    return tally.row(
        "kill -9 in a copy from SQLite, then copied again", engine, f"{times} kills", found
    )


def _listed(held: Any, *names: str) -> str:
    return ", ".join(f"{held[name]} {name}" for name in names)


def _copied_again(
    tally: Tally, source: str, target: str, wanted: stories.Dump
) -> Iterator[Broken]:
    """Look at what a killed copy left, copy again, and compare."""
    try:
        left, seq = _left(source, target)
    except FactcheckError as error:
        yield Broken(FAILED, f"what was left: {type(error).__name__}: {error}")
        return
    tally.counts[left] += 1
    if left == "usable":
        yield Broken(PARTIAL, f"an unfinished copy of {seq} entries could be used")
    try:
        with mock.patch.object(copies, "ENTRIES", ENTRIES), Database(source) as db:
            done = copies.copy(db, target)
            head = f"{_last(db)}:{_last_hash(db)}"
    except FactcheckError as error:
        yield Broken(FAILED, f"over {left}: {type(error).__name__}: {error}")
        return
    if done.before != seq:
        yield Broken(FAILED, f"it began at entry {done.before}, not where it stopped, at {seq}")
    with Database(target) as db:
        if done.head != head or stories.state(db) != wanted:
            yield Broken(LOST, "the copy is not like its source")
        for one in verify(db).findings:
            yield Broken(LOST, one.message)


def _left(source: str, target: str) -> tuple[str, int]:
    """What a killed copy left: a word for it, and the entries in it."""
    with Database(source) as db:
        last = _last(db)
    try:
        with Database(target, schema_check=False) as db:
            seq = _last(db)
    except (Unavailable, Corrupt, SchemaMismatch):
        return "nothing", 0
    try:
        with Database(target) as db:
            _last(db)
    except Unavailable:
        return "unfinished", seq
    return ("empty" if not seq else "finished" if seq == last else "usable"), seq


def _last(db: Database) -> int:
    with db.reading() as session:
        return session.get_one(LogHead, 1).seq


def _last_hash(db: Database) -> str:
    with db.reading() as session:
        return session.get_one(LogHead, 1).hash


# backups and restores


def backed_up(ground: Ground) -> Iterator[Row]:
    """Kill backups and restores: what stands under a name is whole."""
    with ground.room() as folder:
        story = _story(ground, folder)
        sources = {ROLLBACK: str(story)}
        if POSTGRES in ground.engines:
            sources[POSTGRES] = ground.nowhere(POSTGRES, folder)
            with Database(story) as db:
                copies.copy(db, sources[POSTGRES])
        for engine, url in sources.items():
            yield _killed_backups(ground, folder, engine, url)
        for engine, url in sources.items():
            with Database(url) as db:
                made = backups.backup(db, folder).path
            yield _killed_restores(ground, folder, engine, made)


def _backing_up(url: str, to: Path) -> Work:
    def work(tell: Tell) -> None:
        tell("begun")
        with Database(url) as db:
            backups.backup(db, to)

    return work


def _killed_backups(ground: Ground, folder: Path, engine: Engine, url: str) -> Row:
    chance, tally = ground.chance(f"backups {engine.name}"), Tally()
    times = ground.size(20, 3)
    whole = _time(_backing_up(url, _sub(folder)))
    while tally.counts["kills"] < times:
        to = _sub(folder)
        child = _killed_after(_backing_up(url, to), chance.uniform(0, 1.25 * whole))
        ground.settle(url)
        if child.status == 0:
            continue
        tally.counts["kills"] += 1
        tally.take(f"backup of {engine.name}", _files(tally, to))
    with Database(url) as db:
        found = [Broken(FAILED, one.message) for one in verify(db).findings]
        tally.take(f"source of {engine.name}", found)
    return tally.row("kill -9 in a backup", engine, f"{times} kills", _of_files(tally))


def _sub(folder: Path) -> Path:
    made = folder / f"to{len(list(folder.iterdir()))}"
    made.mkdir()
    return made


def _of_files(tally: Tally) -> str:
    held = tally.counts
    return (
        f"{held['whole']} whole under the name, {held[PARTIAL]} that do not verify; "
        f"{held['partial file']} hidden leftovers, {held[FAILED]} others"
    )


def _files(tally: Tally, folder: Path) -> Iterator[Broken]:
    """Every file under a name verifies; the others are hidden, and called partial."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".factcheck-") and ".partial" in path.name:
            tally.counts["partial file"] += 1
        elif path.name.startswith("."):
            yield Broken(FAILED, f"{path.name} was left")
        else:
            tally.counts["whole"] += 1
            wrong = _wrong_with(path)
            if wrong:
                yield Broken(PARTIAL, f"{path.name} does not verify: {wrong}")


def _wrong_with(path: Path) -> str:
    """What is wrong with a backup, or nothing."""
    try:
        report = _report_of(path)
    except FactcheckError as error:
        return f"{type(error).__name__}: {error}"
    return report.findings[0].message if report.findings else ""


def _report_of(path: Path) -> Report:
    """What ``db verify`` finds in a backup."""
    if path.suffix == ".dump":
        with Dump(path) as read, read.reading() as session:
            return check_rows(session.connection(), [], str(path), read.revision)
    return check_file(path, [], str(path))


def _restoring(made: Path, to: str) -> Work:
    def work(tell: Tell) -> None:
        tell("begun")
        with mock.patch.object(copies, "ENTRIES", ENTRIES):
            restore(made, to, by="ana")

    return work


def _killed_restores(ground: Ground, folder: Path, engine: Engine, made: Path) -> Row:
    chance, tally = ground.chance(f"restores {engine.name}"), Tally()
    times = ground.size(20, 3)
    whole = _time(_restoring(made, ground.nowhere(engine, _sub(folder))))
    while tally.counts["kills"] < times:
        sub = _sub(folder)
        to = ground.nowhere(engine, sub)
        _lose(made, to)
        child = _killed_after(_restoring(made, to), chance.uniform(0, 1.25 * whole))
        ground.settle(to)
        if child.status == 0:
            continue
        tally.counts["kills"] += 1
        when = f"restore to {engine.name}, kill {tally.counts['kills']}"
        tally.take(when, _files(tally, sub) if engine != POSTGRES else [])
        tally.take(when, _restored_again(tally, made, to))
    held = tally.counts
    found = (
        f"left: {_listed(held, 'nothing', 'unfinished', 'restored')}; "
        f"{held[PARTIAL]} do not verify, {held[FAILED]} did not go on"
    )
    return tally.row("kill -9 in a restore, then restored again", engine, f"{times} kills", found)


def _lose(made: Path, place: str) -> None:
    """What stood at a place had more entries than the backup, as it is when one is needed."""
    uid, entries = _source_of(made)
    with Database(place) as db:
        heads.keep(uid, Head(db.place, entries + 3, "0" * 64, now()))


@cache
def _source_of(made: Path) -> tuple[str, int]:
    """The id of the database that a backup is of, and how many entries it has."""
    report = _report_of(made)
    return report.database_uid, report.entries


def _restored_again(tally: Tally, made: Path, to: str) -> Iterator[Broken]:
    """What a killed restore left verifies, or refuses to be used; then it is restored again."""
    left = _state_of(to)
    tally.counts[left] += 1
    if left == "unsigned":
        yield Broken(PARTIAL, "it was restored, and no entry says so")
    if left in ("nothing", "unfinished"):
        try:
            restore(made, to, by="ana")
        except FactcheckError as error:
            yield Broken(FAILED, f"over {left}: {type(error).__name__}: {error}")
            return
    with Database(to) as db:
        for one in verify(db).findings:
            yield Broken(PARTIAL, one.message)


def _state_of(url: str) -> str:
    try:
        with Database(url) as db, db.reading() as session:
            action = session.scalar(select(Entry.action).order_by(Entry.seq.desc()).limit(1))
    except Unavailable as error:
        return "unfinished" if "not finished" in error.message else "nothing"
    except (Corrupt, SchemaMismatch):
        return "nothing"
    if action is None:
        return "unfinished"  # an empty database, of which a copy begins
    return "restored" if action == RESTORED else "unsigned"
