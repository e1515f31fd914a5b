"""Reading the log: every row before and after, in pages, with what was taken back."""

import pytest
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from factcheck import services
from factcheck.db import Database
from factcheck.history import read
from factcheck.models import Change, Claim, Entry
from factcheck.services.undo import undo
from tests import factories, stories
from tests.long import seeds


def entries(db: Database, **narrowed: object) -> list[read.LogEntry]:
    with db.reading() as session:
        return read.entries(session.connection(), **narrowed)  # type: ignore[arg-type]


def _tell(db: Database, count: int = 6) -> str:
    """A claim by ana, its reasons edited in turn by ben and ana, and a claim that is noise."""
    with db.transaction(by="ana", action="add") as session:
        uid = factories.make_claim(session).uid
    with db.transaction(by="ben", action="noise") as session:
        factories.noise(session, 1)
    for number in range(count - 2):
        with db.transaction(by=stories.ACTORS[number % 2], action="edit") as session:
            services.claims.edit(session, session.get_one(Claim, 1), {"why": f"reason {number}"})
    return uid


def test_every_row_is_there_before_and_after(db: Database) -> None:
    uid = _tell(db, 4)
    last, third, _, first = entries(db)
    (change,) = last.changes
    assert (change.root, change.table, change.id) == (("claim", uid), "claim", 1)
    assert change.before is not None
    assert change.after is not None
    assert (change.before["why"], change.after["why"]) == ("reason 0", "reason 1")
    (earlier,) = third.changes
    assert earlier.before is not None
    assert "why" not in earlier.before
    assert earlier.after == change.before
    assert {(one.table, one.before) for one in first.changes} == {
        ("claim", None),
        ("appearance", None),
        ("speaker", None),
        ("source", None),
    }


def test_several_flushes_of_one_row_are_one_change(db: Database) -> None:
    _tell(db, 2)
    with db.transaction(by="ana") as session:
        claim = session.get_one(Claim, 1)
        for why in ("one", "two", "three"):
            claim.why = why
            session.flush()
        note = services.notes.add(session, claim, "call back", by="ana")
        services.notes.withdraw(session, claim, note.id, "done")
    (entry,) = entries(db, seq=3)
    told = {change.table: change for change in entry.changes}
    assert len(entry.changes) == len(told) == 2
    assert told["claim"].before is not None
    assert told["claim"].after is not None
    assert "why" not in told["claim"].before
    assert told["claim"].after["why"] == "three"
    assert told["note"].before is None
    assert told["note"].after is not None
    assert told["note"].after["withdrawn_because"] == "done"


def test_pages_of_the_log_make_the_whole_log(db: Database) -> None:
    _tell(db, 6)
    whole = entries(db)
    assert [entry.seq for entry in whole] == [6, 5, 4, 3, 2, 1]
    paged: list[read.LogEntry] = []
    while page := entries(db, limit=4, between=(0, paged[-1].seq if paged else None)):
        paged += page
    assert paged == whole
    assert entries(db, between=(0, 1)) == []


def test_entries_by_actor_by_number_and_by_root(db: Database) -> None:
    uid = _tell(db, 6)
    assert [entry.seq for entry in entries(db, actor="ben")] == [6, 4, 2]
    assert [entry.seq for entry in entries(db, seq=4)] == [4]
    assert entries(db, seq=99) == []
    assert entries(db, actor="nobody") == []
    of_root = entries(db, root=("claim", uid))
    assert [entry.seq for entry in of_root] == [6, 5, 4, 3, 1]
    assert {change.root for entry in of_root for change in entry.changes} == {("claim", uid)}
    assert of_root[0].changes == entries(db, seq=6)[0].changes
    assert [entry.seq for entry in entries(db, root=("claim", uid), actor="ana")] == [5, 3, 1]
    with db.reading() as session:
        assert read.last_touched(session.connection(), ("claim", uid)) == 6
        assert read.last_touched(session.connection(), ("claim", "unknown")) == 0


def test_an_entry_knows_the_undo_that_stands(db: Database) -> None:
    _tell(db, 3)
    seen = []
    for seq in (None, 4, None, 6, 7):
        with db.transaction(by="ana", action="undo") as session:
            undo(session, by="ana", seq=seq)
        seen.append({entry.seq: entry.undone_by for entry in entries(db) if entry.undone_by})
    assert seen == [
        {3: 4},  # taken back
        {4: 5},  # done again: the undo is taken back, the entry stands
        {4: 5, 3: 6},  # taken back once more, by a new undo
        {4: 5, 6: 7},  # done again
        {4: 5, 7: 8, 3: 6},  # and the second redo taken back: the second undo stands again
    ]
    assert {entry.seq: entry.undoes for entry in entries(db) if entry.undoes} == {
        4: 3,
        5: 4,
        6: 3,
        7: 6,
        8: 7,
    }


def test_a_long_chain_of_undos_is_read_without_depth(session: Session) -> None:
    """Done and undone a thousand times over: reading it takes no recursion."""
    row = dict.fromkeys(column.name for column in Entry.__table__.c) | dict.fromkeys(
        ("at", "actor", "login", "program_version", "schema_revision"), "x"
    )
    row |= dict.fromkeys(("action", "prev", "changes_sha256", "hash"), "x")
    rows = [{**row, "seq": seq, "undoes": seq - 1 or None} for seq in range(1, 1500)]
    connection = session.connection()
    connection.execute(insert(Entry), rows)
    taken = read.undone_by(connection, [1, 2, 1497, 1498, 1499])
    session.rollback()
    assert taken == {2: 3, 1498: 1499}


def test_a_redacted_entry_says_so(db: Database) -> None:
    _tell(db, 4)
    with db.transaction(by="ana") as session:
        session.execute(update(Change).where(Change.seq == 3).values(salt=None, payload=None))
        services.notes.add(session, session.get_one(Claim, 1), "by order", by="ana")
    told = {entry.seq: (entry.redacted, len(entry.changes)) for entry in entries(db)}
    assert told[3] == (True, 0)
    assert told[4] == (False, 1)
    assert told[1][0] is False


@pytest.mark.parametrize("seed", seeds(2, 20))
def test_before_is_always_the_last_after(url: str, seed: int) -> None:
    held: dict[tuple[str, int], object] = {}
    with stories.opened(url) as db:
        stories.tell(db, seed, 14)
        for entry in reversed(entries(db)):
            seen = [(change.table, change.id) for change in entry.changes]
            assert len(seen) == len(set(seen))
            for change in entry.changes:
                assert change.before == held.get((change.table, change.id))
                held[change.table, change.id] = change.after
    assert len(held) > 3
