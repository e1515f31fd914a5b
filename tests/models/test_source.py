"""Sources: which rows the table takes."""

from factcheck import text, vocabulary
from factcheck.db import Database
from factcheck.history.record import add
from factcheck.models import Source
from tests import raw


def test_the_kind_of_a_source_is_a_word_of_the_vocabulary(db: Database) -> None:
    raw.takes_words(db, "source", "kind", vocabulary.SOURCE_KINDS)


def test_the_date_of_a_source_is_a_partial_date(db: Database) -> None:
    raw.takes_dates(db, "source", "published_on")


def test_a_source_is_there_once_unless_it_was_merged(db: Database) -> None:
    assert "key" in raw.refuses_twice(db, "source", "key")
    assert "uid" in raw.refuses_twice(db, "source", "uid")
    kept, merged = raw.row("source", 1), raw.row("source", 2, key="key-1", merged_into=1)
    assert raw.refusal(db, ("source", kept), ("source", merged)) is None


def test_a_source_that_another_was_merged_into_stays(db: Database) -> None:
    raw.restricts(db, "source", "merged_into", "source")


def test_a_source_is_found_by_its_canonical_address_else_by_kind_and_title(db: Database) -> None:
    with db.transaction(by="ana") as session:
        page = add(session, Source(kind="page", title="X", canonical_url="https://example.org/"))
        call = add(session, Source(kind="call", title="The Embassy"))
        session.flush()
        assert page.key == text.digest("url:https://example.org/")
        assert call.key == text.digest("call:the embassy")
