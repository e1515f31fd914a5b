"""What the tests of merging share: a merge with all checks, undone and done again."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.services import undo
from tests import stories
from tests.exchange.carried import export, sound

Work = Callable[[Session], object]
Merging = Callable[[Work], Any]


def told(db: Database) -> list[Any]:
    """Every line of an export, but for the versions that records had: undoing adds one."""
    lines = [json.loads(line) for line in export(db).splitlines()]
    return [{key: value for key, value in one.items() if key != "versions"} for one in lines]


def carried_out(db: Database, work: Work) -> Any:
    """Do it in one entry, take it back, do it again; all that was is as it was, to the byte."""
    before, rows, public = told(db), stories.state(db), export(db, public=True)
    with db.transaction(by="zoe", action="merge") as session:
        done = work(session)
    sound(db)
    after, changed = told(db), stories.state(db)
    with db.transaction(by="zoe", action="undo") as session:
        taken = undo.undo(session, by="zoe")
    sound(db)
    assert (told(db), stories.state(db), export(db, public=True)) == (before, rows, public)
    with db.transaction(by="zoe", action="undo") as session:
        undo.undo(session, by="zoe", seq=taken.seq)
    sound(db)
    assert (told(db), stories.state(db)) == (after, changed)
    return done


@pytest.fixture
def merging(db: Database) -> Merging:
    """Carries out a merge in ``db`` and checks that it can be taken back."""
    return lambda work: carried_out(db, work)
