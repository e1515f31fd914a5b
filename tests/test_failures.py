"""Every failure of the catalogue: its exit code, one line, no secret, nothing half written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests import failures, postgres
from tests.conftest import Result
from tests.failures import CATALOGUE, value
from tests.scenes import CANARY, IS_ROOT, Failure, Scene, Stage, observe, sqlite_scene


def cases() -> Iterator[Any]:
    """Every failure, on each engine that it happens on."""
    for failure in CATALOGUE:
        for engine in failures.engines(failure):
            marks = [pytest.mark.postgres] if engine == "postgresql" else []
            name = f"{engine}: {failure.name} ({' '.join(failure.command)[:9]})"
            yield pytest.param(engine, failure, marks=marks, id=name)


@pytest.fixture(scope="session")
def stage(postgres_server: postgres.Server) -> Iterator[Stage]:
    """The server, with a database that one failure after the other finds as it was."""
    made = Stage(postgres_server)
    yield made
    made.drop()


@pytest.fixture
def scene(engine: str, request: pytest.FixtureRequest) -> Iterator[Scene]:
    """A database with a few claims, and what is around it."""
    scenes = sqlite_scene if engine == "sqlite" else request.getfixturevalue("stage").scene
    with scenes() as made:
        yield made


@pytest.mark.parametrize(("engine", "failure"), [*cases()])
def test_a_failure_is_one_line_and_an_exit_code_and_harms_nothing(
    failure: Failure, scene: Scene
) -> None:
    if failure.root and not IS_ROOT:
        pytest.skip("only root can bring it about")
    told = failures.row(failure, observe(failure, scene))
    assert told in failures.table(), f"{told}python -m tests.failures writes the page anew"


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (value("another exit code", 5, "", "show", "999"), "^exit 4"),
        (value("another message", 4, "nonsense", "show", "999"), "there is no claim"),
        (value("a claim that stays", 0, "added", "add", "One more {n}"), "was written"),
        (value("a word that stays", 0, "", "tag", "2", "word-{n}"), "was written"),
        (value("something on stdout", 4, "", "said", "claim"), "^exit 4"),
        (value("a traceback", 4, "", "said", "", "Traceback"), "Traceback"),
        (value("a second line", 4, "", "said", "", "error: once\nerror: more"), "more"),
        (value("a password", 4, "", "said", "", f"error: no {CANARY}"), CANARY),
    ],
    ids=lambda one: one.name if isinstance(one, Failure) else "",
)
def test_a_failure_that_ends_otherwise_is_found_out(
    wrong: Failure, complaint: str, scene: Scene
) -> None:
    if wrong.command[0] == "said":
        _, out, err = (*wrong.command, "")[:3]
        scene.run = lambda *_, **__: Result(4, out, err)
    with pytest.raises(AssertionError, match=complaint):
        observe(wrong, scene)


def test_there_are_many_failures_and_each_is_one_of_its_kind() -> None:
    starts = [failures.start(failure) for failure in CATALOGUE]
    assert len(set(starts)) == len(starts)
    for engine in ("SQLite", "PostgreSQL"):
        assert len([one for one in CATALOGUE if one.engine in (engine, "both")]) >= 50


def test_the_page_has_a_row_for_every_failure_and_no_other() -> None:
    lines = failures.table().removeprefix(failures.HEAD).splitlines()
    wanted = [failures.start(failure) for failure in CATALOGUE]
    assert [line[: len(start)] for line, start in zip(lines, wanted, strict=True)] == wanted
