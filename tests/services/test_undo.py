"""Undo: a new entry that makes the rows what they were, and what it refuses."""

import random

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from factcheck import bulk, services, verify
from factcheck.db import Database
from factcheck.errors import Conflict, NotFound
from factcheck.history import read
from factcheck.models import Appearance, Change, Claim, Counter, Entry, Speaker, Verdict
from factcheck.records import AppearanceRecord, VerdictRecord
from factcheck.services.undo import Undone, undo
from tests import factories, stories
from tests.long import seeds


def act(db: Database, by: str, step: object) -> int:
    """One transaction. Returns the number of its entry."""
    with db.transaction(by=by, action="act") as session:
        step(session)  # type: ignore[operator]
    with db.reading() as session:
        return session.scalar(select(func.max(Entry.seq))) or 0


def add(db: Database, text: str = "A claim", by: str = "ana", **over: object) -> int:
    return act(db, by, lambda session: factories.make_claim(session, text, **over))


def edit(db: Database, why: str, by: str = "ana", claim: int = 1) -> int:
    return act(
        db,
        by,
        lambda session: services.claims.edit(session, session.get_one(Claim, claim), {"why": why}),
    )


def take_back(db: Database, by: str = "ana", seq: int | None = None) -> Undone:
    with db.transaction(by=by, action="undo") as session:
        return undo(session, by=by, seq=seq)


def why(db: Database) -> str | None:
    with db.reading() as session:
        return session.get_one(Claim, 1).why


def test_undo_takes_back_the_actors_last_change_then_the_one_before(db: Database) -> None:
    add(db)
    for number in range(3):
        edit(db, f"reason {number}")
    done = take_back(db)
    assert (done.entry.seq, done.seq) == (4, 5)
    assert why(db) == "reason 1"
    assert take_back(db).entry.seq == 3
    assert why(db) == "reason 0"
    assert take_back(db).entry.seq == 2
    assert why(db) is None
    assert take_back(db).entry.seq == 1
    with pytest.raises(NotFound, match="ana has no change to take back"):
        take_back(db)
    with db.reading() as session:
        entry = read.entries(session.connection(), seq=5)[0]
    assert (entry.undoes, entry.action, entry.actor) == (4, "undo", "ana")


def test_undo_takes_nobody_elses_change(db: Database) -> None:
    add(db)
    add(db, "Ben's claim", by="ben", speaker="Ben's speaker", source="https://ben.example")
    assert take_back(db, "ana").entry.seq == 1
    with pytest.raises(NotFound):
        take_back(db, "ana")
    with pytest.raises(NotFound, match="nobody has no change"):
        take_back(db, "nobody")
    assert take_back(db, "ben").entry.seq == 2


def test_a_given_entry_is_taken_back_whoever_made_it(db: Database) -> None:
    add(db)
    edit(db, "shared", by="ben")
    add(db, "Another", speaker="Another", source=None)
    done = take_back(db, "ana", seq=2)
    assert (done.entry.seq, done.entry.actor) == (2, "ben")
    assert why(db) is None


def test_undoing_an_undo_does_it_again(db: Database) -> None:
    add(db)
    edit(db, "shared")
    before = stories.state(db)
    undone = take_back(db)
    assert why(db) is None
    take_back(db, seq=undone.seq)
    assert stories.state(db) == before
    assert take_back(db).entry.seq == 2  # it stands again, so it is the last one again


@pytest.mark.parametrize("seq", [0, -1, 2, 99, 2**31, 2**70])
def test_an_entry_that_is_not_there_is_not_found(db: Database, seq: int) -> None:
    add(db)
    with pytest.raises(NotFound, match=f"there is no entry {seq}") as caught:
        take_back(db, seq=seq)
    assert caught.value.hint == "factcheck history"


def test_an_entry_is_taken_back_once(db: Database) -> None:
    add(db)
    take_back(db)
    with pytest.raises(Conflict) as caught:
        take_back(db, seq=1)
    assert caught.value.message == "entry 1 was taken back already, by entry 2"
    assert caught.value.hint == "to do it again: factcheck undo 2"


def test_a_later_change_to_the_same_row_is_named(db: Database) -> None:
    add(db)
    edit(db, "one")
    edit(db, "two", by="ben")
    with pytest.raises(Conflict) as caught:
        take_back(db, "ana")
    assert caught.value.message == (
        "entry 2 cannot be taken back: entry 3 (act by ben) touched the same things"
    )
    assert caught.value.hint == "take that back first: factcheck undo 3"
    take_back(db, "ben")
    take_back(db, "ana")
    assert why(db) is None


def test_two_later_changes_that_meet_in_the_middle_are_in_the_way_all_the_same(
    db: Database,
) -> None:
    """The row looks as entry 2 left it, and still is not entry 2's any more."""
    add(db)
    edit(db, "one")
    edit(db, "two")
    edit(db, "one", by="ben")
    with pytest.raises(Conflict, match=r"entry 4 \(act by ben\) touched the same things"):
        take_back(db, seq=2)
    take_back(db, "ben")
    take_back(db)
    assert take_back(db).entry.seq == 2


def test_a_change_to_another_row_of_the_claim_is_not_in_the_way(db: Database) -> None:
    add(db)
    edit(db, "one")
    act(
        db,
        "ben",
        lambda session: services.notes.add(session, session.get_one(Claim, 1), "n", by="ben"),
    )
    take_back(db, seq=2)
    assert why(db) is None


def test_a_speaker_that_a_later_claim_needs_stays(db: Database) -> None:
    add(db)
    add(db, "A second claim by the same speaker", by="ben", source=None)
    with pytest.raises(Conflict) as caught:
        take_back(db, "ana")
    assert "entry 2 (act by ben) touched the same things" in caught.value.message
    take_back(db, "ben")
    take_back(db, "ana")
    assert not any(stories.state(db).values())


def test_an_edit_that_made_a_new_speaker_is_taken_back_with_the_speaker(db: Database) -> None:
    add(db)
    before = stories.state(db)
    act(
        db,
        "ana",
        lambda session: services.appearances.edit(
            session, session.get_one(Appearance, 1), {"speaker": "New", "source": "New page"}
        ),
    )
    after = stories.state(db)
    undone = take_back(db)
    assert stories.state(db) == before
    take_back(db, seq=undone.seq)
    assert stories.state(db) == after


def test_a_claim_that_later_evidence_rests_on_stays(db: Database) -> None:
    add(db)
    act(db, "ben", lambda session: factories.make_evidence(session, session.get_one(Claim, 1)))
    with pytest.raises(Conflict, match=r"entry 2 \(act by ben\)") as caught:
        take_back(db, "ana")
    assert caught.value.hint == "take that back first: factcheck undo 2"


def test_a_row_does_not_come_back_without_what_it_refers_to(db: Database) -> None:
    """Entry 3 moved claim 2 away from a speaker who has gone since."""
    add(db, "First", speaker="Gone", source=None)
    add(db, "Second", speaker="Gone", source=None)
    act(
        db,
        "ana",
        lambda session: services.appearances.edit(
            session, session.get_one(Appearance, 2), {"speaker": "Other"}
        ),
    )
    gone = take_back(db, seq=1)
    with pytest.raises(Conflict) as caught:
        take_back(db, seq=3)
    assert caught.value.message == (
        "entry 3 cannot be taken back: it needs speaker 1, which entry 4 took away"
    )
    assert caught.value.hint == "take that back first: factcheck undo 4"
    take_back(db, seq=gone.seq)
    take_back(db, seq=3)
    with db.reading() as session:
        assert session.get_one(Appearance, 2).speaker_id == 1


def test_what_the_engine_refuses_is_a_conflict(db: Database) -> None:
    """The same speaker was made anew since: the old one cannot come back beside it."""
    add(db, "First", speaker="Twice", source=None)
    undone = take_back(db)
    add(db, "Second", speaker="Twice", source=None)
    with pytest.raises(Conflict, match="entry 2 cannot be taken back") as caught:
        take_back(db, seq=undone.seq)
    assert isinstance(caught.value.__cause__, IntegrityError)
    with db.reading() as session:
        assert session.scalars(select(Speaker.id)).all() == [2]
    assert verify.verify(db).findings == ()


def test_a_redacted_entry_is_refused(db: Database) -> None:
    add(db)
    edit(db, "secret")
    with db.transaction(by="ana", action="redact", reason="order: 2/1") as session:
        session.execute(update(Change).where(Change.seq == 2).values(salt=None, payload=None))
        services.notes.add(session, session.get_one(Claim, 1), "by order", by="ana")
    with pytest.raises(Conflict, match="entry 2 was redacted"):
        take_back(db, seq=2)


def test_a_refused_undo_leaves_nothing(db: Database) -> None:
    add(db)
    edit(db, "one")
    edit(db, "two", by="ben")
    before = stories.state(db)
    with pytest.raises(Conflict):
        take_back(db, "ana")
    assert stories.state(db) == before
    with db.reading() as session:
        assert session.scalar(select(func.max(Entry.seq))) == 3


def test_a_row_comes_back_with_all_its_columns_and_its_derived_ones(db: Database) -> None:
    def tell(session: Session) -> None:
        claim = factories.make_claim(
            session, context="c", language="en", priority=3, why="w", tags=("a", "b")
        )
        factories.make_evidence(session, claim, "supports", source="https://e.example", quote="q")
        factories.make_evidence(session, claim, "disputes", by="Nicolás Maduro", said=True)
        factories.make_verdict(session, claim, "supported")

    act(db, "ana", factories.noise)
    act(db, "ana", tell)
    before = stories.state(db)
    undone = take_back(db)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Claim)) == 3
    take_back(db, seq=undone.seq)
    assert stories.state(db) == before
    with db.reading() as session:
        claim = session.get_one(Claim, 4)
        assert (claim.content_verdict, claim.evidence_status) == ("supported", "supporting")
        assert (claim.attribution_status, claim.unverified) == ("disputed", 0)


def test_derived_columns_are_right_after_an_undo(db: Database) -> None:
    add(db)
    with db.transaction(by="ana") as session:
        factories.make_verdict(session, session.get_one(Claim, 1), "refuted")
    with db.transaction(by="ana") as session:
        factories.make_verdict(session, session.get_one(Claim, 1), "mixed")
    for verdict, unverified in (("refuted", 0), (None, 1)):
        take_back(db)
        with db.reading() as session:
            claim = session.get_one(Claim, 1)
            assert (claim.content_verdict, claim.unverified) == (verdict, unverified)
    assert verify.verify(db).findings == ()


def test_a_superseded_verdict_is_in_force_again(db: Database) -> None:
    """Both ways: at most one may be in force at any time within the transaction too."""
    add(db)
    for verdict in ("refuted", "mixed"):
        with db.transaction(by="ana") as session:
            services.verdicts.give(
                session, session.get_one(Claim, 1), VerdictRecord(verdict, "so"), by="ana"
            )
    undone = take_back(db)
    with db.reading() as session:
        assert session.execute(select(Verdict.verdict, Verdict.ended)).all() == [("refuted", None)]
    take_back(db, seq=undone.seq)
    with db.reading() as session:
        query = select(Verdict.verdict, Verdict.ended).order_by(Verdict.id)
        assert [tuple(row) for row in session.execute(query)] == [
            ("refuted", "superseded"),
            ("mixed", None),
        ]


def test_ids_are_never_used_again(db: Database) -> None:
    add(db)
    take_back(db)
    add(db)
    with db.reading() as session:
        assert session.scalars(select(Claim.id)).all() == [2]
        assert session.scalars(select(Appearance.id)).all() == [2]
        assert session.scalar(select(Counter.value).where(Counter.name == "claim")) == 2


def test_a_dry_run_tells_and_leaves_nothing(db: Database) -> None:
    add(db)
    with db.transaction(by="ana", dry_run=True) as session:
        done = undo(session, by="ana")
        assert session.scalars(select(Claim)).all() == []
    assert done.entry.seq == 1
    assert why(db) is None


def test_an_edit_in_bulk_is_taken_back_too(db: Database) -> None:
    def rows(session: Session) -> None:
        bulk.insert_rows(session, "tag", [{"id": 1, "uid": "u", "name": "Tag"}])
        session.execute(
            update(Counter).where(Counter.name == "tag").values(value=1),
            execution_options={"synchronize_session": False},
        )

    act(db, "ana", rows)
    assert len(stories.state(db)["tag"]) == 1
    take_back(db)
    assert stories.state(db)["tag"] == []


def test_what_an_entry_made_and_dropped_again_is_no_matter(db: Database) -> None:
    """A row that was the same before and after needs nothing."""
    add(db)

    def there_and_back(session: Session) -> None:
        claim = session.get_one(Claim, 1)
        for reason in ("x", None):
            claim.why = reason
            session.flush()
        services.appearances.add(session, claim, AppearanceRecord(speaker="Zoë"), by="ana")

    act(db, "ana", there_and_back)
    before = stories.state(db)["claim"]
    take_back(db)
    assert stories.state(db)["claim"][0][:13] == before[0][:13]
    assert len(stories.state(db)["appearance"]) == 1


def _newest_standing(db: Database) -> int | None:
    with db.reading() as session:
        for entry in read.entries(session.connection()):
            if entry.undoes is None and entry.undone_by is None:
                return entry.seq
    return None


def _to_the_start(db: Database) -> int:
    """Undo the newest that stands, again and again; where refused, what the hint says first."""
    taken, todo = 0, _newest_standing(db)
    while todo is not None:
        assert taken < 100
        try:
            take_back(db, "ana", seq=todo)
        except Conflict as refused:
            todo = int((refused.hint or "nothing").rpartition(" ")[2])
        else:
            taken, todo = taken + 1, _newest_standing(db)
    return taken


@pytest.mark.parametrize("seed", seeds(2, 20))
def test_undo_repeated_to_the_start_leaves_no_row_but_the_logs(url: str, seed: int) -> None:
    with stories.opened(url) as db:
        stories.tell(db, 500 + seed, 12)
        entries = verify.verify(db).entries
        assert _to_the_start(db) > 0
        assert not any(stories.state(db).values())
        report = verify.verify(db)
    assert report.findings == ()
    assert report.entries > entries


@pytest.mark.parametrize("seed", seeds(1, 20))
def test_without_undos_in_between_each_undo_gives_the_state_before_its_entry(
    url: str, seed: int
) -> None:
    """The same states as on the way there, backwards."""
    calm = [step for step in stories.STEPS if "undo" not in step.__name__]
    rng = random.Random(seed)
    with stories.opened(url) as db:
        states = [stories.state(db)]
        stories.take(db, stories.add_claim, rng, "ana")
        states.append(stories.state(db))
        for step in rng.choices(calm, k=14):
            if step is not stories.redo and stories.take(db, step, rng, "ana"):
                with db.reading() as session:
                    entries = session.scalar(select(func.count()).select_from(Entry)) or 0
                if entries == len(states):
                    states.append(stories.state(db))
        for expected in states[-2::-1]:
            take_back(db)
            assert stories.state(db) == expected
        with pytest.raises(NotFound):
            take_back(db)
