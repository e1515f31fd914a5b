"""What a person sees of a claim: whole screens, written by hand."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from factcheck import services, text
from factcheck.cli import lists, output, screens
from factcheck.cli.layout import Line, table, verdict_style, width
from factcheck.db import Database
from factcheck.history.record import add
from factcheck.models import Claim, ClaimAlias
from factcheck.pages import ClaimLine
from factcheck.records import AppearanceRecord, ClaimRecord
from factcheck.views import (
    AppearanceView,
    ClaimView,
    EvidenceView,
    NoteView,
    RelationView,
    ReviewView,
    VerdictView,
)
from factcheck.vocabulary import EVIDENCE_STATUSES, STANCES, VERDICTS
from tests import filled
from tests.conftest import Cli
from tests.factories import POMPEO, make_claim, make_evidence, make_relation, make_review

DAY = "2019-05-02T10:00:00.000000Z"


def shown(lines: list[Line]) -> list[str]:
    return ["".join(told for told, _ in line).rstrip() for line in lines]


def build(db: Database) -> None:
    """Claim 1 bare, claim 2 with everything, claim 3 merged into it, claim 4 of the library."""
    with db.transaction(by="ana") as session:
        make_claim(session, "Maduro never had a plane waiting", speaker="Nicolás Maduro")
        rich = make_claim(
            session,
            speaker="Mike Pompeo",
            locator="page 4",
            tags=("venezuela", "aviation"),
            context="Said on the day of an uprising in Caracas.",
            language="en",
            why="It was quoted all over the world.",
            priority=3,
        )
        services.speakers.edit(
            session, services.speakers.get(session, "Mike Pompeo"), {"kind": "person"}
        )
        again = services.appearances.add(
            session,
            rich,
            AppearanceRecord("John Bolton", "call: Press office", "2019-05"),
            by="ana",
        )
        gone = services.appearances.add(
            session, rich, AppearanceRecord("Nobody", "https://wrong.example/"), by="ana"
        )
        services.appearances.withdraw(session, gone, "another claim")
        evidence(session, rich, again.id)
    with db.transaction(by="ben") as session:
        rich = services.claims.get(session, 2)
        verdicts(session, rich)
    with db.transaction(by="ana") as session:
        rich = services.claims.get(session, 2)
        make_review(session, rich, title="A plane for Maduro?", published_on="2019-05-03")
        make_review(session, rich, rating="Missing context and more", url=None)
        make_relation(session, services.claims.get(session, 1), rich)
        make_relation(session, rich, make_claim(session, "He had a plane waiting"), "narrows")
        services.notes.add(session, rich, "Asked the ministry", by="ana")
        services.notes.add(session, rich, "A source inside", by="ana", confidential=True)
        wrong = services.notes.add(session, rich, "Wrong claim", by="ana")
        services.notes.withdraw(session, rich, wrong.id, "wrong claim")
        session.flush()
        add(
            session,
            ClaimAlias(claim_id=rich.id, text="Maduro wanted to flee to Cuba"),
        )
        library = make_claim(session, "A claim that others have checked", speaker=None, quote=None)
        library.tracked = 0
        session.flush()
        services.claims.refresh(session, library)


def evidence(session: Session, rich: Claim, again: int) -> None:
    vtv = "https://example.org/vtv"
    make_evidence(session, rich, "supports", note="A pilot says so", source="call: A pilot")
    make_evidence(
        session,
        rich,
        "disputes",
        note="Denied it on state television",
        by="Nicolás Maduro",
        source=vtv,
        retrieved_on="2019-05-01",
        rank="primary",
    )
    make_evidence(session, rich, "refutes", note=None, quote="There was no plane", source=vtv)
    make_evidence(session, rich, "mixed", note="Two logs disagree", confidential=True)
    make_evidence(session, rich, "context", note="There were rumours all day")
    make_evidence(session, rich, "no-result", note="Flight trackers of that day, searched twice")
    gone = make_evidence(session, rich, "refutes", note="A parody")
    services.evidence.withdraw(session, gone, "a parody")
    make_evidence(session, rich, "supports", note="The recording", said=True, locator="02:10")
    make_evidence(session, rich, "refutes", note="He was misquoted", appearance=again)
    services.claims.refresh(session, rich)


def verdicts(session: Session, rich: Claim) -> None:
    from factcheck.records import VerdictRecord

    give = services.verdicts.give
    give(session, rich, VerdictRecord("supported", "He said so."), by="ben")
    give(session, rich, VerdictRecord("mixed", "Some of it is so."), by="ben")
    services.verdicts.withdraw(session, rich, "too early")
    give(session, rich, VerdictRecord("insufficient", "Nobody has shown evidence."), by="ben")
    give(session, rich, VerdictRecord("supported", "The recording has it.", said=True), by="ben")
    services.claims.refresh(session, rich)


RICH = """\
Claim 2 · unverified (insufficient) · new · urgent priority
  aviation, venezuela

  Nicolás Maduro was about to leave Venezuela by plane on 30 April 2019, and
  Russia told him to stay

  Context     Said on the day of an uprising in Caracas.
  Language    en
  Why         It was quoted all over the world.
  Also        Maduro wanted to flee to Cuba

  Said by     Mike Pompeo (person), 30 April 2019                           [a2]
  Where       example.org/interview, at page 4
              “getting prepared to get on his airplane”
  Again by    John Bolton, May 2019                                         [a3]
  Where       Press office
              no quote on file
              1 withdrawn (factcheck history 2)

WAS IT SO?  insufficient                                   evidence: conflicting
  because     Nobody has shown evidence.
  ruled       2019-05-02, ben
  supports    A pilot says so
              A pilot                                                       [e1]
  refutes     “There was no plane”
              example.org/vtv                                               [e3]
  mixed       Two logs disagree
              CONFIDENTIAL                                                  [e4]
  disputes    Nicolás Maduro: Denied it on state television
              example.org/vtv (primary), retrieved 2019-05-01               [e2]
  context     There were rumours all day                                    [e5]
  no result   Flight trackers of that day, searched twice                   [e6]
              1 withdrawn (factcheck history 2)
  earlier     mixed (2019-05-02, ben: Some of it is so.); withdrawn 2019-05-02,
              because too early
  earlier     supported (2019-05-02, ben: He said so.); superseded 2019-05-02

WAS IT SAID?  supported                                     evidence: supporting
  because     The recording has it.
  ruled       2019-05-02, ben
  supports    The recording
              at 02:10                                                      [e8]

WAS IT SAID [a3]?  no verdict                                 evidence: refuting
  refutes     He was misquoted                                              [e9]

CHECKED BY OTHERS  (never our verdict)
  rated       Unproven: Example Checks, 2019-05-03, A plane for Maduro?
              checks.example/1
  rated       Missing context and more: Example Checks

RELATED
  denied by   claim 1: Maduro never had a plane waiting
  narrows     claim 3: He had a plane waiting

NOTES  (internal)
  2019-05-02  ana: Asked the ministry                                       [n1]
  2019-05-02  ana: A source inside (CONFIDENTIAL)                           [n2]

Added by ana on 2019-05-02; 2 changes since (factcheck history 2)
"""
BARE = """\
Claim 1 · unverified · new

  Maduro never had a plane waiting

  Said by     Nicolás Maduro, 30 April 2019                                 [a1]
  Where       example.org/interview
              “getting prepared to get on his airplane”

WAS IT SO?  no verdict                                            evidence: none
              nothing on file yet

WAS IT SAID?  no verdict                                          evidence: none
              nothing on file yet

RELATED
  denies      claim 2: Nicolás Maduro was about to leave Venezuela by plane on
              30 April 2019, and Russia told him to stay

"""
LISTED = """\
 id  said        speaker         claim                              verdict
  3  2019-04-30  Mike Pompeo     He had a plane waiting             unverified
                                                                    no evidence
  2  2019-04-30  Mike Pompeo     Nicolás Maduro was about to leave  insufficient
                                 Venezuela by plane on 30 April 2…  +1 −1
                                                                    conflicting
  1  2019-04-30  Nicolás Maduro  Maduro never had a plane waiting   unverified
                                                                    no evidence
3 claims; library of 1 hidden.
"""


@pytest.fixture
def told(cli: Cli, url: str, db: Database) -> Any:
    """Screens as on a terminal of 80 columns, all done on one day."""
    filled.once(url, lambda: build(db))

    def tell(*words: str) -> str:
        with output.staged():
            done = cli(*words)
        assert done.code == 0
        with db.reading() as session:
            today = services.show.claim(session, 1).added_at[:10]
        return done.out.replace(today, "2019-05-02")

    return tell


def test_a_claim_with_everything(told: Any) -> None:
    screen = told("show", "2")
    assert screen[: len(RICH)].splitlines() == RICH.splitlines()
    last = screen[len(RICH) :]
    assert "ben" in last
    assert "A source inside" not in last
    history = told("history", "2")
    assert "note n2: confidential" in history
    assert "A source inside" not in history


def test_a_bare_claim_says_what_is_not_there(told: Any) -> None:
    assert told("show", "1").startswith(BARE)


def test_a_list_has_counts_and_a_word(told: Any) -> None:
    assert told("list").splitlines() == LISTED.splitlines()


def test_a_claim_of_the_library_is_called_so(told: Any) -> None:
    screen = told("show", "4")
    assert screen.startswith("Claim 4 · reference (library) · new\n")
    assert "  Said by     unknown speaker, 30 April 2019" in screen


def test_many_tags_go_under_the_title() -> None:
    view = whole(tags=tuple(f"tag number {one}" for one in range(20)))
    lines = shown(screens.claim(view, [], 80))
    assert lines[0] == "Claim 1 · unverified · new"
    assert lines[1].startswith("  tag number 0, tag number 1,")
    assert all(width(line) <= 80 for line in lines)


@pytest.mark.parametrize(
    ("over", "title"),
    [
        ({}, "Claim 1 · unverified · new"),
        ({"verdict": "insufficient"}, "Claim 1 · unverified (insufficient) · new"),
        ({"verdict": "refuted", "unverified": False}, "Claim 1 · refuted · new"),
        ({"tracked": False, "unverified": False}, "Claim 1 · reference (library) · new"),
        ({"priority": "urgent"}, "Claim 1 · unverified · new · urgent priority"),
        ({"tags": ("a", "b")}, "Claim 1 · unverified · new · a, b"),
        ({"stage": "dropped", "unverified": False}, "Claim 1 · unverified · dropped"),
    ],
)
def test_the_title_says_where_the_claim_stands(over: dict[str, Any], title: str) -> None:
    assert shown(screens.claim(whole(**over), [], 80))[0] == title


def test_a_claim_without_an_appearance_says_so() -> None:
    lines = shown(screens.claim(whole(appearances=()), [], 80))
    assert "  Said by     nobody on file" in lines
    assert not [line for line in lines if "WAS IT SAID" in line]


def test_a_reworded_claim_and_a_rating_stand_beside_the_verdict() -> None:
    ruling = dataclasses.replace(
        RULING, rating="Half True", scale="politifact", reworded_since=True
    )
    lines = shown(screens.claim(whole(verdict="mixed", verdicts=(ruling,)), [], 80))
    at = lines.index("  because     Because")
    assert lines[at + 1 : at + 3] == [
        "  ruled       2019-05-02, ben; rated Half True (politifact); the claim was",
        "              reworded since",
    ]


def test_colour_only_says_again_what_words_say() -> None:
    assert verdict_style("refuted") == "red"
    assert verdict_style(None) == verdict_style("nonsense") == ""
    assert all(verdict_style(word) for word in VERDICTS)


APPEARANCE = AppearanceView(
    id=1, uid="u", claim=1, first=True, speaker="Ana", speaker_kind=None, said_on=None, source=1,
    source_title=None, source_url=None, source_confidential=None, quote=None, locator=None,
    archive_url=None, verdict=None, evidence_status="none", added_at=DAY, added_by="ana",
    withdrawn_because=None,
)  # fmt: skip
ITEM = EvidenceView(
    id=1, uid="u", claim=1, about="content", appearance=None, stance="supports", by=None, source=1,
    source_title=None, source_url=None, source_confidential=None, quote=None, locator=None,
    note="A note", retrieved_on=None, rank=None, confidential=False, confidential_because=None,
    independence_group=None, archive_url=None,
    added_at=DAY, added_by="ana", withdrawn_because=None,
)  # fmt: skip
RULING = VerdictView(
    id=1, uid="u", claim=1, about="content", appearance=None, verdict="mixed", reason="Because",
    rating=None, scale=None, reworded_since=False, ruled_at=DAY, ruled_by="ben", ended=None,
    ended_at=None, ended_because=None,
)  # fmt: skip


def whole(**over: Any) -> ClaimView:
    view = ClaimView(
        id=1, uid="u", text="A claim", context=None, language=None, stage="new", priority="normal",
        why=None, tracked=True, unverified=True, merged_into=None, tags=(), verdict=None,
        evidence_status="none", attribution=None, attribution_status="none",
        appearances=(APPEARANCE,), evidence=(), verdicts=(), reviews=(), relations=(), notes=(),
        aliases=(), added_at=DAY, added_by="ana", changes=0,
    )  # fmt: skip
    return dataclasses.replace(view, **over)


ANY = st.text(st.sampled_from("abcdefgh  法国👩‍💻\u202e\x1b\u0301\n-"), max_size=150) | st.text(
    max_size=30
)
WORDS = st.text(min_size=1, max_size=60)


@st.composite
def views(draw: st.DrawFn) -> ClaimView:
    """Claims whose every text is whatever somebody may have stored."""

    def any_of(one: Any, **fixed: Any) -> Any:
        names = [
            each.name
            for each in dataclasses.fields(one)
            if str(each.type) in (str(str), "str", "str | None")
            and each.name not in fixed
            and not each.name.endswith(("_at", "_on"))
        ]
        return dataclasses.replace(one, **{name: draw(ANY) for name in names}, **fixed)

    item = any_of(ITEM, retrieved_on="2019-05", confidential=True, id=10**6)
    item = dataclasses.replace(item, stance=draw(st.sampled_from(STANCES)))
    ruled = {"verdict": draw(st.sampled_from(VERDICTS))}
    return whole(
        id=10**9,
        text=draw(ANY),
        context=draw(ANY),
        why=draw(ANY),
        language="en",
        stage="checking",
        priority="normal",
        verdict="not-checkable",
        evidence_status=draw(st.sampled_from(EVIDENCE_STATUSES)),
        tags=tuple(draw(st.lists(WORDS, max_size=5))),
        aliases=(draw(ANY),),
        added_by=draw(WORDS),
        appearances=(
            any_of(APPEARANCE, said_on="2019-04-30", id=10**6, evidence_status="none"),
            dataclasses.replace(APPEARANCE, id=2, first=False),
        ),
        evidence=(item, dataclasses.replace(item, appearance=2)),
        verdicts=(
            dataclasses.replace(any_of(RULING, ended=None), **ruled),
            dataclasses.replace(any_of(RULING, ended="superseded"), **ruled, ended_at=DAY),
        ),
        reviews=(any_of(ReviewView(1, "u", "P", None, None, None, None, None)),),
        relations=(RelationView(1, "contradicts", True, 10**9, draw(ANY), None),),
        notes=(NoteView(10**6, "u", 1, draw(ANY), True, DAY, draw(WORDS), None),),
    )


@settings(deadline=None, max_examples=60)
@given(views(), st.lists(ANY, max_size=2))
def test_nothing_is_wider_than_the_screen(view: ClaimView, changed: list[str]) -> None:
    for line in shown(screens.claim(view, changed, 80)):
        assert width(text.printable(line)) <= 80, line


@settings(deadline=None, max_examples=60)
@given(ANY, ANY, st.sampled_from(EVIDENCE_STATUSES), st.integers(1, 10**6))
def test_no_list_is_wider_than_the_screen(
    wording: str, speaker: str, status: str, number: int
) -> None:
    row = ClaimLine(
        id=number, uid="u", text=wording, speaker=speaker, said_on="2019-04-30",
        verdict="not-checkable", evidence_status=status, supports=12, refutes=13, mixed=0,
        disputes=0, attribution=None, attribution_status="none", stage="new", priority="normal",
        language=None, appearances=1, tags=(), tracked=True, unverified=True, added_at=DAY,
        added_by="ana",
    )  # fmt: skip
    for line in shown(table(lists.COLUMNS, [row], 80)):
        assert width(text.printable(line)) <= 80


def test_an_unchanged_claim_has_no_last_changes(url: str) -> None:
    with Database(url) as db:
        with db.transaction(by="ana") as session:
            services.claims.add(session, ClaimRecord(POMPEO), by="ana")
        with db.reading() as session:
            view = services.show.claim(session, 1)
            assert screens.last_changes(session, view) == []
            assert screens.last_touched(session, view) == 1
        with db.transaction(by="ben") as session:
            services.claims.edit(session, services.claims.get(session, 1), {"why": "new"})
        with db.reading() as session:
            view = services.show.claim(session, 1)
            (told,) = screens.changes_since(session, view, 1)
            assert told.endswith("ben  why: none -> new")
            assert screens.last_changes(session, view)[0] == told
