"""An import from the first byte to the last: batch by batch, each one whole."""

import gc
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.db import Database
from factcheck.errors import InvalidInput, NotFound, Usage
from factcheck.exchange import foreign, lines, runs, settling
from factcheck.exchange.inserting import Clash
from factcheck.exchange.memory import collecting_later
from factcheck.exchange.opening import Progress, Source, opened, read
from factcheck.exchange.outcome import RESULTS, Outcome, Tally
from factcheck.exchange.pieces import Batch, Following, Piece, following
from factcheck.exchange.repeats import Door
from factcheck.formats.base import Format, FormatError, Found, Refused
from factcheck.formats.containers import Member
from factcheck.formats.shape import LINES, table_of
from factcheck.history.record import add as new
from factcheck.history.record import hold, now, writing_of
from factcheck.models import ImportRun
from factcheck.shaped import Shaped

# How many records are saved together, and how many of them are looked at together: the
# first has the engine write each page less often, the second bounds the memory.
BATCH = 5000
PIECE = 2000
Told = Callable[[Outcome], None]
Began = Callable[[str, bytes, str], None]
# What later lines of our own format refer to: looked at once more where an import goes on.
ASK = "ask"
_REFERRED_TO = ("speaker", "source", "tag", "scale")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a file is to be imported.

    ``format`` and ``mapping`` as the person said, else seen from the file. ``tracked``:
    as work of our own (True), as references (False), or as each record says (None).
    ``prefer``: whose version stands where both changed. ``strict``: all or nothing.
    ``on_duplicate``: "add", "link" or "stop" where a claim of our own is likely here already;
    None: that is not looked for. ``decided``: answers for single records, by place, or the id
    of the claim to link one to. ``asked``: a person was asked, and is to be again on resuming.
    """

    format: str | None = None
    mapping: str | None = None
    tracked: bool | None = None
    prefer: str | None = None
    limit: int | None = None
    dry_run: bool = False
    strict: bool = False
    resume: bool = False
    on_duplicate: str | None = None
    decided: Mapping[str, str | int] = field(default_factory=dict)
    asked: bool = False

    @property
    def door(self) -> Door | None:
        """What stands at the door; None where nothing does."""
        return Door(self.on_duplicate, self.decided) if self.on_duplicate else None

    def or_as_before(self, told: Mapping[str, Any]) -> "Wanted":
        """What was not said anew is as it was when the import began."""
        return replace(
            self,
            format=self.format or told.get("format"),
            mapping=self.mapping or told.get("map"),
            tracked=told.get("tracked") if self.tracked is None else self.tracked,
            prefer=self.prefer or told.get("prefer"),
            on_duplicate=self.on_duplicate or _policy(told),
            asked=self.asked or told.get("on_duplicate") == ASK,
        )


@dataclass
class Report:
    """What an import did: its run (None where nothing was written), format and counts."""

    file: str
    run: int | None = None
    format: str | None = None
    tally: Tally = field(default_factory=Tally)
    skipped: int = 0
    finished: bool = True


class Strict(InvalidInput):
    """A record was refused, and the person wanted all or nothing."""


def run(
    database: Database,
    file: str | Path | BinaryIO,
    *,
    by: str,
    wanted: Wanted = Wanted(),
    told: Told = lambda _outcome: None,
    began: Began = lambda _name, _head, _member: None,
    progress: Progress = lambda _done, _total: None,
) -> Report:
    """Import a file (a path, or an open binary stream) and report what became of each record.

    Every batch is a transaction of its own: what was reported is saved, and an import that
    was stopped goes on with ``resume``. With ``strict`` or ``dry_run`` all is one transaction.

    Raises FormatError for a file of no known format, Strict when a record was refused and
    ``strict`` was wanted, NotFound when there is nothing to resume.
    """
    with opened(file, progress) as source, collecting_later():
        work = _Import(database, source, wanted, by, told, began)
        return work.whole() if wanted.strict or wanted.dry_run else work.by_batches()


class _Import:
    """One import under way."""

    def __init__(
        self,
        database: Database,
        source: Source,
        wanted: Wanted,
        by: str,
        told: Told,
        began: Began,
    ) -> None:
        self._database, self._source, self._wanted = database, source, wanted
        self._by, self._told, self._began = by, told, began
        self._report = Report(source.name)
        self._exchange = settling.Exchange(by, wanted.prefer)
        self._library: foreign.Library | None = None
        self._last: int | None = None  # the entry of the batch before

    def by_batches(self) -> Report:
        """Each batch a transaction, taken piece by piece."""
        if self._wanted.resume:
            with self._database.reading() as session:
                self._go_on(session)
        pieces = self._batches()
        piece, broken = following(pieces)
        while piece is not None:
            outcomes, going_on = self._batch(piece, pieces)
            self._tell(outcomes)
            outcomes.clear()  # so that there is little left to be looked through
            piece[0].records.clear()
            gc.collect(0)
            piece, broken = going_on if going_on is not None else following(pieces)
        if broken is not None:
            raise broken
        return self._report

    def _batch(
        self, piece: Piece, pieces: Iterator[Piece]
    ) -> tuple[list[Outcome], Following | None]:
        """Take pieces until a batch is full, and save them. What was read beyond is given back.

        Our own records are written all at once first, and with care where one of them
        could not be written.
        """
        if not piece[0].own:
            return self._saved(piece, pieces, None)
        run, last, taken = self._report.run, self._last, list[Piece]()
        try:
            with self._exchange.daring():
                return self._saved(piece, pieces, taken)
        except Clash:
            self._report.run, self._last = run, last
            again = ((batch.read_again(), end) for batch, end in taken)
            both = chain(again, pieces)
            return self._saved(next(both), both, None)

    def _saved(
        self, piece: Piece, pieces: Iterator[Piece], taken: list[Piece] | None
    ) -> tuple[list[Outcome], Following | None]:
        outcomes: list[Outcome] = []
        count = 0
        with self._transaction() as session:
            hold(session)
            while True:
                if taken is not None:
                    taken.append((piece[0].unread(), piece[1]))
                outcomes += self._take(session, *piece)
                session.expire_all()
                count += len(piece[0].records)
                if count >= BATCH or piece[1]:
                    return outcomes, None
                after = following(pieces)
                if after[0] is None or after[0][0].own != piece[0].own:
                    return outcomes, after
                piece = after[0]

    def whole(self) -> Report:
        """All of it one transaction, which is taken back for a dry run or a refusal."""
        refused: Outcome | None = None
        dry = self._wanted.dry_run
        with self._transaction(dry_run=dry) as session:
            for batch, last in self._batches():
                outcomes = self._take(session, batch, last)
                self._tell(outcomes)
                refused = refused or next((o for o in outcomes if o.result == "refused"), None)
                session.flush()
                session.expire_all()
            if refused and self._wanted.strict:
                raise Strict(
                    f"{text.counted(self._report.tally.results['refused'], 'record')} refused, "
                    f"so nothing was imported: {refused.place}: {refused.reason}"
                )
        if dry:
            self._report.run = None
        return self._report

    def _transaction(self, *, dry_run: bool = False) -> AbstractContextManager[Session]:
        return self._database.transaction(
            by=self._by,
            action="import",
            reason=self._source.name,
            dry_run=dry_run,
            bounded=True,
        )

    def _tell(self, outcomes: list[Outcome]) -> None:
        self._report.tally.add(*outcomes)
        for outcome in outcomes:
            self._told(outcome)

    def _batches(self) -> Iterator[tuple[Batch, bool]]:
        """The records, those of one kind together, as many as a batch holds; and the last one."""
        held: list[Found | Refused] = []
        kind: str | None = None
        again = False
        most = min(PIECE, BATCH)
        try:
            for count, (one, its_kind) in enumerate(self._records()):
                done = count < self._report.skipped
                if done and its_kind not in _REFERRED_TO:
                    continue
                if held and (its_kind != kind or done != again or len(held) >= most):
                    yield Batch(kind, held, again), False
                    held = []
                held.append(one)
                kind, again = its_kind, done
        except FormatError:
            if held:
                yield Batch(kind, held, again), False
            raise
        if held or self._report.skipped:
            yield Batch(kind, held, again), True

    def _records(self) -> Iterator[tuple[Found | Refused, str | None]]:
        limit, kind = self._wanted.limit, None
        for count, one in enumerate(
            read(self._source, self._wanted.format, self._wanted.mapping, self._seen)
        ):
            if limit is not None and count >= limit + self._report.skipped:
                self._report.finished = False
                return
            if isinstance(one, Found):
                kind = one.record.kind_of if isinstance(one.record, Shaped) else None
            yield one, kind

    def _seen(self, format: Format, member: Member) -> None:
        self._report.format = self._report.format or format.name
        self._began(format.name, member.head, member.name if member.packed else "")

    # in a transaction

    def _take(self, session: Session, batch: Batch, last: bool) -> list[Outcome]:
        run = self._run(session)
        seq = writing_of(session).seq
        begins = self._last is None and not self._report.skipped
        alone = begins or (self._exchange.alone and self._last in (seq - 1, seq))
        self._exchange.alone = self._exchange.numbered and alone
        self._last = seq
        refused = [one for one in batch.records if isinstance(one, Refused)]
        found = [one for one in batch.records if isinstance(one, Found)]
        if batch.kind is not None:
            taken = settling.take(self._exchange, session, batch.kind, found)
        else:
            self._library = self._library or foreign.Library(
                run.id,
                self._by,
                self._wanted.tracked,
                self._wanted.door,
                again=self._wanted.prefer != "theirs" and runs.imported_before(session, run),
            )
            taken = foreign.take(self._library, session, found)
        if batch.again:
            return []
        outcomes = [*taken, *(Outcome(o.place, "refused", o.reason, raw=o.raw) for o in refused)]
        for result, count in Counter(map(attrgetter("result"), outcomes)).items():
            setattr(run, result, getattr(run, result) + count)
        if last and self._report.finished:
            run.finished_at = now()
        session.flush()
        return outcomes

    def _run(self, session: Session) -> ImportRun:
        """The run as it stands in the database; the first batch makes it."""
        if self._report.run is not None:
            found = session.get(ImportRun, self._report.run)
            if found is not None:
                return found
        self._exchange.numbered = _is_empty(session)
        made = new(
            session,
            ImportRun(
                file=self._source.name or "-",
                file_sha256=self._source.sha256,
                format=self._report.format or "unknown",
                mapping=self._settings(),
                started_at=now(),
                started_by=self._by,
            ),
        )
        session.flush()
        self._report.run = made.id
        return made

    def _settings(self) -> str | None:
        told = {
            "format": self._wanted.format,
            "map": self._wanted.mapping,
            "tracked": self._wanted.tracked,
            "prefer": self._wanted.prefer,
            "on_duplicate": ASK if self._wanted.asked else self._wanted.on_duplicate,
            "numbered": self._exchange.numbered or None,
        }
        kept = {name: value for name, value in told.items() if value is not None}
        return json.dumps(kept, ensure_ascii=False) if kept else None

    def _go_on(self, session: Session) -> None:
        """Find the run that was not finished, and go on behind what it did."""
        if self._source.sha256 is None:
            raise Usage("only a file can be resumed, not what comes from stdin")
        found = runs.unfinished(session, self._source)
        if found is None:
            raise NotFound(
                f"no import of {self._source.name} was left unfinished",
                hint="import it without --resume: what is here already stays as it is",
            )
        settings = json.loads(found.mapping or "{}")
        self._wanted = self._wanted.or_as_before(settings)
        self._exchange.prefer = self._wanted.prefer
        self._exchange.numbered = bool(settings.get("numbered"))
        self._report.run = found.id
        self._report.skipped = sum(getattr(found, name) for name in RESULTS)


def asks(database: Database, file: str | Path) -> bool:
    """Whether a person was asked at the door of an import that was left unfinished."""
    with opened(file, lambda _done, _total: None) as source, database.reading() as session:
        found = runs.unfinished(session, source)
        return found is not None and json.loads(found.mapping or "{}").get("on_duplicate") == ASK


def _policy(told: Mapping[str, Any]) -> str | None:
    """What stood at the door before; without anybody to ask all are added."""
    found = told.get("on_duplicate")
    return "add" if found == ASK else found


def _is_empty(session: Session) -> bool:
    """Whether no record is here yet: then the numbers of an export can be kept."""
    return all(
        session.scalar(select(lines.table(table_of(kind)).c.id).limit(1)) is None
        for kind in LINES[:-1]
    )
