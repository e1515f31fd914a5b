"""A database that was filled for an earlier test is the same as one that is filled now."""

from sqlalchemy import select

from factcheck import verify
from factcheck.db import Database
from factcheck.models import Claim
from tests import factories, filled, stories


def add(db: Database, text: str) -> None:
    with db.transaction(by="ana") as session:
        factories.make_claim(session, text)


def test_a_copy_holds_what_was_filled_in_and_nothing_else(url: str) -> None:
    times: list[int] = []

    def fill() -> str:
        times.append(1)
        with Database(url) as db:
            stories.fill(db)
        return "what it returned"

    with Database(url) as db:
        assert filled.once(url, fill) == "what it returned"
        before = stories.state(db)
        add(db, "A claim that goes")
        assert filled.once(url, fill) == "what it returned"
        assert len(times) == 1
        assert stories.state(db) == before
        assert all(before.values())


def test_a_copy_is_whole_and_goes_on_where_its_log_ended(url: str) -> None:
    def fill() -> None:
        with Database(url) as db:
            add(db, "The first")

    for _ in range(2):
        filled.once(url, fill)
        with Database(url) as db:
            report = verify.verify(db)
            assert (report.findings, report.entries, report.head_known) == ((), 1, True)
            add(db, "The second")
            assert db.notices == []
            with db.reading() as session:
                assert session.scalars(select(Claim.id).order_by(Claim.id)).all() == [1, 2]
            assert verify.verify(db).entries == 2
