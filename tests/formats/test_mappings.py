"""Mappings: as told, as recognised, and the claims that rows become."""

import pytest

from factcheck.formats.base import AppearanceFound, ClaimFound, FormatError, Person, ReviewFound
from factcheck.formats.mappings import FIELDS, Columns, claim, liar_shaped, parse, recognise

POLITIFACT = (
    *("Label", "statement", "subjects", "speaker_name", "speaker_job", "speaker_state"),
    *("speaker_affiliation", "statement_context"),
)


def test_a_mapping_is_told_in_words() -> None:
    assert parse("text=statement, speaker=speaker name,publisher==PolitiFact") == {
        "text": "statement",
        "speaker": "speaker name",
        "publisher": "=PolitiFact",
    }
    assert parse('text="claim, as made",url=link') == {"text": "claim, as made", "url": "link"}
    assert parse('"text=claim, as made",title=="A, B"') == {
        "text": "claim, as made",
        "title": "=A, B",
    }


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("claim=x", "there is no field 'claim'"),
        ("text=a,text=b", "the field text is mapped twice"),
        ("text", "'text' maps nothing"),
        ("text=", "maps nothing"),
        ("text==", "maps nothing"),
        ("text=a,,url=b", "'' maps nothing"),
    ],
)
def test_a_mapping_that_is_none_is_refused(told: str, reason: str) -> None:
    with pytest.raises(FormatError, match=reason) as caught:
        parse(told)
    if "no field" in reason:
        assert caught.value.hint == f"fields: {', '.join(FIELDS)}"


def test_an_empty_mapping_tells_nothing() -> None:
    assert parse("") == {}


def test_synonyms_are_recognised() -> None:
    found = recognise(("Claim", "Claimant", "Date", "Link", "Notes to self"), {})
    assert dict(found.fields) == {
        "text": "Claim",
        "speaker": "Claimant",
        "said_on": "Date",
        "url": "Link",
    }
    reviewed = recognise(("claim", "date", "rating", "link"), {})
    assert reviewed.fields["published_on"] == "date"


def test_what_is_told_goes_before_and_adds() -> None:
    header = ("claim", "who", "remark")
    assert dict(recognise(header, {"text": "remark"}).fields) == {"text": "remark"}
    added = recognise(header, {"publisher": "=Us", "why": "remark"})
    assert dict(added.fields) == {
        "text": "claim",
        "speaker": "who",
        "publisher": "=Us",
        "why": "remark",
    }


@pytest.mark.parametrize(
    ("header", "told", "reason"),
    [
        (("a", "b"), {}, "no column is known to hold the claim; the columns are: a, b"),
        (("a", "b"), {"text": "c"}, "there is no column 'c'; the columns are: a, b"),
        (("a", "a"), {"text": "a"}, "the column 'a' stands there twice"),
        (("claim", "statement"), {}, "both 'claim' and 'statement' may hold the claim"),
        (("claim", "label"), {}, "nothing says whose they are"),
    ],
)
def test_a_table_that_is_not_understood_asks_for_a_mapping(
    header: tuple[str, ...], told: dict[str, str], reason: str
) -> None:
    with pytest.raises(FormatError, match=reason) as caught:
        recognise(header, told)
    assert "--map" in str(caught.value.hint)


def test_a_row_of_politifact() -> None:
    columns = recognise(POLITIFACT, {})
    cells = (
        "pants-fire",
        "Cats vote.",
        "pets$voting",
        "jane-q-doe",
        "Mayor",
        "Ohio",
        "none",
        "a rally",
    )
    found = claim(dict(zip(POLITIFACT, cells, strict=True)), columns)
    person = Person("Jane Q Doe", "unknown", "Mayor, Ohio", (("politifact", "jane-q-doe"),))
    assert found == ClaimFound(
        text="Cats vote.",
        context="a rally",
        appearances=(AppearanceFound(speaker=person),),
        reviews=(ReviewFound(publisher="PolitiFact", site="politifact.com", rating="pants-fire"),),
        tags=("pets", "voting"),
    )
    assert claim({**dict.fromkeys(POLITIFACT, ""), "statement": "x"}, columns).appearances == ()


def test_a_row_of_snopes() -> None:
    header = ("url", "evaluation", "title", "statement", "date_posted", "subtitle")
    cells = "https://example.org/1", "false", "Do cats vote?", "Cats vote.", "9 October 2020", "No"
    found = claim(dict(zip(header, cells, strict=True)), recognise(header, {}))
    assert found.reviews == (
        ReviewFound(
            publisher="Snopes",
            site="snopes.com",
            url="https://example.org/1",
            title="Do cats vote?",
            rating="false",
            published_on="2020-10-09",
        ),
    )
    assert (found.appearances, found.tracked) == ((), None)


def test_a_row_of_check_is_tracked_work() -> None:
    header = ("ID", "Title", "Summary", "URL", "Language", "Report Status", "Imported?")
    cells = "7", "Cats vote.", "Seen in chats", "https://example.org/post", "en", "Paused", "No"
    found = claim(dict(zip(header, cells, strict=True)), recognise(header, {}))
    assert found == ClaimFound(
        text="Cats vote.",
        context="Seen in chats",
        language="en",
        appearances=(AppearanceFound(source="https://example.org/post"),),
        tracked=True,
    )


def test_a_row_of_our_own_says_what_is_not_read() -> None:
    header = ("id", "uid", "text", "stage", "evidence_status", "tags", "priority", "why")
    columns = recognise(header, {})
    assert columns.left_out == ("id", "uid", "stage", "evidence_status")
    cells = "1", "u", "a &amp; b", "new", "none", "x|y; x", "3", "asked"
    found = claim(dict(zip(header, cells, strict=True)), columns)
    assert found == ClaimFound(
        text="a &amp; b", tags=("x", "y"), tracked=True, priority=3, why="asked"
    )


def test_a_full_mapping_gives_every_field() -> None:
    columns = recognise(tuple(FIELDS), {})
    row = {name: name for name in FIELDS} | {
        "said_on": "2019",
        "published_on": "2020",
        "url": "https://example.org/review",
        "language": "en",
        "priority": "low",
        "speaker_kind": "group",
    }
    found = claim(row, columns)
    assert found.appearances == (
        AppearanceFound(
            Person("speaker", "group", "speaker_description", party="party"),
            *("source", "2019", "quote", "locator"),
        ),
    )
    review = found.reviews[0]
    assert (review.url, review.language, review.licence) == (
        "https://example.org/review",
        "en",
        "licence",
    )
    assert (review.rating_value, review.rating_best, review.rating_worst) == (
        "rating_value",
        "rating_best",
        "rating_worst",
    )


def test_a_claim_must_be_there() -> None:
    with pytest.raises(FormatError, match="c: the claim is empty"):
        claim({"c": " "}, Columns({"text": "c"}))


def test_a_rating_must_be_somebodys() -> None:
    columns = Columns({"text": "c", "rating": "r", "url": "u"})
    with pytest.raises(FormatError, match="the rating has no publisher, site or address"):
        claim({"c": "x", "r": "False", "u": ""}, columns)
    assert claim({"c": "x", "r": "", "u": "https://example.org/"}, columns).reviews == ()


def test_a_slug_of_nothing_but_hyphens_stays() -> None:
    columns = Columns({"text": "c", "speaker": "s"}, slugs="them")
    speaker = claim({"c": "x", "s": "--"}, columns).appearances[0].speaker
    assert speaker == Person("--", ids=(("them", "--"),))


def test_liar_is_known_by_its_shape() -> None:
    cells = ["12.json", "half-true", *["x"] * 12]
    assert liar_shaped(cells)
    assert not liar_shaped(cells[:-1])
    assert not liar_shaped(["12", *cells[1:]])
    assert not liar_shaped([cells[0], "perhaps", *cells[2:]])
