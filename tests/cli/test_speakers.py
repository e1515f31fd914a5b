"""factcheck speaker list|show|edit|alias: exit codes, both streams, and the rows."""

import json

import pytest

from factcheck.cli.output import staged
from factcheck.db import Database
from factcheck.models import Speaker, SpeakerAlias
from tests import filled
from tests.conftest import Cli
from tests.factories import make_claim
from tests.rows import data, entries, refused, rows

SPEAKER_KEYS = {
    "id",
    "uid",
    "name",
    "kind",
    "description",
    "party",
    "aliases",
    "ids",
    "claims",
    "merged_into",
}
KINDS = "person, organization, outlet, account, group, unknown"


@pytest.fixture(autouse=True)
def desk(url: str) -> None:
    """Three speakers, the first with two claims."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            make_claim(session)
            make_claim(session, "Another claim")
            make_claim(session, "It rained", speaker="Ana López")
            make_claim(session, "It snowed", speaker="State television")

    filled.once(url, fill)


# list


def test_speakers_are_listed_with_how_many_claims_they_made(cli: Cli, db: Database) -> None:
    cli("speaker", "edit", "3", "--kind", "outlet")
    done = cli("speaker", "list")
    assert (done.code, done.err) == (0, "3 speakers.\n")
    assert done.out.splitlines() == [
        "1\tMike Pompeo\tunknown\t\t2",
        "2\tAna López\tunknown\t\t1",
        "3\tState television\toutlet\t\t1",
    ]
    only = cli("speaker", "list", "--kind", "Outlet", "--json")
    assert [one["name"] for one in json.loads(only.out)] == ["State television"]
    assert json.loads(only.out)[0].keys() == SPEAKER_KEYS
    assert cli("speaker", "list", "--kind", "group").out == ""


def test_speakers_come_in_pages(cli: Cli, db: Database) -> None:
    first = cli("speaker", "list", "--limit", "2", "--columns", "id")
    assert (first.out, first.err) == ("1\n2\n", "2 speakers.   Next page: --after 2\n")
    rest = cli("speaker", "list", "-n", "2", "--after", "2", "--columns", "id")
    assert (rest.out, rest.err) == ("3\n", "1 speaker.\n")
    everything = cli("speaker", "list", "--limit", "0", "--columns", "id")
    assert (everything.out, everything.err) == ("1\n2\n3\n", "3 speakers.\n")


# show


def test_a_speaker_is_found_by_id_name_or_alias(cli: Cli, db: Database) -> None:
    cli("speaker", "alias", "1", "The Secretary", "--id", "wikidata=Q473239")
    cli("speaker", "edit", "1", "--description", "Secretary of State")
    told = (
        "Speaker 1 · Mike Pompeo\n  Secretary of State\n"
        "  Also: The Secretary, wikidata=Q473239\n\n2 claims: 2 open\n"
    )
    for name in ("1", "mike  POMPEO", "the secretary"):
        done = cli("speaker", "show", name)
        assert (done.code, done.out[: len(told)], done.err) == (0, told, "")
    shown = data(cli, "speaker", "show", "1")
    assert shown.keys() > SPEAKER_KEYS
    assert (shown["aliases"], shown["ids"]) == (["The Secretary"], ["wikidata=Q473239"])
    assert (shown["claims"], shown["description"]) == (2, "Secretary of State")
    with staged():
        assert cli("speaker", "show", "1").out.endswith(
            'Its claims: factcheck list --speaker "Mike Pompeo"\n'
        )


def test_a_speaker_who_is_not_there_names_similar_ones(cli: Cli, db: Database) -> None:
    told = "error: no speaker is called Mike Pompoe\n  similar: Mike Pompeo\n"
    refused(cli, db, 4, told, "speaker", "show", "Mike Pompoe")
    told = "error: no speaker is called Nobody\n  factcheck speaker list\n"
    refused(cli, db, 4, told, "speaker", "show", "Nobody")
    told = "error: there is no speaker 9\n  factcheck speaker list\n"
    refused(cli, db, 4, told, "speaker", "edit", "9", "--kind", "person")
    refused(cli, db, 4, told, "speaker", "alias", "9", "x")


# edit


def test_editing_a_speaker_keeps_the_former_name_and_logs_why(cli: Cli, db: Database) -> None:
    done = cli(
        *("speaker", "edit", "mike pompeo", "--name", "Michael Pompeo", "--kind", "person"),
        *("--description", "Secretary of State", "--because", "full name", "--as", "carla"),
    )
    assert (done.code, done.err) == (0, "")
    assert done.out == "Speaker 1 changed: Michael Pompeo, person.\n"
    assert rows(db, Speaker, "name", "kind", "description") == [
        ("Michael Pompeo", "person", "Secretary of State"),
        ("Ana López", "unknown", None),
        ("State television", "unknown", None),
    ]
    assert rows(db, SpeakerAlias, "speaker_id", "value", "removed") == [(1, "Mike Pompeo", 0)]
    assert entries(db)[-1] == ("carla", "speaker edit", "full name")
    told = cli("history").out.splitlines()[-1]
    assert "speaker Mike Pompeo: " in told
    assert "name: “Mike Pompeo” -> “Michael Pompeo”" in told
    assert "because “full name”" in told
    edited = data(cli, "speaker", "edit", "1", "--description", "")
    assert edited.keys() == SPEAKER_KEYS
    assert rows(db, Speaker, "description")[0] == (None,)
    before = entries(db)
    assert cli("speaker", "edit", "1", "--kind", "PERSON").out == "Nothing changed.\n"
    assert entries(db) == before


def test_editing_a_speaker_refuses_what_cannot_be(cli: Cli, db: Database) -> None:
    two = 'two people of one name need names that tell them apart: "Ana López (senator)"'
    cases = {
        ("1",): (2, "nothing to change was named\n  factcheck speaker edit --help"),
        ("1", "--kind", "human"): (
            2,
            f"unknown kind of speaker: human\n  kind of speaker is one of: {KINDS}",
        ),
        ("1", "--name", " "): (3, "the speaker's name is empty"),
        ("1", "--name", "ana lopez"): (5, f"speaker 2 is called Ana López already\n  {two}"),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", "speaker", "edit", *args)
    refused(
        *(cli, db, 2),
        f"error: unknown kind of speaker: human\n  kind of speaker is one of: {KINDS}\n",
        *("speaker", "list", "--kind", "human"),
    )


# alias


def test_a_speaker_takes_other_names_and_ids(cli: Cli, db: Database) -> None:
    done = cli(
        *("speaker", "alias", "Mike Pompeo", "The Secretary", "M. R. Pompeo"),
        *("--id", "Wikidata=Q473239", "--id", "viaf=9", "--as", "carla"),
    )
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "Speaker 1, Mike Pompeo: The Secretary, M. R. Pompeo, wikidata=Q473239, viaf=9.\n"
    )
    assert rows(db, SpeakerAlias, "speaker_id", "scheme", "value", "removed") == [
        (1, None, "The Secretary", 0),
        (1, None, "M. R. Pompeo", 0),
        (1, "wikidata", "Q473239", 0),
        (1, "viaf", "9", 0),
    ]
    assert entries(db)[-1] == ("carla", "speaker alias", None)
    cli("add", "It hailed", "--speaker", "the secretary")
    assert len(rows(db, Speaker, "id")) == 3


def test_a_party_is_told_of_a_speaker_and_in_the_history(cli: Cli, db: Database) -> None:
    done = cli("speaker", "edit", "1", "--party", "Republican")
    assert (done.code, rows(db, Speaker, "party")[0]) == (0, ("Republican",))
    assert "party: none -> Republican" in cli("history").out
    assert cli("speaker", "show", "1").out.startswith("Speaker 1 · Mike Pompeo · Republican\n")
    cli("speaker", "edit", "1", "--party", "")
    assert rows(db, Speaker, "party")[0] == (None,)


def test_the_record_of_a_speaker_as_data(cli: Cli) -> None:
    card = data(cli, "speaker", "show", "1", "--limit", "1")
    assert card.keys() == SPEAKER_KEYS | {"verdicts", "said", "repeated"}
    assert card["verdicts"] == [{"verdict": "none", "claims": 2}]
    assert [one["claim"] for one in card["said"]] == [2]
    assert card["repeated"] == []


def test_a_name_or_an_id_is_taken_away(cli: Cli, db: Database) -> None:
    cli("speaker", "alias", "1", "The Secretary", "--id", "wikidata=Q473239")
    gone = ("--remove", "the secretary", "--remove", "Q473239")
    left = data(cli, "speaker", "alias", "1", *gone)
    assert left.keys() == SPEAKER_KEYS
    assert (left["aliases"], left["ids"]) == ([], [])
    assert rows(db, SpeakerAlias, "removed") == [(1,), (1,)]
    assert "alias The Secretary removed" in cli("history").out.splitlines()[-1]
    again = cli("speaker", "alias", "1", "The Secretary")
    assert again.out == "Speaker 1, Mike Pompeo: The Secretary.\n"


def test_alias_refuses_what_cannot_be(cli: Cli, db: Database) -> None:
    cli("speaker", "alias", "2", "--id", "wikidata=Q1")
    cases = {
        ("1",): (2, 'which name?\n  factcheck speaker alias "1" NAME'),
        ("1", "ana lopez"): (5, "ana lopez is speaker 2, Ana López, already"),
        ("1", "New", "--id", "wikidata=Q1"): (5, "Q1 belongs to speaker 2 already"),
        ("1", "--id", "Q1"): (3, "'Q1' is not an external id\n  write wikidata=Q22686"),
        ("1", "--remove", "Nobody"): (4, "Mike Pompeo has no alias Nobody"),
        ("1", " "): (3, "the alias is empty"),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", "speaker", "alias", *args)
    assert len(rows(db, SpeakerAlias, "id")) == 1
