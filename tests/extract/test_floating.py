"""Quotations without a cue of their own, and transcripts."""

import pytest

from tests.extract.reading import Told, said

A = "“We counted all of the votes twice,” Ana Ruiz said."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            f"{A} “They are right.”",
            [
                (
                    "Ana Ruiz",
                    "said",
                    ("“We counted all of the votes twice,”", "“They are right.”"),
                )
            ],
        ),
        (
            f"{A}\n“They are right.”",
            [
                (
                    "Ana Ruiz",
                    "said",
                    ("“We counted all of the votes twice,”", "“They are right.”"),
                )
            ],
        ),
        (
            f"{A} So they “are right and nothing was missed.”",
            [
                (
                    "Ana Ruiz",
                    "said",
                    (
                        "“We counted all of the votes twice,”",
                        "So they “are right and nothing was missed.”",
                    ),
                )
            ],
        ),
        (
            "Ana Ruiz said it rained. “They are right and nothing was missed.”",
            [
                ("Ana Ruiz", "said", ("it rained",)),
                (None, None, ("“They are right and nothing was missed.”",)),
            ],
        ),
        ("“Too short.”", []),
        ("It rained. That “was not known to anybody here” at all.", []),
        (
            "RUIZ: We counted all of the votes.\nANA LEE: Twice?",
            [
                ("RUIZ", ":", ("We counted all of the votes.",)),
                ("ANA LEE", ":", ("Twice?",)),
            ],
        ),
        ("Update: The road is open.", []),
        ("RUIZ:", []),
    ],
)
def test_what_stands_alone_goes_on_or_is_nobodys(text: str, told: list[Told]) -> None:
    assert said(text) == told


def test_a_quotation_far_below_is_not_by_the_same_speaker() -> None:
    text = f"{A}\nIt rained.\n“They are right and nothing was missed.”"
    assert [source for source, _, _ in said(text)] == ["Ana Ruiz", None]
