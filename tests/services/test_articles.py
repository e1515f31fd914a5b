"""What is taken out of an article: claims, appearances and evidence, none of them twice."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import Conflict, NotFound, RuleBroken
from factcheck.models import Claim, Source
from factcheck.records import ArticleRecord, ClaimRecord, DecidedRecord, SpeakerRecord
from factcheck.services import articles, claims, evidence, show, speakers
from factcheck.views import TakenView
from tests.factories import make_claim

DIGEST = "a" * 64
ARTICLE = ArticleRecord(
    "https://news.example/bridge", DIGEST, "The bridge", "The Example Post", "2019-05-01", "Zoë"
)
CRACKS = ClaimRecord(
    "The bridge has cracks of three metres",
    speaker="Ben Ruiz",
    quote="that the bridge has cracks of three metres",
    locator="paragraph 3, characters 136-178",
    language="en",
    tags=("bridge",),
)
AGAIN = replace(
    CRACKS,
    text="Every pillar has them",
    quote="“Every pillar has them”",
    locator="paragraph 3, characters 180-203",
)
DENIAL = ClaimRecord(
    "The claim",
    speaker="The council",
    quote="The council has since denied the claim.",
    locator="paragraph 4, characters 248-287",
    language="en",
)
NOTHING = replace(DENIAL, text="The council has since ...", speaker=None)
PASSAGES = {"2": CRACKS, "3": AGAIN, "3.1": NOTHING, "4": DENIAL}


def source(session: Session) -> Source:
    return articles.source(session, ARTICLE)


def take(session: Session, *decided: DecidedRecord) -> list[TakenView]:
    return articles.take(session, source(session), decided, by="ana", passages=PASSAGES)


def decide(item: str, decision: str = "accept", **over: object) -> DecidedRecord:
    return DecidedRecord(item, decision, PASSAGES[item], **over)  # type: ignore[arg-type]


# the article as a source


def test_an_article_is_a_source_with_the_digest_of_its_text(session: Session) -> None:
    made = source(session)
    assert (made.kind, made.url, made.title) == ("page", ARTICLE.source, "The bridge")
    assert (made.publisher, made.published_on) == ("The Example Post", "2019-05-01")
    assert (made.text_sha256, made.description) == (DIGEST, "by Zoë")
    assert source(session).id == made.id
    assert articles.known(session, ARTICLE) is made


def test_what_a_source_says_already_stays(session: Session) -> None:
    make_claim(session, source=ARTICLE.source)
    made = source(session)
    made.title = "Bridge closed"
    assert (
        articles.source(session, replace(ARTICLE, source=f"s{made.id}")).title == "Bridge closed"
    )
    assert made.publisher == "The Example Post"


def test_an_archived_article_is_the_article(session: Session) -> None:
    archived = "https://web.archive.org/web/20190501/https://news.example/bridge"
    made = articles.source(session, replace(ARTICLE, source=archived))
    assert (made.url, made.archive_url) == ("https://news.example/bridge", archived)


def test_another_text_of_it_is_refused_unless_it_changed(session: Session) -> None:
    made = source(session)
    other = replace(ARTICLE, text_sha256="b" * 64)
    with pytest.raises(
        Conflict, match=f"source {made.id} was read before, and its text"
    ) as caught:
        articles.source(session, other)
    assert "--changed" in str(caught.value.hint)
    assert articles.source(session, other, changed=True).text_sha256 == "b" * 64


def test_an_article_that_is_not_there(session: Session) -> None:
    assert articles.known(session, ARTICLE) is None
    with pytest.raises(NotFound):
        articles.known(session, replace(ARTICLE, source="s99"))


# claims


def test_a_passage_becomes_a_claim_that_is_found_by_it(session: Session) -> None:
    (made,) = take(session, decide("2"))
    assert (made.outcome, made.claim, made.new_speaker) == ("added", 1, True)
    view = show.claim(session, 1)
    assert (view.text, view.tags, view.language) == (CRACKS.text, ("bridge",), "en")
    first = view.first
    assert first is not None
    assert (first.speaker, first.quote, first.locator) == (
        "Ben Ruiz",
        CRACKS.quote,
        CRACKS.locator,
    )
    assert first.source_url == ARTICLE.source
    there = articles.on_file(session, source(session), CRACKS)
    assert there is not None
    assert there.id == 1
    assert articles.on_file(session, source(session), AGAIN) is None


def test_nothing_is_taken_twice(session: Session) -> None:
    decided = (
        decide("2"), decide("3", form_of="2"), decide("3.1", "evidence", stance="no-result",
        concerns="3", note="No evidence seen"), decide("4", "evidence", stance="disputes",
        concerns="3"),
    )  # fmt: skip
    assert [one.outcome for one in take(session, *decided)] == [
        *("added", "linked", "marked", "marked")
    ]
    before = show.claim(session, 1)
    assert [one.outcome for one in take(session, *decided)] == ["there"] * 4
    assert show.claim(session, 1) == before
    assert session.get(Claim, 2) is None


def test_another_form_is_one_more_appearance(session: Session) -> None:
    made = take(session, decide("2"), decide("3", form_of="2"))
    assert [(one.outcome, one.claim) for one in made] == [("added", 1), ("linked", 1)]
    view = show.claim(session, 1)
    assert [one.quote for one in view.appearances] == [CRACKS.quote, AGAIN.quote]
    assert view.aliases == (AGAIN.text,)


def test_a_form_of_what_was_not_taken_is_a_claim_of_its_own(session: Session) -> None:
    (made,) = take(session, decide("3", form_of="2"))
    assert made.outcome == "added"


def test_a_claim_that_is_known_gets_an_appearance(session: Session) -> None:
    make_claim(session, "The bridge has cracks of three metres!", speaker="Ben Ruiz")
    (made,) = take(session, decide("2"))
    assert (made.outcome, made.claim, made.new_speaker) == ("linked", 1, False)
    assert len(show.claim(session, 1).appearances) == 2


def test_the_same_words_by_another_are_the_same_claim(session: Session) -> None:
    make_claim(session, CRACKS.text, speaker="Zoë")
    assert take(session, decide("2"))[0].claim == 1


def test_what_is_like_it_is_told_and_linked_only_where_it_is_for_certain(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session, CRACKS.text, speaker="Ben Ruiz")
        make_claim(session, "A ford has three metres of cracks in its pillars", speaker="Ben Ruiz")
    ford = replace(CRACKS, text="The ford has cracks of three metres in the pillars")
    with db.transaction(by="ana") as session:
        assert articles.likely(session, ford) == 2
        for other in (
            replace(ford, speaker="Zoë"),
            replace(ford, speaker=None),
            replace(ford, text=ford.text.replace("three", "nine")),
            replace(ford, text=f"{ford.text} of stone"),
        ):
            assert articles.likely(session, other) is None
        (made,) = take(session, decide("2", "add"))  # whoever wants another one gets it
        assert (made.outcome, made.claim, made.similar) == ("added", 3, (1,))


def test_a_person_says_which_claim_it_is(session: Session) -> None:
    make_claim(session, "Something else")
    (made,) = take(session, decide("2", "link", into=1))
    assert (made.outcome, made.claim) == ("linked", 1)
    with pytest.raises(NotFound):
        take(session, decide("3", "link", into=99))


def test_a_new_speaker_who_is_like_another_is_told(session: Session) -> None:
    speakers.resolve(session, "Benjamín Ruiz")
    (made,) = take(session, decide("2"))
    assert (made.new_speaker, made.similar_speakers) == (True, ("Benjamín Ruiz",))
    assert SpeakerRecord("Ben Ruiz").kind == "unknown"
    found = articles.names(session, ["Ben Ruiz", "ben ruiz", "Ruiz"])
    assert found["ben ruiz"] == ("Ben Ruiz", ())
    assert found["Ruiz"][1] == ("Ben Ruiz", "Benjamín Ruiz")


def test_nobody_needs_to_have_said_it(session: Session) -> None:
    (made,) = articles.take(
        session, source(session), [replace(decide("2"), passage=replace(CRACKS, speaker=None))],
        by="ana",
    )  # fmt: skip
    assert (made.outcome, made.speaker, made.new_speaker) == ("added", None, False)


# evidence


def test_a_denial_disputes_the_claim_and_refutes_nothing(session: Session) -> None:
    made = take(
        session,
        decide("4", "evidence", stance="disputes", concerns="3"),  # before what it is about
        decide("3"),
    )
    assert [(one.item, one.outcome, one.claim) for one in made] == [
        *(("4", "marked", 1), ("3", "added", 1))
    ]
    item = evidence.get(session, made[0].evidence or 0)
    view = evidence.view(session, item)
    assert (view.stance, view.by, view.quote) == ("disputes", "The council", DENIAL.quote)
    assert (view.locator, view.source_url) == (DENIAL.locator, ARTICLE.source)
    assert show.claim(session, 1).evidence_status == "disputed"


def test_two_remarks_of_one_sentence_are_two_items(session: Session) -> None:
    made = take(
        session,
        decide("3"),
        decide("4", "evidence", stance="disputes", concerns="3"),
        decide("3.1", "evidence", stance="no-result", concerns="3", note="No evidence seen"),
    )
    assert [one.outcome for one in made] == ["added", "marked", "marked"]
    found = articles.marked(session, source(session), NOTHING, "no-result")
    assert found is not None
    assert (found.note, found.by_id) == ("No evidence seen", None)


def test_it_finds_the_claim_that_was_taken_earlier(session: Session) -> None:
    take(session, decide("3"))
    assert take(session, decide("4", "evidence", stance="disputes", concerns="3"))[0].claim == 1


def test_evidence_on_a_claim_that_a_person_names(session: Session) -> None:
    make_claim(session)
    (made,) = take(session, decide("4", "evidence", stance="context", into=1, concerns="3"))
    assert (made.outcome, made.claim, made.stance) == ("marked", 1, "context")


def test_evidence_on_nothing_is_refused(session: Session) -> None:
    complaint = "4 speaks about proposal 3, which is no claim here yet"
    with pytest.raises(RuleBroken, match=complaint):
        take(session, decide("4", "evidence", stance="disputes", concerns="3"))


def test_a_denial_can_be_a_claim_of_its_own(session: Session) -> None:
    made = take(session, decide("2"), decide("4", "denies", concerns="2"))
    assert [(one.outcome, one.claim) for one in made] == [("added", 1), ("added", 2)]
    found = show.claim(session, 2).relations
    assert [(one.kind, one.inward, one.claim) for one in found] == [("denies", False, 1)]
    assert show.claim(session, 1).evidence == ()
    again = take(session, decide("4", "denies", concerns="2"))
    assert again[0].outcome == "there"
    assert len(show.claim(session, 2).relations) == 1
    with pytest.raises(RuleBroken, match="no claim here yet"):
        take(session, decide("4", "denies", concerns="3"))


def test_a_denial_that_is_here_gets_an_appearance(session: Session) -> None:
    make_claim(session, DENIAL.text, speaker="The council")
    made = take(session, decide("2"), decide("4", "denies", concerns="2"))
    assert [(one.outcome, one.claim) for one in made] == [("added", 2), ("linked", 1)]
    assert [one.claim for one in show.claim(session, 1).relations] == [2]


def test_a_claim_that_was_merged_is_found_all_the_same(session: Session) -> None:
    from factcheck.services.merging import claims as merging

    make_claim(session)
    take(session, decide("2"))
    merging.merge(session, [claims.get(session, 2)], claims.get(session, 1))
    assert take(session, decide("2"))[0].claim == 1


def test_the_database_has_an_id_of_its_own(session: Session) -> None:
    assert len(articles.database_uid(session)) == 36
