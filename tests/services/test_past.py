"""What stood at a moment: the same bytes and views as were seen then, from the log alone."""

import pytest
from sqlalchemy import func, select

from factcheck.db import Database
from factcheck.exchange.exporting import own
from factcheck.exchange.lines import Scope
from factcheck.models import Claim, Entry
from factcheck.services import past, show
from factcheck.views import ClaimView
from tests import stories
from tests.long import seeds

Seen = dict[int, tuple[bytes, dict[int, ClaimView]]]


def look(db: Database, seen: Seen) -> None:
    """The full export, and every claim as it is shown, after an entry."""
    with db.reading() as session:
        seq = session.scalar(select(func.max(Entry.seq))) or 0
        exported = b"".join(own(session, Scope()))
        ids = session.scalars(select(Claim.id)).all()
        seen[seq] = (exported, {number: show.claim(session, number) for number in ids})


@pytest.mark.parametrize("seed", seeds(2, 60))
def test_the_export_as_of_a_step_is_the_one_that_was_kept(url: str, seed: int) -> None:
    """Byte for byte; and each claim is shown as it was, from its own part of the log."""
    seen: Seen = {}
    with stories.opened(url) as db:
        stories.tell(db, 4000 + seed, 8 if seed < 2 else 30, lambda: look(db, seen))
        with db.reading() as session:
            for seq, (exported, shown) in seen.items():
                with past.everything(session, str(seq), log=True) as (then, when, notes):
                    assert b"".join(own(then, Scope())) == exported, seq
                assert (when.entry, notes) == (seq, ())
                for number, view in shown.items():
                    assert past.claim(session, number, str(seq)).claim == view, (seq, number)
