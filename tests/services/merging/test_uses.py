"""Where speakers and sources are used, whatever the number of claims."""

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.models import Appearance, Evidence, Speaker
from factcheck.services.merging import speakers, uses
from tests.exchange.carried import work
from tests.factories import make_claim, make_evidence
from tests.rows import rows
from tests.services.merging.conftest import Merging


def test_claims_are_taken_in_batches(
    db: Database, merging: Merging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uses, "BATCH", 2)

    def fill(session: Session) -> None:
        for number in range(5):
            claim = make_claim(session, f"Claim {number}", speaker=("Ana", "Anna")[number % 2])
            make_evidence(session, claim, by="Anna")

    work(db, fill)
    done = merging(
        lambda session: speakers.merge(
            session, [session.get_one(Speaker, 2)], session.get_one(Speaker, 1)
        )
    )
    assert done.moved == {"appearance": 2, "evidence": 5, "speaker_alias": 1}
    assert rows(db, Appearance, "speaker_id") == [(1,)] * 5
    assert rows(db, Evidence, "by_id") == [(1,)] * 5
