"""How rules name things."""

from factcheck.services.lint.rule import named, ruling, what


def test_a_few_are_named_and_the_rest_counted() -> None:
    assert named([1, 2]) == "e1, e2"
    assert named(list(range(1, 8)), "a") == "a1, a2, a3, a4, a5 and 2 more"


def test_the_two_questions_are_kept_apart() -> None:
    assert what(None) == "the content"
    assert what(3) == "whether it was said (a3)"
    assert ruling(1) == 'factcheck verdict 1 VERDICT --because "..."'
    assert ruling(1, 3) == 'factcheck verdict 1 VERDICT --appearance a3 --because "..."'
