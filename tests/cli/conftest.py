"""Somebody at a terminal who answers questions: the quick way through the same code."""

import io
import sys
from collections.abc import Callable

import pytest

from factcheck.cli import asking

Answer = Callable[..., list[str]]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Have every question answered alike, after ``meanwhile``; returns what was asked."""

    def answer(told: str, meanwhile: Callable[[], object] = lambda: None) -> list[str]:
        asked: list[str] = []
        agreed = asking.agreed

        def answered(question: str) -> bool:
            asked.append(question)
            meanwhile()
            monkeypatch.setattr(sys, "stdin", io.StringIO(f"{told}\n"))
            return agreed(question)

        monkeypatch.setattr(asking, "can_ask", lambda: True)
        monkeypatch.setattr(asking, "agreed", answered)
        return asked

    return answer
