"""What a record was before: the log tells the hash of each state that its line ever had."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.exchange import lines, versions
from factcheck.exchange.versions import Known
from factcheck.formats.shape import content_hash
from factcheck.models import Claim
from factcheck.records import EvidenceRecord, VerdictRecord
from factcheck.services import claims, evidence, notes, speakers, tags, undo, verdicts
from tests import stories
from tests.exchange.carried import Line, work
from tests.factories import make_claim


def line(db: Database, kind: str = "claim", number: int = 1) -> Line:
    with db.reading() as session:
        (found,) = lines.records(session, kind, [number])
        return found


def test_every_state_of_a_claim_is_a_version(db: Database) -> None:
    def steps(number: int, session: Session) -> None:
        claim = session.get_one(Claim, 1)
        item = EvidenceRecord("refutes", "so", "https://example.org/2", by="Zoë", said=True)
        verdict = VerdictRecord("mixed", "so", rating="politifact: Half True")
        told: list[Callable[[], object]] = [
            lambda: evidence.mark(session, claim, item, by="ana"),
            lambda: verdicts.give(session, claim, verdict, by="ana"),
            lambda: claims.edit(session, claim, {"why": "Asked.", "context": "At noon"}),
            lambda: tags.put(session, claim, ("new",)),
            lambda: tags.remove(session, claim, ("flights",)),
            lambda: notes.add(session, claim, "so", by="ana"),
            lambda: verdicts.withdraw(session, claim, "new facts", said=False),
            lambda: undo.undo(session, by="ana"),
        ]
        told[number]()

    work(db, lambda session: make_claim(session, tags=("flights",)))
    seen = [content_hash(line(db))]
    assert "versions" not in line(db)
    for number in range(8):
        work(db, partial(steps, number))
        found = line(db)
        seen.append(content_hash(found))
        assert found["versions"] == [one for one in dict.fromkeys(seen) if one != seen[-1]]
    assert seen[-1] == seen[-3]  # what was undone
    assert len(set(seen)) == 8


@pytest.mark.parametrize("seed", range(2))
def test_the_log_knows_every_state_that_was_exported(db: Database, seed: int) -> None:
    """Whatever a step does: what the line said then is among what the log says it was.

    Of rows that are only told by their names here (a tag, a label), the name of today counts.
    """
    seen: dict[tuple[str, str], list[str]] = {}

    def look() -> None:
        with db.reading() as session:
            for kind in ("claim", "source"):
                for one in lines.records(session, kind):
                    seen.setdefault((kind, one["uid"]), []).append(content_hash(one))

    stories.tell(db, seed, 25, look)
    assert len(seen) >= 3
    with db.reading() as session:
        for (kind, uid), hashes in seen.items():
            told = list(Known(session, kind, None).states(uid))
            assert set(hashes) <= set(told), (kind, uid)


def test_a_speaker_has_versions_with_its_aliases(db: Database) -> None:
    work(db, make_claim)
    first = content_hash(line(db, "speaker"))
    work(db, lambda s: speakers.alias(s, speakers.get(s, "Mike Pompeo"), "Q1", "wikidata"))
    second = content_hash(line(db, "speaker"))
    work(db, lambda s: speakers.edit(s, speakers.get(s, "Mike Pompeo"), {"kind": "person"}))
    assert line(db, "speaker")["versions"] == [first, second]


def test_what_others_told_stands_before_what_was_done_here(db: Database) -> None:
    work(db, lambda session: setattr(make_claim(session), "versions", "a" * 16 + " " + "b" * 16))
    work(db, lambda session: claims.edit(session, claims.get(session, 1), {"why": "Asked."}))
    told = line(db)["versions"]
    assert told[:2] == ["a" * 16, "b" * 16]
    assert len(told) == 3


def ask(why: str, session: Session) -> None:
    claims.edit(session, claims.get(session, 1), {"why": why})


def test_only_the_latest_are_handed_on(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "MOST", 2)
    work(db, make_claim)
    for number in range(4):
        work(db, partial(ask, str(number)))
    told = line(db)
    with db.reading() as session:
        states = list(Known(session, "claim", [1]).states(told["uid"]))
    assert told["versions"] == states[-3:-1]


def test_a_record_that_is_gone_had_its_versions(db: Database) -> None:
    work(db, make_claim)
    uid = line(db)["uid"]
    work(db, lambda session: undo.undo(session, by="ana"))
    with db.reading() as session:
        states = list(Known(session, "claim", None).states(uid))
    assert len(states) == 2
