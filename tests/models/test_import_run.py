"""Import runs: which rows the table takes."""

from factcheck.db import Database
from factcheck.history.record import add, now
from factcheck.models import ImportRun
from tests import raw


def test_an_import_run_is_a_root_of_the_log_with_a_uid_of_its_own(db: Database) -> None:
    assert ImportRun.__root__ == ("import", "id")
    assert "uid" in raw.refuses_twice(db, "import_run", "uid")


def test_an_import_run_counts_from_nought(db: Database) -> None:
    with db.transaction(by="ana") as session:
        run = add(
            session, ImportRun(file="a.csv", format="csv", started_at=now(), started_by="ana")
        )
        session.flush()
        assert (run.created, run.updated, run.unchanged, run.refused) == (0, 0, 0, 0)
        assert run.finished_at is None


def test_an_import_run_names_its_file(db: Database) -> None:
    assert raw.refusal(db, ("import_run", raw.row("import_run", file=None))) is not None
