"""factcheck extract: proposals out, decisions in, and nothing becomes a claim by itself."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from factcheck.cli import editor
from factcheck.db import Database
from factcheck.extract import training
from factcheck.services import show
from tests.conftest import Cli, Result, run
from tests.extract.telling import TEXT
from tests.extract.test_training import JUDGED

SOURCE = ("--source", "https://news.example/bridge")


@pytest.fixture
def article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The invented article, in a file of the folder where the commands are typed."""
    monkeypatch.chdir(tmp_path)
    Path("article.txt").write_text(TEXT, encoding="utf-8")
    return "article.txt"


def document(article: str, *more: str) -> dict[str, Any]:
    done = run("extract", article, *SOURCE, "--json", *more)
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def decided(article: str, **of: str) -> Path:
    """The document with decisions: ``_3="accept"``, ``_3_1`` for the remark about 3."""
    found = document(article)
    lines = {str(one["id"]): one for one in found["proposals"]}
    for name, decision in of.items():
        number, _, remark = name.strip("_").partition("_")
        line = lines[number]
        if remark:
            line = next(h for h in line["hints"] if h["proposal"] is None)
        line["decision"] = decision
    path = Path("proposals.json")
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


def count(cli: Cli) -> int:
    return int(cli("list", "--count").out)


# proposals out


def test_json_prints_the_article_and_its_proposals(cli: Cli, article: str) -> None:
    assert cli("add", "The bridge has cracks of three metres", "--speaker", "Ben Ruiz").code == 0
    done = cli("extract", article, *SOURCE, "--json", "--publisher", "The Example Post",
               "--published-on", "2019-05")  # fmt: skip
    found = json.loads(done.out)
    assert done.err == "4 proposals; nothing was written.\n"
    assert found["article"]["source"] == SOURCE[1]
    assert found["article"]["publisher"] == "The Example Post"
    assert found["article"]["published_on"] == "2019-05"
    assert [one["id"] for one in found["proposals"]] == [1, 2, 3, 4]
    (known,) = [one for one in found["proposals"][1]["matches"] if one["zone"] == "same"]
    assert (known["claim"], known["speaker"]) == (1, "Ben Ruiz")
    assert count(cli) == 1


def test_a_list_has_a_proposal_a_row(article: str, home: Path) -> None:
    done = run("extract", article)
    assert done.code == 0
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert [row[0] for row in rows] == ["1", "2", "3", "4"]
    assert rows[2][2:5] == [
        *("Engineer Ben Ruiz", "said", "The bridge has cracks of three metres in every pillar")
    ]
    assert rows[2][6] == "denial, no-evidence"
    assert "There is no database yet: nothing to compare with.\n" in done.err
    assert done.err.endswith("extract apply.\n")
    assert not (home / "data").exists()
    done = run("extract", "-", "--format", "csv", "--columns", "id,speaker", stdin=TEXT)
    assert next(csv.DictReader(io.StringIO(done.out))) == {"id": "1", "speaker": "Ana López"}
    done = run("extract", article, "--format", "jsonl")
    assert json.loads(done.out.splitlines()[3])["concerns"] == 3


def test_the_order_is_that_of_the_text_or_of_the_scores(article: str) -> None:
    done = run("extract", article, "--order", "score", "--format", "csv", "--columns", "id")
    assert done.out.split() == ["id", "3", "2", "1", "4"]


def test_without_anybody_who_says_anything(article: str) -> None:
    Path(article).write_text("The bridge is old.")
    assert run("extract", article, "--json").out.endswith('"proposals": []\n}\n')
    done = run("extract", article, "--accept", "all")
    assert (done.code, done.out, done.err.splitlines()[-1]) == (0, "", "Nothing.")


def test_what_follows_the_article_is_left_out_and_told(article: str) -> None:
    Path(article).write_text(f"{TEXT}\nLeave a Reply\n\nZed said that the bridge is a lie.\n")
    done = run("extract", article)
    assert len(done.out.splitlines()) == 4
    assert "Left out: what follows the line 'Leave a Reply'.\n" in done.err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("nowhere.txt",), 7, "there is no file nowhere.txt"),
        ((".",), 7, "there is no file ."),
        (("article.txt/x",), 7, "there is no file article.txt/x"),
        (("article.txt", "other.txt"), 2, "extract article.txt takes one thing to read"),
        (("apply",), 2, "extract apply takes one thing to read"),
        (("article.txt", "--accept", "2"), 2, "--accept takes all, or a score from 0 to 1"),
        (("article.txt", "--accept", "nan"), 2, "--accept takes all, or a score"),
        (("article.txt", "--accept", "some"), 2, "not some"),
        (("article.txt", "--restart"), 2, "--restart goes with decisions"),
        (("article.txt", "--changed"), 2, "--changed goes with decisions"),
        (("article.txt", "--dry-run"), 2, "--dry-run goes with --accept"),
        (("article.txt", "--order", "size"), 2, "unknown order: size"),
        (("article.txt", "--language", "de"), 2, "the extractor rules knows no de"),
        (("article.txt", "--extractor", "magic"), 2, "unknown extractor: magic"),
        (("article.txt", "--source", "javascript:x"), 3, "is not an address of the web"),
        (("article.txt", "--published-on", "May"), 3, "published on: 'May' is not a date"),
        (("file:///etc/passwd",), 14, "only addresses of http and https are fetched"),
        (("http://127.0.0.1/a",), 14, "127.0.0.1 is no public address"),
        (("ftp://news.example/a",), 14, "only addresses of http and https are fetched"),
        (("empty.txt",), 3, "the article is empty"),
        (("picture.png",), 3, "neither HTML nor text in UTF-8"),
        (("apply", "article.txt"), 3, "this is no document of proposals"),
        (("apply", "nowhere.json"), 7, "there is no file nowhere.json"),
        (("apply", "a", "b", "c"), 2, "takes a document and"),
        (("apply", "a", "--accept", "all"), 2, "extract apply does not take it"),
        (("worth", "x", "--tag", "y"), 2, "extract worth does not take it"),
        (("train", "x", "--untrained"), 2, "extract train does not take it"),
        (("train", "article.txt"), 3, "no column of texts"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(
    words: tuple[str, ...], code: int, told: str, article: str, home: Path
) -> None:
    Path("empty.txt").write_text("")
    Path("picture.png").write_bytes(b"\x89PNG\xff")
    done = run("extract", *words)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("error: ")
    assert told in done.err.splitlines()[0]
    assert not (home / "data").exists()


def test_a_source_that_nobody_has(cli: Cli, article: str) -> None:
    assert cli("extract", article, "--source", "s9").code == 4


# decisions in


def test_what_was_decided_is_in_the_database(cli: Cli, article: str, url: str) -> None:
    path = decided(article, _1="skip", _3="accept", _3_1="evidence", _4="evidence")
    done = cli("extract", "apply", str(path), "--tag", "bridge")
    assert done.code == 0, done.err
    assert done.out.splitlines() == [
        "3: Claim 1 added: Engineer Ben Ruiz.",
        "3.1: Evidence e1 on claim 1: no-result.",
        "4: Evidence e2 on claim 1: disputes, by The council.",
    ]
    assert done.err == "1 added, 2 marked as evidence.\n"
    with Database(url) as db, db.reading() as session:
        view = show.claim(session, 1)
    assert (view.evidence_status, view.tags) == ("disputed", ("bridge",))
    quote = view.appearances[0].quote or ""
    where = (view.appearances[0].locator or "").rpartition(" ")[2].split("-")
    assert TEXT[int(where[0]) : int(where[1])] == quote
    source = json.loads(cli("source", "show", "s1", "--json").out)
    assert source["title"] == "The bridge at Aldea"


def test_applying_twice_changes_nothing(cli: Cli, article: str) -> None:
    path = decided(article, _2="accept", _3="accept", _4="evidence")
    assert cli("extract", "apply", str(path)).err == (
        "1 added, 1 linked to claims here, 1 marked as evidence.\n"
    )
    before = cli("history", "--json").out
    again = cli("extract", "apply", "-", "--json", stdin=path.read_text())
    assert [one["outcome"] for one in json.loads(again.out)] == ["there"] * 3
    assert again.err == "3 on file already.\n"
    assert cli("history", "--json").out == before
    assert cli("undo").code == 0
    assert count(cli) == 0


def test_a_dry_run_writes_nothing(cli: Cli, article: str) -> None:
    path = decided(article, _2="accept")
    done = cli("extract", "apply", str(path), "--dry-run")
    assert done.err == "1 added (a dry run: nothing was written).\n"
    assert count(cli) == 0


def test_all_or_nothing(cli: Cli, article: str) -> None:
    path = decided(article, _1="accept", _4="evidence")
    done = cli("extract", "apply", str(path))
    assert (done.code, done.out) == (5, "")
    assert "4 speaks about proposal 3, which is no claim here yet" in done.err
    assert count(cli) == 0


def test_a_changed_article_is_refused(cli: Cli, article: str) -> None:
    path = decided(article, _1="accept")
    assert cli("extract", "apply", str(path), article).code == 0
    Path(article).write_text(TEXT.replace("nine weeks", "ten weeks"), encoding="utf-8")
    done = cli("extract", "apply", str(path), article)
    assert (done.code, done.err.splitlines()[0]) == (
        3,
        "error: the article is not the one that was read: its text differs",
    )
    other = decided(article, _1="accept")
    done = cli("extract", "apply", str(other))
    assert done.code == 5
    assert "source 1 was read before, and its text was another one" in done.err
    assert count(cli) == 1
    assert cli("extract", "apply", str(other), "--changed").code == 0


def test_nothing_decided_is_nothing_done(cli: Cli, article: str) -> None:
    done = cli("extract", "apply", str(decided(article)))
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("Nothing is decided in the document")
    assert cli("source", "list").out == ""


def test_accepting_all_at_once(cli: Cli, article: str) -> None:
    done = cli("extract", article, *SOURCE, "--accept", "all")
    assert done.err.endswith("2 added, 1 linked to claims here, 2 marked as evidence.\n")
    assert cli("extract", article, *SOURCE, "--accept", "all").err.endswith("5 on file already.\n")
    assert count(cli) == 2


def test_accepting_from_a_score_on(cli: Cli, article: str) -> None:
    done = cli("extract", article, *SOURCE, "--accept", "0.35", "--format", "jsonl")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert [(one["item"], one["outcome"]) for one in rows] == [
        *(("3", "added"), ("3.1", "marked"), ("4", "marked"))
    ]


def test_the_default_database_is_made_by_the_first_decision(article: str, home: Path) -> None:
    done = run("extract", article, "--accept", "all")
    assert done.code == 0
    assert (home / "data" / "factcheck" / "factcheck.db").exists()


# a terminal that is not there


def test_nobody_is_asked_where_nobody_is(article: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "can_edit", lambda: False)
    assert run("extract", article, stdin="aaaa").out.count("\n") == 4


# what is worth checking


def told(done: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_a_sentence_and_how_much_it_is_worth_checking(tmp_path: Path) -> None:
    sentence = "The health budget grew by 12 percent in three years"
    plain = run("extract", "worth", sentence)
    assert plain.out.startswith("0.8")
    assert "a figure" in plain.out
    found = told(run("extract", "worth", "-", "--json", stdin=f"{sentence}\n"))
    assert (found["text"], list(found)) == (sentence, ["text", "score", "because"])


def test_it_can_be_learnt(cli: Cli, article: str) -> None:
    rows = [("Text", "Verdict"), *((one.text, int(one.worth)) for one in JUDGED)]
    with Path("judged.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows(rows)
    done = run("extract", "train", "judged.csv")
    assert done.code == 0
    assert done.out.startswith("Learned from 120 sentences, 60 worth checking.")
    assert done.err == f"Kept in {training.place('en')}: extract uses it from now on.\n"
    record = told(run("extract", "train", "judged.csv", "--json"))
    assert list(record) == ["path", "sentences", "worth", "area", "plain_area"]
    learnt = told(run("extract", "worth", JUDGED[0].text, "--json"))
    plain = told(run("extract", "worth", JUDGED[0].text, "--json", "--untrained"))
    assert learnt["score"] != plain["score"]
    done = cli("extract", article, "--json")
    assert "Scored as trained" in done.err
    assert "+" in json.dumps(json.loads(done.out)["proposals"][0]["because"])
    assert "Scored" not in cli("extract", article, "--json", "--untrained").err
