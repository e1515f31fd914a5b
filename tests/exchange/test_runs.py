"""A file that is imported again: what was decided since then stands."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from factcheck.db import Database
from factcheck.exchange import runs, undoing
from factcheck.models import ImportRun, Review
from tests.exchange.carried import Done, sound, take

HEADER = "claim,publisher,rating,url\n"
COLUMNS = "text=claim,publisher=publisher,rating=rating,url=url"
OTHERS = "text=claim,publisher=publisher,rating=rating,url=url,context=rating"
LATER = ("a later version is here (--theirs takes this one again)",)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Two tables of the same fact-checks, of which one rates the second one otherwise."""
    rows = "It is so,The Desk,{},https://desk.example/1\nIt was so,The Desk,{},https://desk.example/2\n"
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text(HEADER + rows.format("False", "False"))
    other.write_text(HEADER + rows.format("False", "Mostly false"))
    return one, other


def read(db: Database, file: Path, **wanted: Any) -> Done:
    return take(db, file, **{"mapping": COLUMNS, **wanted})


def ratings(db: Database) -> list[str | None]:
    with db.reading() as session:
        return list(session.scalars(select(Review.rating).order_by(Review.id)))


def test_two_files_that_differ_do_not_take_turns(db: Database, files: tuple[Path, Path]) -> None:
    one, other = files
    assert read(db, one).results() == ["created", "created"]
    assert read(db, other).results() == ["unchanged", "updated"]
    for file, notes in ((one, LATER), (other, ()), (one, LATER)):
        done = read(db, file)
        assert done.results() == ["unchanged", "unchanged"]
        assert [told.notes for told in done.outcomes] == [(), notes]
    assert ratings(db) == ["False", "Mostly false"]
    sound(db)


def test_an_earlier_version_is_taken_where_it_is_wanted(
    db: Database, files: tuple[Path, Path]
) -> None:
    one, other = files
    read(db, one)
    read(db, other)
    assert read(db, one, prefer="theirs").results() == ["unchanged", "updated"]
    assert ratings(db) == ["False", "False"]


def test_what_was_taken_back_is_new_again(db: Database, files: tuple[Path, Path]) -> None:
    one, other = files
    read(db, one)
    second = read(db, other).report.run
    assert second is not None
    with db.transaction(by="ana") as session:
        undoing.undo(session, second)
    assert ratings(db) == ["False", "False"]
    assert read(db, other).results() == ["unchanged", "updated"]


@pytest.mark.parametrize(
    "wanted",
    [{"limit": 1}, {"mapping": OTHERS}, {"dry_run": True}],
    ids=["not to its end", "other columns", "as a trial"],
)
def test_a_file_that_was_read_otherwise_was_not_imported_before(
    wanted: dict[str, Any], db: Database, files: tuple[Path, Path]
) -> None:
    one, other = files
    read(db, one, **wanted)
    read(db, other)
    assert read(db, one).results()[-1] == "updated"


def test_what_comes_from_a_pipe_is_no_file(db: Database, files: tuple[Path, Path]) -> None:
    raw = [file.read_bytes() for file in files]
    took = [take(db, one, mapping=COLUMNS, format="csv").results()[-1] for one in (*raw, *raw)]
    assert took == ["created", "updated", "updated", "updated"]


def test_runs_are_found_by_their_file(db: Database, files: tuple[Path, Path]) -> None:
    read(db, files[0], limit=1)
    with db.reading() as session:
        (run,) = session.scalars(select(ImportRun))
        assert run.finished_at is None
        assert not runs.imported_before(session, run), "it is no run before itself"
