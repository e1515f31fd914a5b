"""The front door: what ``factcheck`` shows, and that every command has its function."""

import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import factcheck
from factcheck import services
from tests import docs

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
CALLS = PAGE.split("## What each command calls")[1].split("\n## ")[0]
DOOR = PAGE.split("## The front door")[1]


def rows(section: str) -> dict[str, str]:
    """The first column of a table, and the rest of its row."""
    return dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", section, re.M))


@pytest.mark.parametrize("name", factcheck.__all__)
def test_every_public_name_can_be_imported(name: str) -> None:
    assert getattr(factcheck, name) is not None


def test_the_page_lists_exactly_the_public_names() -> None:
    assert set(rows(DOOR)) == set(factcheck.__all__)


def test_the_names_are_in_order_and_come_once() -> None:
    assert sorted(set(factcheck.__all__)) == factcheck.__all__


def test_other_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Verdict'"):
        factcheck.Verdict  # noqa: B018
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        services.nothing  # noqa: B018


@pytest.mark.parametrize("name", services.__all__)
def test_every_service_is_a_module_with_a_line_about_it(name: str) -> None:
    assert getattr(services, name).__doc__


def test_every_command_is_paired_with_a_function_and_no_other_is() -> None:
    assert list(rows(CALLS)) == sorted(rows(CALLS), key=list(rows(CALLS)).index)
    assert set(rows(CALLS)) == {one.path for one in docs.commands()}


@pytest.mark.parametrize(("command", "told"), rows(CALLS).items(), ids=rows(CALLS))
def test_the_functions_behind_the_commands_are_there(command: str, told: str) -> None:
    named = re.findall(r"`([^`]+)`", told)
    assert named or command == "demo"
    for name in named:
        found = pkgutil.resolve_name(f"factcheck.{name}")
        assert callable(found)
        assert found.__doc__


def test_every_public_function_of_a_service_says_what_it_does() -> None:
    for name in services.__all__:
        module = getattr(services, name)
        for each, found in vars(module).items():
            own = getattr(found, "__module__", "") == module.__name__
            if own and not each.startswith("_"):
                assert found.__doc__, f"{name}.{each}"


def test_importing_the_package_loads_neither_database_nor_command_line() -> None:
    told = "import sys, factcheck; print(*sorted(m.partition('.')[0] for m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"sqlalchemy", "alembic", "typer", "click"} & set(done.stdout.split())


def test_a_record_is_made_without_loading_the_database() -> None:
    told = "import sys, factcheck; factcheck.ClaimRecord('x'); print('sqlalchemy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
