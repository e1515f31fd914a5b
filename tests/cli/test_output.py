"""The only printer: formats, keys, colours, and what is data and what is talk."""

import csv
import io
import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck import text
from factcheck.cli import output
from factcheck.cli.layout import Column
from factcheck.cli.output import Output
from factcheck.errors import NotFound, Usage
from tests import filled
from tests.cli.hostile import EVERY, STORABLE, obeyed
from tests.conftest import Cli, run

LIST_KEYS = [
    "id", "uid", "text", "speaker", "said_on", "verdict", "evidence_status", "supports", "refutes",
    "mixed", "disputes", "attribution", "attribution_status", "stage", "priority", "language",
    "appearances", "tags", "tracked", "unverified", "added_at", "added_by", "assignee", "due_on",
]  # fmt: skip
COLUMNS = (
    Column("id", lambda row: str(row["id"])),
    Column("text", lambda row: row["text"], lambda _row: "red", grow=True),
)


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """stdout is a terminal."""
    found = Terminal()
    monkeypatch.setattr(output, "sys", SimpleNamespace(stdout=found, stderr=io.StringIO()))
    monkeypatch.setenv("TERM", "xterm")
    return found


@pytest.fixture
def checks(cli: Cli, url: str) -> None:
    """A database with two claims."""

    def fill() -> None:
        long = "a long claim that is wider than any terminal " * 5
        told = ("--speaker", "=cmd()", "--tag", "b", "--tag", "a")
        assert cli("add", f"{EVERY} {long}", *told).code == 0
        assert cli("add", "The second claim").code == 0

    filled.once(url, fill)


def test_the_keys_of_a_list_are_stable(checks: None) -> None:
    found = json.loads(run("list", "--json").out)
    assert [list(row) for row in found] == [LIST_KEYS, LIST_KEYS]
    lines = run("list", "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == found
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        told = io.StringIO(run("list", "--format", form).out, newline="")
        assert next(csv.reader(told, delimiter=delimiter)) == LIST_KEYS


def test_json_loses_nothing(checks: None) -> None:
    done = run("list", "--json")
    found = json.loads(done.out)
    assert found[1]["text"].startswith(EVERY.strip())
    assert not obeyed(done.out)
    assert found[1]["tags"] == ["a", "b"]
    assert found[0]["speaker"] is None


def test_one_record_is_one_object(checks: None) -> None:
    found = json.loads(run("show", "2", "--json").out)
    assert found["text"] == "The second claim"
    assert run("show", "2", "--format", "jsonl").out.count("\n") == 1
    assert json.loads(run("show", "2", "--columns", "id,text", "--json").out) == {
        "id": 2,
        "text": "The second claim",
    }


def test_csv_is_harmless_in_a_spreadsheet_and_loses_nothing(checks: None) -> None:
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        told = io.StringIO(run("list", "--format", form).out, newline="")
        rows = list(csv.DictReader(told, delimiter=delimiter))
        assert rows[1]["speaker"] == "'=cmd()"
        assert text.formula_plain(rows[1]["text"]).startswith(EVERY.strip())
        assert rows[1]["tags"] == "a, b"
        assert (rows[0]["speaker"], rows[0]["tracked"]) == ("", "yes")


def test_a_piped_table_is_rows_only_and_not_cut(checks: None) -> None:
    done = run("list")
    second, first = done.out.splitlines()
    assert second.split("\t") == ["2", "unknown", "unknown", "The second claim", "none", "none"]
    cells = first.split("\t")
    assert len(cells) == 6
    assert cells[3].endswith("a long claim that is wider than any terminal")
    assert "…" not in first
    assert not obeyed(done.out)


def test_columns_choose_and_order_in_every_format(checks: None) -> None:
    chosen = ("list", "--columns", "text, id", "--limit", "1")
    assert json.loads(run(*chosen, "--json").out) == [{"text": "The second claim", "id": 2}]
    assert run(*chosen, "--format", "csv").out == "text,id\nThe second claim,2\n"
    assert run(*chosen).out == "The second claim\t2\n"
    with output.staged():
        heading, row = run(*chosen).out.splitlines()[:2]
    assert (heading.split(), row) == (["text", "id"], " The second claim  2")


def test_an_empty_result_is_valid_in_every_format(checks: None) -> None:
    none = ("list", "--tag", "nobody-uses-this")
    assert json.loads(run(*none, "--json").out) == []
    assert run(*none, "--format", "jsonl").out == run(*none).out == ""
    assert run(*none, "--format", "csv", "--columns", "id,text").out == "id,text\n"
    with output.staged():
        assert " id " not in run(*none).out


@pytest.mark.parametrize(
    ("mode", "environment", "colour"),
    [
        ("auto", {}, True),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": ""}, True),
        ("auto", {"TERM": "dumb"}, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, True),
        ("never", {}, False),
    ],
)
def test_colour_on_a_terminal(
    mode: str,
    environment: dict[str, str],
    colour: bool,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    Output(color=mode).rows([{"id": 1, "text": "red"}], COLUMNS)
    assert ("\x1b[31mred\x1b[0m" in terminal.getvalue()) == colour
    assert ("\x1b" in terminal.getvalue()) == colour


def test_a_pipe_has_colour_only_when_told_always(capsys: pytest.CaptureFixture[str]) -> None:
    Output(color="auto").lines([[("red", "red")]])
    Output(color="always").lines([[("red", "red")]])
    assert capsys.readouterr().out == "red\n\x1b[31mred\x1b[0m\n"


@pytest.mark.parametrize("nasty", STORABLE.values(), ids=STORABLE)
def test_nothing_of_a_record_is_obeyed(nasty: str, terminal: Terminal) -> None:
    record = {"id": 1, "text": nasty, "all": [nasty, {"x": nasty}]}
    for form in output.FORMATS:
        Output(form, color="never").rows([record], COLUMNS)
        if form != "table":
            Output(form).record(record)
    Output().paragraphs(nasty)
    Output().result(record, nasty)
    assert terminal.getvalue()
    assert not obeyed(terminal.getvalue())


@pytest.mark.parametrize("nasty", [*STORABLE.values(), "\udc80"])
def test_nothing_of_the_talk_is_obeyed(nasty: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = Output()
    out.note(nasty)
    out.warning(nasty)
    output.error(NotFound(nasty, hint=nasty), as_json=False)
    output.error(NotFound(nasty, hint=nasty), as_json=True)
    output.say_traceback(nasty)
    done = capsys.readouterr()
    assert done.out == ""
    assert not obeyed(done.err)


@given(st.recursive(st.text() | st.none() | st.booleans() | st.integers(), st.lists, max_leaves=8))
def test_json_is_lossless_and_harmless(value: Any) -> None:
    told = output._json({"value": value})
    assert json.loads(told) == {"value": value}
    assert not obeyed(told)


def test_a_hint_is_for_a_person_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    talk = io.StringIO()
    for stdout in (Terminal(), io.StringIO()):
        monkeypatch.setattr(output, "sys", SimpleNamespace(stdout=stdout, stderr=talk))
        Output().hint("for a person" if stdout.isatty() else "for a pipe")
        Output("json").hint("for a program")
    assert talk.getvalue() == "for a person\n"


def test_staged_looks_as_on_a_terminal_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    record = {"id": 1, "text": "told"}
    with output.staged():
        assert output.on_terminal()
        Output().rows([record], COLUMNS)
        Output().note("talk")
        with output.staged():
            pass
        assert output.on_terminal()
    assert not output.on_terminal()
    Output().rows([record], COLUMNS)
    Output().note("more talk")
    done = capsys.readouterr()
    assert done.out == " id  text\n 1   told\ntalk\n1\ttold\n"
    assert done.err == "more talk\n"


def test_staged_ends_when_something_is_raised() -> None:
    with pytest.raises(Usage), output.staged():
        raise Usage("x")
    assert not output.on_terminal()


ROWS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.builds(dict, id=st.integers(0, 9), text=st.text(max_size=5)), max_size=5
)


@given(st.lists(ROWS, max_size=4), st.sampled_from(output.FORMATS), st.booleans())
def test_what_flows_prints_what_comes_all_at_once(
    batches: list[list[dict[str, Any]]], shape: str, narrow: bool
) -> None:
    columns = ("text",) if narrow else ()

    def printed(whole: bool) -> str:
        out = Output(shape, columns)
        stream = io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(output, "sys", SimpleNamespace(stdout=stream, stderr=io.StringIO()))
            if whole:
                out.rows([one for batch in batches for one in batch], COLUMNS)
            else:
                out.flow(batches, COLUMNS)
        return stream.getvalue()

    assert printed(whole=False) == printed(whole=True)
