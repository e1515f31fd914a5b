"""Remarks are tied to the claim that they speak about."""

import pytest

from factcheck.extract import Hint, propose

CLAIM = "Ana Ruiz said that Lee was on a plane, ready to leave the country."


def hints(text: str, code: str = "en") -> list[tuple[str, str | None, int | None, str]]:
    found: dict[Hint, None] = {}
    for proposal in propose(text, code):
        found |= dict.fromkeys(proposal.hints)
    return [(one.kind, one.by, one.concerns, text[one.start : one.end]) for one in found]


@pytest.mark.parametrize(
    ("remark", "hint"),
    [
        ("John Lee has since denied the claims.", ("denial", "John Lee", 1, "has since denied")),
        ("At noon Lee denies it.", ("denial", "Lee", 1, "denies")),
        ("Lee's aide rejected the claim.", ("denial", "Lee's aide", 1, "rejected the")),
        ("Rejected the claims were.", ("denial", None, 1, "Rejected the")),
        (
            "We have yet to see any evidence that Ruiz is right.",
            (*("no-evidence", None, 1, "yet to see any evidence"),),
        ),
        ("There is no proof of a plane to leave.", ("no-evidence", None, 1, "no proof")),
        (
            "The claim could not be independently verified.",
            (*("unverified", None, 1, "could not be independently verified"),),
        ),
        ("Ruiz's statement is plainly false.", ("debunked", None, 1, "is plainly false")),
    ],
)
def test_a_remark_concerns_the_claim_before_it(
    remark: str, hint: tuple[str, str | None, int | None, str]
) -> None:
    assert hint in hints(f"{CLAIM} {remark}")


@pytest.mark.parametrize(
    "text",
    [
        f"{CLAIM} There is no sign of spring in the hills.",
        f"{CLAIM} “There is no evidence that Ruiz is right,” he thought.",
        "There is no evidence of it.",
        "The plan is reportedly late.",
        f"{CLAIM}\n" + "It rained.\n" * 8 + "There is no evidence that Ruiz is right.",
    ],
)
def test_a_remark_about_nothing_that_was_said_is_none(text: str) -> None:
    assert hints(text) == []


def test_a_hedge_concerns_the_statement_it_stands_in() -> None:
    text = "Ana Ruiz said that Lee reportedly left."
    assert hints(text) == [("hedge", "Ana Ruiz", 1, "reportedly")]


def test_a_denial_is_kept_with_the_claim_and_with_itself() -> None:
    claim, denial = propose(f"{CLAIM} Lee has denied the claims.")
    assert claim.hints == denial.hints
    assert claim.hints[0].proposal == denial.id
    assert claim.hints[0].concerns == claim.id


def test_a_denial_that_hangs_on_the_claim_is_by_whom_it_names() -> None:
    text = "Ana Ruiz said the number of thefts fell, a figure the chief, Tom Day, later disputed."
    assert hints(text) == [("denial", "a figure the chief, Tom Day", 1, "disputed")]


def test_a_denial_that_is_told_is_by_whom_tells_it() -> None:
    for told in ("Lee, he knew, denied it", "the number of thefts fell, and Lee denied it"):
        assert hints(f"Ana Ruiz said that {told}.")[0][1] in ("Ana Ruiz", "Lee")


def test_who_denies_is_named_in_full_where_the_article_does_so() -> None:
    text = f"John Lee said it rained. {CLAIM} Lee also rejected the claim."
    assert ("denial", "John Lee", 2, "rejected the") in hints(text)


def test_a_denial_of_what_nobody_said_is_a_denial_all_the_same() -> None:
    assert hints("Ana Ruiz denied that it rained.") == [("denial", "Ana Ruiz", None, "denied")]


def test_a_speaker_who_has_no_proof_of_another_is_named() -> None:
    text = f"{CLAIM} John Day said there was no evidence that Ruiz was right."
    assert ("no-evidence", "John Day", 1, "no evidence") in hints(text)


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        (
            "Ana Ruiz dijo que Lee iba en un avión. Lee negó las acusaciones.",
            "es",
            ("denial", "Lee", 1, "negó"),
        ),
        (
            "Ana Ruiz dijo que Lee iba en un avión. No hay pruebas de lo que dijo Ruiz.",
            "es",
            ("no-evidence", None, 1, "No hay pruebas"),
        ),
        (
            "Ana Ruiz a dit que Lee a pris un avion. Lee a nié ces accusations.",
            "fr",
            ("denial", "Lee", 1, "a nié"),
        ),
        (
            "Ana Ruiz a dit que Lee a pris un avion. Il n'y a aucune preuve de cet avion de Ruiz.",
            "fr",
            ("no-evidence", None, 1, "aucune preuve"),
        ),
    ],
)
def test_other_languages_have_hints_of_their_own(
    text: str, code: str, hint: tuple[str, str | None, int | None, str]
) -> None:
    assert hint in hints(text, code)
