"""What a command loads: nobody waits for a library that is not needed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from factcheck import schema
from tests.conftest import run

HEAVY = (
    "sqlalchemy",
    "alembic",
    "rich",
    "httpx",
    "trafilatura",
    "wcwidth",
    "factcheck.history.record",
    "tomlkit",
)
# Run commands, each in a child of its own, and tell what of HEAVY each has loaded.
_LOADED = """
import json, os, sys
commands, heavy = json.load(sys.stdin)
before = {name for name in heavy if name in sys.modules}
from factcheck.cli.main import run
found = []
for words in commands:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        os.dup2(1, 2)
        sys.argv[1:] = words
        try:
            run()
        except SystemExit as ended:
            loaded = sorted(name for name in heavy if name in sys.modules and name not in before)
            os.write(writer, json.dumps([ended.code or 0, loaded]).encode())
        os._exit(0)
    os.close(writer)
    with open(reader) as stream:
        found.append(json.load(stream))
    os.waitpid(child, 0)
print(json.dumps(found))
"""
LIGHT = ("alembic", "rich", "httpx", "trafilatura")
CASES: tuple[tuple[tuple[str, ...], int, tuple[str, ...]], ...] = (
    (("--help",), 0, HEAVY),
    (("--version",), 0, HEAVY),
    ((), 0, HEAVY),
    (("list", "--help"), 0, HEAVY),
    (("nope",), 2, HEAVY),
    (("show",), 2, HEAVY),
    (("show", "x", "--json"), 2, HEAVY),
    (("list", "--nope"), 2, HEAVY),
    (("list", "--format", "xml"), 2, HEAVY),
    (("list",), 0, (*LIGHT, "wcwidth", "factcheck.history.record")),
    (("list", "--json", "--unverified"), 0, (*LIGHT, "wcwidth", "factcheck.history.record")),
    (("show", "1", "--json"), 0, (*LIGHT, "wcwidth")),
    (("show", "1"), 0, LIGHT),
    (("history",), 0, LIGHT),
    (("add", "A claim"), 0, LIGHT),
    (("mark", "1", "supports", "A note"), 0, LIGHT),
    (("config", "path"), 0, HEAVY),
    (("import", "--help"), 0, HEAVY),
    (("extract", "--help"), 0, HEAVY),
    (("extract", "nowhere.txt"), 7, HEAVY),
    (("export", "--help"), 0, HEAVY),
    (("scale", "list", "--help"), 0, HEAVY),
    (("import", "a.csv", "b.csv"), 2, HEAVY),
    (("export",), 0, LIGHT),
    (("scale", "list"), 0, LIGHT),
    (("import", "list"), 0, LIGHT),
)


@pytest.fixture(scope="module")
def loaded(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[tuple[str, ...], tuple[int, set[str]]]:
    """For each command of ``CASES``: how it ended, and what of ``HEAVY`` it loaded."""
    folder = tmp_path_factory.mktemp("startup")
    schema.create(folder / "checks.db").close()
    environment = {
        **os.environ,
        "FACTCHECK_DB": str(folder / "checks.db"),
        "FACTCHECK_USER": "ana",
        **{f"XDG_{name}_HOME": str(folder) for name in ("CONFIG", "STATE", "DATA")},
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        assert run("add", "The first claim").code == 0
    done = subprocess.run(
        [sys.executable, "-c", _LOADED],
        input=json.dumps([[case[0] for case in CASES], HEAVY]),
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=True,
    )
    found = json.loads(done.stdout)
    return {case[0]: (code, set(names)) for case, (code, names) in zip(CASES, found, strict=True)}


@pytest.mark.parametrize(("words", "code", "without"), CASES, ids=lambda told: str(told)[:40])
def test_a_command_loads_only_what_it_needs(
    words: tuple[str, ...],
    code: int,
    without: tuple[str, ...],
    loaded: dict[tuple[str, ...], tuple[int, set[str]]],
) -> None:
    ended, names = loaded[words]
    assert ended == code
    assert not names & set(without)


def test_the_probe_sees_what_is_loaded(
    loaded: dict[tuple[str, ...], tuple[int, set[str]]],
) -> None:
    assert "sqlalchemy" in loaded["list",][1]
    assert "factcheck.history.record" in loaded["add", "A claim"][1]


def test_the_installed_program_is_the_same_one(tmp_path: Path) -> None:
    script = shutil.which("factcheck", path=str(Path(sys.executable).parent))
    if script is None:
        pytest.skip("the package is not installed here")
    done = subprocess.run(
        [script, "--version"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, run("--version").out, "")
