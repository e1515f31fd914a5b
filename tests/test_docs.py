"""The documentation says what the program does: its commands, screens and Python run as tests."""

import difflib
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from factcheck import errors, schema, services
from factcheck.db import Database
from factcheck.desk import OutreachRecord
from factcheck.extract import document
from factcheck.records import (
    AppearanceRecord,
    ClaimFilter,
    ClaimRecord,
    CorrectionRecord,
    EvidenceRecord,
    VerdictRecord,
)
from factcheck.settings import KEYS
from tests import docs, screens
from tests.conftest import run
from tests.extract import telling
from tests.factories import POMPEO, make_relation, make_review, publish

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = {one.path: one for one in docs.commands()}
CLI = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
LINK = re.compile(r"\[[^\]]*\]\((?!https?://)([^)#\s]*)(?:#([^)\s]*))?\)")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
# What the files hold that examples import.
REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://checks.example/bridge",
    "datePublished": "2019-05-02",
    "claimReviewed": "The bridge was built in a week",
    "author": {"@type": "Organization", "name": "Example Checks"},
    "reviewRating": {"@type": "Rating", "alternateName": "False"},
}
TABLE = "statement,who,link\nThe bridge was paid for twice,Ana López,https://example.org/b\n"


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# pages run


@pytest.mark.slow
@pytest.mark.parametrize("path", screens.pages(), ids=name)
def test_every_screen_and_example_of_a_page_is_what_happens(path: Path) -> None:
    with screens.opened(path) as page:
        now = page.played()
    held = path.read_text(encoding="utf-8")
    if now != held:
        told = difflib.unified_diff(held.splitlines(), now.splitlines(), "page", "now", n=0)
        pytest.fail("\n".join([*told, "make docs writes it anew"]), pytrace=False)


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("```sh\nfactcheck show 7\n```\n", "exit 7"),
        ("```sh\nfactchek show 7\n```\n", "factchek cannot be run here"),
        ("```console\n$ rm -r /\n```\n", "rm cannot be run here"),
    ],
)
def test_a_page_that_is_wrong_is_found_out(tmp_path: Path, written: str, complaint: str) -> None:
    path = tmp_path / "page.md"
    path.write_text(written, encoding="utf-8")
    with screens.opened(path) as page, pytest.raises(screens.WrongPage, match=complaint):
        page.played()


def test_screens_are_written_anew_and_nothing_else_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    written = (
        "Before.\n\n```sh\nexport FACTCHECK_USER=ben\nfactcheck show 7  # exit 7\n"
        'echo "Piped" | factcheck add -\n```\n\n```console\n$ factcheck \\\n    list --count\n9\n'
        "```\n\n```python\nprint(2)\n```\n\n```text\n3\n```\n\nAfter.\n"
    )
    path.write_text(written, encoding="utf-8")
    with screens.opened(path) as page:
        now = page.played()
    assert now == written.replace("\n9\n", "\n1\n").replace("\n3\n", "\n2\n")


def test_a_page_may_write_a_file_for_its_commands(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    table = "claim,speaker\nThe ford is open,Ana López\n"
    written = f"```sh\ncat > a.csv <<'END'\n{table}END\nfactcheck import a.csv\n```\n"
    screen = "\n```console\n$ factcheck list --count\n1\n```\n"
    path.write_text(written + screen, encoding="utf-8")
    with screens.opened(path) as page:
        assert page.played() == written + screen
        assert Path("a.csv").read_text(encoding="utf-8") == table


def test_the_readme_has_the_two_commands_that_ci_reads() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for heading in ("## Try it", "## Test it"):
        section = readme.split(f"\n{heading}\n")[1].split("\n## ")[0]
        block = re.search(r"^```sh\n(.*?)^```$", section, re.M | re.S)
        assert block
        assert len(block[1].splitlines()) == 1
        assert block[1].startswith("python3 -m venv .venv && .venv/bin/pip install -q ")


# docs/cli.md


def test_the_page_of_the_command_line_is_what_the_program_says() -> None:
    assert docs.page() == CLI, "make docs writes it anew"


def test_every_command_option_error_and_setting_is_on_that_page() -> None:
    for one in COMMANDS.values():
        section = CLI.split(f"### factcheck {one.path}\n")[1].split("\n### ")[0]
        for parameter in one.own:
            for switch in parameter.opts if parameter.param_type_name == "option" else ():
                assert parameter.hidden or f" {switch}" in section
    for cls in (one for one in errors.tree() if one.__module__ == "factcheck.errors"):
        assert f"| {cls.exit_code} | `{cls.__name__}` | `{cls.code}` |" in CLI
    for key, (variable, _) in KEYS.items():
        assert f"| `{key}` | `{variable}` |" in CLI


def test_every_key_of_a_record_has_its_meaning_and_no_other() -> None:
    keys = {each.name for record in docs.RECORDS for each in fields(record)}
    assert keys == set(docs.MEANINGS)
    assert {key for record, key in docs.SPECIAL if key in docs.keys_of(record)} == {
        key for _, key in docs.SPECIAL
    }


@pytest.mark.parametrize("one", COMMANDS.values(), ids=COMMANDS)
def test_every_command_has_help_and_an_example(one: docs.Command) -> None:
    assert one.about.split("\n\n\b\n")[0].endswith(".")
    assert one.examples
    assert all(each.startswith(f"factcheck {one.path}") for each in one.examples)
    done = run(*one.path.split(), "--help")
    assert done.code == 0
    assert one.about.split("\n")[0][:40] in done.out


@pytest.fixture(scope="session")
def told_story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which every example finds what it names: claim 1, a2, e1, n1, entry 12 ..."""
    path = tmp_path_factory.mktemp("story") / "story.db"
    with schema.create(path) as db:
        first = ClaimRecord(
            POMPEO, speaker="Mike Pompeo", source="https://example.org/first", tags=("aviation",)
        )
        with db.transaction(by="ana") as session:
            claim = services.claims.add(session, first, by="ana")
            again = AppearanceRecord(speaker="Mike Pompeo", said_on="2019-05-02")
            services.appearances.add(session, claim, again, by="ana")
            item = EvidenceRecord("context", "A note", by="Nicolás Maduro")
            services.evidence.mark(session, claim, item, by="ana")
            services.notes.add(session, claim, "Ask again", by="ana")
            services.speakers.edit(
                session, services.speakers.get(session, "Mike Pompeo"), {"kind": "person"}
            )
            services.verdicts.give(
                session, claim, VerdictRecord("not-checkable", "Not yet"), by="ana"
            )
        for number in range(14):
            with db.transaction(by="ana") as session:
                other = ClaimRecord(f"A plainly invented claim number {number}")
                services.claims.add(session, other, by="ana")
        with db.transaction(by="ana") as session:
            record = ClaimRecord("Checked by others", tags=("venezuela",))
            checked = services.claims.add(session, record, by="ana")
            checked.tracked = 0
            make_review(session, checked, rating="Cherry-picked")
            first_claim, fifth = (services.claims.get(session, one) for one in (1, 5))
            make_relation(session, fifth, first_claim, "narrows")
            for whom in ("Mike Pompeo", "Nicolás Maduro"):
                asked = OutreachRecord(whom, "mail", asked_on="2019-05-01")
                services.outreach.ask(session, first_claim, asked, by="ana")
            saved = ClaimFilter(tags=("venezuela",))
            services.saved_views.save(session, "venezuela", saved, by="ana")
            services.speakers.resolve(session, "M. R. Pompeo")
            services.sources.resolve(session, "https://example.org/interview?page=1")
        with db.transaction(by="ben") as session:
            printed = publish(session, services.claims.get(session, 14))
            typo = CorrectionRecord("typo", "a slip of the pen")
            services.corrections.add(session, printed, typo, by="ben")
    return path


@pytest.fixture
def prepared(told_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "prepared.db"
    shutil.copy(told_story, path)
    shutil.copy(told_story, tmp_path / "kept.db")
    (tmp_path / "reviews.jsonl").write_text(json.dumps(REVIEW) + "\n", encoding="utf-8")
    (tmp_path / "claims.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "article.txt").write_text(telling.TEXT, encoding="utf-8")
    proposals = json.dumps(document.plain(telling.told()))
    (tmp_path / "proposals.json").write_text(proposals, encoding="utf-8")
    monkeypatch.setenv("FACTCHECK_DB", str(path))
    monkeypatch.chdir(tmp_path)
    return path


Words = Callable[[str], list[str]]


@pytest.fixture
def words(request: pytest.FixtureRequest) -> Words:
    """The words of an example; a server that it names is one of ours, with the role it names."""

    def split(example: str) -> list[str]:
        told = shlex.split(example.replace("\\\n", " "))[1:]
        if not any(word.startswith("postgresql://") for word in told):
            return told
        server = request.getfixturevalue("postgres_server")
        name = f"example{uuid4().hex}"
        server.sql(f"CREATE ROLE {name}")
        instead = {"newsroom": name}
        url = server.create(name, "template")
        return [url if "://" in word else instead.get(word, word) for word in told]

    return split


# What ends so where it did well, and found something.
FINDS = {"lint": errors.LintFindings.exit_code}


def runs(path: str) -> Any:
    """A command for a test: those about roles need a server."""
    return pytest.param(path, marks=pytest.mark.postgres) if path == "db grant" else path


@pytest.mark.slow
@pytest.mark.parametrize("path", [runs(path) for path in COMMANDS])
def test_every_example_runs(path: str, prepared: Path, words: Words) -> None:
    for example in COMMANDS[path].examples:
        done = run(*words(example))
        assert done.code in (0, FINDS.get(path, 0)), f"{example}\n{done.err}"


@pytest.mark.slow
@pytest.mark.parametrize("path", [runs(path) for path in docs.SHAPES])
def test_every_command_prints_the_keys_that_the_page_names(
    path: str, prepared: Path, words: Words
) -> None:
    shape = docs.SHAPES[path]
    wanted = shape if isinstance(shape, tuple) else tuple(each.name for each in fields(shape))
    example = words(COMMANDS[path].examples[0])
    told = run(*example, *(() if "--json" in example else ("--json",)))
    assert told.code in (0, FINDS.get(path, 0)), told.err
    found = json.loads(told.out)
    assert isinstance(found, (list, dict))
    if isinstance(found, list):
        assert found
        found = found[0]
    assert tuple(found) == wanted


def test_every_command_that_prints_data_is_known_with_its_keys() -> None:
    assert set(docs.SHAPES) == {one.path for one in COMMANDS.values() if one.takes("json")}


# the other pages


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target, anchor in LINK.findall(path.read_text(encoding="utf-8")):
        wanted = (path.parent / target).resolve() if target else path
        if wanted.parent == ROOT / "docs" and wanted.name == "performance.md":
            continue  # written with the benchmarks
        assert wanted.exists(), f"{target} is not there"
        if anchor:
            assert anchor in anchors(wanted), f"{target}#{anchor} is not there"


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", one).strip().lower().replace(" ", "-") for one in headings}


def test_the_pages_link_to_every_page() -> None:
    linked = {
        (path.parent / target).resolve()
        for path in PAGES
        for target, _ in LINK.findall(path.read_text(encoding="utf-8"))
        if target
    }
    alone = [path for path in (ROOT / "docs").glob("*.md") if path not in linked]
    assert not alone


def test_every_table_and_column_is_in_the_data_model() -> None:
    from factcheck.models import all_models

    page = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    for table, model in all_models().items():
        assert f"`{table}`" in page, table
        for column in model.__table__.c:
            if "derived" in column.info:
                assert f"`{column.name}`" in page or f"`{table}.{column.name}`" in page


def test_decisions_are_numbered_and_say_context_decision_and_consequences() -> None:
    found = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in found]
    assert len(set(numbers)) == len(numbers)
    for path in found:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]}: "), path.name
        assert all(word in text for word in ("Context", "Decision", "Consequences")), path.name


def test_the_changelog_has_a_head_for_what_is_not_released() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (.+)$", changelog, re.M)[1] == "Unreleased"  # type: ignore[index]


def test_no_file_names_a_place_on_a_machine_or_a_registry() -> None:
    """Only what git knows: a clone without git has nothing else."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "ls-files", "-z"],
        capture_output=True,
        check=False,
    )
    names = [one for one in listed.stdout.decode().split("\0") if one]
    files = [ROOT / one for one in names] or [
        path
        for folder in ("factcheck", "migrations", "tests", "bench", "docs")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".md", ".toml", ".mako")
    ]
    # In pieces, so that this file does not find itself.
    places = "|".join(("/ro" + "ot/", "/ho" + r"me/(?!ana\b)", "/opt" + "/", "/Us" + "ers/"))
    hosts = r"https?://[^\s/]*(?:py" + "pi|regis" + "try|artifac" + "tory|mir" + "ror)"
    wrong = re.compile(rf"(?<![\w$}}])(?:{places})|{re.escape(str(ROOT))}/|{hosts}")
    for path in (path for path in files if path.is_file()):
        for number, line in enumerate(
            path.read_bytes().decode("utf-8", "replace").splitlines(), 1
        ):
            assert not wrong.search(line), f"{path.relative_to(ROOT)}:{number}: {line.strip()}"


def test_the_database_of_the_story_is_whole(prepared: Path) -> None:
    from factcheck import verify

    with Database(prepared) as db:
        assert verify.verify(db).clean
