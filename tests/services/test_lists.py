"""Lists: the right claims, in the right order, at the price of a page.

What a filter must find is worked out here a second time, in plain Python, over
made-up claims of which the tests know every fact.
"""

import random
import re
import shutil
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from factcheck import days, services, text
from factcheck.db import Database
from factcheck.errors import FactcheckError, InvalidInput, NotFound, Usage
from factcheck.pages import ClaimLine, ClaimPage, Count
from factcheck.records import (
    AppearanceRecord,
    ClaimFilter,
    ClaimRecord,
    EvidenceRecord,
    VerdictRecord,
)
from factcheck.services import (
    appearances,
    claims,
    evidence,
    lists,
    sources,
    speakers,
    tags,
    verdicts,
)
from factcheck.vocabulary import EVIDENCE_STATUSES, PRIORITIES, STAGES, STANCES, VERDICTS
from tests.factories import make_claim, make_evidence, make_verdict, noise
from tests.long import seeds
from tests.queries import Asked, asked, plans

SPEAKERS = (
    "Mike Pompeo",
    "Ana López",
    "ana petrova",
    "Zoë Ångström",
    "Ана Петрова",
    "Éva Ana Nagy",
)
TAGS = ("venezuela", "élections", "Zebra", "ärzte")
CALLS = ("press office", "airport")
DATES = ("2018", "2018-12", "2018-12-31", "2019", "2019-04", "2019-04-30", "2019-05-01", "2020-02")
DUE = ("2019-04-30", "2019-05-03", "2020-01-01")
TODAY = "2019-05-02"
MANY = 36
SEED = 1


# made-up claims and what is known of them


@dataclass
class Said:
    """An appearance: by whom, when, at which source."""

    speaker: str | None
    said_on: str | None
    source: str | None


@dataclass
class Fact:
    """Everything that was put on a claim and stands."""

    id: int
    text: str
    said: list[Said]
    stage: str
    priority: int
    language: str | None
    added_at: str
    tracked: bool = True
    merged: bool = False
    tags: set[str] = field(default_factory=set)
    stances: list[str] = field(default_factory=list)
    said_stances: list[str] = field(default_factory=list)
    evidence_sources: set[str] = field(default_factory=set)
    verdict: str | None = None
    attribution: str | None = None
    assignee: str | None = None
    due_on: str | None = None

    @property
    def listed(self) -> bool:
        return self.tracked and not self.merged and self.stage != "dropped"

    @property
    def unverified(self) -> bool:
        return self.listed and self.verdict in (None, "insufficient")

    @property
    def speaker(self) -> str | None:
        return self.said[0].speaker if self.said else None

    @property
    def said_on(self) -> str | None:
        return self.said[0].said_on if self.said else None


class Maker:
    """Puts random claims into a database and keeps the facts."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session = session
        self.random = random.Random(seed)
        self.plans = random.Random(seed + 1)

    def claims(self, count: int) -> list[Fact]:
        for name in SPEAKERS:
            speakers.resolve(self.session, name)
        red = speakers.get(self.session, "Mike Pompeo")
        speakers.alias(self.session, red, "El Secretario")
        return [self.claim(number) for number in range(count)]

    def some(self, chance: float) -> bool:
        return self.random.random() < chance

    def pick(self, options: tuple[str, ...]) -> str:
        return self.random.choice(options)

    def said(self) -> Said:
        found = Said(
            self.pick(SPEAKERS) if self.some(0.8) else None,
            self.pick(DATES) if self.some(0.8) else None,
            self.pick(CALLS) if self.some(0.4) else None,
        )
        return found if any(asdict(found).values()) else Said("Mike Pompeo", "2019", None)

    def claim(self, number: int) -> Fact:
        first = self.said() if self.some(0.9) else None
        fact = Fact(
            id=0,
            text=f"Claim {number}, «ñandú»",
            said=[first] if first else [],
            stage=self.pick(STAGES[:2]) if self.some(0.8) else self.pick(STAGES),
            priority=self.random.randrange(len(PRIORITIES)),
            language=self.pick(("en", "es", "pt-br")) if self.some(0.7) else None,
            added_at=f"2019-0{self.random.randint(4, 6)}-1{number % 10}T10:00:00.000000Z",
            tags={tag for tag in TAGS if self.some(0.4)},
        )
        told: dict[str, Any] = record(first) if first else {}
        claim = claims.add(
            self.session,
            ClaimRecord(
                fact.text,
                priority=fact.priority,
                language=fact.language,
                tags=tuple(sorted(fact.tags)),
                **told,
            ),
            by="ana",
        )
        fact.id = claim.id
        claim.stage, claim.added_at = fact.stage, fact.added_at
        self.repeats(claim, fact)
        self.items(claim, fact)
        self.rulings(claim, fact)
        for tag in sorted(fact.tags):
            if self.some(0.2):
                tags.remove(self.session, claim, (tag,))
                fact.tags.remove(tag)
        self.hidden(claim, fact)
        claim.assignee = fact.assignee = self.plans.choice((None, "ana", "ben"))
        claim.due_on = fact.due_on = self.plans.choice((None, None, "2019-05-01", *DUE))
        claims.refresh(self.session, claim)
        return fact

    def repeats(self, claim: Any, fact: Fact) -> None:
        for number in range(self.random.choice((0, 0, 1, 2, 3))):
            again = self.said()
            made = appearances.add(
                self.session,
                claim,
                AppearanceRecord(quote=f"again {number}", **record(again)),
                by="ana",
            )
            if self.some(0.3):
                appearances.withdraw(self.session, made, "a mix-up")
            else:
                fact.said.append(again)
        first = appearances.first(self.session, claim)
        if first is not None and self.some(0.15):
            appearances.withdraw(self.session, first, "a mix-up")
            fact.said.pop(0)

    def items(self, claim: Any, fact: Fact) -> None:
        for number in range(self.random.choice((0, 1, 1, 2, 3))):
            stance, source = self.pick(STANCES), self.pick(CALLS) if self.some(0.3) else None
            said = bool(fact.said) and self.some(0.3)
            made = evidence.mark(
                self.session,
                claim,
                EvidenceRecord(
                    stance, note=f"note {number}", source=source and f"call: {source}", said=said
                ),
                by="ana",
            )
            if self.some(0.2):
                evidence.withdraw(self.session, made, "misread")
                continue
            (fact.said_stances if said else fact.stances).append(stance)
            if source:
                fact.evidence_sources.add(source)

    def rulings(self, claim: Any, fact: Fact) -> None:
        for number in range(self.random.choice((0, 0, 1, 2))):
            fact.verdict = self.pick(VERDICTS)
            ruling = VerdictRecord(fact.verdict, f"reason {number}")
            verdicts.give(self.session, claim, ruling, by="ana")
        if fact.verdict and self.some(0.2):
            verdicts.withdraw(self.session, claim, "no")
            fact.verdict = None
        if fact.said and self.some(0.3):
            fact.attribution = self.pick(VERDICTS)
            ruling = VerdictRecord(fact.attribution, "reason", said=True)
            verdicts.give(self.session, claim, ruling, by="ana")

    def hidden(self, claim: Any, fact: Fact) -> None:
        if self.some(0.15):
            claim.tracked, fact.tracked = 0, False
        if fact.id > 1 and self.some(0.1):
            claim.merged_into, fact.merged = 1, True


def record(said: Said) -> dict[str, Any]:
    told = asdict(said)
    return {**told, "source": f"call: {said.source}" if said.source else None}


@dataclass(frozen=True)
class World:
    """A database with made-up claims, and the facts."""

    url: str
    facts: list[Fact]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda: TODAY)


# Made once for each engine, since making one takes seconds; the tests only read in it.
_worlds: dict[str, World] = {}


def world_on(engine: str, request: pytest.FixtureRequest) -> World:
    if engine not in _worlds:
        if engine == "sqlite":
            path = request.getfixturevalue("tmp_path_factory").mktemp("lists") / "checks.db"
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            url = str(path)
        else:
            server = request.getfixturevalue("postgres_server")
            url = server.create(f"lists{uuid4().hex}", template="template")
        with Database(url) as db, db.transaction(by="ana") as session:
            _worlds[engine] = World(url, Maker(session, SEED).claims(MANY))
    return _worlds[engine]


@pytest.fixture
def world(engine: str, request: pytest.FixtureRequest) -> World:
    return world_on(engine, request)


@pytest.fixture
def reading(world: World) -> Iterator[Session]:
    with Database(world.url) as db, db.reading() as session:
        yield session


# the second opinion


def status(stances: list[str]) -> str:
    disputed = ", disputed" if "disputes" in stances else ""
    if not stances:
        return "none"
    if "mixed" in stances or ("supports" in stances and "refutes" in stances):
        return "conflicting"
    if "supports" in stances:
        return f"supporting{disputed}"
    if "refutes" in stances:
        return f"refuting{disputed}"
    return "disputed" if disputed else "inconclusive"


def first_day(told: str) -> str:
    return told + "-01" * (2 - told.count("-"))


def last_day(told: str) -> str:
    if len(told) == 4:
        told += "-12"
    if len(told) == 7:
        told += f"-{monthrange(int(told[:4]), int(told[5:]))[1]}"
    return told


def meant(told: str) -> set[str]:
    """The speakers that a name means."""
    wanted = text.fold(told)
    if wanted == "el secretario":
        return {"Mike Pompeo"}
    exact = {name for name in SPEAKERS if text.fold(name) == wanted}
    words = wanted.split()
    return exact or {name for name in SPEAKERS if all(word in text.fold(name) for word in words)}


def is_due(fact: Fact, day: str) -> bool:
    return (
        fact.due_on is not None
        and fact.due_on < day
        and fact.stage not in ("published", "dropped")
    )


def fits(fact: Fact, wanted: ClaimFilter) -> bool:
    words = status(fact.stances).split(", ")
    asked_status = wanted.evidence_status
    checks = {
        "unverified": fact.unverified,
        "reference": not fact.tracked and not fact.merged,
        "verdict": (fact.verdict or "none") == wanted.verdict,
        "attribution": (fact.attribution or "none") == wanted.attribution,
        "evidence_status": status(fact.stances) == asked_status or asked_status in words,
        "speaker": bool({one.speaker for one in fact.said} & meant(wanted.speaker or "")),
        "source": wanted.source
        in {
            f"call: {one}" for one in [*(one.source for one in fact.said), *fact.evidence_sources]
        },
        "tags": {text.fold(tag) for tag in wanted.tags} <= {text.fold(tag) for tag in fact.tags},
        "stage": fact.stage == wanted.stage,
        "priority": PRIORITIES[fact.priority] == wanted.priority,
        "language": fact.language == wanted.language,
        "said_since": bool(fact.said_on)
        and last_day(str(fact.said_on)) >= first_day(wanted.said_since or "2000"),
        "said_until": bool(fact.said_on)
        and first_day(str(fact.said_on)) <= last_day(wanted.said_until or "2000"),
        "added_since": fact.added_at[:10] >= first_day(wanted.added_since or "2000"),
        "assignee": (fact.assignee or "none") == wanted.assignee,
        "due_before": is_due(fact, first_day(wanted.due_before or "2000")),
        "overdue": is_due(fact, TODAY),
        "added_until": fact.added_at[:10] <= last_day(wanted.added_until or "2000"),
        "everything": True,
    }
    in_scope = (
        wanted.unverified
        or wanted.reference
        or wanted.everything
        or (wanted.stage == "dropped" and fact.tracked and not fact.merged)
        or fact.listed
    )
    told = [name for name, value in asdict(wanted).items() if value]
    return in_scope and all(checks[name] for name in told)


def place(fact: Fact, sort: str) -> tuple[Any, ...]:
    first = {
        "added": 0,
        "said": fact.said_on or "",
        "priority": fact.priority,
        "speaker": (fact.speaker or "").encode(),
        "due": fact.due_on or "9999-12-31",
    }[sort]
    return first, fact.id


def expected(
    facts: list[Fact], wanted: ClaimFilter, sort: str = "added", reverse: bool = False
) -> list[int]:
    found = sorted(
        (fact for fact in facts if fits(fact, wanted)),
        key=lambda fact: place(fact, sort),
        reverse=reverse == (sort in ("speaker", "due")),
    )
    return [fact.id for fact in found]


def ids(page: ClaimPage) -> list[int]:
    return [row.id for row in page.rows]


SINGLE = [
    ClaimFilter(),
    ClaimFilter(unverified=True),
    ClaimFilter(reference=True),
    ClaimFilter(everything=True),
    *(ClaimFilter(verdict=word) for word in (*VERDICTS, "none")),
    *(ClaimFilter(attribution=word) for word in (*VERDICTS, "none")),
    *(ClaimFilter(evidence_status=word) for word in EVIDENCE_STATUSES),
    *(ClaimFilter(speaker=name) for name in (*SPEAKERS, "el SECRETARIO", "ana", "ana e", "x y")),
    *(ClaimFilter(source=f"call: {name}") for name in (*CALLS, "unheard of")),
    *(ClaimFilter(tags=(tag,)) for tag in (*TAGS, "ELECTIONS", "unheard of")),
    *(ClaimFilter(tags=(TAGS[0], tag)) for tag in (*TAGS[1:], "unheard of")),
    ClaimFilter(tags=TAGS[:3]),
    *(ClaimFilter(stage=stage) for stage in STAGES),
    *(ClaimFilter(priority=word) for word in PRIORITIES),
    *(ClaimFilter(language=tag) for tag in ("en", "pt-br", "fr")),
    *(ClaimFilter(said_since=day) for day in (*DATES, "2018-12-30", "2021")),
    *(ClaimFilter(said_until=day) for day in (*DATES, "2018-12-30", "2017")),
    *(ClaimFilter(added_since=day) for day in ("2019", "2019-05", "2019-05-15", "2020")),
    *(ClaimFilter(assignee=name) for name in ("ana", "ben", "none", "Ana")),
    *(ClaimFilter(due_before=day) for day in ("2019-05", "2019-05-01", "2020", "9999-12-31")),
    ClaimFilter(overdue=True),
    *(ClaimFilter(added_until=day) for day in ("2019", "2019-05", "2019-05-15", "2018")),
]


def combined(count: int) -> list[ClaimFilter]:
    """Filters of two to four conditions, drawn from the single ones."""
    chance = random.Random(7)
    found = []
    for _ in range(count):
        told: dict[str, Any] = {}
        for one in chance.sample(SINGLE, chance.choice((2, 2, 3, 4))):
            told |= {name: value for name, value in asdict(one).items() if value}
        scopes = [name for name in ("unverified", "reference", "everything") if name in told]
        for name in scopes[1:]:
            del told[name]
        found.append(ClaimFilter(**told))
    return found


# what is found


def test_every_filter_finds_what_plain_python_finds(world: World, reading: Session) -> None:
    wrong, sizes = [], set()
    for wanted in (*SINGLE, *combined(len(seeds(40, 400)))):
        found = ids(lists.page(reading, wanted, limit=None))
        sizes.add(len(found))
        if found != expected(world.facts, wanted) or lists.count(reading, wanted) != len(found):
            wrong.append((wanted, found, expected(world.facts, wanted)))
    assert wrong == []
    assert len(sizes) > 10


def test_the_ids_of_every_filter_are_all_of_its_rows(world: World, reading: Session) -> None:
    for wanted in SINGLE:
        found = lists.ids(reading, wanted)
        assert list(found) == sorted(expected(world.facts, wanted)), wanted
        assert len(found) == lists.count(reading, wanted), wanted


def test_the_made_up_claims_have_one_of_every_kind(world: World) -> None:
    facts = world.facts
    assert {fact.listed for fact in facts} == {fact.unverified for fact in facts} == {True, False}
    assert {fact.tracked for fact in facts} == {fact.merged for fact in facts} == {True, False}
    assert any(len({one.speaker for one in fact.said}) < len(fact.said) for fact in facts)
    assert any(not fact.said for fact in facts)
    empty = [
        one
        for one in SINGLE
        if not expected(world.facts, one)
        and "unheard of" not in str(one)
        and one.tags != TAGS[:3]
        and one.assignee != "Ana"
    ]
    assert len(empty) < 12


def test_a_row_says_what_is_on_the_claim(world: World, reading: Session) -> None:
    page = lists.page(reading, ClaimFilter(everything=True), limit=None)
    by_id = {fact.id: fact for fact in world.facts}
    assert len(page.rows) == MANY
    for row in page.rows:
        fact = by_id[row.id]
        assert row == replace(
            row,
            text=fact.text,
            speaker=fact.speaker,
            said_on=fact.said_on,
            verdict=fact.verdict,
            evidence_status=status(fact.stances),
            supports=fact.stances.count("supports"),
            refutes=fact.stances.count("refutes"),
            mixed=fact.stances.count("mixed"),
            disputes=fact.stances.count("disputes"),
            attribution=fact.attribution,
            attribution_status=status(fact.said_stances),
            stage=fact.stage,
            priority=PRIORITIES[fact.priority],
            language=fact.language,
            appearances=len(fact.said),
            tags=tuple(sorted(fact.tags, key=str.encode)),
            tracked=fact.tracked,
            unverified=fact.unverified,
            added_at=fact.added_at,
            added_by="ana",
            assignee=fact.assignee,
            due_on=fact.due_on,
        )


PAGED = [
    ClaimFilter(),
    ClaimFilter(unverified=True),
    ClaimFilter(everything=True),
    ClaimFilter(tags=(TAGS[0],)),
    ClaimFilter(tags=TAGS[:2], everything=True),
    ClaimFilter(tags=(TAGS[1],), speaker="ana"),
    ClaimFilter(speaker="Mike Pompeo"),
    ClaimFilter(speaker="El Secretario", everything=True),
    ClaimFilter(speaker="ana"),
    ClaimFilter(stage="dropped"),
    ClaimFilter(assignee="ana"),
]


@pytest.mark.parametrize("sort", lists.SORTS)
def test_pages_visit_every_row_once_and_in_order(
    sort: str, world: World, reading: Session
) -> None:
    for wanted in PAGED:
        for reverse in (False, True):
            visited: list[int] = []
            after = None
            while True:
                page = lists.page(
                    reading, wanted, sort=sort, reverse=reverse, limit=5, after=after
                )
                visited += ids(page)
                assert page.after == (page.rows[-1].id if page.after else None)
                if page.after is None:
                    break
                assert len(page.rows) == 5
                after = page.after
            assert visited == expected(world.facts, wanted, sort, reverse), (wanted, reverse)
            assert page.total == Count(len(visited))


@pytest.mark.postgres
def test_both_engines_give_the_same_rows_in_the_same_order(
    request: pytest.FixtureRequest,
) -> None:
    found: list[list[list[ClaimLine]]] = []
    for engine in ("sqlite", "postgresql"):
        url = world_on(engine, request).url
        with Database(url) as db, db.reading() as session:
            found.append(
                [
                    [
                        replace(row, uid="")
                        for row in lists.page(
                            session, wanted, sort=sort, reverse=reverse, limit=None
                        ).rows
                    ]
                    for wanted in PAGED
                    for sort in lists.SORTS
                    for reverse in (False, True)
                ]
            )
    assert found[0] == found[1]
    assert sum(map(len, found[0])) > 500
    speakers_met = {row.speaker for rows in found[0] for row in rows}
    assert speakers_met >= {*SPEAKERS, None}


# cursors, counts, notes


def test_the_last_full_page_is_the_last(session: Session) -> None:
    made = [make_claim(session, f"Claim {number}").id for number in range(4)]
    page = lists.page(session, ClaimFilter(), limit=4)
    assert (ids(page), page.after) == (made[::-1], None)
    page = lists.page(session, ClaimFilter(), limit=3)
    assert (ids(page), page.after) == (made[:0:-1], made[1])
    assert ids(lists.page(session, ClaimFilter(), limit=3, after=made[1])) == made[:1]
    page = lists.page(session, ClaimFilter(), limit=0)
    assert (page.rows, page.after, page.total) == ((), None, Count(4))
    assert len(lists.page(session, ClaimFilter()).rows) == 4


def test_a_cursor_that_is_no_claim_is_refused(session: Session) -> None:
    made = make_claim(session)
    for after in (-1, 2**31):
        for sort in lists.SORTS:
            with pytest.raises(InvalidInput, match="--after wants the id"):
                lists.page(session, ClaimFilter(), sort=sort, after=after)
    for sort in ("said", "priority", "speaker", "due"):
        with pytest.raises(NotFound, match="there is no claim 999 to go on after"):
            lists.page(session, ClaimFilter(), sort=sort, after=999)
    assert ids(lists.page(session, ClaimFilter(), after=999)) == [made.id]


def test_a_cursor_that_has_left_the_list_still_holds_its_place(session: Session) -> None:
    made = [make_claim(session, f"Claim {n}", said_on=f"2019-0{n}") for n in range(1, 5)]
    made[2].stage = "dropped"
    claims.refresh(session, made[2])
    for sort in ("added", "said"):
        page = lists.page(session, ClaimFilter(), sort=sort, after=made[2].id)
        assert ids(page) == [made[1].id, made[0].id]


def test_an_order_may_be_written_in_any_case(session: Session) -> None:
    low, high = (make_claim(session, word, priority=word) for word in ("low", "high"))
    assert ids(lists.page(session, ClaimFilter(), sort="Priority")) == [high.id, low.id]
    with pytest.raises(Usage, match="unknown order: age"):
        lists.page(session, ClaimFilter(), sort="age")


def test_hidden_claims_are_counted_apart(session: Session) -> None:
    plain, library, dropped, merged, verified = (
        make_claim(session, word, tags=("a",))
        for word in ("plain", "library", "dropped", "merged", "verified")
    )
    library.tracked, dropped.stage, merged.merged_into = 0, "dropped", plain.id
    make_verdict(session, verified, "refuted")
    for claim in (library, dropped, merged):
        claims.refresh(session, claim)
    page = lists.page(session, ClaimFilter(unverified=True))
    assert ids(page) == [plain.id]
    assert (page.total, page.tracked, page.library) == (Count(1), Count(2), Count(1))
    assert ids(lists.page(session, ClaimFilter())) == [verified.id, plain.id]
    assert ids(lists.page(session, ClaimFilter(reference=True))) == [library.id]
    assert ids(lists.page(session, ClaimFilter(stage="dropped"))) == [dropped.id]
    everything = [verified.id, merged.id, dropped.id, library.id, plain.id]
    for told in ({}, {"tags": ("a",)}, {"speaker": "Mike Pompeo"}):
        found = lists.page(session, ClaimFilter(everything=True, **told))
        assert ids(found) == everything
        assert lists.count(session, ClaimFilter(**told)) == 2


def test_a_count_is_exact_up_to_the_limit(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "COUNT_LIMIT", 3)
    for number in range(3):
        make_claim(session, f"Claim {number}", tags=("a",))
    page = lists.page(session, ClaimFilter(tags=("a",)), limit=1)
    assert (page.total, page.tracked) == (Count(3), Count(3))
    assert str(page.total) == "3"
    make_claim(session, "One more")
    page = lists.page(session, ClaimFilter(), limit=1)
    assert (page.total, page.library) == (Count(3, more=True), Count(0))
    assert str(page.total) == "more than 3"
    assert lists.count(session, ClaimFilter()) == 4


def test_a_list_says_how_a_name_was_understood(session: Session) -> None:
    noise(session)
    for name in ("Ana López", "Ana Petrova"):
        make_claim(session, f"By {name}", speaker=name, tags=("a",))
    speakers.alias(session, speakers.get(session, "Ana López"), "La Jefa")

    def notes(**told: Any) -> tuple[str, ...]:
        return lists.page(session, ClaimFilter(**told)).notes

    assert notes() == ()
    assert notes(speaker="ANA lopez", tags=("A",)) == ()
    assert notes(speaker="la jefa") == ("speaker: Ana López",)
    assert notes(speaker="ana") == ("speaker: Ana López, Ana Petrova",)
    assert notes(speaker="petrova", tags=("a",)) == ("speaker: Ana Petrova",)
    assert notes(speaker="Zoë") == ("no speaker is called Zoë",)
    assert notes(speaker="Ana Ruiz") == (
        "no speaker is called Ana Ruiz; similar: Ana López, Ana Petrova",
    )
    assert notes(assignee="Ben") == ("nothing is assigned to Ben",)
    services.plans.assign(session, make_claim(session, "Another one"), "ben")
    assert notes(assignee="Ben") == ("nothing is assigned to Ben; there is work of: ben",)
    assert notes(assignee="ben") == ()
    assert notes(tags=("a", "unheard\nof", "b")) == (
        "no claim has the tag unheard of",
        "no claim has the tag b",
    )


def test_a_speaker_who_said_it_twice_is_listed_once(session: Session) -> None:
    noise(session, 1)
    claim = make_claim(session)
    for day in ("2019-05-01", "2019-05-02"):
        again = AppearanceRecord(speaker="Mike Pompeo", said_on=day)
        appearances.add(session, claim, again, by="ana")
    claims.refresh(session, claim)
    for wanted in (
        ClaimFilter(speaker="Mike Pompeo"),
        ClaimFilter(speaker="pompeo", everything=True),
        ClaimFilter(speaker="mike pompeo", unverified=True),
    ):
        page = lists.page(session, wanted)
        assert (ids(page), page.total) == ([claim.id], Count(1))


def test_a_source_is_found_by_address_or_id(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    other = make_claim(session, "Another one", source=None)
    make_evidence(session, other, source="https://example.org/interview")
    source = sources.get(session, "example.org/interview")
    for told in ("http://www.example.org/interview?utm_source=x", f"s{source.id}"):
        assert ids(lists.page(session, ClaimFilter(source=told))) == [other.id, claim.id]
    assert ids(lists.page(session, ClaimFilter(source="s999"))) == []


def test_a_status_of_two_words_is_found_by_each_and_by_both(session: Session) -> None:
    made = []
    for stances in (("supports", "disputes"), ("supports",), ("disputes",), ("context",)):
        claim = make_claim(session, " ".join(stances))
        for stance in stances:
            make_evidence(session, claim, stance)
        made.append(claim.id)
    both, supporting, disputed, inconclusive = made
    table = {
        "supporting": [supporting, both],
        "Disputed": [disputed, both],
        "supporting, disputed": [both],
        "inconclusive": [inconclusive],
        "none": [],
    }
    for told, found in table.items():
        assert ids(lists.page(session, ClaimFilter(evidence_status=told))) == found, told


def test_a_filter_that_cannot_be_understood_is_refused(session: Session) -> None:
    table: list[tuple[ClaimFilter, type[FactcheckError], str]] = [
        (ClaimFilter(verdict="false"), Usage, "unknown verdict: false"),
        (ClaimFilter(attribution="said"), Usage, "unknown verdict: said"),
        (ClaimFilter(evidence_status="good"), Usage, "unknown evidence status: good"),
        (ClaimFilter(stage="done"), Usage, "unknown stage: done"),
        (ClaimFilter(priority="9"), Usage, "unknown priority: 9"),
        (ClaimFilter(language="English please"), InvalidInput, "language"),
        (ClaimFilter(said_since="May"), InvalidInput, "said since: 'May' is not a date"),
        (ClaimFilter(said_until="2019-02-30"), InvalidInput, "said until"),
        (ClaimFilter(added_since="1"), InvalidInput, "added since"),
        (ClaimFilter(added_until="2019-13"), InvalidInput, "added until"),
        (ClaimFilter(due_before="May"), InvalidInput, "due before: 'May' is not a date"),
        (ClaimFilter(source="ftp://example.org"), InvalidInput, "not an address of the web"),
    ]
    for wanted, error, message in table:
        with pytest.raises(error, match=message):
            lists.page(session, wanted)


# what a page costs


def test_a_page_takes_as_many_queries_with_one_row_as_with_thirty(session: Session) -> None:
    for number in range(30):
        make_claim(
            session, f"Claim {number}", speaker=f"Speaker {number % 7}", tags=("a", f"t{number}")
        )
    table = [
        (ClaimFilter(), 4),
        (ClaimFilter(unverified=True), 5),
        (ClaimFilter(tags=("a",)), 6),
        (ClaimFilter(tags=("a", "a")), 7),
        (ClaimFilter(speaker="speaker"), 8),
    ]
    for wanted, queries in table:
        for limit in (1, 30):
            with asked(session) as sent:
                page = lists.page(session, wanted, limit=limit)
                assert len(page.rows) == limit
                assert all(row.tags and row.speaker for row in page.rows)
            assert len(sent) == queries, (wanted, limit)


QUICK = [
    ClaimFilter(assignee="ana"),
    ClaimFilter(due_before="2019-05-02"),
    ClaimFilter(overdue=True),
    ClaimFilter(),
    ClaimFilter(unverified=True),
    ClaimFilter(reference=True),
    ClaimFilter(speaker="Mike Pompeo"),
    ClaimFilter(speaker="Mike Pompeo", unverified=True),
    ClaimFilter(tags=("venezuela",)),
    ClaimFilter(tags=("venezuela",), unverified=True),
    ClaimFilter(tags=("venezuela", "Zebra")),
]


@pytest.mark.parametrize("analyzed", [False, True], ids=["no statistics", "statistics"])
def test_sqlite_walks_an_index_in_order_for_the_usual_lists(
    request: pytest.FixtureRequest, tmp_path: Path, analyzed: bool
) -> None:
    copy = shutil.copy(world_on("sqlite", request).url, tmp_path / "copy.db")
    with Database(copy) as db:
        if analyzed:
            with db.engine(writing=True).begin() as connection:
                connection.exec_driver_sql("ANALYZE")
        with db.reading() as session:
            for wanted in QUICK:
                for after in (None, MANY // 2):
                    with asked(session) as sent:
                        lists.page(session, wanted, after=after)
                    steps = list(plans(session, without_tags(sent)))
                    assert any(re.search("USING .*INDEX", step) for step in steps)
                    assert [step for step in steps if slow(step)] == [], wanted


def without_tags(sent: Asked) -> Asked:
    """All but the tags of the rows, where there are rows: few, and sorted by name."""
    kept = [(statement, told) for statement, told in sent if "tag.name \n" not in statement]
    assert len(sent) - len(kept) <= 1
    return kept


def slow(step: str) -> bool:
    """Whether a step walks a whole table, or sorts what it found."""
    return bool(re.match(r"SCAN (?!\(?subquery|anon_|CONSTANT)", step)) or "ORDER BY" in step


def test_a_slow_plan_would_be_noticed(request: pytest.FixtureRequest) -> None:
    with Database(world_on("sqlite", request).url) as db, db.reading() as session:
        with asked(session) as sent:
            lists.page(session, ClaimFilter(everything=True), sort="speaker")
        steps = list(plans(session, sent[2:3]))  # the page; before it the counts
    assert [step for step in steps if slow(step)] == [
        "SCAN claim",
        "USE TEMP B-TREE FOR ORDER BY",
    ]
