"""An import runs from the first byte to the last, or stops where it can go on."""

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import InvalidInput, NotFound, ReadOnly, Unavailable, Usage
from factcheck.exchange import foreign, importing, settling
from factcheck.exchange.importing import Strict, Wanted
from factcheck.exchange.outcome import Outcome
from factcheck.formats import containers
from factcheck.formats.base import FormatError
from factcheck.models import Claim, Entry, ImportRun, Review, Tag
from tests import filled, stories
from tests.exchange.carried import Done, export, lines_of, many, sound, take, totals, work, written
from tests.exchange.conftest import Another
from tests.factories import make_claim, noise


def table(count: int, first: int = 1) -> bytes:
    """Claims that others checked."""
    rows = [
        f"It is so {n},Speaker {n % 3},https://checks.example/{n},Example Checks,False"
        for n in range(first, first + count)
    ]
    return "\n".join(["claim,speaker,url,publisher,rating", *rows, ""]).encode()


def tag(number: int, **told: Any) -> dict[str, Any]:
    return {"type": "tag", "id": number, "uid": f"t{number}", "name": f"tag {number}"} | told


def runs(db: Database) -> list[tuple[Any, ...]]:
    """What the database says of its imports."""
    names = ("file", "format", "created", "updated", "unchanged", "refused")
    with db.reading() as session:
        found = session.scalars(select(ImportRun).order_by(ImportRun.id))
        return [
            (*(getattr(one, name) for name in names), one.finished_at is not None) for one in found
        ]


def entries(db: Database) -> int:
    return many(db, Entry)[0]


# batches


def test_every_batch_is_an_entry_of_the_log(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    done = take(db, table(8))
    assert done.counts == {"created": 8}
    assert [one.place for one in done.outcomes] == [f"line {n}" for n in range(2, 10)]
    assert [one.claim for one in done.outcomes] == list(range(1, 9))
    assert entries(db) == 3
    with db.reading() as session:
        assert set(session.scalars(select(Entry.action))) == {"import"}
        assert set(session.scalars(select(Entry.actor))) == {"ben"}
    assert runs(db) == [("-", "csv", 8, 0, 0, 0, True)]
    assert (done.report.run, done.report.format, done.report.finished) == (1, "csv", True)
    sound(db)


def test_the_size_of_a_batch_changes_nothing(
    db: Database, another: Another, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records that meet in one batch and records that come after one another are told alike."""
    told = table(7) + table(7)[len(b"claim,speaker,url,publisher,rating\n") :]
    whole = take(db, told)
    monkeypatch.setattr(importing, "BATCH", 2)
    other = another()
    parts = take(other, told)
    assert whole.results() == parts.results() == ["created"] * 7 + ["unchanged"] * 7
    assert many(db, Claim, Review) == many(other, Claim, Review) == [7, 7]


def test_one_that_cannot_be_written_costs_its_batch_no_other(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written all at once first, then with care: what the first try learned is forgotten."""
    monkeypatch.setattr(importing, "PIECE", 2)
    twin = tag(9, uid="t1", name="another")
    told: list[Any] = [tag(1), tag(2), tag(3), twin, tag(4), "{broken", tag(5)]
    done = take(db, written(*told))
    assert done.counts == {"created": 5, "refused": 2}
    assert done.refused()["line 5"] == "a record like it is there already"
    assert [one.place for one in done.outcomes] == [f"line {n}" for n in range(2, 9)]
    assert runs(db) == [("-", "jsonl", 5, 0, 0, 2, True)]
    assert entries(db) == 1
    with db.reading() as session:
        found = session.execute(select(Tag.id, Tag.uid).order_by(Tag.id))
        assert [tuple(row) for row in found] == [(n, f"t{n}") for n in range(1, 6)]
    sound(db)


def test_files_of_several_formats_are_batches_of_their_own(db: Database) -> None:
    """What a batch of ours learns is forgotten when it is written again; a table's is not."""
    files = {"a.jsonl": written(tag(1), tag(2)), "b.csv": table(2), "c.jsonl": written(tag(3))}
    done = take(db, zipped(files))
    assert done.counts == {"created": 5}
    assert entries(db) == 3
    sound(db)


def test_an_empty_file_of_ours_is_no_import(db: Database) -> None:
    done = take(db, written())
    assert (done.counts, done.report.run, runs(db)) == ({}, None, [])


def test_a_limit_is_kept_and_the_rest_comes_later(db: Database, tmp_path: Path) -> None:
    file = tmp_path / "claims.csv"
    file.write_bytes(table(6))
    done = take(db, file, limit=4)
    assert (done.counts, done.report.finished) == ({"created": 4}, False)
    assert runs(db) == [("claims.csv", "csv", 4, 0, 0, 0, False)]
    done = take(db, file, resume=True)
    assert (done.counts, done.report.skipped, done.report.run) == ({"created": 2}, 4, 1)
    assert runs(db) == [("claims.csv", "csv", 6, 0, 0, 0, True)]
    sound(db)


def test_a_limit_beyond_the_end_is_none(db: Database) -> None:
    assert take(db, table(3), limit=3).report.finished
    assert runs(db)[0][-1]


# all or nothing

MIXED = written(tag(1), tag(2, kind="x"), tag(3))


def test_with_strict_a_refusal_leaves_nothing_behind(db: Database) -> None:
    work(db, lambda session: make_claim(session))
    before = totals(db)
    with pytest.raises(Strict) as caught:
        take(db, MIXED, strict=True)
    told = "1 record refused, so nothing was imported: line 3: tag: has an unknown key 'kind'"
    assert caught.value.message == told
    assert totals(db) == before
    assert take(db, written(tag(1), tag(3)), strict=True).counts == {"created": 2}
    assert (runs(db)[0][2:], entries(db)) == ((2, 0, 0, 0, True), 2)
    sound(db)


def test_strict_is_over_all_batches(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    with pytest.raises(Strict):
        take(db, table(5) + b"only one cell\n", strict=True)
    assert many(db, Claim, ImportRun, Entry) == [0, 0, 0]
    assert take(db, table(5), strict=True).counts == {"created": 5}
    assert entries(db) == 1
    sound(db)


@pytest.mark.parametrize("told", [MIXED, table(5) + b"only one cell\n" + table(5, 4)[35:]])
def test_a_dry_run_tells_the_same_and_leaves_nothing(
    db: Database, told: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    work(db, lambda session: make_claim(session))
    before = totals(db)
    dry = take(db, told, dry_run=True)
    assert dry.report.run is None
    assert totals(db) == before
    real = take(db, told)
    assert dry.outcomes == real.outcomes
    assert dry.report.tally == real.report.tally
    assert "refused" in dry.counts
    assert totals(db) != before


def test_what_somebody_wrote_between_two_batches_is_found(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import that began in an empty database is not alone for ever."""
    monkeypatch.setattr(importing, "BATCH", 2)
    monkeypatch.setattr(importing, "PIECE", 1)

    def source(number: int, uid: str = "") -> dict[str, Any]:
        url = f"https://example.org/{number}"
        told = {"kind": "page", "url": url, "canonical_url": url}
        return {"type": "source", "uid": uid or f"s{number}", **told}

    outcomes: list[Outcome] = []

    def told(outcome: Outcome) -> None:
        if not outcomes:
            assert take(db, written(source(4, "theirs"))).counts == {"created": 1}
        outcomes.append(outcome)

    importing.run(db, io.BytesIO(written(*map(source, range(1, 7)))), by="ana", told=told)
    assert [one.result for one in outcomes] == [*["created"] * 3, "unchanged", *["created"] * 2]
    sound(db)


# going on


class Stopped(Exception):
    """The import ends here, as if the power failed."""


def stop_after(monkeypatch: pytest.MonkeyPatch, batches: int) -> None:
    """Let so many batches through."""
    left = [batches]
    for module, name in ((settling, "take"), (foreign, "take")):
        take_them: Any = getattr(module, name)

        def limited(*told: Any, take_them: Any = take_them) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Stopped
            return take_them(*told)

        monkeypatch.setattr(module, name, limited)


def interrupted(db: Database, file: Path, batches: int, **wanted: Any) -> Done:
    """Import a file, be stopped, and go on."""
    with pytest.MonkeyPatch.context() as patch:
        stop_after(patch, batches)
        with pytest.raises(Stopped):
            take(db, file, **wanted)
    return take(db, file, resume=True, **wanted)


@pytest.mark.parametrize("batches", [1, 6])
def test_an_import_of_ours_goes_on_where_it_was_stopped(
    db: Database,
    another: Another,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    batches: int,
) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    file = tmp_path / "all.jsonl"
    filled.database(db, stories.fill)
    file.write_bytes(export(db))
    other = another()
    done = interrupted(other, file, batches)
    assert done.report.skipped > 0
    assert export(other) == file.read_bytes()
    count = len(lines_of(file.read_bytes()))
    assert runs(other) == [("all.jsonl", "jsonl", count, 0, 0, 0, True)]
    assert done.report.skipped + done.report.tally.records == count
    sound(other)


def test_an_import_of_a_table_goes_on_where_it_was_stopped(
    db: Database, another: Another, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    file = tmp_path / "claims.csv"
    file.write_bytes(table(5) + b"only one cell\n" + table(6, 4)[35:])
    whole = take(db, file)
    other = another()
    done = interrupted(other, file, 2)
    assert done.report.skipped == 6
    assert done.outcomes == whole.outcomes[6:]
    assert runs(other) == runs(db)
    assert without_uids(other) == without_uids(db)
    sound(other)


def without_uids(db: Database) -> list[Any]:
    """All records, with neither their uids nor the time."""
    found = []
    for line in lines_of(export(db)):
        uids = {one["uid"] for one in lines_of(export(db)) if "uid" in one}
        told = json.dumps(line)
        for uid in uids:
            told = told.replace(uid, "uid")
        plain = json.loads(told)
        for row in (plain, *plain.get("appearances", ()), *plain.get("reviews", ())):
            for name in ("uid", "added_at"):
                row.pop(name, None)
        found.append(plain)
    return found


def test_a_resumed_import_keeps_the_numbers_it_began_with(
    db: Database, another: Another, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is not empty any more, but was when the import began."""
    monkeypatch.setattr(importing, "BATCH", 1)
    file = tmp_path / "tags.jsonl"
    file.write_bytes(written(*(tag(n) for n in (7, 9, 20, 21))))
    interrupted(db, file, 2)
    with db.reading() as session:
        assert sorted(session.scalars(select(Tag.id))) == [7, 9, 20, 21]
    work(db, lambda session: session.add(Tag(name="the next")))
    with db.reading() as session:
        assert max(session.scalars(select(Tag.id))) == 22


def test_there_is_nothing_to_go_on_with(db: Database, tmp_path: Path) -> None:
    file = tmp_path / "claims.csv"
    file.write_bytes(table(3))
    with pytest.raises(NotFound, match=r"no import of claims\.csv was left unfinished"):
        take(db, file, resume=True)
    take(db, file)
    with pytest.raises(NotFound) as caught:
        take(db, file, resume=True)
    assert "without --resume" in str(caught.value.hint)
    take(db, file, limit=1)
    file.write_bytes(table(4))  # another file by now
    with pytest.raises(NotFound):
        take(db, file, resume=True)
    with pytest.raises(Usage, match="not what comes from stdin"):
        take(db, table(3), resume=True)


# files of all kinds


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, told in files.items():
            archive.writestr(name, told)
    return made.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, told in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(told)
            archive.addfile(info, io.BytesIO(told))
    return made.getvalue()


FILES = {"README": b"Read me first.\n", "a.csv": table(2), "folder/b.csv": table(3, 2)}


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_the_files_of_an_archive_are_one_import(db: Database, pack: Any) -> None:
    done = take(db, pack(FILES))
    assert done.results() == ["created"] * 2 + ["unchanged"] + ["created"] * 2
    assert [one.place for one in done.outcomes] == [
        *("a.csv: line 2", "a.csv: line 3"),
        *("folder/b.csv: line 2", "folder/b.csv: line 3", "folder/b.csv: line 4"),
    ]
    assert len(runs(db)) == 1
    sound(db)


def test_a_compressed_file_is_what_it_holds(db: Database, another: Another) -> None:
    work(db, lambda session: noise(session, 2))
    told = export(db)
    other = another()
    done = take(other, gzip.compress(told))
    assert set(done.counts) == {"created"}
    assert export(other) == told


def test_an_archive_of_nothing_known_is_refused(db: Database) -> None:
    with pytest.raises(FormatError, match="no file in it is of a known format"):
        take(db, zipped({"README": b"Read me", "LICENSE": b"Free"}))
    assert many(db, ImportRun) == [0]


def test_a_bomb_is_refused(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MEMBER_BYTES", 10_000)
    for told in (zipped({"a.csv": table(400)}), gzip.compress(table(400))):
        with pytest.raises(FormatError, match="unpacks to more than may be read"):
            take(db, told)


def test_a_broken_archive_is_refused(db: Database) -> None:
    for told in (zipped(FILES)[:-40], gzip.compress(table(400))[:600], tarred(FILES)[:80]):
        with pytest.raises(FormatError, match="cannot be unpacked"):
            take(db, told)


def test_what_came_before_the_break_is_kept(
    db: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And its import is unfinished: the run says so."""
    monkeypatch.setattr(importing, "BATCH", 5)
    file = tmp_path / "broken.csv.gz"
    file.write_bytes(gzip.compress(table(20_000), 1)[:-2000])
    with pytest.raises(FormatError):
        importing.run(db, file, by="ben", wanted=Wanted(), told=lambda one: stop(db, one.place))
    assert many(db, Claim)[0] >= 5
    assert runs(db)[0][-1] is False


def stop(db: Database, place: str) -> None:
    if place == "line 30":
        raise FormatError("enough of it")


def test_a_stream_is_read_as_it_comes(db: Database) -> None:
    """As stdin is: it cannot be rewound, it has no size, and it stays open."""

    class Stdin(io.BytesIO):
        name = "<stdin>"

        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError("not seekable")

        def tell(self) -> int:
            raise OSError("not seekable")

    for told in (table(3), zipped(FILES), tarred(FILES), gzip.compress(table(3))):
        stream = Stdin(told)
        outcomes: list[Any] = []
        report = importing.run(db, cast(BinaryIO, stream), by="ben", told=outcomes.append)
        assert outcomes
        assert report.file == "stdin"
        assert not stream.closed
    assert many(db, Claim) == [4]


def test_progress_is_told(db: Database, tmp_path: Path) -> None:
    file = tmp_path / "claims.csv"
    file.write_bytes(table(100))
    told: list[tuple[int, int]] = []
    importing.run(db, file, by="ben", progress=lambda *where: told.append(where))
    size = file.stat().st_size // 1000
    assert told[-1] == (size, size)
    assert told == sorted(told)


# what cannot be read


def test_a_file_that_is_not_there(db: Database, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"there is no file .*gone\.csv"):
        take(db, tmp_path / "gone.csv")
    with pytest.raises(Unavailable, match="is a folder, not a file"):
        take(db, tmp_path)


def test_a_file_that_may_not_be_read(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret.csv"
    file.write_bytes(table(1))

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ReadOnly, match=r"no permission to read .*secret\.csv"):
        take(db, file)


def test_a_file_of_no_known_format(db: Database, tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_bytes(b"Plain words about nothing\n")
    with pytest.raises(FormatError, match=r"words\.txt is of no known format") as caught:
        take(db, file)
    assert "jsonl" in str(caught.value.hint)
    with pytest.raises(Usage, match="unknown format: xlsx"):
        take(db, file, format="xlsx")
    assert many(db, ImportRun) == [0]


def test_a_mapping_that_cannot_be_understood(db: Database) -> None:
    with pytest.raises(InvalidInput):
        take(db, b"a,b\n1,2\n", mapping="text=nowhere")
    assert many(db, ImportRun) == [0]


def test_format_and_mapping_as_the_person_says(db: Database) -> None:
    told = b"a,b\nIt is so,Ana\nIt is not,Ben\n"
    done = take(db, told, format="csv", mapping="text=a,speaker=b")
    assert done.counts == {"created": 2}
    with db.reading() as session:
        run = session.get_one(ImportRun, 1)
        assert json.loads(run.mapping or "")["map"] == "text=a,speaker=b"


@pytest.mark.parametrize(("tracked", "held"), [(True, {1}), (False, {0}), (None, {0, 1})])
def test_as_work_of_our_own_or_for_the_library(
    db: Database, tracked: bool | None, held: set[int]
) -> None:
    file = b"claim,rating,publisher\nIt is so,False,Checks\nIt is not,,\n"
    take(db, file, tracked=tracked)
    with db.reading() as session:
        assert set(session.scalars(select(Claim.tracked))) == held


def test_nothing_of_a_failed_batch_is_told_as_done(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    stop_after(monkeypatch, 1)
    outcomes: list[Any] = []
    with pytest.raises(Stopped):
        importing.run(db, io.BytesIO(table(5)), by="ben", told=outcomes.append)
    assert len(outcomes) == 2
    assert many(db, Claim) == [2]
    assert runs(db) == [("-", "csv", 2, 0, 0, 0, False)]
    sound(db)


def test_an_import_that_the_engine_undid_is_done_again(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is doubled and nothing is lost; what was read is not kept to be read again."""
    failures = [Unavailable("the connection was lost")]
    failures[0].again = True
    take_them = foreign.take

    def fails_once(library: Any, session: Session, found: Any) -> Any:
        outcomes = take_them(library, session, found)
        if failures:
            raise failures.pop()
        return outcomes

    monkeypatch.setattr(foreign, "take", fails_once)
    with pytest.raises(Unavailable, match="was lost"):
        take(db, table(3))
    assert many(db, Claim, Review, ImportRun) == [0, 0, 0]
    done = take(db, table(3))
    assert done.counts == {"created": 3}
    assert many(db, Claim, Review, ImportRun) == [3, 3, 1]
    assert runs(db) == [("-", "csv", 3, 0, 0, 0, True)]
    sound(db)
