"""At the door of an import: what is likely here already is added, linked or stopped."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import RuleBroken
from factcheck.exchange import foreign, importing
from factcheck.exchange.outcome import Near, Outcome
from factcheck.exchange.repeats import Door, Like, apart
from factcheck.formats.base import (
    AppearanceFound,
    ClaimFound,
    EvidenceFound,
    Found,
    Person,
    ReviewFound,
)
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import (
    Appearance,
    Claim,
    ClaimAlias,
    ClaimTag,
    Evidence,
    ImportRun,
    Review,
    Source,
    Speaker,
    Tag,
)
from factcheck.services import matching, show
from tests import filled
from tests.exchange.carried import many, sound, take, work
from tests.exchange.test_foreign import table
from tests.exchange.test_importing import interrupted
from tests.exchange.test_undoing import everything, take_back
from tests.factories import make_claim, noise
from tests.rows import rows

HERE = "Hydroxychloroquine cures the coronavirus"
AGAIN = "Hydroxychloroquine is a cure for the coronavirus"
THIRD = "The coronavirus is cured by hydroxychloroquine"
OTHER = "Millions of dead people voted in Michigan"
COLUMNS = "claim,speaker,source,tags"
LEFT = (Claim, Appearance, ClaimAlias, ClaimTag, Tag, Speaker, Source, Evidence, Review)


def fill(db: Database) -> None:
    def made(session: Session) -> None:
        plain: dict[str, Any] = {"source": None, "said_on": None, "quote": None}
        make_claim(session, HERE, speaker="Ana", tags=("cures",), **plain)
        noise(session)

    work(db, made)


@pytest.fixture
def desk(db: Database) -> Database:
    """Claim 1, by Ana; and three that are none of its business."""
    return filled.database(db, fill)


def file(*lines: str) -> bytes:
    return table(*lines, columns=COLUMNS)


def handed(
    db: Database, policy: str, *told: ClaimFound, decided: Mapping[str, str] | None = None
) -> list[Outcome]:
    """Take records as a reader may hand them over, as work of our own."""
    with db.transaction(by="ben") as session:
        run = new(session, ImportRun(file="-", format="test", started_at=now(), started_by="ben"))
        session.flush()
        library = foreign.Library(run.id, "ben", True, Door(policy, decided or {}))
        found = [Found(f"line {n}", one, "raw") for n, one in enumerate(told, 1)]
        return foreign.take(library, session, found)


def claim(told: str = AGAIN, by: str | None = "Ben", **over: Any) -> ClaimFound:
    """A claim with all that may hang on it."""
    whole: dict[str, Any] = {
        "appearances": (
            AppearanceFound(Person(by) if by else None, "https://a.example/1", "2020", "so"),
        ),
        "evidence": (EvidenceFound("disputes", "no", "https://b.example/1"),),
        "tags": ("Cures", "virus"),
        "aliases": (THIRD,),
    }
    return ClaimFound(told, **(whole | over))


# the door itself


def test_those_that_are_likely_the_same_are_near_and_how_near(desk: Database) -> None:
    with desk.reading() as session:
        (near,) = Door().near(session, ClaimFound(AGAIN))
        (match,) = matching.checked(session, AGAIN).matches
        assert near == Near(1, "same", match.probability, HERE)
        assert str(near) == f"claim 1 is the same ({match.probability:.2f})"
        assert str(near._replace(zone="likely")).startswith("claim 1 is likely the same (")
        assert Door().near(session, ClaimFound(OTHER)) == ()
        assert Door().near(session, ClaimFound("?!")) == ()


def test_the_policy_holds_unless_it_was_decided_for_the_place() -> None:
    near = (Near(7, "same", 0.9, "x"), Near(8, "likely", 0.5, "y"))
    assert Door("add").into("line 1", near) is None
    assert Door("link").into("line 1", near) == 7
    with pytest.raises(RuleBroken, match=r"^claim 7 is the same \(0\.90\)$"):
        Door("stop").into("line 1", near)
    for policy in ("add", "link", "stop"):
        assert Door(policy).into("line 1", ()) is None
        assert Door(policy, {"line 1": "add"}).into("line 1", near) is None
        assert Door(policy, {"line 1": "link"}).into("line 1", near) == 7
    with pytest.raises(RuleBroken):
        Door("link", {"line 2": "stop"}).into("line 2", near)
    assert Door("link", {"line 2": "stop"}).into("line 1", near) == 7


def test_records_that_have_much_in_common_are_looked_up_one_after_another() -> None:
    def told(*texts: str) -> list[list[str]]:
        found = [Found(f"line {n}", ClaimFound(one), "raw") for n, one in enumerate(texts)]
        return [[one.record.text for one in run] for run in apart(found)]

    assert told() == []
    assert told("Salt is cheap", "Taxes rose", "?!", "") == [
        ["Salt is cheap", "Taxes rose", "?!", ""]
    ]
    assert told("Salt is cheap", "The salt", "Taxes", "Cheap taxes") == [
        ["Salt is cheap"],
        ["The salt", "Taxes"],
        ["Cheap taxes"],
    ]
    alike = "One two three four five six seven"
    assert len(told(alike, f"eight {alike}", alike)) == 3


def test_an_answer_may_name_another_record_of_the_file() -> None:
    door = Door("add", {"line 2": Like("line 1"), "line 3": Like("line 9")})
    near = (Near(7, "same", 0.9, "x", place="line 1"),)
    assert str(near[0]) == "line 1 of this file is the same (0.90)"
    door.took([Outcome("line 1", "created", None, 7), Outcome("line 9", "refused", "x")])
    assert door.into("line 2", near) == 7
    with pytest.raises(RuleBroken, match=r"^line 9, which it is linked to, was not taken$"):
        door.into("line 3", near)


# added


def test_a_claim_may_be_added_beside_the_one_that_it_likely_is(desk: Database) -> None:
    done = take(desk, file(f"{AGAIN},Ben,,", f"{OTHER},Ben,,"), tracked=True, on_duplicate="add")
    assert done.results() == ["created", "created"]
    first, other = done.outcomes
    assert [(one.claim, one.zone, one.text) for one in first.near] == [(1, "same", HERE)]
    assert first.notes == (str(first.near[0]),)
    assert (first.claim, other.near, other.notes) == (5, (), ())
    assert done.report.tally.notes[str(first.near[0])] == 1
    sound(desk)


def test_nobody_looks_where_nobody_asked_or_for_the_library(desk: Database) -> None:
    for wanted in (
        {"tracked": True},
        {"tracked": False, "on_duplicate": "stop"},
    ):
        done = take(desk, file(f"{AGAIN},Ben {len(wanted)},,"), **wanted)
        assert done.results() == ["created"]
        assert (done.outcomes[0].near, done.outcomes[0].notes) == ((), ())


# linked


def test_what_a_linked_record_tells_goes_to_the_claim(desk: Database) -> None:
    (done,) = handed(desk, "link", claim())
    assert (done.result, done.claim, done.notes) == ("updated", 1, ("linked to claim 1",))
    assert [one.claim for one in done.near] == [1]
    with desk.reading() as session:
        seen = show.claim(session, 1)
        assert (seen.text, seen.tags) == (HERE, ("cures", "virus"))
        assert [one.speaker for one in seen.appearances] == ["Ana", "Ben"]
        assert [(one.stance, one.note) for one in seen.evidence] == [("disputes", "no")]
        assert matching.checked(session, THIRD).matches[0].id == 1
    assert rows(desk, ClaimAlias, "claim_id", "text") == [(1, AGAIN), (1, THIRD)]
    assert many(desk, Claim) == [4]
    sound(desk)


@pytest.mark.parametrize(
    "told",
    [
        claim(),
        claim(appearances=()),
        claim(by=None),
        claim(HERE, aliases=()),
        claim(HERE, by=None),
        ClaimFound(AGAIN),
    ],
)
def test_what_was_linked_comes_again_unchanged(desk: Database, told: ClaimFound) -> None:
    assert [one.result for one in handed(desk, "link", told)] == ["updated"]
    before = many(desk, *LEFT)
    again = handed(desk, "link", told, told)
    assert [(one.result, one.claim) for one in again] == [("unchanged", 1)] * 2
    assert many(desk, *LEFT) == before
    sound(desk)


def test_records_of_one_file_that_tell_the_same_are_linked_once(desk: Database) -> None:
    """Also where only the speaker differs: the wording, the evidence and the tags are there."""
    done = handed(desk, "link", claim(), claim(), claim(by="Zoe"), claim(THIRD, aliases=()))
    assert [one.result for one in done] == ["updated", "unchanged", "updated", "unchanged"]
    assert {one.claim for one in done} == {1}
    assert many(desk, Claim, Appearance, ClaimAlias, Evidence) == [4, 6, 2, 4]
    assert rows(desk, ClaimTag, "claim_id", "tag_id").count((1, 1)) == 1
    sound(desk)


def test_the_words_of_the_claim_by_somebody_else_are_linked(desk: Database) -> None:
    told = file(f"{HERE},Ben,https://a.example/1,")
    done = take(desk, told, tracked=True, on_duplicate="link")
    assert (done.results(), done.outcomes[0].claim) == (["updated"], 1)
    assert many(desk, ClaimAlias) == [0]
    assert take(desk, told, tracked=True, on_duplicate="link").results() == ["unchanged"]
    with desk.reading() as session:
        assert [one.speaker for one in show.claim(session, 1).appearances] == ["Ana", "Ben"]


def test_a_claim_of_the_library_that_is_linked_to_becomes_our_work(desk: Database) -> None:
    work(desk, lambda session: setattr(session.get_one(Claim, 1), "tracked", 0))
    done = handed(desk, "link", ClaimFound(HERE, appearances=(AppearanceFound(Person("Ben")),)))
    assert [one.result for one in done] == ["updated"]
    with desk.reading() as session:
        assert show.claim(session, 1).tracked
    sound(desk)
    work(desk, lambda session: setattr(session.get_one(Claim, 1), "tracked", 0))
    nothing_else = handed(desk, "link", ClaimFound(f"{HERE}!"))
    assert [one.result for one in nothing_else] == ["updated"]
    with desk.reading() as session:
        assert show.claim(session, 1).tracked


def test_a_review_goes_with_the_record_that_is_linked(desk: Database) -> None:
    review = ReviewFound("Checks", url="https://checks.example/1", rating="False")
    work(desk, lambda session: setattr(session.get_one(Claim, 1), "tracked", 0))
    told = claim(reviews=(review,))
    (done,) = handed(desk, "link", told)
    assert (done.result, done.claim, done.notes) == ("created", 1, ("linked to claim 1",))
    assert [one.claim for one in done.near] == [1]
    assert rows(desk, Review, "claim_id", "rating") == [(1, "False")]
    with desk.reading() as session:
        assert show.claim(session, 1).tracked
    before = many(desk, *LEFT)
    (again,) = handed(desk, "link", told)
    assert (again.result, again.near, again.notes) == ("unchanged", (), ())
    assert many(desk, *LEFT) == before
    sound(desk)


def test_an_import_that_linked_is_taken_back_whole(desk: Database) -> None:
    work(desk, lambda session: setattr(session.get_one(Claim, 1), "tracked", 0))
    before = everything(desk)
    told = file(f"{AGAIN},Ben,https://a.example/1,new", f"{THIRD},Ana,,cures")
    assert take(desk, told, tracked=True, on_duplicate="link").counts == {"updated": 2}
    assert everything(desk) != before
    done = take_back(desk)
    assert (done.claims, done.kept) == (0, ())
    assert everything(desk) == before
    sound(desk)


# stopped


def test_what_is_stopped_leaves_nothing_behind_and_others_are_taken(desk: Database) -> None:
    before = many(desk, *LEFT)
    done = handed(desk, "stop", claim(by="Somebody new"))
    assert [(one.result, one.claim, one.raw) for one in done] == [("refused", None, "raw")]
    assert done[0].reason == str(done[0].near[0])
    assert many(desk, *LEFT) == before
    told = file(f"{AGAIN},Carla,https://a.example/1,new", f"{OTHER},Ben,,")
    both = take(desk, told, tracked=True, on_duplicate="stop")
    assert both.results() == ["refused", "created"]
    assert [*both.refused().values()] == [str(done[0].near[0])]
    with desk.reading() as session:
        assert "Carla" not in session.scalars(select(Speaker.name)).all()
        assert session.scalars(select(Source).where(Source.url.contains("a.example"))).all() == []
    assert many(desk, Tag)[0] == before[LEFT.index(Tag)]
    sound(desk)


def test_with_strict_what_is_stopped_stops_everything(desk: Database) -> None:
    before = many(desk, *LEFT)
    told = file(f"{OTHER},Ben,,", f"{AGAIN},Ben,,")
    with pytest.raises(importing.Strict, match="claim 1 is the same"):
        take(desk, told, tracked=True, on_duplicate="stop", strict=True)
    assert many(desk, *LEFT) == before


def test_single_records_may_be_decided_otherwise(desk: Database) -> None:
    told = file(f"{AGAIN},Ben,,", f"{THIRD},Ben,,", f"{AGAIN}!,Zoe,,")
    wanted: dict[str, Any] = {"tracked": True, "on_duplicate": "stop"}
    places = [one.place for one in take(desk, told, dry_run=True, **wanted).outcomes]
    decided = {places[0]: "link", places[1]: "add"}
    done = {one.place: one for one in take(desk, told, decided=decided, **wanted).outcomes}
    assert [done[one].result for one in places] == ["updated", "created", "refused"]
    sound(desk)


# who is not asked


@pytest.mark.parametrize("policy", ["add", "link", "stop"])
def test_the_very_same_claim_is_not_asked_about(desk: Database, policy: str) -> None:
    done = take(desk, file(f"“{HERE}”,Ana,,"), tracked=True, on_duplicate=policy)
    (one,) = done.outcomes
    assert (one.result, one.claim, one.near, one.notes) == ("unchanged", 1, (), ())


def test_a_review_that_is_here_is_not_asked_about(desk: Database) -> None:
    review = ReviewFound("Checks", url="https://checks.example/1", rating="False")
    handed(desk, "add", claim(OTHER, reviews=(review,)))
    (one,) = handed(desk, "stop", claim(OTHER, reviews=(review,)))
    assert (one.result, one.near) == ("unchanged", ())


@pytest.mark.parametrize("by", ["Ben", "Invented Speaker 1"])
def test_a_review_of_the_same_words_by_somebody_else_is_asked_about(
    desk: Database, by: str
) -> None:
    """Whether that one is known here or not: it would be a claim of its own."""
    review = ReviewFound("Checks", url="https://checks.example/1", rating="False")
    (one,) = handed(desk, "stop", claim(HERE, by=by, reviews=(review,)))
    assert (one.result, [near.claim for near in one.near]) == ("refused", [1])
    (one,) = handed(desk, "stop", claim(HERE, by=None, reviews=(review,)))
    assert (one.result, one.claim) == ("created", 1), "this may be the same one"


# going on


def test_an_import_that_goes_on_still_knows_what_to_do(
    desk: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    path = tmp_path / "claims.csv"
    path.write_bytes(file(f"{OTHER},Ben,,", f"{AGAIN},Ben,,"))
    begun = take(desk, path, tracked=True, on_duplicate="link", limit=1)
    assert (begun.results(), begun.report.finished) == (["created"], False)
    rest = take(desk, path, resume=True)
    assert [(one.result, one.claim) for one in rest.outcomes] == [("updated", 1)]
    sound(desk)


def test_one_that_was_stopped_goes_on_and_may_be_told_otherwise(
    desk: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    path = tmp_path / "claims.csv"
    path.write_bytes(file(f"{OTHER},Ben,,", f"{AGAIN},Ben,,"))
    done = interrupted(desk, path, 1, tracked=True, on_duplicate="stop")
    assert done.results() == ["refused"]
    path.write_bytes(file(f"{OTHER} twice,Ben,,", f"{AGAIN},Ben,,"))
    take(desk, path, tracked=True, on_duplicate="link", limit=1)
    assert take(desk, path, resume=True, on_duplicate="add").results() == ["created"]
