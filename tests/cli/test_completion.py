"""Completion of ids, speakers, tags and words; silent when anything is amiss."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from factcheck import vocabulary
from factcheck.cli import completion
from factcheck.cli.main import app
from factcheck.formats import registry
from tests import filled
from tests.conftest import Cli, run


@pytest.fixture
def context() -> Any:
    """What the shell's question comes with."""
    return typer.Context(typer.main.get_command(app))


@pytest.fixture
def checks(cli: Cli, url: str) -> None:
    """A database with twelve claims."""

    def fill() -> None:
        told = ("--speaker", "Ángela López", "--tag", "Économie", "--tag", "x")
        cli("add", "The first\nclaim", *told)
        for count in range(11):
            cli("add", f"Claim number {count + 2}", "--speaker", "Mike Pompeo")

    filled.once(url, fill)


def test_ids_of_claims_with_their_texts_newest_first(checks: None, context: Any) -> None:
    found = completion.claim_ids(context, "1")
    assert found == [
        ("12", "Claim number 12"),
        ("11", "Claim number 11"),
        ("10", "Claim number 10"),
        ("1", "The first claim"),
    ]
    assert len(completion.claim_ids(context, "")) == 12
    assert completion.claim_ids(context, "x") == []


def test_speakers_and_tags_in_any_case_and_without_accents(checks: None, context: Any) -> None:
    assert completion.speakers(context, "ange") == [("Ángela López", "unknown")]
    assert completion.speakers(context, "MIKE P") == [("Mike Pompeo", "unknown")]
    assert completion.tags(context, "eco") == [("Économie", "1 claim")]
    assert completion.tags(context, "nothing") == []


def test_no_more_than_a_shell_can_show(
    checks: None, context: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completion, "LIMIT", 3)
    assert len(completion.claim_ids(context, "")) == 3
    run("add", "a" * 500)
    assert completion.claim_ids(context, "13") == [("13", "a" * 80)]


def test_the_database_of_the_line_is_the_one_that_is_asked(
    checks: None, tmp_path: Path, sqlite_template: Path
) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(sqlite_template.read_bytes())
    run("--db", str(other), "add", "Another database")
    above = SimpleNamespace(params={"db": str(other)}, parent=None)
    for asked in (
        SimpleNamespace(params={"db": str(other)}, parent=None),
        SimpleNamespace(params={"db": None}, parent=above),
    ):
        found: Any = asked
        assert completion.claim_ids(found, "") == [("1", "Another database")]


def test_who_works_on_claims_and_what_is_saved(checks: None, cli: Cli, context: Any) -> None:
    for words in (
        ("assign", "1", "2", "Ängela"),
        ("assign", "3", "ben"),
        ("view", "save", "Élan", "--assignee", "ben"),
        ("view", "save", "late", "--overdue"),
    ):
        assert cli(*words).code == 0
    assert completion.people(context, "") == [("ben", ""), ("Ängela", ""), ("none", "")]
    assert completion.people(context, "ang") == [("Ängela", "")]
    assert completion.views(context, "el") == [("Élan", "--assignee ben")]
    assert completion.ids_and_people(context, "b") == [("ben", "")]
    assert completion.ids_and_people(context, "12") == [("12", "Claim number 12")]
    assert [one for one, _ in completion.ids_and_stages(context, "")[-5:]] == [*vocabulary.STAGES]
    assert completion.ids_and_stages(context, "r") == [("review", "")]
    assert completion.ids_and_priorities(context, "u") == [("urgent", "")]
    assert [name for name, _ in completion.house_rules(context, "re")] == [
        "review-before-publish",
        "recheck-every",
    ]
    assert completion.channels("m") == ["mail", "message", "meeting"]


def test_names_of_formats_and_of_scales(checks: None, context: Any) -> None:
    assert completion.imports(context, "") == list(registry.READERS)
    assert completion.imports(context, "cl") == ["claimreview"]
    assert completion.exports(context, "cl") == [
        *("claimreview", "claimreview-graph", "claimreview-script"),
    ]
    assert completion.exports(context, "")[-1] == "markdown"
    assert completion.exports(context, "j") == ["jsonl"]
    assert completion.imports(context, "zzz") == completion.exports(context, "zzz") == []
    assert completion.scales(context, "POLI") == [("politifact", "PolitiFact Truth-O-Meter")]
    assert run("scale", "map", "Polígrafo local", "Odd", "mixed").code == 0
    assert completion.scales(context, "polí") == [("Polígrafo local", "Polígrafo local")]
    assert completion.scales(context, "zzz") == []


@pytest.mark.parametrize("told", ["missing.db", "mysql://x/y", "postgresql://127.0.0.1:1/x", ""])
def test_silent_when_anything_is_amiss(
    told: str, context: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FACTCHECK_DB", told)
    for complete in (
        *(completion.claim_ids, completion.speakers, completion.tags, completion.scales),
    ):
        assert complete(context, "") == []
    assert capsys.readouterr() == ("", "")


def test_silent_with_a_broken_config_file(
    home: Path, context: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "config" / "factcheck").mkdir(parents=True)
    (home / "config" / "factcheck" / "config.toml").write_text("broken")
    assert completion.claim_ids(context, "") == []
    assert capsys.readouterr() == ("", "")


def test_silent_with_a_file_that_is_no_database(
    tmp_path: Path, context: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "other.db"
    path.write_text("not ours " * 500)
    monkeypatch.setenv("FACTCHECK_DB", str(path))
    assert completion.tags(context, "") == []


@pytest.mark.parametrize(
    ("complete", "words"),
    [
        (completion.stances, vocabulary.STANCES),
        (completion.verdicts, vocabulary.VERDICTS),
        (completion.verdicts_or_none, (*vocabulary.VERDICTS, "none")),
        (completion.statuses, vocabulary.EVIDENCE_STATUSES),
        (completion.stages, vocabulary.STAGES),
        (completion.priorities, vocabulary.PRIORITIES),
        (completion.formats, ("table", "json", "jsonl", "csv", "tsv")),
    ],
)
def test_words_of_a_vocabulary(complete: Any, words: tuple[str, ...]) -> None:
    assert complete("") == list(words)
    assert complete(words[0][:2]) == [word for word in words if word.startswith(words[0][:2])]
    assert complete("zzz") == []


def test_the_shell_gets_the_words(checks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_FACTCHECK_COMPLETE", "complete_bash")
    for typed, found in (
        ("factcheck mark 1 disp", ["disputes"]),
        ("factcheck show 12", ["12"]),
        ("factcheck list --tag Éc", ["Économie"]),
        ("factcheck verd", ["verdict"]),
        ("factcheck import a.json --format av", ["averitec"]),
        ("factcheck export --format mark", ["markdown"]),
        ("factcheck export 12", ["12"]),
        ("factcheck scale show snop", ["snopes"]),
        ("factcheck scale map X Y non", ["none"]),
        ("factcheck track 12", ["12"]),
    ):
        monkeypatch.setenv("COMP_WORDS", typed)
        monkeypatch.setenv("COMP_CWORD", str(len(typed.split()) - 1))
        assert run().out.split() == found


def test_extractors_and_the_languages_of_articles() -> None:
    context: Any = typer.Context(typer.main.get_command(app))
    assert completion.extractors(context, "ru") == ["rules"]
    assert completion.extractors(context, "x") == []
    assert completion.article_languages(context, "e") == ["en", "es"]
