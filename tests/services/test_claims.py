"""Claims: never the same one twice, unless somebody insists."""

import shlex

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import Conflict, FactcheckError, InvalidInput, NotFound, RuleBroken, Usage
from factcheck.history.record import add as new
from factcheck.models import Appearance, Claim, ClaimAlias, Speaker
from factcheck.records import ClaimRecord
from factcheck.services import appearances, claims, show, tags
from tests.factories import POMPEO, make_claim, make_evidence, noise

SPELLINGS = [
    POMPEO,
    POMPEO.upper(),
    POMPEO + ".",
    f"  “{POMPEO}!” ",
    POMPEO.replace("Nicolás", "Nicolas"),
    POMPEO.replace("Nicolás", "Nicola\u0301s"),
    POMPEO.replace(" ", "\u00a0  "),
]


def bare(session: Session, text: str = POMPEO) -> Claim:
    return make_claim(session, text, speaker=None, source=None, said_on=None, quote=None)


# add


def test_a_claim_is_added_with_its_first_appearance_and_tags(session: Session) -> None:
    noise(session)
    claim = claims.add(
        session,
        ClaimRecord(
            POMPEO,
            speaker="Mike Pompeo",
            source="https://example.org/interview",
            said_on="2019-04-30",
            quote="getting prepared to get on his airplane",
            locator="02:10",
            context="An interview",
            language="EN",
            priority=2,
            why="Widely shared",
            tags=("Venezuela", "venezuelá", "Russia"),
        ),
        by="ben",
    )
    seen = show.claim(session, claim.id)
    assert (seen.text, seen.context, seen.language) == (POMPEO, "An interview", "en")
    assert (seen.priority, seen.why, seen.added_by) == ("high", "Widely shared", "ben")
    assert (seen.stage, seen.tracked, seen.unverified) == ("new", True, True)
    assert seen.tags == ("Russia", "Venezuela")
    (first,) = seen.appearances
    assert first.first
    assert (first.speaker, first.said_on, first.locator) == ("Mike Pompeo", "2019-04-30", "02:10")
    assert first.quote == "getting prepared to get on his airplane"
    assert first.source_url == "https://example.org/interview"


def test_a_claim_may_be_added_without_any_appearance(session: Session) -> None:
    claim = bare(session)
    assert appearances.first(session, claim) is None
    assert (claim.appearances, claim.appearance_id, claim.speaker_id) == (0, None, None)
    assert (claim.said_on, claim.listed, claim.unverified) == ("", 1, 1)


def test_the_same_text_by_the_same_speaker_is_refused_in_every_spelling(
    session: Session,
) -> None:
    noise(session)
    claim = make_claim(session)
    for spelling in SPELLINGS:
        with pytest.raises(Conflict) as caught:
            make_claim(session, spelling, speaker="mike POMPEO")
        assert caught.value.message == f"claim {claim.id} says this already, by Mike Pompeo"
        assert caught.value.hint == f"factcheck show {claim.id}, or add it anyway with --force"
        assert caught.value.exit_code == 5


def test_another_text_is_another_claim(session: Session) -> None:
    texts = (
        POMPEO,
        POMPEO.replace("Russia", "Cuba"),
        POMPEO.replace("30 April", "3 April"),
        POMPEO + " home",
        POMPEO.replace("was about", "was not about"),
    )
    assert len({make_claim(session, text).id for text in texts}) == len(texts)


def test_another_speaker_of_the_same_text_gets_the_command_for_an_appearance(
    session: Session,
) -> None:
    noise(session)
    claim = make_claim(session)
    quote = 'it\'s his "plane"; rm -rf $HOME `id`'
    with pytest.raises(Conflict) as caught:
        make_claim(
            session,
            SPELLINGS[1],
            speaker="Sean O'Hara",
            source="BROADCAST: The News at Ten",
            said_on="2019-05",
            quote=quote,
            locator="p. 3",
        )
    assert caught.value.message == f"claim {claim.id} says this already, by Mike Pompeo"
    said_again, _, command = str(caught.value.hint).partition(": ")
    assert said_again == "if it was said again"
    assert shlex.split(command) == [
        *("factcheck", "appearance", "add", str(claim.id)),
        *("--speaker", "Sean O'Hara", "--source", "BROADCAST: The News at Ten"),
        *("--said-on", "2019-05", "--quote", quote, "--locator", "p. 3"),
    ]


def test_the_command_for_an_appearance_holds_only_what_was_told(session: Session) -> None:
    claim = make_claim(session)
    with pytest.raises(Conflict) as caught:
        claims.add(session, ClaimRecord(POMPEO, speaker="Ana", source="s1"), by="ana")
    command = f"factcheck appearance add {claim.id} --speaker Ana --source s1"
    assert caught.value.hint == f"if it was said again: {command}"


def test_all_who_said_it_are_named_once_in_the_order_of_their_appearances(
    session: Session,
) -> None:
    claim = make_claim(session)
    for speaker, day in (("Zoë", "2019-05-02"), ("Ana", "2019-05-03"), ("Zoë", "2019-05-04")):
        record = ClaimRecord(POMPEO, speaker=speaker, said_on=day).appearance
        appearances.add(session, claim, record, by="ana")
    with pytest.raises(Conflict, match=r"already, by Mike Pompeo, Zoë, Ana$"):
        make_claim(session, speaker="Ben")
    with pytest.raises(Conflict, match=r"already, by Ana$"):
        make_claim(session, speaker="ana")


def test_a_text_without_a_speaker_is_the_same_as_one_without(session: Session) -> None:
    claim = bare(session)
    with pytest.raises(Conflict) as caught:
        bare(session)
    assert caught.value.message == f"claim {claim.id} says this already"
    with pytest.raises(Conflict, match="already, by an unknown speaker"):
        make_claim(session)


def test_a_withdrawn_appearance_says_nothing(session: Session) -> None:
    claim = make_claim(session)
    first = appearances.first(session, claim)
    assert first is not None
    appearances.withdraw(session, first, "a mix-up")
    with pytest.raises(Conflict, match="already, by an unknown speaker"):
        make_claim(session)


def test_with_force_the_same_text_is_added_again(session: Session) -> None:
    first = make_claim(session)
    again = claims.add(session, ClaimRecord(POMPEO, speaker="Mike Pompeo"), by="ana", force=True)
    assert again.id != first.id
    assert [claim.id for claim in claims.same_text(session, POMPEO)] == [first.id, again.id]
    assert claims.same_text(session, POMPEO, but=first.id) == [again]


def test_a_refused_claim_leaves_no_speaker_behind(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
    with pytest.raises(Conflict), db.transaction(by="ana") as session:
        make_claim(session, speaker="Somebody Else")
    with db.reading() as session:
        assert session.scalars(select(Speaker.name)).all() == ["Mike Pompeo"]
        assert session.scalar(select(func.count()).select_from(Claim)) == 1


def test_another_wording_on_file_counts_as_the_claims_text(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    wording = new(session, ClaimAlias(claim_id=claim.id, text="Maduro nearly fled"))
    session.flush()
    assert claims.same_text(session, "«MADURO nearly fled.»") == [claim]
    with pytest.raises(Conflict, match=f"claim {claim.id} says this already"):
        make_claim(session, "maduro nearly fled")
    wording.removed = 1
    session.flush()
    assert claims.same_text(session, "Maduro nearly fled") == []


def test_a_merged_claim_is_not_in_the_way(session: Session) -> None:
    kept, merged = make_claim(session, "The one that stays"), make_claim(session)
    merged.merged_into = kept.id
    session.flush()
    assert claims.same_text(session, POMPEO) == []
    assert make_claim(session).id not in (kept.id, merged.id)


# get


def test_a_merged_claim_leads_to_the_one_that_stays(session: Session) -> None:
    first, second, third = (make_claim(session, f"Claim {word}") for word in "abc")
    first.merged_into, second.merged_into = second.id, third.id
    session.flush()
    assert claims.get(session, first.id) is third
    assert claims.get(session, second.id) is third
    assert claims.get(session, third.id) is third


def test_a_claim_that_is_not_there_is_not_found(session: Session) -> None:
    make_claim(session)
    for claim_id in (0, -1, 99, 2**31 - 1):
        with pytest.raises(NotFound, match=f"there is no claim {claim_id}$") as caught:
            claims.get(session, claim_id)
        assert caught.value.exit_code == 4
        assert caught.value.hint == "factcheck list shows the claims"


# edit


def test_fields_are_edited_and_cleared(session: Session) -> None:
    others = noise(session)
    claim = make_claim(session, why="Because")
    told = {
        "text": " Maduro nearly left ",
        "context": "An interview",
        "language": "ES_ve",
        "priority": "urgent",
        "why": " ",
    }
    assert claims.edit(session, claim, told)
    session.refresh(claim)
    assert (claim.text, claim.context, claim.language) == (
        "Maduro nearly left",
        "An interview",
        "es-ve",
    )
    assert (claim.priority, claim.why) == (3, None)
    assert {other.priority for other in others} == {1}
    assert claims.same_text(session, "maduro nearly left") == [claim]


def test_an_edit_that_says_the_same_changes_nothing(session: Session) -> None:
    claim = make_claim(session)
    assert not claims.edit(session, claim, {"text": f" {POMPEO}\n", "priority": "1", "why": ""})
    assert claims.edit(session, claim, {"text": f"{POMPEO}."})


def test_an_edit_may_not_repeat_another_claim(session: Session) -> None:
    noise(session)
    claim, other = make_claim(session), make_claim(session, "Maduro nearly left")
    with pytest.raises(Conflict) as caught:
        claims.edit(session, claim, {"text": "MADURO nearly left!"})
    assert caught.value.message == f"claim {other.id} says this already"
    assert caught.value.hint == f"factcheck show {other.id}, or edit it anyway with --force"
    assert claim.text == POMPEO
    assert claims.edit(session, claim, {"text": "MADURO nearly left!"}, force=True)
    assert claim.text == "MADURO nearly left!"


def test_an_edit_that_cannot_be_stored_is_refused(session: Session) -> None:
    claim = make_claim(session, context="Before")
    table: list[tuple[dict[str, str], type[FactcheckError], str]] = [
        ({"stage": "published"}, NotFound, "a claim has no field stage"),
        ({"uid": "x"}, NotFound, "a claim has no field uid"),
        ({"text": " "}, InvalidInput, "the claim is empty"),
        ({"context": "a\0b"}, InvalidInput, "context contains a NUL character"),
        ({"language": "English please"}, InvalidInput, "not a language tag"),
        ({"priority": "4"}, Usage, "unknown priority: 4"),
    ]
    for changes, error, message in table:
        with pytest.raises(error, match=message):
            claims.edit(session, claim, changes)
        assert (claim.text, claim.context, claim.priority) == (POMPEO, "Before", 1)


# date


def test_the_date_of_a_claim_is_that_of_its_first_appearance(session: Session) -> None:
    claim = make_claim(session)
    later = ClaimRecord(POMPEO, speaker="Ana", said_on="2019-05-01").appearance
    appearances.add(session, claim, later, by="ana")
    assert claims.date(session, claim, "2019-04", by="ana")
    assert not claims.date(session, claim, "2019-04", by="ana")
    dates = [one.said_on for one in show.claim(session, claim.id).appearances]
    assert dates == ["2019-04", "2019-05-01"]
    assert claims.refresh(session, claim).said_on == "2019-04"


def test_a_date_makes_the_first_appearance_where_there_is_none(session: Session) -> None:
    claim = bare(session)
    assert not claims.date(session, claim, "", by="ben")
    assert appearances.first(session, claim) is None
    assert claims.date(session, claim, "2019", by="ben")
    first = appearances.first(session, claim)
    assert first is not None
    assert (first.said_on, first.speaker_id, first.added_by) == ("2019", None, "ben")
    with pytest.raises(InvalidInput, match="not a date"):
        claims.date(session, claim, "30 April", by="ben")


# tracked, refresh


def test_only_a_tracked_claim_takes_our_work(session: Session) -> None:
    claim, reference = make_claim(session), make_claim(session, "Of the library")
    reference.tracked = 0
    claims.require_tracked(claim)
    with pytest.raises(RuleBroken, match=f"claim {reference.id} is a reference of the library"):
        claims.require_tracked(reference)


def test_our_work_on_a_reference_begins_once(session: Session) -> None:
    reference = make_claim(session, "Checked by others")
    reference.tracked = 0
    assert not claims.refresh(session, reference).unverified
    assert claims.track(session, reference) is True
    claims.require_tracked(reference)
    assert claims.refresh(session, reference).unverified
    assert claims.track(session, reference) is False


def test_refresh_brings_the_derived_columns_of_this_claim_up_to_date(session: Session) -> None:
    noise(session)
    claim = make_claim(session, tags=("venezuela",))
    make_evidence(session, claim, "disputes")
    make_evidence(session, claim, "supports", said=True)
    assert (claim.evidence_status, claim.attribution_status) == ("disputed", "supporting")
    assert (claim.disputes, claim.supports) == (1, 0)
    claim.stage = "dropped"
    assert claims.refresh(session, claim).listed == 0
    counts = {tag.name: tag.claims for tag in tags.listing(session)}
    assert counts == {"noise-0": 1, "noise-1": 1, "noise-2": 1, "venezuela": 0}
    led = select(Appearance.listed).where(Appearance.claim_id == claim.id)
    assert session.scalars(led).all() == [0]
