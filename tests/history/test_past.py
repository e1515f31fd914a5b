"""The state of a moment as a database: only what a claim names is made again."""

from sqlalchemy import func, select

from factcheck.db import Database
from factcheck.history import past
from factcheck.models import Change, Entry, Speaker, logged
from factcheck.services import claims, merging, undo
from tests.factories import make_claim, make_evidence, make_relation, noise


def test_a_claim_costs_what_it_names(db: Database) -> None:
    with db.transaction(by="ana") as session:
        noise(session, 3)
        claim = make_claim(session, tags=("air",))
        make_evidence(session, claim, by="Nicolás Maduro")
    with db.reading() as session:
        found = past.find(session.connection(), 4, 1)
        assert found is not None
        assert sorted(kind for kind, _uid in found.roots) == [
            *("claim", "source", "speaker", "speaker", "tag")
        ]
        engine = past.of_claim(session.connection(), found, 1)
        with engine.connect() as then:
            assert then.scalar(select(func.count()).select_from(Speaker)) == 2
            assert then.scalar(select(func.count(Change.seq.distinct()))) == 1
        engine.dispose()
        assert past.find(session.connection(), 9, 1) is None


def test_relations_from_both_ends_are_named(db: Database) -> None:
    with db.transaction(by="ana") as session:
        one, other = noise(session, 2)
        make_relation(session, one, other)
        uids = {("claim", one.uid), ("claim", other.uid)}
    with db.reading() as session:
        for claim_id in (1, 2):
            found = past.find(session.connection(), claim_id, 1)
            assert found is not None
            assert uids <= found.roots


def test_a_merged_claim_leads_to_the_one_that_stays_once_it_is_merged(db: Database) -> None:
    with db.transaction(by="ana") as session:
        one, other = noise(session, 2)
        uids = [("claim", one.uid), ("claim", other.uid)]
    with db.transaction(by="ana") as session:
        merging.claims.merge(session, [claims.get(session, 1)], claims.get(session, 2))
    with db.reading() as session:
        before, after = (past.find(session.connection(), 1, seq) for seq in (1, 2))
    assert before is not None
    assert after is not None
    assert list(before.claims) == uids[:1]
    assert list(after.claims) == uids


def test_what_an_undo_took_away_is_found_in_the_log(db: Database) -> None:
    with db.transaction(by="ana") as session:
        uid = make_claim(session).uid
    with db.transaction(by="ana") as session:
        undo.undo(session, by="ana")
    with db.reading() as session:
        connection = session.connection()
        found = past.find(connection, 1, 1)
        assert found is not None
        assert found.root == ("claim", uid)
        assert past.first_touched(connection, found.root) == 1
        assert past.first_touched(connection, ("claim", "nobody")) == 0
        assert set(past.rows(connection, [found.root], 1)) == {("claim", 1), ("appearance", 1)}
        assert past.rows(connection, [found.root], 2) == {}


def test_everything_comes_with_its_log_where_that_is_wanted(db: Database) -> None:
    for number in range(2):
        with db.transaction(by="ana") as session:
            make_claim(session, f"claim {number}")
    with db.reading() as session:
        for log, count in ((False, 0), (True, 1)):
            engine = past.everything(session.connection(), 1, log=log)
            with engine.connect() as then:
                assert then.scalar(select(func.count()).select_from(Entry)) == count
                assert then.scalar(select(func.count()).select_from(logged()["claim"])) == 1
            engine.dispose()
