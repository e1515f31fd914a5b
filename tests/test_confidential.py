"""What is confidential keeps its weight, is marked for those who see it, and hides elsewhere."""

import json

import pytest

from factcheck.db import Database
from factcheck.models import Claim, Evidence, Source
from tests import filled
from tests.conftest import Cli
from tests.rows import data, refused, rows

TELEPHONE = ("--source", "call: Zebrafinch, at the ministry", "--by", "Zebrafinch")


@pytest.fixture(autouse=True)
def desk(cli: Cli, url: str) -> None:
    """A claim that somebody in secret confirms, and that was heard from a source in secret."""

    def fill() -> None:
        cli("add", "The bridge at Aldea is closed", "--speaker", "Ben Example")
        because = ("--confidential-because", "safety of the source")
        cli("mark", "1", "supports", "Kingfisher told us", *TELEPHONE, *because)
        cli("mark", "1", "refutes", "An open page", "--source", "https://example.org/open")
        said = ("--source", "person: Woodpecker", "--quote", "the quetzal crossing is shut")
        cli("appearance", "add", "1", "--speaker", "Ben Example", *said)
        cli("source", "edit", "person: Woodpecker", "--confidential", "we promised")
        cli("note", "1", "Cassowary calls back", "--confidential")

    filled.once(url, fill)


SECRET = ("Kingfisher", "Zebrafinch", "quetzal", "Cassowary")


def test_it_keeps_its_weight(cli: Cli, db: Database) -> None:
    assert rows(db, Claim, "supports", "refutes", "evidence_status") == [(1, 1, "conflicting")]
    assert rows(db, Evidence, "confidential", "confidential_because") == [
        (1, "safety of the source"),
        (0, None),
    ]
    assert cli("db", "verify").code == 0


@pytest.mark.parametrize("word", SECRET)
def test_it_is_searched_by_those_who_ask(cli: Cli, word: str) -> None:
    assert (cli("search", word).out, cli("search", word, "--count").out) == ("", "0\n")
    assert cli("search", word, "--confidential").out.startswith("1\t")


def test_search_and_match_show_nothing_of_it(cli: Cli) -> None:
    for words in (
        ("search", "bridge", "--json"),
        ("match", "The bridge at Aldea is closed", "--json"),
        ("list", "--all", "--json"),
        ("duplicates", "--json"),
        ("source", "list", "--json"),
    ):
        told = cli(*words).out
        assert not [one for one in (*SECRET[:1], "quetzal", "Woodpecker") if one in told], words
    found = json.loads(cli("match", "the quetzal crossing is shut", "--json").out)
    assert found["matches"] == []


def test_show_marks_it(cli: Cli) -> None:
    told = cli("show", "1").out
    assert "Zebrafinch, at the ministry, CONFIDENTIAL (safety of the source)" in told
    assert "Woodpecker, CONFIDENTIAL (we promised)" in told
    assert "Cassowary calls back (CONFIDENTIAL)" in told
    view = data(cli, "show", "1")
    assert view["evidence"][0]["confidential_because"] == "safety of the source"
    assert view["appearances"][1]["source_confidential"] == "we promised"


def test_sources_are_listed_by_their_reason_unless_that_is_asked_for(cli: Cli) -> None:
    lines = cli("source", "list").out.splitlines()
    assert lines[2] == "s3\tperson\tconfidential source (we promised)\t\t1+0"
    assert "Woodpecker" in cli("source", "list", "--confidential").out
    assert "Woodpecker" in cli("source", "show", "s3").out


def test_it_is_lifted(cli: Cli, db: Database) -> None:
    cli("evidence", "edit", "e1", "--confidential", "no")
    assert rows(db, Evidence, "confidential", "confidential_because")[0] == (0, None)
    cli("source", "edit", "s3", "--confidential", "")
    assert rows(db, Source, "confidential_because")[2] == (None,)
    for word in SECRET[:3]:
        assert cli("search", word).out.startswith("1\t"), word
    assert "Woodpecker" in cli("source", "list").out
    assert cli("db", "verify").code == 0


def test_a_reason_marks_an_item_and_a_no_takes_both_away(cli: Cli, db: Database) -> None:
    done = json.loads(cli("evidence", "edit", "e2", "--confidential-because", "x", "--json").out)
    assert (done["confidential"], done["confidential_because"]) == (True, "x")
    cli("evidence", "edit", "e2", "--confidential-because", "")
    assert rows(db, Evidence, "confidential", "confidential_because")[1] == (1, None)
    cli("evidence", "edit", "e2", "--confidential", "no")
    assert rows(db, Evidence, "confidential")[1] == (0,)
    both = ("--confidential", "no", "--confidential-because", "x")
    told = "error: --confidential no and a reason why it is confidential: only one can hold\n"
    refused(cli, db, 2, told, "evidence", "edit", "e2", *both)
