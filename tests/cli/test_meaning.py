"""An embedder on the command line: which one, its vectors, and what it finds."""

import json
from pathlib import Path
from typing import Any

import pytest

from factcheck import vectors
from factcheck.db import Database
from tests import filled
from tests.conftest import Brought, Cli
from tests.embedders import GROUP, HOME
from tests.factories import make_claim
from tests.rows import refused

TEXTS = ("A doctor drove the car into the sea", "The child ate bread", "Bleach kills the virus")
ASKED = "physician automobile"
NONE = "No claim here shares a telling word with it.\n"
ALONE = "matches are by words alone"


@pytest.fixture
def checks(
    cli: Cli, url: str, brought: Brought, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Cli:
    """Three claims without vectors, and three embedders."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            bare: dict[str, Any] = dict.fromkeys(("speaker", "source", "said_on", "quote"))
            for one in TEXTS:
                make_claim(session, one, **bare)

    filled.once(url, fill)
    monkeypatch.chdir(tmp_path)
    home = HOME.partition(":")[0]
    brought(GROUP, {"grams": HOME, "broken": f"{home}:Broken", "odd": f"{home}:GROUP"})
    return cli


def test_vectors_are_made_and_what_is_near_is_found(checks: Cli, db: Database) -> None:
    assert checks("match", ASKED).err == NONE
    done = checks("db", "reindex", "--vectors", "--embedder", "grams")
    assert (done.code, done.out) == (0, "3 vectors of grams-1 made, 0 removed.\n")
    done = checks("db", "reindex", "--vectors", "--embedder", "grams", "--json")
    assert json.loads(done.out) == {"model": "grams-1", "made": 0, "removed": 0}
    found = json.loads(checks("match", ASKED, "--embedder", "Grams", "--json").out)
    assert found["matches"][0]["id"] == 1
    assert found["matches"][0]["reasons"][-1].startswith("near in meaning (0.")
    assert checks("match", ASKED).err == NONE
    assert checks("db", "verify").code == 0


def test_the_one_of_the_settings_is_used_for_all_that_looks_claims_up(checks: Cli) -> None:
    assert checks("config", "get", "embedder").out == "none\n"
    assert checks("config", "set", "embedder", "grams").code == 0
    assert checks("db", "reindex", "--vectors").code == 0
    assert checks("match", ASKED, "--columns", "id", "-n", "1").out == "1\n"
    assert checks("match", ASKED, "--embedder", "none").err == NONE
    Path("posts.txt").write_text(f"{ASKED}\n{TEXTS[2]}\n")
    done = checks("match", "--file", "posts.txt", "--columns", "post,id", "-n", "1")
    assert done.out == "1\t1\n2\t3\n"
    done = checks("add", f"{TEXTS[1]}s", "--json")
    assert [one["id"] for one in json.loads(done.out)["similar"]] == [2]


def test_without_an_embedder_nothing_is_other_than_before(checks: Cli, db: Database) -> None:
    before = checks("match", "doctor bread bleach", "--json")
    checks("db", "reindex", "--vectors", "--embedder", "grams")
    assert checks("match", "doctor bread bleach", "--json") == before


def test_what_is_missing_is_told_in_a_line_and_match_goes_on(checks: Cli) -> None:
    told = "3 of 3 claims have no vector of grams-1 yet: factcheck db reindex --vectors\n"
    done = checks("match", "doctor car", "--embedder", "grams", "--columns", "id")
    assert (done.code, done.out) == (0, "1\n")
    assert done.err.startswith(f"warning: {told}")
    Path("posts.txt").write_text("doctor\nbread\n")
    done = checks("match", "--file", "posts.txt", "--embedder", "grams", "--columns", "post,id")
    assert (done.code, done.out) == (0, "1\t1\n2\t2\n")
    assert done.err.count("no vector of grams-1") == 1


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("broken", f"the embedder broken-1 failed: RuntimeError: the model is gone: {ALONE}"),
        ("odd", "odd is no embedder (it is to be called with texts, and to have a model and a"),
        ("owl", f"unknown embedder: owl (known: broken, grams, odd): {ALONE}"),
    ],
)
def test_one_of_the_settings_that_fails_breaks_no_match(
    checks: Cli, monkeypatch: pytest.MonkeyPatch, named: str, why: str
) -> None:
    before = checks("match", "doctor car", "--json")
    monkeypatch.setenv("FACTCHECK_EMBEDDER", named)
    done = checks("match", "doctor car", "--json")
    assert (done.code, done.out) == (0, before.out)
    assert done.err.startswith(f"warning: {why}")
    Path("posts.txt").write_text("doctor\nbread\n")
    done = checks("match", "--file", "posts.txt", "--columns", "post,id")
    assert (done.out, done.err.count("warning")) == ("1\t1\n2\t2\n", 1)


@pytest.mark.parametrize(
    ("code", "told", "command"),
    [
        (2, "unknown embedder: owl\n  known: broken, grams, odd\n", ("match", "a b")),
        (2, "unknown embedder: owl\n", ("db", "reindex", "--vectors")),
    ],
)
def test_one_that_was_named_and_is_unknown_is_refused(
    checks: Cli, db: Database, code: int, told: str, command: tuple[str, ...]
) -> None:
    done = checks(*command, "--embedder", "owl")
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(f"error: {told}")


def test_vectors_need_an_embedder_that_works(checks: Cli, db: Database) -> None:
    hint = "  --embedder NAME, or factcheck config set embedder NAME\n"
    told = f"error: no embedder is chosen\n{hint}"
    refused(checks, db, 2, told, "db", "reindex", "--vectors")
    told = "error: --only and --embedder go with --vectors\n"
    refused(checks, db, 2, told, "db", "reindex", "--only")
    refused(checks, db, 2, told, "db", "reindex", "--embedder", "grams")
    done = checks("db", "reindex", "--vectors", "--embedder", "broken")
    assert (done.code, done.out) == (7, "")
    assert done.err == (
        "error: the embedder broken-1 failed: RuntimeError: the model is gone\n"
        "  what was made so far is saved\n"
    )
    with db.reading() as session:
        assert vectors.count(session.connection(), "broken-1") == 0


def test_those_of_others_go_where_only_one_is_wanted(checks: Cli) -> None:
    checks("db", "reindex", "--vectors", "--embedder", "grams")
    done = checks("db", "reindex", "--vectors", "--embedder", "grams", "--only")
    assert done.out == "0 vectors of grams-1 made, 0 removed.\n"
