"""The veil over confidential rows, as SQL: what is told, of which rows, on either engine."""

import pytest
from sqlalchemy import select

from factcheck.db import Database
from factcheck.exchange.lines import table
from factcheck.exchange.secrecy import HIDDEN, SAYS, Veil, is_hidden, words
from factcheck.formats.shape import KEYS
from factcheck.services import sources
from tests.factories import make_claim, make_evidence


@pytest.fixture
def desk(db: Database) -> Database:
    """Evidence: open, confidential, with a reason, from a confidential source, and all of it."""
    with db.transaction(by="ana") as session:
        claim = make_claim(session)
        make_evidence(session, claim, note="open")
        make_evidence(session, claim, note="hidden", confidential=True)
        make_evidence(session, claim, note="reason", confidential_because="safety")
        make_evidence(session, claim, note="source", source="person: Somebody")
        both = {"source": "person: Somebody", "confidential_because": "safety"}
        make_evidence(session, claim, note="both", **both)
        somebody = sources.get(session, "person: Somebody")
        sources.edit(session, somebody, {"confidential_because": "a promise"})
    return db


def test_what_is_hidden_and_what_is_said_instead(desk: Database) -> None:
    own = table("evidence")
    query = select(own.c.note, is_hidden("evidence", own), words("evidence", own))
    with desk.reading() as session:
        found = [tuple(row) for row in session.execute(query.order_by(own.c.id))]
    assert [(note, bool(hidden), told) for note, hidden, told in found] == [
        ("open", False, "confidential source"),
        ("hidden", True, "confidential source"),
        ("reason", True, "confidential source (safety)"),
        ("source", True, "confidential source (a promise)"),
        ("both", True, "confidential source (safety)"),
    ]


def test_nothing_is_veiled_but_for_the_public_and_of_these_kinds() -> None:
    for kind, public in (("evidence", False), ("verdict", True)):
        own = table(kind)
        veil = Veil(kind, own, public=public)
        assert veil.over("confidential", own.c.id) is own.c.id
        assert veil.over("note", own.c.id) is own.c.id
    own = table("evidence")
    veil = Veil("evidence", own, public=True)
    assert veil.over("stance", own.c.stance) is own.c.stance
    assert veil.over("quote", own.c.quote) is not own.c.quote


def test_what_is_told_of_each_key(desk: Database) -> None:
    own = table("evidence")
    veil = Veil("evidence", own, public=True)
    told = [veil.over(name, own.c[name]) for name in ("confidential", "note", "quote", "stance")]
    with desk.reading() as session:
        found = [tuple(row) for row in session.execute(select(*told).order_by(own.c.id))]
    assert found[0] == (0, "open", None, "disputes")
    assert found[4] == (1, "confidential source (safety)", None, "disputes")


def test_every_text_of_a_veiled_row_is_hidden_or_private() -> None:
    """A key that is added must be said to be one or the other, or to be no text of a person."""
    open_still = {"id", "uid", "appearance", "stance", "rank", "confidential", "added_at"}
    open_still |= {"speaker", "said_on"}
    for kind, hidden in HIDDEN.items():
        names = {key.name for key in KEYS[kind] if not key.private}
        assert names - hidden - open_still == set()
        assert SAYS[kind] in hidden
