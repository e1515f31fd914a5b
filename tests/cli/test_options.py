"""What several commands share reads alike in all of them."""

from factcheck.cli.index import Commands


def _help(path: tuple[str, ...], option: str) -> str:
    command = Commands()[path[0]]
    for name in path[1:]:
        command = command.commands[name]
    return str(next(one.help for one in command.params if option in getattr(one, "opts", ())))


def test_an_option_of_several_commands_says_the_same_in_each() -> None:
    places = [("add",), ("mark",), ("appearance", "add"), ("evidence", "edit")]
    for option in ("--source", "--quote", "--locator"):
        assert len({_help(path, option) for path in places}) == 1, option
    assert _help(("verdict",), "--said") == _help(("mark",), "--said")


def test_a_reason_is_required_where_something_is_withdrawn() -> None:
    for path in (("evidence", "withdraw"), ("appearance", "withdraw")):
        assert "required" in _help(path, "--because")
