"""Exports: ours loses nothing, and what is not for the public is in no other one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import Usage
from factcheck.exchange import exporting, lines
from factcheck.exchange.publishing import Publisher
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import Claim, Correction, Outreach, Source, Speaker, Waiver
from factcheck.records import AppearanceRecord, EvidenceRecord, VerdictRecord
from factcheck.services import (
    appearances,
    claims,
    evidence,
    merging,
    notes,
    sources,
    speakers,
    tags,
    verdicts,
)
from tests import filled, stories
from tests.exchange.carried import export, lines_of, sound, take, work
from tests.exchange.conftest import Another
from tests.factories import make_claim, make_relation, make_review, noise
from tests.long import LONG, seeds
from tests.rows import rows

LENGTH = 60 if LONG else 25


# without loss


@pytest.mark.parametrize("seed", seeds(3, 200))
def test_an_export_that_was_imported_is_exported_alike(
    db: Database, another: Another, seed: int
) -> None:
    if seed == 0:
        filled.database(db, stories.fill)
    stories.tell(db, seed, LENGTH)
    _the_same(db, another())


def _the_same(db: Database, empty: Database) -> None:
    told = export(db)
    done = take(empty, told).results()
    kinds = [one["type"] for one in lines_of(told)]
    made = [one for one, kind in zip(done, kinds, strict=True) if kind != "merge"]
    assert set(made) == {"created"}
    assert export(empty) == told
    assert set(take(empty, told).results()) == {"unchanged"}
    assert export(empty) == told
    sound(empty)


def test_what_is_exported_is_what_is_there(db: Database) -> None:
    """Every row of a story is in its lines: the property above is about something."""
    filled.database(db, stories.fill)
    told = lines_of(export(db))
    state = stories.state(db)
    hanging = {"appearance": "appearances", "verdict": "verdicts", "review": "reviews"}
    hanging |= {"evidence": "evidence", "note": "notes", "correction": "corrections"}
    for table, key in hanging.items():
        assert sum(len(one.get(key, ())) for one in told) == len(state[table]), table
    for table in ("claim", "speaker", "source", "tag", "relation"):
        assert sum(one["type"] == table for one in told) == len(state[table]), table
    withdrawn = [row for one in told for row in one.get("evidence", ()) if "withdrawn" in str(row)]
    assert withdrawn


def merged(session: Session) -> None:
    """Of each kind a record that leads to one that leads to a third; names are taken again."""
    for number, speaker in enumerate(("Mike Pompeo", "M. Pompeo", "Secretary Pompeo")):
        source = f"https://example.org/{number}"
        make_claim(session, f"Claim {number}", speaker=speaker, source=source)
    kinds: Any = ((merging.speakers, Speaker), (merging.sources, Source), (merging.claims, Claim))
    for service, model in kinds:
        for gone, into in ((1, 2), (2, 3)):
            service.merge(session, [session.get_one(model, gone)], session.get_one(model, into))
    kept = session.get_one(Speaker, 3)
    for name in ("Mike Pompeo", "M. Pompeo"):
        speakers.remove_alias(session, kept, name)
        make_claim(session, f"Something else by {name}", speaker=name, source=None)
    again = new(session, Source(kind="page", url="https://example.org/0"))
    again.canonical_url = "https://example.org/0"


def test_merged_records_come_along(db: Database, another: Another) -> None:
    work(db, merged)
    sound(db)
    told = export(db)
    assert [one["name"] for one in lines_of(told, "speaker")] == [
        *("Secretary Pompeo", "Mike Pompeo", "M. Pompeo"),
        *("M. Pompeo", "Mike Pompeo"),  # these were merged, the second into the first
    ]
    assert [one["into"] for one in lines_of(told, "merge")] == [
        lines_of(told, kind)[at]["uid"]
        for kind, order in (("claim", (3, 0)), ("speaker", (3, 0)), ("source", (2, 0)))
        for at in order
    ]
    other = another()
    done = take(other, told)
    assert done.counts == {"created": 14, "unchanged": 6}
    assert export(other) == told
    assert set(take(other, told).results()) == {"unchanged"}
    assert set(take(db, told).results()) == {"unchanged"}
    assert export(other) == told
    sound(other)


def test_some_claims_are_exported_with_what_they_refer_to(db: Database) -> None:
    def some(session: Session) -> None:
        noise(session, 3)
        one = make_claim(session, tags=("venezuela",))
        other = make_claim(session, "Another claim", speaker="Zoë", source=None)
        make_relation(session, one, other)
        make_relation(session, one, session.get_one(Claim, 1), "narrows")
        verdicts.give(
            session, one, VerdictRecord("refuted", "so", rating="politifact: False"), by="ana"
        )

    work(db, some)
    told = export(db, "jsonl", 4, 5)
    found = {kind: [one.get("name", one["uid"]) for one in lines_of(told, kind)] for kind in KINDS}
    assert found["speaker"] == ["Mike Pompeo", "Zoë"]
    assert [one["url"] for one in lines_of(told, "source")] == ["https://example.org/interview"]
    assert (found["tag"], found["scale"]) == (["venezuela"], ["politifact"])
    assert (len(found["claim"]), len(found["relation"])) == (2, 1)


KINDS = ("speaker", "source", "tag", "scale", "claim", "relation")


def test_an_export_is_told_in_pieces(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    work(db, lambda session: noise(session, 3))
    whole = export(db)
    monkeypatch.setattr(exporting, "PIECE", 2)
    monkeypatch.setattr(lines, "BATCH", 1)
    with db.reading() as session:
        pieces = list(exporting.export(session, "jsonl", None))
    assert b"".join(pieces) == whole
    assert len(pieces) > 5


def test_an_empty_database_has_an_export(db: Database) -> None:
    assert export(db) == b'{"format":"factcheck","version":1}\n'


def test_an_unknown_format_lists_the_known_ones(db: Database) -> None:
    with pytest.raises(Usage, match="unknown format: xlsx") as caught:
        export(db, "xlsx")
    for name in ("jsonl", "markdown", "csv", "claimreview"):
        assert name in str(caught.value.hint)


# for the public

US = Publisher("The Desk", "https://desk.example/{id}")


def in_format(name: str) -> Callable[[Database], bytes]:
    return lambda db: export(db, name, 1, 2, publisher=US)


PUBLIC: dict[str, Callable[[Database], bytes]] = {
    **{
        name: in_format(name)
        for name in (
            *("claimreview", "claimreview-graph", "claimreview-script"),
            *("csv", "tsv", "markdown"),
        )
    },
    "jsonl": lambda db: export(db, "jsonl", 1, 2, public=True),
    "jsonl of everything": lambda db: export(db, public=True),
}
SECRET = (
    *("CANARY-note", "CANARY-told-note", "CANARY-withdrawn-note", "CANARY-why"),
    *("CANARY-confidential", "CANARY-informant", "CANARY-hidden-source", "CANARY-hidden-quote"),
    *("CANARY-hidden-locator", "CANARY-group"),
    *("CANARY-withdrawn-evidence", "CANARY-evidence-because", "CANARY-forger"),
    *("CANARY-withdrawn-quote", "CANARY-appearance-because", "CANARY-nobody", "CANARY-nowhere"),
    *("CANARY-superseded", "CANARY-withdrawn-verdict", "CANARY-verdict-because"),
    *("CANARY-withdrawn-review", "CANARY-review-because"),
    *("CANARY-relation", "CANARY-relation-because"),
    *("CANARY-adder", "CANARY-marker", "CANARY-judge", "CANARY-corrector", "CANARY-relator"),
    *("CANARY-dropped-tag",),
    *("CANARY-leak", "CANARY-leaked", "CANARY-leaked-quote", "CANARY-leaked-page"),
    *("CANARY-leaker", "CANARY-safe", "CANARY-safe-quote", "CANARY-met", "CANARY-met-at"),
    *("CANARY-asked", "CANARY-question", "CANARY-answer", "CANARY-asker", "CANARY-waiver"),
    *("CANARY-assignee", "CANARY-recheck"),
)
OPEN = ("OPEN-claim", "OPEN-evidence", "OPEN-verdict", "OPEN-whom")
# Why something is confidential: for the public to read, where it reads of evidence at all.
REASONS = ("OPEN-safety", "OPEN-promise")


def secretive(session: Session) -> None:
    """Two claims with something of everything that is nobody else's business."""
    claim = make_claim(session, "OPEN-claim", why="CANARY-why", tags=("CANARY-dropped-tag",))
    claim.added_by = "CANARY-adder"
    tags.remove(session, claim, ("CANARY-dropped-tag",))
    other = make_claim(session, "Another claim")
    notes.add(session, claim, "CANARY-note", by="ana")
    notes.add(session, claim, "CANARY-told-note", by="ana", confidential=True)
    gone = notes.add(session, claim, "CANARY-withdrawn-note", by="ana")
    notes.withdraw(session, claim, gone.id, "done")
    hidden = EvidenceRecord(
        "supports",
        "CANARY-confidential",
        source="call: CANARY-hidden-source",
        by="CANARY-informant",
        quote="CANARY-hidden-quote",
        locator="CANARY-hidden-locator",
        confidential=True,
    )
    evidence.mark(session, claim, hidden, by="CANARY-marker").independence_group = "CANARY-group"
    withdrawn = EvidenceRecord("refutes", "CANARY-withdrawn-evidence", by="CANARY-forger")
    item = evidence.mark(session, claim, withdrawn, by="ana")
    evidence.withdraw(session, item, "CANARY-evidence-because")
    shown = evidence.mark(session, claim, EvidenceRecord("refutes", "OPEN-evidence"), by="ana")
    shown.added_by = "CANARY-marker"
    record = AppearanceRecord("CANARY-nobody", "CANARY-nowhere", quote="CANARY-withdrawn-quote")
    said = appearances.add(session, claim, record, by="ana")
    appearances.withdraw(session, said, "CANARY-appearance-because")
    for words in ("CANARY-superseded", "CANARY-withdrawn-verdict"):
        verdicts.give(session, claim, VerdictRecord("mixed", words), by="ana")
    verdicts.withdraw(session, claim, "CANARY-verdict-because", said=False)
    verdicts.give(session, claim, VerdictRecord("refuted", "OPEN-verdict"), by="CANARY-judge")
    make_review(
        session,
        claim,
        publisher="CANARY-withdrawn-review",
        withdrawn_because="CANARY-review-because",
    )
    relation = make_relation(session, claim, other)
    relation.because, relation.added_by = "CANARY-relation", "CANARY-relator"
    relation.withdrawn_because = "CANARY-relation-because"
    _confide(session, claim)
    correction = new(
        session, Correction(claim_id=claim.id, kind="typo", reason="so", notice="It was 2019.")
    )
    correction.made_at, correction.made_by = now(), "CANARY-corrector"


def _confide(session: Session, claim: Claim) -> None:
    """Evidence that is confidential, and a source that is; outreach, a waiver and plans."""
    leak = EvidenceRecord(
        "refutes",
        "CANARY-leak",
        source="document: CANARY-leaked",
        quote="CANARY-leaked-quote",
        locator="CANARY-leaked-page",
        by="CANARY-leaker",
        rank="primary",
        confidential_because="OPEN-safety",
    )
    evidence.mark(session, claim, leak, by="ana")
    met = EvidenceRecord("no-result", "CANARY-safe", source="person: CANARY-met")
    evidence.mark(session, claim, met, by="ana").archive_url = "https://archive.example/CANARY-met"
    record = AppearanceRecord("Mike Pompeo", "person: CANARY-met", locator="CANARY-met-at")
    appearances.add(session, claim, replace(record, quote="CANARY-safe-quote"), by="ana")
    secret = sources.get(session, "person: CANARY-met")
    sources.edit(session, secret, {"confidential_because": "OPEN-promise"})
    for whom, hidden in (("CANARY-asked", 1), ("OPEN-whom", 0)):
        row = Outreach(claim_id=claim.id, whom=whom, asked_on="2019-05-01", confidential=hidden)
        row.question, row.added_at, row.added_by = "CANARY-question", now(), "CANARY-asker"
        row.answer = "CANARY-answer" if hidden else "No comment"
        new(session, row)
    waiver = Waiver(claim_id=claim.id, rule="one-source", reason="CANARY-waiver", waived_by="ana")
    waiver.waived_at = now()
    new(session, waiver)
    claim.assignee, claim.recheck_every = "CANARY-assignee", "CANARY-recheck"


def test_what_is_ours_alone_is_in_no_export_for_the_public(db: Database) -> None:
    work(db, secretive)
    for name, made in PUBLIC.items():
        told = made(db).decode()
        assert [each for each in SECRET if each in told] == [], name
        assert OPEN[0] in told, name
        if name.startswith(("jsonl", "markdown")):
            assert [each for each in REASONS if each not in told] == [], name
    whole = export(db).decode()
    assert [each for each in (*SECRET, *OPEN) if each not in whole] == []


def test_confidential_evidence_keeps_its_weight_and_says_why(db: Database) -> None:
    """And a copy that takes the public file counts as we do."""
    work(db, secretive)
    (line, _other) = lines_of(export(db, "jsonl", 1, 2, public=True), "claim")
    hidden = [one for one in line["evidence"] if one["confidential"]]
    assert [(one["stance"], one["note"], one.get("rank")) for one in hidden] == [
        ("supports", "confidential source", None),
        ("refutes", "confidential source (OPEN-safety)", "primary"),
        ("no-result", "confidential source (OPEN-promise)", None),
    ]
    keys = {"id", "uid", "stance", "note", "confidential", "added_at"}
    assert [set(one) - {"rank"} for one in hidden] == [keys] * 3
    (_first, unnamed) = line["appearances"]
    assert unnamed["locator"] == "confidential source (OPEN-promise)"
    assert not {"source", "quote", "archive_url"} & set(unnamed)
    page = export(db, "markdown", 1).decode()
    assert "- **Refutes it**: confidential source (OPEN-safety)" in page
    assert "(confidential source (OPEN-promise))" in page
    table = export(db, "csv", 1).decode().splitlines()
    assert f",{len(line['evidence'])}," in table[1]


def test_a_copy_that_takes_the_public_file_counts_as_we_do(db: Database, another: Another) -> None:
    work(db, secretive)
    other = another()
    told = export(db, public=True)
    assert set(take(other, told).results()) == {"created"}
    sound(other)
    for name in ("supports", "refutes", "disputes", "evidence_status", "appearances"):
        assert rows(other, Claim, name) == rows(db, Claim, name), name


def test_colleagues_and_the_library_of_uids_stay_at_home(db: Database) -> None:
    work(db, secretive)
    for one in lines_of(export(db, public=True)):
        assert not {"why", "added_by", "notes", "versions"} & one.keys()


def test_a_speaker_who_also_said_something_openly_is_shown(db: Database) -> None:
    """Only what rests on hidden rows alone is hidden."""
    work(db, secretive)

    def quoted(session: Session) -> None:
        record = AppearanceRecord("CANARY-informant", "https://open.example")
        appearances.add(session, claims.get(session, 1), record, by="ana")

    work(db, quoted)
    told = export(db, public=True).decode()
    assert "CANARY-informant" in told
    assert "CANARY-hidden-source" not in told


def test_claims_that_are_not_worked_on_are_not_among_all(db: Database) -> None:
    def dropped(session: Session) -> None:
        noise(session, 1)
        make_claim(session, "OPEN-dropped").stage = "dropped"
        make_claim(session, "OPEN-reference").tracked = 0

    work(db, dropped)
    for name in ("csv", "markdown"):
        told = export(db, name).decode()
        assert "OPEN-" not in told
        assert "A plainly invented claim number 0" in told.replace("\\", "")
    assert "OPEN-" not in export(db, public=True).decode()
    assert "OPEN-reference" in export(db, "csv", 3).decode()


def test_formulas_in_a_table_are_defused_unless_raw_is_wanted(db: Database) -> None:
    work(db, lambda session: make_claim(session, "=1+1"))
    assert b"'=1+1" in export(db, "csv")
    assert b"'=1+1" not in export(db, "csv", raw=True)
    assert b"=1+1" in export(db, "csv", raw=True)
