"""A claim goes to another laptop, is worked on, and comes back: nothing doubled, nothing lost."""

import pytest
from sqlalchemy import select

from factcheck.db import Database
from factcheck.models import Claim, Source, Speaker, Verdict
from factcheck.services import show
from tests.exchange.carried import export, lines_of, many, sound, take, totals, work
from tests.exchange.conftest import Another
from tests.exchange.laptops import (
    ASKED,
    HEARD,
    apart,
    begun,
    claim_of,
    claim_outcome,
    context,
    edit,
    worked,
)


def test_a_claim_comes_back_with_the_work_on_it(db: Database, b: Database) -> None:
    before, others = totals(db), lines_of(export(db), "claim")[1:]
    work(b, lambda session: worked(session, 4), by="ben")
    back = export(b, "jsonl", 4)
    done = take(db, back)
    assert claim_outcome(done) == ("updated", None)
    assert "refused" not in done.counts
    assert claim_of(export(db, "jsonl", 1)) == claim_of(back)
    after = totals(db)
    grown = {name: after[name] - before[name] for name in before if after[name] != before[name]}
    assert grown.pop("change") > 0
    grown.pop("entry")
    assert grown == {
        "appearance": 1,
        "claim_tag": 1,
        "evidence": 1,
        "import_run": 1,
        "note": 1,
        "source": 2,
        "speaker": 1,
        "tag": 1,
        "verdict": 1,
    }
    assert lines_of(export(db), "claim")[1:] == others
    with db.reading() as session:
        seen = show.claim(session, 1)
        assert (seen.tags, seen.context) == (("Planes", "Venezuela"), "On television")
        ended = session.scalars(select(Verdict.ended).order_by(Verdict.id)).all()
        assert ended == ["superseded", None]
    sound(db)
    sound(b)


def test_it_may_go_to_and_fro(db: Database, b: Database) -> None:
    for number in range(3):
        edit(b, f"there {number}", 4)
        assert claim_outcome(take(db, export(b, "jsonl", 4)))[0] == "updated"
        edit(db, f"here {number}")
        assert claim_outcome(take(b, export(db, "jsonl", 1)))[0] == "updated"
    assert context(b, 4) == "here 2"
    assert claim_of(export(db, "jsonl", 1)) == claim_of(export(b, "jsonl", 4))
    sound(db)
    sound(b)


@pytest.mark.parametrize("prefer", ["theirs", "ours"])
def test_a_person_settles_it(db: Database, b: Database, prefer: str) -> None:
    back = apart(db, b)
    done = take(db, back, prefer=prefer)
    told = {"theirs": ("updated", "theirs was taken"), "ours": ("unchanged", "ours was kept")}
    assert claim_outcome(done) == told[prefer]
    assert context(db) == {"theirs": "there", "ours": "here"}[prefer]
    settled = export(db)
    for again in (None, "theirs", "ours"):
        assert claim_outcome(take(db, back, prefer=again))[0] == "unchanged"
    assert export(db) == settled
    sound(db)


def test_three_laptops(db: Database, b: Database, another: Another) -> None:
    c = another()
    take(c, export(db, "jsonl", 1))
    edit(b, "from B", 4)
    edit(c, "from C")
    assert claim_outcome(take(db, export(b, "jsonl", 4))) == ("updated", None)
    result, reason = claim_outcome(take(db, export(c)))
    assert (result, reason) == ("refused", f"{HEARD}context “from B” here, “from C” there{ASKED}")
    assert context(db) == "from B"
    assert claim_outcome(take(c, export(db, "jsonl", 1)))[0] == "refused"
    take(c, export(db, "jsonl", 1), prefer="theirs")
    assert (context(c), claim_outcome(take(db, export(c)))[0]) == ("from B", "unchanged")
    assert claim_outcome(take(b, export(c)))[0] == "unchanged"


def test_the_way_back_still_works(db: Database, strangers: Database) -> None:
    sent = export(db, "jsonl", 1)
    take(strangers, sent)
    assert set(take(strangers, sent).results()) == {"unchanged"}
    work(strangers, lambda session: worked(session, 2), by="ben")
    before = many(db, Speaker, Source)
    done = take(db, export(strangers, "jsonl", 2))
    assert claim_outcome(done) == ("updated", None)
    assert many(db, Speaker, Source) == [before[0] + 1, before[1] + 2]
    edit(db, "and back again")
    assert claim_outcome(take(strangers, export(db, "jsonl", 1))) == ("updated", None)
    assert context(strangers, 2) == "and back again"
    edit(strangers, "once more", 2)
    assert claim_outcome(take(db, export(strangers, "jsonl", 2))) == ("updated", None)
    sound(db)
    sound(strangers)


def test_a_file_for_the_public_can_be_read_and_takes_nothing_away(
    db: Database, another: Another
) -> None:
    """It comes without the names of colleagues and without reasons for the desk."""
    work(db, begun)
    told = export(db, "jsonl", 1, public=True)
    other = another()
    assert claim_outcome(take(other, told, by="ben")) == ("created", None)
    with other.reading() as session:
        assert session.get_one(Claim, 1).added_by == "ben"
    assert set(take(other, told).results()) == {"unchanged"}
    sound(other)

    assert set(take(db, told).results()) <= {"unchanged", "refused"}
    take(db, told, prefer="theirs")
    with db.reading() as session:
        assert session.get_one(Claim, 1).added_by == "ana"
    sound(db)
