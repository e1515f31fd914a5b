"""Random but reproducible histories, told through the services: the same seed, the same steps.

Each step is one transaction. A step that a rule forbids leaves nothing, as it would for a person.
"""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from factcheck import bulk
from factcheck.db import Database
from factcheck.errors import FactcheckError
from factcheck.history.record import add, next_id, now
from factcheck.models import (
    Appearance,
    Claim,
    ClaimAlias,
    Correction,
    Entry,
    Evidence,
    HouseRule,
    ImportRun,
    Note,
    Outreach,
    RatingPoint,
    Relation,
    Review,
    Source,
    Speaker,
    SpeakerAlias,
    View,
    Waiver,
    logged,
    new_uid,
)
from factcheck.records import AppearanceRecord, ClaimRecord, EvidenceRecord, VerdictRecord
from factcheck.services import (
    appearances,
    claims,
    evidence,
    merging,
    notes,
    redirects,
    scales,
    sources,
    speakers,
    tags,
    undo,
    verdicts,
)
from factcheck.vocabulary import CORRECTIONS, RELATIONS, SPEAKER_KINDS, STANCES, VERDICTS

NAMES = ("Mike Pompeo", "Nicolás Maduro", "Ana López", "Радио Свобода", "عبد الله", "Zoë")
PLACES = (
    "https://example.org/interview",
    "https://www.example.org/interview?utm_source=x",
    "https://web.archive.org/web/20190501000000/https://example.net/page",
    "broadcast: Evening news",
    "A report on flights",
)
TAGS = ("venezuela", "Économie", "flights")
DATES = (None, "2019", "2019-04", "2019-04-30")
ACTORS = ("ana", "ben")
TABLES = tuple(logged())

Step = Callable[[random.Random, Session, str], object]
Dump = dict[str, list[tuple[Any, ...]]]


def unsynced(db: Database) -> Database:
    """The same database without waiting for the disk: nothing here is to survive a crash."""
    if db.dialect == "sqlite":
        engine = db.engine(writing=True)
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    return db


def opened(path: str | Path) -> Database:
    """Open it that way."""
    return unsynced(Database(path))


def one(rng: random.Random, session: Session, model: Any) -> Any:
    """A row of a table; the first claim is made where there is none yet."""
    ids = session.scalars(select(model.id).order_by(model.id)).all()
    if not ids:
        raise FactcheckError(f"there is no {model.__tablename__} yet")
    return session.get(model, rng.choice(ids))


def maybe(rng: random.Random, value: Any, chance: float = 0.5) -> Any:
    return value if rng.random() < chance else None


def add_claim(rng: random.Random, session: Session, by: str) -> None:
    claims.add(
        session,
        ClaimRecord(
            f"An invented claim, number {rng.randrange(40)}",
            speaker=maybe(rng, rng.choice(NAMES), 0.8),
            source=maybe(rng, rng.choice(PLACES), 0.7),
            said_on=rng.choice(DATES),
            quote=maybe(rng, "four words are enough"),
            context=maybe(rng, "in an interview"),
            language=maybe(rng, rng.choice(("en", "es"))),
            priority=rng.randrange(4),
            tags=tuple(rng.sample(TAGS, rng.randrange(3))),
        ),
        by=by,
    )


def add_appearance(rng: random.Random, session: Session, by: str) -> None:
    record = AppearanceRecord(
        rng.choice(NAMES), rng.choice(PLACES), rng.choice(DATES), locator=f"p. {rng.randrange(9)}"
    )
    appearances.add(session, one(rng, session, Claim), record, by=by)


def mark(rng: random.Random, session: Session, by: str) -> None:
    said = rng.random() < 0.3
    record = EvidenceRecord(
        rng.choice(STANCES),
        note=f"note {rng.randrange(1000)}",
        source=maybe(rng, rng.choice(PLACES)),
        by=maybe(rng, rng.choice(NAMES)),
        retrieved_on=rng.choice(DATES),
        rank=maybe(rng, "primary"),
        confidential=rng.random() < 0.2,
        said=said,
    )
    evidence.mark(session, one(rng, session, Claim), record, by=by)


def mark_appearance(rng: random.Random, session: Session, by: str) -> None:
    about = one(rng, session, Appearance)
    record = EvidenceRecord(rng.choice(STANCES), note="heard", appearance=about.id)
    evidence.mark(session, claims.get(session, about.claim_id), record, by=by)


def rule(rng: random.Random, session: Session, by: str) -> None:
    record = VerdictRecord(
        rng.choice(VERDICTS),
        f"because {rng.randrange(1000)}",
        said=rng.random() < 0.3,
        rating=maybe(rng, "politifact: True", 0.3),
    )
    verdicts.give(session, one(rng, session, Claim), record, by=by)


def withdraw_verdict(rng: random.Random, session: Session, by: str) -> None:
    said = rng.random() < 0.3
    verdicts.withdraw(session, one(rng, session, Claim), "new facts", said=said)


def edit_claim(rng: random.Random, session: Session, by: str) -> None:
    changes = {
        "text": f"An invented claim, number {rng.randrange(40)}",
        "context": rng.choice(("", "elsewhere")),
        "priority": str(rng.randrange(4)),
        "why": rng.choice(("", "widely shared")),
    }
    chosen = rng.sample(sorted(changes), rng.randint(1, 3))
    claims.edit(session, one(rng, session, Claim), {name: changes[name] for name in chosen})


def edit_appearance(rng: random.Random, session: Session, by: str) -> None:
    changes = {"speaker": rng.choice(NAMES), "said_on": rng.choice(DATES) or ""}
    appearances.edit(session, one(rng, session, Appearance), changes)


def edit_evidence(rng: random.Random, session: Session, by: str) -> None:
    changes = {"stance": rng.choice(STANCES), "by": rng.choice(NAMES)}
    evidence.edit(session, one(rng, session, Evidence), changes)


def withdraw_evidence(rng: random.Random, session: Session, by: str) -> None:
    evidence.withdraw(session, one(rng, session, Evidence), "a forgery")


def withdraw_appearance(rng: random.Random, session: Session, by: str) -> None:
    appearances.withdraw(session, one(rng, session, Appearance), "said by another")


def put_tag(rng: random.Random, session: Session, by: str) -> None:
    tags.put(session, one(rng, session, Claim), (rng.choice(TAGS),))


def remove_tag(rng: random.Random, session: Session, by: str) -> None:
    tags.remove(session, one(rng, session, Claim), (rng.choice(TAGS),))


def add_note(rng: random.Random, session: Session, by: str) -> None:
    told = f"call them back {rng.randrange(9)}"
    notes.add(session, one(rng, session, Claim), told, by=by, confidential=rng.random() < 0.3)


def withdraw_note(rng: random.Random, session: Session, by: str) -> None:
    note = one(rng, session, Note)
    notes.withdraw(session, claims.get(session, note.claim_id), note.id, "done")


def edit_speaker(rng: random.Random, session: Session, by: str) -> None:
    changes = {
        "kind": rng.choice(SPEAKER_KINDS),
        "name": rng.choice((*NAMES, "M. R. Pompeo", "N. Maduro")),
        "description": rng.choice(("", "a politician")),
    }
    name = rng.choice(sorted(changes))
    speakers.edit(session, one(rng, session, Speaker), {name: changes[name]})


def add_alias(rng: random.Random, session: Session, by: str) -> None:
    scheme, value = rng.choice(((None, "The Secretary"), ("wikidata", "Q473239"), (None, "Nico")))
    speakers.alias(session, one(rng, session, Speaker), value, scheme)


def remove_alias(rng: random.Random, session: Session, by: str) -> None:
    alias = one(rng, session, SpeakerAlias)
    speakers.remove_alias(session, speakers.current(session, alias.speaker_id), alias.value)


def edit_source(rng: random.Random, session: Session, by: str) -> None:
    changes = {"publisher": f"Publisher {rng.randrange(5)}", "title": f"Title {rng.randrange(9)}"}
    sources.edit(session, one(rng, session, Source), changes)


def undo_last(rng: random.Random, session: Session, by: str) -> None:
    undo.undo(session, by=by)


def undo_entry(rng: random.Random, session: Session, by: str) -> None:
    last = session.scalar(select(func.max(Entry.seq))) or 0
    undo.undo(session, by=by, seq=rng.randint(1, last + 1))


def redo(rng: random.Random, session: Session, by: str) -> None:
    undos = session.scalars(select(Entry.seq).where(Entry.undoes.is_not(None))).all()
    if undos:
        undo.undo(session, by=by, seq=rng.choice(sorted(undos)))


def add_library(rng: random.Random, session: Session, by: str) -> None:
    """Rows of the tables that an import fills: a run, and reviews of a reference claim."""
    run = add(session, ImportRun(file="feed.json", format="claimreview", **_started(by)))
    run.created = 1
    run.finished_at = now()
    claim = one(rng, session, Claim)
    point = scales.point(session, "politifact: Half True")
    add(
        session,
        Review(
            claim_id=claim.id,
            publisher="Example Checks",
            url=f"https://checks.example/{rng.randrange(99)}",
            rating=point.label,
            point_id=point.id,
            verdict=point.verdict,
            published_on=rng.choice(DATES),
            import_run_id=run.id,
            added_at=now(),
        ),
    )


def _started(by: str) -> dict[str, Any]:
    return {"started_at": now(), "started_by": by, "file_sha256": "0" * 64}


def add_bulk(rng: random.Random, session: Session, by: str) -> None:
    """Speakers that come in many at once, past the session."""
    first = next_id(session, "speaker", 2)
    rows = [
        {"id": first + n, "uid": new_uid(), "name": f"Imported {first + n}", "kind": "group"}
        for n in range(2)
    ]
    bulk.insert_rows(session, "speaker", rows)


def relate(rng: random.Random, session: Session, by: str) -> None:
    claim, other = one(rng, session, Claim), one(rng, session, Claim)
    if claim.id == other.id:
        raise FactcheckError("a claim is not related to itself")
    row = Relation(claim_id=claim.id, other_id=other.id, kind=rng.choice(RELATIONS), because="so")
    row.added_at, row.added_by = now(), by
    add(session, row)


def merge_claims(rng: random.Random, session: Session, by: str) -> None:
    one, into = (_standing(rng, session, Claim) for _ in range(2))
    keep = rng.choice((None, one, into))
    merging.claims.merge(session, [one], into, keep=keep)


def merge_speakers(rng: random.Random, session: Session, by: str) -> None:
    one, into = (_standing(rng, session, Speaker) for _ in range(2))
    merging.speakers.merge(session, [one], into)


def merge_sources(rng: random.Random, session: Session, by: str) -> None:
    one, into = (_standing(rng, session, Source) for _ in range(2))
    merging.sources.merge(session, [one], into)


def _standing(rng: random.Random, session: Session, model: Any) -> Any:
    found = one(rng, session, model)
    return redirects.follow(session, found)


def correct(rng: random.Random, session: Session, by: str) -> None:
    claim = one(rng, session, Claim)
    row = Correction(
        claim_id=claim.id, kind=rng.choice(CORRECTIONS), reason="a slip", notice="It was 2019."
    )
    row.made_at, row.made_by = now(), by
    add(session, row)


def ask(rng: random.Random, session: Session, by: str) -> None:
    claim = one(rng, session, Claim)
    row = Outreach(claim_id=claim.id, whom="Ben Example", asked_on=rng.choice(DATES[1:]))
    row.confidential, row.added_at, row.added_by = rng.randrange(2), now(), by
    add(session, row)


def answer(rng: random.Random, session: Session, by: str) -> None:
    row = one(rng, session, Outreach)
    row.answered_on, row.answer = "2019-05-02", f"No {rng.randrange(99)}"


def waive(rng: random.Random, session: Session, by: str) -> None:
    claim = one(rng, session, Claim)
    row = Waiver(claim_id=claim.id, rule=f"rule-{next_id(session, 'waiver')}", reason="no other")
    row.waived_at, row.waived_by = now(), by
    row.lifted_because = None if claim.id % 2 else "there is one now"
    add(session, row)


def lift(rng: random.Random, session: Session, by: str) -> None:
    one(rng, session, Waiver).lifted_because = f"It is met {rng.randrange(9)}"


def save_view(rng: random.Random, session: Session, by: str) -> None:
    row = View(name=f"View {next_id(session, 'view')}", filters="{}", made_at=now(), made_by=by)
    add(session, row)


def set_house_rule(rng: random.Random, session: Session, by: str) -> None:
    add(session, HouseRule(rule=f"rule-{next_id(session, 'house_rule')}", value="yes"))


def plan(rng: random.Random, session: Session, by: str) -> None:
    claim = one(rng, session, Claim)
    claim.assignee, claim.due_on = rng.choice(ACTORS), f"2019-05-0{rng.randrange(1, 9)}"


def reword(rng: random.Random, session: Session, by: str) -> None:
    claim = one(rng, session, Claim)
    add(session, ClaimAlias(claim_id=claim.id, text=f"Said otherwise {rng.randrange(99)}"))


def rescale(rng: random.Random, session: Session, by: str) -> None:
    one(rng, session, RatingPoint).confidence = f"0.{rng.randrange(9)}"


def stage(rng: random.Random, session: Session, by: str) -> None:
    claim = one(rng, session, Claim)
    claim.stage = rng.choice(("new", "checking", "review", "published", "dropped"))


STEPS: dict[Step, int] = {
    add_claim: 8,
    add_appearance: 3,
    mark: 6,
    mark_appearance: 2,
    rule: 5,
    withdraw_verdict: 2,
    edit_claim: 4,
    edit_appearance: 2,
    edit_evidence: 2,
    withdraw_evidence: 2,
    withdraw_appearance: 2,
    put_tag: 2,
    remove_tag: 2,
    add_note: 2,
    withdraw_note: 1,
    edit_speaker: 3,
    add_alias: 2,
    remove_alias: 1,
    edit_source: 2,
    undo_last: 4,
    undo_entry: 3,
    redo: 3,
    add_library: 2,
    add_bulk: 1,
    relate: 1,
    correct: 1,
    ask: 1,
    answer: 1,
    waive: 1,
    lift: 1,
    save_view: 1,
    set_house_rule: 1,
    plan: 1,
    reword: 1,
    rescale: 1,
    stage: 2,
    merge_claims: 2,
    merge_speakers: 1,
    merge_sources: 1,
}


def take(db: Database, step: Step, rng: random.Random, by: str) -> bool:
    """One step, in a transaction of its own; false where it was refused."""
    try:
        with db.transaction(by=by, action=step.__name__.replace("_", " ")) as session:
            step(rng, session, by)
    except FactcheckError as error:
        if error.exit_code == 1 and not error.message.startswith(
            ("there is no", "a claim is not")
        ):
            raise
        return False
    return True


def tell(
    db: Database, seed: int, length: int, after: Callable[[], None] = lambda: None
) -> random.Random:
    """A history of so many steps; ``after`` is called after each that was taken."""
    rng = random.Random(seed)
    take(db, add_claim, rng, "ana")
    after()
    for _ in range(length - 1):
        (step,) = rng.choices(list(STEPS), list(STEPS.values()))
        if take(db, step, rng, rng.choice(ACTORS)):
            after()
    return rng


def fill(db: Database, seed: int = 1) -> None:
    """A history after which every table has rows: two at least, where the table may."""
    rng = random.Random(seed)
    for number in range(4):
        with db.transaction(
            by=ACTORS[number % 2], action="add", reason="for the tests"
        ) as session:
            claim = claims.add(
                session,
                ClaimRecord(
                    f"Claim {number}",
                    NAMES[number],
                    PLACES[number],
                    "2019-04",
                    "a quote",
                    tags=(TAGS[:1], TAGS[:2], TAGS, TAGS[2:])[number],
                ),
                by="ana",
            )
            _hang(session, claim, number)
    desk = [ask, ask, answer, waive, waive, lift, save_view, save_view]
    desk += [set_house_rule, set_house_rule]
    for step in (add_library, add_library, relate, correct, correct, reword, reword, *desk, plan):
        for _ in range(20):
            if take(db, step, rng, "ana"):
                break
    with db.transaction(by="ana", action="relate") as session:
        for claim_id, other_id in ((1, 3), (3, 1)):
            row = Relation(claim_id=claim_id, other_id=other_id, kind="narrows", added_at=now())
            row.added_by = "ana"
            add(session, row)
    for step in (edit_claim, withdraw_evidence, edit_source, stage, remove_tag, add_bulk):
        take(db, step, rng, "ben")
    for step in (add_claim, undo_last, redo, add_note, withdraw_note):
        take(db, step, rng, "ana")


def _hang(session: Session, claim: Claim, number: int) -> None:
    """A verdict, evidence, a note, an alias: something in each table that hangs on a claim."""
    scale = ("politifact: True", "snopes: False")[number % 2]
    verdicts.give(session, claim, VerdictRecord(VERDICTS[number], "so", rating=scale), by="ana")
    said = VerdictRecord(VERDICTS[number], "heard it", said=True)
    verdicts.give(session, claim, said, by="ben")
    if number == 3:
        verdicts.give(session, claim, VerdictRecord("mixed", "on second thoughts"), by="ben")
    for stance in STANCES[number:]:
        record = EvidenceRecord(stance, f"note {number}", PLACES[number - 1], by="Zoë")
        evidence.mark(session, claim, record, by="ana")
    evidence.mark(session, claim, EvidenceRecord("supports", "audio", said=True), by="ana")
    notes.add(session, claim, f"note {number}", by="ana", confidential=number == 1)
    speaker = speakers.get(session, NAMES[number])
    speakers.edit(session, speaker, {"description": f"number {number}"})
    speakers.alias(session, speaker, f"Q{number}", "wikidata" if number else None)


def dump(connection: Any) -> Dump:
    """Every row of every table of the state, derived columns too, by table."""
    found: Dump = {}
    for name in TABLES:
        table: Any = logged()[name].__table__
        found[name] = [
            tuple(row) for row in connection.execute(select(table).order_by(table.c.id))
        ]
    return found


def state(db: Database) -> Dump:
    """The same of a database."""
    with db.reading() as session:
        return dump(session.connection())
