"""Tags: which rows the tables take."""

import pytest

from factcheck import text
from factcheck.db import Database
from factcheck.history.record import add
from factcheck.models import Tag
from tests import raw


def test_a_tag_is_there_once(db: Database) -> None:
    assert "name_key" in raw.refuses_twice(db, "tag", "name_key")
    assert "uid" in raw.refuses_twice(db, "tag", "uid")


def test_a_claim_bears_a_tag_once(db: Database) -> None:
    told = raw.refuses_twice(db, "claim_tag", "claim_id", "tag_id")
    assert "tag_id" in told
    one, other = raw.row("claim_tag", 1), raw.row("claim_tag", 2, tag_id=2)
    assert raw.refusal(db, ("claim_tag", one), ("claim_tag", other)) is None


@pytest.mark.parametrize("column", ["removed", "listed", "unverified"])
def test_a_flag_is_nought_or_one(db: Database, column: str) -> None:
    raw.takes_flag(db, "claim_tag", column)


def test_a_tag_in_use_stays_and_so_does_its_claim(db: Database) -> None:
    raw.restricts(db, "claim_tag", "tag_id", "tag")
    raw.restricts(db, "claim_tag", "claim_id", "claim")


def test_a_tag_is_found_by_its_folded_name(db: Database) -> None:
    with db.transaction(by="ana") as session:
        tag = add(session, Tag(name="Élections"))
        session.flush()
        assert tag.name_key == text.key("elections")
