"""Derived columns: the rules of the newsroom, written out by hand, against the SQL."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, text, update
from sqlalchemy.orm import Session

from factcheck import bulk, derived, services, verify
from factcheck import text as words
from factcheck.db import Database
from factcheck.history.record import recording
from factcheck.models import Appearance, Claim, ClaimTag, Speaker
from factcheck.records import AppearanceRecord, EvidenceRecord
from factcheck.vocabulary import EVIDENCE_STATUSES, STAGES, STANCES, VERDICTS
from tests import raw
from tests.factories import make_claim, make_evidence, make_verdict, noise

# The rule as the design says it: the first line that fits.
ORACLE: list[tuple[set[str], set[str], str]] = [
    # must be there,         must not be there,       the status
    ({"mixed"}, set(), "conflicting"),
    ({"supports", "refutes"}, set(), "conflicting"),
    ({"supports", "disputes"}, set(), "supporting, disputed"),
    ({"supports"}, set(), "supporting"),
    ({"refutes", "disputes"}, set(), "refuting, disputed"),
    ({"refutes"}, set(), "refuting"),
    ({"disputes"}, set(), "disputed"),
    ({"context"}, set(), "inconclusive"),
    ({"no-result"}, set(), "inconclusive"),
]


def oracle(stances: Sequence[str]) -> str:
    held = set(stances)
    for wanted, barred, status in ORACLE:
        if wanted <= held and not barred & held:
            return status
    return "none"


CASES = [
    *(
        pair
        for size in range(3)
        for pair in itertools.combinations_with_replacement(STANCES, size)
    ),
    *(found for size in range(3, 7) for found in itertools.combinations(STANCES, size)),
]


def test_the_oracle_knows_every_status() -> None:
    assert {oracle(stances) for stances in CASES} == set(EVIDENCE_STATUSES)


@given(st.lists(st.sampled_from(STANCES)))
def test_the_status_in_python_is_that_of_the_rules(stances: list[str]) -> None:
    assert services.evidence.status_of(stances) == oracle(stances)


def test_the_status_in_sql_is_that_of_the_rules(db: Database) -> None:
    """Every pair of stances and every set of more: of the content, and of the first appearance."""
    cases = list(itertools.product(CASES, (0, 1)))
    items: list[dict[str, Any]] = []
    for number, (stances, about) in enumerate(cases, 1):
        counted = [(stance, about, None) for stance in stances]
        withdrawn = ("mixed", about, "A mistake.")
        for stance, on, because in (*counted, withdrawn, ("supports", 1 - about, None)):
            told = {"stance": stance, "claim_id": number, "withdrawn_because": because}
            items.append(
                raw.row("evidence", len(items) + 1, appearance_id=number * on or None, **told)
            )
    with db.transaction(by="ana") as session:
        put_claims(session, len(cases))
        bulk.insert_rows(session, "evidence", items)
    with db.reading() as session:
        for number, (stances, about) in enumerate(cases, 1):
            claim = session.get_one(Claim, number)
            found = [claim.evidence_status, claim.attribution_status]
            assert found[about] == oracle(stances), stances
            assert found[1 - about] == "supporting"
            names = ("supports", "refutes", "mixed", "disputes")
            of_content = ("supports",) if about else stances
            counts = (claim.supports, claim.refutes, claim.mixed, claim.disputes)
            assert counts == tuple(of_content.count(name) for name in names)


def put_claims(session: Session, count: int, *over: dict[str, Any]) -> None:
    """So many claims, numbered from one, each with an appearance of the same number."""
    several = range(1, count + 1)
    told = over or ({},) * count
    pairs = zip(several, told, strict=True)
    bulk.insert_rows(session, "claim", [raw.row("claim", one, **more) for one, more in pairs])
    said = [raw.row("appearance", one, claim_id=one) for one in several]
    bulk.insert_rows(session, "appearance", said)


def test_listed_and_unverified_follow_from_tracked_stage_merged_and_verdict(db: Database) -> None:
    cases = list(itertools.product((0, 1), STAGES, (None, 1), (None, *VERDICTS), (0, 1)))
    rows = [{"tracked": case[0], "stage": case[1], "merged_into": case[2]} for case in cases]
    verdicts = [
        raw.row(
            "verdict",
            number,
            claim_id=number,
            verdict=verdict,
            appearance_id=number * about or None,
        )
        for number, (*_, verdict, about) in enumerate(cases, 1)
        if verdict
    ]
    with db.transaction(by="ana") as session:
        put_claims(session, len(cases), *rows)
        bulk.insert_rows(session, "verdict", verdicts)
    with db.reading() as session:
        for number, (tracked, stage, merged, verdict, about) in enumerate(cases, 1):
            claim = session.get_one(Claim, number)
            listed = tracked == 1 and stage != "dropped" and merged is None
            ruled = about == 0 and verdict not in (None, "insufficient")
            assert claim.listed == int(listed), cases[number - 1]
            assert claim.unverified == int(listed and not ruled), cases[number - 1]
            wanted = (None, verdict) if about else (verdict, None)
            assert (claim.content_verdict, claim.attribution_verdict) == wanted


def test_speaker_and_date_are_those_of_the_first_standing_appearance(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    second = services.appearances.add(
        session,
        claim,
        AppearanceRecord(speaker="Elliott Abrams", said_on="2019-05-01"),
        by="ana",
    )
    services.claims.refresh(session, claim)
    first = services.appearances.first(session, claim)
    assert first is not None
    assert (claim.appearance_id, claim.appearances) == (first.id, 2)
    assert (claim.said_on, name(session, claim)) == ("2019-04-30", "Mike Pompeo")

    services.appearances.withdraw(session, first, "Another interview.")
    services.claims.refresh(session, claim)
    assert (claim.appearance_id, claim.appearances) == (second.id, 1)
    assert (claim.said_on, name(session, claim)) == ("2019-05-01", "Elliott Abrams")

    services.appearances.withdraw(session, second, "Not there either.")
    services.claims.refresh(session, claim)
    assert (claim.appearance_id, claim.speaker_id, claim.appearances) == (None, None, 0)
    assert claim.said_on == ""


def name(session: Session, claim: Claim) -> str:
    return session.get_one(Speaker, claim.speaker_id).name


def test_attribution_is_that_of_the_first_standing_appearance(session: Session) -> None:
    claim = make_claim(session)
    second = services.appearances.add(session, claim, AppearanceRecord(quote="again"), by="ana")
    make_evidence(session, claim, "refutes", appearance=second.id)
    make_verdict(session, claim, "refuted", appearance=second.id)
    assert (claim.attribution_status, claim.attribution_verdict) == ("none", None)
    first = services.appearances.first(session, claim)
    assert first is not None
    services.appearances.withdraw(session, first, "A mistake.")
    services.claims.refresh(session, claim)
    assert (claim.attribution_status, claim.attribution_verdict) == ("refuting", "refuted")
    assert (claim.evidence_status, claim.content_verdict) == ("none", None)


def test_a_verdict_counts_while_it_is_in_force(session: Session) -> None:
    claim = make_claim(session)
    make_verdict(session, claim, "insufficient")
    assert (claim.content_verdict, claim.unverified) == ("insufficient", 1)
    make_verdict(session, claim, "refuted")
    assert (claim.content_verdict, claim.unverified) == ("refuted", 0)
    services.verdicts.withdraw(session, claim, "Too early.")
    services.claims.refresh(session, claim)
    assert (claim.content_verdict, claim.unverified) == (None, 1)


def test_tags_and_appearances_repeat_what_lists_filter_by(db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim = make_claim(session, tags=("one", "two"))
        again = AppearanceRecord(speaker="Mike Pompeo", said_on="2019-05-02")
        services.appearances.add(session, claim, again, by="ana")
        services.appearances.add(session, claim, AppearanceRecord(speaker="Other"), by="ana")
        services.appearances.add(session, claim, AppearanceRecord(quote="nobody"), by="ana")
        session.query(ClaimTag).filter_by(tag_id=2).one().removed = 1
        make_verdict(session, claim, "refuted")
    assert flags(db, "claim_tag") == [(1, 0), (0, 0)]
    # The first of each speaker, and none without a speaker.
    assert flags(db, "appearance") == [(1, 0), (0, 0), (1, 0), (0, 0)]
    with db.transaction(by="ana") as session:
        claim = services.claims.get(session, 1)
        services.verdicts.withdraw(session, claim, "Too early.")
        services.appearances.withdraw(session, session.get_one(Appearance, 1), "A mistake.")
    assert flags(db, "claim_tag") == [(1, 1), (0, 0)]
    assert flags(db, "appearance") == [(0, 0), (1, 1), (1, 1), (0, 0)]
    with db.transaction(by="ana") as session:
        services.claims.get(session, 1).stage = "dropped"
    assert set(flags(db, "claim_tag") + flags(db, "appearance")) == {(0, 0)}


def flags(db: Database, table: str) -> list[tuple[int, int]]:
    with db.reading() as session:
        rows = session.execute(text(f"SELECT listed, unverified FROM {table} ORDER BY id"))
        return [(row.listed, row.unverified) for row in rows]


def test_only_the_claims_that_were_touched_are_derived(db: Database) -> None:
    with db.transaction(by="ana") as session:
        noise(session, 3)
    with db.engine(writing=True).begin() as connection:
        connection.execute(text("UPDATE claim SET appearances = 7"))
        derived.derive(connection_allowed(connection), [2])
        rows = connection.execute(text("SELECT appearances FROM claim ORDER BY id")).all()
        assert [row.appearances for row in rows] == [7, 1, 7]


def connection_allowed(connection: Any) -> Any:
    """As the log does it for the time of the derivation."""
    connection.info["factcheck_recording"] = True
    return connection


def test_many_claims_are_derived_in_batches(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "BATCH", 2)
    made = noise(session, 5)
    connection = session.connection()
    with recording(session):
        connection.execute(update(Claim).values(appearances=7))
        derived.derive(connection, [claim.id for claim in made])
    session.expire_all()
    assert [claim.appearances for claim in made] == [1] * 5


def test_what_was_derived_is_what_verify_computes(db: Database) -> None:
    with db.transaction(by="ana") as session:
        noise(session)
        claim = make_claim(session, tags=("venezuela",))
        make_evidence(session, claim, "disputes", by="Nicolás Maduro")
        make_evidence(session, claim, "supports", said=True)
        make_verdict(session, claim)
    assert verify.verify(db).findings == ()
    with db.engine(writing=True).begin() as connection:
        connection.execute(text("UPDATE claim SET disputes = 2 WHERE id = 4"))
        connection.execute(text("UPDATE claim_tag SET unverified = 0 WHERE claim_id = 4"))
        connection.execute(text("UPDATE tag SET name_key = 'x' WHERE id = 1"))
    assert sorted(one.message for one in verify.verify(db).findings) == [
        "claim 4 is not derived: disputes",
        "claim_tag 4 is not derived: unverified",
        "tag 1 is not derived: name_key",
    ]


def test_the_status_of_another_appearance_is_counted_when_asked(session: Session) -> None:
    claim = make_claim(session)
    other = services.appearances.add(session, claim, AppearanceRecord(quote="again"), by="ana")
    for stance in ("supports", "disputes"):
        services.evidence.mark(
            session, claim, EvidenceRecord(stance, note=stance, appearance=other.id), by="ana"
        )
    services.claims.refresh(session, claim)
    assert services.evidence.status(session, claim, other.id) == "supporting, disputed"
    assert services.evidence.status(session, claim, claim.appearance_id) == "none"
    assert services.evidence.status(session, claim, None) == "none"


# columns that follow from their own row


def test_a_source_is_known_by_its_canonical_address_else_by_kind_and_title() -> None:
    by_url = {"kind": "page", "title": "X", "canonical_url": "https://example.org/"}
    assert derived.source_key(by_url) == words.digest("url:https://example.org/")
    assert derived.source_key(by_url | {"title": "Y"}) == derived.source_key(by_url)
    by_title = {"kind": "page", "title": "An  INTERVIEW", "canonical_url": None}
    assert derived.source_key(by_title) == words.digest("page:an interview")
    assert derived.source_key({"kind": "page"}) == words.digest("page:")
    assert derived.source_key(by_title | {"kind": "call"}) != derived.source_key(by_title)


def test_an_alias_is_known_by_its_folded_name_or_by_its_id() -> None:
    assert derived.alias_key({"value": "POMPEO"}) == words.key("pompeo")
    wikidata = {"scheme": "wikidata", "value": "Q473239"}
    assert derived.alias_key(wikidata) == words.digest("wikidata:Q473239")
    assert derived.alias_key(wikidata | {"value": "q473239"}) != derived.alias_key(wikidata)


def test_a_review_without_address_or_wording_has_an_identity() -> None:
    bare = {"publisher": "Example Checks"}
    assert derived.review_identity(bare) == derived.review_identity(
        {"publisher": "example  CHECKS", "canonical_url": None, "wording": None}
    )
    assert derived.review_identity(bare) != derived.review_identity(bare | {"wording": "x"})


# computing them anew


def test_what_a_later_program_computes_otherwise_is_brought_up_to_date(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "BATCH", 2)  # read while others are written
    with db.transaction(by="ana") as session:
        noise(session, 5)
        make_claim(session, tags=("venezuela",))
    rows = {
        "UPDATE speaker SET name_key = 'old' WHERE id = 2": "speaker 2 is not derived: name_key",
        "UPDATE source SET \"key\" = 'old' WHERE id = 5": "source 5 is not derived: key",
        "UPDATE tag SET name_key = 'old' WHERE id = 1": "tag 1 is not derived: name_key",
        "UPDATE claim SET text_key = 'old'": "claim 1 is not derived: text_key",
    }
    with db.engine(writing=True).begin() as connection:
        for statement in rows:
            connection.execute(text(statement))
    told = {one.message for one in verify.verify(db).findings}
    assert set(rows.values()) <= told
    assert len(told) == 9
    with db.transaction(by="ana", dry_run=True) as session, recording(session):
        derived.recompute_rows(session.connection())
    assert len(verify.verify(db).findings) == 9
    with db.engine(writing=True).begin() as connection:
        connection.info["factcheck_recording"] = True
        derived.recompute_rows(connection)
        connection.info.clear()
    assert verify.verify(db).findings == ()


def test_what_is_right_is_not_written_again(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session, tags=("venezuela",))
    written = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        written.append(statement)

    with db.engine(writing=True).begin() as connection:
        event.listen(connection, "before_cursor_execute", note)
        derived.recompute_rows(connection)
    assert len(written) == len(derived.OF_ROW)
    assert not [one for one in written if not one.startswith("SELECT")]
