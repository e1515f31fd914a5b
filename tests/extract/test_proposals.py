"""What is handed over says what it means without the article."""

import dataclasses

import pytest

from factcheck.extract import Hint, propose


def test_a_proposal_cannot_be_changed_and_is_plain_data() -> None:
    (one,) = propose("Ana Ruiz said that it rained.")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.text = "so"  # type: ignore[misc]
    assert dataclasses.asdict(one)["speaker_at"] == (0, 8)


def test_hints_are_compared_by_what_they_say() -> None:
    assert Hint("denial", "Ana", 1, 0, 4) == Hint("denial", "Ana", 1, 0, 4, None)
