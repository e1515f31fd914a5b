"""factcheck export: exit codes, both streams, and the files it makes."""

import csv
import errno
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from factcheck.db import Database
from factcheck.formats.shape import HEAD
from factcheck.models import Claim
from factcheck.vocabulary import VERDICTS
from tests import filled
from tests.conftest import Cli, run
from tests.factories import make_claim, make_evidence, make_review, make_verdict
from tests.rows import entries, refused, rows

FORMATS = (
    *("jsonl", "claimreview", "claimreview-graph", "claimreview-script"),
    *("csv", "tsv", "markdown"),
)
WORDS = ", ".join((*VERDICTS, "none"))
FORMULA = "=1+1 was said, in R&amp;D <b>too</b>"


@pytest.fixture
def checks(cli: Cli, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Claim 1 is refuted, 2 of the library, 3 open; and an empty folder to work in."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            one = make_claim(session, tags=("venezuela",), why="a rumour")
            make_evidence(session, one, "refutes", note="No plane left")
            make_evidence(session, one, "context", note="Our secret", confidential=True)
            make_verdict(session, one, "refuted", reason="No plane left.")
            two = make_claim(session, "Salt is cheap", speaker="Ana López")
            two.tracked = 0
            make_review(session, two)
            make_claim(session, FORMULA, speaker="Carla", source=None)

    filled.once(url, fill)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return cli


def files() -> list[str]:
    return sorted(path.name for path in Path.cwd().iterdir())


def reviews(told: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(told)
    return found


def lines(told: str, kind: str = "claim") -> list[dict[str, Any]]:
    found = map(json.loads, told.splitlines()[1:])
    return [one for one in found if one["type"] == kind]


def sheet(told: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(told), delimiter=delimiter))


# which formats, and where to


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_holds_what_stdout_would(name: str, checks: Cli, db: Database) -> None:
    before = entries(db)
    head = json.loads(checks("db", "verify", "--json").out)["head"]
    shown = checks("export", "1", "2", "3", "--format", name)
    assert (shown.code, shown.err) == (0, f"Head of the log: {head}\n")
    done = checks("export", "1", "2", "3", "-f", name, "-o", "out")
    assert (done.code, done.out) == (0, "")
    held = Path("out").read_bytes()
    assert held.decode().replace("\r\n", "\n") == shown.out
    assert done.err == f"Exported to out: {len(held):,} bytes.\nHead of the log: {head}\n"
    assert files() == ["out"]
    assert entries(db) == before


def test_each_format_says_what_it_is_for(checks: Cli) -> None:
    told = {name: checks("export", "1", "--format", name).out for name in FORMATS}
    assert told["jsonl"].startswith(f"{HEAD}\n")
    [review] = reviews(told["claimreview"])
    assert (review["@type"], review["reviewRating"]["alternateName"]) == ("ClaimReview", "Refuted")
    assert '"@graph"' in told["claimreview-graph"]
    assert told["claimreview-script"].startswith("<script type=")
    [row] = sheet(told["csv"])
    assert (row["verdict"], row["tags"]) == ("refuted", "venezuela")
    assert sheet(told["tsv"], "\t") == [row]
    assert told["markdown"].startswith("# Nicolás Maduro was about to leave")
    assert "**Verdict: Refuted**" in told["markdown"]


def test_our_own_format_is_what_is_written_unless_said_otherwise(checks: Cli) -> None:
    assert checks("export").out == checks("export", "--format", "jsonl").out
    assert checks("export", "--format", "MD").out == checks("export", "-f", "markdown").out


def test_an_unknown_format_is_answered_with_those_there_are(checks: Cli, db: Database) -> None:
    refused(
        *(checks, db, 2),
        f"error: unknown format: xml\n  formats to write: {', '.join(sorted(FORMATS))}\n",
        *("export", "--format", "xml", "-o", "out"),
    )
    assert files() == []


def test_a_file_is_never_written_over(checks: Cli, db: Database) -> None:
    Path("mine").write_text("my work")
    for told, code, message in (
        ("mine", 5, "mine exists already\n  name a new file"),
        ("none/out", 7, "there is no folder none\n  make the folder first"),
        (".", 5, ". exists already\n  name a new file"),
    ):
        refused(checks, db, code, f"error: {message}\n", "export", "-o", told)
    assert Path("mine").read_text() == "my work"
    assert files() == ["mine"]


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 9),
        (RuntimeError(), 1),
        (KeyboardInterrupt(), 130),
    ],
    ids=repr,
)
def test_a_failure_leaves_no_half_of_a_file(
    failure: BaseException,
    code: int,
    checks: Cli,
    db: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def half(*_: Any, **__: Any) -> Iterator[bytes]:
        yield b"half"
        raise failure

    monkeypatch.setattr("factcheck.exchange.exporting.export", half)
    done = checks("export", "-o", "out")
    assert (done.code, done.out) == (code, "")
    assert done.err.endswith("nothing was saved\n") or code == 1
    assert files() == []


def test_without_the_default_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("export", "-o", "out")
    assert (done.code, done.out) == (7, "")
    assert done.err.startswith("error: there is no database yet at ")
    assert not Path("out").exists()


# which claims


def test_these_claims_in_the_order_of_their_ids(checks: Cli) -> None:
    told = checks("export", "3", "1", "3", "--format", "csv").out
    assert [row["id"] for row in sheet(told)] == ["1", "3"]
    assert [one["id"] for one in lines(checks("export", "2", "1").out)] == [1, 2]


def test_the_claims_that_a_filter_holds(checks: Cli) -> None:
    for words, ids in (
        (("--tag", "venezuela"), ["1"]),
        (("--unverified",), ["3"]),
        (("--reference",), ["2"]),
        (("--all",), ["1", "2", "3"]),
        (("--verdict", "refuted", "--speaker", "pompeo"), ["1"]),
        (("--tag", "never heard of"), []),
    ):
        told = checks("export", *words, "--format", "csv")
        assert (told.code, [row["id"] for row in sheet(told.out)]) == (0, ids), words
        assert [str(one["id"]) for one in lines(checks("export", *words).out)] == ids


def test_all_is_everything_in_our_format_and_what_we_track_in_the_others(checks: Cli) -> None:
    assert [one["id"] for one in lines(checks("export").out)] == [1, 2, 3]
    assert [row["id"] for row in sheet(checks("export", "-f", "csv").out)] == ["1", "3"]


def test_what_cannot_be_chosen_is_refused(checks: Cli, db: Database) -> None:
    cases = {
        ("1", "--tag", "x"): (2, "name claims or filters, not both"),
        ("99",): (4, "there is no claim 99\n  factcheck list shows the claims"),
        ("1", "99"): (4, "there is no claim 99\n  factcheck list shows the claims"),
        ("e1",): (2, "'e1' is not the id of a claim\n  write 1 or 1"),
        ("--verdict", "true"): (
            2,
            f"unknown verdict: true\n  did you mean supported? verdict is one of: {WORDS}",
        ),
    }
    for words, (code, told) in cases.items():
        refused(checks, db, code, f"error: {told}\n", "export", *words, "-o", "out")
    assert files() == []


# what is in it


def test_what_is_internal_stays_at_home(checks: Cli) -> None:
    checks("note", "1", "Ask again")
    whole = checks("export").out
    told = [checks("export", "--public").out]
    told += [checks("export", "--all", "--format", name).out for name in FORMATS[1:]]
    for secret in ("Ask again", "Our secret", "a rumour"):
        assert secret in whole
        assert not any(secret in one for one in told)
    assert all("Mike Pompeo" in one for one in told)


def test_formulas_are_made_harmless_unless_said_otherwise(checks: Cli) -> None:
    for name, delimiter in (("csv", ","), ("tsv", "\t")):
        [safe] = sheet(checks("export", "3", "--format", name).out, delimiter)
        [raw] = sheet(checks("export", "3", "--format", name, "--raw").out, delimiter)
        assert (safe["text"], raw["text"]) == (f"'{FORMULA}", FORMULA)


def test_who_publishes_is_said_or_set(
    checks: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(*words: str) -> tuple[Any, Any]:
        done = checks("export", "1", "--format", "claimreview", *words)
        assert done.code == 0, done.err
        [review] = reviews(done.out)
        return review.get("author", {}).get("name"), review.get("url")

    with_id = "https://{}.example/checks/{{id}}"
    assert told()[1] is None
    run("config", "set", "publisher", "File Checks")
    run("config", "set", "check_url", with_id.format("file"))
    assert told() == ("File Checks", "https://file.example/checks/1")
    monkeypatch.setenv("FACTCHECK_PUBLISHER", "Environment Checks")
    monkeypatch.setenv("FACTCHECK_CHECK_URL", with_id.format("environment"))
    assert told() == ("Environment Checks", "https://environment.example/checks/1")
    options = ("--publisher", "Option Checks", "--check-url", with_id.format("option"))
    assert told(*options) == ("Option Checks", "https://option.example/checks/1")
    uid = lines(checks("export", "1").out)[0]["uid"]
    by_uid = ("--check-url", "https://option.example/{uid}")
    assert told(*by_uid)[1] == f"https://option.example/{uid}"


# and back again


@pytest.fixture
def other(tmp_path: Path, sqlite_template: Path) -> str:
    """Another database, with nothing in it."""
    return str(shutil.copy(sqlite_template, tmp_path / "other.db"))


def test_everything_comes_back_byte_for_byte(checks: Cli, other: str) -> None:
    checks("note", "1", "Ask again")
    checks("export", "-o", "all.jsonl")
    done = run("import", "all.jsonl", "--db", other)
    assert (done.code, done.err) == (0, "")
    assert run("export", "--db", other).out.encode() == Path("all.jsonl").read_bytes()
    again = checks("import", "all.jsonl")
    assert (again.code, "created" in again.out) == (0, False)
    assert checks("export").out.encode() == Path("all.jsonl").read_bytes()


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_our_table_comes_back_as_work_of_our_own(name: str, checks: Cli, other: str) -> None:
    checks("export", "--all", "--format", name, "-o", f"all.{name}")
    done = run("import", f"all.{name}", "--db", other)
    assert (done.code, done.out) == (0, f"Run 1: 3 created. Format: {name}.\n")
    assert done.err.startswith("note: not read: id, uid, stage, verdict, reason, attribution")
    with Database(other) as db:
        assert rows(db, Claim, "text", "tracked", "priority", "content_verdict")[1:] == [
            ("Salt is cheap", 1, 1, None),
            (FORMULA, 1, 1, None),
        ]
    table = run("export", "--db", other, "--format", name).out
    delimiter = "," if name == "csv" else "\t"
    kept = ("text", "speaker", "said_on", "source", "quote", "tags")
    held = sheet(Path(f"all.{name}").read_bytes().decode(), delimiter)
    assert [[row[key] for key in kept] for row in sheet(table, delimiter)] == [
        [row[key] for key in kept] for row in held
    ]
