"""What stands between a cue and what is said is passed over."""

import pytest

from factcheck.extract import forward
from tests.extract.reading import ENGLISH, said, words


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Ana Ruiz said that it rained.", "that it rained"),
        ("Ana Ruiz said on Tuesday that it rained.", "that it rained"),
        ("Ana Ruiz said Tuesday the town is large.", "the town is large"),
        ("Ana Ruiz said last week the town is large.", "the town is large"),
        ("Ana Ruiz said in a statement the town is large.", "the town is large"),
        ("Ana Ruiz said in a statement to the press she left.", "she left"),
        ("Ana Ruiz said in a statement: “It rained.”", "“It rained.”"),
        ("Ana Ruiz said in a statement “It rained.”", "“It rained.”"),
        ("Ana Ruiz said angrily it rained.", "it rained"),
        ("Ana Ruiz said, however, that it rained.", "that it rained"),
        ("Ana Ruiz said, that it rained.", "that it rained"),
        ("Ana Ruiz said, however, it rained.", None),
        ("Ana Ruiz said: It rained.", "It rained"),
        ("Ana Ruiz said of Lee in May.", None),
        ("Ana Ruiz said despite the rain, she came.", "despite the rain, she came"),
        ("Ana Ruiz said yes.", "yes"),
        ("Ana Ruiz said ; no.", None),
        ("Ana Ruiz said that:", None),
        ("Ana Ruiz told him it rained.", "it rained"),
        ("Ana Ruiz told reporters that it rained.", "that it rained"),
        ("Ana Ruiz told a crowd in Ohio that it rained.", "that it rained"),
        ("Ana Ruiz told a crowd in Ohio the plan would fail.", "the plan would fail"),
        ("Ana Ruiz told the crowd Lee would fail.", "Lee would fail"),
        ("Ana Ruiz told The Daily Post it rained.", "it rained"),
        ("Ana Ruiz told the crowd Monday it rained.", "it rained"),
        ("Ana Ruiz told Lee not to leave.", "not to leave"),
        ("Ana Ruiz told that it rained.", "that it rained"),
        ("Ana Ruiz told “it rained.”", "“it rained.”"),
        ("Ana Ruiz told the old tale.", None),
        ("Ana Ruiz advised Lee as he left.", None),
        ("Ana Ruiz told a crowd, that it rained.", "that it rained"),
        ("Ana Ruiz told.", None),
        ("Ana Ruiz asked the court to step in.", "to step in"),
        ("Ana Ruiz asked whether it rained.", "whether it rained"),
        ("Ana Ruiz asked Lee for help.", "for help"),
        ("Ana Ruiz asked is it so.", None),
        ("Ana Ruiz asked one and two and three and four and five more.", None),
        ("Ana Ruiz vowed to leave.", "to leave"),
        ("Ana Ruiz argued to leave.", None),
        ("Ana Ruiz explained how it rained.", "how it rained"),
        ("Ana Ruiz explained would be late.", None),
        ("Ana Ruiz explained the plan helps the town.", "the plan helps the town"),
        ("Ana Ruiz explained the new plan worked well.", "the new plan worked well"),
        ("Ana Ruiz wrote a detailed letter.", None),
        ("Ana Ruiz added rain when it was cold.", None),
        ("Ana Ruiz added Ohio Town.", None),
        ("Ana Ruiz continued “It rained.”", "“It rained.”"),
        ("Ana Ruiz continued the long way home.", None),
        ("Ana Ruiz denied having it.", "having it"),
        ("Ana Ruiz denied bail.", None),
        ("Ana Ruiz accused Lee of a lie.", "Lee of a lie"),
        ("Ana Ruiz called Lee as loud.", "Lee as loud"),
        ("Ana Ruiz described in full.", None),
        ("Ana Ruiz proposed this, then left.", "this"),
        ("Ana Ruiz left town claiming whether it rained.", "whether it rained"),
        ("Ana Ruiz left town calling for a vote.", "for a vote"),
        ("Ana Ruiz left town claiming new ground.", None),
        ("Ana Ruiz said by then “it rained” here.", "“it rained” here"),
    ],
)
def test_the_statement_begins_behind(text: str, content: str | None) -> None:
    assert [told for _, _, told in said(text)] == ([(content,)] if content else [])


def test_a_clause_has_a_verb() -> None:
    for text, holds in [
        ("the town is large", True),
        ("the rain, it stops", True),
        ("the town of “Ames”", True),
        ("the large town", False),
        ("people helped us", True),
        ("the loud, advanced town", False),
        ("the folk need the rain", True),
        ("town and the rain", False),
        ("the rain when it was", False),
        ("Ames Is Large", False),
    ]:
        tokens = words(text)
        assert forward.is_clause(tokens, 0, len(tokens), ENGLISH) == holds, text
