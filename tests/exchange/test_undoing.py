"""An import is taken back: everything that it did, and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from factcheck import services
from factcheck.db import Database
from factcheck.errors import Conflict, NotFound
from factcheck.exchange import undoing
from factcheck.exchange.undoing import TakenBack
from factcheck.models import (
    Appearance,
    Change,
    Claim,
    Evidence,
    ImportRun,
    RatingScale,
    Review,
    Source,
    Speaker,
    SpeakerAlias,
    Tag,
    all_models,
)
from factcheck.records import EvidenceRecord
from factcheck.services.undo import undo as take_back_entry
from tests import filled
from tests.exchange.carried import sound, take, work, written
from tests.factories import make_claim, make_relation
from tests.rows import rows

HEADER = "claim,speaker,publisher,rating,review_url,tags"
SALT = (
    f"{HEADER}\nSalt is cheap,Ana López,PolitiFact,Half True,https://politifact.example/1,food\n"
)
# What the log and the counters hold is theirs alone: they only ever grow.
APART = ("entry", "change", "counter", "log_head")


def fill(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session, tags=("venezuela",))


@pytest.fixture
def desk(db: Database) -> Database:
    """Our own work, before anything was imported."""
    return filled.database(db, fill)


def everything(db: Database) -> dict[str, list[Any]]:
    """All rows of all tables but the log and the counters."""
    with db.reading() as session:
        found = {}
        for name, model in all_models().items():
            if name not in APART:
                own = model.__table__
                told = session.execute(select(own).order_by(*own.primary_key))
                found[name] = [tuple(row) for row in told]
        return found


def take_back(db: Database, run: int = 1, *, by: str = "ana", rest: bool = False) -> TakenBack:
    with db.transaction(by=by, action="import undo") as session:
        return undoing.undo(session, run, rest=rest)


def refusal(db: Database, run: int = 1) -> Conflict:
    """Taking the run back is a conflict, and changes nothing."""
    before = everything(db)
    with pytest.raises(Conflict) as caught:
        take_back(db, run)
    assert everything(db) == before
    return caught.value


def mark(session: Session, claim: int) -> None:
    told = EvidenceRecord("context", "Asked the mill")
    services.evidence.mark(session, services.claims.get(session, claim), told, by="ana")


def test_everything_goes_and_nothing_else(desk: Database) -> None:
    before = everything(desk)
    table = f"{HEADER}\n" + "".join(
        f"Claim {number},Speaker {number % 3},Publisher {number % 2},False,,tag {number % 4}\n"
        for number in range(9)
    )
    assert take(desk, table.encode()).counts == {"created": 9}
    assert everything(desk) != before
    done = take_back(desk)
    assert (done.run, done.claims, done.kept) == (1, 9, ())
    assert done.rows == 9 * 4 + 3 + 4 + 1  # claim, appearance, review, tag; and what they share
    assert everything(desk) == before
    sound(desk)


def test_a_file_of_our_own_goes_as_well(desk: Database, db: Database) -> None:
    before = everything(desk)
    uid = "019a9e3c-52d1-7c0e-8a44-1f6f2b7d9c1"
    at = {"added_at": "2019-05-01T10:00:00.000000Z", "added_by": "ben"}
    said = {"uid": f"{uid}3", "speaker": f"{uid}1", "said_on": "2019", **at}
    claim = {"uid": f"{uid}2", "text": "A claim", "tracked": 1, "stage": "new", "priority": 1}
    raw = written(
        {"type": "speaker", "uid": f"{uid}1", "name": "Carla", "kind": "person"},
        {"type": "claim", **claim, **at, "appearances": [said]},
    )
    assert take(desk, raw).counts == {"created": 2}
    assert take_back(desk).claims == 1
    assert everything(desk) == before
    sound(desk)


def test_a_run_of_many_entries_goes_in_one(
    desk: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(desk)
    monkeypatch.setattr("factcheck.exchange.importing.BATCH", 2)
    table = f"{HEADER}\n" + "".join(f"Claim {at},Ana López,X,False,,\n" for at in range(5))
    take(desk, table.encode())
    with desk.reading() as session:
        assert len(undoing._entries(session.connection(), run_uid(session))) == 3
    assert take_back(desk).claims == 5
    assert everything(desk) == before
    sound(desk)


def run_uid(session: Session) -> str:
    return session.scalars(select(ImportRun.uid)).one()


def test_what_others_use_by_now_stays_and_is_named(desk: Database) -> None:
    take(desk, f"{HEADER},source\n{SALT.splitlines()[1]},https://news.example/a\n".encode())
    again = {"speaker": "Ana López", "source": "https://news.example/a", "tags": ("food",)}
    work(desk, lambda session: make_claim(session, "Sugar is dear", **again))
    [(speaker,)] = rows_of(desk, Speaker, "Ana López")
    done = take_back(desk)
    assert done.kept == (
        f"source {2} is in use",
        f"speaker {speaker} is in use",
        "tag 2 is in use",
    )
    assert rows(desk, Claim, "text")[1:] == [("Sugar is dear",)]
    assert [name for (name,) in rows(desk, Tag, "name")] == ["venezuela", "food"]
    assert rows(desk, Source, "id") == [(1,), (2,)]
    assert rows(desk, Review, "id") == rows(desk, ImportRun, "id") == []
    sound(desk)


def rows_of(db: Database, model: Any, name: str) -> list[tuple[Any, ...]]:
    return [row[:1] for row in rows(db, model, "id", "name") if row[1] == name]


def test_a_scale_that_was_mapped_since_stays(desk: Database) -> None:
    take(desk, SALT.encode())
    work(desk, lambda session: services.scales.map_label(session, "snopes", "Odd", "mixed"))
    work(desk, lambda session: services.scales.map_label(session, "politifact", "Odd", "mixed"))
    assert take_back(desk).claims == 1
    assert rows(desk, RatingScale, "name") == [("politifact",), ("snopes",)]
    sound(desk)


def test_a_claim_that_was_worked_on_since_refuses(desk: Database) -> None:
    take(desk, f"{SALT}Pepper is dear,Ben,Example Checks,False,,\n".encode())
    work(desk, lambda session: mark(session, 2))
    told = refusal(desk)
    assert told.message == "run 1 cannot be taken back whole: worked on since: claim 2"
    assert told.hint == ("to keep these and take back the rest: factcheck import undo 1 --rest")


def test_more_than_a_few_are_counted(desk: Database) -> None:
    table = f"{HEADER}\n" + "".join(f"Claim {at},Ana López,X,False,,\n" for at in range(12))
    take(desk, table.encode())

    def marks(session: Session) -> None:
        for claim in range(2, 14):
            mark(session, claim)

    work(desk, marks)
    message = refusal(desk).message
    assert message.endswith(" and 2 more")
    assert message.count("claim ") == 10


def test_the_rest_goes_where_that_is_wanted(desk: Database) -> None:
    take(desk, f"{SALT}Pepper is dear,Ben,Example Checks,False,,\n".encode())
    work(desk, lambda session: mark(session, 2))
    held = (rows(desk, Review, "id", "raw"), rows(desk, Appearance, "id", "claim_id"))
    done = take_back(desk, rest=True)
    assert done.claims == 1
    assert done.kept[0] == "claim 2"
    assert "import_run 1 is in use" in done.kept
    assert [text for (text,) in rows(desk, Claim, "text")][1:] == ["Salt is cheap"]
    assert (rows(desk, Review, "id", "raw"), rows(desk, Appearance, "id", "claim_id")) == (
        *(held[0][:1], held[1][:2]),
    )
    assert rows(desk, Evidence, "claim_id") == [(2,)]
    assert rows_of(desk, Speaker, "Ben") == []
    sound(desk)


@pytest.mark.parametrize("rest", [False, True])
def test_what_was_done_and_taken_back_is_no_work(rest: bool, desk: Database) -> None:
    before = everything(desk)
    take(desk, SALT.encode())
    work(desk, lambda session: mark(session, 2), by="ben")
    work(desk, lambda session: take_back_entry(session, by="ben"), by="ben")
    assert take_back(desk, rest=rest).kept == ()
    assert everything(desk) == before


def test_what_was_taken_back_and_done_again_is_work(desk: Database) -> None:
    take(desk, SALT.encode())
    work(desk, lambda session: mark(session, 2), by="ben")
    work(desk, lambda session: take_back_entry(session, by="ben", seq=3), by="ben")
    work(desk, lambda session: take_back_entry(session, by="ben", seq=4), by="ben")
    assert rows(desk, Evidence, "id", "claim_id") == [(1, 2)]
    assert "worked on since: claim 2" in refusal(desk).message


def test_a_speaker_that_was_edited_since_refuses(desk: Database) -> None:
    take(desk, SALT.encode())

    def edit(session: Session) -> None:
        found = services.speakers.get(session, "Ana López")
        services.speakers.edit(session, found, {"kind": "person"})

    work(desk, edit)
    assert refusal(desk).message.endswith("worked on since: speaker 2")
    assert take_back(desk, rest=True).kept == ("speaker 2",)
    assert rows(desk, Speaker, "name", "kind")[1] == ("Ana López", "person")
    sound(desk)


def test_an_update_by_a_later_run_is_taken_back_to_what_it_was(desk: Database) -> None:
    take(desk, SALT.encode())
    before = everything(desk)
    later = SALT.replace("Half True", "False")
    assert take(desk, later.encode()).counts == {"updated": 1}
    assert rows(desk, Review, "rating", "verdict") == [("False", "refuted")]
    done = take_back(desk, 2)
    assert (done.run, done.claims, done.kept) == (2, 0, ())
    assert everything(desk) == before
    assert rows(desk, Review, "rating", "verdict") == [("Half True", "mixed")]
    sound(desk)
    assert take_back(desk, 1).claims == 1
    assert rows(desk, Review, "id") == []


def test_a_run_on_which_a_later_one_rests_refuses(desk: Database) -> None:
    take(desk, SALT.encode())
    take(desk, SALT.replace("Half True", "False").encode())
    assert refusal(desk, 1).message.endswith("worked on since: claim 2")


def test_an_update_is_taken_back_to_what_it_was_just_before(
    desk: Database, tmp_path: Path
) -> None:
    """Between two parts of an import somebody said what a label means."""
    odd = "Salt is cheap,Ana López,Odd Checks,{},https://odd.example/1,food"
    take(desk, f"{HEADER}\n{odd.format('Four owls')}\n".encode())
    path = tmp_path / "later.csv"
    path.write_text(f"{HEADER}\nPepper is dear,Ben,X,False,,\n{odd.format('Five owls')}\n")
    assert take(desk, path, limit=1).counts == {"created": 1}
    told = ("Odd Checks", "Four owls", "mixed")
    work(desk, lambda session: services.scales.map_label(session, *told))
    names = ("claim_id", "rating", "verdict", "confidence")
    before = rows(desk, Review, *names)[0]
    assert before == (2, "Four owls", "mixed", "person")
    assert take(desk, path, resume=True).counts == {"updated": 1}
    assert rows(desk, Review, *names)[0] == (2, "Five owls", None, None)
    assert take_back(desk, 2).claims == 1
    assert rows(desk, Review, *names) == [before]
    sound(desk)


def test_a_claim_to_which_another_relates_stays_with_all_that_hangs_on_it(desk: Database) -> None:
    take(desk, SALT.encode())
    held = everything(desk)
    get = services.claims.get
    work(desk, lambda session: make_relation(session, get(session, 1), get(session, 2)))
    done = take_back(desk)
    assert "claim 2 is in use" in done.kept
    now = everything(desk)
    for name in ("claim", "appearance", "review", "claim_tag", "speaker", "tag"):
        assert now[name] == held[name], name
    sound(desk)


def test_all_comes_back_with_an_undo_and_goes_again(desk: Database) -> None:
    before = everything(desk)
    take(desk, SALT.encode())
    held = everything(desk)
    take_back(desk)
    work(desk, lambda session: take_back_entry(session, by="ana"))
    assert everything(desk) == held
    sound(desk)
    take_back(desk)
    assert everything(desk) == before
    sound(desk)


def test_the_same_file_may_be_imported_again(desk: Database) -> None:
    take(desk, SALT.encode())
    held = [rows(desk, model, "id") for model in (Claim, Review, SpeakerAlias)]
    take_back(desk)
    assert take(desk, SALT.encode()).report.run == 2
    assert [len(one) for one in held] == [
        len(rows(desk, model, "id")) for model in (Claim, Review, SpeakerAlias)
    ]
    with pytest.raises(NotFound):
        take_back(desk, 1)
    assert take_back(desk, 2).claims == 1
    sound(desk)


@pytest.mark.parametrize("run", [0, 2, 2**31, 2**70])
def test_an_unknown_run(run: int, desk: Database) -> None:
    take(desk, SALT.encode())
    with pytest.raises(NotFound, match=rf"^there is no import run {run}$") as caught:
        take_back(desk, run)
    assert caught.value.hint == "factcheck import list"


def test_a_run_is_taken_back_once(desk: Database) -> None:
    take(desk, SALT.encode())
    take_back(desk)
    with pytest.raises(NotFound):
        take_back(desk)


def test_what_was_redacted_cannot_be_read_any_more(desk: Database) -> None:
    take(desk, SALT.encode())
    with desk.transaction(by="ana", action="redact", reason="order: 2/1") as session:
        session.execute(update(Change).where(Change.seq == 2).values(salt=None, payload=None))
        services.notes.add(session, session.get_one(Claim, 1), "by order", by="ana")
    assert refusal(desk).message == "what the run did was redacted: it cannot be read any more"


def test_runs_are_listed_newest_first(desk: Database) -> None:
    take(desk, SALT.encode())
    take(desk, b"claim\nAnother claim\n", by="ana")
    with desk.reading() as session:
        found = undoing.runs(session)
        told = [(one.id, one.started_by, one.format, one.created) for one in found]
    assert told == [(2, "ana", "csv", 1), (1, "ben", "csv", 1)]
