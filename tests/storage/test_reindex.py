"""Search rows that are not what they must be are made anew, and nothing else is changed."""

from sqlalchemy import delete, select

from factcheck import indexing, verify
from factcheck.db import Database
from factcheck.models import Entry
from factcheck.storage.reindex import reindex
from tests.factories import make_claim


def test_everything_is_found_again(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
        make_claim(session, "Another")
    with db.engine(writing=True).begin() as connection:
        own, number = indexing.table(connection)
        connection.execute(delete(own).where(number == 1))
    assert [one.check for one in verify.verify(db).findings] == ["search"]
    told: list[tuple[int, int]] = []
    assert reindex(db, lambda *done: told.append(done)) == 2
    assert told == [(2, 2)]
    assert verify.verify(db).findings == ()
    with db.reading() as session:
        assert session.scalars(select(Entry.seq)).all() == [1]
