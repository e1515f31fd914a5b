"""Merging claims: everything moves, nothing is lost, undo takes all of it back."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.desk import OutreachRecord
from factcheck.errors import Conflict, NotFound, RuleBroken
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import (
    Appearance,
    Claim,
    ClaimAlias,
    ClaimTag,
    Correction,
    Outreach,
    Relation,
    Verdict,
)
from factcheck.records import AppearanceRecord, ClaimRecord, CorrectionRecord, EvidenceRecord
from factcheck.services import (
    appearances,
    claims,
    corrections,
    evidence,
    notes,
    outreach,
    show,
    tags,
    undo,
)
from factcheck.services.merging import Merged
from factcheck.services.merging.claims import merge
from tests import filled
from tests.exchange.carried import sound, work
from tests.factories import make_claim, make_evidence, make_relation, make_review, make_verdict
from tests.rows import rows
from tests.services.merging.conftest import Merging

OTHER = "He was about to fly out, and was told not to"


def begun(session: Session) -> None:
    """Claim 1, claim 2 that says the same, claim 3 of somebody else."""
    make_claim(session, tags=("venezuela", "flights"))
    make_claim(
        session, OTHER, speaker="John Bolton", source="https://b.example", tags=("flights", "us")
    )
    make_claim(session, "A third claim", speaker="Ana López", source=None)


def fill(db: Database) -> None:
    work(db, begun)


@pytest.fixture
def desk(db: Database) -> Database:
    return filled.database(db, fill)


def put(*gone: int, into: int = 1, keep: int | None = None) -> Callable[[Session], Merged]:
    """Merge claims of these ids."""

    def does(session: Session) -> Merged:
        def one(number: int) -> Claim:
            return session.get_one(Claim, number)

        return merge(session, [one(n) for n in gone], one(into), keep=one(keep) if keep else None)

    return does


def shown(db: Database, number: int = 1) -> Any:
    with db.reading() as session:
        return show.claim(session, number)


def test_everything_that_hangs_on_a_claim_goes_over(desk: Database, merging: Merging) -> None:
    def hang(session: Session) -> None:
        other = session.get_one(Claim, 2)
        make_evidence(session, other, "supports")
        item = make_evidence(session, other, "refutes")
        evidence.withdraw(session, item, "a forgery")
        make_evidence(session, other, "context", said=True)
        make_verdict(session, other, "mixed", said=True)
        make_verdict(session, other, "refuted")
        make_verdict(session, other, "insufficient", reason="on second thoughts")
        make_review(session, other)
        notes.add(session, other, "Ask again", by="ana", confidential=True)
        row = Correction(claim_id=2, kind="typo", reason="a slip", made_at=now(), made_by="ana")
        new(session, row)
        new(session, ClaimAlias(claim_id=2, text="Said otherwise"))
        make_relation(session, other, session.get_one(Claim, 3), "denies")
        make_relation(session, session.get_one(Claim, 3), other, "updates")

    work(desk, hang)
    done = merging(put(2))
    assert (done.kind, done.merged, done.into) == ("claim", (2,), 1)
    assert done.moved == {
        "appearance": 1, "evidence": 3, "verdict": 3, "review": 1, "note": 1, "correction": 1,
        "relation": 2, "claim_tag": 1, "claim_alias": 2,
    }  # fmt: skip
    assert done.counts == (
        "1 appearance, 3 items of evidence, 3 verdicts, 1 review, 1 note, 1 correction, "
        "2 relations, 1 tag, 2 wordings"
    )
    view = shown(desk)
    assert [one.speaker for one in view.appearances] == ["Mike Pompeo", "John Bolton"]
    assert [(one.id, one.appearance, one.withdrawn_because) for one in view.evidence] == [
        *((1, None, None), (2, None, "a forgery"), (3, 2, None)),
    ]
    assert [(one.verdict, one.appearance, one.ended) for one in view.verdicts] == [
        *(("mixed", 2, None), ("refuted", None, "superseded"), ("insufficient", None, None)),
    ]
    assert view.verdicts[2].reworded_since
    assert (view.verdict, view.evidence_status) == ("insufficient", "supporting")
    assert (len(view.reviews), len(view.notes)) == (1, 1)
    assert [(one.kind, one.inward, one.claim) for one in view.relations] == [
        *(("denies", False, 3), ("updates", True, 3)),
    ]
    assert view.tags == ("flights", "us", "venezuela")
    assert view.aliases == ("Said otherwise", OTHER)
    assert rows(desk, Correction, "claim_id") == [(1,)]
    assert rows(desk, Claim, "id", "merged_into", "listed") == [
        *((1, None, 1), (2, 1, 0), (3, None, 1)),
    ]


def test_the_old_id_leads_on(desk: Database) -> None:
    work(desk, put(2))
    work(desk, put(1, into=3))
    with desk.reading() as session:
        assert claims.get(session, 2).id == 3
        assert show.claim(session, 2).redirected_from == 2
        assert [one.id for one in claims.same_text(session, OTHER)] == [3]


def test_several_claims_at_once(desk: Database, merging: Merging) -> None:
    done = merging(put(3, 1, 3, into=2))
    assert done.merged == (3, 1)
    assert [one.speaker for one in shown(desk, 2).appearances] == [
        *("Mike Pompeo", "John Bolton", "Ana López"),
    ]
    assert len(shown(desk, 1).aliases) == 2


def test_the_same_appearance_is_there_once(desk: Database, merging: Merging) -> None:
    def again(session: Session) -> None:
        other = session.get_one(Claim, 2)
        record = AppearanceRecord(
            *("Mike Pompeo", "https://example.org/interview", "2019-04-30"),
            "getting prepared to get on his airplane",
        )
        twin = appearances.add(session, other, record, by="ana")
        twin.archive_url = "https://web.archive.org/web/2019/https://example.org/interview"
        evidence.mark(
            session, other, EvidenceRecord("supports", "audio", appearance=twin.id), by="ana"
        )
        make_verdict(session, other, "supported", appearance=twin.id)

    work(desk, again)
    done = merging(put(2))
    assert done.also == ["appearance a4 is the same as a1"]
    assert rows(desk, Appearance, "id", "claim_id", "withdrawn_because") == [
        *((1, 1, None), (2, 1, None), (3, 3, None), (4, 1, "the same as a1")),
    ]
    view = shown(desk)
    assert (view.attribution, view.attribution_status) == ("supported", "supporting")
    assert [one.appearance for one in view.evidence] == [1]
    assert view.first.archive_url.startswith("https://web.archive.org/")


def test_the_same_evidence_is_there_once_and_other_evidence_twice(
    desk: Database, merging: Merging
) -> None:
    def mark(session: Session) -> None:
        for number in (1, 2):
            for over in ({}, {"by": "Zoë"}, {"confidential": number == 1}):
                record: dict[str, Any] = {"note": f"seen {len(over)} {sorted(over)}", **over}
                make_evidence(session, session.get_one(Claim, number), "supports", **record)

    work(desk, mark)
    done = merging(put(2))
    assert done.also == ["evidence e4 is the same as e1", "evidence e5 is the same as e2"]
    standing = [one.id for one in shown(desk).evidence if one.withdrawn_because is None]
    assert standing == [1, 2, 3, 6]  # only one of the last two is confidential


@pytest.mark.parametrize("said", [False, True])
@pytest.mark.parametrize("keep", [1, 2])
def test_differing_verdicts_need_a_word(
    desk: Database, merging: Merging, said: bool, keep: int
) -> None:
    def rule(session: Session) -> None:
        make_verdict(session, session.get_one(Claim, 1), "supported", said=said)
        other = session.get_one(Claim, 2)
        if said:
            appearances.edit(
                session,
                session.get_one(Appearance, 2),
                {
                    "speaker": "Mike Pompeo",
                    "source": "s1",
                    "said_on": "2019-04-30",
                    "quote": "getting prepared to get on his airplane",
                },
            )
        make_verdict(session, other, "refuted", said=said)

    work(desk, rule)
    with pytest.raises(Conflict) as caught:
        work(desk, put(2))
    what = "whether it was said (a1)" if said else "the content"
    assert caught.value.message == (
        f"the verdicts in force on {what} differ: supported on claim 1, refuted on claim 2"
    )
    assert caught.value.hint == "--keep 1 or --keep 2 says whose stays"
    merging(put(2, keep=keep))
    stays, ended = ("supported", "refuted") if keep == 1 else ("refuted", "supported")
    about = 1 if said else None
    found = rows(desk, Verdict, "claim_id", "appearance_id", "verdict", "ended", "ended_because")
    assert (1, about, stays, None, None) in found
    assert (1, about, ended, "superseded", f"merged: that of claim {keep} stands") in found
    view = shown(desk)
    assert (view.attribution if said else view.verdict) == stays


def test_verdicts_that_say_the_same_need_no_word(desk: Database, merging: Merging) -> None:
    def rule(session: Session) -> None:
        for number in (1, 2):
            claim = session.get_one(Claim, number)
            make_verdict(session, claim, "refuted", reason=f"reason {number}")

    work(desk, rule)
    assert merging(put(2)).also == ["the verdict refuted of claim 2 is superseded"]
    assert [one.reason for one in shown(desk).verdicts if one.ended is None] == ["reason 1"]


def test_the_same_verdict_with_another_rating_differs(desk: Database) -> None:
    def rule(session: Session) -> None:
        for number, rating in ((1, "politifact: False"), (2, "politifact: Pants on Fire")):
            make_verdict(session, session.get_one(Claim, number), "refuted", rating=rating)

    work(desk, rule)
    with pytest.raises(Conflict, match="refuted on claim 1, refuted on claim 2"):
        work(desk, put(2))
    work(desk, put(2, keep=2))
    assert shown(desk).verdicts[1].rating == "Pants on Fire"


def test_the_verdict_of_one_claim_alone_stays_in_force(desk: Database, merging: Merging) -> None:
    work(desk, lambda session: make_verdict(session, session.get_one(Claim, 2), "refuted"))
    assert merging(put(2, keep=1)).also == []
    assert shown(desk).verdict == "refuted"


def test_relations_between_the_two_are_withdrawn_and_doubles_are_one(
    desk: Database, merging: Merging
) -> None:
    def relate(session: Session) -> None:
        one, two, three = (session.get_one(Claim, number) for number in (1, 2, 3))
        make_relation(session, one, two, "narrows")
        make_relation(session, two, one, "denies")
        make_relation(session, two, three, "updates")
        make_relation(session, one, three, "updates")
        make_relation(session, three, two, "contradicts")
        make_relation(session, one, three, "contradicts")
        make_relation(session, three, two, "denies")
        make_relation(session, one, three, "denies")
        make_relation(session, three, one, "narrows").withdrawn_because = "wrong claim"

    work(desk, relate)
    done = merging(put(2))
    assert done.also == [
        "claim 1 narrows claim 2 is withdrawn: both are one",
        "claim 2 denies claim 1 is withdrawn: both are one",
        "claim 2 updates claim 3 is withdrawn: it is there already",
        "claim 3 contradicts claim 2 is withdrawn: it is there already",
    ]
    columns = ("claim_id", "kind", "other_id", "withdrawn_because")
    twice = "merged: claim 1 has this relation already"
    assert rows(desk, Relation, *columns) == [
        (1, "narrows", 2, "merged: both are claim 1"),
        (2, "denies", 1, "merged: both are claim 1"),
        (1, "updates", 3, twice),
        (1, "updates", 3, None),
        (3, "contradicts", 1, twice),
        (1, "contradicts", 3, None),
        (3, "denies", 1, None),
        (1, "denies", 3, None),
        (3, "narrows", 1, "wrong claim"),
    ]


def test_a_tag_counts_where_any_of_the_claims_bears_it(desk: Database, merging: Merging) -> None:
    def untag(session: Session) -> None:
        tags.remove(session, session.get_one(Claim, 1), ("flights",))
        tags.remove(session, session.get_one(Claim, 2), ("us",))

    work(desk, untag)
    merging(put(2))
    assert shown(desk).tags == ("flights", "venezuela")
    assert rows(desk, ClaimTag, "claim_id", "tag_id", "removed") == [
        *((1, 1, 0), (1, 2, 0), (2, 2, 1), (2, 3, 1)),
    ]


def test_the_same_wording_is_kept_once(desk: Database, merging: Merging) -> None:
    def known(session: Session) -> None:
        for number, wording in ((1, "He would fly"), (2, "HE WOULD FLY"), (1, OTHER)):
            new(session, ClaimAlias(claim_id=number, text=wording))
        new(session, ClaimAlias(claim_id=2, text="Taken back", removed=1))

    work(desk, known)
    merging(put(2))
    assert shown(desk).aliases == ("He would fly", OTHER)


@pytest.mark.parametrize(
    ("mine", "others", "wanted"),
    [
        ((0, "new", 1, None), (1, "checking", 0, "spreads"), (1, "checking", 0, "spreads")),
        ((1, "review", 2, "x"), (0, "new", 1, "y"), (1, "review", 2, "x")),
        ((0, "new", 1, "mine"), (0, "new", 3, "y"), (0, "new", 1, "mine")),
        ((1, "dropped", 1, None), (1, "new", 3, None), (1, "new", 3, None)),
        ((1, "published", 1, None), (1, "checking", 0, None), (1, "published", 1, None)),
    ],
)
def test_our_work_goes_on(
    db: Database,
    merging: Merging,
    mine: tuple[Any, ...],
    others: tuple[Any, ...],
    wanted: tuple[Any, ...],
) -> None:
    """What is tracked stays tracked, as far as the work is, and as urgent."""
    names = ("tracked", "stage", "priority", "why")

    def fill(session: Session) -> None:
        for number, told in ((1, mine), (2, others)):
            claim = claims.add(session, ClaimRecord(f"Claim {number}"), by="ana")
            for name, value in zip(names, told, strict=True):
                setattr(claim, name, value)

    work(db, fill)
    merging(put(2))
    assert rows(db, Claim, *names)[0] == wanted


def test_plans_go_on_and_questions_come_along(desk: Database, merging: Merging) -> None:
    """The nearest due date, the last look, the most worth."""
    names = ("assignee", "due_on", "recheck_every", "rechecked_at", "worth")

    def plan(session: Session) -> None:
        for number, told in (
            (1, (None, "2019-05-03", None, "2019-06-01", 10)),
            (2, ("ben", "2019-05-02", "6m", "2019-07-01", 90)),
        ):
            claim = session.get_one(Claim, number)
            for name, value in zip(names, told, strict=True):
                setattr(claim, name, value)
        outreach.ask(session, claim, OutreachRecord("John Bolton", "mail"), by="ana")

    work(desk, plan)
    done = merging(put(2))
    assert "1 question to somebody" in done.counts
    assert rows(desk, Claim, *names)[0] == (*("ben", "2019-05-02", "6m", "2019-07-01", 90),)
    assert rows(desk, Outreach, "claim_id") == [(1,)]


@pytest.mark.parametrize(
    ("mine", "others", "wanted"),
    [("2019-05-02", "2019-05-01", "2019-05-02"), (None, "2019-05-01", "2019-05-01")],
)
def test_what_was_published_stays_so(
    db: Database, mine: str | None, others: str, wanted: str
) -> None:
    """What the public reads of both is in the one that stays: that is a correction."""

    def fill(session: Session) -> None:
        for number, told in ((1, mine), (2, others)):
            claim = claims.add(session, ClaimRecord(f"Claim {number}"), by="ana")
            claim.published_at = told

    def join(session: Session) -> Merged:
        corrections.declare(
            session, CorrectionRecord("clarification", "one claim", "They are one.")
        )
        return put(2)(session)

    work(db, fill)
    work(db, join)
    assert rows(db, Claim, "published_at")[0] == (wanted,)


def test_what_cannot_be_merged_is_refused(desk: Database) -> None:
    cases: dict[Callable[[Session], Merged], str] = {
        put(1): "claim 1 cannot be merged into itself",
        put(2, keep=3): "claim 3 is none of those that are merged",
    }
    for does, told in cases.items():
        with pytest.raises(RuleBroken, match=told):
            work(desk, does)
    work(desk, put(2))
    for does in (put(2, into=3), put(3, into=2), put(2)):
        with pytest.raises(RuleBroken) as caught:
            work(desk, does)
        assert caught.value.message == "claim 2 was merged into claim 1 already"
        assert caught.value.hint == "name claim 1 instead"
    with pytest.raises(RuleBroken, match="claim 2 was merged"):  # a circle
        work(desk, put(1, into=2))
    with pytest.raises(NotFound):
        work(desk, lambda session: claims.get(session, 99))


# taking back


LATER: dict[str, Callable[[Session], object]] = {
    "the claim that stays": lambda s: setattr(s.get_one(ClaimAlias, 1), "removed", 1),
    "what went over": lambda s: appearances.edit(s, s.get_one(Appearance, 2), {"locator": "x"}),
    "evidence on what went over": lambda s: evidence.mark(
        s, s.get_one(Claim, 1), EvidenceRecord("supports", "heard", appearance=2), by="ben"
    ),
    "a verdict on what went over": lambda s: make_verdict(
        s, s.get_one(Claim, 1), "supported", appearance=2
    ),
    "another merge": put(1, into=3),
}


@pytest.mark.parametrize("name", LATER)
def test_a_later_change_to_the_same_things_is_in_the_way(desk: Database, name: str) -> None:
    work(desk, put(2), by="zoe")
    work(desk, LATER[name], by="ben")
    with pytest.raises(Conflict) as caught:
        work(desk, lambda session: undo.undo(session, by="zoe"), by="zoe")
    assert caught.value.message == (
        "entry 2 cannot be taken back: entry 3 (change by ben) touched the same things"
    )
    assert caught.value.hint == "take that back first: factcheck undo 3"
    work(desk, lambda session: undo.undo(session, by="ben"), by="ben")
    work(desk, lambda session: undo.undo(session, by="zoe"), by="zoe")
    assert rows(desk, Claim, "merged_into") == [(None,)] * 3
    sound(desk)


def test_what_came_to_the_claim_that_stays_stays_there(desk: Database) -> None:
    work(desk, put(2), by="zoe")
    work(desk, lambda session: make_evidence(session, session.get_one(Claim, 1)), by="ben")
    work(desk, lambda session: undo.undo(session, by="zoe"), by="zoe")
    assert [len(shown(desk, number).evidence) for number in (1, 2)] == [1, 0]
    sound(desk)


def test_the_verdict_that_was_superseded_is_in_force_again(desk: Database) -> None:
    def rule(session: Session) -> None:
        for number, verdict in ((1, "supported"), (2, "refuted")):
            make_verdict(session, session.get_one(Claim, number), verdict)

    work(desk, rule)
    work(desk, put(2, keep=2), by="zoe")
    with desk.reading() as session:
        found = session.scalars(select(Verdict).where(Verdict.ended.is_(None))).one()
        assert (found.claim_id, found.verdict) == (1, "refuted")
    work(desk, lambda session: undo.undo(session, by="zoe"), by="zoe")
    assert [shown(desk, number).verdict for number in (1, 2)] == ["supported", "refuted"]
