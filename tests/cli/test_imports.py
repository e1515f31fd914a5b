"""factcheck import: exit codes, both streams, the files it makes, and the rows."""

import csv
import gzip
import io
import json
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from factcheck.cli import imports
from factcheck.cli.main import Terminated
from factcheck.db import Database
from factcheck.errors import Usage
from factcheck.exchange import importing, opening
from factcheck.models import (
    Appearance,
    Claim,
    Entry,
    ImportRun,
    Review,
    Source,
    Speaker,
    all_models,
)
from tests.cli.hostile import EVERY, LONG, obeyed
from tests.conftest import Cli, run
from tests.rows import data, entries, refused, rows

TABLE = """\
statement,who,day,where
Salt is cheap,Ana López,2019-04-30,https://news.example/a
Pepper is dear,Ben,2019-04,https://news.example/b
"""
MAPPED = ("--map", "text=statement,speaker=who,said_on=day,source=where")
RATED = """\
claim,speaker,publisher,rating,link
Salt is cheap,Ana López,PolitiFact,Half True,https://politifact.example/1
"""
# Rows 3 to 5 cannot be read: no claim, an impossible day, a cell too many.
BROKEN = """\
claim,speaker,date
Salt is cheap,Ana López,2019
,Ben,2019
Pepper is dear,Ben,2019-04-31
Sugar is white,Ben,2019,more
Sugar is sweet,Ben,2019
"""
BAD_DATE = "date: '2019-04-31' is not a date (write 2019, 2019-04 or 2019-04-30)"
BAD_WIDTH = "too many columns: 4 where the header has 3"
NO_CLAIM = "claim: the claim is empty"
COUNTS = ("created", "updated", "unchanged", "refused")
KEYS = ("run", "file", "format", *COUNTS, "reasons", "notes", "rejects", "finished")


@pytest.fixture
def checks(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """An empty database, and an empty folder to work in."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return cli


def file(name: str, told: str | bytes) -> str:
    raw = told if isinstance(told, bytes) else told.encode()
    Path(name).write_bytes(raw)
    return name


def files() -> list[str]:
    """What is in the folder."""
    return sorted(path.name for path in Path.cwd().iterdir())


def counts(told: dict[str, Any]) -> dict[str, int]:
    return {name: told[name] for name in COUNTS if told[name]}


def everything(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables but the log and the counters."""
    apart = ("entry", "change", "counter", "log_head")
    return {
        name: rows(db, model, *(column.name for column in model.__table__.c))
        for name, model in all_models().items()
        if name not in apart
    }


# what becomes of a file


def test_a_table_with_a_mapping_becomes_work_of_our_own(checks: Cli, db: Database) -> None:
    done = checks("import", file("a.csv", TABLE), *MAPPED, "--as", "carla")
    assert (done.code, done.out) == (0, "Run 1: 2 created. Format: csv.\n")
    assert done.err == ""
    assert rows(db, Claim, "text", "tracked", "added_by") == [
        ("Salt is cheap", 1, "carla"),
        ("Pepper is dear", 1, "carla"),
    ]
    assert rows(db, Speaker, "name") == [("Ana López",), ("Ben",)]
    assert rows(db, Source, "url") == [
        ("https://news.example/a",),
        ("https://news.example/b",),
    ]
    assert rows(db, Appearance, "claim_id", "speaker_id", "source_id", "said_on") == [
        (1, 1, 1, "2019-04-30"),
        (2, 2, 2, "2019-04"),
    ]
    assert entries(db) == [("carla", "import", "a.csv")]
    names = ("file", "format", "started_by", "created", "refused")
    assert rows(db, ImportRun, *names) == [("a.csv", "csv", "carla", 2, 0)]
    assert checks("list", "--unverified", "--count").out == "2\n"
    assert files() == ["a.csv"]


def test_a_table_with_ratings_becomes_references(checks: Cli, db: Database) -> None:
    done = checks("import", file("a.csv", RATED))
    assert (done.code, done.out, done.err) == (0, "Run 1: 1 created. Format: csv.\n", "")
    assert rows(db, Claim, "text", "tracked") == [("Salt is cheap", 0)]
    assert rows(db, Review, "claim_id", "publisher", "rating", "verdict", "import_run_id") == [
        (1, "PolitiFact", "Half True", "mixed", 1)
    ]
    assert checks("list", "--count").out == "0\n"
    assert checks("list", "--reference", "--count").out == "1\n"
    again = checks("import", "a.csv")
    assert (again.code, again.out) == (0, "Run 2: 1 unchanged. Format: csv.\n")
    assert len(rows(db, Review, "id")) == len(rows(db, Claim, "id")) == 1


@pytest.mark.parametrize(
    ("told", "option", "tracked"),
    [(TABLE, "--reference", 0), (TABLE, "--tracked", 1), (RATED, "--tracked", 1)],
)
def test_the_person_says_whose_work_it_is(
    told: str, option: str, tracked: int, checks: Cli, db: Database
) -> None:
    more = MAPPED if told is TABLE else ()
    assert checks("import", file("a.csv", told), option, *more).code == 0
    assert {row for (row,) in rows(db, Claim, "tracked")} == {tracked}
    assert len(rows(db, Review, "id")) == (told is RATED)


def test_the_format_may_be_said(checks: Cli, db: Database) -> None:
    table = "claim;speaker\nSalt is cheap;Ana López\n"
    assert checks("import", file("a.dat", table), "--format", "CSV").code == 0
    refused(
        *(checks, db, 2),
        "error: unknown format: xml\n"
        "  formats to read: averitec, claimreview, csv, google, json-table, jsonl, tsv\n",
        *("import", "a.dat", "--format", "xml"),
    )
    done = checks("import", "a.dat", "--format", "jsonl")
    assert done.code == 3
    assert rows(db, Claim, "text") == [("Salt is cheap",)]


def test_what_is_of_no_known_format(checks: Cli, db: Database) -> None:
    done = checks("import", file("a.bin", b"\x00\x01\x02"))
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("error: a.bin is of no known format\n  say which: --format ")
    assert entries(db) == []
    assert files() == ["a.bin"]


def test_packed_files_are_read(checks: Cli, db: Database) -> None:
    with zipfile.ZipFile("all.zip", "w") as archive:
        archive.writestr("README", "Hands off\n")
        archive.writestr("one.csv", RATED)
    assert checks("import", "all.zip").out == "Run 1: 1 created. Format: csv.\n"
    file("b.csv.gz", gzip.compress(RATED.replace("Salt", "Rice").encode()))
    assert checks("import", "b.csv.gz").out == "Run 2: 1 created. Format: csv.\n"
    assert rows(db, Claim, "text") == [("Salt is cheap",), ("Rice is cheap",)]


def test_a_table_of_nothing_is_done_and_no_run(checks: Cli, db: Database) -> None:
    done = checks("import", file("a.csv", "claim,speaker\n"))
    assert (done.code, done.out) == (0, "Nothing: no records. Format: csv.\n")
    assert entries(db) == []


def test_a_mapping_that_fits_nothing_is_answered_with_the_columns(
    checks: Cli, db: Database
) -> None:
    file("a.csv", TABLE)
    for told, message in (
        ("text=claim", "there is no column 'claim'; the columns are: statement, who, day, where"),
        ("txt=statement", "there is no field 'txt'"),
        ("statement", "'statement' maps nothing"),
    ):
        done = checks("import", "a.csv", "--map", told)
        assert (done.code, done.out) == (3, "")
        assert done.err.startswith(f"error: {message}\n  ")
    assert entries(db) == []


def test_an_object_tells_the_same(checks: Cli, db: Database) -> None:
    file("a.csv", BROKEN)
    done = checks("import", "a.csv", "--json")
    assert done.code == 3
    told = json.loads(done.out)
    assert tuple(told) == KEYS
    assert (told["run"], told["file"], told["format"], told["finished"]) == (1, "a.csv", "csv", 1)
    assert counts(told) == {"created": 2, "refused": 3}
    assert told["reasons"] == {NO_CLAIM: 1, BAD_DATE: 1, BAD_WIDTH: 1}
    assert (told["notes"], told["rejects"]) == ({}, "a.rejects.csv")
    error = json.loads(done.err)["error"]
    assert (error["exit"], error["message"]) == (3, "3 records were refused")
    clean = data(checks, "import", file("b.csv", RATED))
    assert (clean["rejects"], clean["reasons"], clean["run"]) == (None, {}, 2)


# where the records come from


def test_from_stdin(checks: Cli, db: Database) -> None:
    done = checks("import", "-", stdin=RATED)
    assert (done.code, done.out, done.err) == (0, "Run 1: 1 created. Format: csv.\n", "")
    assert rows(db, ImportRun, "file", "file_sha256") == [("-", None)]
    assert checks("import", "-", stdin=BROKEN).code == 3
    assert [name for name in files() if "rejects" in name] == ["stdin.rejects.jsonl"]
    refused(
        *(checks, db, 2),
        "error: only a file can be resumed, not what comes from stdin\n",
        *("import", "-", "--resume"),
        stdin=RATED,
    )


def test_a_terminal_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    with pytest.raises(Usage, match="stdin, which is a terminal") as caught:
        imports._source("-")
    assert caught.value.hint == "pipe it in"


def test_a_file_that_cannot_be_read(
    checks: Cli, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("folder.csv").mkdir()
    cases = {
        "missing.csv": (7, "there is no file missing.csv"),
        "folder.csv": (7, "folder.csv is a folder, not a file"),
        "a\0.csv": (7, None),
        f"{LONG}.csv": (7, None),
        f"{EVERY}.csv": (7, None),
        "\udc80.csv": (7, None),
    }
    for name, (code, told) in cases.items():
        done = checks("import", name)
        assert (done.code, done.out) == (code, ""), name
        assert done.err.startswith(f"error: {told}\n" if told else "error: "), name
        assert not obeyed(done.err.replace("\n", "")), name
        assert "unexpected" not in done.err
    file("closed.csv", TABLE)
    unlocked = Path.open

    def locked(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.name == "closed.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return unlocked(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", locked)
    refused(checks, db, 8, "error: no permission to read closed.csv\n", "import", "closed.csv")
    assert files() == ["closed.csv", "folder.csv"]


def test_without_the_default_database_the_first_import_makes_it(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    missing = run("import", "list")
    assert (missing.code, missing.out) == (7, "")
    place = home / "data" / "factcheck" / "factcheck.db"
    assert not place.exists()
    done = run("import", file("a.csv", RATED))
    assert (done.code, done.err) == (0, f"new database: {place}\n")
    assert run("list", "--all", "--count").out == "1\n"


# what is refused


def test_broken_rows_harm_no_other(checks: Cli, db: Database) -> None:
    done = checks("import", file("a.csv", BROKEN))
    assert (done.code, done.out) == (3, "Run 1: 2 created, 3 refused. Format: csv.\n")
    assert sorted(done.err.splitlines()[:3]) == [
        f"refused: {NO_CLAIM} (first: line 3)",
        f"refused: {BAD_DATE} (first: line 4)",
        f"refused: {BAD_WIDTH} (first: line 5)",
    ]
    assert done.err.splitlines()[3:] == [
        "error: 3 records were refused",
        "  they are in a.rejects.csv: mend and import it",
    ]
    assert rows(db, Claim, "text") == [("Salt is cheap",), ("Sugar is sweet",)]
    assert rows(db, ImportRun, "created", "refused") == [(2, 3)]


def test_a_reason_is_told_once_with_its_first_place_most_frequent_first(
    checks: Cli, db: Database
) -> None:
    told = "claim,date\nA claim,2019-02-30\n" + ",2019\n" * 1200
    done = checks("import", file("a.csv", told), "--rejects", "none")
    assert done.err.splitlines() == [
        f"refused: 1,200 × {NO_CLAIM} (first: line 3)",
        f"refused: {BAD_DATE.replace('04-31', '02-30')} (first: line 2)",
        "error: 1,201 records were refused",
    ]
    assert files() == ["a.csv"]


def test_more_kinds_of_reasons_than_a_screen_are_counted(checks: Cli) -> None:
    days = "".join(f"A claim,2019-02-3{day} {day}\n" for day in range(10))
    more = "".join(f"A claim,2019-13-0{day}\n" for day in range(1, 4))
    done = checks("import", file("a.csv", f"claim,date\n{days}{more}"))
    assert done.err.splitlines()[10:12] == [
        "refused: 3 more kinds; --report PATH lists every record",
        "error: 13 records were refused",
    ]


def test_rejects_are_kept_mended_and_imported_again(checks: Cli, db: Database) -> None:
    checks("import", file("a.csv", BROKEN))
    with Path("a.rejects.csv").open(newline="") as stream:
        kept = list(csv.reader(stream))
    assert kept == [
        ["_line", "_reason", "claim", "speaker", "date"],
        ["3", NO_CLAIM, "", "Ben", "2019"],
        ["4", BAD_DATE, "Pepper is dear", "Ben", "2019-04-31"],
        ["5", BAD_WIDTH, "Sugar is white", "Ben", "2019", "more"],
    ]
    kept[1][2], kept[2][4] = "Mended", "2019-04-30"
    del kept[3][5]
    with Path("a.rejects.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows(kept)
    done = checks("import", "a.rejects.csv")
    assert (done.code, done.out) == (0, "Run 2: 3 created. Format: csv.\n")
    assert [text for (text,) in rows(db, Claim, "text")][2:] == [
        *("Mended", "Pepper is dear", "Sugar is white"),
    ]
    assert checks("import", "a.csv").code == 3
    assert files() == ["a.csv", "a.rejects-2.csv", "a.rejects.csv"]


def test_rejects_that_were_not_mended_are_refused_again(checks: Cli) -> None:
    checks("import", file("a.csv", BROKEN))
    before = Path("a.rejects.csv").read_text()
    done = checks("import", "a.rejects.csv")
    assert (done.code, done.out) == (3, "Run 2: 3 refused. Format: csv.\n")
    assert Path("a.rejects.rejects.csv").read_text().splitlines()[0] == before.splitlines()[0]


def test_rejects_stand_where_the_person_says(checks: Cli, db: Database) -> None:
    file("a.csv", BROKEN)
    done = checks("import", "a.csv", "--rejects", "mine.txt")
    assert done.err.endswith("  they are in mine.txt: mend and import it\n")
    assert Path("mine.txt").read_text().startswith("_line,_reason,claim,")
    for told, code, message in (
        ("mine.txt", 5, "mine.txt exists already\n  name a new file"),
        ("none/mine.txt", 7, "there is no folder none\n  make the folder first"),
    ):
        refused(checks, db, code, f"error: {message}\n", "import", "a.csv", "--rejects", told)
    nowhere = checks("import", "a.csv", "--rejects", "none")
    assert nowhere.err.endswith("error: 3 records were refused\n")
    assert files() == ["a.csv", "mine.txt"]


def test_rejects_that_cannot_be_made_are_not_blamed_on_the_file(
    checks: Cli, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked = Path.open

    def locked(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.name == "a.rejects.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return unlocked(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", locked)
    done = checks("import", file("a.csv", BROKEN))
    assert (done.code, done.out) == (9, "")
    assert done.err == "error: permission denied: a.rejects.csv; what was done is saved\n"
    assert len(rows(db, Claim, "id")) == 2


def test_a_long_name_leaves_room_for_its_rejects(checks: Cli, db: Database) -> None:
    assert checks("import", file(f"{'ñ' * 120}.csv", BROKEN)).code == 3
    assert files() == [f"{'ñ' * 100}.rejects.csv", f"{'ñ' * 120}.csv"]


def test_a_report_tells_what_became_of_each(checks: Cli, db: Database) -> None:
    file("a.csv", BROKEN)
    assert checks("import", "a.csv", "--report", "report.jsonl").code == 3
    told = [json.loads(line) for line in Path("report.jsonl").read_text().splitlines()]
    keys = ("place", "result", "reason", "claim", "notes", "near")
    assert {tuple(one) for one in told} == {keys}
    assert all(one["near"] == [] for one in told)
    assert sorted((one["place"], one["result"], one["reason"], one["claim"]) for one in told) == [
        ("line 2", "created", None, 1),
        ("line 3", "refused", NO_CLAIM, None),
        ("line 4", "refused", BAD_DATE, None),
        ("line 5", "refused", BAD_WIDTH, None),
        ("line 6", "created", None, 2),
    ]
    refused(
        *(checks, db, 5),
        "error: report.jsonl exists already\n  name a new file\n",
        *("import", "a.csv", "--report", "report.jsonl"),
    )
    assert files() == ["a.csv", "a.rejects.csv", "report.jsonl"]


def test_what_else_is_to_be_known_is_told(checks: Cli) -> None:
    file("a.csv", "id,uid,text,stage,attribution,speaker\n1,x,A claim,new,,Ben\n")
    told = "not read: id, uid, stage, attribution"
    done = checks("import", "a.csv", "--report", "report.jsonl")
    assert (done.code, done.err) == (0, f"note: {told}\n")
    assert json.loads(Path("report.jsonl").read_text())["notes"] == [told]
    assert data(checks, "import", "a.csv")["notes"] == {told: 1}


def test_hostile_records_are_told_harmless(checks: Cli) -> None:
    made = io.StringIO()
    cells = [["claim", "date"], ["A claim", f"{EVERY} day"], ["Another", EVERY]]
    csv.writer(made, quoting=csv.QUOTE_ALL).writerows(cells)
    done = checks("import", file("a.csv", made.getvalue()))
    assert done.code == 3
    assert not obeyed(done.out + done.err)


# nothing, all or a part


def test_a_dry_run_tells_and_does_nothing(checks: Cli, db: Database) -> None:
    file("a.csv", BROKEN)
    done = checks("import", "a.csv", "--dry-run")
    assert (done.code, done.out) == (3, "Dry run: 2 created, 3 refused. Format: csv.\n")
    assert done.err.endswith("error: 3 records were refused\n")
    assert entries(db) == rows(db, Claim, "id") == rows(db, ImportRun, "id") == []
    assert files() == ["a.csv"]
    told = json.loads(checks("import", "a.csv", "--dry-run", "--json").out)
    assert (told["run"], told["rejects"], counts(told)) == (
        *(None, None, {"created": 2, "refused": 3}),
    )
    checks("import", "a.csv", "--dry-run", "--rejects", "kept.csv")
    assert files() == ["a.csv", "kept.csv"]
    real = json.loads(checks("import", "a.csv", "--json").out)
    assert counts(real) == counts(told)


def test_strict_is_all_or_nothing(checks: Cli, db: Database) -> None:
    file("a.csv", BROKEN)
    done = checks("import", "a.csv", "--strict")
    assert (done.code, done.out) == (3, "")
    assert done.err.splitlines()[-1].startswith(
        "error: 3 records refused, so nothing was imported: line "
    )
    assert f"refused: {NO_CLAIM} (first: line 3)\n" in done.err
    assert entries(db) == rows(db, Claim, "id") == rows(db, ImportRun, "id") == []
    fine = checks("import", file("b.csv", RATED), "--strict")
    assert (fine.code, fine.out) == (0, "Run 1: 1 created. Format: csv.\n")
    assert len(entries(db)) == 1


def test_options_that_exclude_each_other(checks: Cli, db: Database) -> None:
    file("a.csv", RATED)
    for one, other in (
        ("tracked", "reference"),
        ("theirs", "ours"),
        ("resume", "strict"),
        ("resume", "dry-run"),
    ):
        refused(
            *(checks, db, 2),
            f"error: --{one} and --{other} exclude each other\n",
            *("import", "a.csv", f"--{other}", f"--{one}"),
        )
    zero = checks("import", "a.csv", "--limit", "0")
    assert (zero.code, zero.out) == (2, "")
    refused(
        *(checks, db, 2),
        "error: one file at a time: b.csv is a second one\n",
        *("import", "a.csv", "b.csv"),
    )
    both = checks("import", "-", "--map", "-", stdin=RATED)
    assert both.err == "error: only one thing can come from stdin: - is there twice\n"
    assert entries(db) == []


SIX = "claim,speaker,source\n" + "".join(
    f"Claim {at},Speaker {at % 2},https://news.example/{at % 3}\n" for at in range(6)
)


def test_an_import_stops_at_a_limit_and_goes_on(checks: Cli, db: Database) -> None:
    file("a.csv", SIX)
    done = checks("import", "a.csv", "--limit", "2", "--json")
    told = json.loads(done.out)
    assert (done.code, counts(told), told["finished"]) == (0, {"created": 2}, False)
    assert rows(db, ImportRun, "created", "finished_at") == [(2, None)]
    part = data(checks, "import", "a.csv", "--resume", "-n", "3")
    assert (part["run"], counts(part), part["finished"]) == (1, {"created": 3}, False)
    rest = data(checks, "import", "a.csv", "--resume")
    assert (rest["run"], counts(rest), rest["finished"]) == (1, {"created": 1}, True)
    assert [text for (text,) in rows(db, Claim, "text")] == [f"Claim {at}" for at in range(6)]
    [(created, finished)] = rows(db, ImportRun, "created", "finished_at")
    assert created == 6
    assert finished is not None
    refused(
        *(checks, db, 4),
        "error: no import of a.csv was left unfinished\n"
        "  import it without --resume: what is here already stays as it is\n",
        *("import", "a.csv", "--resume"),
    )


def test_an_import_goes_on_as_it_began(checks: Cli, db: Database) -> None:
    """The hint names no option: what was said of the file holds for the rest of it."""
    file("a.dat", TABLE.replace("statement", "odd").replace("where", "place"))
    told = ("--format", "csv", "--map", "text=odd,speaker=who,source=place", "--reference")
    assert checks("import", "a.dat", *told, "--limit", "1").code == 0
    done = checks("import", "a.dat", "--resume")
    assert (done.code, done.out, done.err) == (0, "Run 1: 1 created. Format: csv.\n", "")
    assert rows(db, Claim, "text", "tracked") == [("Salt is cheap", 0), ("Pepper is dear", 0)]
    assert rows(db, Speaker, "name") == [("Ana López",), ("Ben",)]


# stopped in the middle


@pytest.fixture
def by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two records a batch."""
    monkeypatch.setattr(importing, "BATCH", 2)


def stopping(
    monkeypatch: pytest.MonkeyPatch, failure: BaseException, after: int = 5
) -> Callable[[], None]:
    """Reading stops in this way after so many records; the answer ends that."""
    read = opening.read

    def stopped(*told: Any) -> Iterator[Any]:
        for count, one in enumerate(read(*told)):
            if count == after:
                raise failure
            yield one

    monkeypatch.setattr(importing, "read", stopped)
    return lambda: monkeypatch.setattr(importing, "read", read)


def test_an_interrupted_import_keeps_whole_batches_and_goes_on(
    checks: Cli,
    db: Database,
    by_two: None,
    tmp_path: Path,
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = file("my claims.csv", SIX)
    go_on = stopping(monkeypatch, KeyboardInterrupt())
    done = checks("import", name)
    assert (done.code, done.out) == (130, "")
    assert done.err.splitlines() == [
        "stopped after 4 records: what was done is saved",
        "  to go on: factcheck import 'my claims.csv' --resume",
        "error: interrupted; what was done is saved",
    ]
    assert [text for (text,) in rows(db, Claim, "text")] == [f"Claim {at}" for at in range(4)]
    assert rows(db, ImportRun, "created", "finished_at") == [(4, None)]
    go_on()
    assert data(checks, "import", name, "--resume")["created"] == 2
    assert checks("db", "verify").code == 0
    other = str(shutil.copy(sqlite_template, tmp_path / "other.db"))
    assert run("import", name, "--db", other).code == 0
    with Database(other) as whole:
        assert shape(db) == shape(whole)


def shape(db: Database) -> list[Any]:
    """What an import leaves, but for uids and times."""
    return [
        rows(db, Claim, "id", "text", "tracked", "speaker_id"),
        rows(db, Speaker, "id", "name"),
        rows(db, Source, "id", "url"),
        rows(db, Appearance, "id", "claim_id", "speaker_id", "source_id"),
        rows(db, ImportRun, "id", "file", "file_sha256", *COUNTS),
    ]


@pytest.mark.parametrize("option", ["--strict", "--dry-run"])
def test_an_interrupted_whole_leaves_nothing_and_says_so(
    option: str, checks: Cli, db: Database, by_two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopping(monkeypatch, KeyboardInterrupt())
    refused(
        *(checks, db, 130),
        "error: interrupted; nothing was saved\n",
        *("import", file("a.csv", SIX), option),
    )
    assert rows(db, Claim, "id") == []


def test_an_import_that_was_interrupted_at_once_leaves_nothing(
    checks: Cli, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopping(monkeypatch, KeyboardInterrupt(), after=0)
    told = "error: interrupted; nothing was saved\n"
    refused(checks, db, 130, told, "import", file("a.csv", SIX))


@pytest.mark.parametrize(
    ("failure", "code", "told"),
    [
        (Terminated(), 143, "error: terminated; what was done is saved"),
        (OSError(5, "Input/output error"), 9, "error: input/output error; what was done is saved"),
        (RuntimeError(), 1, "error: unexpected RuntimeError; what was done is saved"),
    ],
    ids=repr,
)
def test_what_was_done_before_a_failure_is_said_to_be_saved(
    failure: BaseException,
    code: int,
    told: str,
    checks: Cli,
    db: Database,
    by_two: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on = stopping(monkeypatch, failure)
    done = checks("import", file("a.csv", SIX))
    assert (done.code, done.out) == (code, "")
    assert told in done.err.splitlines()
    go_on()
    assert data(checks, "import", "a.csv", "--resume")["created"] == 2


# import list, import undo


def test_imports_are_listed_newest_first(checks: Cli, db: Database) -> None:
    empty = checks("import", "list")
    assert (empty.code, empty.out, empty.err) == (0, "", "0 imports.\n")
    checks("import", file("a.csv", BROKEN), "--as", "carla")
    checks("import", file("b.csv", SIX), "--limit", "1")
    done = checks("import", "list")
    assert (done.code, done.err) == (0, "2 imports.\n")
    told = [line.split("\t") for line in done.out.splitlines()]
    assert [line[:1] + line[2:] for line in told] == [
        ["2", "ana", "csv", "1", "0", "0", "0", "no", "b.csv"],
        ["1", "carla", "csv", "2", "0", "0", "3", "yes", "a.csv"],
    ]
    found = json.loads(checks("import", "list", "--json").out)
    assert list(found[0]) == [column.name for column in ImportRun.__table__.c]
    assert [one["file"] for one in found] == ["b.csv", "a.csv"]


def test_a_file_may_bear_the_name_of_a_word(checks: Cli, db: Database) -> None:
    for name in ("list", "undo"):
        file(name, RATED)
        assert checks("import", f"./{name}").code == 0
    assert rows(db, ImportRun, "file", "created") == [("list", 1), ("undo", 0)]


def test_an_import_is_taken_back_and_comes_again(checks: Cli, db: Database) -> None:
    checks("add", "Our own claim", "--speaker", "Carla")
    before = everything(db)
    checks("import", file("a.csv", RATED))
    held = everything(db)
    told = checks("import", "undo", "1", "--dry-run")
    assert (told.code, told.out) == (0, "Would take back: run 1, 1 claim.\n")
    assert everything(db) == held
    done = checks("import", "undo", "1", "--as", "carla")
    assert (done.code, done.out, done.err) == (0, "Taken back: run 1, 1 claim.\n", "")
    assert everything(db) == before
    assert entries(db)[-1] == ("carla", "import undo", "run 1")
    assert checks("db", "verify").code == 0
    missing = "error: there is no import run 1\n  factcheck import list\n"
    refused(checks, db, 4, missing, "import", "undo", "1")
    assert checks("undo", "--as", "carla").code == 0
    assert everything(db) == held
    assert checks("db", "verify").code == 0


def test_taking_back_is_told_as_an_object(checks: Cli, db: Database) -> None:
    checks("import", file("a.csv", RATED))
    checks("add", "Another claim", "--speaker", "Ana López")
    told = data_with_talk(checks, "import", "undo", "1")
    assert list(told) == ["run", "claims", "rows", "kept"]
    assert (told["run"], told["claims"]) == (1, 1)
    assert told["kept"] == ["speaker 1 is in use"]


def data_with_talk(cli: Cli, *args: str) -> Any:
    done = cli(*args, "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_what_was_worked_on_since_refuses_and_may_be_kept(checks: Cli, db: Database) -> None:
    checks("import", file("a.csv", SIX))
    checks("mark", "2", "context", "Asked", "--as", "carla")
    refused(
        *(checks, db, 5),
        "error: run 1 cannot be taken back whole: worked on since: claim 2\n"
        "  to keep these and take back the rest: factcheck import undo 1 --rest\n",
        *("import", "undo", "1"),
    )
    done = checks("import", "undo", "1", "--rest")
    assert (done.code, done.out) == (0, "Taken back: run 1, 5 claims.\n")
    assert done.err.splitlines() == [
        *("kept: claim 2", "kept: source 2 is in use", "kept: speaker 2 is in use"),
    ]
    assert rows(db, Claim, "id", "text") == [(2, "Claim 1")]
    assert rows(db, Speaker, "name") == [("Speaker 1",)]
    assert rows(db, Source, "url") == [("https://news.example/1",)]
    assert checks("db", "verify").code == 0


def test_more_that_was_kept_than_a_screen_is_counted(checks: Cli, db: Database) -> None:
    table = "claim,speaker\n" + "".join(f"Claim {at},Speaker {at}\n" for at in range(12))
    checks("import", file("a.csv", table))
    for at in range(12):
        checks("add", f"Another claim {at}", "--speaker", f"Speaker {at}")
    done = checks("import", "undo", "1")
    assert done.err.splitlines()[-1] == "kept: 2 more; --json lists them"
    assert len(done.err.splitlines()) == 11


def test_which_run_must_be_said(checks: Cli, db: Database) -> None:
    told = "error: which run?\n  factcheck import list; then: factcheck import undo 3\n"
    for words in ((), ("x",), ("1.5",), ("",)):
        refused(checks, db, 2, told, "import", "undo", *words)
    for number in ("0", "1", "99999999999999999999"):
        missing = f"error: there is no import run {number}\n  factcheck import list\n"
        refused(checks, db, 4, missing, "import", "undo", number)
    assert rows(db, Entry, "seq") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("list", "--strict"), "import list does not take it"),
        (("list", "--rest"), "import list does not take it"),
        (("undo", "1", "--tracked"), "import undo does not take it"),
        (("claims.csv", "--rest"), "--correction and --notice go with import undo"),
    ],
)
def test_an_option_that_would_be_passed_over_is_refused(
    words: tuple[str, ...], told: str, checks: Cli
) -> None:
    file("claims.csv", "claim\nIt is so\n")
    done = checks("import", *words)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_errors_are_printed_in_words_whatever_format_the_file_has(checks: Cli) -> None:
    assert checks("export", "99", "--format", "jsonl").err.startswith(
        "error: there is no claim 99"
    )
    done = checks("import", "none.jsonl", "--format", "jsonl")
    assert (done.code, done.err) == (7, "error: there is no file none.jsonl\n")
    assert checks("import", "none.jsonl", "--json").err.startswith('{"error":')
