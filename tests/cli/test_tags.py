"""factcheck tag: exit codes, both streams, and the rows."""

import json

import pytest

from factcheck.db import Database
from factcheck.models import ClaimTag, Tag
from tests import filled
from tests.conftest import Cli
from tests.factories import make_claim
from tests.rows import data, entries, refused, rows


@pytest.fixture(autouse=True)
def desk(url: str) -> None:
    """Claim 1 with the tag venezuela, and claim 2 with noise."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            make_claim(session, tags=("venezuela",))
            make_claim(session, "Another claim", tags=("noise",))

    filled.once(url, fill)


def test_tags_are_put_on_and_taken_off_in_one_step(cli: Cli, db: Database) -> None:
    done = cli("tag", "1", "aviation", "Économie", "--remove", "VENEZUELA", "--as", "carla")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "Claim 1: +aviation, +Économie, −venezuela. Tags now: aviation, Économie.\n"
    )
    assert rows(db, Tag, "name") == [("venezuela",), ("noise",), ("aviation",), ("Économie",)]
    assert rows(db, ClaimTag, "claim_id", "tag_id", "removed") == [
        (1, 1, 1),
        (2, 2, 0),
        (1, 3, 0),
        (1, 4, 0),
    ]
    assert entries(db)[-1] == ("carla", "tag", None)
    told = "tag venezuela removed; tag aviation; tag Économie"
    assert cli("history", "1").out.splitlines()[-1].endswith(f"\tcarla\t{told}")


def test_a_tag_that_is_there_is_not_put_twice(cli: Cli, db: Database) -> None:
    before = entries(db)
    done = cli("tag", "1", "Venezuela")
    assert (done.code, done.out) == (0, "Claim 1: nothing changed. Tags now: venezuela.\n")
    assert entries(db) == before
    assert cli("tag", "1", "--remove", "venezuela").out.endswith("Tags now: none.\n")
    assert cli("tag", "1", "venezuela").out == "Claim 1: +venezuela. Tags now: venezuela.\n"
    assert rows(db, ClaimTag, "claim_id", "tag_id", "removed") == [(1, 1, 0), (2, 2, 0)]


def test_tagging_prints_what_it_did_as_json(cli: Cli, db: Database) -> None:
    assert data(cli, "tag", "1", "aviation", "--remove", "venezuela") == {
        "claim": 1,
        "tags": ["aviation"],
        "added": ["aviation"],
        "removed": ["venezuela"],
    }


def test_alone_it_lists_all_tags_with_their_claims(cli: Cli, db: Database) -> None:
    cli("tag", "2", "venezuela", "--remove", "noise")
    done = cli("tag")
    assert (done.code, done.err) == (0, "2 tags.\n")
    assert done.out == "2\tnoise\t0\n1\tvenezuela\t2\n"
    assert json.loads(cli("tag", "--json").out) == [
        {"id": 2, "name": "noise", "claims": 0},
        {"id": 1, "name": "venezuela", "claims": 2},
    ]


def test_tag_refuses_what_it_does_not_know(cli: Cli, db: Database) -> None:
    cases = {
        ("1",): (2, "which tag?\n  factcheck tag 1 TAG..."),
        ("1", "--remove", "noise"): (4, "claim 1 has no tag noise"),
        ("1", "aviation", "--remove", "noise"): (4, "claim 1 has no tag noise"),
        ("1", " "): (3, "the tag is empty"),
        ("9", "x"): (4, "there is no claim 9\n  factcheck list shows the claims"),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", "tag", *args)
    assert len(rows(db, Tag, "id")) == 2
