"""Entries that merged something, in words: the deed once, and what else there was."""

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.history import read
from factcheck.models import Claim, Source, Speaker
from factcheck.reports import changes, merges
from factcheck.services import claims, merging, speakers, undo
from tests import filled
from tests.exchange.carried import work
from tests.factories import make_claim, make_evidence, make_relation


def begun(session: Session) -> None:
    """Two claims that say the same, with something of everything, and one beside them."""
    one, other = make_claim(session), make_claim(session, "The same", speaker="M. Pompeo")
    make_evidence(session, other, source="https://b.example")
    make_relation(session, make_claim(session, "Another claim"), other, "narrows")
    speakers.alias(session, session.get_one(Speaker, 2), "The Secretary")
    assert one.id == 1


def fill(db: Database) -> None:
    work(db, begun)


@pytest.fixture
def desk(db: Database) -> Database:
    return filled.database(db, fill)


def last(db: Database, claim: int | None = None) -> tuple[str, ...]:
    with db.reading() as session:
        root = ("claim", session.get_one(Claim, claim).uid) if claim else None
        found = read.entries(session.connection(), root=root, limit=1)
        return changes.tell(session, found, root)[0].sentences


def join(session: Session) -> None:
    merging.claims.merge(session, [session.get_one(Claim, 2)], session.get_one(Claim, 1))


def test_what_went_over_is_not_told_row_by_row(desk: Database) -> None:
    work(desk, join)
    deed = "merged claim 2 into claim 1"
    assert last(desk) == (deed, "claim 1: also known as “The same”")
    assert last(desk, 1) == (deed, "also known as “The same”")
    assert last(desk, 2) == (deed,)
    assert last(desk, 3) == (deed,)  # whose relation leads to another claim now


def test_what_was_taken_back_is_told_in_the_same_words(desk: Database) -> None:
    work(desk, join)
    work(desk, lambda session: undo.undo(session, by="ana"))
    for claim in (None, 1, 2, 3):
        (told,) = last(desk, claim)
        assert told.startswith("took back entry 2: merged claim 2 into claim 1")


def test_speakers_and_sources_are_named(desk: Database) -> None:
    def one(session: Session) -> None:
        pair = [session.get_one(Speaker, number) for number in (2, 1)]
        merging.speakers.merge(session, pair[:1], pair[1])

    work(desk, one)
    deed = "merged speaker 2, M. Pompeo, into speaker 1, Mike Pompeo"
    assert last(desk) == (deed, "speaker Mike Pompeo: alias M. Pompeo")
    assert last(desk, 2) == (deed,)

    def other(session: Session) -> None:
        pair = [session.get_one(Source, number) for number in (2, 1)]
        merging.sources.merge(session, pair[:1], pair[1])

    work(desk, other)
    assert last(desk) == ("merged source s2, b.example, into source s1, example.org/interview",)


def test_a_merge_that_touched_very_many_is_still_told(db: Database) -> None:
    def fill(session: Session) -> None:
        for number in range(45):
            make_claim(session, f"Claim {number}", speaker=("Ana", "Anna")[number % 2])
            make_evidence(session, claims.get(session, number + 1), by="Anna")

    work(db, fill)
    work(
        db,
        lambda session: merging.speakers.merge(
            session, [session.get_one(Speaker, 2)], session.get_one(Speaker, 1)
        ),
    )
    assert last(db) == ("merged speaker 2, Anna, into speaker 1, Ana", "speaker Ana: alias Anna")


def test_entries_are_looked_at_in_batches(desk: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    work(desk, join)

    def edit(session: Session) -> None:
        claim = claims.get(session, 1)
        claims.edit(session, claim, {"why": f"not {claim.why}"})

    for _ in range(3):
        work(desk, edit)
    monkeypatch.setattr(merges, "BATCH", 1)
    with desk.reading() as session:
        root = ("claim", claims.get(session, 1).uid)
        found = changes.tell(session, read.entries(session.connection(), root=root), root)
    assert [one.sentences[0] for one in found[::-1]][1] == "merged claim 2 into claim 1"


def test_a_merged_record_that_is_written_again_was_not_merged_again() -> None:
    root = ("claim", "x")
    before = {"id": 2, "text": "so", "merged_into": 1}
    assert not merges.is_one(read.RowChange(root, "claim", 2, before, {**before, "why": "x"}))
    assert not merges.is_one(read.RowChange(root, "claim", 2, None, before))
    assert not merges.is_one(read.RowChange(root, "note", 2, {"id": 2}, before))
    assert merges.is_one(read.RowChange(root, "claim", 2, {"id": 2, "text": "so"}, before))
