"""Write-ahead logs and rollback journals, mutilated as a power cut or a bad disk may leave them.

Each is opened with the database it belongs to, at the place where its log was seen. What
SQLite cannot notice (a journal has few checksums), ``db verify`` must find.
"""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import event, select

from bench import data
from factcheck.db import Database
from factcheck.errors import FactcheckError
from factcheck.models import Claim
from factcheck.services import claims as claiming
from factcheck.verify import verify
from tests.tampering import fingerprint
from tests.torture_ground import (
    AHEAD,
    ROLLBACK,
    Child,
    Engine,
    Ground,
    Row,
    Tally,
    Tell,
    Work,
    use_journal,
)
from tests.torture_judges import (
    CUT,
    DAMAGED,
    REFUSED,
    WHOLE,
    Ack,
    Held,
    Opened,
    classify,
    held,
    judge,
)
from tests.torture_kills import add

# How much random bytes overwrite.
BLOCK = 8192
# So many claims lie in the write-ahead log alone (full size, small), and in the file before.
WRITTEN, BEFORE = (60, 20), 10


def cut(log: bytes, at: int, _chance: Random) -> bytes:
    """Nothing from here on."""
    return log[:at]


def zero(log: bytes, at: int, _chance: Random) -> bytes:
    """Zeros from here on."""
    return log[:at] + bytes(len(log) - at)


def scramble(log: bytes, at: int, chance: Random) -> bytes:
    """Anything for a while."""
    return log[:at] + chance.randbytes(min(BLOCK, len(log) - at)) + log[at + BLOCK :]


def flip(log: bytes, at: int, chance: Random) -> bytes:
    """Another value of one bit."""
    return log[:at] + bytes([log[at] ^ 1 << chance.randrange(8)]) + log[at + 1 :]


MUTILATIONS = {"cut off": cut, "zeroed": zero, "overwritten": scramble, "one bit flipped": flip}


@dataclass(frozen=True)
class Left:
    """What a killed writer left: the file, its log or journal, and what was committed."""

    file: bytes
    log: bytes
    ending: str
    before: Held
    fingerprint: str = ""


def write_ahead(path: Path, claims: int) -> Work:
    """Claims one after the other, all of which stay in the write-ahead log."""

    def work(tell: Tell) -> None:
        with Database(path) as db:
            event.listen(db.engine(writing=True), "connect", _never_checkpoint)
            for number in range(claims):
                tell(add(db, "ana", number).line())
            time.sleep(600)

    return work


def _never_checkpoint(raw: sqlite3.Connection, _record: Any) -> None:
    raw.execute("PRAGMA wal_autocheckpoint=0")


def spill(path: Path) -> Work:
    """A transaction so large that SQLite writes pages to the file long before its end."""

    def work(tell: Tell) -> None:
        with Database(path) as db, db.transaction(by="ana", action="edit") as session:
            session.connection().exec_driver_sql("PRAGMA cache_size=10")
            for claim in session.scalars(select(Claim)).all():
                claiming.edit(session, claim, {"context": "told again " * 30, "why": "spread"})
                session.flush()
            tell("spilled")
            time.sleep(600)

    return work


def mutilated(ground: Ground) -> Iterator[Row]:
    """Mutilate what killed writers left, everywhere, in four ways."""
    with ground.room() as folder:
        path, claims = folder / "news" / "checks.db", ground.size(*WRITTEN)
        left = _killed_writer(ground, path, AHEAD, write_ahead(path, claims), claims)
        yield _mutilated(ground, folder / "news", AHEAD, left)
    with ground.room() as folder:
        path = folder / "news" / "checks.db"
        left = _killed_writer(ground, path, ROLLBACK, spill(path), 1)
        yield _mutilated(ground, folder / "news", ROLLBACK, left)


def _killed_writer(ground: Ground, path: Path, engine: Engine, work: Work, lines: int) -> Left:
    """Make a database, kill who writes to it after so many lines, and keep what is left."""
    path.parent.mkdir()
    shutil.copy(ground.blank, path)
    with Database(path) as db:
        data.load(db, 100)
        acks = [add(db, "emil", number) for number in range(BEFORE)]
    use_journal(path, engine)
    child = Child(work)
    told = [child.line() for _ in range(lines)]
    child.kill()
    child.rest()
    ending = "-wal" if engine == AHEAD else "-journal"
    file, log = path.read_bytes(), Path(f"{path}{ending}").read_bytes()
    acks += [Ack.read(line) for line in told if engine == AHEAD]
    with Database(path) as db:
        before, broken = judge(db, acks)
    if broken or before is None:
        raise RuntimeError(f"the log was not even mutilated: {broken[0].what}")
    return Left(file, log, ending, before, fingerprint(path) if engine == ROLLBACK else "")


def _mutilated(ground: Ground, folder: Path, engine: Engine, left: Left) -> Row:
    chance, tally = ground.chance(f"mutilated {engine.name}"), Tally()
    times = ground.size(200, 2)
    for (name, mutilate), _ in product(MUTILATIONS.items(), range(times)):
        at = chance.randrange(len(left.log))
        opened = _open(folder, left, mutilate(left.log, at, chance))
        what, broken = classify(opened, left.before)
        tally.counts[what] += 1
        tally.take(f"{name} at {at} of {len(left.log)}", [broken] if broken else [])
    _without_log(tally, folder, left)
    found = ", ".join(f"{tally.counts[what]} {what}" for what in (WHOLE, CUT, DAMAGED, REFUSED))
    what = "write-ahead logs mutilated" if engine == AHEAD else "hot journals mutilated"
    wrong = f"{len(tally.broken)} partial or unreported"
    return tally.row(what, engine, f"{times * len(MUTILATIONS)}", f"{found}; {wrong}")


def _without_log(tally: Tally, folder: Path, left: Left) -> None:
    """Without any log the file alone must be seen to be wrong: else nothing was mutilated."""
    what, broken = classify(_open(folder, left, b""), left.before)
    if what == WHOLE or broken:
        tally.broken.append(f"without its {left.ending} it is: {broken or what}")


def _open(folder: Path, left: Left, log: bytes) -> Opened:
    """Open it at its place as a person would, and look at everything."""
    shutil.rmtree(folder)
    folder.mkdir()
    path = folder / "checks.db"
    path.write_bytes(left.file)
    Path(f"{path}{left.ending}").write_bytes(log)
    try:
        with Database(path) as db:
            report = verify(db)
            findings = tuple((one.check, one.message) for one in report.findings)
            if any(check != "heads" for check, _ in findings):
                return Opened(findings=findings)
            with db.reading() as session:
                seen = held(session.connection())
    except FactcheckError as error:
        return Opened(error=type(error).__name__, code=error.exit_code)
    except Exception as error:  # what a person would see as a traceback
        return Opened(error=type(error).__name__)
    same = not left.fingerprint or fingerprint(path) == left.fingerprint
    return Opened(findings=findings, seen=seen, same=same)
