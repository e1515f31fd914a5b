"""What became of a passage, in words."""

import pytest

from factcheck.cli.taking import told_of
from factcheck.views import TakenView


def taken(outcome: str, **over: object) -> TakenView:
    told = {"item": "3", "claim": 7, "evidence": None, "stance": None, "text": "The bridge"}
    return TakenView(outcome=outcome, **{**told, "speaker": "Ana", **over})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (taken("added"), "Claim 7 added: Ana."),
        (taken("added", speaker=None), "Claim 7 added: speaker unknown."),
        (taken("linked"), "One more appearance of claim 7: Ana."),
        (taken("there"), "Claim 7 has it already."),
        (
            taken("marked", evidence=2, stance="disputes"),
            "Evidence e2 on claim 7: disputes, by Ana.",
        ),
        (
            taken("marked", evidence=2, stance="no-result", speaker=None),
            "Evidence e2 on claim 7: no-result.",
        ),
    ],
)
def test_an_outcome_is_a_line(made: TakenView, line: str) -> None:
    assert told_of(made) == [line]


def test_what_should_be_looked_at_stands_under_it() -> None:
    made = taken("added", similar=(1, 2), new_speaker=True, similar_speakers=("Ana López",))
    assert told_of(made)[1:] == [
        "  likely the same: 1, 2 (factcheck duplicates, factcheck merge)",
        "  new speaker Ana; similar: Ana López (factcheck speaker merge)",
    ]
    known = taken("added", new_speaker=True)
    assert len(told_of(known)) == 1
