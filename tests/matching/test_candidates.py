"""Claims that may be alike: found by their rarest words, at a bounded cost, on both engines."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from factcheck import indexing
from factcheck.db import Database
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.indexing import GAP, Document
from factcheck.matching import candidates, chance, posts
from factcheck.matching.candidates import Budget, Candidate, best
from factcheck.models import Claim
from factcheck.search import engine
from factcheck.services import claims, undo
from factcheck.services.merging.claims import merge
from tests import filled
from tests.factories import make_claim, make_review
from tests.long import LONG

EXAMPLES = 1_000 if LONG else 40
TEXTS = (
    "Nicolás Maduro was about to leave Venezuela by plane, and Russia told him to stay",
    "Hydroxychloroquine cures the coronavirus",
    "The pope endorsed Donald Trump for president",
    "Millions of dead people voted in Michigan in 2020",
    "Bill Gates plans to put chips into every vaccine",
    "Drinking bleach kills the coronavirus",
)
SPANISH = "Las elecciones de abril fueron robadas por los venezolanos"
GERMAN = "Die Impfungen verändern das Erbgut der Kinder"


def say(session: Session, *texts: str, **over: Any) -> list[int]:
    told: dict[str, Any] = {"speaker": None, "source": None, "said_on": None, "quote": None}
    return [make_claim(session, one, **(told | over)).id for one in texts]


def told_all(db: Database) -> None:
    with db.transaction(by="ana") as session:
        say(session, *TEXTS)


@pytest.fixture
def desk(db: Database) -> Database:
    return filled.database(db, told_all)


def ask(session: Session, told: str, *args: Any, **over: Any) -> list[Candidate]:
    return best(session.connection(), posts.read(told), *args, **over)


def ids(found: Sequence[Candidate]) -> list[int]:
    return [one.id for one in found]


def test_the_claim_that_shares_most_comes_first(desk: Database) -> None:
    with desk.reading() as session:
        found = ask(session, "Hydroxychloroquine is for the coronavirus!")
        assert ids(found) == [2, 6]
        assert found[0].score > found[1].score
        assert found[0].likeness.rank == 1
        assert 0 < found[1].likeness.rank < 1
        assert found[0].parts == (("hydroxychloroquin", "cure", "the", "coronavirus"),)


def test_words_weigh_by_how_few_claims_hold_them(desk: Database) -> None:
    with desk.reading() as session:
        (one, _other) = ask(session, "hydroxychloroquine coronavirus atlantis")
        # Of six claims, in one, two and none of them.
        assert one.question.weights == pytest.approx(
            {
                "hydroxychloroquin": math.log(1 + 5.5 / 1.5),
                "coronavirus": math.log(1 + 4.5 / 2.5),
                "atlanti": math.log(1 + 6.5 / 0.5),
            }
        )
        assert one.likeness.rarest == pytest.approx(math.log(1 + 5.5 / 1.5) / math.log(7))


def test_how_rare_words_are_can_be_asked_alone(desk: Database) -> None:
    with desk.reading() as session:
        connection = session.connection()
        assert candidates.rarity(connection, {"coronavirus", "atlanti"}) == pytest.approx(
            {"coronavirus": math.log(1 + 4.5 / 2.5), "atlanti": math.log(1 + 6.5 / 0.5)}
        )
        assert candidates.rarity(connection, set()) == {}


def test_names_and_numbers_are_known(desk: Database) -> None:
    with desk.reading() as session:
        (one, *_) = ask(session, "there Michigan counted 2,020 dead")
        assert one.id == 4
        mine = one.question.weights
        expected = mine["michigan"] / (mine["michigan"] + mine["2020"])
        assert one.likeness.names == pytest.approx(1)
        (one, *_) = ask(session, "there Michigan counted 1999 dead")
        assert one.likeness.names < expected


def test_what_leads_to_a_claim_counts_for_the_rank_alone(db: Database) -> None:
    with db.transaction(by="ana") as session:
        say(session, "IlhanMN wrote this", "Nobody wrote this")
    with db.reading() as session:
        (one,) = ask(session, "@IlhanMN")
        assert (one.id, one.likeness.covered) == (1, 0)
        assert one.question.ranked.keys() - one.question.weights.keys() == {"ilhanmn"}
        assert ids(ask(session, "Ilhan MN")) == []


@pytest.mark.parametrize("told", ["", " ?! … ", "https://t.co/abc", "\x01", "\0", "Atlantis sank"])
def test_a_text_that_shares_no_word_finds_nothing(desk: Database, told: str) -> None:
    with desk.reading() as session:
        assert ask(session, told) == []


def test_an_empty_database_finds_nothing(db: Database) -> None:
    with db.reading() as session:
        assert ask(session, "Anything") == ask(session, "Anything", "es") == []


def test_small_words_lead_nowhere(desk: Database) -> None:
    with desk.reading() as session:
        assert ask(session, "The sinking of the Atlantis in the sea") == []


def test_some_can_be_left_out(desk: Database) -> None:
    with desk.reading() as session:
        told = "Hydroxychloroquine for the coronavirus"
        assert ids(ask(session, told, None, {2})) == [6]
        one = Budget(read=1)
        assert ids(ask(session, told, budget=one)) == [2]
        assert ids(ask(session, told, None, [2], one)) == [6], "they take nobody's place"
        assert ask(session, told, None, range(9)) == []


@pytest.mark.parametrize(
    ("told", "near"),
    [
        # Each word is in one claim: it weighs the same, but the coronavirus, which is in two.
        ("hydroxychloroquine cures plane", [1, 2]),
        ("hydroxychloroquine cures coronavirus plane", [2]),
        ("hydroxychloroquine cures coronavirus plane russia", [1, 2]),
    ],
)
def test_claims_that_share_far_less_than_the_best_are_not_read(
    desk: Database, monkeypatch: pytest.MonkeyPatch, told: str, near: list[int]
) -> None:
    with desk.reading() as session:
        watch = Watch(session.connection(), monkeypatch)
        assert sorted(ids(ask(session, told))) == near
        assert watch.rows == len(near)
        monkeypatch.setattr(candidates, "PART", 0.0)
        everything = ask(session, told)
        hidden = [one for one in everything if one.id not in near]
        assert len(hidden) == watch.rows - len(near)
        assert {chance.zone(one.chance) for one in hidden} <= {"new"}


def test_what_is_left_out_hides_no_other_claim(desk: Database) -> None:
    with desk.reading() as session:
        told = "hydroxychloroquine cures coronavirus plane"
        assert ids(ask(session, told)) == [2]
        assert sorted(ids(ask(session, told, None, {2}))) == [1, 6]


# how sure it is


def test_the_very_words_are_the_same_claim(desk: Database) -> None:
    with desk.reading() as session:
        (one, *_) = ask(session, "the POPE endorsed 'Donald Trump' for president...")
        assert (one.id, one.verbatim) == (3, True)
        sure = one.chance
        assert sure == chance.of(one.likeness, one.lead) > chance.VERBATIM
        (other, *_) = ask(session, "for president Donald Trump endorsed the pope")
        assert (other.id, other.verbatim) == (3, False)
        assert other.chance == chance.of(other.likeness, other.lead) < sure


def test_the_very_words_are_the_same_even_where_nothing_else_says_so(db: Database) -> None:
    with db.transaction(by="ana") as session:
        say(session, "Trump won Michigan", "Trump won Michigan twice there")
    with db.reading() as session:
        one, other = ask(session, "Trump won Michigan!")
        assert (one.id, one.verbatim, other.verbatim) == (1, True, False)
        assert chance.of(one.likeness, one.lead) < chance.VERBATIM
        assert one.chance == chance.VERBATIM
        assert chance.zone(other.chance) != "same"


def test_the_lead_is_that_over_another_claim(desk: Database) -> None:
    with desk.reading() as session:
        found = ask(session, "Hydroxychloroquine, the coronavirus, and Trump in Michigan")
        scores = [one.score for one in found]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) == 4
        assert [one.lead for one in found] == pytest.approx(
            [
                scores[0] - max(scores[1], candidates.NAMESAKE),
                *(one - scores[0] for one in scores[1:]),
            ]
        )


def test_where_there_is_no_other_claim_it_leads_over_a_usual_one(desk: Database) -> None:
    with desk.reading() as session:
        (one,) = ask(session, "Bill Gates and vaccines")
        assert one.lead == pytest.approx(one.score - candidates.USUAL)
        (one,) = ask(session, "Bill Gates and others")
        assert one.lead == pytest.approx(one.score - candidates.NAMESAKE)


@pytest.mark.parametrize(
    ("claim", "told", "zone"),
    [
        ("A claim", "Another claim", "related"),
        ("A claim", "A claim.", "same"),
        ("A claim", "Claim?", "same"),
        ("The first claim", "The second claim", "new"),
        ("Taxes rose in 2019", "Taxes rose in 2020", "related"),
        ("Taxes rose in 2019", "Taxes rose", "same"),
        ("Bleach kills the coronavirus", "bleach", "new"),
        ("Bleach kills the coronavirus", "Bleach cures cancer", "new"),
        ("Bleach kills the coronavirus", "The coronavirus is killed by bleach", "same"),
    ],
)
def test_a_short_text_is_not_the_same_for_a_word_or_two(
    db: Database, claim: str, told: str, zone: str
) -> None:
    with db.transaction(by="ana") as session:
        say(session, claim)
    with db.reading() as session:
        (one,) = ask(session, told)
        assert chance.zone(one.chance) == zone


def test_a_claim_told_twice_is_no_other_claim(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        say(session, "Bill Gates plans to put chips into any vaccine")
    with desk.transaction(by="ana") as session:
        one, two = ask(session, "Bill Gates plans to chip vaccines")
        assert {one.id, two.id} == {5, 7}
        assert one.lead == pytest.approx(one.score - candidates.USUAL)
        assert two.lead == pytest.approx(two.score - candidates.USUAL)
        say(session, "Bill Gates plans to chip Michigan")
    with desk.reading() as session:
        one, two, three = ask(session, "Bill Gates plans to chip vaccines")
        assert 8 in (one.id, two.id, three.id)
        leads = {found.id: found.lead for found in (one, two, three)}
        scores = {found.id: found.score for found in (one, two, three)}
        assert scores[8] > candidates.USUAL
        assert leads[5] == pytest.approx(scores[5] - scores[8])
        assert leads[7] == pytest.approx(scores[7] - scores[8])
        assert leads[8] == pytest.approx(scores[8] - max(scores[5], scores[7]))


def test_a_name_alone_is_no_claim_in_a_small_database(db: Database) -> None:
    with db.transaction(by="ana") as session:
        say(session, *TEXTS[:3])
    with db.reading() as session:
        for told in (
            *("Trump", "Donald Trump", "Donald Trump fell ill", "The pope saw Trump"),
            *("Maduro", "Nicolás Maduro", "The pope saw Nicolás Maduro", "Hydroxychloroquine"),
            *("the coronavirus", "a coronavirus outbreak in China", "Russia and Venezuela"),
        ):
            found = ask(session, told)
            assert found
            assert "same" not in {chance.zone(one.chance) for one in found}, told
        for told in (
            *("Hydroxychloroquine is a cure for the coronavirus", "Pope endorses Trump"),
            "Maduro wanted to leave Venezuela by plane, but Russia told him to stay",
        ):
            assert chance.zone(ask(session, told)[0].chance) == "same", told


# languages


def mix(desk: Database) -> None:
    told_all(desk)
    with desk.transaction(by="ana") as session:
        say(session, SPANISH, language="es")
        say(session, GERMAN, language="de-AT")
        say(session, "選挙は四月です、2020年に", language="ja")


@pytest.fixture
def mixed(db: Database) -> Database:
    return filled.database(db, mix)


@pytest.mark.parametrize(
    ("told", "language", "number", "stems"),
    [
        ("Robaron la elección de abril: venezolano", None, 7, "es"),
        ("Robaron la elección de abril: venezolano", "es-MX", 7, "es"),
        ("Impfung verändere das Erbgut von Kindern", None, 8, "de"),
        ("四月の選挙", None, 9, "0"),
        ("四月の選挙", "ja", 9, "0"),
        ("The popes endorsing Trump", None, 3, "en"),
        ("The popes endorsing Trump", "en-GB", 3, "en"),
    ],
)
def test_a_text_is_compared_in_the_language_of_each_claim(
    mixed: Database, told: str, language: str | None, number: int, stems: str
) -> None:
    with mixed.reading() as session:
        (found, *_) = ask(session, told, language)
        assert (found.id, found.question.stems) == (number, stems)
        assert found.likeness.covered > 0.3


def test_a_claim_of_another_language_is_found_by_what_is_the_same_in_both(mixed: Database) -> None:
    with mixed.reading() as session:
        found = ask(session, "En Michigan, en 2020", "es")
        assert ids(found) == [4, 9]
        assert {one.question.stems for one in found} == {"es"}
        assert found[0].question.divided(found[0].parts) == (["2020"], ["michig"])


# what it costs


HELD = st.lists(st.tuples(st.floats(0.1, 20), st.sets(st.integers(1, 12))), min_size=1, max_size=6)


@given(HELD)
def test_of_what_shares_one_word_only_what_is_read_is_summed(
    words: list[tuple[float, set[int]]],
) -> None:
    everything = set[int]().union(*(held for _weight, held in words))
    whole = {
        number: sum(weight for weight, held in words if number in held) for number in everything
    }
    told = candidates.sums(words)
    assert told.items() <= whole.items()
    best = max(whole.values(), default=0.0)
    left_out = whole.keys() - told.keys()
    assert all(whole[number] < candidates.PART * best for number in left_out)


class Watch:
    """What is asked of the index: counts, and the entries of each word."""

    def __init__(self, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
        self.counted: list[str] = []
        self.read: dict[str, int] = {}
        self.rows = 0
        own = engine.dialect(connection)
        for name in ("counts", "holders", "held"):
            monkeypatch.setattr(own, name, getattr(self, f"_{name}")(getattr(own, name)))

    def _counts(self, asked: Callable[..., Any]) -> Callable[..., Any]:
        def counts(connection: Connection, tokens: Any, size: int) -> Any:
            self.counted += sorted(tokens)
            return asked(connection, tokens, size)

        return counts

    def _holders(self, asked: Callable[..., Any]) -> Callable[..., Any]:
        def holders(connection: Connection, tokens: Sequence[str], *args: Any) -> Any:
            found = list(asked(connection, tokens, *args))
            self.read |= dict(zip(tokens, map(len, found), strict=True))
            return found

        return holders

    def _held(self, asked: Callable[..., Any]) -> Callable[..., Any]:
        def held(connection: Connection, ids: Sequence[int], field: str) -> Any:
            self.rows = len(ids)
            return asked(connection, ids, field)

        return held


def fill(connection: Connection, *texts: str) -> None:
    indexing.write(
        connection,
        [Document(at, one, f"{GAP} {GAP}en", "") for at, one in enumerate(texts, 1)],
    )


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("one two four", {"one": 1, "two": 2}),
        ("two six", {"two": 2}),
        ("four one", {"one": 1, "four": 4}),
        ("eight six", {"six": 5}),
        ("eight", {"eight": 5}),
        ("none eight", {"eight": 5}),
        ("none", {}),
    ],
)
def test_only_so_many_entries_are_read_the_rarest_words_first(
    db: Database, monkeypatch: pytest.MonkeyPatch, told: str, read: dict[str, int]
) -> None:
    many = {"one": 1, "two": 2, "four": 4, "six": 6, "eight": 8}
    with db.engine(writing=True).begin() as connection:
        fill(connection, *(" ".join(w for w, n in many.items() if at < n) for at in range(8)))
        watch = Watch(connection, monkeypatch)
        best(connection, posts.read(told), budget=Budget(postings=5))
        assert watch.read == read
        assert sum(watch.read.values()) <= 5


def test_of_a_word_that_very_many_hold_the_newest_are_read(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.engine(writing=True).begin() as connection:
        fill(connection, *(["covid"] * 500))
        watch = Watch(connection, monkeypatch)
        found = best(connection, posts.read("Covid"), budget=Budget(20, 10, 4))
        assert watch.read == {"covid": 20}
        assert watch.rows == 10
        assert ids(found) == [481, 482, 483, 484]


def test_what_is_known_of_words_is_asked_once(
    desk: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk.reading() as session:
        watch = Watch(session.connection(), monkeypatch)
        ask(session, "Bill Gates in Atlantis")
        assert watch.counted == ["atlanti", "bill", "gate"]
        ask(session, "Bill Gates in Michigan")
        assert watch.counted[3:] == ["michigan"]


def test_a_claim_that_is_new_is_found_by_words_that_nobody_held(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        assert ask(session, "Atlantis sank") == []
        indexing.index(session.connection(), say(session, "They say that Atlantis is no more"))
        assert ids(ask(session, "Atlantis sank")) == [7], "at once, as an import writes them"
        indexing.index(session.connection(), say(session, "La Atlántida", language="es"))
        assert ids(ask(session, "Atlántidas")) == [8], "and in a language that was not there"
    with desk.reading() as session:
        assert ids(ask(session, "Atlantis sank")) == [7]


@pytest.mark.parametrize("many", [1, 1_000])
def test_in_a_large_database_new_words_are_found_and_known_ones_kept(
    db: Database, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """From so many claims on, what was counted holds until a hundredth is new."""
    monkeypatch.setattr(candidates, "_MANY", many)
    with db.transaction(by="ana") as session:
        row = Claim(id=500, text="Bill Gates was here", added_at=now(), added_by="ana")
        claims.refresh(session, new(session, row))
    with db.transaction(by="ana") as session:
        assert ids(ask(session, "Gates in Atlantis")) == [500]
        say(session, "Atlantis sank")
    with db.transaction(by="ana") as session:
        watch = Watch(session.connection(), monkeypatch)
        assert sorted(ids(ask(session, "Gates in Atlantis"))) == [1, 500]
        assert watch.counted == (["atlanti"] if many == 1 else ["atlanti", "gate"])
        row = Claim(id=600, text="Bill Gates left", added_at=now(), added_by="ana")
        claims.refresh(session, new(session, row))
    with db.transaction(by="ana") as session:
        watch = Watch(session.connection(), monkeypatch)
        assert sorted(ids(ask(session, "Gates"))) == [500, 600]
        assert watch.counted == ["gate"], "a sixth is new"


def test_what_is_undone_or_merged_is_not_found(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        say(session, "Atlantis sank")
    with desk.transaction(by="ana") as session:
        assert ids(ask(session, "Atlantis")) == [7]
        undo.undo(session, by="ana")
    with desk.transaction(by="ana") as session:
        assert ids(ask(session, "Atlantis")) == []
        merge(session, [session.get_one(Claim, 6)], session.get_one(Claim, 2))
    with desk.reading() as session:
        assert ids(ask(session, "Drinking bleach kills the coronavirus")) == [2]


# both engines


@pytest.fixture
def both(sqlite_url: str, postgres_url: str) -> Iterator[list[Database]]:
    """A database of each engine."""
    with ExitStack() as opened:
        yield [opened.enter_context(Database(url)) for url in (sqlite_url, postgres_url)]


def told(found: Sequence[Candidate]) -> list[tuple[Any, ...]]:
    return [
        (one.id, one.likeness, one.score, one.lead, one.chance, one.parts, one.question.weights)
        for one in found
    ]


def test_both_engines_find_the_same_in_the_same_order(both: list[Database]) -> None:
    for db in both:
        with db.transaction(by="ana") as session:
            say(session, *TEXTS)
            say(session, SPANISH, language="es")
            say(session, GERMAN, language="de")
            for number, said in enumerate(TEXTS, 1):
                one = session.get_one(Claim, number)
                make_review(session, one, title=f"No: {said}", wording=said.upper(), language="en")
                make_review(session, one, title=TEXTS[-number], url=f"https://a.example/{number}")
                claims.refresh(session, one)
    questions = [*TEXTS, SPANISH, GERMAN, " ".join(TEXTS), "the", "coronavirus vaccine president"]
    for asked in questions:
        for language in (None, "en", "es"):
            found = []
            for db in both:
                with db.reading() as session:
                    found.append(told(ask(session, asked, language)))
            assert found[0] == found[1], asked
            assert found[0] or asked == "the"


WORDS = st.sampled_from(
    [*("plane", "planes", "elect", "election", "el", "the", "Trump", "2020", "Maduro", "選挙は")]
)
TOLD = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
PART = st.lists(st.sampled_from(["plane", "elect", "el", "trump", "2020", "選挙"]), max_size=7)
CLAIMS = st.lists(
    st.tuples(
        st.lists(PART.map(" ".join), min_size=1, max_size=3), st.sampled_from(["en", "es", "0"])
    ),
    min_size=1,
    max_size=12,
)


@given(CLAIMS, st.lists(TOLD, min_size=1, max_size=3))
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_both_engines_find_the_same_in_any_database(
    both: list[Database], made: list[tuple[list[str], str]], asked: list[str]
) -> None:
    documents = [
        Document(at, f" {GAP} ".join(parts), f"{GAP} {GAP}{stems}", "")
        for at, (parts, stems) in enumerate(made, 1)
    ]
    found = []
    for db in both:
        with db.engine(writing=True).connect() as connection:
            connection.info.pop(candidates.__name__, None)
            indexing.write(connection, documents)
            found.append([told(best(connection, posts.read(one))) for one in asked])
            connection.info.pop(candidates.__name__, None)
            connection.rollback()
    assert found[0] == found[1]
    for one in (one for many in found[0] for one in many):
        number, likeness, score, lead, sure, parts, _weights = one
        assert 0 <= sure <= 1
        assert score >= lead
        assert all(value >= 0 for value in likeness)
        assert parts
        assert 1 <= number <= len(made)
