"""factcheck add: what is kept and refused, and the door where a claim is likely here already."""

import json
import shlex
from typing import Any

import pytest

from factcheck.cli.output import staged
from factcheck.db import Database
from factcheck.models import (
    Appearance,
    Claim,
    ClaimAlias,
    ClaimTag,
    Evidence,
    Source,
    Speaker,
    Tag,
    Verdict,
)
from factcheck.services import claims
from tests import filled
from tests.cli.conftest import Answer
from tests.cli.test_claims import CLAIM_KEYS, EDITED
from tests.conftest import Cli
from tests.factories import POMPEO, make_claim, make_evidence, make_verdict
from tests.rows import data, entries, refused, rows

AGAIN = "Maduro was about to leave Venezuela by plane, and Russia told him to stay"
LIKELY = "Maduro wanted to leave Venezuela with a suitcase of gold"
QUESTION = "[a]dd it anyway, [l]ink it to claim 1, or [s]top?"
NOTE = f"note: claim 1 is the same (1.00): {POMPEO[:58]}…\n"

# what is kept, and what is refused


def test_add_keeps_everything_it_is_told(cli: Cli, db: Database) -> None:
    with db.transaction(by="ben") as session:
        make_claim(session, "Another claim", tags=("other",))
    done = cli(
        *("add", POMPEO, "--speaker", "Mike Pompeo", "--said-on", "2019-05", "--language", "EN"),
        *("--source", "https://example.org/blog", "--locator", "02:10", "--priority", "high"),
        *("--quote", "get on his airplane", "--context", "In an interview"),
        *("--tag", "venezuela", "--tag", "aviation", "--why", "widely shared"),
    )
    assert (done.code, done.err) == (0, "")
    assert done.out == "Claim 2 added: Mike Pompeo, May 2019, unverified.\n"
    assert rows(db, Claim, *EDITED, "added_by", "stage", "unverified")[1] == (
        *(POMPEO, "In an interview", "en", 2, "widely shared"),
        *("ana", "new", 1),
    )
    assert rows(db, Appearance, "claim_id", "speaker_id", "source_id", "said_on", "locator") == [
        (1, 1, 1, "2019-04-30", None),
        (2, 1, 2, "2019-05", "02:10"),
    ]
    assert rows(db, Appearance, "quote")[1] == ("get on his airplane",)
    assert rows(db, Speaker, "name") == [("Mike Pompeo",)]
    assert rows(db, Source, "url")[1] == ("https://example.org/blog",)
    assert rows(db, Tag, "name") == [("other",), ("venezuela",), ("aviation",)]
    assert rows(db, ClaimTag, "claim_id", "tag_id") == [(1, 1), (2, 2), (2, 3)]
    assert entries(db)[-1] == ("ana", "add", None)


def test_a_bare_text_is_a_claim_of_an_unknown_speaker(cli: Cli, db: Database) -> None:
    done = cli("add", "  The budget grew by half  ")
    assert (done.code, done.err) == (0, "")
    assert done.out == "Claim 1 added: speaker unknown, date unknown, unverified.\n"
    assert rows(db, Claim, *EDITED) == [("The budget grew by half", None, None, 1, None)]
    assert rows(db, Appearance, "id") == rows(db, Speaker, "id") == rows(db, Tag, "id") == []


def test_add_reads_its_text_or_its_source_from_stdin(cli: Cli, db: Database) -> None:
    assert cli("add", "-", stdin="Un millón de personas\n").code == 0
    secret = "https://example.org/private?key=1"
    assert cli("add", "It rained", "--source", "-", stdin=f"{secret}\n").code == 0
    assert rows(db, Claim, "text") == [("Un millón de personas",), ("It rained",)]
    assert rows(db, Source, "kind", "url") == [("page", secret)]
    assert rows(db, Appearance, "claim_id", "source_id") == [(2, 1)]


def test_stdin_cannot_be_two_things_at_once(cli: Cli, db: Database) -> None:
    told = "error: only one thing can come from stdin: - is there twice\n"
    refused(cli, db, 2, told, "add", "-", "--source", "-", stdin="It rained")
    refused(cli, db, 2, told, "mark", "1", "context", "-", "--source", "-", stdin="It rained")
    assert rows(db, Claim, "id") == []


def test_add_as_somebody_else_is_in_the_log(cli: Cli, db: Database) -> None:
    assert cli("add", "It rained", "--as", "ben").code == 0
    assert cli("--as", "carla", "add", "It snowed").code == 0
    assert cli("add", "It hailed").code == 0
    assert [actor for actor, _, _ in entries(db)] == ["ben", "carla", "ana"]
    assert rows(db, Claim, "added_by") == [("ben",), ("carla",), ("ana",)]


def test_add_prints_the_claim_it_made_as_json(cli: Cli, db: Database) -> None:
    made = data(cli, "add", POMPEO, "--speaker", "Mike Pompeo", "--priority", "urgent")
    assert made.keys() == CLAIM_KEYS | {"outcome", "similar"}
    assert (made["outcome"], made["similar"]) == ("added", [])
    assert (made["id"], made["text"], made["priority"]) == (1, POMPEO, "urgent")
    assert (made["unverified"], made["verdict"], made["changes"]) == (True, None, 0)
    assert rows(db, Claim, "uid") == [(made["uid"],)]


def test_add_refuses_what_it_cannot_store(cli: Cli, db: Database) -> None:
    cases = {
        ("add",): (
            2,
            'the claim is missing\n  factcheck add "TEXT", or - for stdin',
        ),
        ("add", " "): (3, "the claim is empty"),
        ("add", "-"): (3, "the claim is empty"),
        ("add", "a", "--tag", " "): (3, "tag is empty"),
        ("add", "a", "--said-on", "30 April 2019"): (
            3,
            "said on: '30 April 2019' is not a date\n  write 2019, 2019-04 or 2019-04-30",
        ),
        ("add", "a", "--said-on", "2019-02-29"): (
            3,
            "said on: '2019-02-29' is not a date\n  write 2019, 2019-04 or 2019-04-30",
        ),
        ("add", "a", "--language", "Spanish!"): (
            3,
            "language: 'Spanish!' is not a language tag\n  write en, es, pt-br ...",
        ),
        ("add", "a", "--source", "ftp://example.org/a"): (
            3,
            (
                "'ftp://example.org/a' is not an address of the web\n"
                '  write https://..., or "KIND: TITLE" for what is not on the web'
            ),
        ),
        ("add", "a", "--source", "s9"): (4, "there is no source 9\n  factcheck source list"),
        ("add", "a", "--priority", "soon"): (
            2,
            "unknown priority: soon\n  priority is one of: low, normal, high, urgent",
        ),
        ("add", "a", "--speeker", "b"): (
            2,
            "no such option: --speeker (Possible options: --speaker)\n  factcheck add --help",
        ),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", *args)
    assert rows(db, Claim, "id") == []


def test_the_same_text_by_the_same_speaker_is_a_conflict_unless_forced(
    cli: Cli, db: Database
) -> None:
    cli("add", POMPEO, "--speaker", "Mike Pompeo")
    told = (
        "error: claim 1 says this already, by Mike Pompeo\n"
        "  factcheck show 1, or add it anyway with --force\n"
    )
    again = ("add", f"  {POMPEO.upper()} ", "--speaker", "mike pompeo")
    refused(cli, db, 5, told, *again)
    assert rows(db, Claim, "id") == [(1,)]
    assert cli(*again, "--force").code == 0
    assert rows(db, Claim, "id") == [(1,), (2,)]


def test_the_same_text_by_another_speaker_names_the_command_to_type(
    cli: Cli, db: Database
) -> None:
    cli("add", POMPEO, "--speaker", "Mike Pompeo")
    words = ("--speaker", "John Bolton", "--said-on", "2019-05-01", "--quote", "it's so")
    done = cli("add", POMPEO, *words, "--source", "https://example.org/b")
    assert (done.code, done.out) == (5, "")
    first, second = done.err.splitlines()
    assert first == "error: claim 1 says this already, by Mike Pompeo"
    assert rows(db, Claim, "id") == [(1,)]
    program, *typed = shlex.split(second.removeprefix("  if it was said again: "))
    assert program == "factcheck"
    assert cli(*typed).out == "Appearance a2 of claim 1: John Bolton, 1 May 2019.\n"
    assert rows(db, Appearance, "claim_id", "said_on", "quote")[1] == (1, "2019-05-01", "it's so")
    assert rows(db, Source, "url") == [("https://example.org/b",)]


def test_on_a_terminal_add_says_what_comes_next_and_who_is_alike(cli: Cli, db: Database) -> None:
    cli("add", POMPEO, "--speaker", "Mike Pompeo")
    with staged():
        done = cli("add", "It rained", "--speaker", "Pompeo")
    assert done.out == (
        "Claim 2 added: Pompeo, date unknown, unverified.\n"
        "New speaker Pompeo; similar: Mike Pompeo. "
        "If they are one: factcheck undo, then factcheck speaker alias\n"
        'Next: factcheck mark 2 supports|refutes|disputes|context "..." --source URL\n'
    )


# the door: where it is likely here already


def fill(db: Database) -> None:
    with db.transaction(by="ben") as session:
        one = make_claim(session, context="On the radio", language="en", tags=("venezuela",))
        make_evidence(session, one)
        make_verdict(session, one)
        two = make_claim(session, "Bleach kills the coronavirus", speaker=None, source=None,
                         said_on=None, quote=None)  # fmt: skip
        two.tracked = 0
        session.flush()
        claims.refresh(session, two)


@pytest.fixture
def desk(db: Database) -> Database:
    """Claim 1 is of our own, with evidence and a verdict; claim 2 is in the library."""
    return filled.database(db, fill)


def kept(db: Database) -> list[Any]:
    """What a claim that was not added, and was not linked, must leave alone."""
    return [
        entries(db),
        rows(db, Claim, "text", "tracked", "context", "language", "why", "priority"),
        rows(db, Appearance, "claim_id"),
        rows(db, ClaimAlias, "claim_id", "text"),
        rows(db, ClaimTag, "claim_id", "tag_id"),
        rows(db, Speaker, "name"),
    ]


def test_without_a_terminal_it_is_added_and_told(cli: Cli, desk: Database) -> None:
    done = cli("add", AGAIN, "--speaker", "John Bolton")
    assert (done.code, done.err) == (0, NOTE)
    assert done.out == "Claim 3 added: John Bolton, date unknown, unverified.\n"
    assert rows(desk, Claim, "text")[2] == (AGAIN,)
    assert rows(desk, ClaimAlias, "id") == []
    assert len(rows(desk, Verdict, "id")) == len(rows(desk, Evidence, "id")) == 1


def test_a_program_is_told_which_are_likely_the_same(cli: Cli, desk: Database) -> None:
    done = cli("add", AGAIN, "--json")
    assert (done.code, done.err) == (0, NOTE)
    made = json.loads(done.out)
    assert (made["id"], made["outcome"], made["verdict"]) == (3, "added", None)
    assert [(one["id"], one["zone"]) for one in made["similar"]] == [(1, "same")]
    assert made["similar"][0]["verdict"] == "insufficient"


def test_a_note_says_when_it_is_only_likely(cli: Cli, desk: Database) -> None:
    done = cli("add", LIKELY)
    assert done.code == 0
    assert done.err.startswith("note: claim 1 is likely the same (0.")
    assert len(done.err.splitlines()) == 1


def test_what_is_not_alike_is_added_without_a_word(cli: Cli, desk: Database) -> None:
    for policy, told in (
        ("ask", "Giraffes sleep standing"),
        ("link", "Salt was once money"),
        ("add", "Half of Oslo drives electric cars"),
        ("stop", "The moon is hollow"),
    ):
        done = cli("add", told, "--on-duplicate", policy)
        assert (done.code, done.err) == (0, ""), told
    assert rows(desk, Claim, "text")[-1] == ("The moon is hollow",)


def test_to_add_is_to_add_it_and_be_told(cli: Cli, desk: Database, answering: Answer) -> None:
    asked = answering("s")
    done = cli("add", AGAIN, "--on-duplicate", "add")
    assert (done.code, done.err, asked) == (0, NOTE, [])
    assert len(rows(desk, Claim, "id")) == 3


def test_to_stop_writes_nothing(cli: Cli, desk: Database) -> None:
    before = kept(desk)
    told = (
        "error: claim 1 is the same (1.00): nothing was added\n"
        "  factcheck show 1; --on-duplicate link or add\n"
    )
    refused(cli, desk, 5, told, "add", AGAIN, "--on-duplicate", "stop", "--speaker", "Zoë")
    refused(cli, desk, 5, told, "add", POMPEO, "--on-duplicate", "STOP", "--speaker", "Zoë")
    assert kept(desk) == before
    done = cli("add", AGAIN, "--on-duplicate", "stop", "--json")
    assert (done.code, done.out) == (5, "")
    assert json.loads(done.err)["error"]["code"] == "conflict"


def test_to_link_adds_where_it_was_said_and_the_wording(cli: Cli, desk: Database) -> None:
    done = cli(
        *("add", AGAIN, "--on-duplicate", "link", "--speaker", "John Bolton", "--why", "again"),
        *("--source", "https://example.org/b", "--said-on", "2019-05-01", "--quote", "it is so"),
        *("--context", "In a speech", "--language", "es", "--tag", "aviation", "--priority"),
        "urgent",
    )
    assert done.code == 0
    assert done.out == "Linked to claim 1: Mike Pompeo, 30 April 2019, unverified.\n"
    assert done.err == (
        "claim 1 keeps its own context: factcheck edit 1\n"
        "claim 1 keeps its own language: factcheck edit 1\n"
    )
    assert rows(desk, Claim, "text", "context", "language", "why", "priority")[0] == (
        *(POMPEO, "On the radio", "en", "again", 3),
    )
    assert rows(desk, Appearance, "claim_id", "said_on", "quote")[1:] == [
        (1, "2019-05-01", "it is so")
    ]
    assert rows(desk, ClaimAlias, "claim_id", "text") == [(1, AGAIN)]
    assert rows(desk, Tag, "name") == [("venezuela",), ("aviation",)]
    assert rows(desk, ClaimTag, "claim_id", "tag_id") == [(1, 1), (1, 2)]
    assert len(rows(desk, Claim, "id")) == 2
    assert [row[0] for row in rows(desk, Verdict, "claim_id")] == [1]
    assert entries(desk)[-1] == ("ana", "add", None)
    assert cli("undo").code == 0
    assert data(cli, "show", "1")["aliases"] == []


def test_a_linked_claim_is_an_object(cli: Cli, desk: Database) -> None:
    made = data(cli, "add", AGAIN, "--on-duplicate", "link")
    assert (made["id"], made["outcome"]) == (1, "linked")
    assert made["aliases"] == [AGAIN]
    assert [one["id"] for one in made["similar"]] == [1]
    again = data(cli, "add", f"{AGAIN}!", "--on-duplicate", "link", "--speaker", "Zoë")
    assert (again["id"], again["aliases"], len(again["appearances"])) == (1, [AGAIN], 2)


def test_a_claim_of_the_library_becomes_our_work(cli: Cli, desk: Database) -> None:
    done = cli("add", "Bleach kills the coronavirus!!", "--speaker", "Zoë", "--on-duplicate",
               "link")  # fmt: skip
    assert (done.code, done.err) == (0, "")
    assert done.out == "Linked to claim 2: Zoë, date unknown, unverified.\n"
    assert rows(desk, Claim, "tracked") == [(1,), (1,)]


def test_a_wrong_word_is_refused_before_anything_is_read(cli: Cli, desk: Database) -> None:
    told = "error: unknown answer: drop\n  answer is one of: ask, link, add, stop\n"
    for words in ((), ("--force",)):
        refused(cli, desk, 2, told, "add", AGAIN, "--on-duplicate", "drop", *words)
    refused(cli, desk, 2, told, "add", "-", "--on-duplicate", "drop", stdin="")


# the same text


def test_the_same_by_the_same_is_a_conflict_before_any_question(
    cli: Cli, desk: Database, answering: Answer
) -> None:
    asked = answering("a")
    told = (
        "error: claim 1 says this already, by Mike Pompeo\n"
        "  factcheck show 1, or add it anyway with --force\n"
    )
    for policy in ("ask", "link", "add", "stop"):
        words = ("add", POMPEO.upper(), "--speaker", "mike pompeo", "--on-duplicate", policy)
        refused(cli, desk, 5, told, *words)
    assert asked == []
    done = cli("add", POMPEO, "--speaker", "Mike Pompeo", "--force")
    assert (done.code, done.err, asked) == (0, "", [])
    assert len(rows(desk, Claim, "id")) == 3


def test_force_asks_nothing(cli: Cli, desk: Database, answering: Answer) -> None:
    asked = answering("s")
    for words in ((AGAIN,), (POMPEO, "--speaker", "Zoë"), (LIKELY, "--on-duplicate", "stop")):
        done = cli("add", *words, "--force")
        assert (done.code, asked) == (0, []), words
        assert done.err.startswith("note: claim ")
    assert len(rows(desk, Claim, "id")) == 5


def test_the_same_by_another_is_for_a_person_to_decide(
    cli: Cli, desk: Database, answering: Answer
) -> None:
    words = ("add", POMPEO, "--speaker", "Zoë")
    before = kept(desk)
    for policy in ("ask", "add"):
        done = cli(*words, "--on-duplicate", policy)
        assert (done.code, done.out) == (5, "")
        assert done.err.startswith("error: claim 1 says this already, by Mike Pompeo\n  if it was")
    assert kept(desk) == before
    assert answering("a") == []
    done = cli(*words)
    assert (done.code, done.out) == (0, "Claim 3 added: Zoë, date unknown, unverified.\n")
    assert rows(desk, Claim, "text")[2] == (POMPEO,)


@pytest.mark.parametrize("asks", [True, False])
def test_the_same_by_another_is_linked(
    cli: Cli, desk: Database, answering: Answer, asks: bool
) -> None:
    if asks:
        answering("l")
    more = () if asks else ("--on-duplicate", "link")
    done = cli("add", POMPEO, "--speaker", "Zoë", *more)
    assert done.out == "Linked to claim 1: Mike Pompeo, 30 April 2019, unverified.\n"
    assert len(rows(desk, Claim, "id")) == 2
    assert rows(desk, ClaimAlias, "id") == []
    assert len(rows(desk, Appearance, "id")) == 2


# asked at a terminal


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        *(("a", "added"), ("add", "added"), (" ADD ", "added"), ("l", "linked")),
        *(("link", "linked"), ("s", "stopped"), ("stop", "stopped"), ("", "stopped")),
        *(("yes", "stopped"), ("addd", "stopped"), ("x", "stopped")),
    ],
)
def test_a_person_is_shown_what_is_here_and_asked(
    cli: Cli, desk: Database, answering: Answer, answer: str, outcome: str
) -> None:
    before = kept(desk)
    asked = answering(answer)
    done = cli("add", AGAIN)
    assert (done.code, asked) == (0, [QUESTION])
    shown = done.err.splitlines()
    assert shown[0] == "the same (1.00)  claim 1, Mike Pompeo, 30 April 2019, insufficient"
    assert shown[1].startswith("    Nicolás Maduro was about to leave Venezuela by plane")
    assert shown[-1] == f"{QUESTION} [stop] "
    assert "note: " not in done.err
    if outcome == "stopped":
        assert done.out == "Nothing was added.\n"
        assert kept(desk) == before
    elif outcome == "linked":
        assert done.out.startswith("Linked to claim 1: ")
        assert rows(desk, ClaimAlias, "claim_id", "text") == [(1, AGAIN)]
    else:
        assert done.out == "Claim 3 added: speaker unknown, date unknown, unverified.\n"
        assert rows(desk, Claim, "text")[2] == (AGAIN,)


def test_what_was_decided_is_an_object(cli: Cli, desk: Database, answering: Answer) -> None:
    for answer, outcome in (("s", "stopped"), ("l", "linked"), ("a", "added")):
        answering(answer)
        done = cli("add", f"{AGAIN}, they say", "--json")
        assert done.code == 0, done.err
        made = json.loads(done.out)
        assert (made["outcome"], made["similar"][0]["id"]) == (outcome, 1)
        assert ("id" in made) is (outcome != "stopped")


def test_nobody_is_asked_of_what_is_not_alike(cli: Cli, desk: Database, answering: Answer) -> None:
    asked = answering("s")
    assert cli("add", "The moon is hollow").code == 0
    assert asked == []
    assert len(rows(desk, Claim, "id")) == 3


@pytest.mark.parametrize(("answer", "code"), [("l", 5), ("a", 0), ("s", 0)])
def test_no_transaction_is_open_while_one_is_asked(
    cli: Cli, desk: Database, answering: Answer, answer: str, code: int
) -> None:
    """Somebody else writes meanwhile: nothing is linked to what the person did not see."""

    def meanwhile() -> None:
        with desk.transaction(by="carla", action="edit") as session:
            claims.edit(session, claims.get(session, 1), {"why": "it matters"})

    answering(answer, meanwhile)
    done = cli("add", AGAIN, "--speaker", "Zoë")
    assert done.code == code
    assert rows(desk, Claim, "why")[0] == ("it matters",)
    assert rows(desk, ClaimAlias, "id") == []
    assert len(rows(desk, Claim, "id")) == (3 if answer == "a" else 2)
    if code:
        assert done.out == ""
        assert "error: the claim was changed meanwhile\n" in done.err
        assert done.err.endswith("  carla  why: none -> “it matters”\n")
        assert entries(desk)[-1][0] == "carla"


def test_the_very_claim_that_came_meanwhile_is_not_doubled(
    cli: Cli, desk: Database, answering: Answer
) -> None:
    def meanwhile() -> None:
        with desk.transaction(by="carla") as session:
            make_claim(session, AGAIN, speaker="Zoë", source=None, quote=None)

    answering("a", meanwhile)
    done = cli("add", AGAIN, "--speaker", "Zoë")
    assert (done.code, done.out) == (5, "")
    assert "error: claim 3 says this already, by Zoë\n" in done.err
    assert len(rows(desk, Claim, "id")) == 3
