"""Many new records at once: what cannot be written is found, and harms no other."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.exchange.inserting import Bundle, Numbers, insert
from factcheck.history.record import Op
from factcheck.loading import row_class
from factcheck.models import Counter, Review, Tag
from tests import raw
from tests.exchange.carried import sound
from tests.factories import as_row


def tags(session: Session, *names: str) -> dict[str, str]:
    """Write tags of these names and uids, each a record of its own."""
    numbers = Numbers(session)
    bundles = []
    for place, name in enumerate(names):
        bundle = Bundle(f"line {place}")
        bundle.put("tag", id=numbers.next("tag"), uid=f"{name}-{place}", name=name)
        bundles.append(bundle)
    failed = insert(session, bundles)
    numbers.used(one for one in bundles if one.place not in failed)
    return failed


def held(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(Tag.name).order_by(Tag.id)))


def test_records_are_written(db: Database) -> None:
    with db.transaction(by="ana") as session:
        assert tags(session, "a", "b", "c") == {}
        assert tags(session, "d") == {}
        assert insert(session, []) == {}
    assert held(db) == ["a", "b", "c", "d"]
    sound(db)


def test_one_that_is_there_already_harms_no_other(db: Database) -> None:
    with db.transaction(by="ana") as session:
        failed = tags(session, "a", "b", "A", "c", "b", "d", "e")
    assert failed == dict.fromkeys(("line 2", "line 4"), "a record like it is there already")
    assert held(db) == ["a", "b", "c", "d", "e"]
    sound(db)


def test_the_one_among_many_is_found(db: Database) -> None:
    """Those before it in the same statement do not stay behind half written."""
    names = [f"tag {number}" for number in range(150)]
    with db.transaction(by="ana") as session:
        failed = tags(session, *names[:77], "TAG 3", *names[77:])
    assert failed == {"line 77": "a record like it is there already"}
    assert held(db) == names
    sound(db)


def test_all_may_fail(db: Database) -> None:
    with db.transaction(by="ana") as session:
        tags(session, "a")
    with db.transaction(by="ana") as session:
        assert set(tags(session, "a", "A")) == {"line 0", "line 1"}
    assert held(db) == ["a"]
    sound(db)


def test_what_hangs_on_a_record_that_failed_fails_with_it(db: Database) -> None:
    with db.transaction(by="ana") as session:
        numbers = Numbers(session)
        bundles = []
        for place in range(3):
            bundle = Bundle(f"line {place}")
            number, stage = numbers.next("claim"), "new" if place != 1 else "nowhere"
            bundle.add(as_row("claim", raw.row("claim", number, text=str(place), stage=stage)))
            child = Bundle(f"line {place}, review", needs=f"line {place}")
            told = raw.row("review", numbers.next("review"), claim_id=number)
            child.add(as_row("review", told))
            bundles += [bundle, child]
        failed = insert(session, bundles)
        numbers.used(one for one in bundles if one.place not in failed)
    assert failed.pop("line 1").startswith("does not fit: ")
    assert failed == {"line 1, review": "hangs on a record that was refused"}
    with db.reading() as session:
        assert session.scalars(select(Review.claim_id).order_by(Review.id)).all() == [1, 3]
    sound(db)


def test_numbers_go_on_behind_the_last_that_was_written(db: Database) -> None:
    with db.transaction(by="ana") as session:
        numbers = Numbers(session)
        assert [numbers.next("tag") for _ in range(3)] == [1, 2, 3]
        numbers.used([])
        assert numbers.next("tag") == 1
        numbers.used([Bundle("x", {"tag": [row_class("tag")(id=40), row_class("tag")(id=7)]})])
        assert numbers.next("tag") == 41
        numbers.used_by([Op("insert", "tag", 50, {}, 50), Op("update", "claim", 0, {}, 0)])
        assert Numbers(session).next("tag") == 51
        assert session.scalar(select(Counter.value).where(Counter.name == "claim")) == 0


def test_rows_stand_by_their_table() -> None:
    bundle = Bundle("line 1")
    one = bundle.put("tag", id=1, name=None, uid="u")
    two = bundle.add(row_class("claim")(id=2))
    three = bundle.put("tag", id=3)
    assert bundle.tables == {"tag": [one, three], "claim": [two]}
    assert dict(one) == {"id": 1, "uid": "u"}


def test_numbers_are_kept_or_new_and_may_be_given_back(session: Session) -> None:
    numbers = Numbers(session)
    assert numbers.all("tag", [5, None, 3]) == [5, 6, 3]
    numbers.give_back()
    assert numbers.all("tag", [None, None]) == [1, 2]
