"""Merges of anything whatever can be taken back: rows, numbers and exports are as they were."""

import random
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import Conflict
from factcheck.models import Claim, Source, Speaker
from factcheck.records import AppearanceRecord, ClaimRecord, EvidenceRecord, VerdictRecord
from factcheck.services import appearances, claims, evidence, merging, notes, relations, tags
from factcheck.services import verdicts as ruling
from factcheck.vocabulary import RELATIONS, STANCES, VERDICTS
from tests import filled, stories
from tests.exchange.carried import work
from tests.long import LONG, seeds
from tests.services.merging.conftest import Work, carried_out

few = settings(
    max_examples=150 if LONG else 3,
    deadline=None,
    derandomize=not LONG,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),  # the database grows: what is smaller is not quicker
)
_names = st.sampled_from(("Ana", "Ben", "Carla", None))
_places = st.sampled_from(("https://a.example", "https://b.example", "A report", None))
_said = st.tuples(_names, _places, st.sampled_from(("2019", None)), st.sampled_from(("so", None)))
_item = st.tuples(st.sampled_from(STANCES), st.sampled_from("xy"), _names, st.integers(0, 3))
_desk = st.lists(
    st.fixed_dictionaries(
        {
            "said": st.lists(_said.filter(any), max_size=3, unique=True),
            "evidence": st.lists(_item, max_size=4, unique=True),
            "verdicts": st.lists(
                st.tuples(st.sampled_from(VERDICTS[:2]), st.integers(0, 3)), max_size=3
            ),
            "tags": st.lists(st.sampled_from("abc"), max_size=2, unique=True),
            "tracked": st.booleans(),
        }
    ),
    min_size=3,
    max_size=4,
)
_links = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(RELATIONS), st.integers(0, 3)), max_size=5
)


def _claim(session: Session, told: dict[str, Any], text: str) -> int:
    """A claim with all this; what is there already is not put there again."""
    claim = claims.add(session, ClaimRecord(text), by="ana", force=True)
    said: list[int] = []
    for one in told["said"]:
        with suppress(Conflict):
            said.append(appearances.add(session, claim, AppearanceRecord(*one), by="ana").id)

    def about(number: int) -> int | None:
        return said[number - 1] if 0 < number <= len(said) else None

    for stance, note, by, number in told["evidence"]:
        with suppress(Conflict):
            record = EvidenceRecord(stance, note, by=by, appearance=about(number))
            evidence.mark(session, claim, record, by="ana")
    for place, (verdict, number) in enumerate(told["verdicts"]):
        ruled = VerdictRecord(verdict, f"reason {place}", appearance=about(number))
        ruling.give(session, claim, ruled, by="ana")
    tags.put(session, claim, tuple(told["tags"]))
    notes.add(session, claim, "A note", by="ana")
    session.flush()
    claim.tracked = int(told["tracked"])
    return claim.id


def _link(session: Session, ids: list[int], links: list[tuple[int, str, int]]) -> None:
    held: set[tuple[int, str, int]] = set()
    for first, kind, second in links:
        one, other = (ids[number % len(ids)] for number in (first, second))
        both = {(one, kind, other), (other, kind, one)}
        if one != other and not both & held:
            held |= both
            pair = [session.get_one(Claim, number) for number in (one, other)]
            relations.link(session, pair[0], kind, pair[1], by="ana")


@given(desk=_desk, links=_links, order=st.randoms(use_true_random=False), number=st.integers())
@few
def test_a_merge_of_any_claims_can_be_taken_back(
    db: Database, desk: list[Any], links: list[Any], order: random.Random, number: int
) -> None:
    quick(db)

    def fill(session: Session) -> list[int]:
        ids = [_claim(session, told, f"Claim {place % 2}") for place, told in enumerate(desk)]
        _link(session, ids, links)
        return ids

    ids = work(db, fill)
    order.shuffle(ids)
    into, *gone = ids[: 2 + number % 2]

    keep = order.choice((into, *gone))

    def join(session: Session) -> merging.Merged:
        found = [session.get_one(Claim, one) for one in gone]
        whose = session.get_one(Claim, keep)
        return merging.claims.merge(session, found, session.get_one(Claim, into), keep=whose)

    speakers, sources = (partial(two, model) for model in (Speaker, Source))
    for does in (join, speakers, sources):
        if allowed(db, does):
            carried_out(db, does)


def two(model: Any, session: Session) -> merging.Merged:
    """The oldest and the newest speaker, or source, as one."""
    query = select(model).where(model.merged_into.is_(None)).order_by(model.id)
    found = list(session.scalars(query))
    does: Any = merging.speakers if model is Speaker else merging.sources
    merged: merging.Merged = does.merge(session, found[:1], found[-1])
    return merged


def allowed(db: Database, does: Work) -> bool:
    """Whether no rule forbids it: verdicts that differ, one record with itself."""
    try:
        with db.transaction(by="zoe", dry_run=True) as session:
            does(session)
    except (Conflict, IndexError):
        return False
    return True


def quick(db: Database) -> None:
    """Nothing here is to survive a crash."""
    if db.dialect == "sqlite":
        engine = db.engine(writing=True)
        if not event.contains(engine, "connect", _unsynced):
            event.listen(engine, "connect", _unsynced)


def _unsynced(raw: Any, _record: Any) -> None:
    raw.execute("PRAGMA synchronous=OFF")


def history(db: Database, seed: int) -> None:
    stories.fill(db, seed + 1)
    stories.tell(db, seed, 20)


@pytest.mark.parametrize("seed", seeds(1, 60))
@pytest.mark.parametrize("kind", ["claims", "speakers", "sources"])
def test_a_merge_after_any_history_can_be_taken_back(db: Database, seed: int, kind: str) -> None:
    quick(db)
    filled.database(db, history, seed)
    step: stories.Step = getattr(stories, f"merge_{kind}")

    def does(number: int) -> Work:
        return lambda session: step(random.Random(number), session, "zoe")

    found = next(does(number) for number in range(50) if allowed(db, does(number)))
    carried_out(db, found)
