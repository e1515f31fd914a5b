"""Records that were merged, there or here: laptops that merge, and those that do not know yet."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import Conflict
from factcheck.exchange import undoing
from factcheck.exchange.merged import groups
from factcheck.formats.base import Found
from factcheck.formats.typed import typed
from factcheck.models import Appearance, Claim, Evidence, Relation, Source, Speaker
from factcheck.records import AppearanceRecord
from factcheck.services import appearances, claims, merging, relations, speakers, tags, undo
from tests import filled
from tests.exchange.carried import export, lines_of, sound, take, work, written
from tests.exchange.conftest import Another
from tests.factories import make_claim, make_evidence, make_verdict
from tests.rows import rows

Line = dict[str, Any]


def begun(session: Session) -> None:
    """Two claims that say the same, by one speaker under two names, at one source twice."""
    make_claim(session, tags=("venezuela",))
    other = make_claim(
        session, "The same", speaker="M. Pompeo", source="https://b.example", tags=("flights",)
    )
    make_evidence(session, other, "supports", by="M. Pompeo", source="https://b.example")
    make_verdict(session, other, "refuted")
    speakers.alias(session, session.get_one(Speaker, 2), "The Secretary")
    make_claim(session, "Another claim", speaker="M. Pompeo", source="https://b.example")


def has_begun(db: Database) -> None:
    work(db, begun)


@pytest.fixture
def other(db: Database, another: Another) -> Database:
    """A second laptop that has all of it."""

    def has_it_too(second: Database) -> None:
        take(second, export(db))

    filled.database(db, has_begun)
    return filled.database(another(), has_it_too)


def join(kind: str) -> Any:
    """Merge number 2 into number 1."""
    model: Any = {"claims": Claim, "speakers": Speaker, "sources": Source}[kind]

    def does(session: Session) -> Any:
        service: Any = getattr(merging, kind)
        return service.merge(session, [session.get_one(model, 2)], session.get_one(model, 1))

    return does


KINDS = ("claims", "speakers", "sources")


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_merged_there_is_merged_here(db: Database, other: Database, kind: str) -> None:
    work(db, join(kind))
    done = take(other, export(db))
    assert done.refused() == {}
    assert done.results()[-1] == "updated"
    sound(other)
    assert lines(other) == lines(db)
    assert set(take(other, export(db)).results()) == {"unchanged"}
    assert set(take(db, export(other)).results()) == {"unchanged"}
    with other.reading() as session:
        assert speakers.get(session, "The Secretary").id in (1, 2)


def lines(db: Database) -> list[Line]:
    """An export but for the numbers that rows got here, and the versions they had."""
    return [_bare(one) for one in lines_of(export(db))]


def _bare(one: Any) -> Any:
    if isinstance(one, list):
        return [_bare(each) for each in one]
    if not isinstance(one, dict):
        return one
    return {key: _bare(value) for key, value in one.items() if key not in ("id", "versions")}


def test_what_was_worked_on_here_meanwhile_goes_over(db: Database, other: Database) -> None:
    def meanwhile(session: Session) -> None:
        claim = session.get_one(Claim, 2)
        make_evidence(session, claim, "refutes", note="Found here")
        tags.put(session, claim, ("here",))

    work(other, meanwhile, by="ben")
    work(db, join("claims"))
    assert take(other, export(db)).refused() == {}
    sound(other)
    assert rows(other, Claim, "merged_into") == [(None,), (1,), (None,)]
    assert rows(other, Evidence, "claim_id") == [(1,), (1,)]
    with other.reading() as session:
        assert tags.of(session, [1, 2]) == {1: ("flights", "here", "venezuela")}
    assert take(db, export(other)).refused() == {}
    assert rows(db, Evidence, "claim_id", "note")[1] == (1, "Found here")
    sound(db)


def test_verdicts_that_differ_are_the_desks_to_choose(db: Database, other: Database) -> None:
    work(other, lambda session: make_verdict(session, session.get_one(Claim, 1), "supported"))
    work(other, lambda session: make_verdict(session, session.get_one(Claim, 2), "mixed"))
    told = written({"type": "merge", "kind": "claim", **_uids(db, 2, 1)})
    done = take(other, told)
    assert list(done.refused().values()) == [
        "the verdicts in force on the content differ: supported on claim 1, mixed on claim 2"
    ]
    assert rows(other, Claim, "merged_into") == [(None,)] * 3
    sound(other)
    assert take(other, told, prefer="ours").results() == ["updated"]
    with other.reading() as session:
        assert claims.get(session, 2).content_verdict == "supported"
    sound(other)


def _uids(db: Database, uid: int, into: int) -> Line:
    found = [one for (one,) in rows(db, Claim, "uid")]
    return {"uid": found[uid - 1], "into": found[into - 1]}


def test_what_is_new_there_on_what_was_merged_here_comes_to_the_one_that_stands(
    db: Database, other: Database
) -> None:
    work(other, join("claims"), by="ben")

    def there(session: Session) -> None:
        claim = session.get_one(Claim, 2)
        record = AppearanceRecord("Zoë", "https://c.example")
        made = appearances.add(session, claim, record, by="ana")
        make_evidence(session, claim, "refutes", note="Found there")
        make_evidence(session, claim, "supports", note="Heard", appearance=made.id)
        relations.link(session, session.get_one(Claim, 3), "narrows", claim, by="ana")

    work(db, there)
    done = take(other, export(db))
    assert done.refused() == {}
    assert "merged into claim 1 here" in done.reasons()
    assert rows(other, Evidence, "claim_id") == [(1,)] * 3
    assert rows(other, Appearance, "claim_id")[-1] == (1,)
    assert rows(other, Relation, "claim_id", "other_id") == [(3, 1)]
    assert set(take(other, export(db)).results()) == {"unchanged"}
    sound(other)


def test_a_new_verdict_there_is_not_forced_on_what_stands_here(
    db: Database, other: Database
) -> None:
    work(other, join("claims"), by="ben")
    work(db, lambda session: make_verdict(session, session.get_one(Claim, 2), "mixed"))
    done = take(other, export(db))
    reason = "merged into claim 1 here, where what is new in it cannot stand beside what is there"
    assert list(done.refused().values()) == [reason]
    with other.reading() as session:
        assert claims.get(session, 1).content_verdict == "refuted"
    sound(other)


@pytest.mark.parametrize("kind", ["speakers", "sources"])
def test_claims_of_there_name_those_that_stand_here(
    db: Database, other: Database, kind: str
) -> None:
    """A merge of a speaker is no change of mind about its claims: nobody is asked."""
    work(other, join(kind), by="ben")
    work(db, lambda session: make_evidence(session, session.get_one(Claim, 3), note="New there"))
    done = take(other, export(db))
    assert done.refused() == {}
    column = "speaker_id" if kind == "speakers" else "source_id"
    assert rows(other, Appearance, column) == [(1,), (1,), (1,)]
    assert rows(other, Evidence, "note")[-1] == ("New there",)
    sound(other)


def test_other_names_of_there_stay_there_where_the_speaker_was_merged_here(
    db: Database, other: Database
) -> None:
    work(other, join("speakers"), by="ben")
    work(
        db, lambda session: speakers.alias(session, session.get_one(Speaker, 2), "The Ambassador")
    )
    done = take(other, export(db))
    assert "merged into speaker 1 here" in done.reasons()
    assert done.refused() == {}
    sound(other)


def test_a_merge_that_was_taken_back_there_stands_here(db: Database, other: Database) -> None:
    work(db, join("claims"))
    take(other, export(db))
    work(db, lambda session: undo.undo(session, by="ana"))
    assert len(take(other, export(db)).refused()) == 1  # nobody can tell which is the later one
    assert take(other, export(db), prefer="theirs").refused() == {}
    assert rows(other, Claim, "merged_into") == [(None,), (1,), (None,)]
    assert {one for (one,) in rows(other, Evidence, "claim_id")} == {1}
    sound(other)


def test_a_merge_of_what_is_not_here_is_refused(db: Database) -> None:
    filled.database(db, has_begun)
    one, two, three = (uid for (uid,) in rows(db, Claim, "uid"))

    def merge(uid: str, into: str) -> Line:
        return {"type": "merge", "kind": "claim", "uid": uid, "into": into}

    done = take(db, written(merge(one, "nobody"), merge(one, one), merge(two, one)))
    assert done.results() == ["refused", "unchanged", "updated"]
    assert list(done.refused().values()) == ["merges a claim that is not here"]
    done = take(db, written(merge(two, three), merge(three, two), merge(one, three)))
    assert done.results() == ["refused", "updated", "unchanged"]
    assert list(done.refused().values()) == ["was merged into claim 1 here"]
    assert rows(db, Claim, "merged_into") == [(None,), (1,), (1,)]
    sound(db)


def test_a_line_says_into_what_its_record_was_merged(db: Database) -> None:
    """Files without it can be read, too, as long as no name was taken again."""
    filled.database(db, has_begun)
    work(db, join("speakers"))
    merged = [one for one in lines_of(export(db)) if "merged_into" in one]
    (uid,) = [one["uid"] for one in lines_of(export(db), "speaker") if one["id"] == 1]
    assert [(one["name"], one["merged_into"]) for one in merged] == [("M. Pompeo", uid)]


def test_a_file_of_before_is_read_as_ever(db: Database, another: Another) -> None:
    filled.database(db, has_begun)
    for kind in KINDS:
        work(db, join(kind))
    before = [
        {key: value for key, value in one.items() if key != "merged_into"}
        for one in lines_of(export(db))
    ]
    empty = another()
    assert take(empty, written(*before)).refused() == {}
    assert export(empty) == export(db)
    sound(empty)


def test_what_was_merged_into_what_is_not_here_is_refused(db: Database) -> None:
    line = {"type": "speaker", "uid": "s1", "name": "Ana", "kind": "person", "merged_into": "s2"}
    done = take(db, written(line))
    assert list(done.refused().values()) == ["refers to a speaker that is not here"]
    for wrong in ("", 1, None, ["s2"]):
        done = take(db, written({**line, "merged_into": wrong}))
        assert done.results() == ["refused"]
    done = take(db, written({"type": "tag", "uid": "t1", "name": "a", "merged_into": "t2"}))
    assert done.results() == ["refused"]


def test_a_merged_record_of_a_name_that_is_here_is_no_stranger_s(
    db: Database, another: Another
) -> None:
    """It was merged there, and that says nothing of the one who bears the name here."""
    filled.database(db, has_begun)
    work(db, join("speakers"))
    stranger = another()
    work(stranger, lambda session: make_claim(session, "Mine", speaker="M. Pompeo"))
    assert take(stranger, export(db)).refused() == {}
    with stranger.reading() as session:
        found = session.scalars(select(Speaker).where(Speaker.name == "M. Pompeo")).all()
        assert [one.merged_into is None for one in found] == [True, False]
    sound(stranger)


def test_lines_are_taken_in_groups_without_a_chain() -> None:
    def line(uid: str, into: str | None = None) -> Found:
        told = {"type": "speaker", "uid": uid, "name": uid, "kind": "person"}
        return Found(uid, typed(told | ({"merged_into": into} if into else {})), b"")

    found = [line("a"), line("b", "a"), line("c", "a"), line("d", "c"), line("e", "d")]
    told = [[one.record.uid for one in group] for group in groups("speaker", found)]
    assert told == [["a"], ["b", "c"], ["d"], ["e"]]
    assert list(groups("tag", found)) == [found]


@pytest.mark.parametrize("kind", KINDS)
def test_an_import_that_merged_can_be_taken_back(db: Database, other: Database, kind: str) -> None:
    before = lines(other)
    work(db, join(kind))
    run = take(other, export(db)).report.run
    assert run is not None
    assert lines(other) != before
    work(other, lambda session: undoing.undo(session, run))
    assert lines(other) == before
    sound(other)


def test_what_was_imported_and_merged_since_is_kept(db: Database, other: Database) -> None:
    work(other, join("claims"))
    with pytest.raises(Conflict, match="worked on since: claim 1, claim 2"):
        work(other, lambda session: undoing.undo(session, 1))
    work(other, lambda session: undoing.undo(session, 1, rest=True))
    assert rows(other, Claim, "id", "merged_into") == [(1, None), (2, 1)]
    assert rows(other, Appearance, "claim_id") == [(1,), (1,)]
    sound(other)
