"""Where what is said begins and ends: before its cue, after it, on both sides."""

import pytest

from tests.extract.reading import said


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("It rained in the town, Ana Ruiz said.", [("It rained in the town",)]),
        ("In the end, it rained, Ana Ruiz said.", [("In the end, it rained",)]),
        ("It rained, Ana Ruiz said, and it was cold.", [("It rained", "and it was cold")]),
        ("Lee, Ana Ruiz said, is late.", [("Lee", "is late")]),
        ("It rained; the road was wet, she said.", [("the road was wet",)]),
        ("They left - all of them were tired, she said.", [("all of them were tired",)]),
        ("It rained, according to Ana Ruiz.", [("It rained",)]),
        ("According to Ana Ruiz, it rained.", [("it rained",)]),
        ("The town, according to Ana Ruiz, is large.", [("is large",)]),
        (
            "It rained all day, according to Ana Ruiz, and it was cold.",
            [
                ("It rained all day", "and it was cold"),
            ],
        ),
        ("But according to Ana Ruiz, it rained.", [("it rained",)]),
        ("As Ana Ruiz said, it rained all day long.", [("it rained all day long",)]),
        ("As Ana Ruiz said, “it rained.”", [("“it rained.”",)]),
        ("As Ana Ruiz said on Monday.", []),
        ("As Ana Ruiz said, yes.", []),
        ("It rained all day long, as Ana Ruiz said.", [("It rained all day long",)]),
        ("Ana Ruiz called him “a liar” on Monday.", [("him “a liar”",)]),
        ("Ana Ruiz called Lee, her rival, a “liar.”", [("Lee, her rival, a “liar.”",)]),
        ("Ana Ruiz called it a mistake, then left.", [("it a mistake",)]),
        ("Ana Ruiz called for a vote.", [("for a vote",)]),
        ("Ana Ruiz called Lee on Monday.", []),
        ("A book called “Ruins at Sea.” sold.", []),
        ("Ana Ruiz announced her candidacy, then left.", [("her candidacy",)]),
        ("Ana Ruiz denied the claims, and he left.", [("the claims",)]),
        ("Ana Ruiz denied that it rained, or snowed.", [("that it rained, or snowed",)]),
        ("Ana Ruiz said “it rained,” and left.", [("“it rained,”",)]),
        ("Ana Ruiz said it rained; Lee left.", [("it rained",)]),
        ("But, said Ana Ruiz, “it rained.”", [("“it rained.”",)]),
        ("Asked about it, Ana Ruiz said, “It rained.”", [("“It rained.”",)]),
        (
            "Praising “the best” of them all, Ana Ruiz said, “It rained all day.”",
            [
                ("“It rained all day.”",),
            ],
        ),
        ("After “a night,” she said it rained all day.", [("it rained all day",)]),
        ("“It rained” in the town, said Ana Ruiz.", [("“It rained” in the town",)]),
        ("“It rained,” Ana Ruiz said in the town of “Ames.”", [("“It rained,”",)]),
        ("“It rained,” Ana Ruiz said, and he left.", [("“It rained,”", "and he left")]),
        (
            "“It rained,” Ana Ruiz said, “and it was cold.”",
            [
                ("“It rained,”", "“and it was cold.”"),
            ],
        ),
        ("“It rained,” Ana Ruiz said; “It was cold.”", [("“It rained,”", "“It was cold.”")]),
        (
            "“It rained,” Ana Ruiz said, adding that it was cold.",
            [
                ("“It rained,”",),
                ("that it was cold",),
            ],
        ),
        (
            "“It rained,” she said, but “it was cold,” said Ana Ruiz.",
            [
                ("“It rained,”",),
                ("but “it was cold,”",),
            ],
        ),
        ("Lee, who said it rained, left.", [("it rained, left",)]),
        ("In a memo, Ana Ruiz reminded her staff of it.", []),
        ("Ana Ruiz, a farmer, stressed the need.", [("the need",)]),
        ("Yes, Ana Ruiz said.", []),
        ("It rained “all day” here, Ana Ruiz said.", [("It rained “all day” here",)]),
        ("It rained all day, Ana Ruiz told Lee of the plan.", [("It rained all day",)]),
        ("It rained all day, Ana Ruiz told.", []),
        ("It rained all day, Ana Ruiz called.", []),
        ("It rained all day, Ana Ruiz emphasized the need.", [("the need",)]),
        ("It rained, Ana Ruiz said, adding rain.", [("It rained",)]),
        ("It rained, Ana Ruiz said,", [("It rained",)]),
        ("When it rained in May, Ana Ruiz said.", [("When it rained in May",)]),
        ("In Ames, Ana Ruiz said.", []),
        ("Ana Ruiz said,", []),
        (", Ana Ruiz said.", []),
        ("Said Ana Ruiz.", []),
    ],
)
def test_what_is_said(text: str, pieces: list[tuple[str, ...]]) -> None:
    assert [told for _, _, told in said(text)] == pieces
