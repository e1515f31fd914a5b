"""Somebody at a terminal who answers questions: the quick way through the same code."""

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import repeat

import pytest

from factcheck.cli import asking

Answer = Callable[..., list[str]]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Have questions answered, after ``meanwhile``; returns what was asked.

    One answer is given to all of them, several are given in turn.
    """

    agreed, chosen = asking.agreed, asking.chosen

    def answer(
        told: str | Sequence[str], meanwhile: Callable[[], object] = lambda: None
    ) -> list[str]:
        asked: list[str] = []
        answers: Iterator[str] = repeat(told) if isinstance(told, str) else iter(told)

        def answered(question: str) -> None:
            asked.append(question)
            meanwhile()
            monkeypatch.setattr(sys, "stdin", io.StringIO(f"{next(answers)}\n"))

        def agrees(question: str) -> bool:
            answered(question)
            return agreed(question)

        def chooses(question: str, words: Sequence[str]) -> str:
            answered(question)
            return chosen(question, words)

        monkeypatch.setattr(asking, "can_ask", lambda: True)
        monkeypatch.setattr(asking, "agreed", agrees)
        monkeypatch.setattr(asking, "chosen", chooses)
        return asked

    return answer
