"""The index of commands is what the files of the commands say themselves."""

import inspect
from importlib import import_module
from pathlib import Path

import pytest
import typer

from factcheck.cli import index
from factcheck.cli.index import COMMANDS, Commands


@pytest.mark.parametrize("name", COMMANDS)
def test_a_line_of_the_help_is_the_commands_own(name: str) -> None:
    command = Commands()[name]
    assert command.name == name
    first = inspect.cleandoc(command.help).split("\n\n")[0].replace("\n", " ")
    assert first.startswith(COMMANDS[name][1])


def test_every_command_of_every_file_is_in_the_index() -> None:
    registered = set()
    for path in Path(index.__file__).parent.glob("*.py"):
        module = import_module(f"factcheck.cli.{path.stem}")
        if hasattr(module, "register"):
            group = typer.Typer()
            module.register(group)
            registered |= set(typer.main.get_group(group).commands)
    assert registered == set(COMMANDS)


def test_a_command_is_built_when_it_is_named_and_only_once() -> None:
    commands = Commands()
    assert list(commands) == list(COMMANDS)
    assert len(commands) == len(COMMANDS)
    assert commands["add"] is commands["add"]
    assert "add" in commands
    assert "nope" not in commands
    assert commands.get("nope") is None


def test_a_command_can_be_put_in_and_taken_out() -> None:
    commands = Commands()
    commands["extra"] = made = object()
    assert commands["extra"] is made
    assert [*COMMANDS, "extra"] == list(commands)
    del commands["extra"]
    assert "extra" not in commands
