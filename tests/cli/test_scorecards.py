"""The screen of a speaker's record."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from factcheck.cli import scorecards
from factcheck.cli.layout import width
from factcheck.services.scorecards import RepeatView, SaidView, ScorecardView, VerdictCount

CARD = ScorecardView(
    *(1, "u", "Mike Pompeo", "person", "a politician", "Republican", ("M. R. Pompeo",)),
    *(("wikidata=Q473239",), 2),
    verdicts=(VerdictCount("refuted", 1), VerdictCount("none", 1)),
    said=(
        SaidView(2, "It rained", None, 1, None),
        SaidView(1, "Nicolás Maduro was about to leave", "2019-04-30", 12, "refuted"),
    ),
    repeated=(
        RepeatView(
            *(1, "Nicolás Maduro was about to leave", "refuted", "2019-05-01T10:02:00.000000Z"),
            *(3, "2019-06", None, "https://example.org/blog"),
        ),
    ),
)
SCREEN = """\
Speaker 1 · Mike Pompeo · person · Republican
  a politician
  Also: M. R. Pompeo, wikidata=Q473239

2 claims: 1 refuted, 1 open
    2  date unknown          open          It rained
    1  2019-04-30; 12 times  refuted       Nicolás Maduro was about to leave

REPEATED AFTER WE RULED
    1  Nicolás Maduro was about to leave
       ruled refuted on 2019-05-01; said again June 2019, example.org/blog [a3]
"""


def told(card: ScorecardView, room: int = 80) -> list[str]:
    return ["".join(part for part, _style in line) for line in scorecards.screen(card, room)]


def test_a_record_is_shown() -> None:
    assert [line.rstrip() for line in told(CARD)] == SCREEN.splitlines()


def test_who_said_nothing_has_a_record() -> None:
    bare = replace(CARD, kind="unknown", party=None, description=None, aliases=(), ids=())
    bare = replace(bare, verdicts=(), said=(), repeated=())
    assert told(bare) == ["Speaker 1 · Mike Pompeo", "", "No claim."]


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=200), st.integers(60, 100))
def test_no_line_is_wider_than_the_terminal(words: str, room: int) -> None:
    said = (SaidView(1, words, "2019-04-30", 2, "not-checkable"),)
    repeated = (replace(CARD.repeated[0], text=words, source_title=words),)
    card = replace(CARD, description=words, said=said, repeated=repeated)
    for line in told(card, room)[1:]:
        assert width(line) <= room
        assert "\n" not in line
