"""The screen of a proposal: its passage in its context, and nothing that a terminal obeys."""

from factcheck.cli.layout import width
from factcheck.cli.looking import Looked
from factcheck.cli.proposed import COLUMNS, field, proposal, remark
from factcheck.extract import document
from tests.cli.hostile import EVERY
from tests.extract.telling import told


def lines(found: object) -> list[str]:
    return ["".join(part for part, _ in line) for line in found]  # type: ignore[attr-defined]


def flat(found: object) -> str:
    return " ".join(" ".join(lines(found)).split())


def test_a_passage_stands_between_marks_that_colour_only_repeats() -> None:
    made = told()
    screen = list(proposal(made, made.line(1), Looked(), "Proposal 1", 60))
    assert "⟦that the bridge at Aldea would be closed for nine weeks⟧." in flat(screen)
    yellow = "".join(part for line in screen for part, style in line if style == "yellow")
    assert yellow.startswith("⟦that the bridge")
    assert "nine weeks⟧" in yellow
    assert "Monday" not in yellow
    assert all(width(line) <= 60 for line in lines(screen))


def test_what_is_said_in_pieces_is_marked_in_pieces() -> None:
    made = told("“It is closed,” said Ana López, “and it will be closed in June.”")
    screen = flat(proposal(made, made.line(1), Looked(), "Proposal 1", 80))
    assert "⟦“It is closed,”⟧ said Ana López, ⟦“and it will be closed in June.”⟧" in screen


def test_what_is_not_sure_and_what_is_here_is_told() -> None:
    made = told()
    one = made.line(3)
    one.unsure, one.said_on, one.cue = ["mended quote", "resolved pronoun"], "2019-05", None
    looked = Looked(first_form=4, known="Ben Ruiz")
    screen = flat(proposal(made, one, looked, "Proposal 3, 3 of 5", 80))
    assert screen.startswith("Proposal 3, 3 of 5 · direct · worth checking 0.40")
    assert "Unsure mended quote; resolved pronoun" in screen
    assert "Said on 2019-05" in screen
    assert "Engineer Ben Ruiz (written: Ruiz); here: Ben Ruiz" in screen
    assert "Again another form of proposal 2, claim 4" in screen
    assert "Contested denial by The council (proposal 4)" in screen
    assert "Cue" not in screen
    one.speaker = one.speaker_as_written = None
    one.because = []
    there = flat(proposal(made, one, Looked(there=9), "Proposal 3", 80))
    assert "Speaker unknown (written: nobody)" in there
    assert "On file claim 9 has this passage" in there
    assert "Worth" not in there


def test_a_remark_tells_what_it_is_about() -> None:
    made = told()
    line = made.line(3)
    screen = flat(remark(made, line, line.hints[1], Looked(meant=2), "Remark 3.1", 80))
    assert screen.startswith("Remark 3.1 · no evidence, by the article")
    assert "⟦yet to see any evidence⟧" in screen
    assert "About proposal 3, claim 2: The bridge has cracks" in screen
    denial = flat(proposal(made, made.line(4), Looked(), "Proposal 4", 80))
    assert "About proposal 3 (denial): no claim yet" in denial


def test_what_a_person_put_about_another_is_told_too() -> None:
    made = told()
    made.line(1).concerns = 2
    screen = flat(proposal(made, made.line(1), Looked(meant=5), "Proposal 1", 80))
    assert "About proposal 2 (remark): claim 5" in screen


def test_a_long_context_is_cut() -> None:
    made = told(f"Ana López said that {'the bridge is old and ' * 100}closed.")
    screen = lines(proposal(made, made.line(1), Looked(), "Proposal 1", 60))
    assert screen[13].endswith("…")


def test_nothing_hostile_reaches_the_terminal_raw() -> None:
    made = told()
    line = made.line(1)
    made.article.text = made.article.text.replace("nine weeks", EVERY)
    line.speaker = line.cue = line.statement = EVERY
    line.end = line.context_at[1]
    found = "".join(lines(proposal(made, line, Looked(similar=(EVERY,)), "Proposal 1", 80)))
    assert not any(char in found for char in "\x1b\x07\x08\x9b\u202e\u2066\u200b\n\r")
    assert lines(field("Label", "a\nb", 80)) == ["  Label       a b"]


def test_a_row_of_the_list() -> None:
    row = document.rows(told().proposals)[2]
    row["matches"] = [{"zone": "same", "claim": 3}, {"zone": "likely", "claim": 4}]
    assert [one.show(row) for one in COLUMNS] == [
        *("3", "0.40", "Engineer Ben Ruiz", "said", row["statement"], "same 3, likely 4"),
        "denial, no-evidence",
    ]
    row["speaker"], row["cue"] = None, None
    assert [one.show(row) for one in COLUMNS[2:4]] == ["(Ruiz)", ""]
