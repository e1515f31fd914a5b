"""Files that are there whole or not at all."""

import errno
import os
import stat
import tempfile
from pathlib import Path

import pytest

from factcheck.errors import Conflict, ReadOnly, Unavailable
from factcheck.files import partial, publish, require_new


@pytest.mark.parametrize("links", [True, False])
def test_publishing_overwrites_nothing(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not links:
        monkeypatch.setattr(Path, "hardlink_to", no_links)
    made, taken = tmp_path / "made", tmp_path / "taken"
    made.write_text("new")
    taken.write_text("old")
    with pytest.raises(Conflict):
        publish(made, taken)
    assert (made.read_text(), taken.read_text()) == ("new", "old")
    publish(made, tmp_path / "name")
    assert (tmp_path / "name").read_text() == "new"


def test_a_file_under_way_is_private_and_goes_with_all_that_stood_beside_it(
    tmp_path: Path,
) -> None:
    before = os.umask(0)
    try:
        with partial(tmp_path) as fresh:
            assert stat.S_IMODE(fresh.stat().st_mode) == 0o600
            fresh.with_name(fresh.name + "-journal").write_text("hot")
    finally:
        os.umask(before)
    assert list(tmp_path.iterdir()) == []


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), partial(tmp_path):
        raise RuntimeError("injected")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> tuple[int, str]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(ReadOnly, match="no permission to make a file in"), partial(tmp_path):
        pytest.fail("a file was made")


def test_a_name_that_is_free(tmp_path: Path) -> None:
    require_new(tmp_path / "free")
    (tmp_path / "file").write_text("")
    (tmp_path / "dangling").symlink_to("nowhere")
    for name in ("file", "dangling", "."):
        with pytest.raises(Conflict, match="exists already"):
            require_new(tmp_path / name)
    for name in ("none/file", "file/below"):
        with pytest.raises(Unavailable, match="there is no folder"):
            require_new(tmp_path / name)


@pytest.mark.parametrize("name", ["x" * 300, "nul\0"])
def test_a_name_that_cannot_be(name: str, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be opened: "):
        require_new(tmp_path / name)


def test_a_folder_that_may_not_be_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> os.stat_result:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "lstat", refuse)
    with pytest.raises(ReadOnly, match="no permission to look into"):
        require_new(tmp_path / "new")
