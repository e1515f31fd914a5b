"""factcheck import: claims and fact-checks that others wrote, or our own from elsewhere."""

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from factcheck import text
from factcheck.cli import completion, doors
from factcheck.cli.context import Call, Correcting, command
from factcheck.cli.layout import Column
from factcheck.cli.output import PART, asked, saved, say
from factcheck.cli.progress import bar
from factcheck.errors import InvalidInput, Unavailable, Usage
from factcheck.vocabulary import ON_DUPLICATE

if TYPE_CHECKING:
    from factcheck.exchange.importing import Report
    from factcheck.exchange.outcome import Outcome

RUNS = (
    Column("run", lambda one: str(one["id"]), style=lambda _one: "bold", right=True),
    Column("when", lambda one: one["started_at"][:16].replace("T", " ")),
    Column("by", lambda one: one["started_by"]),
    Column("format", lambda one: one["format"]),
    Column("created", lambda one: str(one["created"]), right=True),
    Column("updated", lambda one: str(one["updated"]), right=True),
    Column("unchanged", lambda one: str(one["unchanged"]), right=True),
    Column("refused", lambda one: str(one["refused"]), right=True),
    Column("finished", lambda one: "yes" if one["finished_at"] else "no"),
    Column("file", lambda one: one["file"], grow=True),
)
_SHOWN = 10


@dataclass(frozen=True)
class Reading:
    """How a file is read, and what is done with its records."""

    read_as: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="The file's format, where it is not seen.",
            autocompletion=completion.imports,
        ),
    ] = None
    map: Annotated[
        str | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN,...",
            help="Which column is what: text=statement,speaker=who; publisher==NAME: a constant.",
        ),
    ] = None
    tracked: Annotated[
        bool, typer.Option("--tracked", help="As work of our own, whatever the file says.")
    ] = False
    reference: Annotated[
        bool, typer.Option("--reference", help="Into the library, whatever the file says.")
    ] = False
    on_duplicate: Annotated[
        str | None,
        typer.Option(
            "--on-duplicate",
            metavar="|".join(ON_DUPLICATE),
            help="With --tracked, where a claim is likely here. Nobody there to ask: add.",
            autocompletion=completion.on_duplicate,
        ),
    ] = None
    theirs: Annotated[
        bool,
        typer.Option(
            "--theirs",
            help="Where both sides changed a record, or a file comes again, take theirs.",
        ),
    ] = False
    ours: Annotated[
        bool, typer.Option("--ours", help="Where both sides changed a record, keep ours.")
    ] = False
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", metavar="N", min=1, help="So many records.")
    ] = None
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False
    strict: Annotated[
        bool, typer.Option("--strict", help="All or nothing: a refused record refuses the file.")
    ] = False
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with an import of this file that was stopped.")
    ] = False
    report: Annotated[
        str | None,
        typer.Option("--report", metavar="PATH", help="What became of each record: JSON Lines."),
    ] = None
    rejects: Annotated[
        str | None,
        typer.Option("--rejects", metavar="PATH", help="Where refused records go; none: nowhere."),
    ] = None


@dataclass(frozen=True)
class Undoing(Correcting):
    """What ``import undo`` takes."""

    rest: Annotated[
        bool,
        typer.Option("--rest", help="undo: keep what was worked on since, take back the rest."),
    ] = False
    json: Annotated[bool, typer.Option("--json", help="Print an object.")] = False


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "import", writes=True, prints=False)(importing)


def importing(
    call: Call,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help='Or "list", or "undo RUN".')],
    run: Annotated[str | None, typer.Argument(metavar="[RUN]", hidden=True)] = None,
    reading: Reading = Reading(),
    undoing: Undoing = Undoing(),
) -> None:
    """Import claims and fact-checks: ClaimReview, Google, AVeriTeC, tables, our JSON Lines.

    Records that are here already are not doubled; refused ones go to a file that can be
    mended and imported again. "import list" shows the imports there were, "import undo 3"
    takes back what one of them did. A file of one of these names is told as ./list.

    \b
    Examples:
      factcheck import reviews.jsonl
      factcheck import claims.csv --map text=statement,speaker=who,url=link
      factcheck import list
    """
    if file == "list" and run is None:
        _require_only(reading, undoing, "import list", Undoing(json=undoing.json))
        _list(call)
    elif file == "undo":
        asked_for = replace(reading, dry_run=False)
        _require_only(asked_for, undoing, "import undo", undoing)
        _undo(call, run, undoing, dry_run=reading.dry_run)
    elif run is not None:
        raise Usage(f"one file at a time: {text.one_line(run)} is a second one")
    elif undoing != Undoing(json=undoing.json):
        raise Usage("--rest, --because, --correction and --notice go with import undo")
    else:
        _import(call, file, reading)


def _require_only(reading: Reading, undoing: Undoing, what: str, fitting: Undoing) -> None:
    """Raise Usage for an option that would be passed over."""
    if reading != Reading() or undoing != fitting:
        raise Usage(f"an option here is for files: {what} does not take it")


# import FILE


def _import(call: Call, file: str, told: Reading) -> None:
    wanted, source = _wanted(told), _source(file)
    call.create_if_missing()
    from factcheck.exchange import importing

    resumed = wanted.resume and wanted.on_duplicate is None and isinstance(source, str)
    if wanted.on_duplicate == "ask" or (resumed and importing.asks(call.database, str(source))):
        wanted = doors.decided(call, source, wanted)
    with _listening(file, told) as listener, bar("importing", "kB") as progress:
        try:
            done = importing.run(
                call.database,
                source,
                by=call.by,
                wanted=wanted,
                told=listener.told,
                began=listener.began,
                progress=progress,
            )
        except importing.Strict:
            _summary(call, listener)
            raise
        except BaseException as stopped:
            if not isinstance(stopped, Exception):
                _stopped(file, listener)
            raise
    _result(call, done, listener, told)


def _wanted(told: Reading) -> Any:
    from factcheck.exchange.importing import Wanted

    for one, other in (("tracked", "reference"), ("theirs", "ours"), ("resume", "strict")):
        if getattr(told, one) and getattr(told, other):
            raise Usage(f"--{one} and --{other} exclude each other")
    if told.resume and told.dry_run:
        raise Usage("--resume and --dry-run exclude each other")
    return Wanted(
        format=told.read_as,
        mapping=told.map,
        tracked=True if told.tracked else False if told.reference else None,
        prefer="theirs" if told.theirs else "ours" if told.ours else None,
        limit=told.limit,
        dry_run=told.dry_run,
        strict=told.strict,
        resume=told.resume,
        on_duplicate=doors.policy(told.on_duplicate, tracked=told.tracked, resume=told.resume),
    )


def _source(file: str) -> str | BinaryIO:
    if file != "-":
        with suppress(OSError, ValueError):  # what opens it says what is wrong with the name
            if not Path(file).exists():
                raise Unavailable(f"there is no file {text.one_line(file)}")
        return file
    if sys.stdin.isatty():
        raise Usage("the file is to come from stdin, which is a terminal", hint="pipe it in")
    asked.append("the file")
    return sys.stdin.buffer


class _Listener:
    """Writes the report and the rejects while records come by."""

    def __init__(self, report: BinaryIO | None, rejects: Any, *, by_batches: bool) -> None:
        from factcheck.exchange.outcome import Tally

        self.tally, self.report, self.rejects = Tally(), report, rejects
        self.by_batches = by_batches  # what is told was saved
        self.first: dict[str, str] = {}

    def began(self, name: str, head: bytes, member: str) -> None:
        """A file of this format begins so."""
        if self.rejects is not None:
            self.rejects.began(name, head, member)

    def told(self, outcome: "Outcome") -> None:
        """One more record."""
        self.tally.add(outcome)
        if self.by_batches and not saved:
            saved.append(PART)
        if outcome.result == "refused":
            self.first.setdefault(outcome.reason or "", outcome.place)
        if self.report is not None:
            self.report.write(_as_line(outcome))
        if self.rejects is not None:
            self.rejects.add(outcome)


def _as_line(outcome: "Outcome") -> bytes:
    import json

    told = {
        "place": outcome.place,
        "result": outcome.result,
        "reason": outcome.reason,
        "claim": outcome.claim,
        "notes": list(outcome.notes),
        "near": [one._asdict() for one in outcome.near],
    }
    return (json.dumps(told, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


@contextmanager
def _listening(file: str, told: Reading) -> Iterator[_Listener]:
    from factcheck.exchange.rejects import Rejects

    path = _rejects_path(file, told)
    rejects = Rejects(path) if path else None
    report = _new_file(told.report) if told.report else None
    try:
        yield _Listener(report, rejects, by_batches=not (told.dry_run or told.strict))
    finally:
        if report is not None:
            report.close()
        if rejects is not None:
            rejects.close()


def _rejects_path(file: str, told: Reading) -> Path | None:
    if told.rejects == "none" or (told.dry_run and not told.rejects):
        return None
    if told.rejects:
        return Path(told.rejects)
    name = Path(file).name if file != "-" else "stdin"
    stem, suffix = Path(name).stem, Path(name).suffix
    known = suffix.lower() in (".csv", ".tsv", ".tab", ".jsonl")
    base = _shortened(stem if known else name)
    for count in range(1, 10_000):
        number = f"-{count}" if count > 1 else ""
        path = Path(f"{base}.rejects{number}{suffix if known else '.jsonl'}")
        if not path.exists():
            return path
    raise Unavailable("there are too many files of rejects here already")


def _shortened(name: str) -> str:
    """A name that leaves room for more: most systems take 255 bytes."""
    return name.encode("utf-8", "surrogateescape")[:200].decode("utf-8", "ignore")


def _new_file(path: str) -> BinaryIO:
    from factcheck.files import require_new

    require_new(Path(path))
    return Path(path).open("xb")


def _stopped(file: str, listener: _Listener) -> None:
    done = listener.tally.records if listener.by_batches else 0
    if done:
        say(f"stopped after {text.counted(done, 'record')}: what was done is saved")
        if file != "-":
            say(f"  to go on: factcheck import {shlex.quote(file)} --resume")


def _result(call: Call, done: "Report", listener: _Listener, told: Reading) -> None:
    paths = ", ".join(map(str, listener.rejects.paths)) if listener.rejects else ""
    results = {
        name: done.tally.results[name] for name in ("created", "updated", "unchanged", "refused")
    }
    made = {
        "run": done.run,
        "file": done.file,
        "format": done.format,
        **results,
        "reasons": dict(done.tally.reasons.most_common()),
        "notes": dict(done.tally.notes.most_common()),
        "rejects": paths or None,
        "finished": done.finished,
    }
    counts = ", ".join(f"{count:,} {name}" for name, count in results.items() if count)
    run = f"Run {done.run}" if done.run else "Dry run" if told.dry_run else "Nothing"
    _summary(call, listener)
    call.out.result(made, f"{run}: {counts or 'no records'}. Format: {done.format or 'none'}.")
    refused = done.tally.results["refused"]
    if refused:
        where = f"they are in {paths}: mend and import it" if paths else None
        raise InvalidInput(
            f"{text.counted(refused, 'record was', 'records were')} refused", hint=where
        )


def _summary(call: Call, listener: _Listener) -> None:
    """Why records were refused, and what else is to be known, most frequent first."""
    if not call.out.for_people:
        return
    _told("refused", listener.tally.reasons.most_common(), listener.first)
    _told("note", listener.tally.notes.most_common(), {})


def _told(what: str, counted: list[tuple[str, int]], first: dict[str, str]) -> None:
    for reason, count in counted[:_SHOWN]:
        where = f" (first: {first[reason]})" if reason in first else ""
        times = f"{count:,} × " if count > 1 else ""
        say(f"{what}: {times}{text.one_line(reason + where)}")
    if len(counted) > _SHOWN:
        say(f"{what}: {len(counted) - _SHOWN} more kinds; --report PATH lists every record")


# import list, import undo


def _list(call: Call) -> None:
    from factcheck.exchange import undoing

    with call.reading() as session:
        found = undoing.runs(session)
        rows = [
            {column.name: getattr(one, column.name) for column in one.__table__.c} for one in found
        ]
    call.out.rows(rows, RUNS)
    call.out.note(text.counted(len(rows), "import") + ".")


def _undo(call: Call, run: str | None, told: Undoing, *, dry_run: bool) -> None:
    from factcheck.exchange import undoing

    if run is None or not run.isdecimal():
        raise Usage("which run?", hint="factcheck import list; then: factcheck import undo 3")
    call.action = "import undo"
    with call.writing(f"run {run}", dry_run=dry_run, why=told.because) as session:
        done = undoing.undo(session, int(run), rest=told.rest)
    made = {"run": done.run, "claims": done.claims, "rows": done.rows, "kept": list(done.kept)}
    what = "Would take back" if dry_run else "Taken back"
    claims = text.counted(done.claims, "claim")
    call.out.result(made, f"{what}: run {done.run}, {claims}.")
    for kept in done.kept[:_SHOWN]:
        call.out.note(f"kept: {kept}")
    if len(done.kept) > _SHOWN:
        call.out.note(f"kept: {len(done.kept) - _SHOWN} more; --json lists them")
