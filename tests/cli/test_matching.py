"""factcheck match, checked: what is found and how it is printed, and what a person confirms."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from factcheck.cli import matching as command
from factcheck.cli.output import staged
from factcheck.db import Database
from factcheck.errors import Usage
from factcheck.models import ClaimAlias, Evidence, Verdict
from factcheck.records import ClaimRecord
from factcheck.services import claims, matching
from factcheck.views import MatchReview, MatchView
from tests import filled
from tests.cli.hostile import EVERY, obeyed
from tests.cli.test_progress import Terminal
from tests.conftest import Cli, run
from tests.factories import make_claim, make_review, make_verdict
from tests.rows import data, entries, refused, rows

CURE = "Hydroxychloroquine cures the coronavirus"
BLEACH = "Bleach kills the coronavirus"
POST = "Does #hydroxychloroquine not cure 200 coronavirus patients? https://t.co/a"
WORDS = "Chlorine gargling ends the plague"
SUGGESTION = "A match is a suggestion: no verdict is passed on.\n"
NEAREST = "Nothing here is likely the same; these are the nearest.\n"
NONE = "No claim here shares a telling word with it.\n"
KEYS = ("id", "text", "author", "said_on", "matches")
REVIEWS = (
    "Checks 0: Wrong https://checks.example/0; Checks 1: no rating; "
    "Checks 2: no rating https://checks.example/2; Checks 3: no rating https://checks.example/3"
)
POSTS = f"{BLEACH}\n\nsubmarines\n?!\nIs coronavirus over\n"
OBJECTS = '{"id": "x1", "text": "Bleach kills the coronavirus"}\n{"text": "submarines"}\n'
TOLD = "4 posts: 1 same, 3 new.\n"


@pytest.fixture(autouse=True)
def desk(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claim 1 is ours, claim 2 is in the library and has been checked by four, 3 is its twin."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            one = make_claim(session, CURE, speaker="Donald Trump", said_on="2020-03", quote=None)
            make_review(session, one, rating="False", verdict="refuted")
            make_verdict(session, one)
            bare: dict[str, Any] = dict.fromkeys(("speaker", "source", "said_on", "quote"))
            two = make_claim(session, BLEACH, **bare)
            two.tracked = 0
            for number in range(4):
                make_review(
                    session,
                    two,
                    publisher=f"Checks {number}",
                    rating=None if number else "Wrong",
                    url=None if number == 1 else f"https://checks.example/{number}",
                )
            session.flush()
            claims.refresh(session, two)
            twin = ClaimRecord(BLEACH.upper(), speaker="Zoë")
            claims.add(session, twin, by="ben", force=True)

    filled.once(url, fill)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


def file(name: str, told: str | bytes) -> str:
    Path(name).write_bytes(told if isinstance(told, bytes) else told.encode())
    return name


def ids(told: dict[str, Any]) -> list[int]:
    return [one["id"] for one in told["matches"]]


# a text


@pytest.mark.parametrize("name", ["match", "checked"])
def test_a_pipe_gets_rows(cli: Cli, db: Database, name: str) -> None:
    before = entries(db)
    done = cli(name, BLEACH)
    assert (done.code, done.err) == (0, SUGGESTION)
    assert done.out == f"same\t1.00\t2\t{BLEACH}\t{REVIEWS}\tnone\n"
    done = cli(name, POST)
    assert done.out.split("\t") == [
        *("same", "0.99", "1", CURE),
        *("Example Checks: False https://checks.example/1", "insufficient\n"),
    ]
    assert entries(db) == before


def test_the_text_may_come_from_stdin(cli: Cli) -> None:
    assert cli("match", "-", stdin=f"{BLEACH}\n") == cli("match", BLEACH)
    assert cli("match", "-", stdin=" \n").code == 3


def test_a_program_gets_an_object(cli: Cli) -> None:
    for how in (("--json",), ("--jsonl",), ("--format", "jsonl")):
        done = cli("match", POST, *how)
        told = json.loads(done.out)
        assert (done.code, done.err, tuple(told)) == (0, SUGGESTION, KEYS)
        assert (told["id"], told["text"], ids(told)) == (None, POST, [1])
        assert told["matches"][0]["warnings"] == ['only this text says "not"']
        assert told["matches"][0]["reviews"][0]["verdict"] == "refuted"
        assert (len(done.out.splitlines()) == 1) is (how != ("--json",))
    assert json.loads(cli("match", "submarines", "--json").out)["matches"] == []


@pytest.mark.parametrize(("shape", "mark"), [("csv", ","), ("tsv", "\t")])
def test_a_spreadsheet_gets_a_row_a_match(cli: Cli, shape: str, mark: str) -> None:
    done = cli("match", BLEACH, "--format", shape)
    head, row = done.out.splitlines()
    assert head.split(mark)[:4] == ["post", "id", "uid", "text"]
    assert head.split(mark)[-3:] == ["reviews", "twins", "checked_by"]
    assert row.startswith(mark + "2" + mark)
    assert row.endswith(REVIEWS)
    picked = cli("match", BLEACH, "--format", shape, "--columns", "id,zone,twins")
    assert picked.out == "id,zone,twins\n2,same,[3]\n".replace(",", mark)


def test_columns_are_picked(cli: Cli) -> None:
    assert cli("match", BLEACH, "--columns", "id,zone").out == "2\tsame\n"
    picked = json.loads(cli("match", BLEACH, "--columns", "text", "--json").out)
    assert picked == {"text": BLEACH}
    done = cli("match", BLEACH, "--columns", "nope")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: there is no column nope\n  columns: post, id, uid, ")


def test_so_many_and_no_more(cli: Cli) -> None:
    told = "Is coronavirus over"
    assert [row.split("\t")[2] for row in cli("match", told).out.splitlines()] == ["2", "1"]
    done = cli("match", told, "--limit", "1")
    assert (done.out.split("\t")[:3], done.err) == (["new", "0.02", "2"], NEAREST)
    for wrong in ("0", "51"):
        assert cli("match", told, "-n", wrong).code == 2


def test_the_language_of_a_text_may_be_told(cli: Cli, db: Database) -> None:
    with db.transaction(by="ben") as session:
        make_claim(session, "Las vacunas causan autismo en los niños", language="es")
    for told in ("es", "ES", "es_MX"):
        done = cli("match", "vacuna causa autismo", "--language", told)
        assert done.out.split("\t")[2] == "4", told
    wrong = "error: language: '!' is not a language tag\n  write en, es, pt-br ...\n"
    refused(cli, db, 3, wrong, "match", "vacuna", "--language", "!")


def test_nothing_found_is_no_error(cli: Cli) -> None:
    done = cli("match", "submarines")
    assert (done.code, done.out, done.err) == (0, "", NONE)


def test_what_cannot_be_looked_up(cli: Cli, db: Database) -> None:
    hint = 'factcheck match "TEXT", - or --file PATH'
    alone = "--file goes without a text and without --confirm"
    cases = {
        (): (2, f"the text is missing\n  {hint}"),
        ("?!",): (3, "there is no word to compare in ?!"),
        ("",): (3, "there is no word to compare in the text"),
        (WORDS, "--file", "a"): (2, alone),
        ("--file", "a", "--confirm", "1"): (2, alone),
        ("-", "--file", "-"): (2, "only one thing can come from stdin: - is there twice"),
        (WORDS, "--confirm", "9"): (
            4,
            "there is no claim 9\n  factcheck list shows the claims",
        ),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", "match", *args)
    for how in ("--json", "--jsonl"):
        assert json.loads(cli("match", "?!", how).err)["error"]["exit"] == 3


# confirming


def test_a_person_says_that_it_is_the_same(cli: Cli, db: Database) -> None:
    assert cli("match", WORDS).err == NONE
    done = cli("match", WORDS, "--confirm", "1", "--as", "carla")
    assert (done.code, done.err) == (0, "")
    assert done.out == "Claim 1 is found by these words, too.\n"
    assert rows(db, ClaimAlias, "claim_id", "text") == [(1, WORDS)]
    assert entries(db)[-1] == ("carla", "match", None)
    assert len(rows(db, Verdict, "id")) == 1
    assert rows(db, Evidence, "id") == []
    before = entries(db)
    done = cli("checked", f"{WORDS}!", "--confirm", "1")
    assert (done.code, done.out) == (0, "Claim 1 is known by these words already.\n")
    assert entries(db) == before
    assert cli("match", "plague ends by gargling chlorine").out.split("\t")[2] == "1"
    assert cli("undo", "--as", "carla").code == 0
    assert cli("match", WORDS).err == NONE


def test_what_was_confirmed_is_an_object(cli: Cli) -> None:
    made = data(cli, "match", WORDS, "--confirm", "2")
    assert (made["id"], made["tracked"], made["aliases"]) == (2, False, [WORDS])


# a file of posts


def test_a_text_a_line(cli: Cli) -> None:
    done = cli("match", "--file", file("posts.txt", POSTS))
    assert (done.code, done.err) == (0, TOLD)
    assert [row.split("\t")[:4] for row in done.out.splitlines()] == [
        ["1", "same", "1.00", "2"],
        ["5", "new", "0.02", "2"],
        ["5", "new", "0.01", "1"],
    ]
    done = cli("checked", "--file", "posts.txt", "--limit", "1", "--columns", "post,id")
    assert (done.out, done.err) == ("1\t2\n5\t2\n", TOLD)


def test_an_object_a_line(cli: Cli) -> None:
    done = cli("match", "--file", file("posts.jsonl", OBJECTS), "--jsonl")
    assert (done.code, done.err) == (0, "2 posts: 1 same, 1 new.\n")
    told = [json.loads(line) for line in done.out.splitlines()]
    assert [(one["id"], ids(one)) for one in told] == [("x1", [2]), ("2", [])]
    assert json.loads(cli("match", "--file", "posts.jsonl", "--json").out) == told


def test_what_a_post_is_called_keeps_its_type(cli: Cli) -> None:
    lines = '{"id": 0, "text": "bleach"}\n{"id": "0", "text": "bleach"}\n'
    done = cli("match", "--file", file("posts.jsonl", lines), "--jsonl")
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == [0, "0"]
    done = cli("match", "--file", "posts.jsonl", "--columns", "post,id")
    assert done.out == "0\t2\n0\t2\n"
    with staged():
        assert cli("match", "--file", "posts.jsonl").out.startswith("post 0  bleach\n")


def test_posts_from_stdin(cli: Cli) -> None:
    done = cli(
        "match", "--file", "-", "--format", "csv", "--columns", "post,id,zone", stdin=OBJECTS
    )
    assert (done.code, done.out) == (0, "post,id,zone\nx1,2,same\n")
    assert done.err == "2 posts: 1 same, 1 new.\n"
    assert cli("match", "--file", "-", stdin=POSTS).err == TOLD


def test_a_file_of_nothing(cli: Cli) -> None:
    file("empty", "\n\n")
    for how, out in (((), ""), (("--jsonl",), ""), (("--json",), "[]\n")):
        done = cli("match", "--file", "empty", *how)
        assert (done.code, done.out, done.err) == (0, out, "0 posts: none.\n")


def test_a_file_that_is_not_there(cli: Cli, db: Database) -> None:
    Path("folder").mkdir()
    for name, shown in (("none.txt", "none.txt"), ("folder", "folder"), ("a\0b", "a<U+0000>b")):
        told = f"error: there is no file {shown}\n"
        refused(cli, db, 7, told, "match", "--file", name)


def test_an_error_while_matching_is_not_blamed_on_the_file(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr(matching, "checked", fail)
    done = cli("match", "--file", file("posts.txt", POSTS))
    assert done.code == 1
    assert "there is no file" not in done.err


def test_what_was_printed_before_a_bad_line_stays(cli: Cli) -> None:
    file("posts.jsonl", f'{OBJECTS}nope\n{{"text": "never read"}}\n')
    done = cli("match", "--file", "posts.jsonl", "--jsonl")
    assert done.code == 3
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == ["x1", "2"]
    assert json.loads(done.err)["error"]["message"].startswith("line 3: ")
    with staged():
        done = cli("match", "--file", "posts.jsonl")
    assert done.code == 3
    assert done.out.startswith(f"post x1  {BLEACH}\n")
    assert "post 2  submarines\n  nothing like it\n" in done.out
    assert cli("match", "--file", file("b.txt", b"A line\n\xff\n")).err == (
        "error: line 2: is not UTF-8\n"
    )


def test_posts_are_not_waited_for_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    with (
        pytest.raises(Usage, match="stdin, which is a terminal") as caught,
        command._opened("-"),
    ):
        pytest.fail("nobody would know to type")
    assert caught.value.hint == "pipe them"


def test_progress_is_for_a_person(
    db: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    asking = command.Asking(limit=1)
    size = len(POSTS)
    shown = {}
    for stream in (io.StringIO(), Terminal()):
        monkeypatch.setattr(sys, "stderr", stream)
        with db.reading() as session:
            found = command._looked_up(session, io.BytesIO(POSTS.encode()), asking, None, size)
            assert [one.id for one in found] == ["1", "3", "4", "5"]
        shown[stream.isatty()] = stream.getvalue()
    assert shown[False] == ""
    assert "matching" in shown[True]
    assert "verifying" not in shown[True]
    assert capsys.readouterr().out == ""


# as a person reads it


def test_a_person_sees_blocks(cli: Cli) -> None:
    with staged():
        done = cli("match", POST)
    assert done.out.splitlines() == [
        "the same, but look (0.99)  claim 1, Donald Trump, March 2020, insufficient",
        f"    {CURE}",
        "    shares the words hydroxychloroquine, cure, coronavirus; says nothing of 200,",
        "    patients",
        '    look: only this text says "not"',
        "    Example Checks: False https://checks.example/1",
        "",
        *SUGGESTION.splitlines(),
        'If it is the same: factcheck match "..." --confirm 1',
    ]


def test_a_claim_of_the_library_its_reviews_and_twins(cli: Cli) -> None:
    with staged():
        done = cli("match", BLEACH)
    assert done.out.splitlines()[:-2] == [
        "the same (1.00)  library 2, unknown speaker, date unknown",
        f"    {BLEACH}",
        "    told in the same words",
        "    Checks 0: Wrong https://checks.example/0",
        "    Checks 1: no rating",
        "    Checks 2: no rating https://checks.example/2",
        "    and 1 more review",
        "    told alike: 3",
        "",
    ]


def test_the_other_wording_is_shown(cli: Cli) -> None:
    cli("match", WORDS, "--confirm", "1")
    with staged():
        done = cli("match", "Chlorine gargles that end plagues")
    assert f"    {CURE}\n    as: {WORDS}\n" in done.out


def test_a_person_sees_when_it_is_nothing(cli: Cli) -> None:
    with staged():
        assert cli("match", "submarines").out == NONE
        done = cli("match", "Is coronavirus over", "-n", "1")
    assert done.out.startswith("another (0.02)  library 2, ")
    assert done.out.endswith(NEAREST)
    assert "--confirm" not in done.out


def test_a_person_sees_posts(cli: Cli) -> None:
    file("posts.txt", POSTS)
    with staged():
        done = cli("match", "--file", "posts.txt")
        table = cli("match", "--file", "posts.txt", "--columns", "post,zone")
    assert done.out.startswith(f"post 1  {BLEACH}\nthe same (1.00)  library 2, ")
    assert done.out.endswith(f"\npost 5  Is coronavirus over\n  nothing like it\n\n{TOLD}")
    assert table.out.splitlines()[0].split() == ["post", "zone"]


def a_match(**over: Any) -> MatchView:
    told: dict[str, Any] = dict.fromkeys(MatchView.__dataclass_fields__)
    told |= {"id": 9, "text": "A claim", "tracked": True, "zone": "likely", "probability": 0.5}
    return MatchView(**(told | {"reasons": (), "warnings": (), "reviews": (), "twins": ()} | over))


def plain(one: MatchView, room: int) -> list[str]:
    return ["".join(part for part, _style in line) for line in command.block(one, room)]


def test_a_claim_that_nobody_ruled_on() -> None:
    assert plain(a_match(), 80)[0] == (
        "likely the same (0.50)  claim 9, unknown speaker, date unknown, unverified"
    )
    first = next(iter(command.block(a_match(zone="related", verdict="refuted"), 80)))
    assert first[0] == ("related (0.50)", "")
    assert first[-1] == ("refuted", "red")


def test_many_reviews_are_counted() -> None:
    one = MatchReview("A", "False", None, None, None)
    assert plain(a_match(reviews=(one,) * 5), 60)[-1] == "    and 2 more reviews"
    assert plain(a_match(reviews=(one,) * 3), 60)[-1] == "    A: False"


def test_long_and_hostile_texts_stay_in_their_place() -> None:
    told = f"{EVERY}\n" + "and so on " * 40
    review = MatchReview(told, told, None, "https://a.example/" + "x" * 300, None)
    one = a_match(
        text=told, speaker=told, wording=told, reasons=(told,), warnings=(told,), reviews=(review,)
    )
    lines = plain(one, 60)
    assert not obeyed("".join(lines))
    assert len(lines) == 11
    assert all(len(line) <= 60 for line in lines[1:])
    assert lines[2].endswith("…")


def test_there_must_be_a_database(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FACTCHECK_DB", raising=False)
    done = run("match", WORDS)
    assert (done.code, done.out) == (7, "")
    assert done.err.startswith("error: there is no database yet at ")
    assert not (home / "data").exists()
