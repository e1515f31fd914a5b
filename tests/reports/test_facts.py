"""What is to be known about a database."""

from pathlib import Path

from sqlalchemy import select

from factcheck import heads
from factcheck.connections import journal_mode
from factcheck.db import SCHEMA, Database
from factcheck.models import LogHead
from factcheck.reports import facts
from tests.factories import make_claim, make_evidence


def test_an_empty_database(db: Database) -> None:
    found = facts.database(db)
    assert found["database"] == db.place
    assert found["schema"] == SCHEMA
    assert found["engine"].startswith("SQLite 3." if db.dialect == "sqlite" else "PostgreSQL 1")
    for name in ("claims", "evidence", "speakers", "sources", "entries"):
        assert found[name] == 0
    assert found["head kept outside"] == "none"


def test_counts_and_the_head(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_evidence(session, make_claim(session), by="Nicolás Maduro")
        make_claim(session, "Another claim")
    with db.transaction(by="ana") as session:
        make_claim(session, "A third claim")
    found = facts.database(db)
    names = ("claims", "evidence", "speakers", "sources", "entries")
    assert [found[name] for name in names] == [3, 1, 2, 1, 2]
    with db.reading() as session:
        head = session.scalars(select(LogHead)).one()
        assert found["database id"] == head.database_uid
        assert found["head of the log"] == f"2:{head.hash}"
    assert found["head kept outside"] == "entry 2"


def test_a_head_of_another_place_is_not_this_one(db: Database) -> None:
    uid = facts.database(db)["database id"]
    heads.keep(uid, heads.Head("somewhere else", 7, "x", "2019-05-01"))
    assert facts.database(db)["head kept outside"] == "none"


def test_the_file(sqlite_url: str) -> None:
    path = Path(sqlite_url)
    path.chmod(0o640)
    with Database(sqlite_url) as database:
        found = facts.database(database)
    assert found["size in bytes"] == path.stat().st_size
    assert found["permissions"] == "0640"
    assert found["journal"].startswith(f"{journal_mode()} (this SQLite ")
    assert ("has the WAL-reset bug" in found["journal"]) == (journal_mode() == "delete")
