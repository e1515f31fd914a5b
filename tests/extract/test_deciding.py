"""What there is to decide on, in which order, and what a decision becomes."""

import pytest

from factcheck.errors import InvalidInput, Usage
from factcheck.extract import deciding
from factcheck.extract.document import Document
from tests.extract.telling import TEXT, told

SENTENCE = TEXT.split("\n")[4]


def decided(document: Document, **of: str | None) -> None:
    """Decide on items: ``_3="accept"``, ``_3_1`` for its remark."""
    for name, decision in of.items():
        wanted = name.strip("_").replace("_", ".")
        line, remark = next(one[1:] for one in deciding.items(document) if one[0] == wanted)
        (remark or line).decision = decision


def test_a_remark_comes_behind_what_it_is_about() -> None:
    document = told()
    assert [name for name, _, _ in deciding.items(document)] == ["1", "2", "3", "3.1", "4"]
    document.proposals[1].concerns = 4
    assert [name for name, _, _ in deciding.items(document)] == ["1", "3", "3.1", "4", "2"]
    document.proposals[1].concerns = 99
    assert [name for name, _, _ in deciding.items(document)] == ["1", "2", "3", "3.1", "4"]


def test_what_is_most_worth_checking_may_come_first() -> None:
    document = told()
    found = [name for name, _, _ in deciding.items(document, "score")]
    assert found == ["3", "3.1", "2", "1", "4"]
    document.line(4).score = 1.0  # what speaks about another comes after it all the same
    assert [name for name, _, _ in deciding.items(document, "score")][:3] == ["3", "3.1", "4"]


def test_a_proposal_as_the_claim_it_would_be() -> None:
    document = told()
    found = deciding.passage(document, document.line(3), tags=("bridge",))
    assert found.text == "The bridge has cracks of three metres in every pillar"
    assert found.quote == "“The bridge has cracks of three metres in every pillar,”"
    assert found.locator == "paragraph 3, characters 180-236"
    assert (found.speaker, found.language, found.said_on) == ("Engineer Ben Ruiz", "en", None)
    assert (found.source, found.tags) == (None, ("bridge",))


def test_a_denial_and_a_remark_are_quoted_by_their_sentence() -> None:
    document = told()
    denial = deciding.passage(document, document.line(4), tags=("bridge",))
    assert (denial.quote, denial.speaker) == (SENTENCE, "The council")
    line = document.line(3)
    remark = deciding.passage(document, line, line.hints[1], tags=("bridge",))
    assert (remark.quote, remark.speaker, remark.tags) == (SENTENCE, None, ())
    assert denial.locator == remark.locator == "paragraph 4, characters 248-345"


def test_what_is_said_in_pieces_is_quoted_in_pieces() -> None:
    document = told("“It is closed,” said Ana López, “and it will be closed in June.”")
    line = document.proposals[0]
    assert len(line.more) == 1
    quote = "“It is closed,” … “and it will be closed in June.”"
    assert deciding.passage(document, line).quote == quote
    assert line.statement == "It is closed and it will be closed in June."


def test_what_was_decided_as_records() -> None:
    document = told()
    decided(document, _1="accept", _2="skip", _3="ADD", _3_1="evidence", _4="evidence")
    found = {one.item: one for one in deciding.decided(document, ("bridge",))}
    assert list(found) == ["1", "3", "3.1", "4"]
    assert found["1"].decision == "accept"
    assert (found["3"].decision, found["3"].form_of) == ("add", "2")
    assert found["3"].passage.tags == ("bridge",)
    assert (found["3.1"].stance, found["3.1"].concerns) == ("no-result", "3")
    assert found["3.1"].note == "No evidence seen by the article"
    assert (found["4"].stance, found["4"].concerns, found["4"].note) == ("disputes", "3", None)


def test_what_a_person_says_goes_before_what_is_supposed() -> None:
    document = told()
    line = document.line(4)
    line.decision, line.stance, line.note, line.claim = "evidence", "refutes", "With proof", 7
    one = deciding.decided(document)[0]
    assert (one.stance, one.note, one.into) == ("refutes", "With proof", 7)


def test_a_note_names_who_looked_and_when() -> None:
    document = told()
    document.article.publisher, document.article.published_on = "The Example Post", "2019-05-01"
    decided(document, _3_1="evidence")
    assert deciding.decided(document)[0].note == (
        "No evidence seen by The Example Post (2019-05-01)"
    )


@pytest.mark.parametrize(
    ("kind", "stance", "note"),
    [
        ("no-evidence", "no-result", "No evidence seen by the article"),
        ("unverified", "context", "Not verified, according to the article"),
        ("debunked", "disputes", "Refuted, according to the article"),
        ("hedge", "context", None),
    ],
)
def test_each_kind_of_remark_has_its_stance(kind: str, stance: str, note: str | None) -> None:
    document = told()
    document.line(3).hints[1].kind = kind
    decided(document, _3_1="evidence")
    one = deciding.decided(document)[0]
    assert (one.stance, one.note) == (stance, note)


def test_decisions_that_cannot_be() -> None:
    for decision, kind, complaint in (
        ("agree", Usage, "unknown decision: agree"),
        ("link", InvalidInput, "1: link needs the id of a claim"),
        ("evidence", InvalidInput, "1: evidence needs a stance"),
        ("denies", InvalidInput, "1: it is not said which claim it speaks about"),
    ):
        document = told()
        decided(document, _1=decision)
        with pytest.raises(kind, match=complaint):
            deciding.decided(document)
    document = told()
    document.line(1).concerns, document.line(1).decision = 12, "denies"
    with pytest.raises(InvalidInput, match="no proposal 12"):
        deciding.decided(document)


def test_the_stances_are_words_of_ours() -> None:
    document = told()
    line = document.line(1)
    line.decision, line.stance, line.claim = "evidence", "denied", 1
    with pytest.raises(Usage, match="unknown stance: denied"):
        deciding.decided(document)
    line.stance = "no_result"
    with pytest.raises(InvalidInput, match="no-result needs a note"):
        deciding.decided(document)


@pytest.mark.parametrize(
    ("least", "wanted"),
    [
        (0.0, {"1": "accept", "2": "accept", "3": "accept", "3.1": "evidence", "4": "evidence"}),
        (0.35, {"1": "skip", "2": "skip", "3": "accept", "3.1": "evidence", "4": "evidence"}),
        (0.9, {"1": "skip", "2": "skip", "3": "skip", "3.1": None, "4": "skip"}),
    ],
)
def test_deciding_on_all_at_once(least: float, wanted: dict[str, str | None]) -> None:
    document = told()
    deciding.accept(document, least)
    found = {n: (r.decision if r else one.decision) for n, one, r in deciding.items(document)}
    assert found == wanted


def test_a_hedge_is_not_taken_along_and_what_denies_nothing_is_no_claim() -> None:
    document = told()
    document.line(3).hints[1].kind = "hedge"
    line = document.line(4)
    for hint in line.hints:
        hint.concerns = None
    line.concerns = None
    deciding.accept(document, 0.0)
    assert document.line(3).hints[1].decision is None
    assert (line.is_denial, line.decision) == (True, "skip")


def test_every_item_is_a_passage() -> None:
    document = told()
    assert list(deciding.passages(document)) == ["1", "2", "3", "3.1", "4"]
    document.line(1).statement = " "
    assert list(deciding.passages(document)) == ["2", "3", "3.1", "4"]
