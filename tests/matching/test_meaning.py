"""What is near in meaning, how near, and what is told where an embedder fails."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck import vectors
from factcheck.db import Database
from factcheck.matching import candidates, chance, meaning, posts
from factcheck.matching.meaning import Near, Sense, Space
from factcheck.storage import embedding
from tests import filled
from tests.embedders import Broken, Grams, Odd
from tests.factories import make_claim

TEXTS = ("A doctor drove the car into the sea", "The child ate bread", "Bleach kills the virus")
ASKED = "physician automobile"  # no word of it is in any claim
PLAIN: dict[str, Any] = {"speaker": None, "source": None, "said_on": None, "quote": None}


def fill(db: Database) -> None:
    with db.transaction(by="ana") as session:
        for one in TEXTS:
            make_claim(session, one, **PLAIN)
    embedding.fill(db, Grams())


@pytest.fixture
def desk(db: Database) -> Database:
    return filled.database(db, fill)


def near(session: Session, told: str = ASKED, *but: int) -> dict[int, Near]:
    return meaning.near(session.connection(), Sense(), Grams(), told, but)


def test_the_nearest_comes_first(desk: Database) -> None:
    with desk.reading() as session:
        found = near(session)
        assert next(iter(found)) == 1
        cosines = [one.cosine for one in found.values()]
        assert cosines == sorted(cosines, reverse=True)
        assert 0.3 < cosines[0] < 1
        assert 1 not in near(session, ASKED, 1)
        exactly = near(session, TEXTS[2])[3]
        assert exactly.cosine == pytest.approx(1, abs=0.01)


def test_a_text_without_words_is_near_to_nothing(desk: Database) -> None:
    with desk.reading() as session:
        assert near(session, "?!") == {}


def test_how_unusual_it_is_can_be_said_where_there_are_enough(
    desk: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk.reading() as session:
        assert {one.height for one in near(session).values()} == {None}
        monkeypatch.setattr(meaning, "FEW", 3)
        heights = [one.height or 0 for one in near(session).values()]
        assert heights == sorted(heights, reverse=True)
        # Of three, one stands out by 2 / sqrt(2) standard deviations at most.
        assert 0.5 < heights[0] < 1.42


def test_vectors_are_held_or_read_anew(desk: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk.reading() as session:
        held = Space(session.connection(), Grams())
        assert [len(block) for _, block in held.held] == [3]
        monkeypatch.setattr(meaning, "HELD", 3 * 64 - 1)
        bare = Space(session.connection(), Grams())
        assert (bare.held, bare.total) == ([], 3)
        asked = vectors.made(Grams(), [ASKED])[0]
        assert bare.nearest(asked) == held.nearest(asked)


def test_at_most_so_many_are_found(desk: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "MOST", 1)
    with desk.reading() as session:
        assert list(near(session)) == [1]
        assert len(near(session, TEXTS[1], 2)) == 1


def test_what_is_missing_is_told_once(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        make_claim(session, "A fourth", **PLAIN)
    sense = Sense()
    with desk.reading() as session:
        for _ in range(2):
            meaning.near(session.connection(), sense, Grams(), ASKED, ())
        told = "1 of 4 claims has no vector of grams-1 yet: factcheck db reindex --vectors"
        assert sense.notices == [told]
        sense = Sense()
        assert meaning.near(session.connection(), sense, Other(), ASKED, ()) == {}
        told = "4 of 4 claims have no vector of other-1 yet: factcheck db reindex --vectors"
        assert sense.notices == [told]


class Other(Grams):
    model = "other-1"


@pytest.mark.parametrize(
    ("embedder", "why"),
    [
        (Broken(), "the embedder broken-1 failed: RuntimeError: the model is gone"),
        (Odd([]), "grams-1 gave 0 numbers, not 1 x 64"),
    ],
)
def test_one_that_fails_is_told_of_once_and_left_out(
    desk: Database, embedder: Grams, why: str
) -> None:
    sense = Sense()
    with desk.reading() as session:
        for _ in range(2):
            assert meaning.near(session.connection(), sense, embedder, ASKED, ()) == {}
    assert sense.notices == [f"{why}: matches are by words alone"]


# joined with what is found by words


def joined(session: Session, told: str, found: dict[int, Near]) -> list[candidates.Candidate]:
    return candidates.joined(session.connection(), posts.read(told), found)


def test_without_anything_near_all_is_as_by_words(desk: Database) -> None:
    with desk.reading() as session:
        told = "The doctor says bleach kills a child"
        best = candidates.best(session.connection(), posts.read(told))
        assert len(best) == 3
        for one, other in zip(joined(session, told, {}), best, strict=True):
            assert one._replace(question=other.question) == other


def test_what_shares_no_word_is_found_by_its_meaning(desk: Database) -> None:
    with desk.reading() as session:
        assert candidates.best(session.connection(), posts.read(ASKED)) == []
        found = joined(session, ASKED, near(session))
        assert found[0].id == 1
        assert found[0].score == 0
        assert found[0].chance < 0.05
        assert found[0].near == near(session)[1]


def test_both_orders_count_alike(desk: Database) -> None:
    with desk.reading() as session:
        told = "doctor car bleach"
        by_words = [one.id for one in candidates.best(session.connection(), posts.read(told))]
        assert by_words == [1, 3]
        one, two = Near(0.9, None), Near(0.5, None)
        assert [each.id for each in joined(session, told, {3: one, 1: two})] == [1, 3]
        assert [each.id for each in joined(session, told, {3: one})] == [3, 1]
        assert [each.id for each in joined(session, told, {2: one})] == [1, 2, 3]
        assert [each.near for each in joined(session, told, {3: one})] == [one, None]


def test_a_text_without_words_has_no_candidates(desk: Database) -> None:
    with desk.reading() as session:
        assert joined(session, "?!", {1: Near(0.9, 5.0)}) == []


def test_what_is_unusually_near_is_more_likely(desk: Database) -> None:
    with desk.reading() as session:
        told = "doctor car"
        chances = [
            joined(session, told, {1: Near(0.9, height)})[0].chance for height in (1.0, 4.0, 9.0)
        ]
        assert chances == sorted(chances)
        assert chances[0] < chances[2]
        by_words = candidates.best(session.connection(), posts.read(told))[0]
        assert joined(session, told, {1: Near(0.9, None)})[0].chance == by_words.chance
        found = joined(session, TEXTS[0], {1: Near(0.0, -5.0)})[0]
        assert found.chance == chance.VERBATIM
