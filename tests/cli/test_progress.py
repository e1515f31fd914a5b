"""The bar of long work: on stderr, for a person at a terminal only."""

import io
import sys

import pytest

from factcheck.cli.progress import bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nobody_looks_nobody_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with bar("copying", "pages") as tell:
        tell(1, 2)
    assert capsys.readouterr() == ("", "")


def test_a_person_sees_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = Terminal()
    monkeypatch.setattr(sys, "stderr", told)
    monkeypatch.setenv("TERM", "xterm")
    with bar("copying \x1b[31m[red]", "pages") as tell:
        tell(1, 4)
        tell(4, 4)
    printed = told.getvalue()
    assert "4/4" in printed
    assert "pages" in printed
    assert "verifying" in printed
    assert "\x1b[31m[red]" not in printed
    assert capsys.readouterr().out == ""


def test_rich_is_loaded_only_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.progress", None)
    with bar("copying", "pages") as tell:
        tell(1, 1)
    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(ImportError), bar("copying", "pages"):
        pytest.fail("it was not needed")
